//! A booking found again by its number, moved or cancelled. Asked for by the caller who has number and date, or by a clerk.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::give_back;
use crate::booking::Slot;
use crate::store::seats::{alone, free_seat, let_go, unchanged};
use crate::store::tickets::{asked_before, callback_happens, quoted};
use crate::store::{Alone, By, Fault, Quote, Quoted, Row, Store, Writing, args, transaction};
use crate::terms::{Language, Number};
use crate::ticket::{Event, TicketNumber};

/// A booked callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The number that was read out.
    pub ticket: TicketNumber,
    /// The request's date in the desk's zone.
    pub dated: NaiveDate,
    /// The queue's name.
    pub queue: String,
    /// When to call.
    pub slot: Slot,
    /// Whom to call.
    pub number: Number,
    /// In which language.
    pub language: Language,
    /// When it was cancelled; none while it stands.
    pub cancelled: Option<DateTime<Utc>>,
    /// Whether it is a place in a queue that is kept, and can still be given up: its turn has not come.
    pub is_kept_place: bool,
}

/// Which booking is to be changed, and by whom.
#[derive(Clone, Debug)]
pub struct Change {
    /// The desk's name.
    pub desk: Arc<str>,
    /// The number that was read out.
    pub ticket: TicketNumber,
    /// The request's date, where whoever asks must know it.
    pub dated: Option<NaiveDate>,
    /// Now: what has begun cannot be changed any more.
    pub now: DateTime<Utc>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is done; said again, it was done before.
    Done,
    /// There is no such booking, or it is of another date. Which of them is not said.
    Unknown,
    /// Its time has come, or it was cancelled before it could be moved.
    TooLate,
    /// The slot has no free seat; the booking stands where it was.
    Full,
    /// A clerk has changed the queue since it was looked at: look again. The booking stands where it was.
    GoneOn,
    /// Its request has gone on since whoever asks has seen it ([`By::seen`]). The booking stands where it was.
    NotAsSeen,
}

/// A slot as whoever wants a seat of it knows it.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// When.
    pub slot: Slot,
    /// How many callbacks it takes; 0 where the queue does not offer it.
    pub seats: u16,
    /// Up to where the clerks' changes of the queue were read for that.
    pub seen: i64,
}

/// Whether one of `bookings` is a place in a queue that is kept and can still be given up: nobody has answered the call that waits there for it.
macro_rules! is_kept_place {
    () => {
        "(bookings.swapped AND bookings.settled_at IS NULL AND bookings.cancelled_at IS NULL AND NOT EXISTS
             (SELECT 1 FROM attempts WHERE attempts.ticket = bookings.ticket AND outcome IS NULL AND answered_at IS NOT NULL))"
    };
}

pub(in crate::store) use is_kept_place;

/// A booking's columns.
macro_rules! columns {
    () => {
        concat!(
            "bookings.ticket, dated, bookings.queue, bookings.slot_start, bookings.slot_end, number, language, cancelled_at, ",
            is_kept_place!()
        )
    };
}

/// Those of a queue (`$1` desk, `$2` queue) that stand, in slots that begin from `$3` on and before `$4`.
pub(in crate::store) const WITHIN: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM seats JOIN bookings ON bookings.ticket = seats.ticket
     WHERE seats.desk = $1 AND seats.queue = $2 AND seats.slot_start >= $3 AND seats.slot_start < $4 AND cancelled_at IS NULL
     ORDER BY seats.slot_start, created_at, bookings.ticket"
);

impl Store {
    /// A booking of a desk by its number, and by its date where whoever asks must know it.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn booking(
        &self,
        desk: &str,
        ticket: TicketNumber,
        dated: Option<NaiveDate>,
    ) -> Result<Option<Booking>, Fault> {
        let asked = concat!(
            "SELECT ",
            columns!(),
            " FROM bookings WHERE ticket = $1 AND desk = $2 AND dated = coalesce($3, dated)"
        );
        let row = self.reading().await?.maybe(asked, args![ticket, desk, dated]).await?;
        row.as_ref().map(read).transpose()
    }

    /// A booking of a desk by its number, with its version: the last row of its request's history.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn booking_as_seen(
        &self,
        desk: &str,
        ticket: TicketNumber,
    ) -> Result<Option<(Booking, i64)>, Fault> {
        let asked = concat!(
            "SELECT ",
            columns!(),
            ", (SELECT coalesce(max(id), 0) FROM ticket_events WHERE ticket_events.ticket = bookings.ticket)
             FROM bookings WHERE ticket = $1 AND desk = $2"
        );
        let row = self.reading().await?.maybe(asked, args![ticket, desk]).await?;
        row.as_ref().map(|row| Ok((read(row)?, row.get(9)?))).transpose()
    }

    /// Cancels a booking: its seat is free at once.
    ///
    /// # Errors
    /// It stands then.
    pub async fn cancel_booking(&self, change: &Change, by: By<'_>) -> Result<Changed, Fault> {
        transaction!(self, |writing| {
            alone_with(writing, change).await?;
            cancel(writing, change, by).await
        })
    }

    /// Cancels the booking that is quoted. Wrong quotes are counted.
    ///
    /// # Errors
    /// It stands then.
    pub async fn cancel_quoted(
        &self,
        change: &Change,
        quote: &Quote,
        by: By<'_>,
    ) -> Result<Result<Changed, Quoted>, Fault> {
        transaction!(self, |writing| {
            alone_with(writing, change).await?;
            Ok(match quoted(writing, &change.desk, quote).await? {
                Quoted::Ticket(_) => Ok(cancel(writing, change, by).await?),
                wrong @ (Quoted::Wrong | Quoted::TooMany { .. }) => Err(wrong),
            })
        })
    }

    /// Moves a booking to another slot of its queue, on the seat that `holder` holds there, or on another one. The number stays. Its seat is
    /// free once the other is its own, in one transaction.
    ///
    /// # Errors
    /// It stands where it was then.
    pub async fn move_booking(
        &self,
        change: &Change,
        room: Room,
        holder: Option<&str>,
        by: By<'_>,
    ) -> Result<Changed, Fault> {
        transaction!(self, |writing| {
            alone_with(writing, change).await?;
            alone_with_seats(writing, change, room.slot).await?;
            move_to(writing, change, room, holder, by).await
        })
    }

    /// Moves the booking that is quoted, as [`Store::move_booking`] does. Wrong quotes are counted.
    ///
    /// # Errors
    /// It stands where it was then.
    pub async fn move_quoted(
        &self,
        change: &Change,
        quote: &Quote,
        room: Room,
        holder: Option<&str>,
        by: By<'_>,
    ) -> Result<Result<Changed, Quoted>, Fault> {
        transaction!(self, |writing| {
            alone_with(writing, change).await?;
            alone_with_seats(writing, change, room.slot).await?;
            Ok(match quoted(writing, &change.desk, quote).await? {
                Quoted::Ticket(_) => Ok(move_to(writing, change, room, holder, by).await?),
                wrong @ (Quoted::Wrong | Quoted::TooMany { .. }) => Err(wrong),
            })
        })
    }
}

pub(super) async fn alone_with(writing: &mut Writing, change: &Change) -> Result<(), Fault> {
    writing.alone(Alone::Booking, &change.ticket.to_string()).await
}

/// Before wrong quotes are counted: all who lock both do so in one order.
pub(super) async fn alone_with_seats(
    writing: &mut Writing,
    change: &Change,
    slot: Slot,
) -> Result<(), Fault> {
    let asked = "SELECT queue FROM bookings WHERE ticket = $1 AND desk = $2";
    match writing.maybe(asked, args![change.ticket, &*change.desk]).await? {
        Some(row) => alone(writing, &change.desk, row.get(0)?, slot).await,
        None => Ok(()),
    }
}

async fn cancel(writing: &mut Writing, change: &Change, by: By<'_>) -> Result<Changed, Fault> {
    let found = match find(writing, change, by, May::Cancel).await? {
        Ok(found) => found,
        Err(Changed::TooLate | Changed::NotAsSeen) if cancelled(writing, change).await? => {
            return Ok(Changed::Done);
        }
        Err(why) => return Ok(why),
    };
    let (happened, by) = (Event::CallbackCancelled, looked_at(by));
    if !callback_happens(writing, &change.desk, change.ticket, &happened, by, change.now).await? {
        return Ok(Changed::TooLate);
    }
    let cancel = "UPDATE bookings SET cancelled_at = $2 WHERE ticket = $1";
    writing.run(cancel, args![change.ticket, change.now]).await?;
    give_back(writing, &found, change.ticket).await?;
    Ok(Changed::Done)
}

/// Gives up the booking of a request that is closed: its seat is free at once. False while an attempt at it is under way, which is not called back;
/// where it only waits in a queue for an operator, it is taken from there.
pub(in crate::store) async fn give_up(
    writing: &mut Writing,
    ticket: TicketNumber,
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    let under_way = concat!(
        "SELECT 1 FROM attempts JOIN bookings ON bookings.ticket = attempts.ticket
         WHERE attempts.ticket = $1 AND attempts.outcome IS NULL AND NOT ",
        is_kept_place!()
    );
    if writing.maybe(under_way, args![ticket]).await?.is_some() {
        return Ok(false);
    }
    let cancel = "UPDATE bookings SET cancelled_at = $2
         WHERE ticket = $1 AND cancelled_at IS NULL AND settled_at IS NULL RETURNING desk, queue, slot_start, seat";
    if let Some(seat) = writing.maybe(cancel, args![ticket, now]).await? {
        give_back(writing, &seat, ticket).await?;
    }
    Ok(true)
}

async fn move_to(
    writing: &mut Writing,
    change: &Change,
    Room { slot, seats, seen }: Room,
    holder: Option<&str>,
    by: By<'_>,
) -> Result<Changed, Fault> {
    let found = match find(writing, change, by, May::Move).await? {
        Ok(found) => found,
        Err(why) => return Ok(why),
    };
    let (desk, queue): (&str, &str) = (found.get(0)?, found.get(1)?);
    if found.get::<DateTime<Utc>>(2)? == slot.start {
        return Ok(Changed::Done);
    }
    if !unchanged(writing, desk, queue, seen).await? {
        return Ok(Changed::GoneOn);
    }
    let values = args![desk, queue, slot.start, slot.end, seats, holder];
    let free: Option<u16> = writing.one(free_seat!(), values).await?.get(0)?;
    let Some(seat) = free else { return Ok(Changed::Full) };
    let (happened, by) = (Event::CallbackMoved { start: slot.start }, looked_at(by));
    if !callback_happens(writing, desk, change.ticket, &happened, by, change.now).await? {
        return Ok(Changed::TooLate);
    }
    if let Some(holder) = holder {
        let_go(writing, holder).await?;
    }
    take_seat(writing, (desk, queue), slot, seat, change.ticket).await?;
    give_back(writing, &found, change.ticket).await?;
    let moved = "UPDATE bookings SET slot_start = $2, slot_end = $3, seat = $4 WHERE ticket = $1";
    writing.run(moved, args![change.ticket, slot.start, slot.end, seat]).await?;
    Ok(Changed::Done)
}

/// Takes a seat that is free: the constraint says no where it is not.
pub(super) async fn take_seat(
    writing: &mut Writing,
    (desk, queue): (&str, &str),
    slot: Slot,
    seat: u16,
    ticket: TicketNumber,
) -> Result<(), Fault> {
    let take =
        "INSERT INTO seats (desk, queue, slot_start, slot_end, seat, ticket) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (desk, queue, slot_start, seat) DO UPDATE
         SET slot_end = excluded.slot_end, ticket = excluded.ticket, holder = NULL, held_until = NULL
         WHERE seats.ticket IS NULL AND seats.held_until <= unixepoch()";
    let values = args![desk, queue, slot.start, slot.end, seat, ticket];
    if writing.run(take, values).await? == 0 { Err(Fault::Row("seats")) } else { Ok(()) }
}

/// What is to be done with a booking. A place in a queue has no time to which it could be moved, and can be given up until its turn has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum May {
    Cancel,
    Move,
}

/// The booking's desk, queue, start and seat, where that can be done still, and the same was not asked before.
async fn find(
    writing: &mut Writing,
    change: &Change,
    by: By<'_>,
    may: May,
) -> Result<Result<Row, Changed>, Fault> {
    if asked_before(writing, by).await?.is_some() {
        return Ok(Err(Changed::Done));
    }
    let asked = concat!(
        "SELECT desk, queue, slot_start, seat, cancelled_at IS NULL AND slot_start > $4,
             (SELECT max(id) FROM ticket_events WHERE ticket_events.ticket = bookings.ticket), ",
        is_kept_place!(),
        " FROM bookings WHERE ticket = $1 AND desk = $2 AND dated = coalesce($3, dated)"
    );
    let values = args![change.ticket, &*change.desk, change.dated, change.now];
    let Some(row) = writing.maybe(asked, values).await? else { return Ok(Err(Changed::Unknown)) };
    let is_kept_place = may == May::Cancel && row.get::<bool>(6)?;
    if !is_kept_place && !row.get::<bool>(4)? {
        return Ok(Err(Changed::TooLate));
    }
    let last: Option<i64> = row.get(5)?;
    Ok(if by.seen.is_none_or(|seen| last == Some(seen)) { Ok(row) } else { Err(Changed::NotAsSeen) })
}

/// By whom, once it is known that the booking is as they have seen it: nobody else changes it before this is over, and a note that is written to its
/// request meanwhile is in nobody's way.
const fn looked_at(by: By<'_>) -> By<'_> {
    By { seen: None, ..by }
}

async fn cancelled(writing: &mut Writing, change: &Change) -> Result<bool, Fault> {
    let asked = "SELECT 1 FROM bookings WHERE ticket = $1 AND cancelled_at IS NOT NULL";
    Ok(writing.maybe(asked, args![change.ticket]).await?.is_some())
}

pub(in crate::store) fn read(row: &Row) -> Result<Booking, Fault> {
    Ok(Booking {
        ticket: row.get(0)?,
        dated: row.get(1)?,
        queue: row.get(2)?,
        slot: Slot { start: row.get(3)?, end: row.get(4)? },
        number: row.get(5)?,
        language: row.get(6)?,
        cancelled: row.get(7)?,
        is_kept_place: row.get(8)?,
    })
}
