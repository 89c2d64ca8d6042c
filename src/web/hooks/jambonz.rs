//! `POST /hooks/jambonz`

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::{Way, base, document, holding, malformed, of_placed, query, refused, turn, whole, within};
use crate::calls::Hook;
use crate::clock::Clock;
use crate::config::Settings;
use crate::engine::Heard;
use crate::platform::Incoming;
use crate::platform::jambonz::signature::{Token, is_signed};
use crate::platform::jambonz::{self, Setup};
use crate::platform::left::Left;
use crate::platform::queued::Holding;
use crate::terms::numbering::CallerFormat;
use crate::terms::{CallId, Limits};
use crate::web::{App, Problem, is_from_this_machine};

/// Where the signature is.
const SIGNATURE: &str = "jambonz-signature";

/// What the hook takes, and from whom.
#[derive(Debug)]
pub struct Door {
    tokens: Vec<Token>,
    /// The public address, under which sounds are fetched.
    base: String,
    is_public: bool,
    setup: Setup,
    limits: Limits,
    caller_format: CallerFormat,
    /// Signatures tell their time.
    clock: Clock,
}

impl Door {
    /// The hook by the settings.
    #[must_use]
    pub fn new(settings: &Settings, bound: SocketAddr) -> Self {
        let base = base(settings.public_url.as_ref(), bound);
        Self {
            tokens: settings.jambonz.secrets.iter().map(|secret| Token::new(secret.expose())).collect(),
            is_public: settings.public_url.is_some(),
            setup: Setup {
                action: format!("{base}/hooks/jambonz"),
                sip_domain: settings.jambonz.sip_domain.clone(),
                voices: settings.jambonz.voices.clone(),
            },
            base,
            limits: Limits { patience: settings.jambonz.patience, ..jambonz::LIMITS },
            caller_format: settings.jambonz.caller_format,
            clock: Clock::starting_at_or_system(settings.test_clock),
        }
    }

    /// Whether a body signed like this may be answered.
    fn is_signed(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let given = headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
        given.is_some_and(|given| is_signed(&self.tokens, given, body, self.clock.now().timestamp()))
    }
}

pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<Response, Problem> {
    let patience = app.hooks.jambonz.limits.patience;
    within(patience, reply(&app, peer, request)).await.inspect_err(|problem| refused("jambonz", problem))
}

async fn reply(app: &Arc<App>, peer: SocketAddr, request: Request) -> Result<Response, Problem> {
    let (asked, body) = request.into_parts();
    let (uri, headers) = (&asked.uri, &asked.headers);
    let door = &app.hooks.jambonz;
    let by_place = door.tokens.is_empty();
    if by_place && (door.is_public || !is_from_this_machine(peer, asked.version, uri, headers)) {
        return Err(Problem::Forbidden);
    }
    let body = whole(body).await?;
    let _place = app.hooks.place().await?;
    if !by_place && !door.is_signed(headers, &body) {
        return Err(Problem::Forbidden);
    }
    let query = query(uri)?;
    let left = Left::read(&query);
    let hook = Hook { default_desk: left.desk.map(Arc::from), caller_format: door.caller_format };
    let way = Way { name: "jambonz", limits: &door.limits, hook: &hook, base: &door.base };
    if let Some(call) = left.queued.and_then(CallId::new) {
        // What it posts then need not name the call.
        let incoming = Incoming {
            call,
            did: String::new(),
            from: String::new(),
            withheld: false,
            heard: Heard::Silence,
            talked: None,
            sealed: left.sealed.map(str::to_owned),
        };
        let queued = jambonz::queued(&body).map_err(malformed)?;
        let write = |holding: &Holding<'_>| jambonz::write_holding(holding, &door.setup).ok();
        return document("application/json", holding(app, way, &incoming, &queued, write).await);
    }
    let Some(incoming) = jambonz::read(&body, left).map_err(malformed)? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let incoming = of_placed(app, incoming, left.placed, &jambonz::status(&body)).await;
    let written = turn(app, way, incoming, |outgoing| jambonz::write(outgoing, &door.setup, left.desk)).await;
    document("application/json", written)
}
