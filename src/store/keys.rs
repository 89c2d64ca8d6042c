//! The keys that seal calls, where the settings give none. Whoever can read the store can read them; who wants them apart sets
//! `CENTRALINO_SEAL_KEY`.

use chrono::{DateTime, Utc};

use super::{Alone, Fault, Row, Store, args, transaction};

impl Store {
    /// The keys, the one that seals first. Where there is none yet, `fresh` becomes it: of several replicas that start together, one wins and all
    /// get its key.
    ///
    /// # Errors
    /// Why there is none; a service without the setting cannot start then.
    pub async fn seal_keys(&self, fresh: [u8; 32], now: DateTime<Utc>) -> Result<Vec<[u8; 32]>, Fault> {
        transaction!(self, |writing| {
            writing.alone(Alone::Table, "seal_keys").await?;
            let first = "INSERT INTO seal_keys (key, created_at) SELECT $1, $2
                 WHERE NOT EXISTS (SELECT 1 FROM seal_keys) ON CONFLICT DO NOTHING";
            writing.run(first, args![&fresh[..], now]).await?;
            let rows = writing.all("SELECT key FROM seal_keys ORDER BY id DESC", args![]).await?;
            rows.iter().map(read).collect()
        })
    }
}

fn read(row: &Row) -> Result<[u8; 32], Fault> {
    let key: &[u8] = row.get(0)?;
    key.try_into().map_err(|_| Fault::Row("seal_keys"))
}
