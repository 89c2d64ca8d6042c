//! A callback that reached nobody, booked again by itself: the same request, at another time of its queue. The seat is decided as for every booking; what
//! a number may have open, and whether it is denied, is asked once more.

use super::change::{alone_with, alone_with_seats, take_seat};
use super::{Change, Changed, Room, give_back};
use crate::store::denied::{ON_LIST, hash};
use crate::store::seats::{free_seat, unchanged};
use crate::store::tickets::happens;
use crate::store::{By, Fault, Store, Tell, Told, Writing, args, transaction};
use crate::terms::Number;
use crate::ticket::Event;

/// What keeps a callback from being booked again.
#[derive(Clone, Copy, Debug)]
pub struct Again {
    /// How often that was done for a request at most.
    pub most: u16,
    /// The most open bookings of one number in the queue.
    pub open_per_number: u16,
}

impl Store {
    /// Books a callback that reached nobody again, at another time of its queue: its request says that it was missed and when it comes now, and whoever is to
    /// be told is, once. [`Changed::TooLate`] where it may not be: it was settled or cancelled, an attempt is under way, an operator has the request,
    /// it was booked again often enough, or its number may not book.
    ///
    /// # Errors
    /// Nothing is booked then, and nothing is missed yet.
    pub async fn rebook_missed(
        &self,
        change: &Change,
        room: Room,
        again: Again,
        tell: Tell<'_>,
    ) -> Result<Changed, Fault> {
        transaction!(self, |writing| {
            alone_with(writing, change).await?;
            alone_with_seats(writing, change, room.slot).await?;
            rebook(writing, change, room, again, tell).await
        })
    }
}

async fn rebook(
    writing: &mut Writing,
    change: &Change,
    Room { slot, seats, seen }: Room,
    again: Again,
    tell: Tell<'_>,
) -> Result<Changed, Fault> {
    // The count is written as the one of `book` is, so that the index of numbers answers it.
    let asked = "SELECT bookings.desk, bookings.queue, bookings.slot_start, bookings.seat, bookings.number,
             (SELECT count(*) FROM ticket_events WHERE ticket_events.ticket = bookings.ticket AND event = 'callback-booked' AND actor = $3),
             (SELECT count(*) FROM bookings other WHERE other.desk || '' = bookings.desk AND other.queue = bookings.queue
                AND other.number = bookings.number AND other.slot_end > $4 AND other.cancelled_at IS NULL
                AND coalesce(other.settled_at, 0) = 0 AND NOT other.swapped
                AND other.ticket <> bookings.ticket)
         FROM bookings JOIN tickets ON tickets.ticket = bookings.ticket
         WHERE bookings.ticket = $1 AND bookings.desk = $2 AND settled_at IS NULL AND cancelled_at IS NULL
         AND state IN ('opened', 'reopened')
         AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.ticket = bookings.ticket AND outcome IS NULL)";
    let values = args![change.ticket, &*change.desk, By::clock().actor, change.now];
    let Some(found) = writing.maybe(asked, values).await? else { return Ok(Changed::TooLate) };
    let (desk, queue, number): (&str, &str, Number) = (found.get(0)?, found.get(1)?, found.get(4)?);
    let (before, open): (u16, u16) = (found.get(5)?, found.get(6)?);
    if before >= again.most || open >= again.open_per_number {
        return Ok(Changed::TooLate);
    }
    if writing.maybe(ON_LIST, args![hash(number).as_ref(), desk]).await?.is_some() {
        return Ok(Changed::TooLate);
    }
    if !unchanged(writing, desk, queue, seen).await? {
        return Ok(Changed::GoneOn);
    }
    let nobody: Option<&str> = None;
    let values = args![desk, queue, slot.start, slot.end, seats, nobody];
    let free: Option<u16> = writing.one(free_seat!(), values).await?.get(0)?;
    let Some(seat) = free else { return Ok(Changed::Full) };
    take_seat(writing, (desk, queue), slot, seat, change.ticket).await?;
    give_back(writing, &found, change.ticket).await?;
    let by = By::clock();
    for (event, tell) in
        [(Event::CallbackMissed, None), (Event::CallbackBooked { start: slot.start }, Some(tell))]
    {
        match happens(writing, desk, change.ticket, &event, By { tell, ..by }, None, change.now).await? {
            Told::Done(_) => {}
            Told::Refused(_) | Told::GoneOn | Told::NoTicket => return Err(Fault::Row("tickets")),
        }
    }
    let moved =
        "UPDATE bookings SET slot_start = $2, slot_end = $3, seat = $4, swapped = $5 WHERE ticket = $1";
    writing.run(moved, args![change.ticket, slot.start, slot.end, seat, false]).await?;
    Ok(Changed::Done)
}
