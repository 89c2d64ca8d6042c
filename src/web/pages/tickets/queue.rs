//! A queue's order of arrival: who is to be served next, and the proof from the histories that nobody was served before their turn.

use std::sync::Arc;

use axum::extract::{Path, State};
use chrono::TimeDelta;
use maud::{Markup, html};

use super::super::super::App;
use super::super::layout::Page;
use super::super::{SignedIn, Wrong, icon};
use super::said;
use crate::access::Scope;
use crate::ticket::{TicketNumber, overtakings, waiting};

/// How far back it is looked whether the order was kept; who waits is shown however long it has been.
const LOOKED_AT: TimeDelta = TimeDelta::days(90);

/// How many overtakings are shown.
const SHOWN: usize = 20;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Path((desk, queue)): Path<(String, String)>,
) -> Result<Markup, Wrong> {
    signed.must(Scope::TicketsRead)?;
    let menu = app.service.desk(&desk).ok_or(Wrong::NotFound)?;
    let known = menu.queue(&queue).ok_or(Wrong::NotFound)?;
    let since = app.service.now() - LOOKED_AT;
    let all = app.service.store().arrivals(&menu.desk, &known.name, since).await?;
    let (waiting, mut overtaken) = (waiting(&all), overtakings(&all));
    overtaken.retain(|one| one.at >= since);
    let (words, zone) = (signed.visit.words(), menu.zone);
    let link = |ticket: TicketNumber| html! { a class="number" href=(format!("/tickets/{}", ticket.value())) data-row { (ticket) } };
    let title = words.tell("queue-title", &[("queue", said::queue(Some(&menu), words, &queue).into())]);
    let body = html! {
        p { (words.say("queue-why")) }
        @if waiting.is_empty() { p { (words.say("queue-empty")) } }
        ol class="rows numbered" data-rows {
            @for of in &waiting { li { (link(of.ticket)) " · " (said::moment(of.arrival.at, zone)) } }
        }
        h2 { (words.say("queue-kept")) }
        @if overtaken.is_empty() {
            p { (icon("it-check-circle")) " " (words.tell("queue-is-kept", &[("days", LOOKED_AT.num_days().into())])) }
        } @else {
            p { (words.tell("queue-not-kept", &[("count", overtaken.len().into()), ("days", LOOKED_AT.num_days().into())])) }
            ul {
                @for one in overtaken.iter().rev().take(SHOWN) {
                    li { (said::moment(one.at, zone)) ": " (link(one.ahead)) " " (words.say("queue-before")) " " (link(one.behind)) }
                }
            }
        }
    };
    let page = Page::new(&signed.visit, title)
        .below(words.say("tickets"), format!("/tickets?desk={}", super::one::path(&desk)));
    Ok(page.body(body).render(&app.pages))
}
