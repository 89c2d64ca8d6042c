//! What a request brings: a token, a body in JSON, values in its address. Each is read whole or refused with a sentence that says where.

use std::str::FromStr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use super::Refusal;
use crate::access::{Scope, Scopes, Token, actor};
use crate::web::App;

/// Whoever shows a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bearer {
    scopes: Scopes,
    /// Who that is, as histories name them.
    pub(super) actor: String,
}

impl Bearer {
    /// Says no where the token does not allow it.
    pub(super) const fn needs(&self, scope: Scope) -> Result<(), Refusal> {
        if self.scopes.allow(scope) { Ok(()) } else { Err(Refusal::Scope(scope)) }
    }
}

/// The token of a request, as it is shown.
pub(super) fn shown(headers: &HeaderMap) -> Option<Token> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") { token.trim().parse().ok() } else { None }
}

impl Bearer {
    /// Whoever shows this token, where it is one of ours and has not run out.
    pub(super) async fn known(app: &App, token: &Token) -> Result<Self, Refusal> {
        let kept = app.service.store().token(token, app.service.now()).await?.ok_or(Refusal::NoToken)?;
        Ok(Self { scopes: kept.scopes, actor: actor::program(&kept.name) })
    }
}

impl FromRequestParts<Arc<App>> for Bearer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        // Of a write with a key it was asked before anything of it was kept.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let token = shown(&parts.headers).ok_or(Refusal::NoToken)?;
        Self::known(app, &token).await
    }
}

/// What no text may hold, because PostgreSQL keeps none that has it.
const NUL: &str = "has the character U+0000, which no text may have";

/// Whether a text in a body in JSON (RFC 8259, section 7) has the character U+0000: written so, and not as six characters behind a backslash.
fn holds_nul(body: &[u8]) -> bool {
    let mut rest = body;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let Some(escaped) = rest.get(at + 1..) else { return false };
        if escaped.starts_with(b"u0000") {
            return true;
        }
        rest = escaped.get(1..).unwrap_or_default();
    }
    false
}

/// A request, and all of its body.
async fn whole(request: Request, app: &Arc<App>) -> Result<(Parts, Bytes), Refusal> {
    let (head, body) = request.into_parts();
    let body = Bytes::from_request(Request::from_parts(head.clone(), body), app).await;
    Ok((head, body.map_err(|_| Refusal::body())?))
}

/// A body in JSON.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Refusal> {
        let (head, body) = whole(request, app).await?;
        if holds_nul(&body) {
            return Err(Refusal::Malformed(format!("the body {NUL}")));
        }
        match <axum::Json<T> as FromRequest<_>>::from_request(Request::from_parts(head, body.into()), app)
            .await
        {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(JsonRejection::JsonDataError(fault)) => Err(Refusal::Malformed(fault.body_text())),
            Err(JsonRejection::JsonSyntaxError(fault)) => Err(Refusal::Malformed(fault.body_text())),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Refusal::Malformed(
                "the body must be JSON, told by `Content-Type: application/json`".to_owned(),
            )),
            Err(_) => Err(Refusal::body()),
        }
    }
}

/// None where nothing was sent, of whatever kind it is said to be.
impl<T: DeserializeOwned> OptionalFromRequest<Arc<App>> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Option<Self>, Refusal> {
        let (head, body) = whole(request, app).await?;
        if body.is_empty() {
            return Ok(None);
        }
        <Self as FromRequest<_>>::from_request(Request::from_parts(head, body.into()), app).await.map(Some)
    }
}

/// The values behind the `?`.
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Arc<App>> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Refusal::Malformed(format!("a value behind the `?` {NUL}")));
        }
        match axum::extract::Query::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Query(query)) => Ok(Self(query)),
            Err(QueryRejection::FailedToDeserializeQueryString(fault)) => {
                Err(Refusal::Malformed(fault.body_text()))
            }
            Err(_) => Err(Refusal::Malformed("the values behind the `?` cannot be read".to_owned())),
        }
    }
}

/// The values within the address.
pub(super) struct Path<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<App>> for Path<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        match axum::extract::Path::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Path(path)) => Ok(Self(path)),
            Err(PathRejection::FailedToDeserializePathParams(_) | _) => Err(Refusal::NotFound("address")),
        }
    }
}

/// How much of a list a page has where nobody says.
const PAGE: u16 = 50;

/// How much it has at most.
const LARGEST_PAGE: u16 = 200;

/// How much of a list is wanted.
pub(super) fn limit(wanted: Option<u16>) -> Result<u16, Refusal> {
    let limit = wanted.unwrap_or(PAGE);
    let told = || Refusal::Malformed(format!("`limit` is 1 to {LARGEST_PAGE}"));
    if (1..=LARGEST_PAGE).contains(&limit) { Ok(limit) } else { Err(told()) }
}

/// Where a page begins, as the page before said.
pub(super) fn cursor<T: FromStr>(told: Option<&str>) -> Result<Option<T>, Refusal> {
    let read = told.map(str::parse).transpose();
    read.map_err(|_| Refusal::Malformed("`cursor` is not one that a page gave".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_character_is_told_from_its_name() {
        for held in [r#"{"a": "\u0000"}"#, r#""\\\u0000""#, r#"["\n\u0000"]"#] {
            assert!(holds_nul(held.as_bytes()), "{held}");
        }
        for none in [r#"{"a": "\\u0000"}"#, r#""u0000""#, r#""\u0001""#, r"\", ""] {
            assert!(!holds_nul(none.as_bytes()), "{none}");
        }
    }
}
