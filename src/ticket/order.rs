//! First come, first served: the order of a queue, and the proof from its histories that it was kept.

use chrono::{DateTime, Utc};

use super::TicketNumber;

/// A request in a queue's order: by its arrival, and where two came in one second, by its place in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrival {
    /// When it came: its opening; of a booked callback, the start of its slot; of a kept place, when they joined the queue.
    pub at: DateTime<Utc>,
    /// The so-manieth row of the store.
    pub row: i64,
}

/// A request as its history tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// Which.
    pub ticket: TicketNumber,
    /// Its arrival.
    pub arrival: Arrival,
    /// When it was first taken in charge; none while it waits.
    pub taken: Option<DateTime<Utc>>,
    /// When it stopped waiting without being taken in charge: withdrawn or lapsed.
    pub gone: Option<DateTime<Utc>>,
}

/// A request that was taken in charge although an earlier one of its queue waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overtaking {
    /// The one that came later.
    pub ahead: TicketNumber,
    /// The one that waited longest then.
    pub behind: TicketNumber,
    /// When.
    pub at: DateTime<Utc>,
}

/// The requests of one queue that wait, in the order in which they are to be served.
#[must_use]
pub fn waiting(queue: &[Served]) -> Vec<Served> {
    let mut waiting: Vec<_> =
        queue.iter().copied().filter(|of| of.taken.is_none() && of.gone.is_none()).collect();
    waiting.sort_by_key(|of| of.arrival);
    waiting
}

/// Where the order of one queue was not kept; empty is the proof that it was.
#[must_use]
pub fn overtakings(queue: &[Served]) -> Vec<Overtaking> {
    let mut taken: Vec<_> = queue.iter().filter_map(|of| Some((of.taken?, of))).collect();
    taken.sort_by_key(|(at, of)| (*at, of.arrival));
    let mut by_arrival: Vec<_> = queue.iter().collect();
    by_arrival.sort_by_key(|of| of.arrival);
    let overtaken = |(at, ahead): (DateTime<Utc>, &Served)| {
        let earlier = by_arrival.iter().take_while(|of| of.arrival < ahead.arrival);
        let behind = earlier.copied().find(|of| waits(of, at))?;
        Some(Overtaking { ahead: ahead.ticket, behind: behind.ticket, at })
    };
    taken.into_iter().filter_map(overtaken).collect()
}

/// Whether a request waited at a moment at which another was taken.
fn waits(of: &Served, at: DateTime<Utc>) -> bool {
    of.arrival.at <= at && of.taken.is_none_or(|taken| taken > at) && of.gone.is_none_or(|gone| gone > at)
}
