//! The way to an SQLite file: one connection that writes, a few that read, and no trust that the file is still there.
//!
//! A deleted SQLite file goes on taking writes for whoever holds it open, and they are lost. So before each use it is asked whether the path
//! still leads to the file that was opened; where it does not, the store is away until it is opened again.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};

use super::bookings::{Group, trigger};
use super::{Fault, migrate};

/// How long a writer waits for another process (the command line) that is writing.
const BUSY: Duration = Duration::from_secs(5);

/// How long to pause before trying a busy file again.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// How often it is tried to empty the log: for some five seconds.
const EMPTYINGS: u32 = 20;

/// How many read at the same time.
const READERS: u32 = 4;

/// How long to try to get a connection, where nobody set a shorter time.
const ACQUIRE: Duration = Duration::from_secs(10);

/// An open file.
pub(super) struct Open {
    pub(super) writer: SqlitePool,
    pub(super) readers: SqlitePool,
    pub(super) group: Group,
    file: FileId,
}

/// Device and inode, which tell two files of one name apart.
type FileId = (u64, u64);

/// How each connection works: a commit is on the disk when it is told.
pub(super) fn set(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY)
        .foreign_keys(true)
        // What is deleted is overwritten: else what was forgotten of somebody stays in the file, in pages that nothing uses.
        .pragma("secure_delete", "on")
}

impl Open {
    /// Opens the file, creates it where it may, and brings its tables up to date.
    pub(super) async fn new(options: &SqliteConnectOptions, create: bool) -> Result<Self, Fault> {
        let options = options.clone().create_if_missing(create);
        migrated(&options).await.map_err(|fault| unopened(options.get_filename(), create, fault))?;
        let options = options.create_if_missing(false);
        let books = pool(1).after_connect(|connection, _| {
            Box::pin(async move { connection.execute(AssertSqlSafe(trigger())).await.map(drop) })
        });
        let writer = books.connect_with(options.clone()).await?;
        let readers = pool(READERS).connect_with(options.clone()).await?;
        let file = file_id(options.get_filename()).await.ok_or(Fault::Moved)?;
        let group = Group::begin(writer.clone());
        Ok(Self { writer, readers, group, file })
    }

    /// Whether the path still leads to the file that was opened.
    pub(super) async fn is_at(&self, path: &Path) -> bool {
        file_id(path).await == Some(self.file)
    }

    /// Brings everything from the log into the file and empties the log, while others go on; false where somebody reads in it for longer than is waited.
    pub(super) async fn empty_log(&self) -> Result<bool, Fault> {
        let mut on = self.writer.acquire().await?;
        // Others wait to write meanwhile: not for long at a time.
        sqlx::query("PRAGMA busy_timeout = 250").execute(&mut *on).await?;
        let mut emptied = Ok(false);
        for _ in 0..EMPTYINGS {
            emptied = sqlx::query_scalar::<_, bool>("PRAGMA wal_checkpoint(TRUNCATE)")
                .fetch_one(&mut *on)
                .await
                .map(|busy| !busy);
            if !matches!(emptied, Ok(false)) {
                break;
            }
            tokio::time::sleep(BUSY_PAUSE).await;
        }
        sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA busy_timeout = {}", BUSY.as_millis())))
            .execute(&mut *on)
            .await?;
        Ok(emptied?)
    }

    /// Closes it, so that everything is in the one file and no other beside it.
    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Brings the tables up to date, within one transaction that locks: of several replicas that start together, one makes them and the others find
/// them.
async fn migrated(options: &SqliteConnectOptions) -> Result<(), Fault> {
    let mut connection = connect(options).await?;
    let mut writing = connection.begin_with("BEGIN IMMEDIATE").await?;
    migrate::sqlite().run_direct(None, &mut *writing, false).await?;
    writing.commit().await?;
    Ok(connection.close().await?)
}

/// Why a file cannot be opened, in words that say what to put right; what the database says of it, where that is all there is to say.
fn unopened(file: &Path, create: bool, fault: Fault) -> Fault {
    let Fault::Database(sqlx::Error::Database(said)) = &fault else { return fault };
    // SQLITE_CANTOPEN and SQLITE_READONLY, without what their higher bytes add.
    let code = said.code().and_then(|code| code.parse::<i32>().ok()).map(|code| code & 0xff);
    if !matches!(code, Some(14 | 8)) {
        return fault;
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (file.is_dir(), folder.is_dir()) {
        (true, _) => Fault::File("it is a folder, and must be a file"),
        (false, false) => Fault::File("the folder in which it should lie does not exist: make it first"),
        // Lost while it was in use.
        (false, true) if !create && !file.exists() => fault,
        (false, true) => Fault::File(
            "the file or its folder may not be written by the user as whom this program runs: both must belong to that user",
        ),
    }
}

/// Turning a new file into one with a write-ahead log is the one thing for which SQLite does not wait by itself.
async fn connect(options: &SqliteConnectOptions) -> Result<SqliteConnection, Fault> {
    let mut tries = BUSY.as_millis() / BUSY_PAUSE.as_millis();
    loop {
        match options.connect().await {
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
