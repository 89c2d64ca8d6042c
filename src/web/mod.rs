//! The platforms' door: every address of the service, in one list.

pub mod api;
pub mod ari;
mod errors;
mod guard;
mod health;
pub mod hooks;
mod prompts;

use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::catch_panic::CatchPanicLayer;

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
    /// How things stand, for `/readyz`; renewed by the worker.
    pub standing: ArcSwap<health::Standing>,
}

pub use health::Standing;

/// All addresses. At most `requests` of them are under way at a time; the health checks are not counted.
pub fn router(app: Arc<App>, requests: usize) -> Router {
    let limited = Router::new()
        .route("/hooks/twiml", post(hooks::twiml::answer))
        .route("/hooks/asterisk", post(hooks::asterisk::answer))
        .route("/hooks/freeswitch", post(hooks::freeswitch::answer).get(hooks::freeswitch::answer))
        .route("/hooks/jambonz", post(hooks::jambonz::answer))
        .route("/prompts/{name}", get(prompts::serve))
        .layer(GlobalConcurrencyLimitLayer::new(requests));
    Router::new()
        .merge(limited)
        .merge(api::router(&app))
        .route("/ari/events", get(ari::answer))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .method_not_allowed_fallback(|| async { Problem::Method })
        .fallback(|| async { Problem::NotFound })
        .layer(CatchPanicLayer::custom(panicked))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(app)
}

/// What a caller's platform gets when we break: a problem at once, so that its fallback takes the call. The panic's own words are in
/// the log already.
fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> axum::response::Response {
    use axum::response::IntoResponse as _;
    tracing::error!("a request made the program panic; it was answered as our fault");
    Problem::Fault.into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_answered_as_our_fault() {
        async fn breaks() -> &'static str {
            panic!("as the test wants it")
        }
        let router: Router = Router::new().route("/", get(breaks)).layer(CatchPanicLayer::custom(panicked));
        let answer = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(answer.status(), 500);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        let body = to_bytes(answer.into_body(), 1000).await.unwrap();
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["error_id"], "internal");
        assert!(!problem.to_string().contains("as the test wants"), "{problem}");
    }
}
