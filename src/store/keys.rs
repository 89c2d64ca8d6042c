//! The keys that seal calls, where the settings give none. Whoever can read the store's file can read them; who wants them apart sets
//! `CENTRALINO_SEAL_KEY`.

use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{Fault, Store};

impl Store {
    /// The keys, the one that seals first. Where there is none yet, `fresh` becomes it: of several replicas that start together, one wins and all
    /// get its key.
    ///
    /// # Errors
    /// Why there is none; a service without the setting cannot start then.
    pub async fn seal_keys(&self, fresh: [u8; 32], now: DateTime<Utc>) -> Result<Vec<[u8; 32]>, Fault> {
        let mut writing = self.writing().await?;
        sqlx::query(
            "INSERT INTO seal_keys (key, created_at) SELECT $1, $2
             WHERE NOT EXISTS (SELECT 1 FROM seal_keys) ON CONFLICT DO NOTHING",
        )
        .bind(&fresh[..])
        .bind(now.timestamp())
        .execute(&mut *writing)
        .await?;
        let rows = sqlx::query("SELECT key FROM seal_keys ORDER BY id DESC").fetch_all(&mut *writing).await?;
        writing.commit().await?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &SqliteRow) -> Result<[u8; 32], Fault> {
    let key: &[u8] = row.try_get(0)?;
    key.try_into().map_err(|_| Fault::Row("seal_keys"))
}
