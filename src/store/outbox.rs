//! Notices on their way out. They are written in the transaction that makes them true; a replica claims what is due with a lease and a fence,
//! sends it, and says what became of it. One that dies with a notice in hand loses none: the lease runs out, and another sends it.

use chrono::{DateTime, Duration, Utc};

use super::run::Writing;
use super::sql::Sql;
use super::{Fault, Row, Store, args, transaction};
use crate::ticket::TicketNumber;

/// How long a replica has a notice in hand; by the database's clock.
const LEASE: i64 = 120;

/// A notice that is to be sent. Address and notice are JSON, as whoever wrote them knows.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The same for each sending.
    pub id: String,
    /// The desk's name.
    pub desk: String,
    /// To whom.
    pub address: String,
    /// What.
    pub notice: String,
    /// How often it was tried, this time not among them.
    pub tried: u32,
    fence: i64,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Outgoing({}, tried {} times)", self.id, self.tried)
    }
}

/// A notice that is to be written into a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The same whoever writes it: written twice, it is there once.
    pub id: String,
    /// To whom, as JSON.
    pub address: String,
    /// What, as JSON.
    pub notice: String,
}

/// What became of a sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// It arrived.
    Sent,
    /// It is tried again then.
    Again(DateTime<Utc>, String),
    /// It is given up.
    GivenUp(String),
}

/// Writes a notice into a transaction; one with an id that is there already is written once.
pub(super) async fn post(
    writing: &mut Writing,
    desk: &str,
    post: &Post,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let add = "INSERT INTO outbox (id, desk, address, notice, created_at, due_at)
         VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING";
    writing.run(add, args![&post.id, desk, &post.address, &post.notice, now]).await.map(drop)
}

/// Forgets the notices of a request that are in nobody's hand yet; true where others went out, or may have.
pub(super) async fn forget_unsent(writing: &mut Writing, ticket: TicketNumber) -> Result<bool, Fault> {
    let of_it = format!("{}-%", ticket.value());
    let forget = "DELETE FROM outbox WHERE id LIKE $1 AND tried = 0 AND due_at IS NOT NULL
         AND (leased_to IS NULL OR leased_to <= unixepoch())";
    writing.run(forget, args![&of_it]).await?;
    Ok(writing.maybe("SELECT 1 FROM outbox WHERE id LIKE $1 LIMIT 1", args![&of_it]).await?.is_some())
}

impl Store {
    /// Writes a notice that belongs to no other write.
    ///
    /// # Errors
    /// Why it is not written, and will not be sent.
    pub async fn post_notice(&self, desk: &str, notice: &Post, now: DateTime<Utc>) -> Result<(), Fault> {
        transaction!(self, |writing| { post(writing, desk, notice, now).await })
    }

    /// Claims up to `most` notices that are due, the oldest first. No other replica gets them for two minutes.
    ///
    /// # Errors
    /// Why none could be claimed.
    pub async fn claim_outgoing(&self, now: DateTime<Utc>, most: u32) -> Result<Vec<Outgoing>, Fault> {
        self.claim_named("%", now, most).await
    }

    /// The same of the codes that confirm telephones alone: somebody waits for each.
    ///
    /// # Errors
    /// Those of [`Store::claim_outgoing`].
    pub async fn claim_codes(&self, now: DateTime<Utc>, most: u32) -> Result<Vec<Outgoing>, Fault> {
        self.claim_named("code-%", now, most).await
    }

    async fn claim_named(&self, named: &str, now: DateTime<Utc>, most: u32) -> Result<Vec<Outgoing>, Fault> {
        transaction!(self, |writing| {
            let claim = Sql {
                sqlite: "UPDATE outbox SET leased_to = unixepoch() + $3, fence = fence + 1 WHERE id IN
                     (SELECT id FROM outbox WHERE due_at <= $1 AND (leased_to IS NULL OR leased_to <= unixepoch()) AND id LIKE $4
                      ORDER BY due_at LIMIT $2)
                     RETURNING id, desk, address, notice, tried, fence",
                postgres: "UPDATE outbox SET leased_to = unixepoch() + $3, fence = fence + 1 WHERE id IN
                     (SELECT id FROM outbox WHERE due_at <= $1 AND (leased_to IS NULL OR leased_to <= unixepoch()) AND id LIKE $4
                      ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
                     RETURNING id, desk, address, notice, tried, fence",
            };
            writing.all(claim, args![now, most, LEASE, named]).await?.iter().map(read).collect()
        })
    }

    /// Says what became of a notice that was claimed. False where another has claimed it since, whose word counts.
    ///
    /// # Errors
    /// Why that is not kept: it is then sent again when the lease has run out.
    pub async fn settle_outgoing(
        &self,
        outgoing: &Outgoing,
        left: &Left,
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        let (due, because, sent) = match left {
            Left::Sent => (None, None, Some(now)),
            Left::Again(at, because) => (Some(*at), Some(because.as_str()), None),
            Left::GivenUp(because) => (None, Some(because.as_str()), None),
        };
        transaction!(self, |writing| {
            // Of a code nothing is kept once it is sent or given up.
            let settle = "UPDATE outbox SET due_at = $3, because = $4, sent_at = $5, tried = tried + 1, leased_to = NULL,
                 notice = CASE WHEN id LIKE 'code-%' AND $3 IS NULL THEN '{}' ELSE notice END
                 WHERE id = $1 AND fence = $2";
            Ok(writing.run(settle, args![&outgoing.id, outgoing.fence, due, because, sent]).await? > 0)
        })
    }

    /// Forgets notices that were sent or given up so long ago.
    ///
    /// # Errors
    /// Why they are still there.
    pub async fn forget_outgoing(&self, now: DateTime<Utc>, kept: Duration) -> Result<u64, Fault> {
        transaction!(self, |writing| {
            writing
                .run("DELETE FROM outbox WHERE due_at IS NULL AND created_at < $1", args![now - kept])
                .await
        })
    }
}

fn read(row: &Row) -> Result<Outgoing, Fault> {
    Ok(Outgoing {
        id: row.get(0)?,
        desk: row.get(1)?,
        address: row.get(2)?,
        notice: row.get(3)?,
        tried: row.get(4)?,
        fence: row.get(5)?,
    })
}
