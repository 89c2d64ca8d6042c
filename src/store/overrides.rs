//! Openings and closings by hand.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{Fault, Store, moment};
use crate::hours::{Live, Override};

const TABLE: &str = "overrides";

/// An opening or closing that is not in the store yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOverride {
    /// The desk's name.
    pub desk: String,
    /// The calendar's name; none for every calendar of the desk.
    pub calendar: Option<String>,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when, not included.
    pub until: DateTime<Utc>,
    /// Open or closed.
    pub open: bool,
}

impl Store {
    /// Adds an override and gives its id.
    ///
    /// # Errors
    /// [`Fault::Span`] where it ends before it begins; else why it is not in force.
    pub async fn add_override(&self, new: &NewOverride, now: DateTime<Utc>) -> Result<i64, Fault> {
        if new.from.timestamp() >= new.until.timestamp() {
            return Err(Fault::Span);
        }
        let mut writing = self.writing().await?;
        let row = sqlx::query(
            "INSERT INTO overrides (desk, calendar, from_at, until_at, open, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        )
        .bind(&new.desk)
        .bind(&new.calendar)
        .bind(new.from.timestamp())
        .bind(new.until.timestamp())
        .bind(i64::from(new.open))
        .bind(now.timestamp())
        .fetch_one(&mut *writing)
        .await?;
        let id = row.try_get(0)?;
        writing.commit().await?;
        Ok(id)
    }

    /// Takes an override of a desk away; false where the desk has none of this id.
    ///
    /// # Errors
    /// Why it is still in force.
    pub async fn remove_override(&self, desk: &str, id: i64) -> Result<bool, Fault> {
        let mut writing = self.writing().await?;
        let gone = sqlx::query("DELETE FROM overrides WHERE desk = $1 AND id = $2 RETURNING id")
            .bind(desk)
            .bind(id)
            .fetch_optional(&mut *writing)
            .await?;
        writing.commit().await?;
        Ok(gone.is_some())
    }

    /// The overrides of all desks that are not over at a moment, by desk, in the order in which they were made.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn overrides(&self, after: DateTime<Utc>) -> Result<HashMap<String, Vec<Override>>, Fault> {
        let rows = sqlx::query(
            "SELECT desk, id, calendar, from_at, until_at, open FROM overrides WHERE until_at > $1 ORDER BY id",
        )
        .bind(after.timestamp())
        .fetch_all(&self.reading().await?)
        .await?;
        let mut found: HashMap<String, Vec<Override>> = HashMap::new();
        for row in &rows {
            found.entry(row.try_get(0)?).or_default().push(read(row)?);
        }
        Ok(found)
    }

    /// What is decided by hand, by desk: the overrides that are not over at a moment, and the emergency switches that are on.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn live(&self, after: DateTime<Utc>) -> Result<HashMap<String, Live>, Fault> {
        let overrides = self.overrides(after).await?;
        let mut live: HashMap<String, Live> = overrides
            .into_iter()
            .map(|(desk, overrides)| (desk, Live { overrides, emergency: None }))
            .collect();
        for (desk, since) in self.emergencies().await? {
            live.entry(desk).or_default().emergency = Some(since);
        }
        Ok(live)
    }
}

fn read(row: &SqliteRow) -> Result<Override, Fault> {
    Ok(Override {
        id: row.try_get(1)?,
        calendar: row.try_get(2)?,
        from: moment(row.try_get(3)?, TABLE)?,
        until: moment(row.try_get(4)?, TABLE)?,
        open: row.try_get::<i64, _>(5)? != 0,
    })
}
