//! The door: every address of the service, for platforms, programs and people, in one list.

pub mod api;
pub mod ari;
mod calendar;
mod errors;
pub mod figures;
mod guard;
mod health;
pub mod hooks;
pub mod news;
pub mod pages;
mod prompts;

use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::Router;
use axum::routing::{get, post};

pub use ari::Offered;
pub use errors::Problem;
pub use guard::is_from_this_machine;
use guard::is_one_of;
pub use hooks::Hooks;

use crate::calls::Service;
use crate::voice::Voice;

/// The largest body that is read: Twilio's largest form has 4 KiB.
pub const LARGEST_BODY: usize = 64 * 1024;

/// The largest event that is read: Asterisk's have a few KiB.
const LARGEST_EVENT: usize = 1024 * 1024;

/// What the door needs to answer.
#[derive(Debug)]
pub struct App {
    /// The turns of calls.
    pub service: Service,
    /// The sounds.
    pub voice: Arc<Voice>,
    /// What each hook takes, and from whom.
    pub hooks: Hooks,
    /// Where Asterisks connect to us.
    pub ari: ari::Door,
    /// What is counted, and who may read it.
    pub figures: figures::Door,
    /// What the pages know of the settings.
    pub pages: pages::Pages,
    /// What changes while pages are open.
    pub news: Arc<news::News>,
    /// How things stand, for `/readyz`; renewed by the worker.
    pub standing: ArcSwap<health::Standing>,
}

pub use health::Standing;

/// All addresses.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/hooks/twiml", post(hooks::twiml::answer))
        .route("/hooks/asterisk", post(hooks::asterisk::answer))
        .route("/hooks/freeswitch", post(hooks::freeswitch::answer).get(hooks::freeswitch::answer))
        .route("/hooks/jambonz", post(hooks::jambonz::answer))
        .route("/prompts/{name}", get(prompts::serve))
        .route("/calendar/{name}", get(calendar::serve))
        .merge(api::router(&app))
        .merge(pages::router(&app))
        .route("/ari/events", get(ari::answer))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(figures::answer))
        .method_not_allowed_fallback(pages::instead_of_a_form)
        .fallback(pages::nothing)
        .with_state(app)
}
