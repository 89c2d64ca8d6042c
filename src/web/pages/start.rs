//! `/`: where one begins.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use maud::{Markup, html};

use super::layout::Page;
use super::visit::Visit;
use super::{App, NAVIGATION, SignedIn, Wrong};

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/", get(start))
}

/// The desks that serve, with their numbers; for who has signed in, where they work. Without the store everybody sees the desks.
async fn start(
    State(app): State<Arc<App>>,
    visit: Visit,
    signed: Result<SignedIn, Wrong>,
) -> Result<Markup, Wrong> {
    let words = visit.words();
    let desks = app.service.desks();
    let page = Page::new(&visit, words.say("start")).body(html! {
        @if let Ok(signed) = &signed {
            p class="buttons" {
                @for area in NAVIGATION.iter().filter(|area| signed.may(area.needs)) {
                    a class="btn btn-primary" href=(area.address) { (words.say(area.name)) }
                }
            }
        }
        p class="lead" { (words.say("start-why")) }
        ul class="desks" {
            @for menu in desks {
                li {
                    strong { (menu.written(menu.title, words.language())) }
                    @for did in &menu.numbers { " " span class="number" { (did.spaced()) } }
                    @if !menu.queues.is_empty() { " " a href=(format!("/book/{}", menu.desk)) { (words.say("book")) } }
                }
            }
        }
    });
    Ok(page.render(&app.pages))
}
