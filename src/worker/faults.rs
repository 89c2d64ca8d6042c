//! What goes wrong with one thing among many: told, but not with every look, and not while the store is away, which whoever watches it tells.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::Fault;

/// After how long the same is told again.
const AGAIN: TimeDelta = TimeDelta::hours(1);

/// What was told, and when.
#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<HashMap<String, DateTime<Utc>>>);

impl Faults {
    /// Tells what is not done at a desk, and why, unless the store is away or it was told a moment ago.
    pub(super) fn tell(&self, desk: &str, what: &str, fault: &Fault, now: DateTime<Utc>) {
        if fault.is_away() {
            tracing::debug!(desk, "{what}: {fault}");
        } else if self.is_new(format!("{desk}/{what}: {fault}"), now) {
            tracing::warn!(desk, "{what}: {fault}");
        }
    }

    fn is_new(&self, told: String, now: DateTime<Utc>) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, at| now - *at < AGAIN);
        match known.entry(told) {
            Entry::Occupied(_) => false,
            Entry::Vacant(free) => {
                free.insert(now);
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_told_once_an_hour_and_anything_else_at_once() {
        let (faults, now) = (Faults::default(), DateTime::<Utc>::UNIX_EPOCH);
        assert!(faults.is_new("one".to_owned(), now));
        assert!(!faults.is_new("one".to_owned(), now + TimeDelta::minutes(59)));
        assert!(faults.is_new("another".to_owned(), now + TimeDelta::minutes(59)));
        assert!(faults.is_new("one".to_owned(), now + TimeDelta::minutes(60)));
    }
}
