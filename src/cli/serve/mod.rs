//! Answers the telephone platforms: reads everything, says what it found and what is missing, and serves until it is told to stop.

mod doors;
mod hello;
mod log;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::net::TcpListener;

use super::settings::SettingsArgs;
use super::{FOUND, USAGE, fail};
use crate::calls::Service;
use crate::calls::seal::Seals;
use crate::clock::Clock;
use crate::config::{Options, Settings, names};
use crate::links;
use crate::measures::{self, Figures};
use crate::menu::source::NoFiles;
use crate::server::{self, Ended};
use crate::store::Store;
use crate::voice::Voice;
use crate::web::pages::Pages;
use crate::web::{App, Hooks, Standing, ari, figures};
use crate::worker::{self, Loaded};

/// How often figures that nobody reads are made small.
const KEPT_SMALL: Duration = Duration::from_secs(5);

/// What it takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  centralino serve --menus menus --database sqlite://centralino.db --listen 127.0.0.1:8080\n\n\
    --help lists every setting of the file and the environment."
)]
#[command(after_long_help = format!("Example:\n  centralino serve --menus menus --listen 127.0.0.1:8080\n\n{}", names::table()))]
pub struct Args {
    #[command(flatten)]
    settings: SettingsArgs,
    /// The address and port to answer on [default: 127.0.0.1:8080]; also `CENTRALINO_LISTEN`.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
}

impl Args {
    fn options(&self) -> Options {
        let mut options = self.settings.options();
        options.set.extend(self.listen.clone().map(|listen| ("listen", listen)));
        options
    }
}

/// What kept the service from starting.
enum Refused {
    /// Something must be set or put right first.
    Usage(String),
    /// Something is not as it should be.
    Found(String),
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let settings = match Settings::load(&args.options()) {
        Ok(settings) => settings,
        Err(mistakes) => return fail(USAGE, &mistakes),
    };
    if let Some(told) = doors::refused(&settings) {
        return fail(USAGE, &told);
    }
    if let Err(fault) = log::begin(&settings.log) {
        return fail(USAGE, &fault);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(fault) => return fail(FOUND, &fault),
    };
    match runtime.block_on(serve(settings)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Refused::Usage(told)) => fail(USAGE, &told),
        Err(Refused::Found(told)) => fail(FOUND, &told),
    }
}

async fn serve(settings: Settings) -> Result<(), Refused> {
    for odd in &settings.odd {
        tracing::warn!("{odd}");
    }
    let (stop, at_once) = server::told_to_stop().map_err(|fault| Refused::Found(fault.to_string()))?;
    let listener = TcpListener::bind(settings.listen).await.map_err(|fault| {
        Refused::Usage(format!(
            "{} cannot be listened on: {fault}; choose another with --listen",
            settings.listen
        ))
    })?;
    let bound = listener.local_addr().map_err(|fault| Refused::Found(fault.to_string()))?;
    let (figures, keep_small) = measures::begin().map_err(|fault| Refused::Found(fault.to_string()))?;
    let app = ready(&settings, bound, figures).await?;

    let menus = settings.menus.clone();
    let read =
        tokio::task::spawn_blocking(move || (worker::fingerprint(&menus), worker::load(&menus, &[]))).await;
    let (seen, loaded) = read.map_err(|fault| Refused::Found(fault.to_string()))?;
    // Before the menus, which are stored as they come into service.
    let opened = app.service.store().open().await;
    take(&app, loaded).await.map_err(Refused::Found)?;
    if let Some(told) = hello::robot(&app, &settings) {
        tracing::warn!("{told}");
    }
    let read = match opened {
        Ok(()) => app.service.refresh_live().await.map(drop),
        away => away,
    };
    let fault = read.err().map(|fault| fault.to_string());
    if let Some(fault) = &fault {
        tracing::error!("the store is away: {fault}");
    }
    worker::store_stands(&app, fault.as_deref());

    let mut tasks = worker::begin(&app, &settings, seen);
    let places = links::begin(&app, &settings, bound, &mut tasks).map_err(Refused::Usage)?;
    worker::place_callbacks(&app, &settings, places, &mut tasks);
    let maker = Arc::clone(&app);
    tasks.spawn(async move { hello::make_sounds(&maker).await });
    print!("{}", hello::hello(&app, &settings, bound));
    tasks.spawn(async move {
        loop {
            tokio::time::sleep(KEPT_SMALL).await;
            keep_small();
        }
    });
    let stop = async {
        stop.await;
        app.standing.rcu(|standing| Standing { is_stopping: true, ..(**standing).clone() });
        app.news.end();
        tracing::info!("told to stop: what is under way may finish; told again, it stops at once");
    };
    let (connections, stop_within) = (settings.connections, settings.stop_within);
    let ended = server::run(listener, Arc::clone(&app), connections, stop_within, stop, at_once).await;
    tasks.shutdown().await;
    app.service.store().close().await;
    match ended {
        Ended::Well => tracing::info!("stopped"),
        Ended::Late => tracing::warn!("stopped; some requests were not answered in time"),
    }
    Ok(())
}

/// Everything but the menus.
async fn ready(settings: &Settings, bound: SocketAddr, figures: Figures) -> Result<Arc<App>, Refused> {
    let clock = Clock::starting_at_or_system(settings.test_clock);
    let store = Store::new(&settings.database).map_err(|fault| Refused::Usage(fault.to_string()))?;
    let seals = seals(settings, &store, &clock).await?;
    let voice =
        Voice::open(settings.voice.clone()).await.map_err(|fault| Refused::Usage(fault.to_string()))?;
    let standing = Standing {
        // Without the store nobody can know; calls are better answered as the calendar says than not at all.
        knows_switches: !settings.seal_keys.is_empty(),
        waits_for_sounds: voice.speaks() && is_asked_by_the_mute(settings),
        voice: hello::without_voice(settings, &voice),
        ..Standing::default()
    };
    if let Some(told) = &standing.voice {
        tracing::warn!("{told}");
    }
    Ok(Arc::new(App {
        service: Service::new(clock, seals, store)
            .that_tells(settings.notices.ways())
            .that_calls_from(settings.placing.from)
            .that_places_calls(settings.placing.places_calls()),
        voice: Arc::new(voice),
        hooks: Hooks::new(settings, bound),
        ari: ari::Door::new(settings),
        figures: figures::Door::new(settings, figures),
        pages: Pages::new(settings, bound).map_err(Refused::Usage)?,
        news: Arc::default(),
        standing: ArcSwap::from_pointee(standing),
    }))
}

/// Whether a platform without a voice of its own is expected. Where nothing speaks here either, waiting for sounds would not help.
fn is_asked_by_the_mute(settings: &Settings) -> bool {
    !settings.asterisk.secrets.is_empty()
        || !settings.ari.urls.is_empty()
        || !settings.freeswitch.secrets.is_empty()
}

/// The keys of the settings, else the one that the store keeps; then the store must be there.
async fn seals(settings: &Settings, store: &Store, clock: &Clock) -> Result<Seals, Refused> {
    let mut keys: Vec<_> = settings.seal_keys.iter().map(|key| *key.bytes()).collect();
    if keys.is_empty() {
        let mut fresh = [0; 32];
        SystemRandom::new()
            .fill(&mut fresh)
            .map_err(|_| Refused::Found("the system gives no random bytes for a key".to_owned()))?;
        let kept = async {
            store.open().await?;
            store.seal_keys(fresh, clock.now()).await
        };
        keys = kept.await.map_err(|fault| {
            Refused::Found(format!(
                "the database {store} cannot be used: {fault}. Name another with --database, or set CENTRALINO_SEAL_KEY (openssl rand \
                 -base64 32) to answer calls without it"
            ))
        })?;
    }
    Seals::new(&keys).ok_or_else(|| Refused::Usage("CENTRALINO_SEAL_KEY has no key in it".to_owned()))
}

/// The first menus: those that are right serve, and what is wrong with the others is told; in their place serves what served last.
async fn take(app: &Arc<App>, mut loaded: Loaded) -> Result<(), String> {
    worker::tell(&loaded);
    worker::stand_in(app, &mut loaded).await;
    if loaded.desks.is_empty() {
        return Err("there is no desk that can serve; `centralino check` says what is wrong".to_owned());
    }
    loaded.learn(&app.voice);
    worker::publish(app, loaded).await;
    for menu in app.service.menus() {
        if app.voice.sounds(menu.version).is_none() {
            app.voice.learn(&menu, &NoFiles);
        }
    }
    Ok(())
}
