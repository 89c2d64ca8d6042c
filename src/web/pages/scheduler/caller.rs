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

/// Fills in whoever is named by their row, where they are still the last who was put through here.
pub(super) async fn fill_in(app: &App, at: &At, draft: &mut Draft) -> Result<(), Wrong> {
    let (Some(destination), Ok(row)) = (&at.destination, draft.caller.trim().parse::<i64>()) else {
        return Ok(());
    };
    let popped = app.service.store().last_pop(&at.menu.desk, destination).await?;
    let pop = popped.filter(|popped| popped.id == row).map(|popped| popped.pop);
    if let Some((pop, number)) = pop.and_then(|pop| pop.number.map(|number| (pop, number))) {
        draft.number = numbering::spaced(number);
        pop.language.code().clone_into(&mut draft.language);
    }
    Ok(())
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
                div class="caller" data-pop=(popped.id) data-number=[number.as_deref()] data-language=(pop.language.code()) {
                    p {
                        (icon("it-telephone")) " " strong { (words.say("caller")) } " "
                        @match &number { Some(number) => { span class="number" { (number) } } None => { (words.say("caller-withheld")) } }
                        ", " @match pop.language { Language::It => { (words.say("language-italian")) } Language::En => { (words.say("language-english")) } }
                        @if let Some(ticket) = pop.ticket { ", " (words.tell("caller-ticket", &[("ticket", ticket.to_string().into())])) }
                        ", " span class="since" { (words.tell("caller-since", &[("time", at.clock(popped.at).into())])) }
                    }
                    // Their number stands in no address.
                    @if number.is_some() {
                        a id="use-caller" class="btn btn-xs btn-outline-primary" href=(at.address("/scheduler", &[("caller", &popped.id.to_string())])) {
                            (words.say("caller-use"))
                        }
                    }
                }
            }
        }
    })
}
