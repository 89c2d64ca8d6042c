//! A booking found again by its number, moved or cancelled. Asked for by the caller who has number and date, or by a clerk.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::give_back;
use crate::booking::Slot;
use crate::store::seats::{alone, free_seat, let_go};
use crate::store::{Alone, Fault, Row, Store, Writing, args, transaction};
use crate::terms::{Language, Number};
use crate::ticket::TicketNumber;

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
}

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
        let asked =
            "SELECT ticket, dated, queue, slot_start, slot_end, number, language, cancelled_at FROM bookings
             WHERE ticket = $1 AND desk = $2 AND dated = coalesce($3, dated)";
        let row = self.reading().await?.maybe(asked, args![ticket, desk, dated]).await?;
        row.as_ref().map(read).transpose()
    }

    /// Cancels a booking: its seat is free at once.
    ///
    /// # Errors
    /// It stands then.
    pub async fn cancel_booking(&self, change: &Change) -> Result<Changed, Fault> {
        transaction!(self, |writing| {
            let found = match find(writing, change).await? {
                Ok(found) => found,
                Err(Changed::TooLate) if cancelled(writing, change).await? => return Ok(Changed::Done),
                Err(why) => return Ok(why),
            };
            let cancel = "UPDATE bookings SET cancelled_at = $2 WHERE ticket = $1";
            writing.run(cancel, args![change.ticket, change.now]).await?;
            give_back(writing, &found, change.ticket).await?;
            Ok(Changed::Done)
        })
    }

    /// Moves a booking to another slot of its queue that takes so many callbacks (0: it is not offered), on the seat that `holder` holds there, or on
    /// another one. The number stays.
    ///
    /// # Errors
    /// It stands where it was then.
    pub async fn move_booking(
        &self,
        change: &Change,
        slot: Slot,
        seats: u16,
        holder: Option<&str>,
    ) -> Result<Changed, Fault> {
        transaction!(self, |writing| {
            let found = match find(writing, change).await? {
                Ok(found) => found,
                Err(why) => return Ok(why),
            };
            let (desk, queue): (&str, &str) = (found.get(0)?, found.get(1)?);
            if found.get::<DateTime<Utc>>(2)? == slot.start {
                return Ok(Changed::Done);
            }
            alone(writing, desk, queue, slot).await?;
            let values = args![desk, queue, slot.start, slot.end, seats, holder];
            let free: Option<u16> = writing.one(free_seat!(), values).await?.get(0)?;
            let Some(seat) = free else { return Ok(Changed::Full) };
            if let Some(holder) = holder {
                let_go(writing, holder).await?;
            }
            let take = "INSERT INTO seats (desk, queue, slot_start, slot_end, seat, ticket) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (desk, queue, slot_start, seat) DO UPDATE
                 SET slot_end = excluded.slot_end, ticket = excluded.ticket, holder = NULL, held_until = NULL
                 WHERE seats.ticket IS NULL AND seats.held_until <= unixepoch()";
            let values = args![desk, queue, slot.start, slot.end, seat, change.ticket];
            if writing.run(take, values).await? == 0 {
                return Ok(Changed::Full);
            }
            give_back(writing, &found, change.ticket).await?;
            let moved = "UPDATE bookings SET slot_start = $2, slot_end = $3, seat = $4 WHERE ticket = $1";
            writing.run(moved, args![change.ticket, slot.start, slot.end, seat]).await?;
            Ok(Changed::Done)
        })
    }
}

/// The booking's desk, queue, start and seat, where it can be changed still.
async fn find(writing: &mut Writing, change: &Change) -> Result<Result<Row, Changed>, Fault> {
    writing.alone(Alone::Booking, &change.ticket.to_string()).await?;
    let asked = "SELECT desk, queue, slot_start, seat, cancelled_at IS NULL AND slot_start > $4 FROM bookings
         WHERE ticket = $1 AND desk = $2 AND dated = coalesce($3, dated)";
    let values = args![change.ticket, &*change.desk, change.dated, change.now];
    let Some(row) = writing.maybe(asked, values).await? else { return Ok(Err(Changed::Unknown)) };
    Ok(if row.get(4)? { Ok(row) } else { Err(Changed::TooLate) })
}

async fn cancelled(writing: &mut Writing, change: &Change) -> Result<bool, Fault> {
    let asked = "SELECT 1 FROM bookings WHERE ticket = $1 AND cancelled_at IS NOT NULL";
    Ok(writing.maybe(asked, args![change.ticket]).await?.is_some())
}

fn read(row: &Row) -> Result<Booking, Fault> {
    Ok(Booking {
        ticket: row.get(0)?,
        dated: row.get(1)?,
        queue: row.get(2)?,
        slot: Slot { start: row.get(3)?, end: row.get(4)? },
        number: row.get(5)?,
        language: row.get(6)?,
        cancelled: row.get(7)?,
    })
}
