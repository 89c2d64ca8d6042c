//! `/scheduler`: for a clerk with a citizen on the line. Only the number is compulsory; what the clerk most likely wants is focused, so that Enter, Enter
//! books; and nothing is said to be booked that is not stored.
//!
//! Each step is a form that works without a script. With one, the step's part of the page is swapped alone, the page hears what changes
//! (`/scheduler/events`), and keys spare the mouse.

mod at;
mod book;
mod caller;
mod cancel;
mod changes;
mod events;
mod feeds;
mod known;
mod moments;
mod panel;
mod pick;
mod today;
mod week;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use maud::{Markup, html};

use super::chance;
use super::keys::keys;
use super::layout::Page;
use super::signed::SignedIn;
use super::{App, Words, Wrong};
use crate::access::Scope;
use crate::terms::numbering;
use at::{At, Draft};
use panel::{Panel, Told};

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/scheduler", get(show))
        .route("/scheduler/offers", get(pick::refresh))
        .route("/scheduler/pick", post(pick::pick))
        .route("/scheduler/release", post(pick::release))
        .route("/scheduler/book", post(book::book))
        .route("/scheduler/send", post(book::send))
        .route("/scheduler/move", post(book::move_to))
        .route("/scheduler/cancel", get(cancel::ask).post(cancel::cancel))
        .route("/scheduler/known", post(known::show))
        .route("/scheduler/today", get(today::show))
        .route("/scheduler/caller", get(caller::show))
        .route("/scheduler/events", get(events::listen))
        .route("/scheduler/week", get(week::show))
        .route("/scheduler/grid", get(week::refresh))
        .route("/scheduler/changes", get(changes::show).post(changes::make))
        .route("/scheduler/changes/undo", post(changes::undo))
        .route("/scheduler/calendars", get(feeds::show).post(feeds::make))
        .route("/scheduler/calendars/revoke", post(feeds::revoke))
}

/// `GET /scheduler`
async fn show(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Query(mut draft): Query<Draft>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsRead)?;
    let Some(at) = At::find(&app, &draft)? else { return Ok(nowhere(&app, &signed).into_response()) };
    caller::fill_in(&app, &at, &mut draft).await?;
    let panel = opened(&app, &signed, &at, &mut draft).await?;
    page(&app, &signed, &at, &draft, panel).await
}

/// The panel as it is first seen: for who may book.
async fn opened(app: &App, signed: &SignedIn, at: &At, draft: &mut Draft) -> Result<Markup, Wrong> {
    if !signed.may(Scope::BookingsWrite) {
        return Ok(html! {
            section id="booking" {
                input type="hidden" id="number" name="number" value=(draft.number);
                p { (signed.visit.words().say("pick-may-not")) }
            }
        });
    }
    draft.intent = chance::name()?;
    if let Some(ticket) = draft.moving()
        && let Some((booking, version)) = app.service.store().booking_as_seen(&at.menu.desk, ticket).await?
    {
        // What stands there now is what the clerk sees, and moves; its number need not stand in the address.
        if draft.seen().is_none() {
            draft.seen = version.to_string();
        }
        if draft.number.is_empty() {
            draft.number = numbering::spaced(booking.number);
        }
    }
    let free = pick::free(app, at).await?;
    let panel = Panel { visit: &signed.visit, at, draft, now: app.service.now() };
    Ok(panel.choosing(&pick::offers(at, &free), &Told::default()))
}

/// No desk books callbacks.
fn nowhere(app: &App, signed: &SignedIn) -> Markup {
    let words = signed.visit.words();
    let body = html! { p class="lead" { (words.say("scheduler-nowhere")) } };
    Page::new(&signed.visit, words.say("scheduler")).body(body).render(&app.pages)
}

/// The panel alone, or the page around it.
async fn answer(
    app: &App,
    signed: &SignedIn,
    at: &At,
    draft: &Draft,
    panel: Markup,
) -> Result<Response, Wrong> {
    if signed.visit.is_htmx() {
        return Ok(panel.into_response());
    }
    page(app, signed, at, draft, panel).await
}

async fn page(
    app: &App,
    signed: &SignedIn,
    at: &At,
    draft: &Draft,
    panel: Markup,
) -> Result<Response, Wrong> {
    let words = signed.visit.words();
    let known = known::of(app, signed, at, draft).await?;
    let today = today::list(app, signed, at).await?;
    let caller = caller::last(app, signed, at).await?;
    let body = html! {
        (tabs(signed, at, "/scheduler"))
        (place(signed, at, app, "/scheduler"))
        (live(app, at, &html! {
            div class="scheduler" {
                div {
                    (caller)
                    (panel)
                }
                aside aria-label=(words.say("known")) { (known) }
            }
            (today)
        }).await?)
        (booking_keys(words))
    };
    let page = Page::new(&signed.visit, words.say("scheduler")).own("scheduler").wide().body(body);
    Ok(page.render(&app.pages).into_response())
}

/// What hears of changes.
async fn live(app: &App, at: &At, inner: &Markup) -> Result<Markup, Wrong> {
    let after = app.service.store().last_noted().await?.to_string();
    let address = at.address("/scheduler/events", &[("after", &after)]);
    let today = at.address("/scheduler/today", &[]);
    Ok(html! {
        div hx-ext="sse" sse-connect=(address) {
            (inner)
            // Asked without a session it is answered by the way to sign in again.
            div hx-get=(today) hx-trigger="sse:signed-out" hx-swap="none" {}
        }
    })
}

/// The keys of the booking, and the switch that turns them off.
fn booking_keys(words: Words) -> Markup {
    keys(
        words,
        &[
            ("1 2 3", "key-alternative"),
            ("S", "card-send"),
            ("N", "card-next"),
            ("← ↑ → ↓", "key-arrows"),
            ("?", "key-keys"),
        ],
    )
}

/// The other pages of a desk.
fn tabs(signed: &SignedIn, at: &At, here: &str) -> Markup {
    let words = signed.visit.words();
    let mut all = vec![("/scheduler", "pick"), ("/scheduler/week", "week")];
    if signed.may(Scope::BookingsWrite) {
        all.extend([("/scheduler/changes", "changes"), ("/scheduler/calendars", "calendars")]);
    }
    html! {
        nav class="tabs" aria-label=(words.say("scheduler")) {
            ul {
                @for (address, name) in all {
                    li { a href=(at.address(address, &[])) aria-current=[(address == here).then_some("page")] { (words.say(name)) } }
                }
            }
        }
    }
}

/// Which desk, which queue, and where the clerk answers.
fn place(signed: &SignedIn, at: &At, app: &App, action: &str) -> Markup {
    let (words, language) = (signed.visit.words(), signed.visit.words().language());
    let desks: Vec<_> = app.service.desks().into_iter().filter(|menu| !menu.queues.is_empty()).collect();
    html! {
        form method="get" action=(action) class="place" {
            @if desks.len() > 1 {
                div class="field" {
                    label for="desk" { (words.say("place-desk")) }
                    select id="desk" name="desk" {
                        @for menu in &desks {
                            option value=(menu.desk) selected[menu.desk == at.menu.desk] { (menu.written(menu.title, language)) }
                        }
                    }
                }
            } @else { input type="hidden" name="desk" value=(at.menu.desk); }
            @if at.menu.queues.len() > 1 {
                div class="field" {
                    label for="queue" { (words.say("place-queue")) }
                    select id="queue" name="queue" {
                        @for queue in &at.menu.queues {
                            option value=(queue.name) selected[queue.name == at.queue.name] { (at.menu.queue_title(&queue.name, language)) }
                        }
                    }
                }
            } @else { input type="hidden" name="queue" value=(at.queue.name); }
            div class="field" {
                label for="destination" { (words.say("place-destination")) }
                select id="destination" name="destination" {
                    option value="" { (words.say("place-nowhere")) }
                    @for to in &at.menu.destinations {
                        option value=(to.name) selected[Some(&to.name) == at.destination.as_ref()] { (at.menu.written(to.title, language)) }
                    }
                }
            }
            button type="submit" class="btn btn-outline-primary" { (words.say("place-go")) }
        }
    }
}

/// Under which name the clerk holds a seat and books it: nobody else's, whatever their form says.
fn holder(signed: &SignedIn, draft: &Draft) -> String {
    let intent: String = draft
        .intent
        .chars()
        .filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_'))
        .take(40)
        .collect();
    format!("page-{}-{intent}", signed.user.id)
}
