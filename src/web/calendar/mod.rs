//! `/calendar/<secret>.ics`: a queue's or a clerk's callbacks for whatever calendar they use. The address is the secret: whoever has it reads,
//! until it is revoked; it is in no log.

mod ics;

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::Duration;
use ring::digest::{SHA256, digest};

use super::{App, Problem};
use crate::access::Token;
use crate::store::Fault;

/// How long a callback that is over stays in its feeds.
const KEPT: Duration = Duration::days(30);

/// A calendar asks again, and what did not change is not sent again.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("private, no-cache");

/// `GET /calendar/centralino_<43 letters>.ics`
pub(super) async fn serve(
    State(app): State<Arc<App>>,
    name: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(name) = name.map_err(|_| Problem::NotFound)?;
    let address: Token =
        name.strip_suffix(".ics").and_then(|address| address.parse().ok()).ok_or(Problem::NotFound)?;
    let away = |fault: Fault| {
        tracing::warn!(%fault, "a calendar feed cannot be read");
        Problem::TooSlow
    };
    let store = app.service.store();
    let feed = store.feed(&address).await.map_err(away)?.ok_or(Problem::NotFound)?;
    let after = app.service.now() - KEPT;
    let entries = store.feed_entries(&feed.of, after).await.map_err(away)?;
    let body = ics::written(&feed.of, &entries, |desk| app.service.desk(desk));
    let tag = tag(&body).ok_or(Problem::Fault)?;
    let about = [(header::CACHE_CONTROL, ASK_AGAIN), (header::ETAG, tag.clone())];
    if headers.get_all(header::IF_NONE_MATCH).iter().any(|known| matches(known, &tag)) {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    Ok((about, [(header::CONTENT_TYPE, kind)], body).into_response())
}

fn tag(body: &str) -> Option<HeaderValue> {
    let hash = digest(&SHA256, body.as_bytes());
    HeaderValue::from_str(&format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(hash))).ok()
}

/// Whether the tag is among those that are known, or any will do (RFC 9110, 13.1.2).
fn matches(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(known), Ok(tag)) = (known.to_str(), tag.to_str()) else { return false };
    known.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_weak_or_among_others() {
        let tag = HeaderValue::from_static("\"a\"");
        for known in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*"] {
            assert!(matches(&HeaderValue::from_static(known), &tag), "{known}");
        }
        assert!(!matches(&HeaderValue::from_static("\"b\", a"), &tag));
    }
}
