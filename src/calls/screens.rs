//! Who is put through to a clerk whose page is open: written down for minutes, and only where a page is open.
//!
//! A call is never kept waiting for it: it is written beside the turn, and where the store is slow it is not written at all.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::Service;
use crate::engine::{Stage, State, Then, Via};
use crate::menu::model::Menu;
use crate::store::{Fault, Pop};
use crate::terms::{Language, Number};

/// How long the writing may take: later nobody looks any more.
const WITHIN: Duration = Duration::from_secs(5);
/// How many are written at a time.
const AT_ONCE: usize = 32;

/// Where pages are open: desk and destination.
#[derive(Debug)]
pub(super) struct Screens {
    open: ArcSwap<HashSet<(String, String)>>,
    places: Arc<Semaphore>,
}

impl Default for Screens {
    fn default() -> Self {
        Self { open: ArcSwap::default(), places: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Service {
    /// Reads where pages are open; with the switches.
    pub(super) async fn refresh_screens(&self) -> Result<(), Fault> {
        let open: HashSet<_> = self.store.screens().await?.into_iter().collect();
        if open != **self.screens.open.load() {
            self.screens.open.store(Arc::new(open));
        }
        Ok(())
    }

    /// Writes down who is put through, where somebody has the page open there.
    pub(super) fn pop(&self, menu: &Menu, then: &Then, state: &State) {
        let Then::Transfer { to, ticket, .. } = then else { return };
        // The operator who waits for this user has seen it before.
        if matches!(state.place.stage, Stage::Ringing(Via::Waiting(_))) {
            return;
        }
        let open = self.screens.open.load();
        if open.is_empty() {
            return;
        }
        let Some(destination) = menu.destinations.get(to.index()) else { return };
        let (number, language) = whose(state);
        let pop = Pop {
            desk: menu.desk.to_string(),
            destination: destination.name.to_string(),
            language,
            number,
            ticket: *ticket,
        };
        if !open.contains(&(pop.desk.clone(), pop.destination.clone())) {
            return;
        }
        let Ok(place) = Arc::clone(&self.screens.places).try_acquire_owned() else { return };
        let store = self.store.clone();
        tokio::spawn(async move {
            let _place = place;
            if !matches!(timeout(WITHIN, store.pop(&pop)).await, Ok(Ok(()))) {
                tracing::warn!(desk = pop.desk, "a clerk does not see who is put through: the store is away");
            }
        });
    }

    /// A mark of each desk's overrides and emergency: another one, other hours.
    #[must_use]
    pub fn hours_marks(&self) -> Vec<(Arc<str>, u64)> {
        use std::hash::{DefaultHasher, Hash as _, Hasher as _};
        let mark = |menu: &Arc<Menu>| {
            let (live, mut hasher) = (self.live.of(&menu.desk), DefaultHasher::new());
            live.emergency.hash(&mut hasher);
            for of in &live.overrides {
                (of.id, of.from, of.until, of.open).hash(&mut hasher);
            }
            menu.version.hash(&mut hasher);
            (Arc::clone(&menu.desk), hasher.finish())
        };
        self.desks().iter().map(mark).collect()
    }
}

/// Whom the clerk is about to speak with, and in which language: whoever calls, or whom we have called.
fn whose(state: &State) -> (Option<Number>, Language) {
    let State { place, baggage } = state;
    match place.stage.ringing() {
        Some(Via::Callback(_) | Via::User(_) | Via::Waiting(_)) => {
            (baggage.number, baggage.speaks.unwrap_or(place.language))
        }
        Some(Via::Node | Via::Destination(_)) | None => (baggage.caller, place.language),
    }
}
