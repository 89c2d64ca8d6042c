-- What was closed with a callback still booked: nobody is called back about it, and its seat is free.
INSERT INTO ticket_events (ticket, at, event, actor)
SELECT bookings.ticket, (SELECT max(at) FROM ticket_events WHERE ticket_events.ticket = bookings.ticket), 'callback-cancelled', 'clock'
FROM bookings JOIN tickets ON tickets.ticket = bookings.ticket
WHERE tickets.state = 'closed' AND cancelled_at IS NULL AND settled_at IS NULL
AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.ticket = bookings.ticket AND outcome IS NULL)
AND (SELECT event FROM ticket_events WHERE ticket_events.ticket = bookings.ticket
    AND event IN ('callback-booked', 'callback-moved', 'callback-cancelled', 'callback-spoken', 'callback-missed')
    ORDER BY id DESC LIMIT 1) IN ('callback-booked', 'callback-moved');
UPDATE bookings SET cancelled_at = (SELECT max(at) FROM ticket_events WHERE ticket_events.ticket = bookings.ticket)
WHERE cancelled_at IS NULL AND settled_at IS NULL AND EXISTS (SELECT 1 FROM tickets WHERE tickets.ticket = bookings.ticket AND state = 'closed')
AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.ticket = bookings.ticket AND outcome IS NULL);
DELETE FROM seats WHERE ticket IN (SELECT ticket FROM bookings WHERE cancelled_at IS NOT NULL);
