//! `POST /hooks/freeswitch`, and `GET` for a `mod_httapi` that was not told to post.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Uri, Version, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Way, base, document, malformed, query, refused, turn, whole, within};
use crate::calls::Hook;
use crate::config::{Secret, Settings};
use crate::platform::form::Form;
use crate::platform::httapi;
use crate::platform::left::Left;
use crate::terms::Limits;
use crate::terms::numbering::CallerFormat;
use crate::web::{App, Problem, is_from_this_machine, is_one_of};

/// What the hook takes, and from whom.
#[derive(Debug)]
pub struct Door {
    secrets: Vec<Secret>,
    /// The address under which sounds are fetched.
    base: String,
    is_public: bool,
    action: String,
    limits: Limits,
    caller_format: CallerFormat,
}

impl Door {
    /// The hook by the settings.
    #[must_use]
    pub fn new(settings: &Settings, bound: SocketAddr) -> Self {
        let base = base(settings.public_url.as_ref(), bound);
        Self {
            secrets: settings.freeswitch.secrets.clone(),
            action: format!("{base}/hooks/freeswitch"),
            base,
            is_public: settings.public_url.is_some(),
            limits: Limits { patience: settings.freeswitch.patience, ..httapi::LIMITS },
            caller_format: settings.freeswitch.caller_format,
        }
    }

    /// Whether this request may be answered: `gateway-credentials` come as HTTP's basic authentication (RFC 7617), of which the password
    /// counts and the name does not.
    fn lets_in(&self, peer: SocketAddr, version: Version, uri: &Uri, headers: &HeaderMap) -> bool {
        if self.secrets.is_empty() {
            return !self.is_public && is_from_this_machine(peer, version, uri, headers);
        }
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let basic = given
            .and_then(|given| given.split_once(' '))
            .filter(|(kind, _)| kind.eq_ignore_ascii_case("basic"));
        let Some(Ok(told)) = basic.map(|(_, told)| STANDARD.decode(told.trim())) else { return false };
        let Some(colon) = told.iter().position(|byte| *byte == b':') else { return false };
        is_one_of(&self.secrets, told.get(colon + 1..).unwrap_or_default())
    }
}

pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<Response, Problem> {
    let patience = app.hooks.freeswitch.limits.patience;
    within(patience, reply(&app, peer, request)).await.inspect_err(|problem| refused("freeswitch", problem))
}

async fn reply(app: &Arc<App>, peer: SocketAddr, request: Request) -> Result<Response, Problem> {
    let (asked, body) = request.into_parts();
    let (uri, headers) = (&asked.uri, &asked.headers);
    let door = &app.hooks.freeswitch;
    if !door.lets_in(peer, asked.version, uri, headers) {
        return Err(Problem::Forbidden);
    }
    let body = whole(body).await?;
    let _place = app.hooks.place().await?;
    let query = query(uri)?;
    let form = Form::read(&body).map_err(malformed)?;
    let left = Left::read(&query);
    let incoming = httapi::read(&form, &query, left).map_err(malformed)?;
    let hook = Hook { default_desk: left.desk.map(Arc::from), caller_format: door.caller_format };
    let way = Way { name: "freeswitch", limits: &door.limits, hook: &hook, base: &door.base };
    let written = turn(app, way, incoming, |outgoing| httapi::write(outgoing, &door.action, left.desk)).await;
    document("text/xml; charset=utf-8", written)
}
