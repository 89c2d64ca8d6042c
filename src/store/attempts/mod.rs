//! Attempts to call back. One is written before anything is dialled, by whichever replica claims it first; the replica has it in hand for as long as it
//! says so, by the database's clock, and one that dies leaves it to the others. What a replica says of an attempt counts under the newest fence
//! only; what the platform or the called person says of it counts whoever hears it. It ends once.

mod settle;

use chrono::{DateTime, NaiveDate, Utc};

use super::code_calls::CODES;
use super::sql::Sql;
use super::{Alone, Fault, Row, Store, args, transaction};
use crate::booking::{Attempt, Slot};
use crate::terms::{Language, Number};
use crate::ticket::{Attempted, TicketNumber};

/// How long a replica has an attempt in hand before it has to say so again; seconds, by the database's clock.
const LEASE: i64 = 15;

/// The most bookings of a queue that are looked at together.
const MOST: i64 = 500;

/// A booking whose slot has begun and that is not settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The request's number.
    pub ticket: TicketNumber,
    /// The queue's name.
    pub queue: String,
    /// When to call.
    pub slot: Slot,
    /// Whom to call.
    pub number: Number,
    /// In which language.
    pub language: Language,
    /// The attempts so far, in order.
    pub attempts: Vec<Attempt>,
}

/// A booking whose slot is over and that nobody places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forsaken {
    /// The request's number.
    pub ticket: TicketNumber,
    /// The queue's name, which the desk may have no more.
    pub queue: String,
    /// Whether the user waits still: no operator has taken the request in charge, and it is open.
    pub is_waiting: bool,
}

/// An attempt that this replica has in hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InHand {
    /// The request's number.
    pub ticket: TicketNumber,
    /// The so-manieth.
    pub attempt: u16,
    /// The desk's name.
    pub desk: String,
    /// The queue's name.
    pub queue: String,
    /// When it was about to be dialled, so that it may ring.
    pub dialled: Option<DateTime<Utc>>,
    /// Which number is shown, where it was dialled.
    pub shown: Option<Number>,
    /// Which platform was asked, where that is known.
    pub platform: Option<String>,
    /// What it calls the call, or where it is.
    pub place: Option<String>,
    /// Whether somebody or something answered.
    pub answered: bool,
    /// When a person was reached.
    pub reached: Option<DateTime<Utc>>,
    /// When it began.
    pub began: DateTime<Utc>,
    /// Whom to call.
    pub number: Number,
    /// In which language.
    pub language: Language,
    /// Whether what it is for was given up, before anybody answered.
    pub is_given_up: bool,
    fence: i64,
}

/// Who is called by an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalledBack {
    /// The desk's name.
    pub desk: String,
    /// The queue's name.
    pub queue: String,
    /// Whom.
    pub number: Number,
    /// In which language.
    pub language: Language,
    /// The request's date, in the desk's zone.
    pub dated: NaiveDate,
    /// Whose request it is, by the row of the customer.
    pub customer: Option<i64>,
    /// Whether it is no time that was booked but a place in a queue that was kept.
    pub swapped: bool,
}

/// What one attempt is, as [`in_hand`] reads it; after `RETURNING` or `SELECT`, of the attempts named `attempts`.
macro_rules! columns {
    () => {
        "ticket, attempt, desk, queue, dialled_at, platform, place, reached_at, fence,
         (SELECT number FROM bookings WHERE bookings.ticket = attempts.ticket),
         (SELECT language FROM bookings WHERE bookings.ticket = attempts.ticket), answered_at IS NOT NULL, began_at, shown,
         answered_at IS NULL AND EXISTS (SELECT 1 FROM bookings
             WHERE bookings.ticket = attempts.ticket AND swapped AND cancelled_at IS NOT NULL)"
    };
}

impl Store {
    /// The bookings of a queue whose slot has begun and that are not settled, in the order of their arrival: by slot, and within one by booking. One
    /// that cannot be read stands in no other's way.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn due_callbacks(
        &self,
        desk: &str,
        queue: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<Result<Due, Fault>>, Fault> {
        let asked = "SELECT due.ticket, due.queue, slot_start, slot_end, due.number, due.language,
                 attempts.attempt, began_at, outcome, ended_at, answered_at IS NOT NULL
             FROM (SELECT bookings.* FROM bookings JOIN tickets ON tickets.ticket = bookings.ticket
                 WHERE bookings.desk = $1 AND bookings.queue = $2 AND settled_at IS NULL AND cancelled_at IS NULL
                 AND slot_start <= $3 AND tickets.state <> 'closed'
                 ORDER BY slot_start, created_at, bookings.ticket LIMIT $4) due
             LEFT JOIN attempts ON attempts.ticket = due.ticket
             ORDER BY slot_start, created_at, due.ticket, attempts.attempt";
        let rows = self.reading().await?.all(asked, args![desk, queue, now, MOST]).await?;
        let same = |one: &Row, next: &Row| one.get::<i64>(0).ok() == next.get::<i64>(0).ok();
        Ok(rows.chunk_by(same).map(due).collect())
    }

    /// The bookings of a desk that nobody places, and whose slot is over: those of queues that are not among these, and those whose request is closed.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn forsaken_callbacks(
        &self,
        desk: &str,
        placed: &[&str],
        now: DateTime<Utc>,
    ) -> Result<Vec<Result<Forsaken, Fault>>, Fault> {
        let asked = Sql {
            sqlite: "SELECT bookings.ticket, bookings.queue, tickets.state IN ('opened', 'reopened') FROM bookings
                 JOIN tickets ON tickets.ticket = bookings.ticket
                 WHERE bookings.desk = $1 AND settled_at IS NULL AND cancelled_at IS NULL AND slot_start < $2 AND slot_end <= $2
                 AND (tickets.state = 'closed' OR bookings.queue NOT IN (SELECT value FROM json_each($3)))
                 AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.ticket = bookings.ticket AND outcome IS NULL)
                 ORDER BY slot_start LIMIT $4",
            postgres: "SELECT bookings.ticket, bookings.queue, tickets.state IN ('opened', 'reopened') FROM bookings
                 JOIN tickets ON tickets.ticket = bookings.ticket
                 WHERE bookings.desk = $1 AND settled_at IS NULL AND cancelled_at IS NULL AND slot_start < $2 AND slot_end <= $2
                 AND (tickets.state = 'closed' OR bookings.queue NOT IN (SELECT json_array_elements_text($3::json)))
                 AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.ticket = bookings.ticket AND outcome IS NULL)
                 ORDER BY slot_start LIMIT $4",
        };
        let placed = serde_json::to_string(placed).map_err(|_| Fault::Row("bookings"))?;
        let rows = self.reading().await?.all(asked, args![desk, now, placed, MOST]).await?;
        let read =
            |row| Ok(Forsaken { ticket: Row::get(row, 0)?, queue: row.get(1)?, is_waiting: row.get(2)? });
        Ok(rows.iter().map(read).collect())
    }

    /// Begins the so-manieth attempt of a booking, where it is the next one, nothing has changed about the booking, fewer than `at_once` attempts of its
    /// queue are under way, and none to its number, for whatever queue or desk. None where another was first, or it is no longer so.
    ///
    /// # Errors
    /// Nothing is begun then.
    pub async fn begin_attempt(
        &self,
        desk: &str,
        due: &Due,
        attempt: u16,
        at_once: u16,
        now: DateTime<Utc>,
    ) -> Result<Option<InHand>, Fault> {
        let of_queue = format!("{desk}/{}", due.queue);
        transaction!(self, |writing| {
            writing.alone(Alone::Booking, &due.ticket.to_string()).await?;
            writing.alone(Alone::Callbacks, &of_queue).await?;
            writing.alone(Alone::Called, &due.number.e164()).await?;
            writing.alone(Alone::Callbacks, CODES).await?;
            let begin = concat!(
                "INSERT INTO attempts (ticket, attempt, desk, queue, began_at, fence, leased_to)
                 SELECT ticket, $2, desk, queue, $3, 1, unixepoch() + $4 FROM bookings
                 WHERE ticket = $1 AND desk = $5 AND slot_start = $6 AND cancelled_at IS NULL AND settled_at IS NULL
                 AND EXISTS (SELECT 1 FROM tickets WHERE tickets.ticket = $1 AND state <> 'closed')
                 AND (SELECT coalesce(max(attempt), 0) FROM attempts WHERE attempts.ticket = $1) = $2 - 1
                 AND (SELECT count(*) FROM attempts WHERE attempts.desk = $5 AND attempts.queue = $7 AND outcome IS NULL) < $8
                 AND NOT EXISTS (SELECT 1 FROM attempts other JOIN bookings of_other ON of_other.ticket = other.ticket
                     WHERE other.outcome IS NULL AND of_other.number = bookings.number)
                 AND NOT EXISTS (SELECT 1 FROM code_calls WHERE code_calls.number = bookings.number AND code_calls.outcome IS NULL)
                 ON CONFLICT DO NOTHING RETURNING ",
                columns!()
            );
            let values = args![due.ticket, attempt, now, LEASE, desk, due.slot.start, &due.queue, at_once];
            writing.maybe(begin, values).await?.as_ref().map(in_hand).transpose()
        })
    }

    /// Writes that an attempt is about to be dialled, by which platform and from which number. None where it is no longer in this replica's hand, was
    /// dialled before, or its booking or request is over since: then nothing may be dialled.
    ///
    /// # Errors
    /// Nothing may be dialled then.
    pub async fn dialling(
        &self,
        one: &InHand,
        platform: &str,
        shown: Number,
        now: DateTime<Utc>,
    ) -> Result<Option<InHand>, Fault> {
        transaction!(self, |writing| {
            let dial = concat!(
                "UPDATE attempts SET dialled_at = $4, platform = $5, shown = $6, leased_to = unixepoch() + $7
                 WHERE ticket = $1 AND attempt = $2 AND fence = $3 AND outcome IS NULL AND dialled_at IS NULL AND leased_to > unixepoch()
                 AND EXISTS (SELECT 1 FROM bookings JOIN tickets ON tickets.ticket = bookings.ticket
                     WHERE bookings.ticket = $1 AND cancelled_at IS NULL AND settled_at IS NULL AND state <> 'closed')
                 RETURNING ",
                columns!()
            );
            let values = args![one.ticket, one.attempt, one.fence, now, platform, shown, LEASE];
            writing.maybe(dial, values).await?.as_ref().map(in_hand).transpose()
        })
    }

    /// Writes what the platform calls the call.
    ///
    /// # Errors
    /// It is asked for without that, then.
    pub async fn dialled(&self, one: &InHand, place: &str) -> Result<(), Fault> {
        transaction!(self, |writing| {
            let keep =
                "UPDATE attempts SET place = $3 WHERE ticket = $1 AND attempt = $2 AND outcome IS NULL";
            writing.run(keep, args![one.ticket, one.attempt, place]).await.map(drop)
        })
    }

    /// Keeps an attempt in this replica's hand, and says how it stands. None where it has ended, or another replica has it.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn keep_in_hand(&self, one: &InHand) -> Result<Option<InHand>, Fault> {
        transaction!(self, |writing| {
            let keep = concat!(
                "UPDATE attempts SET leased_to = unixepoch() + $4
                 WHERE ticket = $1 AND attempt = $2 AND fence = $3 AND outcome IS NULL RETURNING ",
                columns!()
            );
            let values = args![one.ticket, one.attempt, one.fence, LEASE];
            writing.maybe(keep, values).await?.as_ref().map(in_hand).transpose()
        })
    }

    /// Takes up the attempts that no replica has in hand any more. One that cannot be read stands in no other's way.
    ///
    /// # Errors
    /// Why none could be taken up.
    pub async fn take_up_attempts(&self) -> Result<Vec<Result<InHand, Fault>>, Fault> {
        transaction!(self, |writing| {
            let take = Sql {
                sqlite: concat!(
                    "UPDATE attempts SET leased_to = unixepoch() + $1, fence = fence + 1
                     WHERE outcome IS NULL AND leased_to <= unixepoch() RETURNING ",
                    columns!()
                ),
                postgres: concat!(
                    "UPDATE attempts SET leased_to = unixepoch() + $1, fence = fence + 1
                     WHERE (ticket, attempt) IN (SELECT ticket, attempt FROM attempts
                         WHERE outcome IS NULL AND leased_to <= unixepoch() FOR UPDATE SKIP LOCKED) RETURNING ",
                    columns!()
                ),
            };
            Ok(writing.all(take, args![LEASE]).await?.iter().map(in_hand).collect())
        })
    }

    /// Keeps that an attempt that is under way was answered, and tells whom it calls. None where it is over; where its booking was given up a moment ago,
    /// only an `operator` is told, who then hears that nobody is to be called.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn answered(
        &self,
        ticket: TicketNumber,
        attempt: u16,
        operator: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<CalledBack>, Fault> {
        transaction!(self, |writing| {
            writing.alone(Alone::Booking, &ticket.to_string()).await?;
            let answer = "UPDATE attempts SET answered_at = coalesce(answered_at, $3)
                 WHERE ticket = $1 AND attempt = $2 AND outcome IS NULL
                 AND ($4 OR EXISTS (SELECT 1 FROM bookings WHERE bookings.ticket = attempts.ticket AND cancelled_at IS NULL))
                 RETURNING desk, queue,
                 (SELECT number FROM bookings WHERE bookings.ticket = attempts.ticket),
                 (SELECT language FROM bookings WHERE bookings.ticket = attempts.ticket),
                 (SELECT dated FROM tickets WHERE tickets.ticket = attempts.ticket),
                 (SELECT customer FROM tickets WHERE tickets.ticket = attempts.ticket),
                 (SELECT swapped FROM bookings WHERE bookings.ticket = attempts.ticket)";
            let read = |row: Row| {
                Ok(CalledBack {
                    desk: row.get(0)?,
                    queue: row.get(1)?,
                    number: row.get(2)?,
                    language: row.get(3)?,
                    dated: row.get(4)?,
                    customer: row.get(5)?,
                    swapped: row.get(6)?,
                })
            };
            writing.maybe(answer, args![ticket, attempt, now, operator]).await?.map(read).transpose()
        })
    }

    /// All attempts of a booking, in order.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn attempts(&self, ticket: TicketNumber) -> Result<Vec<Attempt>, Fault> {
        let asked = "SELECT attempt, began_at, outcome, ended_at, answered_at IS NOT NULL FROM attempts WHERE ticket = $1 ORDER BY attempt";
        let rows = self.reading().await?.all(asked, args![ticket]).await?;
        rows.iter().map(|row| attempt(row, 0)).collect()
    }
}

fn due(rows: &[Row]) -> Result<Due, Fault> {
    let first = rows.first().ok_or(Fault::Row("bookings"))?;
    let made = rows.iter().filter(|row| row.get::<Option<u16>>(6).is_ok_and(|attempt| attempt.is_some()));
    Ok(Due {
        ticket: first.get(0)?,
        queue: first.get(1)?,
        slot: Slot { start: first.get(2)?, end: first.get(3)? },
        number: first.get(4)?,
        language: first.get(5)?,
        attempts: made.map(|row| attempt(row, 6)).collect::<Result<_, _>>()?,
    })
}

/// The columns `attempt`, `began_at`, `outcome`, `ended_at` and whether it was answered, from the so-manieth on.
fn attempt(row: &Row, first: usize) -> Result<Attempt, Fault> {
    let outcome: Option<&str> = row.get(first + 2)?;
    let ended = match (outcome, row.get(first + 3)?) {
        (Some(name), Some(at)) => Some((Attempted::from_name(name).ok_or(Fault::Row("attempts"))?, at)),
        (_, _) => None,
    };
    Ok(Attempt { number: row.get(first)?, began: row.get(first + 1)?, answered: row.get(first + 4)?, ended })
}

fn in_hand(row: &Row) -> Result<InHand, Fault> {
    Ok(InHand {
        ticket: row.get(0)?,
        attempt: row.get(1)?,
        desk: row.get(2)?,
        queue: row.get(3)?,
        dialled: row.get(4)?,
        platform: row.get(5)?,
        place: row.get(6)?,
        reached: row.get(7)?,
        fence: row.get(8)?,
        number: row.get(9)?,
        language: row.get(10)?,
        answered: row.get(11)?,
        began: row.get(12)?,
        shown: row.get(13)?,
        is_given_up: row.get(14)?,
    })
}
