//! What is due when, for all calls of one connection: a place in an ordered list for each, where a task with a timer of its own would cost
//! a waiting call more than all the rest of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::line::Line;
use crate::clock::Clock;

/// A place in the list: when it is due, and a number by which it is told from others of the same moment.
pub(super) type Ticket = (Duration, u64);

/// The list.
#[derive(Default)]
pub(super) struct Timers {
    due: Mutex<Due>,
    /// Something is due sooner than what was.
    sooner: Notify,
}

#[derive(Default)]
struct Due {
    lines: BTreeMap<Ticket, Arc<Line>>,
    last: u64,
}

impl Timers {
    /// Puts a call on the list.
    pub(super) fn arm(&self, at: Duration, line: &Arc<Line>) -> Ticket {
        let mut due = self.lock();
        due.last += 1;
        let ticket = (at, due.last);
        due.lines.insert(ticket, Arc::clone(line));
        if due.lines.first_key_value().is_some_and(|(first, _)| *first == ticket) {
            self.sooner.notify_one();
        }
        ticket
    }

    /// Takes it off again.
    pub(super) fn disarm(&self, ticket: Ticket) {
        self.lock().lines.remove(&ticket);
    }

    /// Waits for the next that is due. Nothing is lost where nobody waits to the end.
    pub(super) async fn next(&self, clock: &Clock) -> (Ticket, Arc<Line>) {
        loop {
            let wait = match self.first(clock.monotonic()) {
                Ok(due) => return due,
                Err(wait) => wait,
            };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.sooner.notified() => {}
            }
        }
    }

    /// The first, where it is due; else how long to wait.
    fn first(&self, now: Duration) -> Result<(Ticket, Arc<Line>), Duration> {
        let mut due = self.lock();
        match due.lines.first_entry() {
            Some(first) if first.key().0 <= now => Ok(first.remove_entry()),
            Some(first) => Err(first.key().0.saturating_sub(now)),
            None => Err(Duration::from_hours(1)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Due> {
        self.due.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
