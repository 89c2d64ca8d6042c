//! Requests: what stands in them, and what happens to them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, FixedOffset, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Refusal;
use super::happening::ToHappen;
use super::once::Named;
use super::promises::{self, Promise};
use super::refusal::{Always, Bodied, Document};
use super::request::{Body, May, Nothing, Path, Query, TicketsRead, TicketsWrite, cursor, limit};
use super::shown::local;
use crate::menu::model::Menu;
use crate::store::{By, Listing, Tell, Told};
use crate::terms::Number;
use crate::ticket::{Event, LONGEST_NOTE, Place, Severity, State as Standing, TicketNumber};
use crate::web::App;

/// A request.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Ticket {
    /// The number that is quoted: nine digits.
    #[serde(rename = "ticket")]
    #[schema(example = "482915072")]
    number: String,
    /// Its date, in the desk's zone.
    date: NaiveDate,
    /// The desk's short name.
    desk: String,
    /// The queue in whose order it is served, where it came for one.
    queue: Option<String>,
    /// Where it stands.
    state: Standing,
    /// In which language they spoke, ISO 639-1.
    language: String,
    /// The user's telephone number, E.164.
    phone: Option<String>,
    /// Where the user wants to be written to.
    email: Option<String>,
    /// The user's name.
    name: Option<String>,
    /// What the user said with it.
    note: Option<String>,
    /// How serious it is, once an operator has judged.
    severity: Option<Severity>,
    /// What kind it is, by the desk's own name, once an operator has said.
    kind: Option<String>,
    /// Until when the desk is to do something next, by its own promise; none where nothing is due.
    next_deadline: Option<DateTime<FixedOffset>>,
    /// Whether a promise to it is broken.
    breached: bool,
    /// What the desk promises for it, the reaction first; empty where it promises nothing.
    promises: Vec<Promise>,
    /// When it came.
    opened: DateTime<FixedOffset>,
    /// The last reminder.
    reminded: Option<DateTime<FixedOffset>>,
    /// When the booked callback begins, while one is booked.
    callback: Option<DateTime<FixedOffset>>,
    /// Since when the user waits, while a place in a queue is kept for a call that comes in turn.
    waiting_since: Option<DateTime<FixedOffset>>,
    /// The code of the customer whose request it is.
    #[schema(example = "COMUNE1")]
    customer: Option<String>,
    /// Everything that happened to it, in order.
    history: Vec<Happened>,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Happened {
    /// When.
    at: DateTime<FixedOffset>,
    /// What: `opened`, `taken-in-charge`, `callback-booked` and so on. More may be added.
    #[schema(example = "reminded")]
    event: String,
    /// Who: an operator's name; `caller`; `page`, a citizen on the public page; `api`, a program, with its token's name (`api: portale`); `clock`.
    actor: String,
    /// What they wrote with it.
    note: Option<String>,
}

/// Requests, a page.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page {
    items: Vec<Ticket>,
    /// The cursor of the next page; none: this is the last.
    next: Option<String>,
}

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// The desk's short name; all desks, where none is named.
    desk: Option<String>,
    /// Where they stand; anywhere, where it is not said.
    #[param(inline)]
    state: Option<Standing>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// How many; 50, where it is not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

/// What goes with a reminder.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reminder {
    /// What the user says with it.
    #[schema(max_length = 4000)]
    note: Option<String>,
}

/// Lists requests in the order in which they came.
#[utoipa::path(
    get, path = "/tickets", tag = "tickets", params(Which),
    responses(
        (status = 200, description = "A page of requests.", body = Page),
        (status = 400, description = "A value cannot be read.", body = Document, content_type = "application/problem+json"),
        Always,
    ),
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: May<TicketsRead>,
    Query(which): Query<Which>,
) -> Result<Json<Page>, Refusal> {
    let limit = limit(which.limit)?;
    let after: Option<Place> = cursor(which.cursor.as_deref())?;
    let listing = Listing {
        desk: which.desk.as_deref(),
        state: which.state,
        after,
        // One more than is shown tells whether there is a next page.
        most: limit + 1,
    };
    let mut tickets = app.service.store().tickets(listing).await?;
    let more = tickets.len() > usize::from(limit);
    tickets.truncate(limit.into());
    let next = tickets.last().filter(|_| more).map(|last| last.place().to_string());
    Ok(Json(Page { items: tickets.iter().map(|ticket| shown(&app, ticket)).collect(), next }))
}

/// A request by its number.
#[utoipa::path(
    get, path = "/tickets/{number}", tag = "tickets",
    params(("number" = String, Path, description = "Nine digits; blanks, dots and hyphens between them are fine.")),
    responses(
        (status = 200, description = "The request.", body = Ticket, headers(("ETag" = String, description = "Changes with its history."))),
        (status = 400, description = "There is something behind the `?`.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such request.", body = Document, content_type = "application/problem+json"),
        Always,
    ),
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    _: May<TicketsRead>,
    Path(number): Path<String>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Response, Refusal> {
    let found = find(&app, &number).await?;
    Ok(tagged(StatusCode::OK, &app, &found))
}

/// Reminds of a request.
#[utoipa::path(
    post, path = "/tickets/{number}/reminders", tag = "tickets",
    params(
        ("number" = String, Path, description = "Nine digits."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the request as it was seen: if it has gone on since, nothing happens."),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again under the same key, it is reminded of once.", min_length = 1, max_length = 255),
    ),
    request_body = Option<Reminder>,
    responses(
        (status = 201, description = "It is reminded of; one that had lapsed is open again.", body = Ticket,
            headers(("ETag" = String, description = "Changes with its history."))),
        (status = 400, description = "The body cannot be read.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such request.", body = Document, content_type = "application/problem+json"),
        (status = 409, description = "It is closed (`ticket-refuses`), or the key was used.", body = Document, content_type = "application/problem+json"),
        (status = 412, description = "The request has gone on since it was seen.", body = Document, content_type = "application/problem+json"),
        (status = 422, description = "The note is too long.", body = Document, content_type = "application/problem+json"),
        Bodied,
        Always,
    ),
)]
pub(super) async fn remind(
    State(app): State<Arc<App>>,
    May(bearer, _): May<TicketsWrite>,
    Path(number): Path<String>,
    headers: HeaderMap,
    named: Option<Extension<Named>>,
    reminder: Option<Body<Reminder>>,
) -> Result<Response, Refusal> {
    let seen = seen(&headers)?;
    let found = find(&app, &number).await?;
    let asked = asked(&found, named.as_ref());
    let reminder = reminder.map(|Body(reminder)| reminder).unwrap_or_default();
    let by = By {
        note: reminder.note.as_deref(),
        asked: asked.as_deref(),
        seen,
        actor: &bearer.actor,
        ..By::default()
    };
    let after = happen(&app, &found, Event::Reminded, by).await?;
    Ok(tagged(StatusCode::CREATED, &app, &after))
}

/// Adds to a request's history.
#[utoipa::path(
    post, path = "/tickets/{number}/events", tag = "tickets",
    params(
        ("number" = String, Path, description = "Nine digits."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the request as it was seen: if it has gone on since, nothing happens."),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again under the same key, it happens once.", min_length = 1, max_length = 255),
    ),
    request_body = ToHappen,
    responses(
        (status = 201, description = "It happened.", body = Ticket, headers(("ETag" = String, description = "Changes with its history."))),
        (status = 400, description = "The body cannot be read.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such request, or no such kind.", body = Document, content_type = "application/problem+json"),
        (status = 409, description = "It may not happen now (`ticket-refuses`), the desk takes no escalations (`no-mailbox`), nobody could send its mail (`no-mail`), or the key was used.", body = Document, content_type = "application/problem+json"),
        (status = 412, description = "The request has gone on since it was seen.", body = Document, content_type = "application/problem+json"),
        (status = 422, description = "The note is too long.", body = Document, content_type = "application/problem+json"),
        Bodied,
        Always,
    ),
)]
pub(super) async fn add(
    State(app): State<Arc<App>>,
    May(bearer, _): May<TicketsWrite>,
    Path(number): Path<String>,
    headers: HeaderMap,
    named: Option<Extension<Named>>,
    Body(wanted): Body<ToHappen>,
) -> Result<Response, Refusal> {
    let seen = seen(&headers)?;
    let found = find(&app, &number).await?;
    let (event, note) = match wanted {
        ToHappen::TakenInCharge { note } => (Event::TakenInCharge, note),
        ToHappen::Asked { note } => (Event::Asked, note),
        ToHappen::Noted { note } => (Event::Noted, note),
        ToHappen::Answered { note } => (Event::Answered, note),
        ToHappen::Closed { note } => (Event::Closed, note),
        ToHappen::Reopened { note } => (Event::Reopened, note),
        ToHappen::Escalated { note } => (Event::Escalated, note),
        ToHappen::Severity { severity, note } => (Event::Severity { severity }, note),
        ToHappen::Kind { kind, note } => (self::kind(&app, &found, &kind)?, note),
    };
    let asked = asked(&found, named.as_ref());
    let by =
        By { note: note.as_deref(), asked: asked.as_deref(), seen, actor: &bearer.actor, ..By::default() };
    let after = happen(&app, &found, event, by).await?;
    Ok(tagged(StatusCode::CREATED, &app, &after))
}

/// One of the kinds that the request's desk knows.
fn kind(app: &App, ticket: &crate::store::Ticket, name: &str) -> Result<Event, Refusal> {
    let menu = app.service.desk(&ticket.desk).ok_or(Refusal::NotFound("kind"))?;
    let (kind, _) =
        menu.tickets.kinds.iter().find(|(kind, _)| **kind == *name).ok_or(Refusal::NotFound("kind"))?;
    Ok(Event::Kind { kind: Arc::clone(kind) })
}

/// By which name a write under a key is known in a request's history: sent again, it happens once, also where the first answer was lost with its process.
fn asked(ticket: &crate::store::Ticket, named: Option<&Extension<Named>>) -> Option<String> {
    named.map(|Extension(Named(name))| format!("api/{}/{name}", ticket.ticket.value()))
}

async fn find(app: &App, number: &str) -> Result<crate::store::Ticket, Refusal> {
    let number: TicketNumber = number.parse().map_err(|_| Refusal::NotFound("request"))?;
    app.service.store().ticket_of_any(number).await?.ok_or(Refusal::NotFound("request"))
}

/// Adds an event to the history, by the rules of the request's desk.
async fn happen(
    app: &App,
    ticket: &crate::store::Ticket,
    event: Event,
    by: By<'_>,
) -> Result<crate::store::Ticket, Refusal> {
    if by.note.is_some_and(|note| note.chars().count() > LONGEST_NOTE) {
        return Err(Refusal::Impossible(format!("`note` has at most {LONGEST_NOTE} characters")));
    }
    let menu = app.service.desk(&ticket.desk);
    if event == Event::Escalated {
        if !app.service.ways().mail {
            return Err(Refusal::NoMail);
        }
        if menu.as_ref().is_none_or(|menu| menu.tickets.escalation.is_none()) {
            return Err(Refusal::NoMailbox);
        }
    }
    let lapse = menu.as_ref().and_then(|menu| menu.tickets.lapse);
    let told = |ticket: &crate::store::Ticket| {
        menu.as_ref().map_or_else(Vec::new, |menu| app.service.posts(menu, ticket))
    };
    let by = By { tell: Some(Tell(&told)), ..by };
    let store = app.service.store();
    match store.happens(&ticket.desk, ticket.ticket, event, by, lapse, app.service.now()).await? {
        Told::Done(after) => Ok(*after),
        Told::Refused(refused) => Err(Refusal::TicketRefuses(refused)),
        Told::GoneOn => Err(Refusal::GoneOn),
        Told::NoTicket => Err(Refusal::NotFound("request")),
    }
}

/// The row of history that `If-Match` names; `*` is any.
pub(super) fn seen(headers: &HeaderMap) -> Result<Option<i64>, Refusal> {
    let told: Vec<_> = headers.get_all(header::IF_MATCH).iter().collect();
    let tag = match told.as_slice() {
        [] => return Ok(None),
        [one] => one.to_str().unwrap_or_default().trim(),
        [_, _, ..] => "",
    };
    if tag == "*" {
        return Ok(None);
    }
    let strong = tag.strip_prefix("W/").unwrap_or(tag);
    let within =
        strong.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).filter(|tag| !tag.contains('"'));
    let within = within.ok_or_else(|| {
        let one = "`If-Match` takes one `ETag` as it was given, in its quotation marks, or `*`";
        Refusal::Malformed(one.to_owned())
    })?;
    // Another tag is one that this request never had, and a weak one is the same as none (RFC 9110, section 13.1.1).
    let row = within.parse().ok().filter(|_| strong == tag);
    row.map(Some).ok_or(Refusal::GoneOn)
}

/// The version of a request, by the last row of its history.
pub(super) fn tag(row: i64) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("\"{row}\"")).ok()
}

pub(super) fn tagged(status: StatusCode, app: &App, ticket: &crate::store::Ticket) -> Response {
    let row = ticket.history.last().map_or(0, |last| last.row);
    let mut response = (status, Json(shown(app, ticket))).into_response();
    if let Some(tag) = tag(row) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn shown(app: &App, ticket: &crate::store::Ticket) -> Ticket {
    let menu: Option<Arc<Menu>> = app.service.desk(&ticket.desk);
    let zone = menu.as_ref().map_or(Tz::UTC, |menu| menu.zone);
    let life = &ticket.life;
    let promised = menu.as_ref().map_or_else(Vec::new, |menu| app.service.promised(menu, life));
    let next = promises::next(&promised).filter(|_| life.is_open());
    Ticket {
        number: ticket.ticket.value().to_string(),
        date: ticket.dated,
        desk: ticket.desk.clone(),
        queue: ticket.queue.clone(),
        state: life.state,
        language: ticket.language.code().to_owned(),
        phone: ticket.number.map(Number::e164),
        email: ticket.email.clone(),
        name: ticket.name.clone(),
        note: ticket.note.clone(),
        severity: life.severity,
        kind: life.kind.as_deref().map(str::to_owned),
        next_deadline: next.map(|at| local(at, zone)),
        breached: promised.iter().any(|promised| promised.broken),
        promises: promised.iter().map(|promised| Promise::of(promised, zone)).collect(),
        opened: local(life.opened, zone),
        reminded: life.reminded.map(|at| local(at, zone)),
        callback: life.callback.map(|at| local(at, zone)),
        waiting_since: life.turn.map(|at| local(at, zone)),
        customer: ticket.customer_code.clone(),
        history: ticket
            .history
            .iter()
            .map(|happened| Happened {
                at: local(happened.entry.at, zone),
                event: happened.entry.event.name().to_owned(),
                actor: happened.actor.clone(),
                note: happened.note.clone(),
            })
            .collect(),
    }
}
