//! Booked callbacks. A booking never stands for a caller who was told something else.
//!
//! A booking is written by a task of its own, so that a platform which hangs up the connection cannot stop it halfway. Whoever asked waits for
//! as long as the platform is patient. What is not committed by then is rolled back. Where the commit itself outlasts that wait, the
//! booking is taken back as soon as it is there, unless a repeated request has told it in the meantime.
//!
//! The conditions of the writes below hold because SQLite lets one writer in at a time (`BEGIN IMMEDIATE`). A database that lets in several has to lock the
//! queue at the transaction's beginning.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{Row, Sqlite, Transaction};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::answers::{self, Asked};
use super::{Fault, Store, moment};
use crate::booking::Slot;
use crate::terms::{Language, Number};
use crate::ticket::TicketNumber;

/// What is to be booked.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which question of which call asks for it: asked again, it books nothing more.
    pub asked: Asked,
    /// The desk's name.
    pub desk: Arc<str>,
    /// The queue's name.
    pub queue: Arc<str>,
    /// When to call.
    pub slot: Slot,
    /// Whether the queue still offers it; else it counts as full.
    pub offered: bool,
    /// How many callbacks the slot takes.
    pub seats: u16,
    /// The most open bookings of one number in this queue.
    pub open_per_number: u16,
    /// Whom to call.
    pub number: Number,
    /// In which language.
    pub language: Language,
    /// Numbers by chance, of which the first that is free becomes the ticket's.
    pub tickets: Vec<TicketNumber>,
    /// The request's date in the desk's zone.
    pub dated: NaiveDate,
    /// Now.
    pub now: DateTime<Utc>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booked {
    /// A seat is theirs.
    Seat {
        /// The number to quote.
        ticket: TicketNumber,
        /// The request's date.
        dated: NaiveDate,
    },
    /// The slot has no free seat.
    Full,
    /// The number has as many open bookings as it may.
    TooMany,
}

/// A seat that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// When.
    pub slot: Slot,
    /// Which, from 1.
    pub seat: u16,
}

/// An answer on its way, and how whoever waits for it says that it arrived.
struct Told {
    answer: Result<Booked, Fault>,
    heard: oneshot::Sender<()>,
}

impl Store {
    /// Books a seat within the time that a caller can wait, or repeats what was answered to this question before.
    ///
    /// # Errors
    /// Nothing is booked then, and nothing will be.
    pub async fn book(&self, request: Request, within: Duration) -> Result<Booked, Fault> {
        let (tell, mut told) = oneshot::channel();
        let store = self.clone();
        tokio::spawn(async move { store.book_and_tell(request, within, tell).await });
        let told = if let Ok(told) = timeout(within, &mut told).await {
            told.ok()
        } else {
            // From here on the task cannot tell any more; what it told just before counts.
            told.close();
            told.try_recv().ok()
        };
        let Told { answer, heard } = told.ok_or(Fault::TooSlow)?;
        // Nobody hears of an answer that was dropped on the way here, and it is taken back.
        let _ = heard.send(());
        answer
    }

    /// The seats of a queue that are taken at any time from a moment on, in order.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn taken(&self, desk: &str, queue: &str, from: DateTime<Utc>) -> Result<Vec<Taken>, Fault> {
        let rows = sqlx::query(
            "SELECT slot_start, slot_end, seat FROM bookings
             WHERE desk = $1 AND queue = $2 AND slot_end > $3 ORDER BY slot_start, seat",
        )
        .bind(desk)
        .bind(queue)
        .bind(from.timestamp())
        .fetch_all(&self.reading().await?)
        .await?;
        let seat = |row: &sqlx::sqlite::SqliteRow| {
            let slot = Slot {
                start: moment(row.try_get(0)?, "bookings")?,
                end: moment(row.try_get(1)?, "bookings")?,
            };
            Ok(Taken { slot, seat: row.try_get(2)? })
        };
        rows.iter().map(seat).collect()
    }

    async fn book_and_tell(&self, request: Request, within: Duration, tell: oneshot::Sender<Told>) {
        let Ok(writing) = timeout(within, self.writing()).await else { return };
        let answer = match writing {
            Ok(writing) => write(writing, &request, &tell).await,
            Err(fault) => Err(fault),
        };
        let seat = match &answer {
            Ok(Booked::Seat { ticket, .. }) => Some(*ticket),
            Ok(Booked::Full | Booked::TooMany) | Err(_) => None,
        };
        let (heard, hearing) = oneshot::channel();
        let told = tell.send(Told { answer, heard }).is_ok() && hearing.await.is_ok();
        if let Some(ticket) = seat.filter(|_| !told) {
            self.take_back(&request.asked, ticket).await;
        }
    }

    /// Takes back a booking that nobody heard of. Tries for a minute: a store that was too slow may be slow again.
    async fn take_back(&self, asked: &Asked, ticket: TicketNumber) {
        for _ in 0..60 {
            match self.try_take_back(asked, ticket).await {
                Ok(()) => return,
                Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
            }
        }
        tracing::error!(%ticket, "a booking stands although its caller was told that none could be made");
    }

    async fn try_take_back(&self, asked: &Asked, ticket: TicketNumber) -> Result<(), Fault> {
        let mut writing = self.writing().await?;
        if answers::unheard(&mut writing, asked).await? {
            sqlx::query("DELETE FROM bookings WHERE ticket = $1")
                .bind(i64::from(ticket.value()))
                .execute(&mut *writing)
                .await?;
        }
        Ok(writing.commit().await?)
    }
}

/// All of it in one transaction; dropped on the way, it is rolled back.
async fn write(
    mut writing: Transaction<'static, Sqlite>,
    request: &Request,
    tell: &oneshot::Sender<Told>,
) -> Result<Booked, Fault> {
    let before = answers::repeat(&mut writing, &request.asked).await?;
    let answer = if let Some(answer) = before {
        answer
    } else {
        let answer = decide(&mut writing, request).await?;
        answers::keep(&mut writing, &request.asked, answer, request.now.timestamp()).await?;
        answer
    };
    if tell.is_closed() {
        writing.rollback().await?;
        return Err(Fault::TooSlow);
    }
    writing.commit().await?;
    Ok(answer)
}

async fn decide(writing: &mut Transaction<'static, Sqlite>, request: &Request) -> Result<Booked, Fault> {
    if !request.offered {
        return Ok(Booked::Full);
    }
    if open_bookings(writing, request).await? >= i64::from(request.open_per_number) {
        return Ok(Booked::TooMany);
    }
    let ticket = free_ticket(writing, &request.tickets).await?.ok_or(Fault::NoTicket)?;
    for seat in 1..=request.seats {
        if take_seat(writing, request, ticket, seat).await? {
            return Ok(Booked::Seat { ticket, dated: request.dated });
        }
    }
    Ok(Booked::Full)
}

async fn open_bookings(writing: &mut Transaction<'static, Sqlite>, request: &Request) -> Result<i64, Fault> {
    let row = sqlx::query(
        "SELECT count(*) FROM bookings WHERE desk = $1 AND queue = $2 AND number = $3 AND slot_end > $4",
    )
    .bind(&*request.desk)
    .bind(&*request.queue)
    .bind(request.number.e164())
    .bind(request.now.timestamp())
    .fetch_one(&mut **writing)
    .await?;
    Ok(row.try_get(0)?)
}

/// Asked within the transaction that then takes it, so it stays free.
async fn free_ticket(
    writing: &mut Transaction<'static, Sqlite>,
    tickets: &[TicketNumber],
) -> Result<Option<TicketNumber>, Fault> {
    for ticket in tickets {
        let taken = sqlx::query("SELECT 1 FROM bookings WHERE ticket = $1")
            .bind(i64::from(ticket.value()))
            .fetch_optional(&mut **writing)
            .await?;
        if taken.is_none() {
            return Ok(Some(*ticket));
        }
    }
    Ok(None)
}

/// True where the seat was free. One seat is never taken twice at one time, also not by slots that overlap because their length was changed.
async fn take_seat(
    writing: &mut Transaction<'static, Sqlite>,
    request: &Request,
    ticket: TicketNumber,
    seat: u16,
) -> Result<bool, Fault> {
    let taken = sqlx::query(
        "INSERT INTO bookings
             (ticket, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
         WHERE NOT EXISTS (SELECT 1 FROM bookings
             WHERE desk = $2 AND queue = $3 AND seat = $6 AND slot_start < $5 AND slot_end > $4)
         ON CONFLICT DO NOTHING RETURNING ticket",
    )
    .bind(i64::from(ticket.value()))
    .bind(&*request.desk)
    .bind(&*request.queue)
    .bind(request.slot.start.timestamp())
    .bind(request.slot.end.timestamp())
    .bind(i64::from(seat))
    .bind(request.number.e164())
    .bind(request.language.code())
    .bind(request.asked.call())
    .bind(request.asked.turn())
    .bind(request.now.timestamp())
    .fetch_optional(&mut **writing)
    .await?;
    Ok(taken.is_some())
}
