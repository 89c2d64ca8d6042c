-- Requests in the order in which they came, whichever desk's: pages of a million are read from where they begin. Open ones by themselves: they are
-- few among all that ever were.
CREATE INDEX tickets_by_age ON tickets (opened_at, ticket);
CREATE INDEX IF NOT EXISTS tickets_open ON tickets (opened_at, ticket) WHERE state IN ('opened', 'taken-in-charge', 'waiting', 'reopened');
