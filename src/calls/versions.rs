//! Menus come into service, and older ones stay for the calls that began on them.
//!
//! A version is stored before it serves, so that another replica can take over any of its calls. While the store is away it serves all the same, and
//! is stored when the store is back.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Duration;

use super::Service;
use super::desks::Served;
use super::seal::GOOD_FOR_HOURS;
use crate::menu;
use crate::menu::diagnostic::Diagnostic;
use crate::menu::model::Menu;
use crate::menu::source::{FileFault, Files, Source};
use crate::store::{Fault, Sources};
use crate::terms::Version;

/// A menu with all that it was read from.
#[derive(Clone, Debug)]
pub struct Published {
    /// The menu.
    pub menu: Arc<Menu>,
    /// Enough to read it again.
    pub sources: Arc<Sources>,
}

/// Versions that serve, or served, but could not be stored yet.
#[derive(Debug, Default)]
pub(super) struct Waiting(Mutex<BTreeMap<Version, Published>>);

impl Waiting {
    fn add(&self, waiting: impl IntoIterator<Item = Published>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(waiting.into_iter().map(|published| (published.menu.version, published)));
    }

    fn all(&self) -> Vec<Published> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    fn stored(&self, version: Version) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&version);
    }
}

/// Reads a menu and keeps all that it was read from.
#[must_use]
pub fn read(source: &Source, files: &dyn Files) -> (Option<Published>, Vec<Diagnostic>) {
    let heard = Overheard { files, heard: RefCell::default() };
    let (menu, diagnostics) = menu::load(source, &heard);
    let published = menu.map(|menu| Published {
        menu: Arc::new(menu),
        sources: Arc::new(Sources {
            name: source.name.clone(),
            text: source.text.clone(),
            files: heard.heard.into_inner(),
        }),
    });
    (published, diagnostics)
}

/// The files of a menu, each remembered as it is read.
struct Overheard<'f> {
    files: &'f dyn Files,
    heard: RefCell<BTreeMap<String, Option<Arc<[u8]>>>>,
}

impl Files for Overheard<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileFault> {
        let bytes = self.files.read(path)?;
        self.heard.borrow_mut().insert(path.to_owned(), Some(bytes.as_slice().into()));
        Ok(bytes)
    }

    fn exists(&self, path: &str) -> bool {
        let exists = self.files.exists(path);
        if exists {
            self.heard.borrow_mut().entry(path.to_owned()).or_default();
        }
        exists
    }
}

impl Service {
    /// Puts menus into service, all at once, while calls go on: a call keeps the version on which it began. Those that served before are replaced,
    /// except the ones whose menu file is named in `kept`: a file that is broken now leaves its old menu in service.
    ///
    /// # Errors
    /// The store is away. The menus serve all the same, and are stored by [`Service::refresh_live`] when it is back.
    pub async fn publish(&self, menus: Vec<Published>, kept: &[&str]) -> Result<(), Fault> {
        let _one = self.publishing.lock().await;
        self.waiting.add(menus.iter().cloned());
        let mut stored = self.keep_each().await;
        let now = self.clock.now();
        let menus: Vec<_> = menus.into_iter().map(|published| self.with_number(published.menu)).collect();
        self.desks.rcu(|desks| Arc::new(desks.replaced(&menus, kept, now)));
        if stored.is_ok() {
            stored = self.tell_serving().await;
        }
        stored
    }

    /// Lets versions go that no call can be on any more; to be called now and then.
    ///
    /// # Errors
    /// The store is away: there they stay a while longer.
    pub async fn forget_old(&self) -> Result<(), Fault> {
        let _one = self.publishing.lock().await;
        let (menus, now) = (self.desks.load().menus(), self.clock.now());
        self.desks.rcu(|desks| Arc::new(desks.replaced(&menus, &[], now)));
        self.tell_serving().await?;
        self.store.forget_answers(now).await
    }

    /// Whether a version serves, or calls may still be on it.
    #[must_use]
    pub fn knows(&self, version: Version) -> bool {
        version == self.nobody.version || self.desks.load().known(version).is_some()
    }

    /// Stores what could not be stored when it came into service.
    pub(super) async fn keep_waiting(&self) -> Result<(), Fault> {
        if self.waiting.all().is_empty() {
            return Ok(());
        }
        let _one = self.publishing.lock().await;
        self.keep_each().await?;
        self.tell_serving().await
    }

    async fn keep_each(&self) -> Result<(), Fault> {
        for published in self.waiting.all() {
            let Published { menu, sources } = &published;
            self.store.keep_version(menu.version, &menu.desk, sources, self.clock.now()).await?;
            self.waiting.stored(menu.version);
        }
        Ok(())
    }

    async fn tell_serving(&self) -> Result<(), Fault> {
        let now = self.clock.now();
        let serving: Vec<_> = self.desks.load().menus().iter().map(|menu| menu.version).collect();
        self.store.serving(&serving, now, now - Duration::hours(GOOD_FOR_HOURS)).await
    }

    /// The version on which a call began: in service, replaced here, or read from the store because it was another replica that served it.
    /// None where it is gone, or the store is away.
    pub(super) async fn version(&self, version: Version) -> Option<Arc<Served>> {
        if let Some(served) = self.desks.load().known(version) {
            return Some(served);
        }
        let _one = self.reading.lock().await;
        if let Some(served) = self.desks.load().known(version) {
            return Some(served);
        }
        let sources = match self.store.version(version).await {
            Ok(sources) => sources?,
            Err(fault) => {
                tracing::warn!(%version, %fault, "a version of a menu could not be read");
                return None;
            }
        };
        let menu = read_again(version, &Arc::new(sources)).await?;
        let served = Arc::new(Served::new(self.with_number(Arc::new(menu))));
        let now = self.clock.now();
        self.desks.rcu(|desks| Arc::new(desks.with_older(served.clone(), now)));
        Some(served)
    }

    /// What served last under a menu file's name, for when the file itself is broken; none where nothing did, or the store is away.
    pub async fn last_proven(&self, file: &str) -> Option<Published> {
        let (version, sources) = match self.latest(file).await {
            Ok(found) => found?,
            Err(fault) => {
                tracing::warn!(file, %fault, "what served before cannot be read");
                return None;
            }
        };
        let menu = Arc::new(read_again(version, &sources).await?);
        Some(Published { menu, sources })
    }

    async fn latest(&self, file: &str) -> Result<Option<(Version, Arc<Sources>)>, Fault> {
        self.store.open().await?;
        let Some(version) = self.store.latest(file).await? else { return Ok(None) };
        Ok(self.store.version(version).await?.map(|sources| (version, Arc::new(sources))))
    }
}

/// A stored version, read again; none where this release reads another menu out of it, or none.
async fn read_again(version: Version, sources: &Arc<Sources>) -> Option<Menu> {
    let sources = Arc::clone(sources);
    let read = tokio::task::spawn_blocking(move || {
        let source = Source { name: sources.name.clone(), text: sources.text.clone() };
        menu::load(&source, &*sources).0
    });
    read.await.ok().flatten().filter(|menu| menu.version == version)
}
