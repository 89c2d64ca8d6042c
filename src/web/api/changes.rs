//! What clerks change of a queue's slots by hand: block, open, add and take away seats, and undo it. Each has a reason, and a history that stays.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use chrono::{DateTime, Duration, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Refusal;
use super::bookings::Booked;
use super::given::moment;
use super::once::Named;
use super::refusal::{Always, Bodied, Document};
use super::request::{Bearer, Body, BookingsRead, BookingsWrite, May, Path, Query, cursor, limit};
use super::shown::local;
use crate::access::actor;
use crate::booking::What;
use crate::calls::{ChangeMade, NotChanged};
use crate::menu::model::{Menu, Queue};
use crate::store::{Booking, Clerk, Deed, Recorded};
use crate::web::App;

/// The longest name of a clerk.
const LONGEST_NAME: usize = 100;

/// How far ahead displaced bookings are looked for: further than any queue is booked.
const AHEAD: Duration = Duration::days(400);

/// What is changed.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// Nothing is offered in the span; what is booked stands.
    Block,
    /// The span is offered, also outside the queue's hours and where it was blocked: with `seats` for each slot, or as many as the menu says.
    Open,
    /// Each slot of the span has `seats` more, or fewer where it is negative.
    Seats,
    /// The notice was not asked for, for one booking.
    WithoutNotice,
    /// Another change holds no longer.
    Undo,
}

/// A change that is wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToChange {
    /// The queue's short name.
    #[schema(example = "callback", max_length = 200)]
    queue: String,
    /// What is changed.
    change: Wanted,
    /// From when on, RFC 3339.
    #[schema(example = "2026-11-24T15:00:00+01:00")]
    #[serde(deserialize_with = "moment")]
    from: DateTime<FixedOffset>,
    /// Until when, not included; at most 366 days later.
    #[schema(example = "2026-11-24T16:00:00+01:00")]
    #[serde(deserialize_with = "moment")]
    to: DateTime<FixedOffset>,
    /// Of `open`, how many seats each slot has; of `seats`, how many more, or fewer.
    #[schema(minimum = -1000, maximum = 1000)]
    seats: Option<i16>,
    /// Why.
    #[schema(example = "riunione", min_length = 1, max_length = 500)]
    reason: String,
    /// Who wants it, where a program speaks for somebody.
    #[schema(max_length = 100)]
    clerk: Option<String>,
}

/// What can be wanted.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Wanted {
    /// Nothing is offered in the span; what is booked stands.
    Block,
    /// The span is offered, also outside the queue's hours and where it was blocked: with `seats` for each slot, or as many as the menu says.
    Open,
    /// Each slot of the span has `seats` more, or fewer where it is negative.
    Seats,
}

/// Why a change is undone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToUndo {
    /// Why.
    #[schema(example = "la riunione è rinviata", min_length = 1, max_length = 500)]
    reason: String,
    /// Who wants it, where a program speaks for somebody.
    #[schema(max_length = 100)]
    clerk: Option<String>,
}

/// An entry of the history.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names are the API's")]
pub(super) struct Change {
    /// By which it is undone.
    id: i64,
    /// The queue's short name.
    queue: String,
    /// What was changed.
    change: Kind,
    /// From when on.
    from: DateTime<FixedOffset>,
    /// Until when, not included.
    to: DateTime<FixedOffset>,
    /// How many seats, where it says so.
    seats: Option<i32>,
    /// Of an undoing, the change that holds no longer.
    undoes: Option<i64>,
    /// The entry that undid it.
    undone_by: Option<i64>,
    /// Why.
    reason: String,
    /// Who did it.
    clerk: String,
    /// When.
    at: DateTime<FixedOffset>,
}

/// A change, with the bookings that stand where none would be made now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Made {
    #[serde(flatten)]
    change: Change,
    /// They stand; somebody should move them, or leave them on purpose.
    displaced: Vec<Booked>,
}

/// A page of changes, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Changes {
    items: Vec<Change>,
    /// Where the next page begins; none, where this is the last.
    next: Option<String>,
}

/// Bookings that stand where none would be made now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Displaced {
    items: Vec<Booked>,
}

/// Which changes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// The queue; all of the desk's queues, where none is named.
    queue: Option<String>,
    /// Where the page begins, as the page before said.
    cursor: Option<String>,
    /// How many at most: 50, where it is not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

/// Which queue.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OfQueue {
    /// The queue; all of the desk's queues, where none is named.
    queue: Option<String>,
}

/// Changes a span of a queue.
#[utoipa::path(
    post, path = "/desks/{desk}/changes", tag = "changes",
    params(
        ("desk" = String, Path, description = "The desk's short name."),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again under the same key, it is changed once.", min_length = 1, max_length = 255),
    ),
    request_body = ToChange,
    responses(
        (status = 201, description = "It is changed; nothing is booked any more in what is blocked.", body = Made),
        (status = 400, description = "The body cannot be read.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such desk or queue.", body = Document, content_type = "application/problem+json"),
        (status = 409, description = "The key was used (`idempotency-key-used`, `under-way`).", body = Document, content_type = "application/problem+json"),
        (status = 422, description = "The span is past, too long or ends before it begins; there are no such seats; or the reason is missing.",
            body = Document, content_type = "application/problem+json"),
        Bodied,
        Always,
    ),
)]
pub(super) async fn make(
    State(app): State<Arc<App>>,
    May(bearer, _): May<BookingsWrite>,
    Path(desk): Path<String>,
    named: Option<Extension<Named>>,
    Body(wanted): Body<ToChange>,
) -> Result<(StatusCode, Json<Made>), Refusal> {
    let menu = app.service.desk(&desk).ok_or(Refusal::NotFound("desk"))?;
    let queue = queue(&menu, &wanted.queue)?;
    let what = what(&wanted)?;
    let span = wanted.from.with_timezone(&Utc)..wanted.to.with_timezone(&Utc);
    let by = clerk(&app, (&bearer, wanted.clerk.as_deref()), &wanted.reason, named.as_ref())?;
    let made = app.service.change_slots(&menu, queue, what, span, by).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(shown(&menu, &made))))
}

/// Undoes a change; of a notice that was waived, the booking is cancelled.
#[utoipa::path(
    post, path = "/desks/{desk}/changes/{id}/undo", tag = "changes",
    params(
        ("desk" = String, Path, description = "The desk's short name."),
        ("id" = i64, Path, description = "The change."),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again under the same key, it is undone once.", min_length = 1, max_length = 255),
    ),
    request_body = ToUndo,
    responses(
        (status = 201, description = "It holds no longer.", body = Made),
        (status = 400, description = "The body cannot be read.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such desk or change.", body = Document, content_type = "application/problem+json"),
        (status = 409, description = "It was undone before (`undone-before`), or the booking's time has come (`too-late`); or the key was used.",
            body = Document, content_type = "application/problem+json"),
        (status = 422, description = "The reason is missing.", body = Document, content_type = "application/problem+json"),
        Bodied,
        Always,
    ),
)]
pub(super) async fn undo(
    State(app): State<Arc<App>>,
    May(bearer, _): May<BookingsWrite>,
    Path((desk, id)): Path<(String, i64)>,
    named: Option<Extension<Named>>,
    Body(wanted): Body<ToUndo>,
) -> Result<(StatusCode, Json<Made>), Refusal> {
    let menu = app.service.desk(&desk).ok_or(Refusal::NotFound("desk"))?;
    let by = clerk(&app, (&bearer, wanted.clerk.as_deref()), &wanted.reason, named.as_ref())?;
    let made = app.service.undo_change(&menu, id, by).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(shown(&menu, &made))))
}

/// Lists the changes of a desk, the newest first: those that were undone too.
#[utoipa::path(
    get, path = "/desks/{desk}/changes", tag = "changes",
    params(("desk" = String, Path, description = "The desk's short name."), Which),
    responses(
        (status = 200, description = "A page of changes.", body = Changes),
        (status = 400, description = "A value cannot be read.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such desk or queue.", body = Document, content_type = "application/problem+json"),
        Always,
    ),
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: May<BookingsRead>,
    Path(desk): Path<String>,
    Query(which): Query<Which>,
) -> Result<Json<Changes>, Refusal> {
    let menu = app.service.desk(&desk).ok_or(Refusal::NotFound("desk"))?;
    let limit = limit(which.limit)?;
    let before: Option<i64> = cursor(which.cursor.as_deref())?;
    let queue = which.queue.as_deref().map(|name| queue(&menu, name)).transpose()?;
    let queue = queue.map(|queue| &*queue.name);
    let entries = app.service.store().change_history(&menu.desk, queue, before, limit).await?;
    let full = entries.len() == usize::from(limit);
    let next = entries.last().filter(|_| full).map(|last| last.id.to_string());
    Ok(Json(Changes { items: entries.iter().map(|entry| change(&menu, entry)).collect(), next }))
}

/// Lists the bookings that stand in what is blocked, or beyond the seats that their slot has now.
#[utoipa::path(
    get, path = "/desks/{desk}/displaced", tag = "changes",
    params(("desk" = String, Path, description = "The desk's short name."), OfQueue),
    responses(
        (status = 200, description = "The bookings, in the order of their slots.", body = Displaced),
        (status = 400, description = "A value cannot be read.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such desk or queue.", body = Document, content_type = "application/problem+json"),
        Always,
    ),
)]
pub(super) async fn displaced(
    State(app): State<Arc<App>>,
    _: May<BookingsRead>,
    Path(desk): Path<String>,
    Query(which): Query<OfQueue>,
) -> Result<Json<Displaced>, Refusal> {
    let menu = app.service.desk(&desk).ok_or(Refusal::NotFound("desk"))?;
    let queues: Vec<_> = match &which.queue {
        Some(name) => vec![queue(&menu, name)?],
        None => menu.queues.iter().collect(),
    };
    let now = app.service.now();
    let mut items = Vec::new();
    for queue in queues {
        let found = app.service.displaced(&menu, queue, now..now + AHEAD).await?;
        items.extend(found.iter().map(|booking| booked(&menu, booking)));
    }
    Ok(Json(Displaced { items }))
}

pub(super) fn queue<'a>(menu: &'a Menu, name: &str) -> Result<&'a Queue, Refusal> {
    menu.queue(name).ok_or(Refusal::NotFound("queue"))
}

fn what(wanted: &ToChange) -> Result<What, Refusal> {
    let impossible = |sentence: &str| Err(Refusal::Impossible(sentence.to_owned()));
    match (wanted.change, wanted.seats) {
        (Wanted::Block, None) => Ok(What::Blocked),
        (Wanted::Block, Some(_)) => impossible("`seats` does not belong to `block`"),
        (Wanted::Open, None) => Ok(What::Opened(None)),
        (Wanted::Open, Some(seats)) => match u16::try_from(seats) {
            Ok(seats) => Ok(What::Opened(Some(seats))),
            Err(_) => impossible("`seats` of `open` is 1 to 1000"),
        },
        (Wanted::Seats, Some(more)) => Ok(What::Seats(more)),
        (Wanted::Seats, None) => impossible("`seats` is missing"),
    }
}

/// Whoever a program speaks for, or itself.
pub(super) fn clerk<'a>(
    app: &App,
    (bearer, name): (&'a Bearer, Option<&'a str>),
    reason: &'a str,
    named: Option<&'a Extension<Named>>,
) -> Result<Clerk<'a>, Refusal> {
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    if name.is_some_and(|name| name.chars().count() > LONGEST_NAME) {
        return Err(Refusal::Impossible(format!("`clerk` has at most {LONGEST_NAME} characters")));
    }
    if let Some(ours) = name.filter(|name| actor::is_ours(name) || actor::of_program(name).is_some()) {
        return Err(Refusal::Impossible(format!(
            "`clerk` cannot be `{ours}`: histories call somebody else so"
        )));
    }
    let asked = named.map(|Extension(Named(name))| name.as_str());
    Ok(Clerk { actor: name.unwrap_or(&bearer.actor), reason, asked, now: app.service.now() })
}

fn shown(menu: &Menu, made: &ChangeMade) -> Made {
    let displaced = made.displaced.iter().map(|booking| booked(menu, booking)).collect();
    Made { change: change(menu, &made.entry), displaced }
}

fn booked(menu: &Menu, booking: &Booking) -> Booked {
    Booked::of(menu, booking)
}

fn change(menu: &Menu, entry: &Recorded) -> Change {
    let (kind, seats, undoes) = match entry.deed {
        Deed::Changes(What::Blocked) => (Kind::Block, None, None),
        Deed::Changes(What::Opened(seats)) => (Kind::Open, seats.map(i32::from), None),
        Deed::Changes(What::Seats(more)) => (Kind::Seats, Some(more.into()), None),
        Deed::WaivesNotice => (Kind::WithoutNotice, None, None),
        Deed::Undoes(id) => (Kind::Undo, None, Some(id)),
    };
    Change {
        id: entry.id,
        queue: entry.queue.clone(),
        change: kind,
        from: local(entry.span.start, menu.zone),
        to: local(entry.span.end, menu.zone),
        seats,
        undoes,
        undone_by: entry.undone,
        reason: entry.reason.clone(),
        clerk: entry.actor.clone(),
        at: local(entry.at, menu.zone),
    }
}

fn refused(refused: NotChanged) -> Refusal {
    match refused {
        NotChanged::Span | NotChanged::Past | NotChanged::Seats | NotChanged::Reason => {
            Refusal::Impossible(refused.to_string())
        }
        NotChanged::Unknown => Refusal::NotFound("change"),
        NotChanged::Before => Refusal::UndoneBefore,
        NotChanged::TooLate => Refusal::TooLate,
        NotChanged::Store(fault) => fault.into(),
    }
}
