//! Overrides laid over an admin's lines.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::plan::Source;
use super::rules::{Rules, State};
use super::stretch::{Stretch, Stretches};
use super::{Closed, Live, Override};

/// Stretches from a moment on, overrides included.
pub(super) fn stretches<'a>(
    rules: &'a Rules,
    zone: Tz,
    live: &'a Live,
    name: &str,
    from: DateTime<Utc>,
) -> impl Iterator<Item = Stretch> + use<'a> {
    let mut overrides: Vec<&Override> = live
        .overrides
        .iter()
        .filter(|of| of.from < of.until && of.until > from)
        .filter(|of| of.calendar.as_deref().is_none_or(|calendar| calendar == name))
        .collect();
    // The newest first: ids of the store only grow.
    overrides.sort_by_key(|of| std::cmp::Reverse(of.id));
    let mut lines = Stretches::new(rules, zone, from);
    let mut rest: VecDeque<Stretch> = VecDeque::new();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            let stretch = lines.next()?;
            lay(&overrides, stretch, &mut rest);
        }
        rest.pop_front()
    })
}

/// Cuts a stretch where overrides begin and end, and gives each piece its state.
fn lay(overrides: &[&Override], stretch: Stretch, pieces: &mut VecDeque<Stretch>) {
    if overrides.is_empty() {
        pieces.push_back(stretch);
        return;
    }
    let Stretch { mut start, end: last, state } = stretch;
    while start < last {
        let covering = overrides.iter().find(|of| of.from <= start && start < of.until);
        let cuts = overrides.iter().flat_map(|of| [of.from, of.until]);
        let end = cuts.filter(|cut| *cut > start).fold(last, DateTime::min);
        let state = covering.map_or_else(|| state.clone(), |of| decided(of));
        pieces.push_back(Stretch { start, end, state });
        start = end;
    }
}

fn decided(by: &Override) -> State {
    State { closed: (!by.open).then_some(Closed::Override), source: Source::Override(by.id) }
}
