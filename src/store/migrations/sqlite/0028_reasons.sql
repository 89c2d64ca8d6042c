-- Why a clerk changed something may name somebody: it is forgotten, and the rest of the history stays.
DROP TRIGGER seat_changes_stay;
CREATE TRIGGER seat_changes_stay BEFORE UPDATE ON seat_changes WHEN NOT (
    new.reason = '-' AND new.id = old.id AND new.desk = old.desk AND new.queue = old.queue AND new.what = old.what
    AND new.from_at = old.from_at AND new.until_at = old.until_at AND new.seats IS NOT DISTINCT FROM old.seats
    AND new.undoes IS NOT DISTINCT FROM old.undoes AND new.actor = old.actor AND new.at = old.at
    AND new.call_id IS NOT DISTINCT FROM old.call_id AND new.asked IS NOT DISTINCT FROM old.asked
) BEGIN
    SELECT raise(ABORT, 'a history is only ever added to');
END;
