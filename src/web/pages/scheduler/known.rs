//! What the number has open: told while it is typed, so that a second request is not opened for the first one's trouble, and a callback is moved
//! without anything being typed again.

use std::sync::Arc;

use axum::extract::{Query, State};
use maud::{Markup, html};

use super::super::form::Sent;
use super::super::signed::SignedIn;
use super::super::{App, Words, Wrong, icon};
use super::at::{At, Draft};
use super::moments;
use crate::access::Scope;
use crate::booking;
use crate::store::OpenRequest;

/// `POST /scheduler/known`: what is typed stands in no address, since addresses stand in logs on the way and in histories.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Query(place): Query<Draft>,
    Sent(typed): Sent<Draft>,
) -> Result<Markup, Wrong> {
    signed.must(Scope::BookingsRead)?;
    let at = At::of(&app, &place)?;
    of(&app, &signed, &at, &typed).await
}

/// The part of the page.
pub(super) async fn of(app: &App, signed: &SignedIn, at: &At, draft: &Draft) -> Result<Markup, Wrong> {
    let words = signed.visit.words();
    let number = booking::keyed_in(&at.queue, draft.number.trim(), at.menu.country).ok();
    let now = app.service.now();
    let open = match number {
        Some(number) => Some(app.service.store().open_of_number(&at.menu.desk, number, now).await?),
        None => None,
    };
    let address = at.address("/scheduler/known", &[]);
    Ok(html! {
        div id="known" hx-post=(address) hx-trigger="known-number from:body, sse:bookings delay:400ms" hx-include="#number" hx-swap="outerHTML" {
            h2 { (words.say("known")) }
            @match open.as_deref() {
                None => { p { (words.say("known-no-number")) } }
                Some([]) => { p { (words.say("known-none")) } }
                Some(open) => {
                    ul class="requests" { @for request in open { li { (one(app, signed, at, request)) } } }
                }
            }
        }
    })
}

fn one(app: &App, signed: &SignedIn, at: &At, request: &OpenRequest) -> Markup {
    let words = signed.visit.words();
    let (language, ticket) = (words.language(), request.ticket.value().to_string());
    html! {
        strong class="number" { (request.ticket) } " "
        (words.tell("known-dated", &[("date", moments::date(request.dated, language).into())])) br;
        @if let Some(queue) = &request.queue { (at.menu.queue_title(queue, language)) ": " } (state(words, &request.state))
        @if let Some(since) = request.place {
            br; (icon("it-clock")) " " (words.tell("known-place", &[("moment", at.moment(since, app.service.now(), language).into())]))
            @if signed.may(Scope::BookingsWrite) {
                div class="actions" {
                    a id=(format!("cancel-{ticket}")) class="btn btn-xs btn-outline-danger" href=(at.address("/scheduler/cancel", &[("ticket", &ticket)])) {
                        (words.say("known-give-up")) span class="visually-hidden" { " " (request.ticket) }
                    }
                }
            }
        }
        @if let Some(slot) = request.callback {
            br; (icon("it-clock")) " " (words.tell("known-callback", &[("moment", at.moment(slot.start, app.service.now(), language).into())]))
            @if signed.may(Scope::BookingsWrite) {
                @let queue = request.queue.clone().unwrap_or_default();
                @let there = At { queue: at.menu.queue(&queue).unwrap_or(&at.queue).clone(), ..at.clone() };
                div class="actions" {
                    a id=(format!("move-{ticket}")) class="btn btn-xs btn-outline-primary"
                        href=(there.address("/scheduler", &[("moving", &ticket)])) {
                        (words.say("known-move")) span class="visually-hidden" { " " (request.ticket) }
                    }
                    // Asked first: who is told that they are not called back is not told so by a slip of the hand.
                    a id=(format!("cancel-{ticket}")) class="btn btn-xs btn-outline-danger" href=(at.address("/scheduler/cancel", &[("ticket", &ticket)])) {
                        (words.say("known-cancel")) span class="visually-hidden" { " " (request.ticket) }
                    }
                }
            }
        }
    }
}

/// How a request stands.
fn state(words: Words, name: &str) -> String {
    match name {
        "taken-in-charge" => words.say("state-in-charge"),
        "waiting" => words.say("state-waits"),
        "reopened" => words.say("state-opened-again"),
        _ => words.say("state-open"),
    }
}
