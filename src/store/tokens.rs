//! Tokens of programs: kept as hashes, so that whoever reads the store cannot use them.

use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};

use super::{Fault, Row, Store, args, transaction};
use crate::access::{Scopes, Token};

/// A token as it is listed; the token itself is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptToken {
    /// By which it is revoked.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// What it allows.
    pub scopes: Scopes,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// When it runs out; none: it does not.
    pub expires: Option<DateTime<Utc>>,
}

impl Store {
    /// Keeps a token, and gives the id by which it is listed and revoked.
    ///
    /// # Errors
    /// Why it is not kept, and must not be shown.
    pub async fn add_token(
        &self,
        token: &Token,
        name: &str,
        scopes: Scopes,
        now: DateTime<Utc>,
        expires: Option<DateTime<Utc>>,
    ) -> Result<i64, Fault> {
        let hash = digest(&SHA256, token.bytes());
        transaction!(self, |writing| {
            let add = "INSERT INTO tokens (name, hash, scopes, created_at, expires_at)
                 VALUES ($1, $2, $3, $4, $5) RETURNING id";
            let row = writing.one(add, args![name, hash.as_ref(), scopes.to_string(), now, expires]).await?;
            row.get(0)
        })
    }

    /// The token that is shown, where it is one of ours and has not run out.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn token(&self, shown: &Token, now: DateTime<Utc>) -> Result<Option<KeptToken>, Fault> {
        let hash = digest(&SHA256, shown.bytes());
        let find = "SELECT id, name, scopes, created_at, expires_at FROM tokens
             WHERE hash = $1 AND (expires_at IS NULL OR expires_at > $2)";
        let row = self.reading().await?.maybe(find, args![hash.as_ref(), now]).await?;
        row.as_ref().map(read).transpose()
    }

    /// All tokens, the newest first.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn tokens(&self) -> Result<Vec<KeptToken>, Fault> {
        let all = "SELECT id, name, scopes, created_at, expires_at FROM tokens ORDER BY id DESC";
        self.reading().await?.all(all, args![]).await?.iter().map(read).collect()
    }

    /// Revokes a token; false where there is none with this id.
    ///
    /// # Errors
    /// Why it still counts.
    pub async fn revoke_token(&self, id: i64) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            Ok(writing.run("DELETE FROM tokens WHERE id = $1", args![id]).await? > 0)
        })
    }
}

fn read(row: &Row) -> Result<KeptToken, Fault> {
    let scopes: &str = row.get(2)?;
    Ok(KeptToken {
        id: row.get(0)?,
        name: row.get(1)?,
        scopes: scopes.parse().map_err(|_| Fault::Row("tokens"))?,
        created: row.get(3)?,
        expires: row.get(4)?,
    })
}
