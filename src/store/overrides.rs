//! Openings and closings by hand.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{Fault, Row, Store, args, transaction};
use crate::hours::{Live, Override};

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
        transaction!(self, |writing| {
            let add = "INSERT INTO overrides (desk, calendar, from_at, until_at, open, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
            let values = args![&new.desk, &new.calendar, new.from, new.until, new.open, now];
            writing.one(add, values).await?.get(0)
        })
    }

    /// Takes an override of a desk away; false where the desk has none of this id.
    ///
    /// # Errors
    /// Why it is still in force.
    pub async fn remove_override(&self, desk: &str, id: i64) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            let gone =
                writing.run("DELETE FROM overrides WHERE desk = $1 AND id = $2", args![desk, id]).await?;
            Ok(gone > 0)
        })
    }

    /// The overrides of all desks that are not over at a moment, by desk, in the order in which they were made.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn overrides(&self, after: DateTime<Utc>) -> Result<HashMap<String, Vec<Override>>, Fault> {
        let asked = "SELECT desk, id, calendar, from_at, until_at, open FROM overrides WHERE until_at > $1 ORDER BY id";
        let rows = self.reading().await?.all(asked, args![after]).await?;
        let mut found: HashMap<String, Vec<Override>> = HashMap::new();
        for row in &rows {
            found.entry(row.get(0)?).or_default().push(read(row)?);
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

fn read(row: &Row) -> Result<Override, Fault> {
    Ok(Override {
        id: row.get(1)?,
        calendar: row.get(2)?,
        from: row.get(3)?,
        until: row.get(4)?,
        open: row.get(5)?,
    })
}
