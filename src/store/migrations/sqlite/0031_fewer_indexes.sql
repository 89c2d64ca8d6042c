-- Each booking writes into every index of a request. One of these stood twice; of the other only requests of a customer need a place in it.
DROP INDEX tickets_by_age;
DROP INDEX tickets_by_customer;
CREATE INDEX tickets_by_customer ON tickets (customer, opened_at) WHERE customer IS NOT NULL;
