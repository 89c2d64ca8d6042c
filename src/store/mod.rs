//! What must outlast a call and be the same for every replica, in an SQLite file: a file of this room a table.
//!
//! The database says no: a seat, a second booking, a repeated request are decided by a constraint or a conditional write inside one
//! transaction, never by a look before it. Writes begin with `BEGIN IMMEDIATE` on the one connection that writes. The store may be away: each operation then
//! says so at once, and [`Store::open`] finds it again.

mod answers;
mod bookings;
mod connect;
mod emergency;
mod keys;
mod menus;
mod overrides;

pub use answers::Asked;
pub use bookings::{Booked, Request, Taken};
pub use connect::Store;
pub use menus::Sources;
pub use overrides::NewOverride;

/// Why the store did not do it. None of them holds anything of a caller.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The setting is no database of ours.
    #[error("expected a database `sqlite://FILE`, but found another kind of address")]
    Address,
    /// It is not open: it could not be reached when it was last tried.
    #[error("the store is away")]
    Away,
    /// The file is no longer where it was opened: deleted, moved or replaced.
    #[error("the store's file was deleted or replaced while it was in use")]
    Moved,
    /// It was not done within the time that a caller could wait; nothing is written.
    #[error("the store was too slow")]
    TooSlow,
    /// The tables could not be brought up to date.
    #[error("the store's tables cannot be brought up to date: {0}")]
    Migration(sqlx::migrate::MigrateError),
    /// A later release has been at work on the file.
    #[error(
        "a newer release of this program has written the database (step {0} of its tables is not known here): run that release, or go \
         back to the copy of the file that was made before it"
    )]
    Newer(i64),
    /// What the database says.
    #[error("the store refuses: {0}")]
    Database(#[from] sqlx::Error),
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

impl From<sqlx::migrate::MigrateError> for Fault {
    fn from(fault: sqlx::migrate::MigrateError) -> Self {
        match fault {
            sqlx::migrate::MigrateError::VersionMissing(step) => Self::Newer(step),
            other => Self::Migration(other),
        }
    }
}

/// A moment as the tables keep it, and back.
fn moment(seconds: i64, table: &'static str) -> Result<chrono::DateTime<chrono::Utc>, Fault> {
    chrono::DateTime::from_timestamp(seconds, 0).ok_or(Fault::Row(table))
}
