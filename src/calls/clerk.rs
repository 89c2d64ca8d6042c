//! What a clerk does at the counter besides booking: sees a queue's days, holds a seat while the citizen speaks, blocks and opens hours, adds and
//! takes away seats, and undoes it. Each change has a reason and a name, and none of them loses a booking: those that stand where none would be
//! made now are told.

use std::collections::HashSet;
use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};

use super::Service;
use super::counter::{NotBooked, Notice};
use super::seats::{LOOKS, Seats};
use crate::booking::{Changes, Offer, Slot, What};
use crate::engine::SlotsFrom;
use crate::hours::MOST_SEATS;
use crate::menu::model::{Menu, Queue};
use crate::store::{Booking, By, Clerk, Deed, Fault, Held, NewChange, Pick, Recorded, Undone};

/// The longest span of one change.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// The most characters of a reason.
pub(super) const LONGEST_REASON: usize = 500;

/// A slot as a calendar shows it, also one that nobody can book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// When.
    pub slot: Slot,
    /// How many callbacks it takes; none while it is blocked.
    pub capacity: u16,
    /// How many seats are booked; more than its capacity, where it lost seats after they were given.
    pub booked: u16,
    /// How many are held for somebody who is choosing.
    pub held: u16,
    /// How many can be had now.
    pub free: u16,
    /// Whether a clerk has blocked it.
    pub blocked: bool,
    /// Whether it can be booked now with the queue's notice; within it, a clerk may waive that.
    pub bookable: bool,
}

/// A seat that is held at the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldSeat {
    /// When the callback would be.
    pub slot: Slot,
    /// Until when it is held.
    pub until: DateTime<Utc>,
}

/// A change, with the bookings that now stand where none would be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeMade {
    /// The history's entry.
    pub entry: Recorded,
    /// They are as they were; somebody should move them, or leave them on purpose.
    pub displaced: Vec<Booking>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotChanged {
    /// The span ends before it begins, or is longer than a year.
    #[error("the span must end after it begins, at most 366 days later")]
    Span,
    /// The span is past.
    #[error("the span is past")]
    Past,
    /// No seat is added, or more than a slot can have.
    #[error("a slot has at most {MOST_SEATS} seats, and a change of seats is not 0")]
    Seats,
    /// No reason, or a very long one.
    #[error("a change needs a reason, of at most {LONGEST_REASON} characters")]
    Reason,
    /// There is no such change, or it cannot be undone.
    #[error("there is no such change")]
    Unknown,
    /// It was undone before.
    #[error("it was undone before")]
    Before,
    /// The booking that was made without notice has begun.
    #[error("the booking's time has come")]
    TooLate,
    /// The store says no.
    #[error(transparent)]
    Store(#[from] Fault),
}

impl Service {
    /// The slots of a queue that begin within a span of time, as a calendar shows them: past ones, full ones and blocked ones too.
    ///
    /// # Errors
    /// The store is away.
    pub async fn cells(
        &self,
        menu: &Menu,
        queue: &Queue,
        span: Range<DateTime<Utc>>,
    ) -> Result<Vec<Cell>, Fault> {
        let (now, live) = (self.now(), self.live.of(&menu.desk));
        let changes = self.store.changes(&menu.desk, &queue.name, span.start).await?;
        let offer = Offer { menu, queue, live: &live, changes: &changes };
        let bookable: HashSet<_> =
            offer.slots(now, SlotsFrom::Soonest).take_while(|slot| slot.start < span.end).collect();
        let slots: Vec<_> = offer.within(span.clone()).collect();
        let cell = |seats: &Seats, slot: Slot| {
            let capacity = offer.capacity(slot);
            let (booked, held) = seats.taken(slot);
            let free = seats.free(slot, capacity)?;
            Ok(Cell {
                slot,
                capacity,
                booked,
                held,
                free: if slot.start > now { free } else { 0 },
                blocked: changes.block(slot),
                bookable: bookable.contains(&slot),
            })
        };
        let cells = |seats: &Seats| slots.iter().map(|slot| cell(seats, *slot)).collect();
        Seats::ask(&self.store, (&menu.desk, &queue.name), span.start, None, cells).await
    }

    /// Holds a seat of the slot that begins then, for two minutes, under a name that nobody else can guess: who books with it (as
    /// `asked`) has that seat. Held again, elsewhere too, the former seat is let go.
    ///
    /// # Errors
    /// Nothing is held then, or what was held before is.
    pub async fn hold_at_counter(
        &self,
        menu: &Menu,
        queue: &Queue,
        start: DateTime<Utc>,
        name: &str,
        notice: Notice,
    ) -> Result<HeldSeat, NotBooked> {
        for _ in 0..LOOKS {
            let room = self.room_at(menu, queue, start, notice).await?;
            let (desk, queue) = (menu.desk.clone(), queue.name.clone());
            let holder = holder(name).into();
            let pick = Pick { holder, desk, queue, slot: room.slot, seats: room.seats, seen: room.seen };
            match self.store.hold(&pick).await? {
                Held::Until(until) => return Ok(HeldSeat { slot: room.slot, until }),
                Held::Full => return Err(NotBooked::Full),
                Held::GoneOn => {}
            }
        }
        Err(Fault::Busy.into())
    }

    /// Lets go what is held under a name.
    ///
    /// # Errors
    /// It lapses by itself then.
    pub async fn let_go_at_counter(&self, name: &str) -> Result<(), Fault> {
        self.store.let_go(&holder(name)).await
    }

    /// Blocks or opens a span of a queue, or changes its seats. From here on nothing is booked in what is blocked, by whatever way.
    ///
    /// # Errors
    /// Nothing is changed then.
    pub async fn change_slots(
        &self,
        menu: &Menu,
        queue: &Queue,
        what: What,
        span: Range<DateTime<Utc>>,
        by: Clerk<'_>,
    ) -> Result<ChangeMade, NotChanged> {
        let by = Clerk { reason: reason(by.reason).ok_or(NotChanged::Reason)?, ..by };
        if span.end <= span.start || span.end - span.start > LONGEST {
            return Err(NotChanged::Span);
        }
        if span.end <= self.now() {
            return Err(NotChanged::Past);
        }
        match what {
            What::Seats(more) if more == 0 || more.unsigned_abs() > MOST_SEATS => {
                return Err(NotChanged::Seats);
            }
            What::Opened(Some(seats)) if !(1..=MOST_SEATS).contains(&seats) => return Err(NotChanged::Seats),
            What::Seats(_) | What::Opened(_) | What::Blocked => {}
        }
        let new = NewChange { desk: menu.desk.clone(), queue: queue.name.clone(), what, span, by };
        let entry = self.store.change_seats(&new).await?;
        let displaced = self.displaced(menu, queue, new.span).await?;
        Ok(ChangeMade { entry, displaced })
    }

    /// Undoes a change. Of a notice that was waived, the booking is cancelled.
    ///
    /// # Errors
    /// It holds then.
    pub async fn undo_change(&self, menu: &Menu, id: i64, by: Clerk<'_>) -> Result<ChangeMade, NotChanged> {
        let by = Clerk { reason: reason(by.reason).ok_or(NotChanged::Reason)?, ..by };
        let entry = self.store.change(&menu.desk, id).await?.ok_or(NotChanged::Unknown)?;
        match entry.deed {
            Deed::Undoes(_) => return Err(NotChanged::Unknown),
            Deed::WaivesNotice if entry.undone.is_none() => {
                self.cancel_waived(menu, &entry, by.actor).await?;
            }
            Deed::WaivesNotice | Deed::Changes(_) => {}
        }
        let entry = match self.store.undo_change(&menu.desk, id, by).await? {
            Undone::Done(entry) => entry,
            Undone::Unknown => return Err(NotChanged::Unknown),
            Undone::Before => return Err(NotChanged::Before),
        };
        let queue = menu.queue(&entry.queue);
        let displaced = match queue {
            Some(queue) => self.displaced(menu, queue, entry.span.clone()).await?,
            None => Vec::new(),
        };
        Ok(ChangeMade { entry, displaced })
    }

    /// The bookings of a span that stand in what is blocked, or beyond the seats that their slot has now: of a slot, those that were made last.
    /// Past ones are not told.
    ///
    /// # Errors
    /// The store is away.
    pub async fn displaced(
        &self,
        menu: &Menu,
        queue: &Queue,
        span: Range<DateTime<Utc>>,
    ) -> Result<Vec<Booking>, Fault> {
        let live = self.live.of(&menu.desk);
        let from = span.start.max(self.now());
        let changes = self.store.changes(&menu.desk, &queue.name, from).await?;
        // A slot that began before the span may reach into it.
        let earliest = from - queue.length;
        let booked = self.store.bookings_within(&menu.desk, &queue.name, earliest..span.end).await?;
        let offer = Offer { menu, queue, live: &live, changes: &changes };
        let of_one = booked.chunk_by(|one, next| one.slot == next.slot);
        let beyond = of_one.filter_map(|of_one| {
            let slot = of_one.first().filter(|booking| booking.slot.end > from)?.slot;
            of_one.get(usize::from(offer.capacity(slot))..)
        });
        Ok(beyond.flatten().cloned().collect())
    }

    async fn cancel_waived(&self, menu: &Menu, entry: &Recorded, actor: &str) -> Result<(), NotChanged> {
        let Some(ticket) = self.store.booked_without_notice(&menu.desk, entry.id).await? else {
            return Ok(());
        };
        let by = By { actor, ..By::default() };
        self.cancel_at_counter(menu, ticket, by).await.map_err(|refused| match refused {
            super::NotMoved::Store(fault) => NotChanged::Store(fault),
            super::NotMoved::Unknown => NotChanged::Unknown,
            super::NotMoved::TooLate
            | super::NotMoved::NoSlot
            | super::NotMoved::Full
            | super::NotMoved::NotAsSeen => NotChanged::TooLate,
        })
    }

    /// What holds of a queue from now on.
    ///
    /// # Errors
    /// The store is away.
    pub async fn standing_changes(&self, menu: &Menu, queue: &Queue) -> Result<Changes, Fault> {
        self.store.changes(&menu.desk, &queue.name, self.now()).await
    }
}

/// Who holds a seat at the counter: as the booking that is made under the same name.
pub(super) fn holder(name: &str) -> String {
    format!("counter/{name}")
}

/// A reason that can be kept; none where there is none, or a very long one.
pub(super) fn reason(written: &str) -> Option<&str> {
    let reason = written.trim();
    let fits = !reason.is_empty() && reason.chars().count() <= LONGEST_REASON;
    fits.then_some(reason)
}
