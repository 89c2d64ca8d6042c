-- Booked callbacks are placed: each attempt is a row before anything is dialled.

-- When it was settled that nobody will be called any more for this booking: they spoke, or it was missed. NULL until then.
ALTER TABLE bookings ADD COLUMN settled_at BIGINT;
-- Nobody is called, or told, about what was over before callbacks were placed.
UPDATE bookings SET settled_at = slot_end WHERE slot_end <= unixepoch();
CREATE INDEX bookings_due ON bookings (desk, slot_start) WHERE settled_at IS NULL AND cancelled_at IS NULL;

CREATE TABLE attempts (
    ticket     BIGINT NOT NULL REFERENCES bookings (ticket) ON DELETE CASCADE,
    -- Counted from 1.
    attempt    BIGINT NOT NULL CHECK (attempt >= 1),
    -- The booking's.
    desk       TEXT NOT NULL,
    queue      TEXT NOT NULL,
    began_at   BIGINT NOT NULL,
    -- When it was about to be dialled: written before the platform is asked. NULL: surely nothing was dialled.
    dialled_at BIGINT,
    -- Which platform was asked, and what it calls the call or where it is.
    platform   TEXT,
    place      TEXT,
    -- When somebody or something answered.
    answered_at BIGINT,
    -- When a person was reached.
    reached_at BIGINT,
    -- How it ended, and when; both NULL while it is under way.
    outcome    TEXT CHECK (outcome IN ('spoken', 'no-answer', 'busy', 'voicemail', 'refused', 'wrong-number', 'no-operator', 'failed', 'unknown')),
    ended_at   BIGINT,
    -- Which replica has it in hand, by a number that grows with each that takes it, and until when, by the database's clock.
    fence      BIGINT NOT NULL,
    leased_to  BIGINT NOT NULL,
    PRIMARY KEY (ticket, attempt),
    CHECK ((outcome IS NULL) = (ended_at IS NULL))
);

-- No user is called twice at a time.
CREATE UNIQUE INDEX attempts_of_one ON attempts (ticket) WHERE outcome IS NULL;
CREATE INDEX attempts_under_way ON attempts (desk, queue) WHERE outcome IS NULL;
