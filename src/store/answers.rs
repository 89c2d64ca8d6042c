//! Answers that wrote something, by the question that they answer: a repeated request gets the same one, and nothing is written twice.

use chrono::NaiveDate;
use sqlx::{Row, Sqlite, SqliteConnection, Transaction};

use super::{Booked, Fault};
use crate::terms::CallId;
use crate::ticket::TicketNumber;

const TABLE: &str = "answers";

/// How long an answer is kept: twice as long as a call's state is good; seconds.
const KEPT: i64 = 24 * 3600;

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
pub(super) async fn repeat(
    writing: &mut Transaction<'static, Sqlite>,
    asked: &Asked,
) -> Result<Option<Booked>, Fault> {
    let row = sqlx::query(
        "UPDATE answers SET claims = claims + 1 WHERE call_id = $1 AND started = $2 AND turn = $3 AND question = $4
         RETURNING outcome, ticket, dated",
    )
    .bind(&asked.call)
    .bind(asked.started)
    .bind(asked.turn)
    .bind(asked.question)
    .fetch_optional(&mut **writing)
    .await?;
    let Some(row) = row else { return Ok(None) };
    match row.try_get::<&str, _>(0)? {
        "full" => Ok(Some(Booked::Full)),
        "too-many" => Ok(Some(Booked::TooMany)),
        "booked" => {
            let ticket: u32 = row.try_get(1)?;
            let ticket = TicketNumber::try_from(ticket).map_err(|_| Fault::Row(TABLE))?;
            let dated: &str = row.try_get(2)?;
            let dated = dated.parse().map_err(|_| Fault::Row(TABLE))?;
            Ok(Some(Booked::Seat { ticket, dated }))
        }
        _ => Err(Fault::Row(TABLE)),
    }
}

/// Keeps an answer that has just been decided, and forgets those that no call can ask for any more.
pub(super) async fn keep(
    writing: &mut Transaction<'static, Sqlite>,
    asked: &Asked,
    answer: Booked,
    now: i64,
) -> Result<(), Fault> {
    sqlx::query("DELETE FROM answers WHERE created_at < $1")
        .bind(now.saturating_sub(KEPT))
        .execute(&mut **writing)
        .await?;
    let (outcome, seat) = match answer {
        Booked::Seat { ticket, dated } => ("booked", Some((ticket, dated))),
        Booked::Full => ("full", None),
        Booked::TooMany => ("too-many", None),
    };
    sqlx::query(
        "INSERT INTO answers (call_id, started, turn, question, outcome, ticket, dated, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&asked.call)
    .bind(asked.started)
    .bind(asked.turn)
    .bind(asked.question)
    .bind(outcome)
    .bind(seat.map(|(ticket, _)| i64::from(ticket.value())))
    .bind(seat.map(|(_, dated): (_, NaiveDate)| dated.to_string()))
    .bind(now)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// A request that could not give the answer any more leaves it; true, and the answer forgotten, where no other request gave it.
pub(super) async fn unheard(writing: &mut SqliteConnection, asked: &Asked) -> Result<bool, Fault> {
    sqlx::query("UPDATE answers SET claims = claims - 1 WHERE call_id = $1 AND started = $2 AND turn = $3 AND question = $4")
        .bind(&asked.call)
        .bind(asked.started)
        .bind(asked.turn)
        .bind(asked.question)
        .execute(&mut *writing)
        .await?;
    let gone = sqlx::query(
        "DELETE FROM answers WHERE call_id = $1 AND started = $2 AND turn = $3 AND question = $4 AND claims <= 0 RETURNING turn",
    )
    .bind(&asked.call)
    .bind(asked.started)
    .bind(asked.turn)
    .bind(asked.question)
    .fetch_optional(writing)
    .await?;
    Ok(gone.is_some())
}
