-- Seats become rows of their own, taken by a booking or held for whoever picked the slot; bookings can be moved and cancelled.

CREATE TABLE seats (
    desk       TEXT NOT NULL,
    queue      TEXT NOT NULL,
    slot_start INTEGER NOT NULL,
    -- Not included.
    slot_end   INTEGER NOT NULL CHECK (slot_end > slot_start),
    -- Counted from 1 to the slot's seats.
    seat       INTEGER NOT NULL CHECK (seat >= 1),
    -- The booking that has it; NULL while it is only held.
    ticket     INTEGER,
    -- Who picked it, a call or a page, and until when it is held, by the database's clock; both NULL once it is booked. Held for longer than
    -- that, it is free.
    holder     TEXT,
    held_until INTEGER,
    -- No two callers ever get one seat. A seat of an overlapping slot (the slots' length was changed) is refused by the insert's condition.
    PRIMARY KEY (desk, queue, slot_start, seat),
    CHECK ((ticket IS NULL) = (holder IS NOT NULL)),
    CHECK ((holder IS NULL) = (held_until IS NULL))
) STRICT, WITHOUT ROWID;

-- One hold for each call or page.
CREATE UNIQUE INDEX seats_by_holder ON seats (holder) WHERE holder IS NOT NULL;
-- How long a queue's longest slot is: how far before a slot one may begin that overlaps it.
CREATE INDEX seats_by_length ON seats (desk, queue, (slot_end - slot_start));

INSERT INTO seats (desk, queue, slot_start, slot_end, seat, ticket)
SELECT desk, queue, slot_start, slot_end, seat, ticket FROM bookings;

CREATE TABLE bookings_with_seats (
    -- The number that was read out to the caller: nine digits, the last one checks the others.
    ticket       INTEGER NOT NULL PRIMARY KEY CHECK (ticket BETWEEN 100000000 AND 999999999),
    -- The request's date in the desk's zone, YYYY-MM-DD: asked for with the number.
    dated        TEXT NOT NULL,
    desk         TEXT NOT NULL,
    queue        TEXT NOT NULL,
    slot_start   INTEGER NOT NULL,
    -- Not included.
    slot_end     INTEGER NOT NULL CHECK (slot_end > slot_start),
    -- Its row in `seats`, for as long as it is not cancelled.
    seat         INTEGER NOT NULL CHECK (seat >= 1),
    -- Whom to call, in E.164 with its plus sign. Personal data.
    number       TEXT NOT NULL CHECK (number LIKE '+%'),
    -- In which language they spoke, ISO 639-1.
    language     TEXT NOT NULL,
    -- Which call booked it, `platform/call`, and in which of its turns.
    call_id      TEXT NOT NULL,
    turn         INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    -- NULL while it stands.
    cancelled_at INTEGER
) STRICT;

INSERT INTO bookings_with_seats
    (ticket, dated, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at)
SELECT ticket, coalesce((SELECT dated FROM answers WHERE answers.ticket = bookings.ticket), date(created_at, 'unixepoch')),
    desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at
FROM bookings;

DROP TABLE bookings;
ALTER TABLE bookings_with_seats RENAME TO bookings;

-- How many open bookings a number has.
CREATE INDEX bookings_by_number ON bookings (desk, queue, number, slot_end);

-- Each request that gives an answer, or is about to, puts a name by chance here, so that a claim made twice counts once. One that comes
-- too late to give the answer takes its claim back, and with the last claim the answer and its booking go.
ALTER TABLE answers RENAME COLUMN claims TO claims_counted;
ALTER TABLE answers ADD COLUMN claims TEXT NOT NULL DEFAULT '';
UPDATE answers SET claims = 'before ';
ALTER TABLE answers DROP COLUMN claims_counted;
