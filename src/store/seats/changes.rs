//! What clerks change of a queue's slots by hand, each with a reason and whoever did it: a history that is only added to. An undoing is an entry too.
//!
//! How many seats that leaves is arithmetic of `booking`. Whoever takes a seat says up to which entry they have read ([`Changes::seen`]); where there
//! is a newer one, nothing is taken and they look again. So no booking ever lands in what was blocked before it, however close the race.

use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::booking::{Change, Changes, Slot, What};
use crate::store::{Alone, Booking, Fault, Row, Store, Writing, args, bookings, transaction};
use crate::ticket::TicketNumber;

const TABLE: &str = "seat_changes";

/// Whether something was said of the queue since a moment of its history: `$1` desk, `$2` queue.
macro_rules! newest {
    () => {
        "coalesce((SELECT max(id) FROM seat_changes WHERE desk = $1 AND queue = $2), 0)"
    };
}
pub(in crate::store) use newest;

/// What a clerk does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A change of a span of time.
    Changes(What),
    /// The notice is not asked for, for one booking.
    WaivesNotice,
    /// A change holds no longer.
    Undoes(i64),
}

/// What is to be changed.
#[derive(Clone, Debug)]
pub struct NewChange<'a> {
    /// The desk's name.
    pub desk: Arc<str>,
    /// The queue's name.
    pub queue: Arc<str>,
    /// What.
    pub what: What,
    /// From when until when, the end not included.
    pub span: Range<DateTime<Utc>>,
    /// By whom and why.
    pub by: Clerk<'a>,
}

/// Who changes something, and why.
#[derive(Clone, Copy, Debug)]
pub struct Clerk<'a> {
    /// As the desk calls them; `api` for a program.
    pub actor: &'a str,
    /// Why; not empty. May hold personal data.
    pub reason: &'a str,
    /// The name of the request that asks for it; said again, it happens once.
    pub asked: Option<&'a str>,
    /// Now.
    pub now: DateTime<Utc>,
}

/// An entry of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// By which it is undone.
    pub id: i64,
    /// The queue's name.
    pub queue: String,
    /// What was done.
    pub deed: Deed,
    /// From when until when; of an undoing, that of what it undoes.
    pub span: Range<DateTime<Utc>>,
    /// Why. May hold personal data.
    pub reason: String,
    /// Who did it.
    pub actor: String,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// The entry that undid it.
    pub undone: Option<i64>,
}

/// What became of an undoing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// It holds no longer; this is the entry that says so.
    Done(Recorded),
    /// The desk has no such change, or it is none that can be undone.
    Unknown,
    /// It was undone before.
    Before,
}

/// An entry with what undid it.
macro_rules! entry {
    () => {
        "SELECT c.id, c.queue, c.what, c.from_at, c.until_at, c.seats, c.undoes, c.reason, c.actor, c.at, u.id
         FROM seat_changes c LEFT JOIN seat_changes u ON u.undoes = c.id "
    };
}

const ONE: &str = concat!(entry!(), "WHERE c.desk = $1 AND c.id = $2");

const HISTORY: &str = concat!(
    entry!(),
    "WHERE c.desk = $1 AND ($2 IS NULL OR c.queue = $2) AND ($3 IS NULL OR c.id < $3) ORDER BY c.id DESC LIMIT $4"
);

/// What holds of a queue from `$3` on; a row at least, which says how far the history goes.
const STANDING: &str = concat!(
    "SELECT newest.id, c.what, c.from_at, c.until_at, c.seats FROM (SELECT ",
    newest!(),
    " AS id) newest
     LEFT JOIN seat_changes c ON c.desk = $1 AND c.queue = $2 AND c.until_at > $3 AND c.what IN ('blocked', 'opened', 'seats')
         AND NOT EXISTS (SELECT 1 FROM seat_changes u WHERE u.undoes = c.id)
     ORDER BY c.id"
);

impl Store {
    /// Writes a change of a queue. From here on no seat is taken by whoever has not read it.
    ///
    /// # Errors
    /// Nothing is changed then.
    pub async fn change_seats(&self, new: &NewChange<'_>) -> Result<Recorded, Fault> {
        let (what, seats) = columns(new.what);
        let said = self.record(&new.desk, &new.queue, (what, seats, None), &new.span, new.by, None).await?;
        said.ok_or(Fault::Row(TABLE))
    }

    /// Writes that the notice is not asked for, for the booking that is about to be made as a call.
    ///
    /// # Errors
    /// Nothing is written then.
    pub async fn waive_notice(
        &self,
        desk: &str,
        queue: &str,
        slot: Slot,
        call: &str,
        by: Clerk<'_>,
    ) -> Result<Recorded, Fault> {
        let span = slot.start..slot.end;
        let said = self.record(desk, queue, ("notice", None, None), &span, by, Some(call)).await?;
        said.ok_or(Fault::Row(TABLE))
    }

    /// Undoes a change.
    ///
    /// # Errors
    /// It holds then.
    pub async fn undo_change(&self, desk: &str, id: i64, by: Clerk<'_>) -> Result<Undone, Fault> {
        let Some(found) = self.reading().await?.maybe(ONE, args![desk, id]).await? else {
            return Ok(Undone::Unknown);
        };
        let found = read(&found)?;
        if matches!(found.deed, Deed::Undoes(_)) {
            return Ok(Undone::Unknown);
        }
        let undone = ("undone", None, Some(id));
        let said = self.record(desk, &found.queue, undone, &found.span, by, None).await?;
        Ok(said.map_or(Undone::Before, Undone::Done))
    }

    /// Adds an entry, or finds the one that the same asking added; none where the change was undone before.
    async fn record(
        &self,
        desk: &str,
        queue: &str,
        (what, seats, undoes): (&str, Option<i64>, Option<i64>),
        span: &Range<DateTime<Utc>>,
        by: Clerk<'_>,
        call: Option<&str>,
    ) -> Result<Option<Recorded>, Fault> {
        transaction!(self, |writing| {
            alone(writing, desk, queue).await?;
            let add = "INSERT INTO seat_changes (desk, queue, what, from_at, until_at, seats, undoes, reason, actor, at, call_id, asked)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING id";
            let values = args![
                desk, queue, what, span.start, span.end, seats, undoes, by.reason, by.actor, by.now, call,
                by.asked
            ];
            let id: Option<i64> = match (writing.maybe(add, values).await?, by.asked) {
                (Some(row), _) => Some(row.get(0)?),
                (None, Some(asked)) => {
                    let before = "SELECT id FROM seat_changes WHERE asked = $1 AND desk = $2";
                    writing.maybe(before, args![asked, desk]).await?.map(|row| row.get(0)).transpose()?
                }
                (None, None) => None,
            };
            let Some(id) = id else { return Ok(None) };
            read(&writing.one(ONE, args![desk, id]).await?).map(Some)
        })
    }

    /// The changes of a queue that hold at any time from a moment on.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn changes(&self, desk: &str, queue: &str, from: DateTime<Utc>) -> Result<Changes, Fault> {
        let rows = self.reading().await?.all(STANDING, args![desk, queue, from]).await?;
        standing(&rows)
    }

    /// A desk's change.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn change(&self, desk: &str, id: i64) -> Result<Option<Recorded>, Fault> {
        self.reading().await?.maybe(ONE, args![desk, id]).await?.as_ref().map(read).transpose()
    }

    /// The booking that was made where a change waived the notice, while it stands.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn booked_without_notice(
        &self,
        desk: &str,
        change: i64,
    ) -> Result<Option<TicketNumber>, Fault> {
        let asked = "SELECT bookings.ticket FROM seat_changes c
             JOIN seats ON seats.desk = c.desk AND seats.queue = c.queue AND seats.slot_start = c.from_at
             JOIN bookings ON bookings.ticket = seats.ticket AND bookings.call_id = c.call_id
             WHERE c.desk = $1 AND c.id = $2 AND c.what = 'notice'";
        let row = self.reading().await?.maybe(asked, args![desk, change]).await?;
        row.map(|row| row.get(0)).transpose()
    }

    /// The history of a desk's changes, or of one queue's, the newest first: those before an entry, so many at most.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn change_history(
        &self,
        desk: &str,
        queue: Option<&str>,
        before: Option<i64>,
        most: u16,
    ) -> Result<Vec<Recorded>, Fault> {
        let rows = self.reading().await?.all(HISTORY, args![desk, queue, before, most]).await?;
        rows.iter().map(read).collect()
    }

    /// The bookings of a queue that stand, in slots that begin within a span of time: in the order of their slots, and those of one slot as
    /// they were made.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn bookings_within(
        &self,
        desk: &str,
        queue: &str,
        span: Range<DateTime<Utc>>,
    ) -> Result<Vec<Booking>, Fault> {
        let rows =
            self.reading().await?.all(bookings::WITHIN, args![desk, queue, span.start, span.end]).await?;
        rows.iter().map(bookings::read).collect()
    }
}

/// Keeps others from taking seats of a queue, until the end of this transaction.
async fn alone(writing: &mut Writing, desk: &str, queue: &str) -> Result<(), Fault> {
    writing.alone(Alone::Changes, &format!("{desk}/{queue}")).await
}

/// Whether no clerk has changed the queue since it was looked at, and none does until the end of this transaction, which is alone with seats of it.
pub(in crate::store) async fn unchanged(
    writing: &mut Writing,
    desk: &str,
    queue: &str,
    seen: i64,
) -> Result<bool, Fault> {
    let newest = writing.one(concat!("SELECT ", newest!()), args![desk, queue]).await?;
    Ok(newest.get::<i64>(0)? == seen)
}

const fn columns(what: What) -> (&'static str, Option<i64>) {
    match what {
        What::Blocked => ("blocked", None),
        What::Opened(None) => ("opened", None),
        What::Opened(Some(seats)) => ("opened", Some(seats as i64)),
        What::Seats(more) => ("seats", Some(more as i64)),
    }
}

/// What the columns `what` and `seats` say; none where it is no change of a span.
fn what(name: &str, seats: Option<i64>) -> Result<Option<What>, Fault> {
    let broken = |_| Fault::Row(TABLE);
    Ok(Some(match (name, seats) {
        ("blocked", _) => What::Blocked,
        ("opened", seats) => What::Opened(seats.map(u16::try_from).transpose().map_err(broken)?),
        ("seats", Some(more)) => What::Seats(more.try_into().map_err(broken)?),
        _ => return Ok(None),
    }))
}

fn read(row: &Row) -> Result<Recorded, Fault> {
    let deed = match (row.get::<&str>(2)?, row.get::<Option<i64>>(6)?) {
        ("notice", _) => Deed::WaivesNotice,
        ("undone", Some(id)) => Deed::Undoes(id),
        (name, _) => Deed::Changes(what(name, row.get(5)?)?.ok_or(Fault::Row(TABLE))?),
    };
    Ok(Recorded {
        id: row.get(0)?,
        queue: row.get(1)?,
        deed,
        span: row.get(3)?..row.get(4)?,
        reason: row.get(7)?,
        actor: row.get(8)?,
        at: row.get(9)?,
        undone: row.get(10)?,
    })
}

fn standing(rows: &[Row]) -> Result<Changes, Fault> {
    let seen = rows.first().map_or(Ok(0), |row| row.get(0))?;
    let mut made = Vec::new();
    for row in rows {
        let Some(name) = row.get::<Option<&str>>(1)? else { continue };
        if let Some(what) = what(name, row.get(4)?)? {
            made.push(Change { what, from: row.get(2)?, until: row.get(3)? });
        }
    }
    Ok(Changes { made, seen })
}
