-- What the user said with the request. May hold personal data.
ALTER TABLE tickets ADD COLUMN note TEXT;
