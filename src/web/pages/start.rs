//! `/`: where one begins.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use maud::{Markup, html};

use super::layout::Page;
use super::visit::Visit;
use super::{App, Wrong};

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/", get(start))
}

/// The desks that serve, with their numbers.
async fn start(State(app): State<Arc<App>>, visit: Visit) -> Result<Markup, Wrong> {
    let words = visit.words();
    let desks = app.service.desks();
    let page = Page::new(&visit, words.say("start")).body(html! {
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
