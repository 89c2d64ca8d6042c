//! The way to the file: one connection that writes, a few that read, and no trust that the file is still there.
//!
//! A deleted SQLite file goes on taking writes for whoever holds it open, and they are lost. So before each use it is asked whether the path
//! still leads to the file that was opened; where it does not, the store is away until it is opened again.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, SqlSafeStr, Sqlite, Transaction};

use super::Fault;

/// How long a writer waits for another process (the command line) that is writing.
const BUSY: Duration = Duration::from_secs(5);

/// How long to pause before trying a busy file again.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// How many read at the same time.
const READERS: u32 = 4;

/// How long to try to get a connection, where nobody set a shorter time.
const ACQUIRE: Duration = Duration::from_secs(10);

/// The steps, in order. Never change one that was released; add another.
const STEPS: &[(i64, &str, &str)] = &[(1, "first", include_str!("migrations/sqlite/0001_first.sql"))];

/// The store, open or away; clones share it.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    options: SqliteConnectOptions,
    open: ArcSwapOption<Open>,
    /// Whether it was ever open: from then on a missing file is a loss, and not a first start.
    known: AtomicBool,
    opening: tokio::sync::Mutex<()>,
}

struct Open {
    writer: SqlitePool,
    readers: SqlitePool,
    file: FileId,
}

/// Device and inode, which tell two files of one name apart.
type FileId = (u64, u64);

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.path().display())
    }
}

impl Store {
    /// A store at an address, `sqlite://FILE` (relative) or `sqlite:///FILE` (absolute), not opened yet.
    ///
    /// # Errors
    /// [`Fault::Address`].
    pub fn new(address: &str) -> Result<Self, Fault> {
        let file = address.strip_prefix("sqlite://").ok_or(Fault::Address)?;
        if file.is_empty() || file.contains(":memory:") || file.contains("mode=") {
            return Err(Fault::Address);
        }
        let options = SqliteConnectOptions::from_str(address)
            .map_err(|_| Fault::Address)?
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY)
            .foreign_keys(true)
            .disable_statement_logging();
        Ok(Self {
            shared: Arc::new(Shared {
                options,
                open: ArcSwapOption::empty(),
                known: AtomicBool::new(false),
                opening: tokio::sync::Mutex::new(()),
            }),
        })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.shared.options.get_filename()
    }

    /// Opens the store if it is away, creates it at the first start, and brings its tables up to date. Does nothing while it is open.
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
            tokio::spawn(async move { tokio::join!(old.writer.close(), old.readers.close()) });
        }
        let first = !self.shared.known.load(Ordering::Acquire);
        let options = self.shared.options.clone().create_if_missing(first);
        let writer = connect_writer(&options).await?;
        // Within one transaction that locks: of several replicas that start together, one makes the tables and the others find them.
        let mut writing = writer.begin_with("BEGIN IMMEDIATE").await?;
        migrator().run_direct(None, &mut *writing, false).await?;
        writing.commit().await?;
        let readers = pool(READERS).connect_with(options.create_if_missing(false)).await?;
        let file = file_id(self.path()).await.ok_or(Fault::Moved)?;
        self.shared.open.store(Some(Arc::new(Open { writer, readers, file })));
        self.shared.known.store(true, Ordering::Release);
        Ok(())
    }

    /// Whether the store can be used now.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> Result<(), Fault> {
        let open = self.ready().await?;
        sqlx::query("SELECT 1").execute(&open.readers).await?;
        Ok(())
    }

    /// Closes it, so that everything is in the one file and no other beside it.
    pub async fn close(&self) {
        if let Some(open) = self.shared.open.swap(None) {
            open.readers.close().await;
            open.writer.close().await;
        }
    }

    /// Where to read from.
    pub(super) async fn reading(&self) -> Result<SqlitePool, Fault> {
        Ok(self.ready().await?.readers.clone())
    }

    /// A transaction that writes: the lock is taken at its beginning, so nothing that it reads can change before it writes.
    pub(super) async fn writing(&self) -> Result<Transaction<'static, Sqlite>, Fault> {
        Ok(self.ready().await?.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    async fn ready(&self) -> Result<Arc<Open>, Fault> {
        let open = self.shared.open.load_full().ok_or(Fault::Away)?;
        if file_id(self.path()).await == Some(open.file) { Ok(open) } else { Err(Fault::Moved) }
    }
}

/// Turning a new file into one with a write-ahead log is the one thing for which SQLite does not wait by itself.
async fn connect_writer(options: &SqliteConnectOptions) -> Result<SqlitePool, Fault> {
    let mut tries = BUSY.as_millis() / BUSY_PAUSE.as_millis();
    loop {
        match pool(1).connect_with(options.clone()).await {
            Err(sqlx::Error::Database(fault)) if tries > 0 && fault.code().as_deref() == Some("5") => {
                tries -= 1;
                tokio::time::sleep(BUSY_PAUSE).await;
            }
            connected => return Ok(connected?),
        }
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

fn migrator() -> Migrator {
    let step = |(version, name, sql): &(i64, &'static str, &'static str)| {
        Migration::new(*version, (*name).into(), MigrationType::Simple, (*sql).into_sql_str(), false)
    };
    Migrator::with_migrations(STEPS.iter().map(step).collect())
}

#[cfg(unix)]
async fn file_id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt as _;
    let path = PathBuf::from(path);
    let found = tokio::fs::metadata(path).await.ok()?;
    Some((found.dev(), found.ino()))
}

/// Elsewhere an open file cannot be deleted; it is enough that it is there.
#[cfg(not(unix))]
async fn file_id(path: &Path) -> Option<FileId> {
    tokio::fs::metadata(PathBuf::from(path)).await.ok().map(|_| (0, 0))
}
