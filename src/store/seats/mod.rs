//! Seats of slots: held for two minutes for whoever picked one, then booked. Each is a row under a unique constraint.
//!
//! Offers hold nothing, or forty callers who listen to offers would starve a desk. A hold lapses by itself, by the database's clock: nothing
//! has to run for it, the row counts as free from then on and is taken over by the next one.

mod changes;
mod counted;
mod hold;

use chrono::{DateTime, Utc};

pub use changes::{Clerk, Deed, NewChange, Recorded, Undone};
pub(super) use changes::{newest, unchanged};
pub use counted::Counted;
pub(super) use hold::{FUNCTION, let_go};
pub use hold::{Held, Pick};

use super::{Alone, Fault, Row, Store, Writing, args};
use crate::booking::Slot;

/// A seat that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// When.
    pub slot: Slot,
    /// Which, from 1.
    pub seat: u16,
    /// Booked; else held for somebody who is choosing.
    pub booked: bool,
}

/// A seat of `$1` desk, `$2` queue, from `$3` to `$4`, that is free for all of that time: the one that `$6` holds, else the one after the last that
/// anybody had, else the first of `$5` that nobody has; none where so many are taken. One seat is never taken twice at one time, also not by slots that
/// overlap because their length was changed. The last is one look into the index however many are taken; those that are taken are read only where other
/// slots reach into this one or all numbers were given, to find a gap: where a taken seat is not at its own place in the row of them.
macro_rules! free_seat {
    () => {
        concat!(
            "SELECT coalesce(
                (SELECT seat FROM seats WHERE holder = $6 AND desk = $1 AND queue = $2 AND slot_start = $3 AND slot_end = $4
                    AND seat <= $5 AND held_until > unixepoch()),
                (SELECT had.seat + 1 FROM (SELECT coalesce(",
            $crate::store::seats::last!(),
            ", 0) AS seat) had WHERE had.seat < $5 AND NOT ",
            $crate::store::seats::crossed!(),
            "),
                (SELECT CASE WHEN count(*) < $5
                    THEN coalesce(min(CASE WHEN placed.seat <> placed.place THEN placed.place END), count(*) + 1) END
                 FROM (SELECT taken.seat, row_number() OVER (ORDER BY taken.seat) AS place
                    FROM (SELECT DISTINCT seats.seat FROM seats WHERE ",
            $crate::store::seats::across!("seats"),
            ") taken) placed)) AS seat"
        )
    };
}
pub(super) use free_seat;

/// Whether a seat is taken, by anybody but `$6`, at any time of the slot.
macro_rules! across {
    ($seats:literal) => {
        concat!(
            $seats,
            ".desk = $1 AND ",
            $seats,
            ".queue = $2 AND ",
            $seats,
            ".slot_start < $4 AND ",
            $seats,
            ".slot_end > $3
            AND ",
            $seats,
            ".slot_start > $3 - ",
            $crate::store::seats::longest!(),
            " AND (",
            $seats,
            ".ticket IS NOT NULL
                OR (",
            $seats,
            ".held_until > unixepoch() AND ",
            $seats,
            ".holder IS DISTINCT FROM $6))"
        )
    };
}
pub(super) use across;

/// The last seat that anybody had in this slot, held and lapsed ones among them; none where nobody had one.
macro_rules! last {
    () => {
        "(SELECT seat FROM seats WHERE desk = $1 AND queue = $2 AND slot_start = $3 ORDER BY seat DESC LIMIT 1)"
    };
}
pub(super) use last;

/// Whether there are seats of other slots that reach into this one: their length, or the hours in which they begin, were changed.
macro_rules! crossed {
    () => {
        concat!(
            "(EXISTS (SELECT 1 FROM seats WHERE desk = $1 AND queue = $2 AND slot_end > $3 AND slot_start < $3 AND slot_start > $3 - ",
            $crate::store::seats::longest!(),
            ") OR EXISTS (SELECT 1 FROM seats WHERE desk = $1 AND queue = $2 AND slot_start > $3 AND slot_start < $4))"
        )
    };
}
pub(super) use crossed;

/// How long the longest slot of a queue is of which a seat is taken: so far before a slot one may begin that overlaps it. Read off the slots' counts,
/// since a row for each seat has no index that says it: one would cost each booking a place in it. The first in the index's order is asked for, not
/// the most: PostgreSQL, where it knows nothing of its tables yet, reads all of them for that.
macro_rules! longest {
    () => {
        "(SELECT coalesce(max(seconds), 0) FROM (
            SELECT (SELECT slot_end - slot_start FROM slot_counts WHERE desk = $1 AND queue = $2
                ORDER BY slot_end - slot_start DESC LIMIT 1) AS seconds
            UNION ALL SELECT (SELECT slot_end - slot_start FROM seats WHERE desk = $1 AND queue = $2 AND holder IS NOT NULL
                ORDER BY slot_end - slot_start DESC LIMIT 1)) longest)"
    };
}
pub(super) use longest;

/// For PostgreSQL, within a function that has a text `done`: keeps other transactions from taking seats at the time of the slot, and clerks from
/// changing the queue, until the end of this one. What is assigned is worked out by itself, in a tenth of the time of a statement.
/// The function also has the text `queue_named`, the queue as locks call it.
macro_rules! slot_alone {
    () => {
        "FOR quarter IN $3 / 900 .. ($4 - 1) / 900 LOOP
             done := pg_advisory_xact_lock(5, hashtext(queue_named || '/' || quarter));
         END LOOP;
         done := pg_advisory_xact_lock_shared(6, hashtext(queue_named));\n"
    };
}
pub(super) use slot_alone;

/// For PostgreSQL, the same: the function's statements are planned once for each connection, not for each call's values.
macro_rules! planned_once {
    () => {
        "done := set_config('plan_cache_mode', 'force_generic_plan', true);\n"
    };
}
pub(super) use planned_once;

impl Store {
    /// The seats of a queue that are taken at any time from a moment on, in order: booked, or held by anybody else than `holder`.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn taken(
        &self,
        desk: &str,
        queue: &str,
        from: DateTime<Utc>,
        holder: Option<&str>,
    ) -> Result<Vec<Taken>, Fault> {
        let asked = concat!(
            "SELECT slot_start, slot_end, seat, ticket IS NOT NULL FROM seats
             WHERE desk = $1 AND queue = $2 AND slot_end > $3 AND slot_start > $3 - ",
            longest!(),
            " AND (ticket IS NOT NULL OR (held_until > unixepoch() AND holder IS DISTINCT FROM $4))
             ORDER BY slot_start, seat"
        );
        let rows = self.reading().await?.all(asked, args![desk, queue, from, holder]).await?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<Taken, Fault> {
    Ok(Taken { slot: Slot { start: row.get(0)?, end: row.get(1)? }, seat: row.get(2)?, booked: row.get(3)? })
}

/// Keeps other transactions from taking seats at the time of a slot, and clerks from changing the queue, until the end of this one.
pub(super) async fn alone(writing: &mut Writing, desk: &str, queue: &str, slot: Slot) -> Result<(), Fault> {
    for quarter in quarters(slot) {
        writing.alone(Alone::Seats, &format!("{desk}/{queue}/{quarter}")).await?;
    }
    writing.together(Alone::Changes, &format!("{desk}/{queue}")).await
}

/// The quarters of an hour of unix time in which a slot lies: slots that overlap share one.
pub(super) fn quarters(slot: Slot) -> impl Iterator<Item = i64> {
    slot.start.timestamp().div_euclid(900)..=(slot.end.timestamp() - 1).div_euclid(900)
}
