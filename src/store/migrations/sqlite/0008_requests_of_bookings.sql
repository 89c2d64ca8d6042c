-- A booking is a request too.

-- Every booking opens a request, in the same transaction.
CREATE TRIGGER bookings_open AFTER INSERT ON bookings BEGIN
    INSERT INTO tickets (ticket, desk, queue, dated, language, number, state, opened_at)
    VALUES (new.ticket, new.desk, new.queue, new.dated, new.language, new.number, 'opened', new.created_at);
    INSERT INTO ticket_events (ticket, at, event, detail, actor)
    VALUES (new.ticket, new.created_at, 'opened', 'callback', 'caller'),
        (new.ticket, new.created_at, 'callback-booked', CAST(new.slot_start AS TEXT), 'caller');
END;

-- What becomes of a booking is in its request's history too. Who cancels a call that nobody has taken in charge withdraws the request.
CREATE TRIGGER bookings_move AFTER UPDATE OF slot_start ON bookings WHEN new.slot_start <> old.slot_start BEGIN
    INSERT INTO ticket_events (ticket, at, event, detail, actor)
    VALUES (new.ticket, max(unixepoch(), new.created_at), 'callback-moved', CAST(new.slot_start AS TEXT), 'caller');
END;

CREATE TRIGGER bookings_cancel AFTER UPDATE OF cancelled_at ON bookings
WHEN new.cancelled_at IS NOT NULL AND old.cancelled_at IS NULL BEGIN
    INSERT INTO ticket_events (ticket, at, event, actor)
    VALUES (new.ticket, new.cancelled_at, 'callback-cancelled', 'caller');
    INSERT INTO ticket_events (ticket, at, event, actor) SELECT ticket, new.cancelled_at, 'closed', 'caller'
    FROM tickets WHERE ticket = new.ticket AND state IN ('opened', 'reopened');
    UPDATE tickets SET state = 'closed' WHERE ticket = new.ticket AND state IN ('opened', 'reopened');
END;

-- The bookings that were there before have opened requests too.
INSERT INTO tickets (ticket, desk, queue, dated, language, number, state, opened_at)
SELECT ticket, desk, queue, dated, language, number, 'opened', created_at FROM bookings;
INSERT INTO ticket_events (ticket, at, event, detail, actor)
SELECT ticket, created_at, 'opened', 'callback', 'caller' FROM bookings;
INSERT INTO ticket_events (ticket, at, event, detail, actor)
SELECT ticket, created_at, 'callback-booked', CAST(slot_start AS TEXT), 'caller' FROM bookings;
INSERT INTO ticket_events (ticket, at, event, actor)
SELECT ticket, cancelled_at, 'callback-cancelled', 'caller' FROM bookings WHERE cancelled_at IS NOT NULL;
INSERT INTO ticket_events (ticket, at, event, actor)
SELECT ticket, cancelled_at, 'closed', 'caller' FROM bookings WHERE cancelled_at IS NOT NULL;
UPDATE tickets SET state = 'closed' WHERE ticket IN (SELECT ticket FROM bookings WHERE cancelled_at IS NOT NULL);
