-- Requests with their history, whoever counts as a customer, what customers paid for in advance, and guesses that went wrong.

-- A request. All that is not fixed at its opening is said by its history; `state` is what that history comes to, kept here for lists.
CREATE TABLE tickets (
    -- The number that is quoted: nine digits, the last one checks the others.
    ticket    INTEGER NOT NULL PRIMARY KEY CHECK (ticket BETWEEN 100000000 AND 999999999),
    desk      TEXT NOT NULL,
    -- The queue in whose order it is served, where it came for one.
    queue     TEXT,
    -- Its date in the desk's zone, YYYY-MM-DD: asked for with the number.
    dated     TEXT NOT NULL,
    -- In which language they spoke, ISO 639-1.
    language  TEXT NOT NULL,
    -- The user's number in E.164, where it is known. Personal data.
    number    TEXT CHECK (number LIKE '+%'),
    -- Where the user wants to be written to. Personal data.
    email     TEXT,
    -- Personal data.
    name      TEXT,
    -- The row of `customers` of whom it is.
    customer  INTEGER,
    state     TEXT NOT NULL CHECK (state IN ('opened', 'taken-in-charge', 'waiting', 'closed', 'reopened', 'lapsed')),
    opened_at INTEGER NOT NULL
) STRICT;

CREATE INDEX tickets_by_state ON tickets (desk, state, opened_at);
CREATE INDEX tickets_by_queue ON tickets (desk, queue, opened_at);
CREATE INDEX tickets_by_customer ON tickets (customer, opened_at);
CREATE INDEX tickets_by_number ON tickets (number, desk);

-- What happened to requests. Only ever added to; the order is that of the ids.
CREATE TABLE ticket_events (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket INTEGER NOT NULL REFERENCES tickets (ticket) ON DELETE CASCADE,
    at     INTEGER NOT NULL,
    event  TEXT NOT NULL,
    -- What the event says beside its name: an origin, a severity, a kind, the start of a slot.
    detail TEXT,
    -- Who did it, as the desk calls them: an operator's name, `caller`, `api`, `clock`.
    actor  TEXT NOT NULL,
    -- What somebody wrote with it. May hold personal data.
    note   TEXT,
    -- Which question of which call, or which request with an idempotency key, asked for it: said again, it happens once.
    asked  TEXT UNIQUE
) STRICT;

CREATE INDEX ticket_events_by_ticket ON ticket_events (ticket, id);

-- Customers who are known by a code.
CREATE TABLE customers (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    desk       TEXT NOT NULL,
    -- Letters and digits, in capitals: says who somebody is, and is no secret.
    code       TEXT NOT NULL,
    -- The keys on which these stand, as a caller keys them in.
    keys       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (desk, code)
) STRICT;

CREATE INDEX customers_by_keys ON customers (desk, keys);

-- Numbers of a desk that belong to one customer: whoever dials one calls for them.
CREATE TABLE customer_numbers (
    desk     TEXT NOT NULL,
    -- As the platform tells the number dialled, digits only.
    dialled  TEXT NOT NULL,
    customer INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    PRIMARY KEY (desk, dialled)
) STRICT;

-- Prepaid packages.
CREATE TABLE packages (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    customer      INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    -- The desk's name for it.
    kind          TEXT NOT NULL,
    -- The first and the last local day on which it can be used, YYYY-MM-DD.
    signed        TEXT NOT NULL,
    last_day      TEXT NOT NULL CHECK (last_day >= signed),
    calls_left    INTEGER NOT NULL CHECK (calls_left >= 0),
    requests_left INTEGER NOT NULL CHECK (requests_left >= 0),
    -- ISO 639-1, each with a space before and behind it.
    languages     TEXT NOT NULL
) STRICT;

CREATE INDEX packages_by_customer ON packages (customer, last_day);

-- What was spent. A call is held while it rings, and kept once an operator answered; what is not kept within twelve hours is given back.
CREATE TABLE spendings (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    package INTEGER NOT NULL REFERENCES packages (id) ON DELETE CASCADE,
    what    TEXT NOT NULL CHECK (what IN ('call', 'request')),
    -- Which question of which call asked for it: said again, it is spent once.
    asked   TEXT NOT NULL UNIQUE,
    -- Which call, `platform/call`.
    call_id TEXT NOT NULL,
    -- By the database's clock.
    held_at INTEGER NOT NULL,
    kept    INTEGER NOT NULL CHECK (kept IN (0, 1))
) STRICT;

CREATE INDEX spendings_by_call ON spendings (call_id);
CREATE INDEX spendings_held ON spendings (held_at) WHERE NOT kept;

-- Guesses at numbers and codes that went wrong, each counted by the call, the code and the caller's number.
CREATE TABLE guesses (
    -- `call`, `code`, `number`.
    counted_by TEXT NOT NULL,
    -- SHA-256 of what it is counted for, so that no number stands here.
    hash       BLOB NOT NULL CHECK (length(hash) = 32),
    -- By the database's clock.
    at         INTEGER NOT NULL
) STRICT;

CREATE INDEX guesses_by_hash ON guesses (counted_by, hash, at);
CREATE INDEX guesses_by_age ON guesses (at);

-- A history is only added to; what somebody wrote with an event may be forgotten.
CREATE TRIGGER ticket_events_stay BEFORE UPDATE ON ticket_events WHEN NOT (
    new.note IS NULL AND new.id = old.id AND new.ticket = old.ticket AND new.at = old.at AND new.event = old.event
    AND new.detail IS NOT DISTINCT FROM old.detail AND new.actor = old.actor AND new.asked IS NOT DISTINCT FROM old.asked
) BEGIN
    SELECT raise(ABORT, 'a history is only ever added to');
END;
