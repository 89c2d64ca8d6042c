//! Who is put through to the clerk just now: queue, language, number, request; filled in without a hand where nothing is being typed.

use std::sync::Arc;

use axum::extract::{Query, State};
use maud::{Markup, html};

use super::super::signed::SignedIn;
use super::super::{App, Wrong, icon};
use super::at::{At, Draft};
use crate::access::Scope;
use crate::terms::{Language, numbering};

/// `GET /scheduler/caller`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Query(draft): Query<Draft>,
) -> Result<Markup, Wrong> {
    signed.must(Scope::BookingsRead)?;
    let at = At::of(&app, &draft)?;
    last(&app, &signed, &at).await
}

/// The part of the page.
pub(super) async fn last(app: &App, signed: &SignedIn, at: &At) -> Result<Markup, Wrong> {
    let words = signed.visit.words();
    let popped = match &at.destination {
        Some(destination) => app.service.store().last_pop(&at.menu.desk, destination).await?,
        None => None,
    };
    let address = at.address("/scheduler/caller", &[]);
    Ok(html! {
        div id="caller" hx-get=(address) hx-trigger="sse:pop" hx-swap="outerHTML" role="status" {
            @if let Some(popped) = popped {
                @let (pop, number) = (&popped.pop, popped.pop.number.map(numbering::spaced));
                @let ticket = pop.ticket.map(|ticket| ticket.value().to_string()).unwrap_or_default();
                div class="caller" data-pop=(popped.id) data-number=[number.as_deref()] data-language=(pop.language.code()) {
                    p {
                        (icon("it-telephone")) " " strong { (words.say("caller")) } " "
                        @match &number { Some(number) => { span class="number" { (number) } } None => { (words.say("caller-withheld")) } }
                        ", " @match pop.language { Language::It => { (words.say("language-italian")) } Language::En => { (words.say("language-english")) } }
                        @if let Some(ticket) = pop.ticket { ", " (words.tell("caller-ticket", &[("ticket", ticket.to_string().into())])) }
                        " " span class="since" { (words.tell("caller-since", &[("time", at.clock(popped.at).into())])) }
                    }
                    @if let Some(number) = &number {
                        a id="use-caller" class="btn btn-xs btn-outline-primary" href=(at.address("/scheduler", &[("number", number), ("language", pop.language.code()), ("ticket", &ticket)])) {
                            (words.say("caller-use"))
                        }
                    }
                }
            }
        }
    })
}
