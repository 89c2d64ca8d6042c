//! Callbacks as a clerk looks at them: those of a span of time with what became of them last, and what a number has open.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::bookings::is_kept_place;
use super::{Fault, Row, Store, args};
use crate::booking::Slot;
use crate::terms::{Language, Number};
use crate::ticket::TicketNumber;

/// A booked callback with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheduled {
    /// The number that was read out.
    pub ticket: TicketNumber,
    /// The queue's name.
    pub queue: String,
    /// When to call.
    pub slot: Slot,
    /// Whom to call. Personal data.
    pub number: Number,
    /// What they are called, where they said so. Personal data.
    pub name: Option<String>,
    /// In which language.
    pub language: Language,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Whether it is no slot that was booked but a place in the queue that was kept: since the slot's start, at the latest until its end.
    pub swapped: bool,
    /// Its version: the last row of its request's history.
    pub seen: i64,
    /// What the history says of the callback last, by its name, and beside it: `callback-booked`, `place-kept`, `callback-attempted`, …
    pub last: Option<(String, Option<String>)>,
    /// How the call stands that is under way.
    pub calling: Option<Calling>,
}

/// A callback that is being placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calling {
    /// It is dialled: it rings, or what answered has pressed no key.
    Called,
    /// A person was reached.
    Speaks,
}

/// What a number has open at a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRequest {
    /// Its number.
    pub ticket: TicketNumber,
    /// Its date in the desk's zone.
    pub dated: NaiveDate,
    /// Its queue, where it came for one.
    pub queue: Option<String>,
    /// How it stands, by its name.
    pub state: String,
    /// When the callback is that is still to come.
    pub callback: Option<Slot>,
    /// Since when a place in a queue is kept for it, which can be given up.
    pub place: Option<DateTime<Utc>>,
}

/// For how long a place is kept at most: where a desk takes bookings for longer ahead, nobody waits so long for a turn.
const LONGEST: TimeDelta = TimeDelta::days(31);

/// A desk's callbacks (`$1`) of which this holds, in order.
macro_rules! scheduled_where {
    ($holds:literal) => {
        concat!(
            "SELECT bookings.ticket, bookings.queue, bookings.slot_start, bookings.slot_end, bookings.number, tickets.name,
                 bookings.language, cancelled_at IS NOT NULL,
                 (SELECT event || '/' || coalesce(detail, '') FROM ticket_events WHERE ticket_events.ticket = bookings.ticket
                    AND (event LIKE 'callback-%' OR event = 'place-kept') ORDER BY id DESC LIMIT 1),
                 (SELECT reached_at IS NOT NULL FROM attempts WHERE attempts.ticket = bookings.ticket AND outcome IS NULL
                    AND dialled_at IS NOT NULL), swapped,
                 (SELECT coalesce(max(id), 0) FROM ticket_events WHERE ticket_events.ticket = bookings.ticket)
             FROM bookings LEFT JOIN tickets ON tickets.ticket = bookings.ticket
             WHERE bookings.desk = $1 AND ",
            $holds,
            " ORDER BY bookings.slot_start, bookings.created_at, bookings.ticket"
        )
    };
}

impl Store {
    /// The callbacks of all queues of a desk that begin within a span, cancelled ones among them, in order.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn scheduled(&self, desk: &str, span: Range<DateTime<Utc>>) -> Result<Vec<Scheduled>, Fault> {
        let asked = scheduled_where!("slot_start >= $2 AND slot_start < $3");
        let rows = self.reading().await?.all(asked, args![desk, span.start, span.end]).await?;
        rows.iter().map(scheduled).collect()
    }

    /// The kept places of a desk that were taken before a moment, and waited for a call then still: whoever joined a queue shortly before closing
    /// time is called on the next day that it is open.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn places_from_before(
        &self,
        desk: &str,
        moment: DateTime<Utc>,
    ) -> Result<Vec<Scheduled>, Fault> {
        let asked = scheduled_where!(
            "swapped AND slot_start < $2 AND slot_start >= $3 AND slot_end > $2
             AND (settled_at IS NULL OR settled_at >= $2) AND (cancelled_at IS NULL OR cancelled_at >= $2)"
        );
        let oldest = moment.checked_sub_signed(LONGEST).unwrap_or(moment);
        let rows = self.reading().await?.all(asked, args![desk, moment, oldest]).await?;
        rows.iter().map(scheduled).collect()
    }

    /// What a number has open at a desk, the newest first, ten at most.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn open_of_number(
        &self,
        desk: &str,
        number: Number,
        now: DateTime<Utc>,
    ) -> Result<Vec<OpenRequest>, Fault> {
        let asked = concat!(
            "SELECT tickets.ticket, tickets.dated, tickets.queue, tickets.state, slot_start, slot_end, slot_start <= $3
             FROM tickets LEFT JOIN bookings ON bookings.ticket = tickets.ticket AND cancelled_at IS NULL AND (slot_start > $3 OR ",
            is_kept_place!(),
            ")
             WHERE tickets.number = $2 AND tickets.desk = $1 AND tickets.state NOT IN ('closed', 'lapsed')
             ORDER BY opened_at DESC, tickets.ticket DESC LIMIT 10"
        );
        let rows = self.reading().await?.all(asked, args![desk, number, now]).await?;
        rows.iter().map(open).collect()
    }
}

fn scheduled(row: &Row) -> Result<Scheduled, Fault> {
    let last: Option<&str> = row.get(8)?;
    let reached: Option<bool> = row.get(9)?;
    let last = last.and_then(|last| last.split_once('/'));
    Ok(Scheduled {
        ticket: row.get(0)?,
        queue: row.get(1)?,
        slot: Slot { start: row.get(2)?, end: row.get(3)? },
        number: row.get(4)?,
        name: row.get(5)?,
        language: row.get(6)?,
        cancelled: row.get(7)?,
        swapped: row.get(10)?,
        seen: row.get(11)?,
        last: last.map(|(event, detail)| {
            (event.to_owned(), Some(detail.to_owned()).filter(|detail| !detail.is_empty()))
        }),
        calling: reached.map(|reached| if reached { Calling::Speaks } else { Calling::Called }),
    })
}

fn open(row: &Row) -> Result<OpenRequest, Fault> {
    let (start, end): (Option<DateTime<Utc>>, Option<DateTime<Utc>>) = (row.get(4)?, row.get(5)?);
    let is_place = row.get::<Option<bool>>(6)?.unwrap_or(false);
    Ok(OpenRequest {
        ticket: row.get(0)?,
        dated: row.get(1)?,
        queue: row.get(2)?,
        state: row.get(3)?,
        callback: start.zip(end).map(|(start, end)| Slot { start, end }).filter(|_| !is_place),
        place: start.filter(|_| is_place),
    })
}
