//! What is booked over the counter: by the API, and by the pages of citizens and clerks. The same slots, numbers and seats as by telephone.

use std::sync::Arc;
use std::time::Duration as Patience;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use ring::rand::SecureRandom as _;

use super::Service;
use super::clerk::{LONGEST_REASON, reason};
use super::seats::{LOOKS, Seats};
use crate::booking::{self, Barred, NotCallable, Offer, Slot};
use crate::engine::SlotsFrom;
use crate::menu::model::{Menu, Queue};
use crate::store::{
    Along, Asked, Booked, By, Change, Changed, Clerk, Fault, Introduction, Room, Tell, Ticket,
};
use crate::terms::{CallId, Language, Number};
use crate::ticket::{CodeFault, TicketNumber};

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
    /// The code of the customer whose request it is.
    pub customer: Option<&'a str>,
    /// The clerk who lets it be booked without the queue's notice, and why.
    pub without_notice: Option<Clerk<'a>>,
}

/// Whether the queue's notice is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// As for everybody.
    Asked,
    /// A clerk answers for it, or the slot was picked in time and is held.
    Waived,
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
    /// The number may not book now.
    #[error(transparent)]
    Barred(#[from] Barred),
    /// It is to be booked without notice, and nobody says why; or at great length.
    #[error("a booking without notice needs a reason, of at most {LONGEST_REASON} characters")]
    Reason,
    /// The number is not called back.
    #[error(transparent)]
    Number(#[from] NotCallable),
    /// It is no customer's code.
    #[error(transparent)]
    Code(#[from] CodeFault),
    /// No customer of the desk has the code.
    #[error("no customer of the desk has this code")]
    Customer,
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
    /// It, or its request, has gone on since whoever asks has seen it.
    #[error("it has gone on since it was seen")]
    NotAsSeen,
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
        let changes = self.store.changes(&menu.desk, &queue.name, now).await?;
        let offer = Offer { menu, queue, live: &live, changes: &changes };
        let offered = offer.slots(now, SlotsFrom::Soonest);
        let asked = offered
            .skip_while(|slot| slot.start < from)
            .take_while(|slot| to.is_none_or(|to| slot.start < to));
        let asked: Vec<_> = asked.map(|slot| (slot, offer.capacity(slot))).collect();
        let opening = |seats: &Seats, (slot, capacity)| {
            seats.free(slot, capacity).map(|free| Opening { slot, capacity, free })
        };
        let openings = |seats: &Seats| asked.iter().map(|of| opening(seats, *of)).collect();
        Seats::ask(&self.store, (&menu.desk, &queue.name), now, None, openings).await
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
        let name = match wanted.asked {
            Some(name) => name.to_owned(),
            None => self.name()?,
        };
        let asked = Asked::new("counter", &CallId::new(&name).ok_or(Fault::NoTicket)?, 0, 0, 0);
        let waived = match wanted.without_notice {
            Some(by) => Some((self.waive(menu, queue, wanted.start, asked.call(), by).await?, by)),
            None => None,
        };
        let notice = if waived.is_some() {
            Notice::Waived
        } else {
            self.in_time(menu, queue, wanted.start, wanted.asked).await?
        };
        let booked = self.book_seat(menu, queue, &wanted, number, (&asked, notice)).await;
        // Where it may be booked all the same, the reason stands.
        let may_stand = matches!(&booked, Err(NotBooked::Store(fault)) if fault.may_stand());
        if let (Err(_), Some((waived, by)), false) = (&booked, waived, may_stand) {
            let by = Clerk { reason: "nothing was booked", asked: None, ..by };
            self.store.undo_change(&menu.desk, waived, by).await?;
        }
        booked
    }

    /// Books a seat of a slot for a number that the queue calls back, by whatever way it is asked for.
    pub(super) async fn book_seat(
        &self,
        menu: &Arc<Menu>,
        queue: &Queue,
        wanted: &AtCounter<'_>,
        number: Number,
        (asked, notice): (&Asked, Notice),
    ) -> Result<AtSeat, NotBooked> {
        self.may_book(menu, queue, number, asked, self.now()).await??;
        let customer = match wanted.customer {
            Some(code) => {
                let row = self.store.customer_of_code(&menu.desk, &code.parse()?).await?;
                Some(row.ok_or(NotBooked::Customer)?)
            }
            None => None,
        };
        let Introduction { name, email, note } = wanted.who;
        if email.is_some() {
            self.left_a_mailbox();
        }
        let along = Along {
            actor: wanted.actor.into(),
            name: name.map(str::to_owned),
            email: email.map(str::to_owned),
            note: note.map(str::to_owned),
            // Whoever leaves a mailbox is written to there, where anything can be.
            texted: (email.is_none() || !self.ways().mail) && self.ways().texts(number),
            tell: self.telling(menu),
            customer,
            ..Along::default()
        };
        for _ in 0..LOOKS {
            let room = self.room_at(menu, queue, wanted.start, notice).await?;
            let slot = room.slot;
            let whom = (number, wanted.language);
            let request = self.request(menu, queue, (room, true), whom, asked.clone(), along.clone());
            return match self.store.book(request, PATIENCE).await? {
                Booked::GoneOn => continue,
                Booked::Seat { ticket, dated } => {
                    Ok(AtSeat { queue: Arc::clone(&queue.name), ticket, dated, slot })
                }
                Booked::Full => Err(NotBooked::Full),
                Booked::TooMany => Err(NotBooked::TooMany),
            };
        }
        Err(Fault::Busy.into())
    }

    /// Moves a booking to another slot of its queue, to the seat that is held there under a name, where one is; `by` is who does, by which name that is
    /// known if it comes again, what they have seen, and as a note why they move it within the queue's notice, where they do. Who is told is known
    /// here.
    ///
    /// # Errors
    /// It stands where it was then.
    pub async fn move_at_counter(
        &self,
        menu: &Menu,
        ticket: TicketNumber,
        start: DateTime<Utc>,
        by: By<'_>,
        held: Option<&str>,
    ) -> Result<AtSeat, NotMoved> {
        let holder = held.map(super::clerk::holder);
        // Whoever says why moves it without the queue's notice.
        let without_notice = by.note.and_then(reason).is_some();
        let booking = self.store.booking(&menu.desk, ticket, None).await?.ok_or(NotMoved::Unknown)?;
        let queue = menu.queue(&booking.queue).ok_or(NotMoved::NoSlot)?;
        let told = |ticket: &Ticket| self.posts(menu, ticket);
        let by = By { tell: Some(Tell(&told)), ..by };
        let notice =
            if without_notice { Notice::Waived } else { self.in_time(menu, queue, start, held).await? };
        for _ in 0..LOOKS {
            let room = self.room_at(menu, queue, start, notice).await.map_err(|refused| match refused {
                NotBooked::Store(fault) => NotMoved::Store(fault),
                NotBooked::Full => NotMoved::Full,
                NotBooked::NoSlot
                | NotBooked::TooMany
                | NotBooked::Barred(_)
                | NotBooked::Reason
                | NotBooked::Number(_)
                | NotBooked::Code(_)
                | NotBooked::Customer => NotMoved::NoSlot,
            })?;
            let slot = room.slot;
            return match self
                .store
                .move_booking(&self.change(menu, ticket), room, holder.as_deref(), by)
                .await?
            {
                Changed::GoneOn => continue,
                Changed::Done => {
                    Ok(AtSeat { queue: Arc::clone(&queue.name), ticket, dated: booking.dated, slot })
                }
                Changed::Unknown => Err(NotMoved::Unknown),
                Changed::TooLate => Err(NotMoved::TooLate),
                Changed::Full => Err(NotMoved::Full),
                Changed::NotAsSeen => Err(NotMoved::NotAsSeen),
            };
        }
        Err(Fault::Busy.into())
    }

    /// Cancels a booking; its seat is free at once. `by` as for [`Service::move_at_counter`].
    ///
    /// # Errors
    /// It stands then.
    pub async fn cancel_at_counter(
        &self,
        menu: &Menu,
        ticket: TicketNumber,
        by: By<'_>,
    ) -> Result<(), NotMoved> {
        let told = |ticket: &Ticket| self.posts(menu, ticket);
        let by = By { tell: Some(Tell(&told)), ..by };
        match self.store.cancel_booking(&self.change(menu, ticket), by).await? {
            Changed::Done => Ok(()),
            Changed::Unknown => Err(NotMoved::Unknown),
            Changed::NotAsSeen => Err(NotMoved::NotAsSeen),
            Changed::TooLate | Changed::Full | Changed::GoneOn => Err(NotMoved::TooLate),
        }
    }

    /// A name by chance, for a request that never comes again.
    pub(super) fn name(&self) -> Result<String, Fault> {
        let mut name = [0; 16];
        self.random.fill(&mut name).map_err(|_| Fault::NoTicket)?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode(name))
    }

    fn change(&self, menu: &Menu, ticket: TicketNumber) -> Change {
        Change { desk: Arc::clone(&menu.desk), ticket, dated: None, now: self.now() }
    }

    /// The slot that begins then, and its seats.
    pub(super) async fn room_at(
        &self,
        menu: &Menu,
        queue: &Queue,
        start: DateTime<Utc>,
        notice: Notice,
    ) -> Result<Room, NotBooked> {
        let (now, live) = (self.now(), self.live.of(&menu.desk));
        let changes = self.store.changes(&menu.desk, &queue.name, now).await?;
        let unhurried;
        let queue = match notice {
            Notice::Asked => queue,
            Notice::Waived => {
                unhurried = Queue { notice: TimeDelta::zero(), ..queue.clone() };
                &unhurried
            }
        };
        let offer = Offer { menu, queue, live: &live, changes: &changes };
        let mut every = offer.every(now, SlotsFrom::Soonest);
        let slot = every.find(|slot| slot.start == start).ok_or(NotBooked::NoSlot)?;
        Ok(Room { slot, seats: offer.capacity(slot), seen: changes.seen })
    }

    /// What was picked in time is not lost while the citizen makes up their mind, for as long as it is held.
    async fn in_time(
        &self,
        menu: &Menu,
        queue: &Queue,
        start: DateTime<Utc>,
        held: Option<&str>,
    ) -> Result<Notice, Fault> {
        let Some(name) = held else { return Ok(Notice::Asked) };
        let holder = super::clerk::holder(name);
        let holds = self.store.holds(&holder, &menu.desk, &queue.name, start).await?;
        Ok(if holds { Notice::Waived } else { Notice::Asked })
    }

    async fn waive(
        &self,
        menu: &Menu,
        queue: &Queue,
        start: DateTime<Utc>,
        call: &str,
        by: Clerk<'_>,
    ) -> Result<i64, NotBooked> {
        let by = Clerk { reason: reason(by.reason).ok_or(NotBooked::Reason)?, ..by };
        let slot = self.room_at(menu, queue, start, Notice::Waived).await?.slot;
        Ok(self.store.waive_notice(&menu.desk, &queue.name, slot, call, by).await?.id)
    }
}
