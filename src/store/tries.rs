//! Wrong tries, counted by what was tried, for every replica: what a call or a page carries could be shown again as it was before.

use chrono::{DateTime, Duration, Utc};
use ring::digest::{Digest, SHA256, digest};

use super::{Fault, Store, args, transaction};
use crate::access::Lockout;

/// How long a count is kept after the last wrong try.
pub(super) const KEPT: Duration = Duration::hours(24);

/// Those before `$1`.
pub(super) const OVER: &str = "DELETE FROM tries WHERE last_at < $1";

fn hashed(subject: &str) -> Digest {
    digest(&SHA256, subject.as_bytes())
}

impl Store {
    /// The wrong tries in a row of a subject (`sign-in/anna`, `ticket/482915072`); none: there are none.
    ///
    /// # Errors
    /// Why that cannot be said: whoever asks must then refuse.
    pub async fn wrong_tries(&self, subject: &str) -> Result<Option<Lockout>, Fault> {
        let hash = hashed(subject);
        let find = "SELECT wrong, last_at FROM tries WHERE subject = $1";
        let row = self.reading().await?.maybe(find, args![hash.as_ref()]).await?;
        row.map(|row| Ok(Lockout { wrong: row.get(0)?, last: row.get(1)? })).transpose()
    }

    /// Counts a wrong try, and gives how many there are now. Counted before the answer is told, so that a broken connection hides none.
    ///
    /// # Errors
    /// Why it is not counted: whoever asks must then refuse.
    pub async fn count_wrong_try(&self, subject: &str, now: DateTime<Utc>) -> Result<u32, Fault> {
        let hash = hashed(subject);
        transaction!(self, |writing| {
            writing.run(OVER, args![now - KEPT]).await?;
            let count = "INSERT INTO tries (subject, wrong, last_at) VALUES ($1, 1, $2)
                 ON CONFLICT (subject) DO UPDATE SET wrong = tries.wrong + 1, last_at = excluded.last_at RETURNING wrong";
            writing.one(count, args![hash.as_ref(), now]).await?.get(0)
        })
    }

    /// Takes back some of a subject's tries, the last among them, which turned out to be right: as if none of these had been. `before` is what stood
    /// there before the last.
    ///
    /// # Errors
    /// Why they still count.
    pub async fn take_back_tries(
        &self,
        subject: &str,
        tries: u32,
        before: Option<Lockout>,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let hash = hashed(subject);
        let last = before.map_or(now, |before| before.last);
        transaction!(self, |writing| {
            writing
                .run("DELETE FROM tries WHERE subject = $1 AND wrong <= $2", args![hash.as_ref(), tries])
                .await?;
            // Where somebody has tried since, theirs is the last.
            let fewer = "UPDATE tries SET wrong = wrong - $2, last_at = CASE WHEN last_at = $3 THEN $4 ELSE last_at END
                 WHERE subject = $1";
            writing.run(fewer, args![hash.as_ref(), tries, now, last]).await.map(drop)
        })
    }

    /// Forgets the wrong tries: it was right.
    ///
    /// # Errors
    /// Why they still count.
    pub async fn forget_tries(&self, subject: &str) -> Result<(), Fault> {
        let hash = hashed(subject);
        transaction!(self, |writing| {
            writing.run("DELETE FROM tries WHERE subject = $1", args![hash.as_ref()]).await.map(drop)
        })
    }
}
