//! Booked callbacks. A booking never stands for a caller who was told something else.
//!
//! A booking is written by a task of its own, so that a platform which hangs up the connection cannot stop it halfway. Whoever asked waits for
//! as long as the platform is patient. What is not committed by then is rolled back. Where the commit itself outlasts that wait, the
//! booking is taken back as soon as it is there, unless a repeated request has told it in the meantime.
//!
//! What is decided here (a number's open bookings, seats of slots that lie across) is decided alone with the queue.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::answers::{self, Asked};
use super::{Alone, Fault, Row, Store, Writing, args, transaction};
use crate::booking::Slot;
use crate::terms::{Language, Number};
use crate::ticket::TicketNumber;

/// How long to pause before a booking is tried again.
const PAUSE: Duration = Duration::from_millis(20);

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
        let asked = "SELECT slot_start, slot_end, seat FROM bookings
             WHERE desk = $1 AND queue = $2 AND slot_end > $3 ORDER BY slot_start, seat";
        let rows = self.reading().await?.all(asked, args![desk, queue, from]).await?;
        let taken = |row: &Row| {
            let slot = Slot { start: row.get(0)?, end: row.get(1)? };
            Ok(Taken { slot, seat: row.get(2)? })
        };
        rows.iter().map(taken).collect()
    }

    async fn book_and_tell(&self, request: Request, within: Duration, tell: oneshot::Sender<Told>) {
        let answer = self.decided(&request, within, &tell).await;
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

    /// Tried again, for as long as somebody waits, where the connection broke or another transaction was in the way. A commit of which nobody
    /// knows whether it was done answers the next try with what it wrote.
    async fn decided(
        &self,
        request: &Request,
        within: Duration,
        tell: &oneshot::Sender<Told>,
    ) -> Result<Booked, Fault> {
        loop {
            let writing = timeout(within, self.writing()).await.unwrap_or(Err(Fault::TooSlow));
            let done = match writing {
                Ok(writing) => write(writing, request, tell).await,
                Err(fault) => Err(fault),
            };
            match done {
                Err(fault) if (fault.passes() || matches!(fault, Fault::Busy)) && !tell.is_closed() => {
                    tokio::time::sleep(PAUSE).await;
                }
                Err(Fault::Unknown(_)) if !tell.is_closed() => {}
                done => return done,
            }
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
        transaction!(self, |writing| {
            if answers::unheard(writing, asked).await? {
                writing.run("DELETE FROM bookings WHERE ticket = $1", args![ticket]).await?;
            }
            Ok(())
        })
    }
}

/// All of it in one transaction; dropped on the way, it is rolled back.
async fn write(
    mut writing: Writing,
    request: &Request,
    tell: &oneshot::Sender<Told>,
) -> Result<Booked, Fault> {
    writing.alone(Alone::Queue, &format!("{}/{}", request.desk, request.queue)).await?;
    let before = answers::repeat(&mut writing, &request.asked).await?;
    let answer = if let Some(answer) = before {
        answer
    } else {
        let answer = decide(&mut writing, request).await?;
        answers::keep(&mut writing, &request.asked, answer, request.now).await?;
        answer
    };
    if tell.is_closed() {
        writing.rollback().await?;
        return Err(Fault::TooSlow);
    }
    writing.commit().await?;
    Ok(answer)
}

async fn decide(writing: &mut Writing, request: &Request) -> Result<Booked, Fault> {
    if !request.offered {
        return Ok(Booked::Full);
    }
    if open_bookings(writing, request).await? >= i64::from(request.open_per_number) {
        return Ok(Booked::TooMany);
    }
    let ticket = free_ticket(writing, &request.tickets).await?.ok_or(Fault::NoTicket)?;
    let Some(seat) = free_seat(writing, request).await? else { return Ok(Booked::Full) };
    let taken = take_seat(writing, request, ticket, seat).await?;
    Ok(if taken { Booked::Seat { ticket, dated: request.dated } } else { Booked::Full })
}

async fn open_bookings(writing: &mut Writing, request: &Request) -> Result<i64, Fault> {
    let count =
        "SELECT count(*) FROM bookings WHERE desk = $1 AND queue = $2 AND number = $3 AND slot_end > $4";
    let values = args![&*request.desk, &*request.queue, request.number, request.now];
    writing.one(count, values).await?.get(0)
}

/// Asked within the transaction that then takes it.
async fn free_ticket(writing: &mut Writing, tickets: &[TicketNumber]) -> Result<Option<TicketNumber>, Fault> {
    for ticket in tickets {
        if writing.maybe("SELECT 1 FROM bookings WHERE ticket = $1", args![*ticket]).await?.is_none() {
            return Ok(Some(*ticket));
        }
    }
    Ok(None)
}

/// The first seat that is free for all of the slot.
async fn free_seat(writing: &mut Writing, request: &Request) -> Result<Option<u16>, Fault> {
    let taken = "SELECT DISTINCT seat FROM bookings
         WHERE desk = $1 AND queue = $2 AND slot_start < $4 AND slot_end > $3 ORDER BY seat";
    let values = args![&*request.desk, &*request.queue, request.slot.start, request.slot.end];
    let taken = writing.all(taken, values).await?;
    let taken = taken.iter().map(|row| row.get(0)).collect::<Result<Vec<u16>, _>>()?;
    Ok((1..=request.seats).find(|seat| taken.binary_search(seat).is_err()))
}

/// True where the seat was free. One seat is never taken twice at one time, also not by slots that overlap because their length was changed.
async fn take_seat(
    writing: &mut Writing,
    request: &Request,
    ticket: TicketNumber,
    seat: u16,
) -> Result<bool, Fault> {
    let take = "INSERT INTO bookings
             (ticket, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
         WHERE NOT EXISTS (SELECT 1 FROM bookings
             WHERE desk = $2 AND queue = $3 AND seat = $6 AND slot_start < $5 AND slot_end > $4)
         ON CONFLICT DO NOTHING";
    let values = args![
        ticket,
        &*request.desk,
        &*request.queue,
        request.slot.start,
        request.slot.end,
        seat,
        request.number,
        request.language,
        request.asked.call(),
        request.asked.turn(),
        request.now
    ];
    Ok(writing.run(take, values).await? > 0)
}
