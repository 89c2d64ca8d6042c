//! A copy of an SQLite store while it is written to, and such a copy put back. PostgreSQL brings its own tools (`pg_dump`).

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use super::connect::Open;
use super::{Fault, Store, migrate};

/// Why a copy was not made, or not put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupFault {
    /// The store is no file.
    #[error("only an SQLite store is copied by this program; for PostgreSQL there is pg_dump")]
    NoFile,
    /// There is something where the copy should go.
    #[error("{0} is there already; name another file, or remove it first")]
    Exists(PathBuf),
    /// The copy is damaged, or no store of ours.
    #[error("{0} is no whole store of this program: {1}")]
    Damaged(PathBuf, String),
    /// Files could not be written or moved.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// What the store says.
    #[error(transparent)]
    Store(#[from] Fault),
}

impl Store {
    /// Copies the store as it is at one moment into a file that is not there yet, while others go on reading and writing. The file is whole on the
    /// disk when this returns, and was looked through.
    ///
    /// # Errors
    /// There is no such file then.
    pub async fn backup(&self, to: &Path) -> Result<(), BackupFault> {
        if to.exists() {
            return Err(BackupFault::Exists(to.to_owned()));
        }
        let Open::Sqlite(open) = &*self.ready().await? else { return Err(BackupFault::NoFile) };
        let beside = beside(to, ".part");
        remove(&beside)?;
        let made = sqlx::query("VACUUM INTO $1").bind(beside.to_string_lossy()).execute(&open.readers).await;
        let made = match made.map_err(Fault::from) {
            Ok(_) => look_through(&beside).await.and_then(|()| move_to(&beside, to)),
            Err(fault) => Err(fault.into()),
        };
        if made.is_err() {
            // A half of it may fill the disk.
            remove(&beside)?;
        }
        made
    }

    /// Puts a copy in the place of the store, and keeps what was there beside it, under the name that comes back, with its log (`…-wal`) where
    /// that is not empty. A service that has the store open notices within seconds, and takes up the copy; what it writes until then is in what was
    /// kept. At no moment is there nothing under the store's name.
    ///
    /// # Errors
    /// The store is as it was then.
    pub async fn restore(&self, from: &Path, kept_as: &str) -> Result<Option<PathBuf>, BackupFault> {
        let Some(file) = self.file().map(Path::to_owned) else { return Err(BackupFault::NoFile) };
        let fresh = beside(&file, ".restoring");
        remove(&fresh)?;
        std::fs::copy(from, &fresh).map_err(|fault| BackupFault::File(from.to_owned(), fault))?;
        if let Err(fault) = look_through(&fresh).await {
            remove(&fresh)?;
            return Err(match fault {
                BackupFault::Damaged(_, why) => BackupFault::Damaged(from.to_owned(), why),
                other => other,
            });
        }
        let kept = file.exists().then(|| beside(&file, kept_as));
        owned_alike(&fresh, &file);
        // Nobody writes from here until the copy is in place.
        let alone = if kept.is_some() { alone(&file).await } else { None };
        if let Some(kept) = &kept {
            keep(&file, kept)?;
        }
        move_to(&fresh, &file)?;
        drop(alone);
        Ok(kept)
    }
}

/// Gives a file to whoever has the other one, as far as we may: what root puts back is for the service to write.
fn owned_alike(fresh: &Path, file: &Path) {
    if let Ok(owned) = std::fs::metadata(file) {
        let _ = std::os::unix::fs::chown(fresh, Some(owned.uid()), Some(owned.gid()));
        let _ = std::fs::set_permissions(fresh, owned.permissions());
    }
}

/// Keeps everybody else from writing, for as long as this lives, with as much as can be brought from the log into the file itself.
async fn alone(file: &Path) -> Option<SqliteConnection> {
    let alone = async {
        let mut on = connect(file).await?;
        // Readers may keep the log from being emptied; whoever waits to book does not wait for them.
        sqlx::raw_sql(
            "PRAGMA busy_timeout = 500; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 5000",
        )
        .execute(&mut on)
        .await?;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut on).await?;
        Ok::<_, sqlx::Error>(on)
    };
    // A file that is no database any more is kept as it is: it is restored because of that.
    alone.await.inspect_err(|fault| tracing::warn!("what is in the way is kept as it is: {fault}")).ok()
}

/// Gives a store a second name, under which it stays. Its log belongs to it and goes along: whoever has the store open writes on into both.
fn keep(file: &Path, kept: &Path) -> Result<(), BackupFault> {
    std::fs::hard_link(file, kept).map_err(|fault| BackupFault::File(kept.to_owned(), fault))?;
    for log in ["-wal", "-shm"] {
        let (from, to) = (beside(file, log), beside(kept, log));
        match std::fs::rename(from, &to) {
            Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => {
                return Err(BackupFault::File(to, fault));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Whether a file is a store that this release can read, and undamaged.
async fn look_through(file: &Path) -> Result<(), BackupFault> {
    let damaged = |why: String| BackupFault::Damaged(file.to_owned(), why);
    let looked = async {
        let mut on = connect(file).await?;
        let said: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut on).await?;
        let newest: i64 =
            sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(&mut on).await?;
        on.close().await?;
        Ok::<_, sqlx::Error>((said, newest))
    };
    match looked.await {
        Ok((said, newest)) if said == "ok" && migrate::sqlite().version_exists(newest) => Ok(()),
        Ok((said, newest)) if said == "ok" => Err(damaged(Fault::Newer(newest).to_string())),
        Ok((said, _)) => Err(damaged(said)),
        Err(fault) => Err(damaged(fault.to_string())),
    }
}

async fn connect(file: &Path) -> Result<SqliteConnection, sqlx::Error> {
    SqliteConnectOptions::from_str("sqlite://")?
        .filename(file)
        .create_if_missing(false)
        .disable_statement_logging()
        .connect()
        .await
}

/// The file's name with something after it.
fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn remove(file: &Path) -> Result<(), BackupFault> {
    match std::fs::remove_file(file) {
        Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => {
            Err(BackupFault::File(file.to_owned(), fault))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Moves a file to a name, so that it is there after a power cut too.
fn move_to(from: &Path, to: &Path) -> Result<(), BackupFault> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let moved = std::fs::File::open(from)
        .and_then(|file| file.sync_all())
        .and_then(|()| std::fs::rename(from, to))
        .and_then(|()| std::fs::File::open(folder))
        .and_then(|folder| folder.sync_all());
    moved.map_err(|fault| BackupFault::File(to.to_owned(), fault))
}
