//! Answers that wrote something, by the question that they answer: a repeated request gets the same one, and nothing is written twice.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Booked, Fault, Writing, args};
use crate::terms::CallId;

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

    pub(super) fn call(&self) -> &str {
        &self.call
    }

    pub(super) const fn turn(&self) -> i64 {
        self.turn
    }
}

/// The answer that was given before, if one was. The request claims it: while one claim stands, the answer does.
pub(super) async fn repeat(writing: &mut Writing, asked: &Asked) -> Result<Option<Booked>, Fault> {
    let claim = "UPDATE answers SET claims = claims + 1 WHERE call_id = $1 AND started = $2 AND turn = $3 AND question = $4
         RETURNING outcome, ticket, dated";
    let values = args![&asked.call, asked.started, asked.turn, asked.question];
    let Some(row) = writing.maybe(claim, values).await? else { return Ok(None) };
    Ok(Some(match row.get::<&str>(0)? {
        "full" => Booked::Full,
        "too-many" => Booked::TooMany,
        "booked" => Booked::Seat { ticket: row.get(1)?, dated: row.get(2)? },
        _ => return Err(Fault::Row(TABLE)),
    }))
}

/// Keeps an answer that has just been decided, and forgets those that no call can ask for any more.
pub(super) async fn keep(
    writing: &mut Writing,
    asked: &Asked,
    answer: Booked,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    writing.run("DELETE FROM answers WHERE created_at < $1", args![now - KEPT]).await?;
    let (outcome, ticket, dated) = match answer {
        Booked::Seat { ticket, dated } => ("booked", Some(ticket), Some(dated)),
        Booked::Full => ("full", None, None),
        Booked::TooMany => ("too-many", None, None),
    };
    let add = "INSERT INTO answers (call_id, started, turn, question, outcome, ticket, dated, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = args![&asked.call, asked.started, asked.turn, asked.question, outcome, ticket, dated, now];
    writing.run(add, values).await.map(drop)
}

/// A request that could not give the answer any more leaves it; true, and the answer forgotten, where no other request gave it.
pub(super) async fn unheard(writing: &mut Writing, asked: &Asked) -> Result<bool, Fault> {
    let values = args![&asked.call, asked.started, asked.turn, asked.question];
    let leave = "UPDATE answers SET claims = claims - 1 WHERE call_id = $1 AND started = $2 AND turn = $3 AND question = $4";
    writing.run(leave, values).await?;
    let forget = "DELETE FROM answers WHERE call_id = $1 AND started = $2 AND turn = $3 AND question = $4 AND claims <= 0";
    Ok(writing.run(forget, values).await? > 0)
}
