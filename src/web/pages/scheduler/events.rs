//! `/scheduler/events`: what changes while the page is open.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::super::signed::SignedIn;
use super::super::{App, Wrong};
use super::at::{At, Draft};
use crate::access::Scope;
use crate::web::news::{self, Listening};

/// Up to where the page knows everything.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Known {
    after: String,
}

/// A browser that comes back says the last id that it had; one that begins says what stood in its page. To one that comes back after its session has
/// ended that is said, so that no page stands there as it was hours ago and looks alive.
pub(super) async fn listen(
    State(app): State<Arc<App>>,
    signed: Option<SignedIn>,
    Query(draft): Query<Draft>,
    Query(known): Query<Known>,
    headers: HeaderMap,
) -> Result<Response, Wrong> {
    let heard = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let Some(signed) = signed else {
        return if heard.is_some() { Ok(news::signed_out().into_response()) } else { Err(Wrong::SignIn) };
    };
    signed.must(Scope::BookingsRead)?;
    let at = At::of(&app, &draft)?;
    let last = heard.unwrap_or(&known.after);
    let listening = Listening {
        desk: Arc::clone(&at.menu.desk),
        destination: at.destination.clone(),
        after: last.trim().parse().ok(),
        again: heard.is_some(),
    };
    let Some(stream) = news::listen(&app, listening).await? else {
        let later = [(header::RETRY_AFTER, HeaderValue::from_static("30"))];
        return Ok((StatusCode::SERVICE_UNAVAILABLE, later).into_response());
    };
    // Whatever stands between would keep it back otherwise.
    Ok(([("x-accel-buffering", "no")], stream).into_response())
}
