//! Calendar feeds: whose callbacks an address shows, kept as a hash, and those callbacks with what became of them.

use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};

use super::{Fault, Row, Store, args, transaction};
use crate::access::Token;
use crate::booking::Slot;
use crate::terms::{Language, Number};
use crate::ticket::TicketNumber;

/// Whose callbacks a feed shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedOf {
    /// All of a queue.
    Queue {
        /// The desk's name.
        desk: String,
        /// The queue's name.
        queue: String,
    },
    /// Those in which a person had a hand, by the name with which they sign in.
    Clerk(String),
}

/// A feed as it is listed; its address is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// By which it is revoked.
    pub id: i64,
    /// Whose callbacks it shows.
    pub of: FeedOf,
    /// Who made it, by the name with which they sign in; none: the command line.
    pub made_by: Option<String>,
    /// When it was made.
    pub created: DateTime<Utc>,
}

/// A callback as a feed shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedEntry {
    /// The number that was read out.
    pub ticket: TicketNumber,
    /// The desk's name.
    pub desk: String,
    /// The queue's name.
    pub queue: String,
    /// When to call.
    pub slot: Slot,
    /// Whom to call. Personal data.
    pub number: Number,
    /// What they are called, where they said so. Personal data.
    pub name: Option<String>,
    /// In which language.
    pub language: Language,
    /// When it was cancelled; none while it stands.
    pub cancelled: Option<DateTime<Utc>>,
    /// When it was booked.
    pub booked: DateTime<Utc>,
    /// How often it was moved or cancelled since.
    pub changes: u32,
    /// When that was the last time; when it was booked, where it never was.
    pub changed: DateTime<Utc>,
}

impl Store {
    /// Keeps a feed's address, and gives the id by which it is listed and revoked. It ends with the account of whoever made it, if somebody who signs in
    /// did.
    ///
    /// # Errors
    /// Why it is not kept, and must not be shown.
    pub async fn add_feed(
        &self,
        address: &Token,
        of: &FeedOf,
        made_by: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<i64, Fault> {
        let hash = digest(&SHA256, address.bytes());
        let (desk, queue, clerk) = match of {
            FeedOf::Queue { desk, queue } => (Some(desk.as_str()), Some(queue.as_str()), None),
            FeedOf::Clerk(clerk) => (None, None, Some(clerk.as_str())),
        };
        transaction!(self, |writing| {
            let add = "INSERT INTO calendar_feeds (hash, desk, queue, clerk, made_by, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
            writing.one(add, args![hash.as_ref(), desk, queue, clerk, made_by, now]).await?.get(0)
        })
    }

    /// The feed at an address, while it is not revoked; a person's, and what a person made, while they may sign in.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn feed(&self, address: &Token) -> Result<Option<Feed>, Fault> {
        let hash = digest(&SHA256, address.bytes());
        let find = "SELECT id, desk, queue, clerk, created_at, made_by FROM calendar_feeds
             WHERE hash = $1 AND (clerk IS NULL OR EXISTS (SELECT 1 FROM users WHERE users.name = clerk))
             AND (made_by IS NULL OR EXISTS (SELECT 1 FROM users WHERE users.name = made_by))";
        let row = self.reading().await?.maybe(find, args![hash.as_ref()]).await?;
        row.as_ref().map(read).transpose()
    }

    /// All feeds, the newest first.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn feeds(&self) -> Result<Vec<Feed>, Fault> {
        let all = "SELECT id, desk, queue, clerk, created_at, made_by FROM calendar_feeds ORDER BY id DESC";
        self.reading().await?.all(all, args![]).await?.iter().map(read).collect()
    }

    /// Revokes a feed; false where there is none with this id.
    ///
    /// # Errors
    /// Why it still shows.
    pub async fn revoke_feed(&self, id: i64) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            Ok(writing.run("DELETE FROM calendar_feeds WHERE id = $1", args![id]).await? > 0)
        })
    }

    /// The callbacks of a feed that end after a moment, cancelled ones among them, in order. By the index of each desk's slots, none of which is as long
    /// as a day: a calendar asks every quarter of an hour.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn feed_entries(&self, of: &FeedOf, after: DateTime<Utc>) -> Result<Vec<FeedEntry>, Fault> {
        macro_rules! entries {
            ($before:literal, $from:literal, $whose:literal) => {
                concat!(
                    $before,
                    "SELECT bookings.ticket, bookings.desk, bookings.queue, slot_start, slot_end, bookings.number, tickets.name,
                         bookings.language, cancelled_at, created_at,
                         (SELECT count(*) FROM ticket_events WHERE ticket_events.ticket = bookings.ticket
                            AND event IN ('callback-moved', 'callback-cancelled')),
                         (SELECT max(at) FROM ticket_events WHERE ticket_events.ticket = bookings.ticket
                            AND event IN ('callback-booked', 'callback-moved', 'callback-cancelled'))
                     FROM ",
                    $from,
                    " LEFT JOIN tickets ON tickets.ticket = bookings.ticket
                     WHERE slot_start > $1 - 86400 AND slot_end > $1 AND NOT swapped AND ",
                    $whose,
                    " ORDER BY slot_start, bookings.ticket"
                )
            };
        }
        let reading = self.reading().await?;
        let rows = match of {
            FeedOf::Queue { desk, queue } => {
                let asked = entries!("", "bookings", "bookings.desk = $2 AND bookings.queue = $3");
                reading.all(asked, args![after, desk, queue]).await?
            }
            FeedOf::Clerk(clerk) => {
                let asked = entries!(
                    "WITH RECURSIVE desks (desk) AS (SELECT min(desk) FROM bookings
                         UNION ALL SELECT (SELECT min(desk) FROM bookings WHERE desk > desks.desk) FROM desks WHERE desk IS NOT NULL) ",
                    "desks JOIN bookings ON bookings.desk = desks.desk",
                    "EXISTS (SELECT 1 FROM ticket_events WHERE ticket_events.ticket = bookings.ticket AND actor = $2)"
                );
                reading.all(asked, args![after, clerk]).await?
            }
        };
        rows.iter().map(entry).collect()
    }
}

fn read(row: &Row) -> Result<Feed, Fault> {
    let of = match (row.get(1)?, row.get(2)?, row.get(3)?) {
        (Some(desk), Some(queue), None) => FeedOf::Queue { desk, queue },
        (None, None, Some(clerk)) => FeedOf::Clerk(clerk),
        (_, _, _) => return Err(Fault::Row("calendar_feeds")),
    };
    Ok(Feed { id: row.get(0)?, of, made_by: row.get(5)?, created: row.get(4)? })
}

fn entry(row: &Row) -> Result<FeedEntry, Fault> {
    let booked: DateTime<Utc> = row.get(9)?;
    let changed: Option<DateTime<Utc>> = row.get(11)?;
    Ok(FeedEntry {
        ticket: row.get(0)?,
        desk: row.get(1)?,
        queue: row.get(2)?,
        slot: Slot { start: row.get(3)?, end: row.get(4)? },
        number: row.get(5)?,
        name: row.get(6)?,
        language: row.get(7)?,
        cancelled: row.get(8)?,
        booked,
        changes: row.get(10)?,
        changed: changed.unwrap_or(booked),
    })
}
