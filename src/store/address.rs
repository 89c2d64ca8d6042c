//! Where a store is: a file, or a database of a server. Passwords stay out of whatever is shown.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use super::{Fault, postgres, sqlite};

/// A store's address, understood.
#[derive(Clone)]
pub(super) enum Address {
    /// `sqlite://FILE` (relative) or `sqlite:///FILE` (absolute).
    Sqlite(Box<SqliteConnectOptions>),
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, with libpq's parameters.
    Postgres(Box<PgConnectOptions>),
}

impl Address {
    /// The file, where it is one.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(options) => Some(options.get_filename()),
            Self::Postgres(_) => None,
        }
    }
}

impl FromStr for Address {
    type Err = Fault;

    fn from_str(address: &str) -> Result<Self, Fault> {
        if let Some(file) = address.strip_prefix("sqlite://") {
            if file.is_empty() || file.contains(":memory:") || file.contains("mode=") {
                return Err(Fault::Address);
            }
            let options = SqliteConnectOptions::from_str(address).map_err(|_| Fault::Address)?;
            return Ok(Self::Sqlite(Box::new(sqlite::set(options).disable_statement_logging())));
        }
        let server = ["postgres://", "postgresql://"].iter().any(|scheme| address.starts_with(scheme));
        let options = PgConnectOptions::from_str(address).ok().filter(|_| server).ok_or(Fault::Address)?;
        if options.get_database().is_none_or(str::is_empty) {
            return Err(Fault::Address);
        }
        Ok(Self::Postgres(Box::new(postgres::set(options).disable_statement_logging())))
    }
}

/// The file's path, or server and database.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(options) => write!(f, "{}", options.get_filename().display()),
            Self::Postgres(options) => {
                let database = options.get_database().unwrap_or_default();
                match options.get_socket() {
                    Some(socket) => write!(f, "{database} at {}", socket.display()),
                    None => write!(f, "{database} at {}:{}", options.get_host(), options.get_port()),
                }
            }
        }
    }
}
