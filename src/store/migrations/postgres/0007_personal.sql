-- What was done with personal data: shown, forgotten, cleared away. Holds none.
CREATE TABLE audit (
    id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- By the clock of whoever did it.
    at        BIGINT NOT NULL,
    action    TEXT NOT NULL CHECK (action IN ('export', 'forget', 'purge')),
    -- A number, masked; or which moment.
    subject   TEXT NOT NULL,
    row_count BIGINT NOT NULL
);
