//! A booking on PostgreSQL: one function, which is one message to the server and one transaction. What it asks and writes is what the trigger
//! for SQLite does ([`trigger`](mod@super::trigger)), each thing once.

use super::statements::{claim, of_number, recent, stands, unchanged, undenied};
use crate::store::seats::{crossed, free_seat, last, planned_once, slot_alone};

/// A function of the connection's own, so that replicas of two releases never share one. It begins alone with the number and with the quarters of an
/// hour of the slot; the statements after that see what others did before. It does not wait for the disk: whoever calls it does, with many
/// others ([`Flush`](super::Flush)), before the booking is told. Where another request had the same ticket number or the same question at
/// the same moment, which no lock here keeps apart, all of it is undone and tried again (40001).
pub(in crate::store) const FUNCTION: &str = concat!(
    "CREATE FUNCTION pg_temp.book(text, text, bigint, bigint, bigint, text, bigint, bigint, bigint, bigint, text, text, text, bigint,
         boolean, bigint, text, text, bigint, bigint, text, bytea, bigint, OUT told text, OUT told_ticket bigint, OUT told_dated text)
     LANGUAGE plpgsql AS $function$
     DECLARE
         done text;
         queue_named text := current_schema() || '/' || $1 || '/' || $2;
         is_unchanged boolean;
         in_use boolean;
         is_allowed boolean;
         has_open bigint;
         holds_one boolean;
         is_crossed boolean;
         free bigint;
         took bigint;
     BEGIN
     done := set_config('synchronous_commit', 'off', true);\n",
    planned_once!(),
    "done := pg_advisory_xact_lock(4, hashtext(queue_named || '/' || $11));\n",
    slot_alone!(),
    "-- The answer that was given before.
     ",
    claim!(),
    " RETURNING outcome, ticket, dated INTO told, told_ticket, told_dated;
     IF FOUND THEN RETURN; END IF;
     SELECT ",
    unchanged!(),
    ", EXISTS (SELECT 1 FROM tickets WHERE ticket = $7), mine.recent < $23 AND ",
    undenied!(),
    ", mine.open, EXISTS (SELECT 1 FROM seats WHERE holder = $6), ",
    crossed!(),
    ", coalesce(",
    last!(),
    ", 0) + 1
     INTO is_unchanged, in_use, is_allowed, has_open, holds_one, is_crossed, free
     FROM (SELECT count(*) FILTER (WHERE ",
    stands!(),
    ") AS open, count(*) FILTER (WHERE ",
    recent!(),
    ") AS recent FROM ",
    of_number!(),
    ") mine;
     IF NOT is_unchanged THEN told := 'gone-on'; RETURN; END IF;
     IF in_use THEN RETURN; END IF;
     -- The seat after the last, unless that cannot be known so easily. One that is held becomes the booking's; what the call holds elsewhere is let go.
     IF holds_one OR is_crossed OR free > $5 THEN free := (",
    free_seat!(),
    "); END IF;
     IF $15 AND is_allowed AND has_open < $16 AND free IS NOT NULL THEN
         INSERT INTO seats (desk, queue, slot_start, slot_end, seat, ticket)
         VALUES ($1, $2, $3, $4, free, $7)
         ON CONFLICT (desk, queue, slot_start, seat) DO UPDATE
         SET slot_end = excluded.slot_end, ticket = excluded.ticket, holder = NULL, held_until = NULL
         WHERE seats.ticket IS NULL AND (seats.holder = $6 OR seats.held_until <= unixepoch())
         RETURNING seat INTO took;
     END IF;
     IF holds_one THEN DELETE FROM seats WHERE holder = $6; END IF;
     IF took IS NOT NULL THEN
         INSERT INTO bookings
             (ticket, dated, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at, booked_by)
         VALUES ($7, $13, $1, $2, $3, $4, took, $11, $12, $6, $9, $14, $18) ON CONFLICT DO NOTHING;
         IF NOT FOUND THEN RAISE EXCEPTION 'the ticket number came into use meanwhile' USING ERRCODE = '40001'; END IF;
         told_ticket := $7;
         told_dated := $13;
     END IF;
     IF took IS NOT NULL AND $21 IS NOT NULL THEN
         UPDATE tickets SET name = said ->> 'name', email = said ->> 'email', note = said ->> 'note',
             texted = (said ->> 'texted')::boolean, customer = (said ->> 'customer')::bigint
         FROM (SELECT $21::json AS said) along WHERE ticket = $7;
         INSERT INTO outbox (id, desk, address, notice, created_at, due_at)
         SELECT post ->> 'id', $1, post ->> 'address', post ->> 'notice', $14, $14 FROM json_array_elements($21::json -> 'posts') post
         ON CONFLICT DO NOTHING;
     END IF;
     told := CASE WHEN took IS NOT NULL THEN 'booked' WHEN $15 AND has_open >= $16 THEN 'too-many' ELSE 'full' END;
     INSERT INTO answers (call_id, started, turn, question, outcome, ticket, dated, claims, created_at)
     VALUES ($6, $8, $9, $10, told, told_ticket, told_dated, $17, $14) ON CONFLICT DO NOTHING;
     IF NOT FOUND THEN RAISE EXCEPTION 'the question was answered meanwhile' USING ERRCODE = '40001'; END IF;
     IF clock_timestamp() > statement_timestamp() + $20 * interval '1 millisecond' THEN
         RAISE EXCEPTION 'nobody waits for this booking any more' USING ERRCODE = 'CE001';
     END IF;
     END $function$"
);

/// Calls it. A row without an outcome says that the ticket number was in use.
pub(super) const CALL: &str = "SELECT told, told_ticket, told_dated
    FROM pg_temp.book($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) WHERE told IS NOT NULL";
