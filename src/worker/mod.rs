//! What goes on beside the calls: menus that change are checked and swapped in, switches are read from the store, notices are sent,
//! booked callbacks are placed, and what no call can be on any more is forgotten.

mod callbacks;
mod code_calls;
mod faults;
mod folder;
mod outbox;
mod tickets;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

pub use folder::{Fingerprint, Loaded, fingerprint, load};

use crate::config::Settings;
use crate::files::texts;
use crate::links::placing::Places;
use crate::measures;
use crate::menu::diagnostic::{Diagnostic, text};
use crate::voice::{self, Part, Progress};
use crate::web::{App, Standing};

/// How often the folder of menus is looked at. A change is taken when two looks see the same, so that no half-written file is read.
const LOOK: Duration = Duration::from_millis(500);

/// How often the switches are read: twice as often as they must be, so that they are in force within two seconds.
const SWITCHES: Duration = Duration::from_secs(1);

/// How often old versions of menus are looked for.
const FORGET: Duration = Duration::from_mins(10);

/// How often it is looked what was kept for long enough.
const SWEEP: Duration = Duration::from_mins(1);

/// Begins all of it; dropping what comes back ends it.
pub fn begin(app: &Arc<App>, settings: &Settings, loaded: Fingerprint) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(watch(Arc::clone(app), settings.menus.clone(), loaded));
    tasks.spawn(outbox::send(Arc::clone(app), settings.notices.clone()));
    tasks.spawn(outbox::send_codes(Arc::clone(app), settings.notices.clone()));
    tasks.spawn(crate::web::news::run(Arc::clone(app)));
    tasks.spawn(tickets::look(Arc::clone(app)));
    tasks.spawn(switches(Arc::clone(app)));
    tasks.spawn(forget(Arc::clone(app)));
    tasks.spawn(sweep(Arc::clone(app)));
    tasks
}

/// Begins to place the callbacks that are booked, and the calls that speak codes, through the first of these platforms that can.
pub fn place_callbacks(
    app: &Arc<App>,
    settings: &Settings,
    places: Vec<Arc<dyn Places>>,
    tasks: &mut JoinSet<()>,
) {
    tasks.spawn(code_calls::place(Arc::clone(app), settings.placing.clone(), places.clone()));
    tasks.spawn(callbacks::place(Arc::clone(app), settings.placing.clone(), places));
}

/// At the start, where nothing serves yet: finds what served last in the place of each file that is broken now.
pub async fn stand_in(app: &Arc<App>, loaded: &mut Loaded) {
    let mut proven = Vec::new();
    for file in &loaded.broken {
        if let Some(published) = app.service.last_proven(file).await {
            tracing::error!(
                desk = &*published.menu.desk,
                "{file} is broken: the version of it that served last serves, until it is mended"
            );
            proven.push(published);
        }
    }
    loaded.stand_in(proven);
}

/// Puts what was read into service; what is broken keeps its old version. Tells how things stand.
pub async fn publish(app: &Arc<App>, loaded: Loaded) {
    let broken: Vec<&str> = loaded.broken.iter().map(AsRef::as_ref).collect();
    if let Err(fault) = app.service.publish(loaded.desks, &broken).await {
        tracing::warn!("the menus serve, but are not stored yet: {fault}");
    }
    let menus = loaded
        .broken
        .iter()
        .map(|name| format!("menus: {name} has mistakes, and what served before still does"));
    let menus: Vec<_> = menus.collect();
    let desks: Vec<_> = app
        .service
        .menus()
        .iter()
        .filter(|menu| !menu.numbers.is_empty())
        .map(|menu| Arc::clone(&menu.desk))
        .collect();
    app.standing.rcu(|standing| {
        let mut standing = (**standing).clone();
        (standing.desks, standing.menus) = (desks.clone(), menus.clone());
        standing
    });
}

/// Makes the sounds of all menus that serve and of the apology that belongs to none, what callers hear first before the rest, and gives
/// back what could not be made.
pub async fn make_sounds(app: &Arc<App>, told: impl Fn(Progress) + Send + Sync) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for part in [Part::Sentences, Part::Pieces] {
        for menu in app.service.menus() {
            let Some(sounds) = app.voice.sounds(menu.version) else { continue };
            let unmade = app.voice.make_part(&sounds, part, |_| told(app.voice.progress())).await;
            found.extend(voice::unmade(&menu, &unmade));
        }
    }
    app.standing.rcu(|standing| Standing { waits_for_sounds: false, ..(**standing).clone() });
    tend(app).await;
    found
}

/// Keeps the folder of sounds in order.
async fn tend(app: &Arc<App>) {
    let app = Arc::clone(app);
    // It only fails when the program is ending.
    let _ = tokio::task::spawn_blocking(move || app.voice.tend()).await;
}

/// Looks at the folder of menus for as long as the service runs.
async fn watch(app: Arc<App>, menus: PathBuf, mut loaded: Fingerprint) {
    let mut last = loaded.clone();
    loop {
        tokio::time::sleep(LOOK).await;
        let path = menus.clone();
        let Ok(seen) = tokio::task::spawn_blocking(move || fingerprint(&path)).await else { continue };
        if seen != loaded && seen == last {
            reload(&app, menus.clone()).await;
            loaded.clone_from(&seen);
        }
        last = seen;
    }
}

async fn reload(app: &Arc<App>, menus: PathBuf) {
    let reader = Arc::clone(app);
    let serving: Vec<_> =
        app.service.menus().iter().filter_map(|menu| Some(Arc::clone(&menu.files.first()?.name))).collect();
    let read = tokio::task::spawn_blocking(move || {
        let loaded = load(&menus, &serving);
        // Words that are new are made before anybody can hear them.
        let sounds = loaded.learn(&reader.voice);
        (loaded, sounds)
    });
    let (loaded, sounds) = match read.await {
        Ok(read) => read,
        Err(fault) => {
            tracing::error!("the menus could not be read: {fault}");
            return;
        }
    };
    tell(&loaded);
    if loaded.desks.is_empty() && loaded.broken.is_empty() {
        tracing::error!("the folder of menus is empty or cannot be read; what served before still does");
        return;
    }
    let mut unmade = Vec::new();
    for (desk, sounds) in loaded.desks.iter().zip(sounds) {
        unmade.extend(voice::unmade(&desk.menu, &app.voice.make(&sounds, |_| {}).await));
    }
    tell_of(&unmade);
    tend(app).await;
    let names: Vec<_> = loaded.desks.iter().map(|desk| desk.menu.desk.to_string()).collect();
    let broken = loaded.broken.len();
    publish(app, loaded).await;
    tracing::info!(desks = names.join(" "), broken, "the menus were read again");
}

/// What is wrong, for whoever reads stderr.
pub fn tell_of(found: &[Diagnostic]) {
    if !found.is_empty() {
        eprintln!("{}", text(found, &texts(found)));
    }
}

/// What is wrong with the menus, for whoever reads stderr.
pub fn tell(loaded: &Loaded) {
    let told = loaded.told();
    if !told.is_empty() {
        eprintln!("{told}");
    }
    for name in &loaded.broken {
        tracing::error!("{name} is refused: it has mistakes");
    }
}

/// Reads the switches for as long as the service runs, and tells when the store goes away and when it is back.
async fn switches(app: Arc<App>) {
    let mut is_away = app.standing.load().store.is_some();
    loop {
        tokio::time::sleep(SWITCHES).await;
        let fault = app.service.refresh_live().await.err().map(|fault| fault.to_string());
        match &fault {
            Some(fault) if !is_away => {
                tracing::error!("the store is away, switches stay as they were: {fault}");
            }
            None if is_away => tracing::info!("the store is back"),
            Some(_) | None => {}
        }
        if is_away != fault.is_some() || !app.standing.load().knows_switches {
            is_away = fault.is_some();
            store_stands(&app, fault.as_deref());
        }
    }
}

/// Tells how the store stands.
pub fn store_stands(app: &App, fault: Option<&str>) {
    measures::store(fault.is_none());
    app.standing.rcu(|standing| {
        let mut standing = (**standing).clone();
        standing.knows_switches |= fault.is_none();
        standing.store = fault.map(|fault| {
            format!("store: no callback can be booked, and switches stay as they were ({fault})")
        });
        standing
    });
}

/// Takes away what is kept for minutes or hours only.
async fn sweep(app: Arc<App>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        if let Err(fault) = app.service.store().sweep(app.service.now()).await {
            tracing::debug!("what is kept for a while stays a while longer: {fault}");
        }
    }
}

/// Forgets menus that no call can be on any more, and makes again what somebody took out of the folder of sounds.
async fn forget(app: Arc<App>) {
    loop {
        tokio::time::sleep(FORGET).await;
        tend(&app).await;
        let unmade = make_sounds(&app, |_| {}).await;
        tracing::debug!(unmade = unmade.len(), "the sounds were looked at");
        if let Err(fault) = app.service.forget_old().await {
            tracing::debug!("old versions of menus stay a while longer: {fault}");
        }
        app.voice.forget(|version| !app.service.knows(version));
    }
}
