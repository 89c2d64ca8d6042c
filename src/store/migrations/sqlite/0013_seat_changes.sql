-- What clerks change of a queue's slots by hand: blocked, opened, seats added or taken away, the notice waived for one booking, and undone again.
-- Only ever added to.

CREATE TABLE seat_changes (
    -- Whoever books says with it up to where they have read; a newer one makes them look again.
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    desk     TEXT NOT NULL,
    queue    TEXT NOT NULL,
    what     TEXT NOT NULL CHECK (what IN ('blocked', 'opened', 'seats', 'notice', 'undone')),
    from_at  INTEGER NOT NULL,
    -- Not included.
    until_at INTEGER NOT NULL CHECK (until_at > from_at),
    -- Of `opened`: how many seats each slot has then, NULL as many as the menu says. Of `seats`: how many more, or fewer.
    seats    INTEGER,
    -- Of `undone`: the change that holds no longer. Each is undone once.
    undoes   INTEGER UNIQUE,
    -- What the clerk says of it. May hold personal data.
    reason   TEXT NOT NULL CHECK (reason <> ''),
    -- Who did it, as the desk calls them.
    actor    TEXT NOT NULL CHECK (actor <> ''),
    at       INTEGER NOT NULL,
    -- Of `notice`: as which call the booking was made.
    call_id  TEXT,
    -- Which request asked for it: said again, it happens once.
    asked    TEXT UNIQUE,
    CHECK ((what = 'undone') = (undoes IS NOT NULL)),
    CHECK (what <> 'seats' OR seats <> 0)
) STRICT;

CREATE INDEX seat_changes_by_queue ON seat_changes (desk, queue, id);
CREATE INDEX seat_changes_by_end ON seat_changes (desk, queue, until_at);

CREATE TRIGGER seat_changes_stay BEFORE UPDATE ON seat_changes BEGIN
    SELECT raise(ABORT, 'a history is only ever added to');
END;
