-- What was done with personal data: shown, forgotten, cleared away. Holds none.
CREATE TABLE audit (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    -- By the clock of whoever did it.
    at        INTEGER NOT NULL,
    action    TEXT NOT NULL CHECK (action IN ('export', 'forget', 'purge')),
    -- A number, masked; or which moment.
    subject   TEXT NOT NULL,
    row_count INTEGER NOT NULL
) STRICT;
