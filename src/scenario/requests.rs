//! The requests that a played call can quote: those that its example speaks of, and the one that it books itself.

use chrono::{DateTime, NaiveDate, Utc};

use crate::booking::Slot;
use crate::engine::{Answer, Coming, Requested};
use crate::menu::model::{Menu, Task};
use crate::terms::QueueId;
use crate::ticket::{CountedBy, DayAndMonth, Entry, Event, Life, Origin, Refused, TicketNumber};

/// Requests in memory.
#[derive(Clone, Debug, Default)]
pub struct Requests {
    kept: Vec<Kept>,
    /// Wrong quotes of this call.
    wrong: u32,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its number.
    pub ticket: TicketNumber,
    /// Its date in the desk's zone.
    pub dated: NaiveDate,
    /// What its history says.
    pub history: Vec<Entry>,
    callback: Option<(QueueId, Slot)>,
}

/// How an example says that a request stands.
pub(super) const STANDING: [(&str, &[Event]); 4] = [
    ("reminded", &[Event::Reminded]),
    ("taken", &[Event::TakenInCharge]),
    ("waiting", &[Event::TakenInCharge, Event::Asked]),
    ("closed", &[Event::Closed]),
];

impl Kept {
    /// A request that was opened at a moment, and what happened to it since, a second apart.
    #[must_use]
    pub fn new(ticket: TicketNumber, dated: NaiveDate, opened: DateTime<Utc>, events: Vec<Event>) -> Self {
        let first = Event::Opened { origin: Origin::Callback };
        let moments = (0..).map(|second| opened + chrono::TimeDelta::seconds(second));
        let history = moments
            .zip(std::iter::once(first).chain(events))
            .map(|(at, event)| Entry { at, event })
            .collect();
        Self { ticket, dated, history, callback: None }
    }

    /// What becomes of what the caller wants with it.
    pub(super) fn task(&mut self, task: Task, menu: &Menu, messages: bool, now: DateTime<Utc>) -> Requested {
        let Some(life) = Life::of(self.history.iter().cloned()) else { return Requested::NotFound };
        let lapse = menu.tickets.lapse;
        let (event, done) = match task {
            Task::Status => {
                let state = life.state_at(now, lapse);
                let callback = self.callback.map(|(_, slot)| Coming::At(slot));
                return Requested::Stands { state, callback, writes: messages };
            }
            Task::Booking => {
                return match self.standing(now) {
                    Some((queue, slot)) => Requested::Callback { queue, slot, date: self.dated },
                    None => Requested::NoCallback,
                };
            }
            Task::Reminder => (Event::Reminded, Requested::Reminded),
            Task::Escalation => (Event::Escalated, Requested::Escalated),
        };
        match life.happens(event, now, lapse) {
            Ok(entries) => {
                self.history.extend(entries);
                done
            }
            Err(Refused::Closed) => Requested::Closed,
            Err(Refused::Escalated) => Requested::EscalatedBefore,
            Err(_) => Requested::NotReminded,
        }
    }

    /// The callback that is booked for it and has not begun.
    fn standing(&self, now: DateTime<Utc>) -> Option<(QueueId, Slot)> {
        self.callback.filter(|(_, slot)| slot.start > now)
    }

    /// Books a callback for it.
    #[must_use]
    pub fn with_callback(mut self, queue: QueueId, slot: Slot) -> Self {
        let at = self.history.last().map_or(slot.start, |last| last.at);
        self.history.push(Entry { at, event: Event::CallbackBooked { start: slot.start } });
        Self { callback: Some((queue, slot)), ..self }
    }

    pub(super) fn move_to(&mut self, slot: Slot, messages: bool, now: DateTime<Utc>) -> Answer {
        let Some((queue, _)) = self.standing(now) else {
            return Answer::Requested(Requested::NoCallback);
        };
        self.history.push(Entry { at: now, event: Event::CallbackMoved { start: slot.start } });
        self.callback = Some((queue, slot));
        Answer::Moved { writes: messages }
    }

    pub(super) fn cancel(&mut self, now: DateTime<Utc>) -> Answer {
        if self.standing(now).is_none() {
            return Answer::Requested(Requested::NoCallback);
        }
        self.history.push(Entry { at: now, event: Event::CallbackCancelled });
        self.history.push(Entry { at: now, event: Event::Closed });
        self.callback = None;
        Answer::Cancelled
    }
}

impl Requests {
    /// With those of an example.
    #[must_use]
    pub const fn new(kept: Vec<Kept>) -> Self {
        Self { kept, wrong: 0 }
    }

    /// The one that is quoted, or what is said instead.
    pub(super) fn quoted(
        &mut self,
        ticket: TicketNumber,
        date: Option<DayAndMonth>,
    ) -> Result<&mut Kept, Requested> {
        if self.wrong >= CountedBy::Call.limit() {
            return Err(Requested::TooManyTries);
        }
        let fits = |kept: &&mut Kept| kept.ticket == ticket && date.is_some_and(|date| date.fits(kept.dated));
        let found = self.kept.iter_mut().find(fits);
        if found.is_none() {
            self.wrong += 1;
        }
        found.ok_or(Requested::NotFound)
    }

    /// The call has booked one.
    pub(super) fn booked(
        &mut self,
        ticket: TicketNumber,
        dated: NaiveDate,
        (queue, slot): (QueueId, Slot),
        now: DateTime<Utc>,
    ) {
        self.kept.push(Kept::new(ticket, dated, now, Vec::new()).with_callback(queue, slot));
    }
}
