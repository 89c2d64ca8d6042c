//! What is booked over the counter: by the API, and by the pages of citizens and clerks. The same slots, numbers and seats as by telephone.

use std::sync::Arc;
use std::time::Duration as Patience;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use ring::rand::SecureRandom as _;

use super::Service;
use super::seats::Seats;
use crate::booking::{self, NotCallable, Slot};
use crate::engine::SlotsFrom;
use crate::menu::model::{Menu, Queue};
use crate::store::{Along, Asked, Booked, By, Change, Changed, Fault, Introduction, Tell, Ticket};
use crate::terms::{CallId, Language};
use crate::ticket::TicketNumber;

/// How long a write at the counter may take.
const PATIENCE: Patience = Patience::from_secs(5);

/// A slot and its seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// When.
    pub slot: Slot,
    /// How many callbacks it takes.
    pub capacity: u16,
    /// How many of them are free.
    pub free: u16,
}

/// What is to be booked.
#[derive(Clone, Copy)]
pub struct AtCounter<'a> {
    /// When the slot begins.
    pub start: DateTime<Utc>,
    /// Whom to call: E.164, or as the desk's country writes it.
    pub phone: &'a str,
    /// In which language.
    pub language: Language,
    /// What they say of themselves.
    pub who: Introduction<'a>,
    /// Who books, as histories name them: `api`, `page`, a clerk's name.
    pub actor: &'a str,
    /// By which name the request is known if it comes again: base64url; none: it never does.
    pub asked: Option<&'a str>,
}

/// A booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtSeat {
    /// The queue's name.
    pub queue: Arc<str>,
    /// The number to quote.
    pub ticket: TicketNumber,
    /// The request's date, in the desk's zone.
    pub dated: NaiveDate,
    /// When.
    pub slot: Slot,
}

/// Why nothing was booked.
#[derive(Debug, thiserror::Error)]
pub enum NotBooked {
    /// Every seat is taken.
    #[error("the slot is full")]
    Full,
    /// The queue has no such slot.
    #[error("there is no such slot")]
    NoSlot,
    /// The number has as many open bookings as it may.
    #[error("the number has as many open bookings as it may")]
    TooMany,
    /// The number is not called back.
    #[error(transparent)]
    Number(#[from] NotCallable),
    /// The store says no.
    #[error(transparent)]
    Store(#[from] Fault),
}

/// Why a booking stands where it was.
#[derive(Debug, thiserror::Error)]
pub enum NotMoved {
    /// The desk has no such booking.
    #[error("there is no such booking")]
    Unknown,
    /// Its time has come, or it was cancelled.
    #[error("its time has come, or it was cancelled")]
    TooLate,
    /// The queue has no such slot.
    #[error("there is no such slot")]
    NoSlot,
    /// Every seat of the slot is taken.
    #[error("the slot is full")]
    Full,
    /// The store says no.
    #[error(transparent)]
    Store(#[from] Fault),
}

impl Service {
    /// Now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The desk of a name, where it serves.
    #[must_use]
    pub fn desk(&self, name: &str) -> Option<Arc<Menu>> {
        self.desks.load().by_name(name, self.now()).map(|served| Arc::clone(&served.menu))
    }

    /// The desks that serve, each in the version that is in force.
    #[must_use]
    pub fn desks(&self) -> Vec<Arc<Menu>> {
        let desks = self.desks.load();
        let mut names: Vec<_> = desks.menus().iter().map(|menu| Arc::clone(&menu.desk)).collect();
        names.sort_unstable();
        names.dedup();
        let now = self.now();
        names.iter().filter_map(|name| Some(Arc::clone(&desks.by_name(name, now)?.menu))).collect()
    }

    /// The slots of a queue that begin from `from` on and before `to`, with their seats.
    ///
    /// # Errors
    /// The store is away.
    pub async fn openings(
        &self,
        menu: &Menu,
        queue: &Queue,
        from: DateTime<Utc>,
        to: Option<DateTime<Utc>>,
    ) -> Result<Vec<Opening>, Fault> {
        let now = self.now();
        let live = self.live.of(&menu.desk);
        let seats = Seats::new(self.store.taken(&menu.desk, &queue.name, now, None).await?);
        let offered = booking::offered(menu, queue, &live, now, SlotsFrom::Soonest);
        let asked = offered
            .skip_while(|slot| slot.start < from)
            .take_while(|slot| to.is_none_or(|to| slot.start < to));
        let opening = |slot| Opening { slot, capacity: queue.seats, free: seats.free(slot, queue.seats) };
        Ok(asked.map(opening).collect())
    }

    /// Books a seat of a slot.
    ///
    /// # Errors
    /// Nothing is booked then.
    pub async fn book_at_counter(
        &self,
        menu: &Arc<Menu>,
        queue: &Queue,
        wanted: AtCounter<'_>,
    ) -> Result<AtSeat, NotBooked> {
        let number = booking::keyed_in(queue, wanted.phone, menu.country)?;
        let slot = self.slot_at(menu, queue, wanted.start)?;
        let name = match wanted.asked {
            Some(name) => name.to_owned(),
            None => self.name()?,
        };
        let asked = Asked::new("counter", &CallId::new(&name).ok_or(Fault::NoTicket)?, 0, 0, 0);
        let Introduction { name, email, note } = wanted.who;
        if email.is_some() {
            self.left_a_mailbox();
        }
        let along = Along {
            actor: wanted.actor.into(),
            name: name.map(str::to_owned),
            email: email.map(str::to_owned),
            note: note.map(str::to_owned),
            // Whoever leaves a mailbox is written to there.
            texted: email.is_none() && self.ways().texts(number),
            tell: self.telling(menu),
        };
        let request = self.request(menu, queue, (slot, true), (number, wanted.language), asked, along);
        match self.store.book(request, PATIENCE).await? {
            Booked::Seat { ticket, dated } => {
                Ok(AtSeat { queue: Arc::clone(&queue.name), ticket, dated, slot })
            }
            Booked::Full => Err(NotBooked::Full),
            Booked::TooMany => Err(NotBooked::TooMany),
        }
    }

    /// Moves a booking to another slot of its queue; `actor` is who does, as its history names them.
    ///
    /// # Errors
    /// It stands where it was then.
    pub async fn move_at_counter(
        &self,
        menu: &Menu,
        ticket: TicketNumber,
        start: DateTime<Utc>,
        actor: &str,
    ) -> Result<AtSeat, NotMoved> {
        let booking = self.store.booking(&menu.desk, ticket, None).await?.ok_or(NotMoved::Unknown)?;
        let queue = menu.queues.iter().find(|queue| *queue.name == *booking.queue).ok_or(NotMoved::NoSlot)?;
        let slot = self.slot_at(menu, queue, start).map_err(|_| NotMoved::NoSlot)?;
        let told = |ticket: &Ticket| self.posts(menu, ticket);
        let by = By { actor, tell: Some(Tell(&told)), ..By::default() };
        match self.store.move_booking(&self.change(menu, ticket), slot, queue.seats, None, by).await? {
            Changed::Done => {
                Ok(AtSeat { queue: Arc::clone(&queue.name), ticket, dated: booking.dated, slot })
            }
            Changed::Unknown => Err(NotMoved::Unknown),
            Changed::TooLate => Err(NotMoved::TooLate),
            Changed::Full => Err(NotMoved::Full),
        }
    }

    /// Cancels a booking; its seat is free at once. `actor` is who does, as its history names them.
    ///
    /// # Errors
    /// It stands then.
    pub async fn cancel_at_counter(
        &self,
        menu: &Menu,
        ticket: TicketNumber,
        actor: &str,
    ) -> Result<(), NotMoved> {
        let told = |ticket: &Ticket| self.posts(menu, ticket);
        let by = By { actor, tell: Some(Tell(&told)), ..By::default() };
        match self.store.cancel_booking(&self.change(menu, ticket), by).await? {
            Changed::Done => Ok(()),
            Changed::Unknown => Err(NotMoved::Unknown),
            Changed::TooLate | Changed::Full => Err(NotMoved::TooLate),
        }
    }

    /// A name by chance, for a request that never comes again.
    fn name(&self) -> Result<String, Fault> {
        let mut name = [0; 16];
        self.random.fill(&mut name).map_err(|_| Fault::NoTicket)?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode(name))
    }

    fn change(&self, menu: &Menu, ticket: TicketNumber) -> Change {
        Change { desk: Arc::clone(&menu.desk), ticket, dated: None, now: self.now() }
    }

    fn slot_at(&self, menu: &Menu, queue: &Queue, start: DateTime<Utc>) -> Result<Slot, NotBooked> {
        let live = self.live.of(&menu.desk);
        let mut offered = booking::offered(menu, queue, &live, self.now(), SlotsFrom::Soonest);
        offered.find(|slot| slot.start == start).ok_or(NotBooked::NoSlot)
    }
}
