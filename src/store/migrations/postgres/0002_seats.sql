-- Seats become rows of their own, taken by a booking or held for whoever picked the slot; bookings can be moved and cancelled.

CREATE TABLE seats (
    desk       TEXT NOT NULL,
    queue      TEXT NOT NULL,
    slot_start BIGINT NOT NULL,
    -- Not included.
    slot_end   BIGINT NOT NULL CHECK (slot_end > slot_start),
    -- Counted from 1 to the slot's seats.
    seat       BIGINT NOT NULL CHECK (seat >= 1),
    -- The booking that has it; NULL while it is only held.
    ticket     BIGINT,
    -- Who picked it, a call or a page, and until when it is held, by the database's clock; both NULL once it is booked. Held for longer than
    -- that, it is free.
    holder     TEXT,
    held_until BIGINT,
    -- No two callers ever get one seat. A seat of an overlapping slot (the slots' length was changed) is refused by the insert's condition.
    PRIMARY KEY (desk, queue, slot_start, seat),
    CHECK ((ticket IS NULL) = (holder IS NOT NULL)),
    CHECK ((holder IS NULL) = (held_until IS NULL))
);

-- One hold for each call or page.
CREATE UNIQUE INDEX seats_by_holder ON seats (holder) WHERE holder IS NOT NULL;
-- How long a queue's longest slot is: how far before a slot one may begin that overlaps it.
CREATE INDEX seats_by_length ON seats (desk, queue, (slot_end - slot_start));

INSERT INTO seats (desk, queue, slot_start, slot_end, seat, ticket)
SELECT desk, queue, slot_start, slot_end, seat, ticket FROM bookings;

-- The request's date in the desk's zone, YYYY-MM-DD: asked for with the number.
ALTER TABLE bookings ADD COLUMN dated TEXT;
UPDATE bookings SET dated = coalesce((SELECT dated FROM answers WHERE answers.ticket = bookings.ticket),
    to_char(to_timestamp(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD'));
ALTER TABLE bookings ALTER COLUMN dated SET NOT NULL;
-- NULL while it stands.
ALTER TABLE bookings ADD COLUMN cancelled_at BIGINT;
-- The seat is a row of `seats`, for as long as the booking is not cancelled.
ALTER TABLE bookings DROP CONSTRAINT bookings_desk_queue_slot_start_seat_key;
DROP INDEX bookings_by_end;

-- Each request that gives an answer, or is about to, puts a name by chance here, so that a claim made twice counts once. One that comes
-- too late to give the answer takes its claim back, and with the last claim the answer and its booking go.
ALTER TABLE answers ALTER COLUMN claims DROP DEFAULT;
ALTER TABLE answers ALTER COLUMN claims TYPE TEXT USING 'before ';
ALTER TABLE answers ALTER COLUMN claims SET DEFAULT '';
