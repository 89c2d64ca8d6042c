//! `GET /ari/events`: where an Asterisk connects to us, with its outbound WebSocket. Whoever it is shows the name and the password that we would
//! show it; the connection is then `links`' own.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::{App, Problem, is_one_of};
use crate::config::{Secret, Settings};

/// The sub-protocol that Asterisk asks for.
const PROTOCOL: &str = "ari";

/// The most connections that wait to be taken.
const WAITING: usize = 16;

/// An Asterisk that connected.
pub struct Offered {
    /// The connection.
    pub socket: WebSocket,
    /// From where.
    pub peer: SocketAddr,
}

/// Whom it takes, and where it hands them.
#[derive(Debug)]
pub struct Door {
    /// `name:password`; none: nobody is taken.
    who: Option<Secret>,
    offer: Sender<Offered>,
    offered: Mutex<Option<Receiver<Offered>>>,
}

impl Door {
    /// The door by the settings. Without a password it is closed, to this machine too: who gets in can take calls away.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        let password = settings.ari.password.expose();
        let who = (!password.is_empty()).then(|| Secret::new(format!("{}:{password}", settings.ari.user)));
        let (offer, offered) = channel(WAITING);
        Self { who, offer, offered: Mutex::new(Some(offered)) }
    }

    /// Whether anybody is taken.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.who.is_some()
    }

    /// Those that connect, for the one who serves them; none the second time.
    pub fn take(&self) -> Option<Receiver<Offered>> {
        self.offered.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Basic authentication (RFC 7617), of which both parts count.
    fn lets_in(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let basic = given
            .and_then(|given| given.split_once(' '))
            .filter(|(kind, _)| kind.eq_ignore_ascii_case("basic"));
        let Some(Ok(told)) = basic.map(|(_, told)| STANDARD.decode(told.trim())) else { return false };
        is_one_of(self.who.as_slice(), &told)
    }
}

pub(super) async fn answer(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let door = &app.ari;
    if !door.is_open() {
        tracing::warn!(from = %peer.ip(), "/ari/events refused: CENTRALINO_ARI_PASSWORD is not set");
        return Err(Problem::Forbidden);
    }
    if !door.lets_in(&headers) {
        tracing::warn!(
            from = %peer.ip(),
            "/ari/events refused: `username` and `password` in websocket_client.conf are not CENTRALINO_ARI_USER and CENTRALINO_ARI_PASSWORD"
        );
        return Err(Problem::Forbidden);
    }
    // It is 503 to the Asterisk too: it tries again, and its calls wait meanwhile.
    if !app.standing.load().is_ready() {
        return Err(Problem::TooSlow);
    }
    let upgrade = upgrade.map_err(|_| Problem::Malformed("this address is for WebSockets".to_owned()))?;
    let offer = door.offer.clone();
    Ok(upgrade.protocols([PROTOCOL]).max_message_size(super::LARGEST_EVENT).on_upgrade(async move |socket| {
        let _ = offer.send(Offered { socket, peer }).await;
    }))
}
