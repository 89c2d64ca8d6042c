//! Booked callbacks.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Refusal;
use super::refusal::Document;
use super::request::{Bearer, Body, Path};
use super::shown::local;
use crate::access::Scope;
use crate::booking::NotCallable;
use crate::calls::{AtCounter, NotBooked};
use crate::terms::Language;
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
    start: DateTime<FixedOffset>,
    /// Whom to call: E.164, or as the desk's country writes it.
    #[schema(example = "+39 06 6885 1234", max_length = 64)]
    phone: String,
    /// In which language, ISO 639-1; the desk's first, where it is not said.
    #[schema(example = "it")]
    language: Option<String>,
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
}

/// Books a callback.
#[utoipa::path(
    post, path = "/desks/{desk}/bookings", tag = "bookings",
    params(
        ("desk" = String, Path, description = "The desk's short name."),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again under the same key, the booking is made once.", max_length = 255),
    ),
    request_body = ToBook,
    responses(
        (status = 201, description = "It is booked.", body = Booked),
        (status = 400, description = "The body cannot be read.", body = Document, content_type = "application/problem+json"),
        (status = 401, description = "A token is needed.", body = Document, content_type = "application/problem+json"),
        (status = 403, description = "The token lacks `bookings:write`.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such desk or queue.", body = Document, content_type = "application/problem+json"),
        (status = 409, description = "The slot is full (`slot-full`), the number has enough open bookings (`too-many-bookings`), or the key \
            was used (`idempotency-key-used`, `under-way`).", body = Document, content_type = "application/problem+json"),
        (status = 422, description = "There is no such slot (`no-slot`), or the number is not called back (`not-callable`).", body = Document,
            content_type = "application/problem+json"),
        (status = 503, description = "The store is away; nothing is booked.", body = Document, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn book(
    State(app): State<Arc<App>>,
    bearer: Bearer,
    Path(desk): Path<String>,
    Body(wanted): Body<ToBook>,
) -> Result<(StatusCode, Json<Booked>), Refusal> {
    bearer.needs(Scope::BookingsWrite)?;
    let menu = app.service.desk(&desk).ok_or(Refusal::NotFound("desk"))?;
    let queue =
        menu.queues.iter().find(|queue| *queue.name == *wanted.queue).ok_or(Refusal::NotFound("queue"))?;
    let language = match &wanted.language {
        None => menu.languages.first().copied(),
        Some(code) => Language::from_code(code).filter(|language| menu.languages.contains(language)),
    };
    let language =
        language.ok_or_else(|| Refusal::Impossible("`language` is none that the desk speaks".to_owned()))?;
    let wanted = AtCounter { start: wanted.start.with_timezone(&Utc), phone: &wanted.phone, language };
    let booked = app.service.book_at_counter(&menu, queue, wanted).await.map_err(refused)?;
    let booked = Booked {
        ticket: booked.ticket.value().to_string(),
        date: booked.dated,
        queue: queue.name.to_string(),
        start: local(booked.slot.start, menu.zone),
        end: local(booked.slot.end, menu.zone),
    };
    Ok((StatusCode::CREATED, Json(booked)))
}

fn refused(refused: NotBooked) -> Refusal {
    match refused {
        NotBooked::Full => Refusal::SlotFull,
        NotBooked::NoSlot => Refusal::NoSlot,
        NotBooked::TooMany => Refusal::TooManyBookings,
        NotBooked::Number(NotCallable::NoNumber(fault)) => Refusal::Impossible(format!("`phone` {fault}")),
        NotBooked::Number(NotCallable::Country | NotCallable::Kind(_)) => Refusal::NotCallable,
        NotBooked::Store(fault) => fault.into(),
    }
}
