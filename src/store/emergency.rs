//! Emergency switches: a row while one is on.

use chrono::{DateTime, Utc};
use sqlx::Row;

use super::{Fault, Store, moment};

impl Store {
    /// Switches a desk's emergency on or off; false where it already was so. Switched on twice, it is on since the first time.
    ///
    /// # Errors
    /// Why the switch stays as it was.
    pub async fn set_emergency(&self, desk: &str, on: bool, now: DateTime<Utc>) -> Result<bool, Fault> {
        let mut writing = self.writing().await?;
        let query = if on {
            sqlx::query(
                "INSERT INTO emergency (desk, since) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING desk",
            )
            .bind(desk)
            .bind(now.timestamp())
        } else {
            sqlx::query("DELETE FROM emergency WHERE desk = $1 RETURNING desk").bind(desk)
        };
        let changed = query.fetch_optional(&mut *writing).await?;
        writing.commit().await?;
        Ok(changed.is_some())
    }

    /// The desks whose switch is on, and since when.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn emergencies(&self) -> Result<Vec<(String, DateTime<Utc>)>, Fault> {
        let rows = sqlx::query("SELECT desk, since FROM emergency ORDER BY desk")
            .fetch_all(&self.reading().await?)
            .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, moment(row.try_get(1)?, "emergency")?))).collect()
    }
}
