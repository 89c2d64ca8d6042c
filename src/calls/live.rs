//! What is decided by hand while calls go on: read from the store every two seconds, and the last value kept while the store is away.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use chrono::Duration;

use super::Service;
use crate::hours::Live;
use crate::store::Fault;

/// The live layer of every desk. A desk whose layer did not change keeps the same one, and with it what its calendars said.
#[derive(Debug, Default)]
pub(super) struct LiveLayer {
    by_desk: ArcSwap<HashMap<String, Arc<Live>>>,
    none: Arc<Live>,
}

/// What a refresh found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refreshed {
    /// Whether anything is decided otherwise than before.
    pub changed: bool,
}

impl LiveLayer {
    pub(super) fn of(&self, desk: &str) -> Arc<Live> {
        self.by_desk.load().get(desk).unwrap_or(&self.none).clone()
    }

    fn replace(&self, found: HashMap<String, Live>) -> Refreshed {
        let last = self.by_desk.load();
        let unchanged = |desk: &String, live: &Live| last.get(desk).filter(|last| ***last == *live).cloned();
        let new: HashMap<_, _> = found
            .into_iter()
            .map(|(desk, live)| (desk.clone(), unchanged(&desk, &live).unwrap_or_else(|| Arc::new(live))))
            .collect();
        let changed = new != **last;
        self.by_desk.store(Arc::new(new));
        Refreshed { changed }
    }
}

impl Service {
    /// Reads the live layer; to be called every two seconds. Finds a store again that was away, and keeps in it the versions that began to serve
    /// meanwhile.
    ///
    /// # Errors
    /// The store is away: what was decided last still holds.
    pub async fn refresh_live(&self) -> Result<Refreshed, Fault> {
        self.store.open().await?;
        // Overrides of the last days too: the slots of a day are cut from its beginning.
        let found = self.store.live(self.clock.now() - Duration::days(2)).await?;
        let refreshed = self.live.replace(found);
        self.keep_waiting().await?;
        self.refresh_screens().await?;
        Ok(refreshed)
    }
}
