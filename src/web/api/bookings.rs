//! Booked callbacks.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Refusal;
use super::changes;
use super::given::moment;
use super::once::Named;
use super::refusal::{Always, Bodied, Document};
use super::request::{Body, BookingsRead, BookingsWrite, May, Nothing, Path, Query};
use super::shown::local;
use super::tickets::{seen, tag};
use crate::booking::{Barred, NotCallable, Slot};
use crate::calls::{AtCounter, AtSeat, NotBooked, NotMoved};
use crate::menu::model::Menu;
use crate::store::{Booking, By, Introduction};
use crate::terms::Language;
use crate::ticket::TicketNumber;
use crate::web::App;

/// What is to be booked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToBook {
    /// The queue's short name.
    #[schema(example = "callback", max_length = 200)]
    queue: String,
    /// When the slot begins, RFC 3339.
    #[schema(example = "2026-11-24T15:00:00+01:00")]
    #[serde(deserialize_with = "moment")]
    start: DateTime<FixedOffset>,
    /// Whom to call: E.164, or as the desk's country writes it.
    #[schema(example = "+39 06 6885 1234", max_length = 64)]
    phone: String,
    /// In which language, ISO 639-1; the desk's first, where it is not said.
    #[schema(example = "it")]
    language: Option<String>,
    /// The user's name.
    #[schema(example = "Anna Bianchi", max_length = 200)]
    name: Option<String>,
    /// Where the user wants to be written to.
    #[schema(example = "anna@example.org", max_length = 254)]
    email: Option<String>,
    /// What it is about.
    #[schema(max_length = 4000)]
    note: Option<String>,
    /// The code of the customer whose request it is: their package pays for the call, where the desk sells packages.
    #[schema(example = "COMUNE1", max_length = 64)]
    customer: Option<String>,
    /// Why it is booked within the queue's notice, where a clerk answers for that.
    #[schema(example = "è già stata due volte al telefono", min_length = 1, max_length = 500)]
    without_notice: Option<String>,
    /// Which clerk, where a program speaks for somebody.
    #[schema(max_length = 100)]
    clerk: Option<String>,
}

/// Where a booking is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToMove {
    /// When the new slot begins, RFC 3339.
    #[schema(example = "2026-11-24T15:30:00+01:00")]
    #[serde(deserialize_with = "moment")]
    start: DateTime<FixedOffset>,
}

/// A booking.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Booked {
    /// The number to quote: nine digits.
    #[schema(example = "482915072")]
    ticket: String,
    /// The request's date, in the desk's zone; both are needed to change it by telephone.
    date: NaiveDate,
    /// The queue's short name.
    queue: String,
    /// When the callback begins.
    start: DateTime<FixedOffset>,
    /// Until when it begins.
    end: DateTime<FixedOffset>,
    /// Whether it stands.
    state: Standing,
}

/// Whether a booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = BookingState)]
pub(super) enum Standing {
    /// It stands.
    Booked,
    /// It was cancelled.
    Cancelled,
}

/// Books a callback.
#[utoipa::path(
    post, path = "/desks/{desk}/bookings", tag = "bookings",
    params(
        ("desk" = String, Path, description = "The desk's short name."),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again under the same key, the booking is made once.", min_length = 1, max_length = 255),
    ),
    request_body = ToBook,
    responses(
        (status = 201, description = "It is booked.", body = Booked, headers(("ETag" = String, description = "Changes with the booking and its request; the same as the request's."))),
        (status = 400, description = "The body cannot be read.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such desk, queue or customer.", body = Document, content_type = "application/problem+json"),
        (status = 409, description = "The slot is full (`slot-full`), the number has enough open bookings (`too-many-bookings`), or the key \
            was used (`idempotency-key-used`, `under-way`).", body = Document, content_type = "application/problem+json"),
        (status = 422, description = "There is no such slot (`no-slot`), or the number is not called back (`not-callable`, or `denied` where it \
            is on the deny list); or the reason is missing.", body = Document, content_type = "application/problem+json"),
        (status = 429, description = "Too much was booked for the number within the hour (`too-often`).", body = Document,
            content_type = "application/problem+json"),
        Bodied,
        Always,
    ),
)]
pub(super) async fn book(
    State(app): State<Arc<App>>,
    May(bearer, _): May<BookingsWrite>,
    Path(desk): Path<String>,
    named: Option<Extension<Named>>,
    Body(wanted): Body<ToBook>,
) -> Result<Response, Refusal> {
    let menu = app.service.desk(&desk).ok_or(Refusal::NotFound("desk"))?;
    let queue = changes::queue(&menu, &wanted.queue)?;
    let language = match &wanted.language {
        None => menu.languages.first().copied(),
        Some(code) => Language::from_code(code).filter(|language| menu.languages.contains(language)),
    };
    let language =
        language.ok_or_else(|| Refusal::Impossible("`language` is none that the desk speaks".to_owned()))?;
    let without_notice = match wanted.without_notice.as_deref() {
        Some(reason) => {
            Some(changes::clerk(&app, (&bearer, wanted.clerk.as_deref()), reason, named.as_ref())?)
        }
        None => None,
    };
    let wanted = AtCounter {
        start: wanted.start.with_timezone(&Utc),
        phone: &wanted.phone,
        language,
        who: introduction(wanted.name.as_deref(), wanted.email.as_deref(), wanted.note.as_deref())?,
        actor: &bearer.actor,
        asked: named.as_ref().map(|Extension(Named(name))| name.as_str()),
        customer: wanted.customer.as_deref(),
        without_notice,
    };
    let booked = app.service.book_at_counter(&menu, queue, wanted).await.map_err(refused)?;
    Ok(answer(&app, &menu, StatusCode::CREATED, &booked).await)
}

/// A booking by its number.
#[utoipa::path(
    get, path = "/desks/{desk}/bookings/{ticket}", tag = "bookings",
    params(
        ("desk" = String, Path, description = "The desk's short name."),
        ("ticket" = String, Path, description = "The number: nine digits."),
    ),
    responses(
        (status = 200, description = "The booking.", body = Booked, headers(("ETag" = String, description = "Changes with the booking and its request; the same as the request's."))),
        (status = 400, description = "There is something behind the `?`.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such desk or booking.", body = Document, content_type = "application/problem+json"),
        Always,
    ),
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    _: May<BookingsRead>,
    Path((desk, ticket)): Path<(String, String)>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Response, Refusal> {
    let menu = app.service.desk(&desk).ok_or(Refusal::NotFound("desk"))?;
    let found = app.service.store().booking_as_seen(&menu.desk, number(&ticket)?).await?;
    let (booking, version) = found.ok_or(Refusal::NotFound("booking"))?;
    Ok(tagged(StatusCode::OK, Booked::of(&menu, &booking), Some(version)))
}

/// Moves a booking to another slot of its queue; the number stays.
#[utoipa::path(
    patch, path = "/desks/{desk}/bookings/{ticket}", tag = "bookings",
    params(
        ("desk" = String, Path, description = "The desk's short name."),
        ("ticket" = String, Path, description = "The number: nine digits."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the booking as it was seen: if it has gone on since, nothing happens."),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again under the same key, it is moved once.", min_length = 1, max_length = 255),
    ),
    request_body = ToMove,
    responses(
        (status = 200, description = "It is moved.", body = Booked, headers(("ETag" = String, description = "Changes with the booking and its request; the same as the request's."))),
        (status = 400, description = "The body cannot be read.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such desk or booking.", body = Document, content_type = "application/problem+json"),
        (status = 409, description = "The slot is full (`slot-full`), or the booking's time has come or it was cancelled (`too-late`), or the \
            key was used.",
            body = Document, content_type = "application/problem+json"),
        (status = 412, description = "The booking, or its request, has gone on since it was seen.", body = Document, content_type = "application/problem+json"),
        (status = 422, description = "There is no such slot (`no-slot`).", body = Document, content_type = "application/problem+json"),
        Bodied,
        Always,
    ),
)]
pub(super) async fn change(
    State(app): State<Arc<App>>,
    May(bearer, _): May<BookingsWrite>,
    Path((desk, ticket)): Path<(String, String)>,
    named: Option<Extension<Named>>,
    headers: HeaderMap,
    Body(wanted): Body<ToMove>,
) -> Result<Response, Refusal> {
    let menu = app.service.desk(&desk).ok_or(Refusal::NotFound("desk"))?;
    let ticket = number(&ticket)?;
    let start = wanted.start.with_timezone(&Utc);
    // Sent again late, it must not undo what was done since.
    let asked = asked(named.as_ref());
    let by = By { actor: &bearer.actor, asked: asked.as_deref(), seen: seen(&headers)?, ..By::default() };
    let moved = app.service.move_at_counter(&menu, ticket, start, by, None).await.map_err(stands)?;
    Ok(answer(&app, &menu, StatusCode::OK, &moved).await)
}

/// Cancels a booking; its seat is free at once.
#[utoipa::path(
    delete, path = "/desks/{desk}/bookings/{ticket}", tag = "bookings",
    params(
        ("desk" = String, Path, description = "The desk's short name."),
        ("ticket" = String, Path, description = "The number: nine digits."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the booking as it was seen: if it has gone on since, nothing happens."),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again under the same key, it is cancelled once.", min_length = 1, max_length = 255),
    ),
    responses(
        (status = 204, description = "It is cancelled."),
        (status = 400, description = "The key is too long.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such desk or booking.", body = Document, content_type = "application/problem+json"),
        (status = 409, description = "The booking's time has come (`too-late`), or the key was used.", body = Document, content_type = "application/problem+json"),
        (status = 412, description = "The booking, or its request, has gone on since it was seen.", body = Document, content_type = "application/problem+json"),
        Always,
    ),
)]
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    May(bearer, _): May<BookingsWrite>,
    Path((desk, ticket)): Path<(String, String)>,
    named: Option<Extension<Named>>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let menu = app.service.desk(&desk).ok_or(Refusal::NotFound("desk"))?;
    let asked = asked(named.as_ref());
    let by = By { actor: &bearer.actor, asked: asked.as_deref(), seen: seen(&headers)?, ..By::default() };
    app.service.cancel_at_counter(&menu, number(&ticket)?, by).await.map_err(stands)?;
    Ok(StatusCode::NO_CONTENT)
}

fn number(text: &str) -> Result<TicketNumber, Refusal> {
    text.parse().map_err(|_| Refusal::NotFound("booking"))
}

/// The name under which a history knows what is asked, if it comes again.
fn asked(named: Option<&Extension<Named>>) -> Option<String> {
    named.map(|Extension(Named(name))| format!("api/{name}"))
}

/// What was done, as it stands now, and its version. Where that cannot be read any more it is done all the same, and told without a version.
async fn answer(app: &App, menu: &Menu, status: StatusCode, seat: &AtSeat) -> Response {
    match app.service.store().booking_as_seen(&menu.desk, seat.ticket).await {
        Ok(Some((booking, version))) => tagged(status, Booked::of(menu, &booking), Some(version)),
        Ok(None) => tagged(status, Booked::new(menu, seat.ticket, seat.dated, &seat.queue, seat.slot), None),
        Err(fault) => {
            tracing::warn!(%fault, "a booking is told without its version");
            tagged(status, Booked::new(menu, seat.ticket, seat.dated, &seat.queue, seat.slot), None)
        }
    }
}

fn tagged(status: StatusCode, booked: Booked, version: Option<i64>) -> Response {
    let mut response = (status, Json(booked)).into_response();
    if let Some(tag) = version.and_then(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

impl Booked {
    pub(super) fn new(menu: &Menu, ticket: TicketNumber, date: NaiveDate, queue: &str, slot: Slot) -> Self {
        Self {
            ticket: ticket.value().to_string(),
            date,
            queue: queue.to_owned(),
            start: local(slot.start, menu.zone),
            end: local(slot.end, menu.zone),
            state: Standing::Booked,
        }
    }

    pub(super) fn of(menu: &Menu, booking: &Booking) -> Self {
        let state = if booking.cancelled.is_some() { Standing::Cancelled } else { Standing::Booked };
        Self { state, ..Self::new(menu, booking.ticket, booking.dated, &booking.queue, booking.slot) }
    }
}

/// What is said of a user; each is short enough, and a mailbox is one.
pub(super) fn introduction<'a>(
    name: Option<&'a str>,
    email: Option<&'a str>,
    note: Option<&'a str>,
) -> Result<Introduction<'a>, Refusal> {
    let short = |what: &str, text: Option<&str>, most: usize| match text {
        Some(text) if text.chars().count() > most => {
            Err(Refusal::Impossible(format!("`{what}` has at most {most} characters")))
        }
        Some(_) | None => Ok(()),
    };
    short("name", name, 200)?;
    short("note", note, 4_000)?;
    if name.is_some_and(|name| name.contains(['\t', '\n', '\r'])) {
        return Err(Refusal::Impossible("`name` has one line".to_owned()));
    }
    if email.is_some_and(|email| email.parse::<lettre::Address>().is_err()) {
        return Err(Refusal::Impossible("`email` is no mailbox".to_owned()));
    }
    Ok(Introduction { name, email, note })
}

fn stands(refused: NotMoved) -> Refusal {
    match refused {
        NotMoved::Unknown => Refusal::NotFound("booking"),
        NotMoved::TooLate => Refusal::TooLate,
        NotMoved::NoSlot => Refusal::NoSlot,
        NotMoved::Full => Refusal::SlotFull,
        NotMoved::NotAsSeen => Refusal::GoneOn,
        NotMoved::Store(fault) => fault.into(),
    }
}

fn refused(refused: NotBooked) -> Refusal {
    match refused {
        NotBooked::Full => Refusal::SlotFull,
        NotBooked::NoSlot => Refusal::NoSlot,
        NotBooked::TooMany => Refusal::TooManyBookings,
        NotBooked::Barred(Barred::TooOften) => Refusal::TooOften,
        NotBooked::Barred(Barred::Denied) => Refusal::Denied,
        NotBooked::Reason => Refusal::Impossible(refused.to_string()),
        NotBooked::Number(NotCallable::NoNumber(fault)) => Refusal::Impossible(format!("`phone` {fault}")),
        NotBooked::Number(NotCallable::Country | NotCallable::Kind(_)) => Refusal::NotCallable,
        NotBooked::Code(fault) => Refusal::Impossible(format!("`customer` {fault}")),
        NotBooked::Customer => Refusal::NotFound("customer"),
        NotBooked::Store(fault) => fault.into(),
    }
}
