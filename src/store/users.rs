//! People who sign in, and the sessions in which they are.

use chrono::{DateTime, Duration, Utc};
use ring::digest::{SHA256, digest};

use super::{Alone, Fault, Row, Store, args, transaction};
use crate::access::{Role, Token};

/// How long a session lasts that nobody uses.
const IDLE: Duration = Duration::hours(2);

/// How long a session lasts at most: a working day.
const LONGEST: Duration = Duration::hours(12);

/// Somebody who may sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// For the store.
    pub id: i64,
    /// What they sign in with.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The password's hash (Argon2id, PHC's text form); none: they have none here.
    pub password: Option<String>,
}

/// Whether somebody is let in whom a provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admitted {
    /// As this one.
    User(User),
    /// Nobody added them, and the provider gives them no role.
    Stranger,
    /// Their name here is somebody else's.
    NameTaken,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "User({}, {})", self.id, self.role)
    }
}

impl Store {
    /// Adds somebody; false where the name is taken.
    ///
    /// # Errors
    /// Why nobody was added.
    pub async fn add_user(
        &self,
        name: &str,
        role: Role,
        password: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            let add = "INSERT INTO users (name, role, password, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
            Ok(writing.run(add, args![name, role.name(), password, now]).await? > 0)
        })
    }

    /// Gives somebody another password and another role, and ends their sessions; false where nobody is called so.
    ///
    /// # Errors
    /// Why nothing changed.
    pub async fn change_user(
        &self,
        name: &str,
        role: Option<Role>,
        password: Option<&str>,
    ) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            let role = role.map(Role::name);
            let change = "UPDATE users SET role = coalesce($2, role), password = coalesce($3, password) WHERE name = $1";
            let changed = writing.run(change, args![name, role, password]).await? > 0;
            let end = "DELETE FROM sessions WHERE user_id = (SELECT id FROM users WHERE name = $1)";
            writing.run(end, args![name]).await?;
            Ok(changed)
        })
    }

    /// Removes somebody, their sessions, and the calendar feeds that show their callbacks or that they made: whoever is called so later has none of them.
    /// False where nobody is called so.
    ///
    /// # Errors
    /// Why they may still sign in.
    pub async fn remove_user(&self, name: &str) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            writing.run("DELETE FROM calendar_feeds WHERE made_by = $1 OR clerk = $1", args![name]).await?;
            Ok(writing.run("DELETE FROM users WHERE name = $1", args![name]).await? > 0)
        })
    }

    /// Somebody by the name with which they sign in.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn user(&self, name: &str) -> Result<Option<User>, Fault> {
        let find = "SELECT id, name, role, password FROM users WHERE name = $1";
        self.reading().await?.maybe(find, args![name]).await?.as_ref().map(read).transpose()
    }

    /// Everybody, by name.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn users(&self) -> Result<Vec<User>, Fault> {
        let all = "SELECT id, name, role, password FROM users ORDER BY name";
        self.reading().await?.all(all, args![]).await?.iter().map(read).collect()
    }

    /// Begins a session.
    ///
    /// # Errors
    /// Why they are not signed in.
    pub async fn begin_session(&self, cookie: &Token, user: i64, now: DateTime<Utc>) -> Result<(), Fault> {
        let hash = digest(&SHA256, cookie.bytes());
        transaction!(self, |writing| {
            writing
                .run(
                    "DELETE FROM sessions WHERE used_at < $1 OR created_at < $2",
                    args![now - IDLE, now - LONGEST],
                )
                .await?;
            let add = "INSERT INTO sessions (hash, user_id, created_at, used_at) VALUES ($1, $2, $3, $3)";
            writing.run(add, args![hash.as_ref(), user, now]).await.map(drop)
        })
    }

    /// Whose session this is, where it has not ended; somebody has used it now. That is written once a minute, not at each request.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn session(&self, cookie: &Token, now: DateTime<Utc>) -> Result<Option<User>, Fault> {
        let Some((user, last)) = self.session_used(cookie, now).await? else { return Ok(None) };
        if now - last >= Duration::minutes(1) {
            let hash = digest(&SHA256, cookie.bytes());
            let written: Result<(), Fault> = transaction!(self, |writing| {
                let again = "UPDATE sessions SET used_at = $2 WHERE hash = $1 AND used_at < $2";
                writing.run(again, args![hash.as_ref(), now]).await.map(drop)
            });
            // It may stand all the same, and nobody has asked for it: the next request writes it again.
            written.or_else(|fault| if fault.may_stand() { Ok(()) } else { Err(fault) })?;
        }
        Ok(Some(user))
    }

    /// Whose session this is, where it has not ended, and when somebody used it last: for what a page asks by itself, which is no use of it.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn session_used(
        &self,
        cookie: &Token,
        now: DateTime<Utc>,
    ) -> Result<Option<(User, DateTime<Utc>)>, Fault> {
        let hash = digest(&SHA256, cookie.bytes());
        let find = "SELECT u.id, u.name, u.role, u.password, s.used_at FROM sessions s JOIN users u ON u.id = s.user_id
             WHERE s.hash = $1 AND s.used_at >= $2 AND s.created_at >= $3";
        let found =
            self.reading().await?.maybe(find, args![hash.as_ref(), now - IDLE, now - LONGEST]).await?;
        found.map(|row| Ok((read(&row)?, row.get(4)?))).transpose()
    }

    /// Ends a session.
    ///
    /// # Errors
    /// Why it goes on.
    pub async fn end_session(&self, cookie: &Token) -> Result<(), Fault> {
        let hash = digest(&SHA256, cookie.bytes());
        transaction!(self, |writing| {
            writing.run("DELETE FROM sessions WHERE hash = $1", args![hash.as_ref()]).await.map(drop)
        })
    }

    /// Ends all of somebody's sessions.
    ///
    /// # Errors
    /// Why they go on.
    pub async fn end_sessions(&self, user: i64) -> Result<(), Fault> {
        transaction!(self, |writing| {
            writing.run("DELETE FROM sessions WHERE user_id = $1", args![user]).await.map(drop)
        })
    }

    /// Lets somebody in whom a provider vouches for, by the provider's lasting name for them. Where it gives a `role`, they are added, or have it from
    /// now on; where it gives none, they must have been added, without a password, under this name.
    ///
    /// # Errors
    /// Why they are not let in.
    pub async fn admit(
        &self,
        subject: &str,
        name: &str,
        role: Option<Role>,
        now: DateTime<Utc>,
    ) -> Result<Admitted, Fault> {
        transaction!(self, |writing| {
            writing.alone(Alone::Table, "users").await?;
            let known = "SELECT id, name, role, password FROM users WHERE subject = $1";
            let mut found = writing.maybe(known, args![subject]).await?;
            if found.is_none() {
                // Whoever was added for the provider is theirs who comes first under that name; an account with a password never is.
                let waits =
                    "UPDATE users SET subject = $1 WHERE name = $2 AND subject IS NULL AND password IS NULL
                     RETURNING id, name, role, password";
                found = writing.maybe(waits, args![subject, name]).await?;
            }
            if found.is_none() {
                let Some(role) = role else { return Ok(Admitted::Stranger) };
                let add = "INSERT INTO users (name, role, password, created_at, subject) VALUES ($1, $2, NULL, $3, $4)
                     ON CONFLICT DO NOTHING RETURNING id, name, role, password";
                found = writing.maybe(add, args![name, role.name(), now, subject]).await?;
            }
            let Some(row) = found else { return Ok(Admitted::NameTaken) };
            let mut user = read(&row)?;
            if let Some(role) = role.filter(|role| *role != user.role) {
                user.role = role;
                writing.run("UPDATE users SET role = $2 WHERE id = $1", args![user.id, role.name()]).await?;
            }
            Ok(Admitted::User(user))
        })
    }
}

fn read(row: &Row) -> Result<User, Fault> {
    let role: &str = row.get(2)?;
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        role: role.parse().map_err(|_| Fault::Row("users"))?,
        password: row.get(3)?,
    })
}
