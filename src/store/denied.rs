//! The deny list: numbers that are never called back and never book, each with the reason. A number stands there as its hash, and masked for
//! whoever reads the list: it is looked up, never read out. The hash keeps nobody from trying out all numbers there are: it is personal data still.

use chrono::{DateTime, Duration, Utc};
use ring::digest::{Digest, SHA256, digest};

use super::answers::Asked;
use super::sql::Sql;
use super::{Fault, Row, Store, args, transaction};
use crate::terms::Number;

/// What every desk is called here.
const EVERY: &str = "";

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// The number, masked.
    pub masked: String,
    /// For one desk; none: for every one.
    pub desk: Option<String>,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// What the store knows of a number that wants to book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// It is on the deny list.
    pub denied: bool,
    /// How many bookings were made for it in the queue within the hour, this question's own not among them.
    pub by_number: u32,
    /// How many the same call made within the hour, this question's own not among them.
    pub by_call: u32,
}

/// The rows of a number by its hash `$1`, as JSON.
pub(super) const SHOWN: Sql = Sql {
    sqlite: "SELECT json_object('desk', nullif(desk, ''), 'reason', reason, 'since', strftime('%Y-%m-%dT%H:%M:%SZ', since, 'unixepoch'))
        FROM denied WHERE hash = $1 ORDER BY desk",
    postgres: "SELECT json_build_object('desk', nullif(desk, ''), 'reason', reason,
            'since', to_char(to_timestamp(since) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))::text
        FROM denied WHERE hash = $1 ORDER BY desk",
};

/// Whether the number with the hash `$1` is on the list of the desk `$2`: a row, or none.
pub(super) const ON_LIST: &str = "SELECT 1 FROM denied WHERE hash = $1 AND desk IN ('', $2)";

/// A number as the list has it.
pub(super) fn hash(number: Number) -> Digest {
    digest(&SHA256, number.e164().as_bytes())
}

impl Store {
    /// Puts a number on the list, for one desk or for every one; again, it has the new reason.
    ///
    /// # Errors
    /// It is not there then.
    pub async fn deny(
        &self,
        number: Number,
        desk: Option<&str>,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        transaction!(self, |writing| {
            let add = "INSERT INTO denied (hash, desk, masked, reason, since) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (hash, desk) DO UPDATE SET reason = excluded.reason, since = excluded.since";
            let (hash, masked) = (hash(number), number.to_string());
            writing.run(add, args![hash.as_ref(), desk.unwrap_or(EVERY), masked, reason, now]).await.map(drop)
        })
    }

    /// Takes a number off the list; false where it was not on it.
    ///
    /// # Errors
    /// It is still there then.
    pub async fn allow_again(&self, number: Number, desk: Option<&str>) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            let remove = "DELETE FROM denied WHERE hash = $1 AND desk = $2";
            Ok(writing.run(remove, args![hash(number).as_ref(), desk.unwrap_or(EVERY)]).await? > 0)
        })
    }

    /// The list, the newest first.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub async fn deny_list(&self) -> Result<Vec<Denied>, Fault> {
        let all = "SELECT masked, desk, reason, since FROM denied ORDER BY since DESC, masked, desk";
        self.reading().await?.all(all, args![]).await?.iter().map(read).collect()
    }

    /// Whether a number is on the list of a desk.
    ///
    /// # Errors
    /// Why that cannot be said; whoever asks must then not call.
    pub async fn is_denied(&self, desk: &str, number: Number) -> Result<bool, Fault> {
        let row = self.reading().await?.maybe(ON_LIST, args![hash(number).as_ref(), desk]).await?;
        Ok(row.is_some())
    }

    /// Whether a number is on the list of any desk.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn is_denied_anywhere(&self, number: Number) -> Result<bool, Fault> {
        let asked = "SELECT 1 FROM denied WHERE hash = $1 LIMIT 1";
        Ok(self.reading().await?.maybe(asked, args![hash(number).as_ref()]).await?.is_some())
    }

    /// What is known of a number that wants to book in a queue, and of the call that asks.
    ///
    /// # Errors
    /// Why that cannot be said; whoever asks must then not book.
    pub async fn known_of(
        &self,
        desk: &str,
        queue: &str,
        number: Number,
        asked: &Asked,
        now: DateTime<Utc>,
    ) -> Result<Known, Fault> {
        let (started, turn, question) = asked.numbers();
        let known = "SELECT
             (SELECT count(*) FROM denied WHERE hash = $1 AND desk IN ('', $2)),
             (SELECT count(*) FROM bookings WHERE desk = $2 AND queue = $3 AND number = $4 AND created_at > $5
                AND NOT (call_id = $6 AND turn = $8)),
             (SELECT count(*) FROM answers WHERE call_id = $6 AND outcome = 'booked' AND created_at > $5
                AND NOT (started = $7 AND turn = $8 AND question = $9))";
        let hash = hash(number);
        let since = now - Duration::hours(1);
        let values = args![hash.as_ref(), desk, queue, number, since, asked.call(), started, turn, question];
        let row = self.reading().await?.one(known, values).await?;
        Ok(Known { denied: row.get::<i64>(0)? > 0, by_number: row.get(1)?, by_call: row.get(2)? })
    }
}

fn read(row: &Row) -> Result<Denied, Fault> {
    let desk: String = row.get(1)?;
    Ok(Denied {
        masked: row.get(0)?,
        desk: Some(desk).filter(|desk| desk != EVERY),
        reason: row.get(2)?,
        since: row.get(3)?,
    })
}
