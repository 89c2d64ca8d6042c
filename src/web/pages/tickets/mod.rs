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

use super::super::App;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/tickets", get(list::show).post(list::find))
        .route("/tickets/new", get(new::show).post(new::open))
        .route("/tickets/{number}", get(one::show).post(one::happen))
        .route("/tickets/queues/{desk}/{queue}", get(queue::show))
}
