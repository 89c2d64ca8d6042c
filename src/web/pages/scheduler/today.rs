//! Today's callbacks of a desk, with what became of them: it renews itself as they are placed.

use std::sync::Arc;

use axum::extract::{Query, State};
use maud::{Markup, html};

use super::super::signed::SignedIn;
use super::super::{App, Words, Wrong};
use super::at::{At, Draft};
use super::moments;
use crate::access::Scope;
use crate::booking;
use crate::store::{Calling, Scheduled};
use crate::terms::{Language, numbering};

/// `GET /scheduler/today`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Query(draft): Query<Draft>,
) -> Result<Markup, Wrong> {
    signed.must(Scope::BookingsRead)?;
    let at = At::of(&app, &draft)?;
    list(&app, &signed, &at).await
}

/// The part of the page.
pub(super) async fn list(app: &App, signed: &SignedIn, at: &At) -> Result<Markup, Wrong> {
    let (words, now) = (signed.visit.words(), app.service.now());
    let span = booking::span_of(at.menu.zone, at.day(now));
    let (store, desk) = (app.service.store(), &at.menu.desk);
    let mut all = store.places_from_before(desk, span.start).await?;
    let before = all.len();
    all.extend(store.scheduled(desk, span).await?);
    let queues = at.menu.queues.len() > 1;
    let address = at.address("/scheduler/today", &[]);
    Ok(html! {
        section id="today" aria-labelledby="today-title" hx-get=(address) hx-trigger="sse:bookings delay:300ms" hx-swap="outerHTML" {
            h2 id="today-title" { (words.tell("today", &[("count", all.len().into())])) }
            @if all.is_empty() { p { (words.say("today-none")) } } @else {
                // On a telephone each row is a card (`scheduler.css`): said with roles, it is a table still to who hears it.
                div id="today-scroll" class="table-responsive" data-scrolls tabindex="0" role="group" aria-labelledby="today-title" {
                    table class="table table-sm today" role="table" aria-labelledby="today-title" {
                        thead role="rowgroup" { tr role="row" {
                            th role="columnheader" scope="col" { (words.say("today-time")) }
                            @if queues { th role="columnheader" scope="col" { (words.say("place-queue")) } }
                            th role="columnheader" scope="col" { (words.say("pick-number")) }
                            th role="columnheader" scope="col" { (words.say("today-request")) }
                            th role="columnheader" scope="col" { (words.say("today-state")) }
                        } }
                        tbody role="rowgroup" {
                            @for (place, one) in all.iter().enumerate() {
                                tr role="row" data-ticket=(one.ticket.value()) class=[(one.slot.end <= now || one.cancelled).then_some("over")] {
                                    th role="rowheader" scope="row" {
                                        // Whoever joined the queue on another day is called on this one.
                                        @if place < before { (moments::short(at.day(one.slot.start), words.language())) " " }
                                        // Since when they wait: their call has no time.
                                        @if one.swapped { (words.tell("today-since", &[("time", at.clock(one.slot.start).into())])) }
                                        @else { (at.clock(one.slot.start)) }
                                    }
                                    @if queues { td role="cell" class="queue" { (at.menu.queue_title(&one.queue, words.language())) } }
                                    td role="cell" class="whom" {
                                        span class="number" { (numbering::spaced(one.number)) }
                                        @if let Some(name) = &one.name { br; (name) }
                                        @if one.language == Language::En { " " span class="badge bg-secondary" { "EN" } }
                                    }
                                    td role="cell" class="number request" data-named=(words.say("today-request")) { (one.ticket) }
                                    td role="cell" class="outcome" { (outcome(words, one)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// What became of it.
pub(super) fn outcome(words: Words, one: &Scheduled) -> String {
    if one.cancelled {
        return words.say("outcome-cancelled");
    }
    match one.calling {
        Some(Calling::Called) => return words.say("outcome-called"),
        Some(Calling::Speaks) => return words.say("outcome-speaks"),
        None => {}
    }
    let (event, detail) =
        one.last.as_ref().map_or(("", None), |(event, detail)| (event.as_str(), detail.as_deref()));
    match event {
        "callback-spoken" => words.say("outcome-spoken"),
        "callback-missed" => words.say("outcome-missed"),
        "place-kept" => words.say("outcome-kept"),
        "callback-moved" => words.say("outcome-moved"),
        "callback-attempted" => attempted(words, detail.unwrap_or_default()),
        _ => words.say("outcome-booked"),
    }
}

/// `2 no-answer`: the so-manieth attempt, and how it ended.
fn attempted(words: Words, detail: &str) -> String {
    let (number, how) = detail.split_once([' ', ':', '/']).unwrap_or(("", detail));
    let how = match how {
        "spoken" => words.say("outcome-spoken"),
        "no-answer" => words.say("outcome-no-answer"),
        "busy" => words.say("outcome-busy"),
        "voicemail" => words.say("outcome-voicemail"),
        "refused" => words.say("outcome-refused"),
        "wrong-number" => words.say("outcome-wrong-number"),
        "no-operator" => words.say("outcome-no-operator"),
        "failed" => words.say("outcome-failed"),
        _ => words.say("outcome-unknown"),
    };
    if number.is_empty() {
        how
    } else {
        words.tell("outcome-attempt", &[("number", number.into()), ("how", how.into())])
    }
}
