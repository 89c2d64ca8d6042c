//! A booking on SQLite: one trigger, which is one statement for the connection's thread, among other bookings in one transaction. What it asks and
//! writes is what the function for PostgreSQL does ([`function`](super::function)), each thing once; there is one writer, so nobody is in between.

use super::statements::{VALUES, claim, of_number, recent, stands, to_this, unchanged, undenied};
use crate::store::seats::free_seat;

/// What is done for each row that is inserted into `asked`, a view of nothing whose columns are the values. Who repeats a question hears its answer;
/// where the ticket number is in use, nothing is done. The seat that the call holds in the slot becomes the booking's, what it holds elsewhere is let go.
const DONE: &str = concat!(
    claim!(),
    ";
     SELECT RAISE(IGNORE) WHERE changes() > 0 OR EXISTS (SELECT 1 FROM tickets WHERE ticket = $7) OR NOT ",
    unchanged!(),
    ";
     INSERT INTO bookings
         (ticket, dated, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at, booked_by)
     SELECT $7, $13, $1, $2, $3, $4, free.seat, $11, $12, $6, $9, $14, $18 FROM (",
    free_seat!(),
    ") free, (SELECT count(*) FILTER (WHERE ",
    stands!(),
    ") AS open, count(*) FILTER (WHERE ",
    recent!(),
    ") AS recent FROM ",
    of_number!(),
    ") mine
     WHERE $15 AND free.seat IS NOT NULL AND mine.open < $16 AND mine.recent < $23 AND ",
    undenied!(),
    ";
     INSERT INTO seats (desk, queue, slot_start, slot_end, seat, ticket)
     SELECT $1, $2, $3, $4, booked.seat, $7 FROM bookings booked WHERE booked.ticket = $7
     ON CONFLICT (desk, queue, slot_start, seat) DO UPDATE
     SET slot_end = excluded.slot_end, ticket = excluded.ticket, holder = NULL, held_until = NULL
     WHERE seats.ticket IS NULL AND (seats.holder = $6 OR seats.held_until <= unixepoch());
     SELECT RAISE(ABORT, 'a booking without a seat') WHERE changes() = 0 AND EXISTS (SELECT 1 FROM bookings WHERE ticket = $7);
     DELETE FROM seats WHERE holder = $6;
     INSERT INTO answers (call_id, started, turn, question, outcome, ticket, dated, claims, created_at)
     SELECT $6, $8, $9, $10,
         CASE WHEN mine.ticket IS NOT NULL THEN 'booked'
             WHEN $15 AND (SELECT count(*) FROM ",
    of_number!(),
    " AND ",
    stands!(),
    ") >= $16 THEN 'too-many' ELSE 'full' END,
         mine.ticket, CASE WHEN mine.ticket IS NOT NULL THEN $13 END, $17, $14
     FROM (SELECT max(ticket) AS ticket FROM bookings WHERE ticket = $7) mine;"
);

/// Makes the trigger, for as long as the connection lasts. A trigger knows its row, not what is bound to the statement: each value is a column.
pub(in crate::store) fn trigger() -> String {
    let columns: Vec<_> = (1..=VALUES).map(|value| format!("NULL AS value_{value}")).collect();
    // The last first: `$1` is the beginning of `$10`.
    let done = (1..=VALUES).rev().fold(DONE.to_owned(), |done, value| {
        done.replace(&format!("${value}"), &format!("NEW.value_{value}"))
    });
    format!(
        "CREATE TEMP VIEW asked AS SELECT {};
         CREATE TEMP TRIGGER book INSTEAD OF INSERT ON asked BEGIN {done} END",
        columns.join(", ")
    )
}

/// Books within a savepoint `one`, so that one booking which fails is undone without the others of its transaction; and gives the answer. None where
/// the ticket number is in use, and another is to be tried.
pub(super) const BOOK: &str = concat!(
    "RELEASE one; SAVEPOINT one;
     INSERT INTO asked VALUES
         ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23);
     SELECT outcome, ticket, dated FROM answers WHERE ",
    to_this!(),
    " UNION ALL SELECT 'gone-on', NULL, NULL WHERE NOT ",
    unchanged!(),
    " AND NOT EXISTS (SELECT 1 FROM answers WHERE ",
    to_this!(),
    ")"
);
