//! `POST /hooks/twiml`

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};

use super::{base, call_hash, outgoing, refused, sounds, whole, within};
use crate::calls::Hook;
use crate::config::Settings;
use crate::platform::form::Form;
use crate::platform::twiml::signature::{Body, Token, is_signed};
use crate::platform::twiml::{self, Left, Setup};
use crate::terms::Limits;
use crate::terms::numbering::CallerFormat;
use crate::web::{App, Problem, is_from_this_machine};

/// Where signatures are: Twilio's own header, and the one of a platform that signs alike under its own name.
const SIGNATURES: [&str; 2] = ["x-twilio-signature", "x-signalwire-signature"];

/// What the hook takes, and from whom.
#[derive(Debug)]
pub struct Door {
    tokens: Vec<Token>,
    /// The public address, over which requests are signed and under which sounds are fetched.
    base: String,
    is_public: bool,
    setup: Setup,
    limits: Limits,
    caller_format: CallerFormat,
}

impl Door {
    /// The hook by the settings.
    #[must_use]
    pub fn new(settings: &Settings, bound: SocketAddr) -> Self {
        let base = base(settings.public_url.as_ref(), bound);
        let host = settings.public_url.as_ref().map_or("localhost", |url| url.host());
        let sip_domain = settings.twiml.sip_domain.clone().unwrap_or_else(|| host.to_owned());
        Self {
            tokens: settings.twiml.auth_tokens.iter().map(|token| Token::new(token.expose())).collect(),
            is_public: settings.public_url.is_some(),
            setup: Setup {
                action: format!("{base}/hooks/twiml"),
                sip_domain,
                voices: settings.twiml.voices.clone(),
            },
            base,
            limits: Limits { patience: settings.twiml.patience, ..twiml::LIMITS },
            caller_format: settings.twiml.caller_format,
        }
    }

    /// The domain at which destinations that are plain names are dialled.
    #[must_use]
    pub fn sip_domain(&self) -> &str {
        &self.setup.sip_domain
    }

    /// Whether this request may be answered.
    fn lets_in(&self, peer: SocketAddr, uri: &Uri, headers: &HeaderMap, body: Body<'_>) -> bool {
        if self.tokens.is_empty() {
            return !self.is_public && is_from_this_machine(peer, uri, headers);
        }
        let path = uri.path_and_query().map_or("", |path| path.as_str());
        let url = format!("{}{path}", self.base);
        let signature =
            SIGNATURES.iter().find_map(|name| headers.get(*name)).and_then(|value| value.to_str().ok());
        signature.is_some_and(|signature| is_signed(&self.tokens, &url, body, signature))
    }
}

pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<Response, Problem> {
    let patience = app.hooks.twiml.limits.patience;
    within(patience, reply(&app, peer, request)).await.inspect_err(|problem| refused("twiml", problem))
}

async fn reply(app: &Arc<App>, peer: SocketAddr, request: Request) -> Result<Response, Problem> {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let (uri, headers) = (&uri, &headers);
    let door = &app.hooks.twiml;
    // Without a secret, strangers do not even get their form read.
    if door.tokens.is_empty() && !door.lets_in(peer, uri, headers, Body::Other(&[])) {
        return Err(Problem::Forbidden);
    }
    let body = whole(request).await?;
    let malformed = |fault: &dyn std::fmt::Display| Problem::Malformed(fault.to_string());
    let form =
        if is_json(headers) { None } else { Some(Form::read(&body).map_err(|fault| malformed(&fault))?) };
    let signed = form.as_ref().map_or(Body::Other(&body), Body::Form);
    if !door.lets_in(peer, uri, headers, signed) {
        return Err(Problem::Forbidden);
    }
    let form = form.ok_or_else(|| malformed(&"expected a form, but found JSON"))?;
    let query = Form::read(uri.query().unwrap_or("").as_bytes()).map_err(|fault| malformed(&fault))?;
    let left = Left::read(&query);
    let incoming = twiml::read(&form, left).map_err(|fault| malformed(&fault))?;
    let hook = Hook { default_desk: left.desk.map(Arc::from), caller_format: door.caller_format };
    let done = app.service.turn(&incoming, &door.limits, &hook).await;
    tracing::debug!(hook = "twiml", desk = &*done.menu.desk, call = call_hash(&incoming.call), "answered");
    let sounds = sounds(app, &done.menu);
    let document = twiml::write(&outgoing(&done, &sounds, &door.base), &door.setup, left.desk);
    match document {
        Ok(document) => {
            Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"))], document)
                .into_response())
        }
        Err(fault) => {
            tracing::error!(hook = "twiml", desk = &*done.menu.desk, "{fault}");
            Err(Problem::Fault)
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
