//! Booked callbacks. A booking never stands for a caller who was told something else.
//!
//! A booking is written by a task of its own, so that a platform which hangs up the connection cannot stop it halfway. Whoever asked waits for
//! as long as the platform is patient. What was not begun by then is not done; where it outlasts that wait, the booking is taken back as soon
//! as it is there, unless a repeated request has told it in the meantime.

mod along;
mod change;
mod flush;
mod function;
mod group;
mod rebook;
mod statements;
mod swap;
mod trigger;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::answers::{self, Asked, Claim};
use super::{Fault, Row, Store, Writing, args, transaction};
use crate::booking::Slot;
use crate::clock::{Clock, Deadline};
use crate::terms::{Language, Number};
use crate::ticket::TicketNumber;

pub use along::{Along, Telling};
pub use change::{Booking, Change, Changed, Room};
pub(super) use change::{WITHIN, give_up, is_kept_place, read};
pub(super) use flush::Flush;
pub(super) use function::FUNCTION;
pub(super) use group::Group;
pub use rebook::Again;
pub(super) use trigger::trigger;

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
    /// Up to where the clerks' changes of the queue were read for that.
    pub seen: i64,
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
    /// Who books, and who hears of it.
    pub along: Along,
    /// Whether it is no seat that is booked but a place in the queue that is kept, since the slot's start, until its end at the latest. Nothing is
    /// asked of seats then.
    pub swapped: bool,
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
    /// A clerk has changed the queue since it was looked at: look again.
    GoneOn,
}

/// An answer on its way, and how whoever waits for it says that it arrived.
#[derive(Debug)]
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
        let deadline = Clock::system().deadline(within);
        tokio::spawn(async move { store.book_and_tell(request, deadline, tell).await });
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

    async fn book_and_tell(&self, request: Request, deadline: Deadline, tell: oneshot::Sender<Told>) {
        let (request, tell) = (Arc::new(request), Arc::new(tell));
        let Ok(claim) = Claim::new() else { return };
        let answer = self.decided(&request, &claim, deadline, &tell).await;
        let stands = match &answer {
            Ok(Booked::Seat { .. }) => true,
            Err(fault) => fault.may_stand(),
            Ok(Booked::Full | Booked::TooMany | Booked::GoneOn) => false,
        };
        let (heard, hearing) = oneshot::channel();
        let booked = answer.is_ok();
        let tell = Arc::into_inner(tell);
        let told =
            tell.is_some_and(|tell| tell.send(Told { answer, heard }).is_ok()) && hearing.await.is_ok();
        if stands && !(told && booked) {
            self.take_back(&request, &claim).await;
        }
    }

    /// Tried again, for as long as somebody waits, where the connection broke or another transaction was in the way. What was written by a try of
    /// which nobody knows is the answer of the next one.
    async fn decided(
        &self,
        request: &Arc<Request>,
        claim: &Claim,
        deadline: Deadline,
        tell: &Arc<oneshot::Sender<Told>>,
    ) -> Result<Booked, Fault> {
        let mut unknown = None;
        loop {
            let written = if request.swapped {
                self.write_swap(request, claim, tell).await
            } else {
                self.write_booking(request, claim, deadline, tell).await
            };
            match written {
                Err(fault) if tell.is_closed() || !fault.passes_for_a_key() => {
                    return Err(if fault.may_stand() { fault } else { unknown.unwrap_or(fault) });
                }
                Err(fault) if fault.may_stand() => unknown = Some(fault),
                Err(_) => {}
                Ok(booked) => return Ok(booked),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Takes back a booking that nobody heard of, if there is one. Tries for an hour: a store that was too slow, or away, may be so for a while.
    async fn take_back(&self, request: &Request, claim: &Claim) {
        for _ in 0..3600 {
            match self.try_take_back(request, claim).await {
                Ok(()) => return,
                Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
            }
        }
        tracing::error!("a booking may stand although its caller was told that none could be made");
    }

    async fn try_take_back(&self, request: &Request, claim: &Claim) -> Result<(), Fault> {
        transaction!(self, |writing| {
            let Some(ticket) = answers::unheard(writing, &request.asked, claim).await? else { return Ok(()) };
            let gone = "DELETE FROM bookings WHERE ticket = $1 RETURNING desk, queue, slot_start, seat";
            if let Some(row) = writing.maybe(gone, args![ticket]).await? {
                give_back(writing, &row, ticket).await?;
                // The request that it opened never was either.
                writing.run("DELETE FROM tickets WHERE ticket = $1", args![ticket]).await?;
                request.untell(writing, ticket).await?;
            }
            Ok(())
        })
    }
}

/// Frees a booking's seat, told by desk, queue, start and seat.
async fn give_back(writing: &mut Writing, seat: &Row, ticket: TicketNumber) -> Result<(), Fault> {
    let free =
        "DELETE FROM seats WHERE desk = $1 AND queue = $2 AND slot_start = $3 AND seat = $4 AND ticket = $5";
    let (desk, queue): (&str, &str) = (seat.get(0)?, seat.get(1)?);
    let values = args![desk, queue, seat.get::<i64>(2)?, seat.get::<i64>(3)?, ticket];
    writing.run(free, values).await.map(drop)
}
