//! The agenda of a played call: empty at its beginning, kept in memory, forgotten at its end.

use chrono::{DateTime, Utc};

use crate::booking::{self, Changes, NotCallable, Offer, Slot};
use crate::engine::{Answer, Outcome, Question};
use crate::hours::Live;
use crate::menu::model::Menu;
use crate::terms::numbering::{self, Kind};
use crate::terms::{Number, QueueId};
use crate::ticket::{DayAndMonth, TicketNumber};

use super::{Clients, Requests};

/// What answers a played call's questions. The same call gets the same ticket each time it is played.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    store: Store,
    booked: Vec<(QueueId, Slot, Number)>,
    /// The places that were kept.
    kept: Vec<(QueueId, Number)>,
    requests: Requests,
    clients: Clients,
    /// Whether callers can have numbers and dates in writing.
    messages: bool,
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

    /// One that knows of requests and customers from before the call, and sends messages or does not.
    #[must_use]
    pub fn with(store: Store, requests: Requests, clients: Clients, messages: bool) -> Self {
        Self { store, requests, clients, messages, ..Self::default() }
    }

    /// A transfer came back.
    pub(super) fn came_back(&mut self, outcome: Outcome) {
        self.clients.came_back(outcome);
    }

    /// Answers a question as the service would.
    pub fn answer(&mut self, menu: &Menu, live: &Live, now: DateTime<Utc>, question: Question) -> Answer {
        let messages = self.messages;
        let id = match question {
            Question::TicketNumber { digits } => {
                return digits.text().parse().map_or(Answer::NotANumber, Answer::Ticket);
            }
            Question::Called { .. } | Question::CodeCall { .. } => return Answer::Kept,
            // A scenario is of calls that come in.
            Question::Code { .. } => return Answer::Unavailable,
            Question::Request { .. }
            | Question::Customer { .. }
            | Question::Spend { .. }
            | Question::Cancel { .. }
            | Question::Write { .. }
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
            Question::Cancel { ticket, date, .. } => {
                let kept = self.requests.quoted(ticket, DayAndMonth::of(&date));
                return kept.map_or_else(Answer::Requested, |kept| kept.cancel(now));
            }
            Question::Write { .. } => return Answer::Written,
            Question::Request { task, ticket, date, .. } => {
                let kept = self.requests.quoted(ticket, DayAndMonth::of(&date));
                return Answer::Requested(
                    kept.map_or_else(|wrong| wrong, |of| of.task(task, menu, messages, now)),
                );
            }
            Question::Slot { queue: id, .. }
            | Question::Callable { queue: id, .. }
            | Question::OwnNumber { queue: id, .. }
            | Question::Hold { queue: id, .. }
            | Question::Move { queue: id, .. }
            | Question::Book { queue: id, .. }
            | Question::Swap { queue: id, .. } => id,
        };
        let Some(queue) = menu.queues.get(id.index()) else { return Answer::Unavailable };
        match question {
            Question::TicketNumber { .. }
            | Question::Request { .. }
            | Question::Customer { .. }
            | Question::Spend { .. }
            | Question::Called { .. }
            | Question::Code { .. }
            | Question::CodeCall { .. }
            | Question::Cancel { .. }
            | Question::Write { .. } => Answer::Unavailable,
            Question::Callable { digits, .. } => {
                called(booking::keyed_in(queue, &digits.text(), menu.country))
            }
            Question::OwnNumber { number, .. } => called(booking::callable(queue, number).map(|()| number)),
            Question::Slot { .. }
            | Question::Hold { .. }
            | Question::Book { .. }
            | Question::Swap { .. }
            | Question::Move { .. }
                if self.store == Store::Away =>
            {
                Answer::Unavailable
            }
            Question::Slot { from, not, .. } => {
                let offer = Offer { menu, queue, live, changes: &UNCHANGED };
                let mut slots = offer.slots(now, from);
                slots
                    .find(|slot| not != Some(*slot) && self.free(id, offer, *slot))
                    .map_or(Answer::NoSlot, Answer::Slot)
            }
            Question::Hold { slot, .. } => {
                if self.free(id, Offer { menu, queue, live, changes: &UNCHANGED }, slot) {
                    Answer::Held
                } else {
                    Answer::Full
                }
            }
            Question::Move { slot, ticket, date, .. } => {
                if !self.free(id, Offer { menu, queue, live, changes: &UNCHANGED }, slot) {
                    return Answer::Full;
                }
                let kept = self.requests.quoted(ticket, DayAndMonth::of(&date));
                let answer = kept.map_or_else(Answer::Requested, |kept| kept.move_to(slot, messages, now));
                self.moved(ticket, slot, &answer);
                answer
            }
            Question::Swap { number, .. } => self.keep(id, menu, number, now),
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
        self.requests.booked(ticket, date, (id, slot), now);
        let writes = self.messages && numbering::kind(number) == Kind::Mobile;
        Answer::Booked { ticket, date, writes }
    }

    /// A place in a queue; one for each number.
    fn keep(&mut self, id: QueueId, menu: &Menu, number: Number, now: DateTime<Utc>) -> Answer {
        if self.kept.contains(&(id, number)) {
            return Answer::TooMany;
        }
        self.kept.push((id, number));
        // Far from those of bookings.
        let ticket = TicketNumber::from_seed(1_000 + self.kept.len() as u64);
        let writes = self.messages && numbering::kind(number) == Kind::Mobile;
        Answer::Booked { ticket, date: now.with_timezone(&menu.zone).date_naive(), writes }
    }

    /// A callback of this call that was moved has another seat.
    fn moved(&mut self, ticket: TicketNumber, to: Slot, answer: &Answer) {
        let number = |at: usize| TicketNumber::from_seed(at as u64 + 1);
        if let Answer::Moved { .. } = answer
            && let Some((_, (_, slot, _))) =
                self.booked.iter_mut().enumerate().find(|(at, _)| number(*at) == ticket)
        {
            *slot = to;
        }
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
