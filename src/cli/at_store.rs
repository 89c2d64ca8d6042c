//! What the commands that change something by hand share: the settings, the open store, and the desks by name.

use std::path::Path;
use std::process::ExitCode;

use chrono_tz::Tz;
use ring::rand::{SecureRandom as _, SystemRandom};

use super::settings::SettingsArgs;
use super::{FOUND, USAGE, fail};
use crate::clock::Clock;
use crate::config::{PublicUrl, Settings};
use crate::menu::diagnostic::did_you_mean;
use crate::store::{Fault, Store};
use crate::terms::numbering::{Country, Did};
use crate::ticket::PackageKind;
use crate::worker;

/// Whether a database that is not there is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// It is made.
    Create,
    /// It must be there: a switch in a database that nobody serves from would do nothing.
    MustBeThere,
}

/// Random bytes of the system for what the command makes.
pub(super) fn chance<const LENGTH: usize>(what: &str) -> Result<[u8; LENGTH], Refused> {
    let mut bytes = [0; LENGTH];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| Refused::Usage(format!("the system gives no random bytes for {what}")))?;
    Ok(bytes)
}

/// Where a command works.
pub(super) struct AtStore {
    pub(super) store: Store,
    pub(super) clock: Clock,
    /// Where the outside world reaches the service, where that is set.
    pub(super) public_url: Option<PublicUrl>,
    /// The desks of the menus folder; empty where it cannot be read.
    desks: Vec<KnownDesk>,
}

/// A desk by its menu file.
#[derive(Clone, Debug)]
pub(super) struct KnownDesk {
    pub(super) name: String,
    /// Of its hours; none where the file has mistakes.
    pub(super) zone: Option<Tz>,
    pub(super) calendars: Vec<String>,
    pub(super) queues: Vec<String>,
    /// By whose plan its numbers are read.
    pub(super) country: Country,
    /// Under which it is called; empty where the file has mistakes.
    pub(super) numbers: Vec<Did>,
    /// What it sells in advance.
    pub(super) packages: Vec<PackageKind>,
}

impl KnownDesk {
    /// Of which only the name is known.
    pub(super) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            zone: None,
            calendars: Vec::new(),
            queues: Vec::new(),
            country: Country::ITALY,
            numbers: Vec::new(),
            packages: Vec::new(),
        }
    }
}

/// What kept a command from being done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// The store says no.
    #[error(transparent)]
    Store(#[from] Fault),
    /// What was asked for makes no sense.
    #[error("{0}")]
    Usage(String),
}

impl AtStore {
    /// The desk of this name, which must be one of the menus' where those can be read.
    pub(super) fn desk(&self, name: &str) -> Result<KnownDesk, Refused> {
        if let Some(known) = self.desks.iter().find(|desk| desk.name == name) {
            return Ok(known.clone());
        }
        if self.desks.is_empty() {
            eprintln!(
                "centralino: no menus could be read here, so nobody checked that there is a desk `{name}`"
            );
            return Ok(KnownDesk::named(name));
        }
        let names = self.desks.iter().map(|desk| desk.name.as_str());
        let meant = did_you_mean(name, names.clone())
            .unwrap_or_else(|| format!("there are {}", names.collect::<Vec<_>>().join(", ")));
        Err(Refused::Usage(format!("no desk is called `{name}`; {meant}")))
    }
}

/// Does something at the store, and tells what went wrong.
pub(super) fn at_store(
    args: &SettingsArgs,
    way: Way,
    act: impl AsyncFnOnce(AtStore) -> Result<ExitCode, Refused>,
) -> ExitCode {
    by_settings(args, async |settings, store, clock| {
        if way == Way::MustBeThere && store.file().is_some_and(|file| !file.exists()) {
            return fail(
                USAGE,
                &format!(
                    "there is no database at {store}: name the one that `serve` uses with --database or CENTRALINO_DATABASE"
                ),
            );
        }
        let desks = known_desks(&settings);
        let done = match store.open().await {
            Ok(()) => {
                act(AtStore { store: store.clone(), clock, public_url: settings.public_url.clone(), desks })
                    .await
            }
            Err(fault) => Err(fault.into()),
        };
        store.close().await;
        match done {
            Ok(code) => code,
            Err(refused @ Refused::Usage(_)) => fail(USAGE, &refused),
            Err(refused @ Refused::Store(_)) => fail(FOUND, &refused),
        }
    })
}

/// Does something with the store's file, which is not opened: it may be broken.
pub(super) fn beside_store(args: &SettingsArgs, act: impl AsyncFnOnce(Store, Clock) -> ExitCode) -> ExitCode {
    by_settings(args, async |_, store, clock| act(store, clock).await)
}

fn by_settings(args: &SettingsArgs, act: impl AsyncFnOnce(Settings, Store, Clock) -> ExitCode) -> ExitCode {
    let settings = match Settings::load(&args.options()) {
        Ok(settings) => settings,
        Err(mistakes) => return fail(USAGE, &mistakes),
    };
    let store = match Store::new(&settings.database) {
        Ok(store) => store,
        Err(fault) => return fail(USAGE, &fault),
    };
    let clock = Clock::starting_at_or_system(settings.test_clock);
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(act(settings, store, clock)),
        Err(fault) => fail(FOUND, &fault),
    }
}

/// The desks of the menus folder. A file with mistakes counts by its name: its desk may well be the one in an emergency.
fn known_desks(settings: &Settings) -> Vec<KnownDesk> {
    let loaded = worker::load(&settings.menus, &[]);
    let right = loaded.desks.iter().map(|desk| KnownDesk {
        name: desk.menu.desk.to_string(),
        zone: Some(desk.menu.zone),
        calendars: desk.menu.calendars.iter().map(|calendar| calendar.name.to_string()).collect(),
        queues: desk.menu.queues.iter().map(|queue| queue.name.to_string()).collect(),
        country: desk.menu.country,
        numbers: desk.menu.numbers.clone(),
        packages: desk.menu.packages.iter().flat_map(|packages| packages.kinds.clone()).collect(),
    });
    let broken = loaded.broken.iter().filter_map(|name| {
        let stem = Path::new(&**name).file_stem()?.to_str()?;
        Some(KnownDesk::named(stem))
    });
    right.chain(broken).collect()
}
