-- What a first call needs: versions of menus, booked callbacks, answers that were given, what is decided by hand, and the keys that seal calls.
-- All moments are unix time in seconds, UTC.

-- The database's clock, by the name that SQLite has for it: not the transaction's beginning, since it may have waited for a lock.
CREATE FUNCTION unixepoch() RETURNS BIGINT LANGUAGE sql VOLATILE PARALLEL SAFE AS
    $$ SELECT floor(extract(epoch FROM clock_timestamp()))::bigint $$;

-- The bytes of menu files, directories and recordings' names, once each however many versions use them.
CREATE TABLE menu_files (
    -- SHA-256 of the bytes.
    hash  BYTEA NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    bytes BYTEA NOT NULL
);

-- A menu as it was served: kept before it serves, and for twelve hours after it is replaced, so that a call goes on with the menu on which
-- it began, also on a replica that has never read that file.
CREATE TABLE menu_versions (
    -- The first 16 bytes of the hash of all its sources.
    version     BYTEA NOT NULL PRIMARY KEY CHECK (length(version) = 16),
    desk        TEXT NOT NULL,
    -- The menu file's path as the admin gave it.
    name        TEXT NOT NULL,
    stored_at   BIGINT NOT NULL,
    -- When another version took its place; NULL while it serves.
    replaced_at BIGINT
);

-- The files of a version. The empty path is the menu file itself, the others are relative to it.
CREATE TABLE menu_version_files (
    version BYTEA NOT NULL REFERENCES menu_versions (version) ON DELETE CASCADE,
    path    TEXT NOT NULL,
    -- NULL where it only matters that the file was there (a recording, which is served from disk).
    hash    BYTEA REFERENCES menu_files (hash),
    PRIMARY KEY (version, path)
);

CREATE INDEX menu_version_files_by_hash ON menu_version_files (hash);

-- Booked callbacks. Only what calling back takes: no name, no reason, nothing of what was said.
CREATE TABLE bookings (
    -- The number that was read out to the caller: nine digits, the last one checks the others.
    ticket     BIGINT NOT NULL PRIMARY KEY CHECK (ticket BETWEEN 100000000 AND 999999999),
    desk       TEXT NOT NULL,
    queue      TEXT NOT NULL,
    slot_start BIGINT NOT NULL,
    -- Not included.
    slot_end   BIGINT NOT NULL CHECK (slot_end > slot_start),
    -- Counted from 1 to the queue's seats.
    seat       BIGINT NOT NULL CHECK (seat >= 1),
    -- Whom to call, in E.164 with its plus sign. Personal data.
    number     TEXT NOT NULL CHECK (number LIKE '+%'),
    -- In which language they spoke, ISO 639-1.
    language   TEXT NOT NULL,
    -- Which call booked it, `platform/call`, and in which of its turns.
    call_id    TEXT NOT NULL,
    turn       BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- No two callers ever get one seat. A seat of an overlapping slot (the slots' length was changed) is refused by the insert's condition.
    UNIQUE (desk, queue, slot_start, seat)
);

-- Which seats are taken from some moment on, and how many open bookings a number has.
CREATE INDEX bookings_by_end ON bookings (desk, queue, slot_end);
CREATE INDEX bookings_by_number ON bookings (desk, queue, number, slot_end);

-- What was answered to a question that wrote something: a platform that repeats its request gets the same answer, and nothing is written
-- twice.
CREATE TABLE answers (
    call_id    TEXT NOT NULL,
    -- When the call began: one that had to begin again counts its turns anew.
    started    BIGINT NOT NULL,
    turn       BIGINT NOT NULL,
    -- The so-manieth question of that turn, from 0.
    question   BIGINT NOT NULL,
    outcome    TEXT NOT NULL CHECK (outcome IN ('booked', 'full', 'too-many')),
    -- The booking's ticket and date, where there is one.
    ticket     BIGINT,
    -- YYYY-MM-DD in the desk's zone.
    dated      TEXT,
    -- How many requests gave this answer or are about to; one that comes too late to give it takes its claim back, and with the last claim
    -- the answer and its booking go.
    claims     BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (call_id, started, turn, question),
    CHECK ((outcome = 'booked') = (ticket IS NOT NULL AND dated IS NOT NULL))
);

CREATE INDEX answers_by_age ON answers (created_at);

-- Openings and closings by hand.
CREATE TABLE overrides (
    -- Never used twice: a call may say which one decided.
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    desk       TEXT NOT NULL,
    -- NULL: every calendar of the desk.
    calendar   TEXT,
    from_at    BIGINT NOT NULL,
    -- Not included.
    until_at   BIGINT NOT NULL,
    -- Open, or closed.
    open       BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK (until_at > from_at)
);

-- Emergency switches that are on: no row, switch off.
CREATE TABLE emergency (
    desk  TEXT NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL
);

-- The keys that seal calls, where CENTRALINO_SEAL_KEY gives none: the newest seals, each opens.
CREATE TABLE seal_keys (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key        BYTEA NOT NULL UNIQUE CHECK (length(key) = 32),
    created_at BIGINT NOT NULL
);
