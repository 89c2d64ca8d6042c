-- A call whose order was never answered is looked for at its platform by whom it calls, from whom, and since when.

-- The number that was shown. NULL for attempts of releases before.
ALTER TABLE attempts ADD COLUMN shown TEXT;
