//! The API's description: what stands above the addresses.

use utoipa::OpenApi as _;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

/// What stands above the addresses.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "centralino",
        description = "Slots, booked callbacks and tickets of help desks. Moments are RFC 3339; numbers of telephones are E.164 or as \
                       the desk's country writes them. A write that carries an `Idempotency-Key` is done once. While the first is not answered \
                       it is `under-way` (409, with `Retry-After`): for a minute at most, where the process that had it was lost.",
    ),
    modifiers(&Bearer),
    security(("token" = [])),
)]
struct Head;

struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("made by `centralino token create --scope …`"))
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

pub(super) fn head() -> utoipa::openapi::OpenApi {
    Head::openapi()
}
