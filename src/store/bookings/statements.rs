//! A booking on SQLite: statements that need nobody to look in between, one message to its thread, among others in one transaction.
//!
//! `$1` desk, `$2` queue, `$3` to `$4` the slot, `$5` its seats, `$6` the call, which holds a seat or none, `$7` a ticket number, `$8` when the call
//! began, `$9` its turn, `$10` the so-manieth question, `$11` the number, `$12` the language, `$13` the request's date, `$14` now, `$15` whether the slot
//! is still offered, `$16` the number's most open bookings, `$17` the claim, `$18` who books, `$19` up to where the clerks' changes were
//! read; on PostgreSQL `$20`, for how many milliseconds somebody waits, and `$21`, what comes along with the booking, as JSON; `$22` the number as the
//! deny list has it, and `$23` how many bookings of the number within the hour are too many. The last two are looked at before, and told in words
//! then; here they hold where two bookings come together.

use std::time::Duration;

use ring::digest::Digest;

use crate::store::answers::Claim;
use crate::store::seats::free_seat;
use crate::store::sql::{Row, Value};
use crate::store::{Booked, Fault, Request, answers};
use crate::ticket::TicketNumber;

/// The question's answer, where it was given before.
macro_rules! answered {
    () => {
        "FROM answers WHERE call_id = $6 AND started = $8 AND turn = $9 AND question = $10"
    };
}

/// Claims the answer that was given before.
macro_rules! claim {
    () => {
        "UPDATE answers SET claims = replace(claims, $17, '') || $17
         WHERE call_id = $6 AND started = $8 AND turn = $9 AND question = $10;\n"
    };
}

/// What was booked for the number in the queue. `desk || ''` is asked of no index, so that the one of numbers answers: PostgreSQL, where it knows
/// nothing of its tables yet, would take one that begins with the desk, and read all that the desk has to do.
macro_rules! of_number {
    () => {
        "bookings WHERE desk || '' = $1 AND queue = $2 AND number = $11"
    };
}
pub(super) use of_number;

/// Whether that is open: still to come, or being placed. Whoever was spoken with, or was missed, may book again.
macro_rules! stands {
    () => {
        "slot_end > $14 AND cancelled_at IS NULL AND coalesce(settled_at, 0) = 0 AND NOT swapped"
    };
}
pub(super) use stands;

/// Whether it was booked within the hour.
macro_rules! recent {
    () => {
        "created_at > $14 - 3600"
    };
}
pub(super) use recent;

/// Whether the number is on no deny list of the desk.
macro_rules! undenied {
    () => {
        "NOT EXISTS (SELECT 1 FROM denied WHERE hash = $22 AND desk IN ('', $1))"
    };
}
pub(super) use undenied;

/// How many bookings of the number are open.
macro_rules! open {
    () => {
        concat!("(SELECT count(*) FROM ", of_number!(), " AND ", stands!(), ")")
    };
}

/// Whether the number may book: it is not denied, and not too much was booked for it within the hour.
macro_rules! allowed {
    () => {
        concat!(undenied!(), " AND (SELECT count(*) FROM ", of_number!(), " AND ", recent!(), ") < $23")
    };
}

/// Whether no clerk has changed the queue since it was looked at.
macro_rules! unchanged {
    () => {
        concat!("(SELECT ", $crate::store::seats::newest!(), ") = $19")
    };
}
pub(super) use unchanged;

/// Takes a seat, where all is well: the one that is held becomes the booking's.
macro_rules! take {
    () => {
        concat!(
            "INSERT INTO seats (desk, queue, slot_start, slot_end, seat, ticket)
             SELECT $1, $2, $3, $4, free.seat, $7 FROM (",
            free_seat!(),
            ") free
             WHERE free.seat IS NOT NULL AND $15 AND ",
            unchanged!(),
            " AND NOT EXISTS (SELECT 1 ",
            answered!(),
            ") AND NOT EXISTS (SELECT 1 FROM tickets WHERE ticket = $7) AND ",
            open!(),
            " < $16 AND ",
            allowed!(),
            "
             ON CONFLICT (desk, queue, slot_start, seat) DO UPDATE
             SET slot_end = excluded.slot_end, ticket = excluded.ticket, holder = NULL, held_until = NULL
             WHERE seats.ticket IS NULL AND (seats.holder = $6 OR seats.held_until <= unixepoch());\n"
        )
    };
}

/// Lets go what the call holds elsewhere, and writes the booking of the seat that was taken.
macro_rules! write {
    () => {
        concat!(
            "DELETE FROM seats WHERE holder = $6 AND ",
            unchanged!(),
            " AND NOT EXISTS (SELECT 1 ",
            answered!(),
            ");
             INSERT INTO bookings
                 (ticket, dated, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at, booked_by)
             SELECT $7, $13, $1, $2, $3, $4, taken.seat, $11, $12, $6, $9, $14, $18 FROM seats taken
             WHERE taken.desk = $1 AND taken.queue = $2 AND taken.slot_start = $3 AND taken.ticket = $7
                 AND NOT EXISTS (SELECT 1 FROM bookings WHERE ticket = $7)
             ON CONFLICT DO NOTHING;\n"
        )
    };
}

/// Keeps the answer; none where the ticket number is somebody else's, and another is to be tried.
macro_rules! keep {
    () => {
        concat!(
            "INSERT INTO answers (call_id, started, turn, question, outcome, ticket, dated, claims, created_at)
             SELECT $6, $8, $9, $10,
                 CASE WHEN mine.ticket IS NOT NULL THEN 'booked' WHEN $15 AND ",
            open!(),
            " >= $16 THEN 'too-many' ELSE 'full' END,
                 mine.ticket, CASE WHEN mine.ticket IS NOT NULL THEN $13 END, $17, $14
             FROM (SELECT max(ticket) AS ticket FROM bookings WHERE ticket = $7 AND call_id = $6 AND turn = $9) mine
             WHERE (mine.ticket IS NOT NULL OR NOT EXISTS (SELECT 1 FROM tickets WHERE ticket = $7)) AND ",
            unchanged!(),
            " ON CONFLICT DO NOTHING;\n"
        )
    };
}

/// The answer.
macro_rules! tell {
    () => {
        concat!(
            "SELECT outcome, ticket, dated ",
            answered!(),
            " UNION ALL SELECT 'gone-on', NULL, NULL WHERE NOT ",
            unchanged!(),
            " AND NOT EXISTS (SELECT 1 ",
            answered!(),
            ")"
        )
    };
}

/// Within a savepoint `one`, so that one booking which fails is undone without the others of its transaction.
pub(super) const TOGETHER: &str =
    concat!("RELEASE one; SAVEPOINT one;\n", claim!(), take!(), write!(), keep!(), tell!());

/// What the statements take.
pub(super) fn values<'a>(
    request: &'a Request,
    claim: &'a Claim,
    ticket: TicketNumber,
    within: Duration,
    along: Option<String>,
    hash: &'a Digest,
) -> [Value<'a>; 23] {
    let (started, turn, question) = request.asked.numbers();
    [
        Value::from(&*request.desk),
        request.queue.as_ref().into(),
        request.slot.start.into(),
        request.slot.end.into(),
        request.seats.into(),
        request.asked.call().into(),
        ticket.into(),
        started.into(),
        turn.into(),
        question.into(),
        request.number.into(),
        request.language.into(),
        request.dated.into(),
        request.now.into(),
        request.offered.into(),
        request.open_per_number.into(),
        claim.name().into(),
        request.along.actor.as_ref().into(),
        request.seen.into(),
        i64::try_from(within.as_millis()).unwrap_or(i64::MAX).into(),
        along.into(),
        hash.as_ref().into(),
        i64::from(request.along.an_hour.unwrap_or(u16::MAX)).into(),
    ]
}

/// The answer; none where the ticket number was in use.
pub(super) fn told(rows: &[Row]) -> Result<Option<Booked>, Fault> {
    rows.last().map(answers::read).transpose()
}
