//! Bookings that share a commit. On SQLite a commit waits for the disk, and one booking after the other would wait each for its own; so those that
//! come while the disk is written wait together, and go into the next transaction together, each in a savepoint of its own.

use std::sync::Arc;
use std::time::Duration;

use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use super::Told;
use super::function::CALL;
use super::statements::{told, values};
use super::trigger::BOOK;
use crate::clock::Deadline;
use crate::store::answers::Claim;
use crate::store::connect::Open;
use crate::store::run::on_postgres;
use crate::store::{Booked, Fault, Request, Store, Writing, denied};

/// The most bookings of one transaction.
const TOGETHER_AT_MOST: usize = 256;

/// Where bookings of one file wait for each other.
#[derive(Clone, Debug)]
pub(in crate::store) struct Group {
    waiting: mpsc::Sender<Job>,
}

/// A booking that waits.
#[derive(Debug)]
struct Job {
    /// Closed when nobody waits for it any more, who was then told that nothing is booked.
    asking: Asking,
    request: Arc<Request>,
    claim: Claim,
    tell: oneshot::Sender<Result<Booked, Fault>>,
}

type Asking = Arc<oneshot::Sender<Told>>;

impl Group {
    /// Ends when the last clone is dropped.
    pub(in crate::store) fn begin(writer: SqlitePool) -> Self {
        let (waiting, jobs) = mpsc::channel(4 * TOGETHER_AT_MOST);
        tokio::spawn(work(writer, jobs));
        Self { waiting }
    }

    async fn book(&self, request: &Arc<Request>, claim: &Claim, asking: &Asking) -> Result<Booked, Fault> {
        let (tell, told) = oneshot::channel();
        let job =
            Job { asking: Arc::clone(asking), request: Arc::clone(request), claim: claim.clone(), tell };
        self.waiting.send(job).await.map_err(|_| Fault::Away)?;
        told.await.map_err(|_| Fault::Away)?
    }
}

impl Store {
    /// Writes a booking, or finds what was answered before. Done again with the same claim, it is done once.
    pub(super) async fn write_booking(
        &self,
        request: &Arc<Request>,
        claim: &Claim,
        deadline: Deadline,
        asking: &Asking,
    ) -> Result<Booked, Fault> {
        match &*self.ready().await? {
            Open::Sqlite(open) => open.group.book(request, claim, asking).await,
            Open::Postgres(open) => {
                let mut on = open.bookings.acquire().await?;
                let hash = denied::hash(request.number);
                for ticket in &request.tickets {
                    // Whoever waited for a connection for too long was told that nothing is booked.
                    let left = Some(deadline.left()).filter(|_| !asking.is_closed()).ok_or(Fault::TooSlow)?;
                    let rows = on_postgres(
                        &mut on,
                        CALL,
                        &values(request, claim, *ticket, left, request.along(*ticket), &hash),
                    )
                    .await;
                    // It is committed before it is answered, and told when it is on the disk. Others have the connection meanwhile.
                    if let Some(booked) = told(&rows.map_err(Fault::after_commit)?)? {
                        drop(on);
                        open.flush.wait().await?;
                        return Ok(booked);
                    }
                }
                Err(Fault::NoTicket)
            }
        }
    }
}

async fn work(writer: SqlitePool, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.recv().await {
        let mut done = Vec::new();
        let written = together(&writer, first, &mut jobs, &mut done).await.map_err(Arc::new);
        for (tell, answer) in done {
            let answer = written.as_ref().map_err(|fault| Fault::Together(Arc::clone(fault))).and(answer);
            let _ = tell.send(answer);
        }
    }
}

type Answered = (oneshot::Sender<Result<Booked, Fault>>, Result<Booked, Fault>);

/// One transaction, with all that wait while it is made.
async fn together(
    writer: &SqlitePool,
    first: Job,
    jobs: &mut mpsc::Receiver<Job>,
    done: &mut Vec<Answered>,
) -> Result<(), Fault> {
    let mut writing = match writer.begin_with("BEGIN IMMEDIATE").await {
        Ok(writing) => Writing::Sqlite(writing),
        Err(fault) => {
            let _ = first.tell.send(Err(fault.into()));
            return Ok(());
        }
    };
    writing.run("SAVEPOINT one", &[]).await?;
    let mut next = Some(first);
    while let Some(job) = next {
        if !job.asking.is_closed() {
            let mut answer = one(&mut writing, &job).await;
            if answer.is_ok() && job.asking.is_closed() {
                answer = Err(Fault::TooSlow);
            }
            if answer.is_err() {
                writing.run("ROLLBACK TO one", &[]).await?;
            }
            done.push((job.tell, answer));
        }
        next = if done.len() < TOGETHER_AT_MOST { jobs.try_recv().ok() } else { None };
    }
    writing.commit().await
}

async fn one(writing: &mut Writing, job: &Job) -> Result<Booked, Fault> {
    let hash = denied::hash(job.request.number);
    for ticket in &job.request.tickets {
        let values = values(&job.request, &job.claim, *ticket, Duration::MAX, None, &hash);
        if let Some(booked) = told(&writing.all(BOOK, &values).await?)? {
            if matches!(booked, Booked::Seat { ticket: seat, .. } if seat == *ticket) {
                job.request.write_along(writing, *ticket).await?;
            }
            return Ok(booked);
        }
    }
    Err(Fault::NoTicket)
}
