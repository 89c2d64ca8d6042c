-- Who is never called back, and what citizens ask for on the public page before their telephone is confirmed.

-- The deny list.
CREATE TABLE denied (
    -- SHA-256 of the number in E.164: no number stands here.
    hash   BYTEA NOT NULL CHECK (length(hash) = 32),
    -- Empty: for every desk.
    desk   TEXT NOT NULL,
    -- For whoever reads the list.
    masked TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    since  BIGINT NOT NULL,
    PRIMARY KEY (hash, desk)
);

-- A callback that is asked for on the public page, until its telephone is confirmed; then until its page has shown the ticket for long enough.
CREATE TABLE askings (
    -- SHA-256 of the secret in the visitor's cookie: one for each browser.
    page       BYTEA NOT NULL PRIMARY KEY CHECK (length(page) = 32),
    -- By chance: with it what is booked is asked for once.
    question   BIGINT NOT NULL,
    desk       TEXT NOT NULL,
    queue      TEXT NOT NULL,
    slot_start BIGINT NOT NULL,
    slot_end   BIGINT NOT NULL CHECK (slot_end > slot_start),
    -- In E.164. Personal data.
    number     TEXT NOT NULL CHECK (number LIKE '+%'),
    -- ISO 639-1.
    language   TEXT NOT NULL,
    -- Personal data.
    name       TEXT,
    email      TEXT,
    -- HMAC-SHA256 of the code under the page's secret, and until when it counts, by the database's clock.
    code       BYTEA NOT NULL CHECK (length(code) = 32),
    good_until BIGINT NOT NULL,
    -- Wrong tries at this code.
    tries      BIGINT NOT NULL DEFAULT 0,
    -- How often a code was sent, and when last; by the database's clock.
    sent       BIGINT NOT NULL DEFAULT 1,
    sent_at    BIGINT NOT NULL,
    -- By sms or by call.
    way        TEXT NOT NULL CHECK (way IN ('sms', 'call')),
    confirmed  BOOLEAN NOT NULL DEFAULT FALSE,
    -- What was booked.
    ticket     BIGINT,
    dated      TEXT,
    created_at BIGINT NOT NULL,
    CHECK ((ticket IS NULL) = (dated IS NULL))
);

CREATE INDEX askings_by_number ON askings (number);
CREATE INDEX askings_by_age ON askings (created_at);

-- How often codes were asked for: by number, and by address.
CREATE TABLE sendings (
    counted_by TEXT NOT NULL,
    -- SHA-256 of what it is counted for.
    hash       BYTEA NOT NULL CHECK (length(hash) = 32),
    -- By the database's clock.
    at         BIGINT NOT NULL
);

CREATE INDEX sendings_by_hash ON sendings (counted_by, hash, at);
CREATE INDEX sendings_by_age ON sendings (at);
