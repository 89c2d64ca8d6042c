//! Writes that may be sent twice (`Idempotency-Key`): the first is done and its answer kept for a day; the others get that answer.

use chrono::{DateTime, Duration, Utc};

use super::{Fault, Store, args, transaction};

/// How long an answer is kept.
pub(super) const KEPT: Duration = Duration::hours(24);

/// After how long a write that was begun and never answered counts as lost with its process; the next may do it again.
pub(super) const LOST: Duration = Duration::minutes(1);

/// Those before `$1`, and before `$2` those that were begun and are lost.
pub(super) const OVER: &str =
    "DELETE FROM repeats WHERE created_at < $1 OR (status IS NULL AND created_at < $2)";

/// What is known of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Nothing: whoever asked does it now.
    First,
    /// It was done, and this was answered.
    Done(Kept),
    /// Somebody is at it.
    UnderWay,
    /// The same key came with another request.
    Another,
}

/// An answer that is given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The status of HTTP.
    pub status: u16,
    /// The answer's body.
    pub body: Vec<u8>,
    /// The version of what it shows, as `ETag` says it.
    pub tag: Option<String>,
}

impl Store {
    /// Claims a write by its key; `hash` is of who asks and the key, `request` of what is asked.
    ///
    /// # Errors
    /// Why that cannot be said; nothing may be written then.
    pub async fn claim_repeat(
        &self,
        hash: &[u8],
        request: &[u8],
        now: DateTime<Utc>,
    ) -> Result<Repeat, Fault> {
        transaction!(self, |writing| {
            writing.run(OVER, args![now - KEPT, now - LOST]).await?;
            let claim =
                "INSERT INTO repeats (hash, request, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            if writing.run(claim, args![hash, request, now]).await? > 0 {
                return Ok(Repeat::First);
            }
            let find = "SELECT request, status, body, tag FROM repeats WHERE hash = $1";
            let Some(row) = writing.maybe(find, args![hash]).await? else { return Ok(Repeat::UnderWay) };
            let before: &[u8] = row.get(0)?;
            let status: Option<u16> = row.get(1)?;
            let body: Option<Vec<u8>> = row.get(2)?;
            Ok(match (before == request, status, body) {
                (false, _, _) => Repeat::Another,
                (true, Some(status), Some(body)) => Repeat::Done(Kept { status, body, tag: row.get(3)? }),
                (true, _, _) => Repeat::UnderWay,
            })
        })
    }

    /// Keeps the answer of a write that was claimed; a fault of ours is not kept, so that it may be tried again.
    ///
    /// # Errors
    /// Why it is not kept.
    pub async fn keep_repeat(&self, hash: &[u8], answer: Option<&Kept>) -> Result<(), Fault> {
        transaction!(self, |writing| {
            match answer {
                Some(Kept { status, body, tag }) => {
                    let keep = "UPDATE repeats SET status = $2, body = $3, tag = $4 WHERE hash = $1";
                    writing.run(keep, args![hash, *status, body.as_slice(), tag]).await.map(drop)
                }
                None => writing.run("DELETE FROM repeats WHERE hash = $1", args![hash]).await.map(drop),
            }
        })
    }
}
