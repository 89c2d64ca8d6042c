-- How many seats of each slot are booked, kept with the seats by the database itself: a month of a busy queue is a few hundred rows then, and not
-- fifty thousand. What is true stands in `seats`.
CREATE TABLE slot_counts (
    desk       TEXT NOT NULL,
    queue      TEXT NOT NULL,
    slot_start BIGINT NOT NULL,
    slot_end   BIGINT NOT NULL,
    booked     BIGINT NOT NULL CHECK (booked >= 0),
    PRIMARY KEY (desk, queue, slot_start, slot_end)
) WITH (fillfactor = 70);

-- Seats that are held, of a queue: few, beside those that are booked.
CREATE INDEX seats_held ON seats (desk, queue, slot_start) WHERE holder IS NOT NULL;

CREATE FUNCTION seats_counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO slot_counts AS counted (desk, queue, slot_start, slot_end, booked)
    VALUES (new.desk, new.queue, new.slot_start, new.slot_end, 1)
    ON CONFLICT (desk, queue, slot_start, slot_end) DO UPDATE SET booked = counted.booked + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER seats_counted AFTER INSERT ON seats FOR EACH ROW
WHEN (new.ticket IS NOT NULL) EXECUTE FUNCTION seats_counted();
CREATE TRIGGER seats_counted_anew AFTER UPDATE ON seats FOR EACH ROW
WHEN (old.ticket IS NULL AND new.ticket IS NOT NULL) EXECUTE FUNCTION seats_counted();

CREATE FUNCTION seats_counted_down() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE slot_counts SET booked = booked - 1
    WHERE desk = old.desk AND queue = old.queue AND slot_start = old.slot_start AND slot_end = old.slot_end;
    DELETE FROM slot_counts WHERE desk = old.desk AND queue = old.queue AND slot_start = old.slot_start
        AND slot_end = old.slot_end AND booked = 0;
    RETURN NULL;
END $$;
CREATE TRIGGER seats_counted_down AFTER DELETE ON seats FOR EACH ROW
WHEN (old.ticket IS NOT NULL) EXECUTE FUNCTION seats_counted_down();

-- A booked seat is given back before it is anybody else's.
CREATE FUNCTION seats_stay_where_they_are() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'a booked seat is given back, not changed';
END $$;
CREATE TRIGGER seats_stay_where_they_are BEFORE UPDATE ON seats FOR EACH ROW WHEN (old.ticket IS NOT NULL AND (
    new.ticket IS NULL OR new.slot_start <> old.slot_start OR new.slot_end <> old.slot_end OR new.desk <> old.desk OR new.queue <> old.queue
)) EXECUTE FUNCTION seats_stay_where_they_are();

INSERT INTO slot_counts (desk, queue, slot_start, slot_end, booked)
SELECT desk, queue, slot_start, slot_end, count(*) FROM seats WHERE ticket IS NOT NULL GROUP BY desk, queue, slot_start, slot_end;
