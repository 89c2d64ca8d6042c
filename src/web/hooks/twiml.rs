//! `POST /hooks/twiml`

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Uri, Version, header};
use axum::response::Response;

use super::{Way, base, document, holding, malformed, of_placed, query, refused, turn, whole, within};
use crate::calls::Hook;
use crate::clock::Clock;
use crate::config::Settings;
use crate::engine::Heard;
use crate::platform::Incoming;
use crate::platform::form::Form;
use crate::platform::left::Left;
use crate::platform::queued::Holding;
use crate::platform::twiml::signature::{Algorithm, Body, Token, is_signed_by};
use crate::platform::twiml::{self, Dialect, Setup, Signer, telnyx};
use crate::terms::Limits;
use crate::terms::numbering::CallerFormat;
use crate::web::{App, Problem, is_from_this_machine};

/// How a signature was made, where it was not made with the account's token.
const SIGNATURE_SETTINGS: &str = "x-twilio-webhooks-signature-settings";

/// Where Telnyx signs, and when it did.
const TELNYX: [&str; 2] = ["telnyx-signature-ed25519", "telnyx-timestamp"];

/// What is said to an address that names another.
const UNKNOWN_DIALECT: &str = "`dialect` in the address is none of twilio, signalwire, telnyx and somleng";

/// What the hook takes, and from whom.
#[derive(Debug)]
pub struct Door {
    tokens: Vec<Token>,
    telnyx_keys: Vec<[u8; 32]>,
    /// The public address, over which requests are signed and under which sounds are fetched.
    base: String,
    is_public: bool,
    /// For each dialect, by [`Dialect::index`].
    dialects: [(Setup, Limits); Dialect::ALL.len()],
    caller_format: CallerFormat,
    patience: Duration,
    /// Telnyx's signatures tell their time.
    clock: Clock,
}

/// A request, as far as a signature is made over it.
#[derive(Clone, Copy)]
struct Asked<'a> {
    peer: SocketAddr,
    version: Version,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    body: &'a [u8],
    /// None: the body is no form.
    form: Option<&'a Form<'a>>,
    dialect: Dialect,
}

impl Door {
    /// The hook by the settings.
    #[must_use]
    pub fn new(settings: &Settings, bound: SocketAddr) -> Self {
        let base = base(settings.public_url.as_ref(), bound);
        let host = settings.public_url.as_ref().map_or("localhost", |url| url.host());
        let sip_domain = settings.twiml.sip_domain.as_deref().unwrap_or(host);
        let patience = settings.twiml.patience;
        let dialects = Dialect::ALL.map(|dialect| {
            let setup = Setup {
                action: format!("{base}/hooks/twiml"),
                sip_domain: sip_domain.to_owned(),
                voices: settings.twiml.voices.clone(),
                dialect,
            };
            (setup, Limits { patience, ..dialect.limits().clone() })
        });
        Self {
            tokens: settings.twiml.auth_tokens.iter().map(|token| Token::new(token.expose())).collect(),
            telnyx_keys: settings.twiml.telnyx_keys.clone(),
            is_public: settings.public_url.is_some(),
            dialects,
            base,
            caller_format: settings.twiml.caller_format,
            patience,
            clock: Clock::starting_at_or_system(settings.test_clock),
        }
    }

    /// The domain at which destinations that are plain names are dialled.
    #[must_use]
    pub fn sip_domain(&self) -> &str {
        let [(setup, _), ..] = &self.dialects;
        &setup.sip_domain
    }

    /// Whether no secret is set for any dialect: then this machine alone may ask, and anything.
    fn is_without_secret(&self) -> bool {
        self.tokens.is_empty() && self.telnyx_keys.is_empty()
    }

    /// Whether this request may be answered.
    fn lets_in(&self, asked: Asked<'_>) -> bool {
        if self.is_without_secret() {
            return !self.is_public
                && is_from_this_machine(asked.peer, asked.version, asked.uri, asked.headers);
        }
        let header = |name: &str| asked.headers.get(name).and_then(|value| value.to_str().ok());
        match asked.dialect.signer() {
            Signer::Token(names) => {
                let path = asked.uri.path_and_query().map_or("", |path| path.as_str());
                let url = format!("{}{path}", self.base);
                let body = asked.form.map_or(Body::Other(asked.body), Body::Form);
                let signature = names.iter().find_map(|name| header(name));
                let algorithm = Algorithm::read(header(SIGNATURE_SETTINGS).unwrap_or(""));
                signature.zip(algorithm).is_some_and(|(signature, algorithm)| {
                    is_signed_by(algorithm, &self.tokens, &url, body, signature)
                })
            }
            Signer::Telnyx => {
                let [signature, timestamp] = TELNYX.map(header);
                signature.zip(timestamp).is_some_and(|(signature, timestamp)| {
                    let now = self.clock.now().timestamp();
                    telnyx::is_signed(&self.telnyx_keys, timestamp, signature, asked.body, now)
                })
            }
        }
    }
}

pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<Response, Problem> {
    let patience = app.hooks.twiml.patience;
    within(patience, reply(&app, peer, request)).await.inspect_err(|problem| refused("twiml", problem))
}

async fn reply(app: &Arc<App>, peer: SocketAddr, request: Request) -> Result<Response, Problem> {
    let (asked, body) = request.into_parts();
    let (uri, headers) = (&asked.uri, &asked.headers);
    let door = &app.hooks.twiml;
    let version = asked.version;
    let stranger = Asked { peer, version, uri, headers, body: &[], form: None, dialect: Dialect::Twilio };
    // Without a secret, strangers do not even get their form read.
    if door.is_without_secret() && !door.lets_in(stranger) {
        return Err(Problem::Forbidden);
    }
    let body = whole(body).await?;
    let _place = app.hooks.place().await?;
    let query = query(uri)?;
    let dialect = Dialect::of(&query).ok_or_else(|| malformed(UNKNOWN_DIALECT))?;
    let form = if is_json(headers) { None } else { Some(Form::read(&body).map_err(malformed)?) };
    if !door.lets_in(Asked { body: &body, form: form.as_ref(), dialect, ..stranger }) {
        return Err(Problem::Forbidden);
    }
    let form = form.ok_or_else(|| malformed("expected a form, but found JSON"))?;
    let failed = Form::read(twiml::failed(&form).as_bytes()).map_err(malformed)?;
    let left = Left::read(&query).or_of_failed(Left::read(&failed));
    let incoming = twiml::read(&form, left).map_err(malformed)?;
    let incoming = of_placed(app, incoming, left.placed, form.get("CallStatus").unwrap_or("")).await;
    let hook = Hook { default_desk: left.desk.map(Arc::from), caller_format: door.caller_format };
    let Some((setup, limits)) = door.dialects.get(dialect.index()) else { return Err(Problem::Fault) };
    let way = Way { name: "twiml", limits, hook: &hook, base: &door.base };
    let written = if left.queued.is_some() {
        let incoming = Incoming { heard: Heard::Silence, ..incoming };
        let write = |holding: &Holding<'_>| twiml::write_holding(holding, setup, left).ok();
        holding(app, way, &incoming, &twiml::queued(&form, left), write).await
    } else {
        turn(app, way, incoming, |outgoing| twiml::write(outgoing, setup, left.desk)).await
    };
    document("text/xml; charset=utf-8", written)
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
