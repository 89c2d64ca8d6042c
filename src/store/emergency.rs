//! Emergency switches: a row while one is on.

use chrono::{DateTime, Utc};

use super::{Fault, Store, args, transaction};

impl Store {
    /// Switches a desk's emergency on or off; false where it already was so. Switched on twice, it is on since the first time.
    ///
    /// # Errors
    /// Why the switch stays as it was.
    pub async fn set_emergency(&self, desk: &str, on: bool, now: DateTime<Utc>) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            let changed = if on {
                let add = "INSERT INTO emergency (desk, since) VALUES ($1, $2) ON CONFLICT DO NOTHING";
                writing.run(add, args![desk, now]).await?
            } else {
                writing.run("DELETE FROM emergency WHERE desk = $1", args![desk]).await?
            };
            Ok(changed > 0)
        })
    }

    /// The desks whose switch is on, and since when.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn emergencies(&self) -> Result<Vec<(String, DateTime<Utc>)>, Fault> {
        let rows =
            self.reading().await?.all("SELECT desk, since FROM emergency ORDER BY desk", args![]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    }
}
