-- Calls that speak the code with which the public page confirms a telephone. One is written before it is dialled, is dialled once, and ends once.
CREATE TABLE code_calls (
    -- By chance; the call's name on its platform is made of it.
    call        BIGINT NOT NULL PRIMARY KEY,
    -- Whose page asked for it: `askings.page`.
    page        BYTEA NOT NULL CHECK (length(page) = 32),
    desk        TEXT NOT NULL,
    -- In E.164. Personal data.
    number      TEXT NOT NULL CHECK (number LIKE '+%'),
    -- ISO 639-1.
    language    TEXT NOT NULL,
    -- The code, sealed for this call; empty once it is not to be spoken any more.
    code        TEXT NOT NULL,
    -- All by the database's clock.
    asked_at    BIGINT NOT NULL,
    -- When some replica was about to dial, through which platform, and what that calls the call.
    dialled_at  BIGINT,
    platform    TEXT,
    place       TEXT,
    -- When somebody or something answered, and when a person had the code said.
    answered_at BIGINT,
    told_at     BIGINT,
    ended_at    BIGINT,
    outcome     TEXT,
    CHECK ((ended_at IS NULL) = (outcome IS NULL)),
    CHECK ((dialled_at IS NULL) = (platform IS NULL))
);

CREATE INDEX code_calls_by_page ON code_calls (page, asked_at);
CREATE INDEX code_calls_by_number ON code_calls (number, asked_at);
CREATE INDEX code_calls_by_age ON code_calls (asked_at);
CREATE INDEX code_calls_open ON code_calls (asked_at) WHERE outcome IS NULL;
