//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a write that is sent again, because its answer was lost, is done once and
//! answered alike.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::digest::{Context, SHA256};

use super::request::Bearer;
use super::{Refusal, request};
use crate::store::{Kept, Repeat};
use crate::web::App;

/// The header.
const KEY: &str = "idempotency-key";

/// The longest key: it may be a UUID or anything else that its maker never uses twice.
const LONGEST: usize = 255;

/// Says on an answer that it is one of before.
const REPLAYED: &str = "idempotency-replayed";

/// The name of a write under a key: whoever writes it to the store does it once under this name, also where the first answer was lost with its
/// process.
#[derive(Clone)]
pub(super) struct Named(pub(super) String);

/// Does a write with a key once. What brings none, or writes nothing, goes by.
pub(super) async fn once(State(app): State<Arc<App>>, mut asked: Request, next: Next) -> Response {
    let writes = matches!(*asked.method(), Method::POST | Method::PUT | Method::PATCH | Method::DELETE);
    let Some(key) = asked.headers().get(KEY).filter(|_| writes) else { return next.run(asked).await };
    if key.is_empty() || key.len() > LONGEST {
        return Refusal::Malformed("an `Idempotency-Key` has 1 to 255 characters".to_owned()).into_response();
    }
    let Some(token) = request::shown(asked.headers()) else { return next.run(asked).await };
    let hash = hash(&[token.bytes(), key.as_bytes()]);
    // Nothing is kept of strangers, and whoever was known once hears nothing of what was answered then.
    match Bearer::known(&app, &token).await {
        Ok(bearer) => asked.extensions_mut().insert(bearer),
        Err(refusal) => return refusal.into_response(),
    };
    match done_once(&app, hash.as_ref(), asked, next).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    }
}

async fn done_once(app: &Arc<App>, hash: &[u8], asked: Request, next: Next) -> Result<Response, Refusal> {
    let (parts, body) = request::whole(asked, app).await?;
    let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
    let wanted = self::hash(&[parts.method.as_str().as_bytes(), path.as_bytes(), &body]);
    let store = app.service.store();
    let claimed = store.claim_repeat(hash, wanted.as_ref(), app.service.now()).await;
    // A claim that may stand is no write yet: of what is asked nothing is written.
    let claimed = claimed.map_err(|fault| {
        tracing::warn!(%fault, "a write with a key cannot be claimed");
        Refusal::Away
    })?;
    match claimed {
        Repeat::First => {}
        Repeat::Done(kept) => return Ok(replayed(kept)),
        Repeat::UnderWay => return Err(Refusal::UnderWay),
        Repeat::Another => return Err(Refusal::KeyUsed),
    }
    let mut asked = Request::from_parts(parts, Body::from(body));
    asked.extensions_mut().insert(Named(BASE64_URL_SAFE_NO_PAD.encode(hash)));
    let answer = next.run(asked).await;
    let (head, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    // A fault passes: it may be tried again under the same key.
    let kept = (!head.status.is_server_error()).then(|| Kept {
        status: head.status.as_u16(),
        body: body.to_vec(),
        tag: head.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned),
    });
    if let Err(fault) = store.keep_repeat(hash, kept.as_ref()).await {
        // The answer is true all the same. Sent again, it is under way for a minute, and then done under its name, which is once.
        tracing::warn!(%fault, "an answer is not kept for whoever sends the same again");
    }
    Ok(Response::from_parts(head, Body::from(body)))
}

fn hash(parts: &[&[u8]]) -> ring::digest::Digest {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part);
    }
    context.finish()
}

fn replayed(kept: Kept) -> Response {
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    let kind = if status.is_success() { "application/json" } else { "application/problem+json" };
    let is_empty = kept.body.is_empty();
    let mut response = (status, Bytes::from(kept.body)).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    if !is_empty {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    if let Some(tag) = kept.tag.and_then(|tag| HeaderValue::try_from(tag).ok()) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}
