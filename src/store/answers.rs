//! Answers that wrote something, by the question that they answer: a repeated request gets the same one, and nothing is written twice.

use chrono::{DateTime, TimeDelta, Utc};
use ring::rand::{SecureRandom as _, SystemRandom};

use super::{Booked, Fault, Row, Store, Writing, args, transaction};
use crate::terms::CallId;
use crate::ticket::TicketNumber;

const TABLE: &str = "answers";

/// How long an answer is kept: twice as long as a call's state is good.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// A question as one request of a platform asks it, however often that request is repeated.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// The platform's name and its name for the call.
    call: String,
    started: i64,
    turn: i64,
    question: i64,
}

impl Asked {
    /// The so-manieth question, from 0, of a turn of a call that began at a moment (unix time, seconds): one that began again counts its
    /// turns anew.
    #[must_use]
    pub fn new(platform: &str, call: &CallId, started: u32, turn: u16, question: u8) -> Self {
        Self {
            call: format!("{platform}/{call}"),
            started: started.into(),
            turn: turn.into(),
            question: question.into(),
        }
    }

    /// Who asks: the call, as the holder of a seat.
    #[must_use]
    pub fn call(&self) -> &str {
        &self.call
    }

    pub(super) const fn numbers(&self) -> (i64, i64, i64) {
        (self.started, self.turn, self.question)
    }
}

impl Store {
    /// Whether a question was answered before: asked again, it is answered alike.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn was_answered(&self, asked: &Asked) -> Result<bool, Fault> {
        let find =
            "SELECT 1 FROM answers WHERE call_id = $1 AND started = $2 AND turn = $3 AND question = $4";
        let values = args![&asked.call, asked.started, asked.turn, asked.question];
        Ok(self.reading().await?.maybe(find, values).await?.is_some())
    }

    /// Forgets the answers that no call can ask for any more; to be called now and then.
    ///
    /// # Errors
    /// They stay a while longer then.
    pub async fn forget_answers(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        transaction!(self, |writing| {
            writing.run("DELETE FROM answers WHERE created_at < $1", args![now - KEPT]).await.map(drop)
        })
    }
}

/// A request's claim to an answer: while one stands, the answer does. A name by chance, so that the same claim made again counts once.
#[derive(Clone, Debug)]
pub(super) struct Claim(String);

impl Claim {
    pub(super) fn new() -> Result<Self, Fault> {
        let mut bytes = [0; 8];
        SystemRandom::new().fill(&mut bytes).map_err(|_| Fault::NoTicket)?;
        Ok(Self(format!("{:016x} ", u64::from_be_bytes(bytes))))
    }

    pub(super) fn name(&self) -> &str {
        &self.0
    }
}

/// An answer as its row tells it.
pub(super) fn read(row: &Row) -> Result<Booked, Fault> {
    match row.get::<&str>(0)? {
        "full" => Ok(Booked::Full),
        "too-many" => Ok(Booked::TooMany),
        "gone-on" => Ok(Booked::GoneOn),
        "booked" => Ok(Booked::Seat { ticket: row.get(1)?, dated: row.get(2)? }),
        _ => Err(Fault::Row(TABLE)),
    }
}

/// The answer that was given before, claimed once more; none where there is none.
pub(super) async fn before(
    writing: &mut Writing,
    asked: &Asked,
    claim: &Claim,
) -> Result<Option<Booked>, Fault> {
    let again = "UPDATE answers SET claims = replace(claims, $5, '') || $5
         WHERE call_id = $1 AND started = $2 AND turn = $3 AND question = $4 RETURNING outcome, ticket, dated";
    let values = args![&asked.call, asked.started, asked.turn, asked.question, claim.name()];
    writing.maybe(again, values).await?.as_ref().map(read).transpose()
}

/// Keeps an answer under its first claim.
pub(super) async fn keep(
    writing: &mut Writing,
    asked: &Asked,
    claim: &Claim,
    answer: Booked,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let (outcome, ticket, dated) = match answer {
        Booked::Seat { ticket, dated } => ("booked", Some(ticket), Some(dated)),
        Booked::Full | Booked::GoneOn => ("full", None, None),
        Booked::TooMany => ("too-many", None, None),
    };
    let keep =
        "INSERT INTO answers (call_id, started, turn, question, outcome, ticket, dated, claims, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = args![
        &asked.call,
        asked.started,
        asked.turn,
        asked.question,
        outcome,
        ticket,
        dated,
        claim.name(),
        now
    ];
    writing.run(keep, values).await.map(drop)
}

/// A request that could not give the answer any more takes its claim back. Where it was the last, the answer is forgotten, and the ticket that it
/// told comes back: nobody heard of it.
pub(super) async fn unheard(
    writing: &mut Writing,
    asked: &Asked,
    claim: &Claim,
) -> Result<Option<TicketNumber>, Fault> {
    let values = args![&asked.call, asked.started, asked.turn, asked.question, claim.name()];
    let leave = "UPDATE answers SET claims = replace(claims, $5, '')
         WHERE call_id = $1 AND started = $2 AND turn = $3 AND question = $4 AND claims LIKE '%' || $5 || '%'
         RETURNING claims = '', ticket";
    let Some(row) = writing.maybe(leave, values).await? else { return Ok(None) };
    if !row.get::<bool>(0)? {
        return Ok(None);
    }
    let forget = "DELETE FROM answers WHERE call_id = $1 AND started = $2 AND turn = $3 AND question = $4";
    writing.run(forget, args![&asked.call, asked.started, asked.turn, asked.question]).await?;
    row.get(1)
}
