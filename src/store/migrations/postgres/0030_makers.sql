-- Who made a feed: it ends with their account. NULL for those made by the command line, and for a queue's that is older than this.
ALTER TABLE calendar_feeds ADD COLUMN made_by TEXT;
UPDATE calendar_feeds SET made_by = clerk;
