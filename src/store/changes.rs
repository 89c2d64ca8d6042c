//! What changed since somebody looked: rows of the requests' histories, which are only ever added to, and digests of the seats that are held and of
//! the callbacks that are being placed.
//!
//! On PostgreSQL a row may become visible after one with a greater id, because its transaction began earlier and took longer. Whoever follows
//! the history keeps that in mind; here it is only read.

use chrono::{DateTime, Utc};

use super::{Fault, Store, args};
use crate::ticket::TicketNumber;

/// A row of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// Its id.
    pub id: i64,
    /// The request.
    pub ticket: TicketNumber,
    /// The desk's name.
    pub desk: String,
    /// What happened, by its name.
    pub event: String,
}

/// The seats of a queue that are held just now: equal digests, equal seats.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HeldNow {
    /// The desk's name.
    pub desk: String,
    /// The queue's name.
    pub queue: String,
    /// How many, and a sum over which and until when.
    pub digest: (i64, i64),
}

/// The callbacks of a queue that are being placed: equal digests, equal calls that stand alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallingNow {
    /// The desk's name.
    pub desk: String,
    /// The queue's name.
    pub queue: String,
    /// How many, and a sum over which and how they stand.
    pub digest: (i64, i64),
}

impl Store {
    /// The rows of all histories after an id, in order, `most` at most.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn noted_after(&self, id: i64, most: u32) -> Result<Vec<Noted>, Fault> {
        let asked = "SELECT ticket_events.id, ticket_events.ticket, desk, event
             FROM ticket_events JOIN tickets ON tickets.ticket = ticket_events.ticket
             WHERE ticket_events.id > $1 ORDER BY ticket_events.id LIMIT $2";
        let rows = self.reading().await?.all(asked, args![id, most]).await?;
        let read = |row: &super::Row| {
            Ok(Noted { id: row.get(0)?, ticket: row.get(1)?, desk: row.get(2)?, event: row.get(3)? })
        };
        rows.iter().map(read).collect()
    }

    /// The id of the last row of all histories; 0 where there is none.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn last_noted(&self) -> Result<i64, Fault> {
        let asked = "SELECT coalesce(max(id), 0) FROM ticket_events";
        self.reading().await?.one(asked, args![]).await?.get(0)
    }

    /// What is held just now, by the database's clock, in order.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn held_now(&self) -> Result<Vec<HeldNow>, Fault> {
        let asked = "SELECT desk, queue, count(*), CAST(sum(slot_start % 1000003 * 31 + seat * 7 + held_until) AS BIGINT)
             FROM seats WHERE holder IS NOT NULL AND held_until > unixepoch() GROUP BY desk, queue ORDER BY desk, queue";
        let rows = self.reading().await?.all(asked, args![]).await?;
        let read = |row: &super::Row| {
            Ok(HeldNow { desk: row.get(0)?, queue: row.get(1)?, digest: (row.get(2)?, row.get(3)?) })
        };
        rows.iter().map(read).collect()
    }

    /// What is being placed just now, in order.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn calling_now(&self) -> Result<Vec<CallingNow>, Fault> {
        let asked = "SELECT desk, queue, count(*), CAST(sum(ticket * 4 + CASE WHEN dialled_at IS NULL THEN 0
                 WHEN reached_at IS NULL THEN 1 ELSE 2 END) AS BIGINT)
             FROM attempts WHERE outcome IS NULL GROUP BY desk, queue ORDER BY desk, queue";
        let rows = self.reading().await?.all(asked, args![]).await?;
        let read = |row: &super::Row| {
            Ok(CallingNow { desk: row.get(0)?, queue: row.get(1)?, digest: (row.get(2)?, row.get(3)?) })
        };
        rows.iter().map(read).collect()
    }

    /// The database's clock, to the second.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn now(&self) -> Result<DateTime<Utc>, Fault> {
        self.reading().await?.one("SELECT unixepoch()", args![]).await?.get(0)
    }
}
