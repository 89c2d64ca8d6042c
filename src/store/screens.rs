//! The caller who is put through to a clerk just now. Written only for destinations at which somebody has the page open, and kept for minutes.

use chrono::{DateTime, Utc};

use super::{Fault, Row, Store, args, transaction};
use crate::terms::{Language, Number};
use crate::ticket::TicketNumber;

/// Those of ten minutes ago.
pub(super) const OVER: &str = "DELETE FROM screen_pops WHERE at <= unixepoch() - 600";

/// Somebody who is put through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pop {
    /// The desk's name.
    pub desk: String,
    /// The destination's name in the menu.
    pub destination: String,
    /// In which language they speak.
    pub language: Language,
    /// Their number; none where it is held back. Personal data.
    pub number: Option<Number>,
    /// The request that the call booked or named.
    pub ticket: Option<TicketNumber>,
}

/// The same, with when it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Popped {
    /// Its row.
    pub id: i64,
    /// When, by the database's clock.
    pub at: DateTime<Utc>,
    /// Who.
    pub pop: Pop,
}

impl Store {
    /// Says that pages are open at these destinations (desk and name), for a minute more by the database's clock.
    ///
    /// # Errors
    /// Why that is not known.
    pub async fn keep_screens(&self, open: &[(String, String)]) -> Result<(), Fault> {
        transaction!(self, |writing| {
            let keep = "INSERT INTO screens (desk, destination, open_until) VALUES ($1, $2, unixepoch() + 60)
                 ON CONFLICT (desk, destination) DO UPDATE SET open_until = excluded.open_until";
            for (desk, destination) in open {
                writing.run(keep, args![desk, destination]).await?;
            }
            writing.run("DELETE FROM screens WHERE open_until <= unixepoch()", args![]).await?;
            Ok(())
        })
    }

    /// The destinations at which pages are open, on whichever replica: desk and name.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn screens(&self) -> Result<Vec<(String, String)>, Fault> {
        let asked = "SELECT desk, destination FROM screens WHERE open_until > unixepoch()";
        let rows = self.reading().await?.all(asked, args![]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    }

    /// Writes down who is put through; it is kept for ten minutes.
    ///
    /// # Errors
    /// Nobody sees it then.
    pub async fn pop(&self, pop: &Pop) -> Result<(), Fault> {
        transaction!(self, |writing| {
            let add = "INSERT INTO screen_pops (desk, destination, language, number, ticket, at)
                 VALUES ($1, $2, $3, $4, $5, unixepoch())";
            writing
                .run(add, args![&pop.desk, &pop.destination, pop.language, pop.number, pop.ticket])
                .await?;
            Ok(())
        })
    }

    /// Who was put through after a row, within the last ten minutes, in order.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn pops(&self, after: i64) -> Result<Vec<Popped>, Fault> {
        let asked = "SELECT id, at, desk, destination, language, number, ticket FROM screen_pops
             WHERE id > $1 AND at > unixepoch() - 600 ORDER BY id";
        self.reading().await?.all(asked, args![after]).await?.iter().map(read).collect()
    }

    /// Who was put through to a destination last, within the last ten minutes.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn last_pop(&self, desk: &str, destination: &str) -> Result<Option<Popped>, Fault> {
        let asked = "SELECT id, at, desk, destination, language, number, ticket FROM screen_pops
             WHERE desk = $1 AND destination = $2 AND at > unixepoch() - 600 ORDER BY id DESC LIMIT 1";
        let row = self.reading().await?.maybe(asked, args![desk, destination]).await?;
        row.as_ref().map(read).transpose()
    }
}

fn read(row: &Row) -> Result<Popped, Fault> {
    let pop = Pop {
        desk: row.get(2)?,
        destination: row.get(3)?,
        language: row.get(4)?,
        number: row.get(5)?,
        ticket: row.get(6)?,
    };
    Ok(Popped { id: row.get(0)?, at: row.get(1)?, pop })
}
