//! Why the store did not do it, and which of these pass by themselves.

use std::borrow::Cow;
use std::sync::Arc;

/// Why the store did not do it. None of them holds anything of a caller.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The setting is no database of ours.
    #[error(
        "expected a database `sqlite://FILE` or `postgres://USER@HOST/DATABASE`, but found another kind of address"
    )]
    Address,
    /// It is not open: it could not be reached when it was last tried.
    #[error("the store is away")]
    Away,
    /// The file is no longer where it was opened: deleted, moved or replaced.
    #[error("the store's file was deleted or replaced while it was in use")]
    Moved,
    /// The server cannot be reached, or the connection to it broke before anything was done.
    #[error("the connection to the store is lost: {0}")]
    Lost(sqlx::Error),
    /// All the connections are in use, for longer than one waits.
    #[error("the store has no connection free")]
    Busy,
    /// Another transaction was in the way for too long, or both waited for each other.
    #[error("another transaction is in the way: {0}")]
    Contended(sqlx::Error),
    /// The connection broke while the transaction was being committed.
    #[error("the connection to the store broke at the last moment: whether it was done is not known ({0})")]
    Unknown(sqlx::Error),
    /// It was not done within the time that a caller could wait; nothing is written.
    #[error("the store was too slow")]
    TooSlow,
    /// The tables could not be brought up to date.
    #[error("the store's tables cannot be brought up to date: {0}")]
    Migration(sqlx::migrate::MigrateError),
    /// A later release has been at work on the database.
    #[error(
        "a newer release of this program has written the database (step {0} of its tables is not known here): run that release, or go \
         back to the copy of the database that was made before it"
    )]
    Newer(i64),
    /// The file cannot be opened, or made.
    #[error("{0}")]
    File(&'static str),
    /// What the database says.
    #[error("the store refuses: {}", said(.0))]
    Database(sqlx::Error),
    /// What became of all that were written together with it.
    #[error(transparent)]
    Together(Arc<Fault>),
    /// A row holds what no release of this program writes.
    #[error("a row of `{0}` cannot be read")]
    Row(&'static str),
    /// All the ticket numbers that were drawn are in use: next to impossible, and told rather than guessed around.
    #[error("none of the ticket numbers that were drawn is free")]
    NoTicket,
    /// The override ends before it begins.
    #[error("an override must end after it begins")]
    Span,
}

impl Fault {
    /// Whether the same may well be done when it is tried again at once, and nothing of it was done yet.
    pub(super) const fn passes(&self) -> bool {
        matches!(self, Self::Lost(_) | Self::Contended(_))
    }

    /// Whether the same may be done when it is tried again, by whoever has a key by which it is done once however often it is tried.
    pub(super) const fn passes_for_a_key(&self) -> bool {
        self.passes() || matches!(self, Self::Busy | Self::Unknown(_))
    }

    /// Whether the store is away, or too busy: that passes, whoever watches it tells it, and everything else waits likewise. Any other fault is one
    /// of what was asked for, and stays.
    #[must_use]
    pub fn is_away(&self) -> bool {
        match self {
            Self::Away
            | Self::Moved
            | Self::Lost(_)
            | Self::Busy
            | Self::Contended(_)
            | Self::Unknown(_)
            | Self::TooSlow => true,
            Self::Together(fault) => fault.is_away(),
            Self::Address
            | Self::Migration(_)
            | Self::Newer(_)
            | Self::File(_)
            | Self::Database(_)
            | Self::Row(_)
            | Self::NoTicket
            | Self::Span => false,
        }
    }

    /// Whether it may have been done all the same: nobody may be told then that nothing was written.
    #[must_use]
    pub fn may_stand(&self) -> bool {
        match self {
            Self::Unknown(_) => true,
            Self::Together(fault) => fault.may_stand(),
            Self::Address
            | Self::Away
            | Self::Moved
            | Self::Lost(_)
            | Self::Busy
            | Self::Contended(_)
            | Self::TooSlow
            | Self::Migration(_)
            | Self::Newer(_)
            | Self::File(_)
            | Self::Database(_)
            | Self::Row(_)
            | Self::NoTicket
            | Self::Span => false,
        }
    }

    /// What a fault of a commit means: where the connection broke, the server may have done it all the same.
    pub(super) fn at_commit(fault: sqlx::Error) -> Self {
        Self::from(fault).after_commit()
    }

    /// As [`Fault::at_commit`], for what is committed before it is answered.
    pub(super) fn after_commit(self) -> Self {
        match self {
            Self::Lost(fault) => Self::Unknown(fault),
            other => other,
        }
    }
}

/// The database's own words, with their code.
fn said(fault: &sqlx::Error) -> String {
    let sqlx::Error::Database(said) = fault else { return fault.to_string() };
    match said.code() {
        Some(code) => format!("{} ({code})", said.message()),
        None => said.message().to_owned(),
    }
}

impl From<sqlx::Error> for Fault {
    fn from(fault: sqlx::Error) -> Self {
        match &fault {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::PoolClosed => Self::Away,
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => Self::Lost(fault),
            sqlx::Error::Database(said) => match of_postgres(said.as_ref()).as_deref().unwrap_or_default() {
                code if away(code) => Self::Lost(fault),
                // Serialization failure, deadlock, a lock that was waited for too long.
                "40001" | "40P01" | "55P03" => Self::Contended(fault),
                // Our own function's.
                "CE001" => Self::TooSlow,
                _ => Self::Database(fault),
            },
            _ => Self::Database(fault),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for Fault {
    fn from(fault: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError;
        match fault {
            MigrateError::VersionMissing(step) => Self::Newer(step),
            MigrateError::Execute(fault) => match Self::from(fault) {
                Self::Database(fault) => Self::Migration(MigrateError::Execute(fault)),
                passing => passing,
            },
            other => Self::Migration(other),
        }
    }
}

/// The code that a PostgreSQL server gives; SQLite's are numbers of another kind.
fn of_postgres(said: &dyn sqlx::error::DatabaseError) -> Option<Cow<'_, str>> {
    said.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().map(|said| said.code().into())
}

/// Codes of a server that is stopping, starting, full, or a standby that cannot write: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn away(code: &str) -> bool {
    code.starts_with("08") || matches!(code, "57P01" | "57P02" | "57P03" | "53300" | "25006")
}
