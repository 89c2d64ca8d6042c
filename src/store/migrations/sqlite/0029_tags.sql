-- The version that a kept answer shows: sent again, the answer has its ETag too.
ALTER TABLE repeats ADD COLUMN tag TEXT;
