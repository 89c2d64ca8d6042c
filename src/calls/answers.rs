//! Answers what the engine asks in the middle of a turn: slots and numbers by arithmetic, seats by the store, within the platform's patience.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ring::rand::SecureRandom as _;
use tokio::time::timeout;

use super::seats::{LOOKS, Seats, room};
use super::{Hashed, Service};
use crate::booking::{self, Barred, Changes, NotCallable, Offer, Slot};
use crate::clock::Deadline;
use crate::engine::{Answer, Question, SlotsFrom};
use crate::hours::Live;
use crate::menu::model::{Menu, Queue};
use crate::store::{Along, Asked, Booked, Fault, Held, Pick, Request, Room};
use crate::terms::{CallId, Language, Number, QueueId};
use crate::ticket::{CustomerId, TicketNumber};

/// How many ticket numbers are drawn: that all of them are in use is next to impossible.
const DRAWN: usize = 8;

/// One turn of one call, as far as its questions are concerned.
pub(super) struct Questions<'a> {
    pub(super) service: &'a Service,
    pub(super) menu: &'a Arc<Menu>,
    pub(super) live: &'a Arc<Live>,
    pub(super) platform: &'static str,
    pub(super) call: &'a CallId,
    /// The number dialled, as the platform wrote it.
    pub(super) did: &'a str,
    /// For which request we placed the call; none where the caller called.
    pub(super) placed: Option<TicketNumber>,
    /// When the call began: unix time, seconds.
    pub(super) started: u32,
    pub(super) turn: u16,
    pub(super) now: DateTime<Utc>,
    pub(super) deadline: Deadline,
    /// How many questions this turn has asked.
    pub(super) asked: u8,
}

impl Questions<'_> {
    pub(super) async fn answer(&mut self, question: Question) -> Answer {
        let so_manieth = self.asked;
        self.asked = self.asked.saturating_add(1);
        let queue = match question {
            Question::TicketNumber { digits } => {
                return digits.text().parse().map_or(Answer::NotANumber, Answer::Ticket);
            }
            Question::Called { ticket, attempt, outcome } => {
                return self.went(ticket, attempt, outcome).await;
            }
            Question::Code { call } => return self.code(call).await,
            Question::CodeCall { call, outcome } => return self.code_call(call, outcome).await,
            Question::Request { task, ticket, date, caller } => {
                return self.request(task, &self.quote(ticket, &date, caller), so_manieth).await;
            }
            Question::Customer { digits, caller, tells } => {
                return self.customer(digits, caller, tells).await;
            }
            Question::Spend { language, customer } => {
                return self.spend(language, customer, so_manieth).await;
            }
            Question::Cancel { ticket, date, caller } => {
                return self.cancel_quoted(ticket, &self.quote(ticket, &date, caller), so_manieth).await;
            }
            Question::Write { ticket } => return self.write(ticket).await,
            Question::Slot { queue: QueueId(id), .. }
            | Question::Callable { queue: QueueId(id), .. }
            | Question::OwnNumber { queue: QueueId(id), .. }
            | Question::Hold { queue: QueueId(id), .. }
            | Question::Move { queue: QueueId(id), .. }
            | Question::Book { queue: QueueId(id), .. }
            | Question::Swap { queue: QueueId(id), .. } => self.menu.queues.get(usize::from(id)),
        };
        let Some(queue) = queue else { return Answer::Unavailable };
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
            Question::Move { slot, ticket, date, caller, .. } => {
                self.move_quoted(queue, slot, ticket, &self.quote(ticket, &date, caller), so_manieth).await
            }
            Question::Slot { from, not, .. } => self.slot(queue, from, not).await,
            Question::Callable { digits, .. } => {
                self.called(booking::keyed_in(queue, &digits.text(), self.menu.country)).await
            }
            Question::OwnNumber { number, .. } => {
                self.called(booking::callable(queue, number).map(|()| number)).await
            }
            Question::Hold { slot, .. } => self.hold(queue, slot).await,
            Question::Book { slot, number, language, customer, .. } => {
                let asked = self.asked(so_manieth);
                self.book(queue, slot, (number, language), customer, asked).await
            }
            Question::Swap { number, language, customer, joined, .. } => {
                let asked = self.asked(so_manieth);
                self.swap(queue, joined, (number, language), customer, asked).await
            }
        }
    }

    async fn slot(&self, queue: &Queue, from: SlotsFrom, not: Option<Slot>) -> Answer {
        let store = &self.service.store;
        let asked = self.asked(0);
        let read = async {
            let changes = store.changes(&self.menu.desk, &queue.name, self.now).await?;
            let offer = self.offer(queue, &changes);
            let names = (&*self.menu.desk, &*queue.name);
            let first_free = |seats: &Seats| {
                let free = |slot: &Slot| seats.free(*slot, offer.capacity(*slot));
                let mut slots = offer.slots(self.now, from).filter(|slot| not != Some(*slot));
                slots
                    .find_map(|slot| free(&slot).map(|free| (free > 0).then_some(slot)).transpose())
                    .transpose()
            };
            Seats::ask(store, names, self.now, Some(asked.call()), first_free).await
        };
        match timeout(self.deadline.left(), read).await.unwrap_or(Err(Fault::TooSlow)) {
            Ok(first) => first.map_or(Answer::NoSlot, Answer::Slot),
            Err(fault) => self.away(&fault),
        }
    }

    /// One seat for each call: picking another slot lets the former one go.
    async fn hold(&self, queue: &Queue, slot: Slot) -> Answer {
        let holder: Arc<str> = self.asked(0).call().into();
        let hold = async {
            for _ in 0..LOOKS {
                let Room { slot, seats, seen } = self.room(queue, slot).await?.0;
                let (desk, queue) = (self.menu.desk.clone(), queue.name.clone());
                let pick = Pick { holder: holder.clone(), desk, queue, slot, seats, seen };
                match self.service.store.hold(&pick).await? {
                    Held::GoneOn => {}
                    held @ (Held::Until(_) | Held::Full) => return Ok(held),
                }
            }
            Err(Fault::Busy)
        };
        match timeout(self.deadline.left(), hold).await.unwrap_or(Err(Fault::TooSlow)) {
            Ok(Held::Until(_)) => Answer::Held,
            Ok(Held::Full | Held::GoneOn) => Answer::Full,
            Err(fault) => self.away(&fault),
        }
    }

    pub(super) fn asked(&self, so_manieth: u8) -> Asked {
        Asked::new(self.platform, self.call, self.started, self.turn, so_manieth)
    }

    async fn book(
        &self,
        queue: &Queue,
        slot: Slot,
        whom: (Number, Language),
        customer: Option<CustomerId>,
        asked: Asked,
    ) -> Answer {
        let (number, _) = whom;
        let customer = match self.client_in_time(customer).await {
            Ok(customer) => customer,
            Err(fault) => return self.away(&fault),
        };
        if let Some(barred) = self.barred(queue, number, &asked).await {
            return barred;
        }
        for _ in 0..LOOKS {
            let room = timeout(self.deadline.left(), self.room(queue, slot)).await;
            let room = match room.unwrap_or(Err(Fault::TooSlow)) {
                Ok(room) => room,
                Err(fault) => return self.away(&fault),
            };
            let asked = asked.clone();
            let along = Along { tell: self.service.telling(self.menu), customer, ..Along::default() };
            let request = self.service.request(self.menu, queue, room, whom, asked, along);
            return match self.service.store.book(request, self.deadline.left()).await {
                Ok(Booked::GoneOn) => continue,
                Ok(Booked::Seat { ticket, dated }) => {
                    Answer::Booked { ticket, date: dated, writes: self.service.ways().texts(number) }
                }
                Ok(Booked::Full) => Answer::Full,
                Ok(Booked::TooMany) => Answer::TooMany,
                Err(fault) => self.away(&fault),
            };
        }
        self.away(&Fault::Busy)
    }

    /// Why a number may not book now; none where it may.
    pub(super) async fn barred(&self, queue: &Queue, number: Number, asked: &Asked) -> Option<Answer> {
        let may = self.service.may_book(self.menu, queue, number, asked, self.now);
        match timeout(self.deadline.left(), may).await.unwrap_or(Err(Fault::TooSlow)) {
            Ok(Ok(())) => None,
            Ok(Err(Barred::TooOften)) => Some(Answer::TooOften),
            // It was allowed when it was keyed in.
            Ok(Err(Barred::Denied)) => Some(Answer::Unavailable),
            Err(fault) => Some(self.away(&fault)),
        }
    }

    /// Whether a number is called back. Who is denied hears what everybody hears whose number is not.
    async fn called(&self, number: Result<Number, NotCallable>) -> Answer {
        let number = match number {
            Ok(number) => number,
            Err(NotCallable::NoNumber(_)) => return Answer::NotANumber,
            Err(NotCallable::Country | NotCallable::Kind(_)) => return Answer::NotCallable,
        };
        let denied = self.service.store.is_denied(&self.menu.desk, number);
        match timeout(self.deadline.left(), denied).await.unwrap_or(Err(Fault::TooSlow)) {
            Ok(false) => Answer::Callable(number),
            Ok(true) => Answer::NotCallable,
            Err(fault) => self.away(&fault),
        }
    }

    /// A seal may be old: what it offers is looked at again. The notice is not asked for twice, so that nobody loses a slot by listening to it.
    pub(super) async fn room(&self, queue: &Queue, slot: Slot) -> Result<(Room, bool), Fault> {
        let changes = self.service.store.changes(&self.menu.desk, &queue.name, self.now).await?;
        Ok(room(self.offer(queue, &changes), slot, self.now))
    }

    fn offer<'a>(&'a self, queue: &'a Queue, changes: &'a Changes) -> Offer<'a> {
        Offer { menu: self.menu, queue, live: self.live, changes }
    }

    pub(super) fn away(&self, fault: &Fault) -> Answer {
        tracing::warn!(call = %Hashed(self.call), desk = %self.menu.desk, %fault, "the caller is told that the store is away");
        Answer::Unavailable
    }
}

impl Service {
    /// What the store is asked to book: a slot and its seats, with whether it is offered still, for whoever has a number and speaks a language.
    pub(super) fn request(
        &self,
        menu: &Menu,
        queue: &Queue,
        (room, offered): (Room, bool),
        (number, language): (Number, Language),
        asked: Asked,
        along: Along,
    ) -> Request {
        let now = self.now();
        Request {
            asked,
            desk: Arc::clone(&menu.desk),
            queue: Arc::clone(&queue.name),
            slot: room.slot,
            offered,
            seats: room.seats,
            seen: room.seen,
            open_per_number: queue.open_per_number,
            number,
            language,
            tickets: self.draw(),
            dated: now.with_timezone(&menu.zone).date_naive(),
            now,
            along: Along { an_hour: Some(queue.bookings_an_hour), ..along },
            swapped: false,
        }
    }

    /// Ticket numbers by chance; none where the system gives no random bytes, and the booking is then refused.
    pub(super) fn draw(&self) -> Vec<TicketNumber> {
        let mut seeds = [[0; 8]; DRAWN];
        let filled = self.random.fill(seeds.as_flattened_mut());
        let drawn = seeds.into_iter().map(|seed| TicketNumber::from_seed(u64::from_be_bytes(seed)));
        filled.map(|()| drawn.collect()).unwrap_or_default()
    }
}
