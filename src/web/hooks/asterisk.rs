//! `POST /hooks/asterisk`

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Uri, Version, header};
use axum::response::Response;

use super::{Way, base, document, malformed, query, refused, turn, whole, within};
use crate::calls::{Further, Hook};
use crate::config::{Secret, Settings};
use crate::platform::dialplan;
use crate::platform::form::Form;
use crate::terms::Limits;
use crate::terms::numbering::CallerFormat;
use crate::web::{App, Problem, is_from_this_machine, is_one_of};

/// What the hook takes, and from whom.
#[derive(Debug)]
pub struct Door {
    secrets: Vec<Secret>,
    /// Where sounds are; the dialplan reads their names only.
    base: String,
    is_public: bool,
    limits: Limits,
    caller_format: CallerFormat,
}

impl Door {
    /// The hook by the settings.
    #[must_use]
    pub fn new(settings: &Settings, bound: SocketAddr) -> Self {
        Self {
            secrets: settings.asterisk.secrets.clone(),
            base: base(settings.public_url.as_ref(), bound),
            is_public: settings.public_url.is_some(),
            limits: Limits { patience: settings.asterisk.patience, ..dialplan::LIMITS },
            caller_format: settings.asterisk.caller_format,
        }
    }

    /// Whether this request may be answered.
    fn lets_in(&self, peer: SocketAddr, version: Version, uri: &Uri, headers: &HeaderMap) -> bool {
        if self.secrets.is_empty() {
            return !self.is_public && is_from_this_machine(peer, version, uri, headers);
        }
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = given
            .and_then(|given| given.split_once(' '))
            .filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
        token.is_some_and(|(_, token)| is_one_of(&self.secrets, token.trim().as_bytes()))
    }
}

pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<Response, Problem> {
    let patience = app.hooks.asterisk.limits.patience;
    within(patience, reply(&app, peer, request)).await.inspect_err(|problem| refused("asterisk", problem))
}

async fn reply(app: &Arc<App>, peer: SocketAddr, request: Request) -> Result<Response, Problem> {
    let (asked, body) = request.into_parts();
    let (uri, headers) = (&asked.uri, &asked.headers);
    let door = &app.hooks.asterisk;
    if !door.lets_in(peer, asked.version, uri, headers) {
        return Err(Problem::Forbidden);
    }
    let body = whole(body).await?;
    let _place = app.hooks.place().await?;
    let query = query(uri)?;
    let form = Form::read(&body).map_err(malformed)?;
    if let Some((incoming, calls)) = dialplan::read_talking(&form).map_err(malformed)? {
        // Where it cannot be said, they speak on: the platform ends it when what was left at the beginning is over.
        let further = app.service.further(&incoming, &door.limits, calls).await;
        let goes_on = further != Some(Further::Ends);
        return document("application/json", Some(dialplan::write_further(goes_on)));
    }
    let incoming = dialplan::read(&form).map_err(malformed)?;
    let default_desk = query.get("desk").filter(|desk| !desk.is_empty()).map(Arc::from);
    let hook = Hook { default_desk, caller_format: door.caller_format };
    let way = Way { name: "asterisk", limits: &door.limits, hook: &hook, base: &door.base };
    let written = turn(app, way, incoming, dialplan::write).await;
    document("application/json", written)
}
