//! `/sign-in/oidc`: people whom the organisation's own provider vouches for (`OpenID` Connect Core 1.0, the code flow with PKCE, RFC 7636). What must come
//! back with them waits in a cookie of theirs for ten minutes; nothing of it is kept here.

mod provider;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

pub(super) use provider::Provider;
use provider::Vouched;

use super::sign_in::{begin, local};
use super::visit::Visit;
use super::wrong::Wrong;
use super::{App, Flash, cookies, gone_to};
use crate::store::Admitted;

/// How long somebody may take with the provider; seconds.
const PATIENCE: u32 = 600;

/// Where the provider sends people back to.
const RETURN: &str = "/sign-in/oidc/return";

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/sign-in/oidc", get(go)).route(RETURN, get(came_back))
}

/// What must come back, and what is to be shown with it.
#[derive(Serialize, Deserialize)]
struct Gone {
    state: String,
    nonce: String,
    verifier: String,
    back: String,
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

/// To the provider.
async fn go(State(app): State<Arc<App>>, Query(Back { back }): Query<Back>) -> Result<Response, Wrong> {
    let provider = app.pages.openid.as_ref().ok_or(Wrong::NotFound)?;
    let journey = match provider.journey(app.service.now()).await {
        Ok(journey) => journey,
        Err(fault) => {
            tracing::error!(%fault, "nobody can be sent to the provider of CENTRALINO_OIDC_ISSUER");
            return Ok(gone_to(&app, "/sign-in", &Flash::not_done("openid-away")));
        }
    };
    let gone = Gone {
        state: journey.state,
        nonce: journey.nonce,
        verifier: journey.verifier,
        back: local(&back).to_owned(),
    };
    let mut response = Redirect::to(journey.address.as_str()).into_response();
    let value = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&gone).map_err(|_| Wrong::Fault)?);
    let cookie = app.pages.jar.set(cookies::OPENID, &value, Some(PATIENCE)).ok_or(Wrong::Fault)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// What the provider sends back with somebody (`OpenID` Connect Core, section 3.1.2.5).
#[derive(Deserialize)]
struct Returned {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
}

async fn came_back(
    State(app): State<Arc<App>>,
    visit: Visit,
    headers: HeaderMap,
    Query(returned): Query<Returned>,
) -> Result<Response, Wrong> {
    let provider = app.pages.openid.as_ref().ok_or(Wrong::NotFound)?;
    let mut response = match admitted(&app, provider, &headers, &returned).await? {
        Ok((user, back)) => begin(&app, &visit, user, &back).await?,
        Err(why) => gone_to(&app, "/sign-in", &Flash::not_done(why)),
    };
    // It was good for one journey.
    if let Some(cookie) = app.pages.jar.clear(cookies::OPENID) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Whom the provider has sent back and where they want to go; else the name of the sentence that says why they are not let in.
async fn admitted(
    app: &App,
    provider: &Provider,
    headers: &HeaderMap,
    returned: &Returned,
) -> Result<Result<(i64, String), &'static str>, Wrong> {
    let gone: Option<Gone> = app
        .pages
        .jar
        .shown(headers, cookies::OPENID)
        .and_then(|text| serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok());
    let Some(gone) = gone.filter(|gone| !returned.state.is_empty() && gone.state == returned.state) else {
        return Ok(Err("openid-stale"));
    };
    if !returned.error.is_empty() || returned.code.is_empty() {
        return Ok(Err("openid-refused"));
    }
    let now = app.service.now();
    let vouched = match provider.vouched(now, &returned.code, gone.nonce, gone.verifier).await {
        Ok(vouched) => vouched,
        Err(fault) => {
            tracing::error!(%fault, "nobody is signed in by the provider of CENTRALINO_OIDC_ISSUER");
            return Ok(Err("openid-failed"));
        }
    };
    let Vouched { subject, name, role } = vouched;
    let Some(name) = name else { return Ok(Err("openid-nameless")) };
    if role.is_none() && provider.gives_roles() {
        return Ok(Err("openid-stranger"));
    }
    Ok(match app.service.store().admit(&subject, &name, role, now).await? {
        Admitted::User(user) => Ok((user.id, gone.back)),
        Admitted::Stranger => Err("openid-stranger"),
        Admitted::NameTaken => Err("openid-name-taken"),
    })
}
