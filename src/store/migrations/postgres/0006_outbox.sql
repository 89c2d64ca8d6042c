-- Notices on their way: written in the transaction that makes them true, sent by whichever replica claims them first.
-- All moments are unix time in seconds, UTC.

CREATE TABLE outbox (
    -- Stays the same however often it is sent: a receiver drops a twin by it.
    id         TEXT NOT NULL PRIMARY KEY,
    desk       TEXT NOT NULL,
    -- To whom, as JSON: a mailbox, a mobile or the desk's webhooks. Personal data.
    address    TEXT NOT NULL,
    -- What, as JSON.
    notice     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When to send it, or to try again: NULL once it is sent or given up.
    due_at     BIGINT,
    -- How often it was tried.
    tried      BIGINT NOT NULL DEFAULT 0,
    -- Until when one replica has it in hand, and the so-manieth claim: an older one may say nothing any more.
    leased_to  BIGINT,
    fence      BIGINT NOT NULL DEFAULT 0,
    -- Why it was not sent the last time; nothing of the notice.
    because    TEXT,
    -- When it was sent.
    sent_at    BIGINT
);

CREATE INDEX outbox_due ON outbox (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX outbox_by_age ON outbox (created_at);
