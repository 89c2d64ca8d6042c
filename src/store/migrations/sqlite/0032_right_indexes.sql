-- How long a queue's longest slot is: read off the slots' counts, a row for each slot, and off what is held. An index of seats that says so cost each booking a place in it,
-- and where the database knew nothing of its tables yet it was taken for the slot's own: each booking then read every seat of the queue.
DROP INDEX seats_by_length;
CREATE INDEX slot_counts_by_length ON slot_counts (desk, queue, slot_end - slot_start);
CREATE INDEX seats_held_by_length ON seats (desk, queue, slot_end - slot_start) WHERE holder IS NOT NULL;

-- What a telephone number has booked: the number first, so that no question about it is answered by reading all of a desk's bookings.
DROP INDEX bookings_by_number;
CREATE INDEX bookings_by_number ON bookings (number, desk, queue, slot_end);
