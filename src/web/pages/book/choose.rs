//! What the callback is about, and when: the free times of the next days, each a button that picks and holds it.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;

use super::{AtDesk, not_done, offer, with, written};
use crate::booking::Slot;
use crate::calls::Picked;
use crate::menu::model::Queue;
use crate::notify::long_date;
use crate::web::App;
use crate::web::pages::form::Sent;
use crate::web::pages::{Wrong, icon};

/// How many days are shown at once.
const DAYS: usize = 5;

#[derive(Deserialize)]
pub(super) struct Asked {
    queue: Option<String>,
    /// The first day that is shown.
    day: Option<NaiveDate>,
}

/// `GET /book/{desk}`.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    desk: AtDesk,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Wrong> {
    let Query(asked) = asked.map_err(|_| Wrong::NotFound)?;
    let body = match (desk.queue(asked.queue.as_deref()), asked.queue) {
        (Some(queue), _) => times(&app, &desk, queue, asked.day).await?,
        (None, None) => queues(&desk),
        (None, Some(_)) => return Err(Wrong::NotFound),
    };
    Ok(desk.page(&app, StatusCode::OK, "book", &body))
}

#[derive(Deserialize)]
pub(super) struct ToPick {
    queue: String,
    start: DateTime<Utc>,
}

/// `POST /book/{desk}/pick`.
pub(super) async fn pick(
    State(app): State<Arc<App>>,
    desk: AtDesk,
    Sent(picked): Sent<ToPick>,
) -> Result<Response, Wrong> {
    let queue = desk.queue(Some(&picked.queue)).ok_or(Wrong::NotFound)?;
    match app.service.pick(desk.visitor()?, &desk.menu, queue, picked.start).await? {
        Picked::Until(_) => {
            let values = [("queue", picked.queue.as_str()), ("start", &written(picked.start))];
            Ok(Redirect::to(&with(&desk.address("/details"), &values)).into_response())
        }
        Picked::Taken => taken(&app, &desk, queue, picked.start, "/pick").await,
        Picked::TooOften => Ok(too_often(&app, &desk)),
    }
}

/// Too many were picked at this address.
pub(super) fn too_often(app: &App, desk: &AtDesk) -> Response {
    let body = html! { (not_done(&desk.words().say("book-too-often"))) (other_ways(desk)) };
    desk.page(app, StatusCode::TOO_MANY_REQUESTS, "book-taken-title", &body)
}

/// The slot has gone to somebody else: the next one, where there is one.
pub(super) async fn taken(
    app: &App,
    desk: &AtDesk,
    queue: &Queue,
    start: DateTime<Utc>,
    address: &str,
) -> Result<Response, Wrong> {
    let words = desk.words();
    let next = app.service.next_free(&desk.menu, queue, start).await?;
    let body = html! {
        (not_done(&words.say("book-taken")))
        @match next {
            Some(slot) => { (offer(desk, address, queue, slot)) }
            None => { p { (words.say("book-none")) } }
        }
        p class="mt-3" { a href=(with(&desk.address(""), &[("queue", &queue.name)])) { (words.say("book-other-time")) } }
    };
    Ok(desk.page(app, StatusCode::CONFLICT, "book-taken-title", &body))
}

/// What callbacks the desk offers.
fn queues(desk: &AtDesk) -> Markup {
    let words = desk.words();
    html! {
        p { (words.say("book-what")) }
        ul class="desks" {
            @for queue in &desk.menu.queues {
                li { a href=(with(&desk.address(""), &[("queue", &queue.name)])) { (desk.queue_title(queue)) } }
            }
        }
        (other_ways(desk))
    }
}

async fn times(app: &App, desk: &AtDesk, queue: &Queue, first: Option<NaiveDate>) -> Result<Markup, Wrong> {
    let words = desk.words();
    let openings = app.service.openings(&desk.menu, queue, app.service.now(), None).await?;
    let free = openings.into_iter().filter(|opening| opening.free > 0).map(|opening| opening.slot);
    let days = by_day(desk, free);
    let begins = first.and_then(|first| days.iter().position(|(day, _)| *day >= first)).unwrap_or(0);
    let shown = days.iter().skip(begins).take(DAYS);
    let to = |at: usize| {
        days.get(at)
            .map(|(day, _)| with(&desk.address(""), &[("queue", &queue.name), ("day", &day.to_string())]))
    };
    let (before, after) = (begins.checked_sub(DAYS).or((begins > 0).then_some(0)), begins + DAYS);
    Ok(html! {
        @if desk.menu.queues.len() > 1 { p { strong { (desk.queue_title(queue)) } " · " a href=(desk.address("")) { (words.say("book-change")) } } }
        @if !app.service.confirms(&desk.menu) {
            (not_done(&words.say("book-no-codes")))
        } @else if days.is_empty() {
            p { (words.say("book-none")) }
        } @else {
            p { (words.say("book-when")) }
            @for (at, (_, slots)) in shown.enumerate() {
                (day(desk, queue, slots, at == 0))
            }
            nav class="book-days" aria-label=(words.say("book-days")) {
                @if let Some(address) = before.and_then(to) { a href=(address) { (icon("it-chevron-left")) " " (words.say("book-earlier")) } " " }
                @if let Some(address) = to(after) { a href=(address) { (words.say("book-later")) " " (icon("it-chevron-right")) } }
            }
        }
        (other_ways(desk))
    })
}

/// A day's free times.
fn day(desk: &AtDesk, queue: &Queue, slots: &[Slot], is_open: bool) -> Markup {
    let words = desk.words();
    let name =
        slots.first().map(|slot| long_date(desk.local(slot.start), words.language())).unwrap_or_default();
    html! {
        details class="book-day" open[is_open] {
            summary { h2 { (name) } " " span class="count" { (words.tell("book-free", &[("count", slots.len().into())])) } }
            form method="post" action=(desk.address("/pick")) {
                (desk.visit.token_field())
                input type="hidden" name="queue" value=(queue.name);
                ul class="book-times" {
                    @for slot in slots {
                        @let time = desk.local(slot.start).format("%H:%M").to_string();
                        li {
                            button class="btn btn-outline-primary" type="submit" name="start" value=(written(slot.start))
                                aria-label=(format!("{name}, {time}")) { (time) }
                        }
                    }
                }
            }
        }
    }
}

fn by_day(desk: &AtDesk, slots: impl Iterator<Item = Slot>) -> Vec<(NaiveDate, Vec<Slot>)> {
    let mut days: Vec<(NaiveDate, Vec<Slot>)> = Vec::new();
    for slot in slots {
        let day = desk.local(slot.start).date_naive();
        match days.last_mut().filter(|(last, _)| *last == day) {
            Some((_, slots)) => slots.push(slot),
            None => days.push((day, vec![slot])),
        }
    }
    days
}

/// What else one can do: look after a request, or telephone.
fn other_ways(desk: &AtDesk) -> Markup {
    let words = desk.words();
    html! {
        h2 { (words.say("book-already")) }
        p { a href=(desk.address("/request")) { (words.say("book-to-request")) } }
        @if !desk.menu.numbers.is_empty() {
            p {
                (words.say("book-telephone"))
                @for did in &desk.menu.numbers { " " span class="number" { (did.spaced()) } }
            }
        }
    }
}
