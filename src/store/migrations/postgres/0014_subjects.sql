-- Whom an organisation's own provider signs in, and what operators' lists are read by.

-- The provider's address and its name for somebody (OpenID Connect Core, section 2: `iss` and `sub`), with a blank between; NULL for who signs in with
-- a password of ours, and until somebody signs in for the first time.
ALTER TABLE users ADD COLUMN subject TEXT;
CREATE UNIQUE INDEX users_by_subject ON users (subject);

CREATE INDEX tickets_by_opening ON tickets (opened_at, ticket);
CREATE INDEX tickets_open ON tickets (opened_at, ticket) WHERE state IN ('opened', 'taken-in-charge', 'waiting', 'reopened');
CREATE INDEX tickets_by_name ON tickets (name) WHERE name IS NOT NULL;
