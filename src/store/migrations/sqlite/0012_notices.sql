-- Who did what to a booking, who wants short messages, and what the clock has told of requests.

-- Who booked, as histories name them: `caller`, `api`, a clerk's name.
ALTER TABLE bookings ADD COLUMN booked_by TEXT NOT NULL DEFAULT 'caller';

-- Whether the user wants to be told by short messages.
ALTER TABLE tickets ADD COLUMN texted INTEGER NOT NULL DEFAULT 0 CHECK (texted IN (0, 1));

-- When the clock looks at an open request again: whatever happens to it sets it back to 0, at once.
ALTER TABLE tickets ADD COLUMN look_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tickets_to_look_at ON tickets (desk, look_at) WHERE state IN ('opened', 'taken-in-charge', 'waiting', 'reopened');

-- What the desk was told of a deadline: once, by whichever replica writes it first.
CREATE TABLE deadline_notices (
    ticket  INTEGER NOT NULL REFERENCES tickets (ticket) ON DELETE CASCADE,
    -- What is promised.
    goal    TEXT NOT NULL CHECK (goal IN ('reaction', 'resolution')),
    -- That it is near, or that it has passed.
    told    TEXT NOT NULL CHECK (told IN ('near', 'breached')),
    -- The deadline.
    due_at  INTEGER NOT NULL,
    told_at INTEGER NOT NULL,
    PRIMARY KEY (ticket, goal, told, due_at)
) STRICT;

-- The history says who booked.
DROP TRIGGER bookings_open;
CREATE TRIGGER bookings_open AFTER INSERT ON bookings BEGIN
    INSERT INTO tickets (ticket, desk, queue, dated, language, number, state, opened_at)
    VALUES (new.ticket, new.desk, new.queue, new.dated, new.language, new.number, 'opened', new.created_at);
    INSERT INTO ticket_events (ticket, at, event, detail, actor)
    VALUES (new.ticket, new.created_at, 'opened', 'callback', new.booked_by),
        (new.ticket, new.created_at, 'callback-booked', CAST(new.slot_start AS TEXT), new.booked_by);
END;

-- Whoever moves or cancels writes the history, with their name, and the notices of it.
DROP TRIGGER bookings_move;
DROP TRIGGER bookings_cancel;
