//! `/api/v1`: what the pages do, for programs. Its description is made from this code and served with it, so that the two cannot drift apart.

mod bookings;
mod changes;
mod description;
mod desks;
mod given;
mod happening;
mod once;
mod opening;
mod promises;
mod refusal;
mod request;
mod shown;
mod tickets;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

pub use refusal::Refusal;

use super::App;

/// Where it begins.
const ROOT: &str = "/api/v1";

/// The largest body of a request.
const LARGEST: usize = 16 * 1024;

/// What the page to try it may load. It brings its own pictures, and sets styles in its parts.
const TRIED: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);

/// The addresses.
pub(super) fn router(app: &Arc<App>) -> Router<Arc<App>> {
    let (router, described) = described().split_for_parts();
    router
        .layer(axum::middleware::from_fn_with_state(Arc::clone(app), once::once))
        .layer(DefaultBodyLimit::max(LARGEST))
        .merge(tried(described))
}

/// The page to try it. A token is typed there: no other site may frame it or is asked for anything, and no script runs but its own.
fn tried(described: OpenApi) -> Router<Arc<App>> {
    let page = Router::from(SwaggerUi::new("/api/v1/docs").url("/api/v1/openapi.json", described));
    page.layer(axum::middleware::map_response(async |mut response: Response| {
        super::pages::guard(response.headers_mut());
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, TRIED);
        response
    }))
}

/// The addresses with their description.
fn described() -> OpenApiRouter<Arc<App>> {
    let all = OpenApiRouter::new()
        .routes(routes!(desks::list))
        .routes(routes!(desks::slots))
        .routes(routes!(bookings::book))
        .routes(routes!(bookings::one, bookings::change, bookings::cancel))
        .routes(routes!(changes::list, changes::make))
        .routes(routes!(changes::undo))
        .routes(routes!(changes::displaced))
        .routes(routes!(tickets::list, opening::open))
        .routes(routes!(tickets::one))
        .routes(routes!(tickets::remind))
        .routes(routes!(tickets::add));
    OpenApiRouter::with_openapi(description::head()).nest(ROOT, all)
}

/// The description, as it is served.
#[must_use]
pub fn openapi() -> OpenApi {
    described().into_openapi()
}
