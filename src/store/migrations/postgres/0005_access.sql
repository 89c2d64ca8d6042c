-- Who may do what: tokens that programs show, people who sign in, and answers kept for writes that are repeated.
-- All moments are unix time in seconds, UTC.

-- Tokens of programs. The token itself is shown once, when it is made, and is nowhere.
CREATE TABLE tokens (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- What it is for, as whoever made it says.
    name       TEXT NOT NULL,
    -- SHA-256 of the token's 32 bytes of chance.
    hash       BYTEA NOT NULL UNIQUE CHECK (length(hash) = 32),
    -- Names of scopes with a space between.
    scopes     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- NULL: it does not run out.
    expires_at BIGINT
);

-- People.
CREATE TABLE users (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- What they sign in with, in small letters.
    name       TEXT NOT NULL UNIQUE,
    -- viewer, operator, scheduler, editor, admin
    role       TEXT NOT NULL,
    -- Argon2id in the PHC's text form; NULL for who signs in with the organisation's own provider only.
    password   TEXT,
    created_at BIGINT NOT NULL
);

-- Signed in. The cookie's value is shown once and is nowhere.
CREATE TABLE sessions (
    -- SHA-256 of the cookie's 32 bytes of chance.
    hash       BYTEA NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    -- When it was last used: it ends a while after that, and in any case some hours after it began.
    used_at    BIGINT NOT NULL
);

CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_use ON sessions (used_at);

-- Wrong tries in a row, by what was tried: an account, an address, a ticket's number.
CREATE TABLE tries (
    -- SHA-256 of what was tried, so that nobody's address or number stands here.
    subject BYTEA NOT NULL PRIMARY KEY CHECK (length(subject) = 32),
    wrong   BIGINT NOT NULL CHECK (wrong > 0),
    last_at BIGINT NOT NULL
);

CREATE INDEX tries_by_age ON tries (last_at);

-- What was answered to a write that came with an Idempotency-Key: sent again, it gets the same answer.
CREATE TABLE repeats (
    -- SHA-256 of who asked and the key.
    hash       BYTEA NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    -- SHA-256 of what was asked: another request under the same key is a mistake.
    request    BYTEA NOT NULL CHECK (length(request) = 32),
    -- NULL while it is under way.
    status     BIGINT,
    body       BYTEA,
    created_at BIGINT NOT NULL
);

CREATE INDEX repeats_by_age ON repeats (created_at);
