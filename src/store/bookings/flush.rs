//! Bookings that share a wait for the disk, on PostgreSQL: each is committed without one (`synchronous_commit` off, for that transaction alone), so
//! that its locks go at once and whoever wants the same slot does not wait for the disk too; and it is told once a later commit, which waited,
//! has brought everything before it to the disk. A server writes its log in one order: what that commit saw written is written.
//!
//! A booking that a crash of the server takes with it was told to nobody.

use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot};

use crate::store::Fault;

/// A commit that waits for the disk, and for standbys where the server waits for those. It writes a word into the log that nobody reads.
const WAIT: &str = "SELECT pg_logical_emit_message(true, 'centralino', '')";

/// How many may wait to be counted in.
const MOST: usize = 1024;

/// Where bookings of one database wait for the disk.
#[derive(Clone, Debug)]
pub(in crate::store) struct Flush {
    waiting: mpsc::Sender<oneshot::Sender<()>>,
}

impl Flush {
    /// Ends when the last clone is dropped.
    pub(in crate::store) fn begin(pool: PgPool) -> Self {
        let (waiting, jobs) = mpsc::channel(MOST);
        tokio::spawn(work(pool, jobs));
        Self { waiting }
    }

    /// Waits until all that was committed before is on the disk.
    ///
    /// # Errors
    /// [`Fault::Unknown`]: it may be there all the same.
    pub(in crate::store) async fn wait(&self) -> Result<(), Fault> {
        let unknown = || Fault::Unknown(sqlx::Error::WorkerCrashed);
        let (tell, told) = oneshot::channel();
        self.waiting.send(tell).await.map_err(|_| unknown())?;
        told.await.map_err(|_| unknown())
    }
}

async fn work(pool: PgPool, mut jobs: mpsc::Receiver<oneshot::Sender<()>>) {
    let mut together = Vec::new();
    while jobs.recv_many(&mut together, MOST).await > 0 {
        // Those who wait were committed before this begins. Where it fails they hear nothing, and each finds out by its own key.
        let waited = sqlx::query(WAIT).execute(&pool).await;
        if let Err(fault) = &waited {
            tracing::warn!(%fault, "bookings wait for the disk, and the database does not say that it was written");
        }
        for tell in together.drain(..) {
            if waited.is_ok() {
                let _ = tell.send(());
            }
        }
    }
}
