//! `/tickets`: what operators work from. The next deadline stands first; a request shows its whole history, and what may happen to it now.

mod list;
mod new;
mod one;
mod queue;
mod said;
mod search;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};

use super::super::App;
use super::words::Words;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/tickets", get(list::show).post(list::find))
        .route("/tickets/new", get(new::show).post(new::open))
        .route("/tickets/{number}", get(one::show).post(one::happen))
        .route("/tickets/queues/{desk}/{queue}", get(queue::show))
}

/// The keys of a page, for who presses `?`, with a switch that turns them off (WCAG 2.1, 2.1.4).
fn keys(words: Words, keys: &[(&str, &str)]) -> Markup {
    html! {
        p class="keys-open" { button type="button" class="btn btn-outline-primary btn-sm" data-dialog="keys" { (words.say("keys")) " (?)" } }
        dialog id="keys" aria-labelledby="keys-title" {
            h2 id="keys-title" { (words.say("keys")) }
            dl class="facts" {
                @for (key, what) in keys { dt { kbd { (key) } } dd { (words.say(what)) } }
            }
            div class="switch" {
                input type="checkbox" id="keys-on" checked;
                label for="keys-on" { (words.say("keys-on")) }
            }
            form method="dialog" { button class="btn btn-primary" { (words.say("close-window")) } }
        }
    }
}
