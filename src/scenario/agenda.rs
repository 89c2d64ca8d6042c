//! The agenda of a played call: empty at its beginning, kept in memory, forgotten at its end.

use chrono::{DateTime, Utc};

use crate::booking::{self, Changes, NotCallable, Offer, Slot};
use crate::engine::{Answer, Outcome, Question};
use crate::hours::Live;
use crate::menu::model::Menu;
use crate::terms::{Number, QueueId};
use crate::ticket::{DayAndMonth, TicketNumber};

use super::{Clients, Requests};

/// What answers a played call's questions. The same call gets the same ticket each time it is played.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    store: Store,
    booked: Vec<(QueueId, Slot, Number)>,
    requests: Requests,
    clients: Clients,
}

/// How the store behind the agenda is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Store {
    /// As ever.
    #[default]
    There,
    /// Away, or too slow.
    Away,
}

/// No clerk changes anything in a played call.
const UNCHANGED: Changes = Changes { made: Vec::new(), seen: 0 };

impl Agenda {
    /// An empty agenda.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, ..Self::default() }
    }

    /// One that knows of requests and customers from before the call.
    #[must_use]
    pub fn with(store: Store, requests: Requests, clients: Clients) -> Self {
        Self { store, requests, clients, ..Self::default() }
    }

    /// A transfer came back.
    pub(super) fn came_back(&mut self, outcome: Outcome) {
        self.clients.came_back(outcome);
    }

    /// Answers a question as the service would.
    pub fn answer(&mut self, menu: &Menu, live: &Live, now: DateTime<Utc>, question: Question) -> Answer {
        let id = match question {
            Question::TicketNumber { digits } => {
                return digits.text().parse().map_or(Answer::NotANumber, Answer::Ticket);
            }
            Question::Called { .. } => return Answer::Kept,
            Question::Request { .. } | Question::Customer { .. } | Question::Spend { .. }
                if self.store == Store::Away =>
            {
                return Answer::Unavailable;
            }
            Question::Customer { digits, tells, .. } => {
                return Answer::Identified(self.clients.customer(&digits, tells, menu, now));
            }
            Question::Spend { language, customer } => {
                return self.clients.spend(customer, language, menu, now);
            }
            Question::Request { task, ticket, date, .. } => {
                let kept = self.requests.quoted(ticket, DayAndMonth::of(&date));
                return Answer::Requested(kept.map_or_else(|wrong| wrong, |of| of.task(task, menu, now)));
            }
            Question::Slot { queue: id, .. }
            | Question::Callable { queue: id, .. }
            | Question::OwnNumber { queue: id, .. }
            | Question::Hold { queue: id, .. }
            | Question::Book { queue: id, .. } => id,
        };
        let Some(queue) = menu.queues.get(id.index()) else { return Answer::Unavailable };
        match question {
            Question::TicketNumber { .. }
            | Question::Request { .. }
            | Question::Customer { .. }
            | Question::Spend { .. }
            | Question::Called { .. } => Answer::Unavailable,
            Question::Callable { digits, .. } => {
                called(booking::keyed_in(queue, &digits.text(), menu.country))
            }
            Question::OwnNumber { number, .. } => called(booking::callable(queue, number).map(|()| number)),
            Question::Slot { .. } | Question::Hold { .. } | Question::Book { .. }
                if self.store == Store::Away =>
            {
                Answer::Unavailable
            }
            Question::Slot { from, .. } => {
                let offer = Offer { menu, queue, live, changes: &UNCHANGED };
                let mut slots = offer.slots(now, from);
                slots.find(|slot| self.free(id, offer, *slot)).map_or(Answer::NoSlot, Answer::Slot)
            }
            Question::Hold { slot, .. } => {
                if self.free(id, Offer { menu, queue, live, changes: &UNCHANGED }, slot) {
                    Answer::Held
                } else {
                    Answer::Full
                }
            }
            Question::Book { slot, number, .. } => {
                self.book(id, Offer { menu, queue, live, changes: &UNCHANGED }, slot, number, now)
            }
        }
    }

    fn book(
        &mut self,
        id: QueueId,
        offer: Offer<'_>,
        slot: Slot,
        number: Number,
        now: DateTime<Utc>,
    ) -> Answer {
        let open = self.booked.iter().filter(|(queue, _, booked)| *queue == id && *booked == number).count();
        if open >= usize::from(offer.queue.open_per_number) {
            return Answer::TooMany;
        }
        if !self.free(id, offer, slot) {
            return Answer::Full;
        }
        self.booked.push((id, slot, number));
        let ticket = TicketNumber::from_seed(self.booked.len() as u64);
        let date = now.with_timezone(&offer.menu.zone).date_naive();
        self.requests.booked(ticket, date, slot, now);
        Answer::Booked { ticket, date }
    }

    fn free(&self, id: QueueId, offer: Offer<'_>, slot: Slot) -> bool {
        let taken = self.booked.iter().filter(|(queue, booked, _)| *queue == id && *booked == slot).count();
        taken < usize::from(offer.capacity(slot))
    }
}

fn called(number: Result<Number, NotCallable>) -> Answer {
    match number {
        Ok(number) => Answer::Callable(number),
        Err(NotCallable::NoNumber(_)) => Answer::NotANumber,
        Err(NotCallable::Country | NotCallable::Kind(_)) => Answer::NotCallable,
    }
}
