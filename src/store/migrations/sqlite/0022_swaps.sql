-- A caller who waits in a queue gives the place up for a callback: a booking without a seat, whose slot begins when they joined the queue.

-- Whether it is such a one. `slot_start` is then its arrival, `slot_end` the latest moment at which it may come, and `seat` means nothing.
ALTER TABLE bookings ADD COLUMN swapped INTEGER NOT NULL DEFAULT 0 CHECK (swapped IN (0, 1));

-- Nobody has two places in a queue.
CREATE UNIQUE INDEX bookings_swapped ON bookings (desk, queue, number) WHERE swapped AND settled_at IS NULL AND cancelled_at IS NULL;

-- The history says which of the two it is.
DROP TRIGGER bookings_open;
CREATE TRIGGER bookings_open AFTER INSERT ON bookings BEGIN
    INSERT INTO tickets (ticket, desk, queue, dated, language, number, state, opened_at)
    VALUES (new.ticket, new.desk, new.queue, new.dated, new.language, new.number, 'opened', new.created_at);
    INSERT INTO ticket_events (ticket, at, event, detail, actor)
    VALUES (new.ticket, new.created_at, 'opened', 'callback', new.booked_by),
        (new.ticket, new.created_at, CASE WHEN new.swapped THEN 'place-kept' ELSE 'callback-booked' END, CAST(new.slot_start AS TEXT), new.booked_by);
END;
