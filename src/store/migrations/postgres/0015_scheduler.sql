-- What clerks at the page have: calendar feeds by a secret address, and the caller who is put through to them just now.

-- Calendar feeds, of a queue or of a person. The address is shown once, when it is made, and is nowhere.
CREATE TABLE calendar_feeds (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- SHA-256 of the address's 32 bytes of chance.
    hash       BYTEA NOT NULL UNIQUE CHECK (length(hash) = 32),
    -- The queue whose callbacks it shows, with its desk; both NULL for a person's.
    desk       TEXT,
    queue      TEXT,
    -- Whoever signs in so: the callbacks in which they had a hand.
    clerk      TEXT,
    created_at BIGINT NOT NULL,
    CHECK ((desk IS NULL) = (queue IS NULL)),
    CHECK ((queue IS NULL) = (clerk IS NOT NULL))
);

-- Destinations at which somebody has the page open: only of their callers is anything written down.
CREATE TABLE screens (
    desk        TEXT NOT NULL,
    -- The destination's name in the menu.
    destination TEXT NOT NULL,
    -- Until when, by the database's clock; renewed while the page is open.
    open_until  BIGINT NOT NULL,
    PRIMARY KEY (desk, destination)
);

-- Callers who are put through to such a destination. Kept for ten minutes.
CREATE TABLE screen_pops (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    desk        TEXT NOT NULL,
    destination TEXT NOT NULL,
    -- ISO 639-1.
    language    TEXT NOT NULL,
    -- E.164 with its plus sign; NULL where it is held back. Personal data.
    number      TEXT CHECK (number LIKE '+%'),
    -- The request that the call booked or named.
    ticket      BIGINT,
    -- By the database's clock.
    at          BIGINT NOT NULL
);

CREATE INDEX screen_pops_by_age ON screen_pops (at);

-- A desk's callbacks of a day or a week.
CREATE INDEX bookings_by_start ON bookings (desk, slot_start);
