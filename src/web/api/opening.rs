//! Requests that a program opens for a user.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Refusal;
use super::bookings::introduction;
use super::once::Named;
use super::refusal::{Always, Bodied, Document};
use super::request::{Body, May, TicketsWrite};
use super::tickets::{Ticket, tagged};
use crate::calls::{NotOpened, ToOpen};
use crate::terms::Language;
use crate::ticket::{Origin, Severity};
use crate::web::App;

/// What is to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToOpenHere {
    /// The desk's short name.
    #[schema(example = "palitalsoft")]
    desk: String,
    /// The user's number: E.164, or as the desk's country writes it. A number or a mailbox there must be.
    #[schema(example = "+390668851234")]
    phone: Option<String>,
    /// Where the user wants to be written to.
    email: Option<String>,
    /// The user's name.
    #[schema(max_length = 200)]
    name: Option<String>,
    /// What the user says.
    #[schema(max_length = 4000)]
    note: Option<String>,
    /// In which language they speak, ISO 639-1; the desk's first, where it is not said.
    language: Option<String>,
    /// The code of the customer whose request it is. Where the desk sells packages, one written request of theirs is spent, unless they telephone.
    #[schema(example = "COMUNE1")]
    customer: Option<String>,
    /// The queue in whose order it is served, by its short name.
    queue: Option<String>,
    /// What kind it is, by the desk's own name.
    kind: Option<String>,
    /// How serious it is.
    severity: Option<Severity>,
    /// Whether the user asks by telephone: then the call is what they pay with, and no written request of a package is spent.
    #[serde(default)]
    by_telephone: bool,
}

/// Opens a request.
#[utoipa::path(
    post, path = "/tickets", tag = "tickets",
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again under the same key, it is opened once, and paid for once.", min_length = 1, max_length = 255)),
    request_body = ToOpenHere,
    responses(
        (status = 201, description = "It is open.", body = Ticket, headers(("ETag" = String, description = "Changes with its history."))),
        (status = 400, description = "The body cannot be read.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such desk, queue, kind or customer.", body = Document, content_type = "application/problem+json"),
        (status = 409, description = "No package of the customer's pays for it (`no-package`, `package-used-up`, `package-expired`, \
            `package-language`), or the key was used (`idempotency-key-used`, `under-way`).", body = Document, content_type = "application/problem+json"),
        (status = 422, description = "A value cannot be meant; or there is neither number nor mailbox.", body = Document, content_type = "application/problem+json"),
        Bodied,
        Always,
    ),
)]
pub(super) async fn open(
    State(app): State<Arc<App>>,
    May(bearer, _): May<TicketsWrite>,
    named: Option<Extension<Named>>,
    Body(wanted): Body<ToOpenHere>,
) -> Result<Response, Refusal> {
    let menu = app.service.desk(&wanted.desk).ok_or(Refusal::NotFound("desk"))?;
    let language = match &wanted.language {
        None => menu.languages.first().copied(),
        Some(code) => Language::from_code(code).filter(|language| menu.languages.contains(language)),
    };
    let language =
        language.ok_or_else(|| Refusal::Impossible("`language` is none that the desk speaks".to_owned()))?;
    let asked = named.map(|Extension(Named(name))| format!("api/{name}"));
    let wanted = ToOpen {
        origin: if wanted.by_telephone { Origin::Call } else { Origin::Api },
        language,
        phone: wanted.phone.as_deref(),
        who: introduction(wanted.name.as_deref(), wanted.email.as_deref(), wanted.note.as_deref())?,
        customer: wanted.customer.as_deref(),
        queue: wanted.queue.as_deref(),
        kind: wanted.kind.as_deref(),
        severity: wanted.severity,
        actor: &bearer.actor,
        asked: asked.as_deref(),
    };
    let opened = app.service.open_request(&menu, wanted).await.map_err(refused)?;
    Ok(tagged(StatusCode::CREATED, &app, &opened))
}

fn refused(refused: NotOpened) -> Refusal {
    match refused {
        NotOpened::Nobody => {
            Refusal::Impossible("`phone` or `email` is needed to answer the user".to_owned())
        }
        NotOpened::Number(fault) => Refusal::Impossible(format!("`phone` {fault}")),
        NotOpened::Code(fault) => Refusal::Impossible(format!("`customer` {fault}")),
        NotOpened::Customer => Refusal::NotFound("customer"),
        NotOpened::Queue => Refusal::NotFound("queue"),
        NotOpened::Kind => Refusal::NotFound("kind"),
        NotOpened::Unpaid(why) => Refusal::Unpaid(why),
        NotOpened::Store(fault) => fault.into(),
    }
}
