//! What a request brings: a token, a body in JSON, values in its address. Each is read whole or refused with a sentence that says where.

use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Refusal, given};
use crate::access::{Scope, Scopes, Token, actor};
use crate::web::App;

/// Whoever shows a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bearer {
    scopes: Scopes,
    /// Who that is, as histories name them.
    pub(super) actor: String,
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

/// Whoever shows a token that has the scope. Taken first of all that a request brings: who may not do what is asked hears nothing of how it was asked.
pub(super) struct May<S>(pub(super) Bearer, pub(super) PhantomData<S>);

/// What an operation needs.
pub(super) trait Needed {
    const SCOPE: Scope;
}

macro_rules! needed {
    ($($scope:ident),+) => { $(
        pub(super) struct $scope;

        impl Needed for $scope {
            const SCOPE: Scope = Scope::$scope;
        }
    )+ };
}

needed!(BookingsRead, BookingsWrite, TicketsRead, TicketsWrite);

impl<S: Needed> FromRequestParts<Arc<App>> for May<S> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let bearer = Bearer::from_request_parts(parts, app).await?;
        if !bearer.scopes.allow(S::SCOPE) {
            return Err(Refusal::Scope(S::SCOPE));
        }
        if !parts.method.is_safe() && parts.uri.query().is_some_and(|query| !query.is_empty()) {
            let told = "a write takes nothing behind the `?`: what it is told stands in its body";
            return Err(Refusal::Malformed(told.to_owned()));
        }
        Ok(Self(bearer, PhantomData))
    }
}

/// A request, and all of its body.
pub(super) async fn whole(request: Request, app: &Arc<App>) -> Result<(Parts, Bytes), Refusal> {
    let (head, body) = request.into_parts();
    let body = Bytes::from_request(Request::from_parts(head.clone(), body), app).await;
    let refused = |why: BytesRejection| match why.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
        _ => Refusal::Malformed("the body did not come whole".to_owned()),
    };
    Ok((head, body.map_err(refused)?))
}

/// Whether a body is said to be JSON, or a kind of it (RFC 6839, section 3.1).
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind.starts_with("application/") && kind.ends_with("+json")
}

/// A body in JSON.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Refusal> {
        let (head, body) = whole(request, app).await?;
        if !is_json(&head.headers) {
            return Err(Refusal::Kind);
        }
        given::body(&body).map(Self).map_err(Refusal::Malformed)
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

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Refusal> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            // PostgreSQL keeps no text that has it.
            let told = "a value behind the `?` has the character U+0000, which no text may have";
            return Err(Refusal::Malformed(told.to_owned()));
        }
        let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        given::query(pairs.into_owned().collect()).map(Self).map_err(Refusal::Malformed)
    }
}

/// No values behind the `?`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

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
