//! The desks in service, found by the number dialled, and the versions that calls are still on.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::seal::GOOD_FOR_HOURS;
use crate::engine::Desk;
use crate::hours::Live;
use crate::menu::model::Menu;
use crate::terms::Version;
use crate::terms::numbering::{Country, Did, dialled};

/// A table of desks: immutable, swapped whole.
#[derive(Debug, Default)]
pub(super) struct Desks {
    current: Vec<Arc<Served>>,
    by_did: HashMap<Did, Vec<Arc<Served>>>,
    countries: Vec<Country>,
    older: HashMap<Version, Older>,
}

#[derive(Clone, Debug)]
struct Older {
    served: Arc<Served>,
    /// When it was replaced here, or read from the store.
    since: DateTime<Utc>,
}

/// A version of a desk, with what its calendars say as long as that holds.
#[derive(Debug)]
pub(super) struct Served {
    pub(super) menu: Arc<Menu>,
    snapshot: ArcSwapOption<Snapshot>,
}

#[derive(Debug)]
struct Snapshot {
    desk: Arc<Desk>,
    live: Arc<Live>,
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
}

impl Served {
    pub(super) fn new(menu: Arc<Menu>) -> Self {
        Self { menu, snapshot: ArcSwapOption::empty() }
    }

    /// The desk as it stands: the answer of last time where it still holds.
    pub(super) fn desk(&self, live: &Arc<Live>, now: DateTime<Utc>) -> Arc<Desk> {
        if let Some(last) = &*self.snapshot.load()
            && last.from <= now
            && last.until.is_none_or(|until| now < until)
            && Arc::ptr_eq(&last.live, live)
        {
            return last.desk.clone();
        }
        let desk = Arc::new(Desk::at(self.menu.clone(), live, now));
        let until = desk.until();
        self.snapshot.store(Some(Arc::new(Snapshot {
            desk: desk.clone(),
            live: live.clone(),
            from: now,
            until,
        })));
        desk
    }

    /// From when it serves, by the calendar of its own zone; none while it does not yet.
    fn in_force(&self, now: DateTime<Utc>) -> Option<NaiveDate> {
        let from = self.menu.in_force_from.unwrap_or(NaiveDate::MIN);
        (from <= now.with_timezone(&self.menu.zone).date_naive()).then_some(from)
    }

    /// The path of its menu file.
    fn file(&self) -> Option<&str> {
        self.menu.files.first().map(|file| &*file.name)
    }
}

impl Desks {
    /// The table with these desks; of the former one only those stay whose file is named in `kept`. Versions that are replaced stay for
    /// the calls that are on them.
    pub(super) fn replaced(&self, menus: &[Arc<Menu>], kept: &[&str], now: DateTime<Utc>) -> Self {
        let stays = |served: &&Arc<Served>| {
            let file = served.file();
            let broken = file.is_some_and(|file| kept.contains(&file));
            broken && !menus.iter().any(|menu| menu.files.first().map(|first| &*first.name) == file)
        };
        let mut current: Vec<_> = self.current.iter().filter(stays).cloned().collect();
        for menu in menus {
            // An unchanged menu keeps what its calendars said.
            let same = self.known(menu.version);
            current.push(same.unwrap_or_else(|| Arc::new(Served::new(menu.clone()))));
        }
        let mut older = self.older.clone();
        for served in &self.current {
            older.insert(served.menu.version, Older { served: served.clone(), since: now });
        }
        let life = Duration::hours(GOOD_FOR_HOURS);
        older.retain(|version, old| {
            now - old.since <= life && !current.iter().any(|served| served.menu.version == *version)
        });
        Self::table(current, older)
    }

    /// The table with an older version that was read from the store.
    pub(super) fn with_older(&self, served: Arc<Served>, now: DateTime<Utc>) -> Self {
        let mut older = self.older.clone();
        older.insert(served.menu.version, Older { served, since: now });
        Self::table(self.current.clone(), older)
    }

    fn table(current: Vec<Arc<Served>>, older: HashMap<Version, Older>) -> Self {
        let mut by_did: HashMap<Did, Vec<Arc<Served>>> = HashMap::new();
        let mut countries = Vec::new();
        for served in &current {
            for did in &served.menu.numbers {
                by_did.entry(did.clone()).or_default().push(served.clone());
            }
            if !countries.contains(&served.menu.country) {
                countries.push(served.menu.country);
            }
        }
        Self { current, by_did, countries, older }
    }

    /// The desk that a dialled number belongs to: of those with the number the one that came into force last.
    pub(super) fn by_did(&self, did: &str, now: DateTime<Utc>) -> Option<Arc<Served>> {
        let meant = self.countries.iter().flat_map(|country| dialled(did, *country));
        meant.filter_map(|did| self.by_did.get(&did)).find_map(|served| newest(served, now))
    }

    /// The desk of a name: of its files the one that came into force last.
    pub(super) fn by_name(&self, name: &str, now: DateTime<Utc>) -> Option<Arc<Served>> {
        newest(self.current.iter().filter(|served| &*served.menu.desk == name), now)
    }

    /// A version that serves, or that calls may still be on.
    pub(super) fn known(&self, version: Version) -> Option<Arc<Served>> {
        let current = self.current.iter().find(|served| served.menu.version == version);
        current.or_else(|| self.older.get(&version).map(|old| &old.served)).cloned()
    }

    /// The menus that serve.
    pub(super) fn menus(&self) -> Vec<Arc<Menu>> {
        self.current.iter().map(|served| served.menu.clone()).collect()
    }
}

fn newest<'a>(served: impl IntoIterator<Item = &'a Arc<Served>>, now: DateTime<Utc>) -> Option<Arc<Served>> {
    let in_force = served.into_iter().filter_map(|served| Some((served.in_force(now)?, served)));
    in_force.max_by_key(|(from, _)| *from).map(|(_, served)| served.clone())
}
