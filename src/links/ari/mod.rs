//! Asterisks that lend us calls. Events come over a WebSocket, which we open or which Asterisk opens; commands go over HTTP or the same
//! WebSocket. Losing the connection loses no call: Asterisk keeps it, with its state, and it is found again.

mod beside;
mod calls;
mod commands;
mod dial;
mod door;
mod fault;
mod lengths;
mod line;
mod place;
mod socket;
mod standing;
mod timers;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;

use self::commands::Commands;
use self::lengths::Lengths;
use self::line::Line;
use self::place::{Connected, Placer};
use self::standing::Asterisk;
use self::timers::Timers;
use crate::calls::Hook;
use crate::clock::Clock;
use crate::config::{Secret, Settings};
use crate::links::placing::Places;
use crate::platform::ari;
use crate::terms::Limits;
use crate::tls;
use crate::web::App;
use crate::web::hooks;

/// The most calls of one Asterisk for which something is done at a time; far more than its commands keep busy.
const AT_WORK: usize = 512;

/// What all Asterisks have in common.
struct Ari {
    app: Arc<App>,
    lengths: Lengths,
    /// Where Asterisk fetches sounds.
    base: String,
    hook: Hook,
    limits: Limits,
    user: String,
    password: Secret,
    /// The application's name.
    app_name: String,
    connected: Arc<Connected>,
    tls: Arc<rustls::ClientConfig>,
}

/// A connection with one Asterisk, and the calls that came with it.
struct Link {
    ari: Arc<Ari>,
    asterisk: Arc<Asterisk>,
    commands: Commands,
    timers: Timers,
    lines: Mutex<HashMap<Box<str>, Arc<Line>>>,
    /// Places for calls for which something is being done. Ten thousand that come at once would hold the memory of ten thousand turns.
    at_work: Semaphore,
    /// It was for a single call, which is given back.
    refused: Notify,
    clock: Clock,
}

impl Link {
    fn new(ari: &Arc<Ari>, asterisk: &Arc<Asterisk>, commands: Commands, clock: Clock) -> Arc<Self> {
        Arc::new(Self {
            ari: Arc::clone(ari),
            asterisk: Arc::clone(asterisk),
            commands,
            timers: Timers::default(),
            lines: Mutex::default(),
            at_work: Semaphore::new(AT_WORK),
            refused: Notify::new(),
            clock,
        })
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<Box<str>, Arc<Line>>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens a connection to each Asterisk of the settings and keeps it up, and serves those that connect to us. Gives what places calls through
/// them, where the settings name a trunk.
pub(super) fn begin(
    app: &Arc<App>,
    settings: &Settings,
    bound: SocketAddr,
    tasks: &mut JoinSet<()>,
) -> Result<Option<Arc<dyn Places>>, tls::Fault> {
    let ari = Arc::new(Ari {
        app: Arc::clone(app),
        lengths: Lengths::default(),
        base: hooks::base(settings.public_url.as_ref(), bound),
        hook: Hook {
            default_desk: settings.ari.default_desk.as_deref().map(Arc::from),
            caller_format: settings.asterisk.caller_format,
        },
        limits: Limits { patience: settings.asterisk.patience, ..ari::LIMITS },
        user: settings.ari.user.clone(),
        password: settings.ari.password.clone(),
        app_name: settings.ari.app.clone(),
        connected: Arc::default(),
        tls: tls::client(settings.ari.ca.as_deref())?,
    });
    for url in &settings.ari.urls {
        let asterisk = Asterisk::new(app, url.as_str(), true);
        tasks.spawn(dial::keep(Arc::clone(&ari), asterisk));
    }
    let placer = settings.placing.ari_trunk.clone().map(|trunk| {
        let known = (!settings.ari.urls.is_empty()).then_some(settings.ari.urls.len());
        let (connected, app_name) = (Arc::clone(&ari.connected), settings.ari.app.clone());
        Arc::new(Placer { connected, trunk, app_name, known }) as Arc<dyn Places>
    });
    if let Some(offered) = app.ari.take() {
        let is_awaited = settings.ari.urls.is_empty() && app.ari.is_open();
        tasks.spawn(door::keep(ari, offered, is_awaited));
    }
    Ok(placer)
}
