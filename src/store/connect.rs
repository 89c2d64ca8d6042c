//! The store, open or away, on either database: how to read from it and how to write.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwapOption;

use super::address::Address;
use super::{Fault, Reading, Writing, args, postgres, sqlite};

/// The store, open or away; clones share it.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    address: Address,
    open: ArcSwapOption<Open>,
    /// Whether it was ever open: from then on a missing file is a loss, and not a first start.
    known: AtomicBool,
    opening: tokio::sync::Mutex<()>,
}

/// An open store.
pub(super) enum Open {
    Sqlite(sqlite::Open),
    Postgres(postgres::Open),
}

impl Open {
    async fn close(&self) {
        match self {
            Self::Sqlite(open) => open.close().await,
            Self::Postgres(open) => open.close().await,
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({})", self.shared.address)
    }
}

/// Where it is: the file's path, or server and database, without a password.
impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shared.address.fmt(f)
    }
}

impl Store {
    /// A store at an address, not opened yet: `sqlite://FILE` (relative), `sqlite:///FILE` (absolute), or `postgres://USER:PASSWORD@HOST/DATABASE`.
    ///
    /// # Errors
    /// [`Fault::Address`].
    pub fn new(address: &str) -> Result<Self, Fault> {
        let shared = Shared {
            address: address.parse()?,
            open: ArcSwapOption::empty(),
            known: AtomicBool::new(false),
            opening: tokio::sync::Mutex::new(()),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The file, where it is one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.shared.address.file()
    }

    /// Opens the store if it is away, creates a file at the first start, and brings the tables up to date. Does nothing while it is open.
    ///
    /// # Errors
    /// Why it stays away.
    pub async fn open(&self) -> Result<(), Fault> {
        let _one = self.shared.opening.lock().await;
        if self.ready().await.is_ok() {
            return Ok(());
        }
        if let Some(old) = self.shared.open.swap(None) {
            // Not waited for: a connection may be stuck in a file that is gone.
            tokio::spawn(async move { old.close().await });
        }
        let open = match &self.shared.address {
            Address::Sqlite(options) => {
                let first = !self.shared.known.load(Ordering::Acquire);
                Open::Sqlite(sqlite::Open::new(options, first).await?)
            }
            Address::Postgres(options) => Open::Postgres(postgres::Open::new(options).await?),
        };
        self.shared.open.store(Some(Arc::new(open)));
        self.shared.known.store(true, Ordering::Release);
        Ok(())
    }

    /// Whether the store can be used now.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> Result<(), Fault> {
        self.reading().await?.one("SELECT 1", args![]).await.map(drop)
    }

    /// Empties the log of an SQLite store (`…-wal`), in which what was written over can still be read. False where somebody kept it from being emptied
    /// for seconds, by reading in it. What PostgreSQL keeps of the kind is its own.
    ///
    /// # Errors
    /// Why it is as it was.
    pub async fn empty_log(&self) -> Result<bool, Fault> {
        match &*self.ready().await? {
            Open::Sqlite(open) => open.empty_log().await,
            Open::Postgres(_) => Ok(true),
        }
    }

    /// Closes it; of an SQLite store everything is then in the one file and no other beside it.
    pub async fn close(&self) {
        if let Some(open) = self.shared.open.swap(None) {
            open.close().await;
        }
    }

    /// Where to read from.
    pub(super) async fn reading(&self) -> Result<Reading, Fault> {
        Ok(match &*self.ready().await? {
            Open::Sqlite(open) => Reading::Sqlite(open.readers.clone()),
            Open::Postgres(open) => Reading::Postgres(open.pool.clone()),
        })
    }

    /// A transaction that writes; dropped, it is rolled back. On SQLite it is the only one, from its beginning to its end; on PostgreSQL others
    /// write at the same time, and [`Writing::alone`] keeps those out that must wait.
    pub(super) async fn writing(&self) -> Result<Writing, Fault> {
        Ok(match &*self.ready().await? {
            Open::Sqlite(open) => Writing::Sqlite(open.writer.begin_with("BEGIN IMMEDIATE").await?),
            Open::Postgres(open) => Writing::Postgres(open.pool.begin().await?),
        })
    }

    pub(super) async fn ready(&self) -> Result<Arc<Open>, Fault> {
        let open = self.shared.open.load_full().ok_or(Fault::Away)?;
        let there = match (&*open, self.file()) {
            (Open::Sqlite(open), Some(file)) => open.is_at(file).await,
            (Open::Sqlite(_) | Open::Postgres(_), _) => true,
        };
        if there { Ok(open) } else { Err(Fault::Moved) }
    }
}
