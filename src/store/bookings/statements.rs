//! What a booking asks and takes on either database: a trigger does it on SQLite ([`trigger`](mod@super::trigger)), a function on PostgreSQL
//! ([`function`](super::function)).
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
use crate::store::sql::{Row, Value};
use crate::store::{Booked, Fault, Request, answers};
use crate::ticket::TicketNumber;

/// Whether an answer is the one to this question.
macro_rules! to_this {
    () => {
        "call_id = $6 AND started = $8 AND turn = $9 AND question = $10"
    };
}
pub(super) use to_this;

/// Claims the answer that was given before, where there is one.
macro_rules! claim {
    () => {
        concat!(
            "UPDATE answers SET claims = replace(claims, $17, '') || $17 WHERE ",
            $crate::store::bookings::statements::to_this!()
        )
    };
}
pub(super) use claim;

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

/// Whether no clerk has changed the queue since it was looked at.
macro_rules! unchanged {
    () => {
        concat!("(SELECT ", $crate::store::seats::newest!(), ") = $19")
    };
}
pub(super) use unchanged;

/// How many values there are.
pub(super) const VALUES: usize = 23;

/// The values, in order.
pub(super) fn values<'a>(
    request: &'a Request,
    claim: &'a Claim,
    ticket: TicketNumber,
    within: Duration,
    along: Option<String>,
    hash: &'a Digest,
) -> [Value<'a>; VALUES] {
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
