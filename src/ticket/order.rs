//! First come, first served: the order of a queue, and the proof from its histories that it was kept.

use chrono::{DateTime, Utc};

use super::{Attempted, Entry, Event, TicketNumber};

/// A request in a queue's order: by its arrival, and where two came in one second, by its place in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrival {
    /// When it came: its opening, or when it was opened once more; of a booked callback, the start of its slot; of a kept place, when they joined the queue.
    pub at: DateTime<Utc>,
    /// The so-manieth row of the store.
    pub row: i64,
}

/// A turn of a request, as its history tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// Which.
    pub ticket: TicketNumber,
    /// Its arrival.
    pub arrival: Arrival,
    /// When the desk first tried to call it back: from then on nobody else's call is before it.
    pub tried: Option<DateTime<Utc>>,
    /// When it was first taken in charge; none while it waits.
    pub taken: Option<DateTime<Utc>>,
    /// When it stopped waiting without being taken in charge: closed, lapsed, or its callback missed.
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

/// A request's turns in its queue, by its history with the store's rows: one from its opening on, and one more for each time that it is opened once
/// more, by an operator or by a reminder after it had lapsed. It waits again then, from that moment on.
#[must_use]
pub fn turns(ticket: TicketNumber, history: &[(i64, Entry)]) -> Vec<Served> {
    let mut turns: Vec<Served> = Vec::new();
    let mut lapsed = false;
    for (row, Entry { at, event }) in history {
        let arrival = Arrival { at: *at, row: *row };
        let anew = Served { ticket, arrival, tried: None, taken: None, gone: None };
        let waits = turns.last_mut().filter(|turn| turn.taken.is_none() && turn.gone.is_none());
        match (event, waits) {
            (Event::Opened { .. } | Event::Reopened, _) => turns.push(anew),
            (Event::Reminded, _) if lapsed => {
                lapsed = false;
                turns.push(anew);
            }
            (Event::Lapsed, waits) => {
                lapsed = true;
                if let Some(turn) = waits {
                    turn.gone = Some(*at);
                }
            }
            (
                Event::CallbackBooked { start }
                | Event::CallbackMoved { start }
                | Event::PlaceKept { since: start },
                Some(turn),
            ) => turn.arrival.at = *start,
            (Event::TakenInCharge | Event::CallbackSpoken, Some(turn)) => turn.taken = Some(*at),
            (Event::Closed | Event::CallbackCancelled | Event::CallbackMissed, Some(turn)) => {
                turn.gone = Some(*at);
            }
            // Where nothing rang, it was nobody's turn.
            (Event::CallbackAttempted { outcome, .. }, Some(turn)) if *outcome != Attempted::Failed => {
                turn.tried = turn.tried.or(Some(*at));
            }
            (
                Event::CallbackBooked { .. }
                | Event::CallbackMoved { .. }
                | Event::PlaceKept { .. }
                | Event::Spent { .. }
                | Event::TakenInCharge
                | Event::CallbackSpoken
                | Event::Closed
                | Event::CallbackCancelled
                | Event::CallbackMissed
                | Event::CallbackAttempted { .. }
                | Event::Reminded
                | Event::Asked
                | Event::Answered
                | Event::Escalated
                | Event::Kind { .. }
                | Event::Severity { .. }
                | Event::Noted,
                _,
            ) => {}
        }
    }
    turns
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
    let later = |moment: Option<DateTime<Utc>>| moment.is_none_or(|moment| moment > at);
    of.arrival.at <= at && later(of.tried) && later(of.taken) && later(of.gone)
}
