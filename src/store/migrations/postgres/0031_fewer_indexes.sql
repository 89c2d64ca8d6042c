-- Each booking writes into every index of a request. One of these stood twice; of the others only requests of a customer, and events that came
-- under a name of their own, need a place in them.
DROP INDEX tickets_by_age;
DROP INDEX tickets_by_customer;
CREATE INDEX tickets_by_customer ON tickets (customer, opened_at) WHERE customer IS NOT NULL;
ALTER TABLE ticket_events DROP CONSTRAINT ticket_events_asked_key;
CREATE UNIQUE INDEX ticket_events_by_name ON ticket_events (asked) WHERE asked IS NOT NULL;
