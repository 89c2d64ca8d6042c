//! What the clock does to requests: each is looked at when something may be due, and what is told of a deadline is written once, whichever
//! replica looks.

use chrono::{DateTime, Utc};

use super::{Tell, Ticket, read};
use crate::store::{Alone, Fault, Store, Writing, args, outbox, transaction};
use crate::ticket::{Goal, TicketNumber};

/// What a desk is told of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// What is promised.
    pub goal: Goal,
    /// Until when.
    pub due: DateTime<Utc>,
    /// Whether it has passed; else it is near.
    pub passed: bool,
}

impl Store {
    /// The open requests of a desk at which the clock is to look by now, those that have waited longest first.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn to_look_at(
        &self,
        desk: &str,
        now: DateTime<Utc>,
        most: u16,
    ) -> Result<Vec<TicketNumber>, Fault> {
        let asked = "SELECT ticket FROM tickets
             WHERE desk = $1 AND state IN ('opened', 'taken-in-charge', 'waiting', 'reopened') AND look_at <= $2
             ORDER BY look_at LIMIT $3";
        let rows = self.reading().await?.all(asked, args![desk, now, most]).await?;
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// The clock looks at a request again at a moment; at once, where something has happened to it since it was seen.
    ///
    /// # Errors
    /// It is looked at again at once then.
    pub async fn look_later(&self, seen: &Ticket, at: DateTime<Utc>) -> Result<(), Fault> {
        transaction!(self, |writing| {
            if is_as_seen(writing, seen).await?.is_some() {
                let later = "UPDATE tickets SET look_at = $2 WHERE ticket = $1";
                writing.run(later, args![seen.ticket, at]).await?;
            }
            Ok(())
        })
    }

    /// The clock looks at a request again at a moment, whatever is wrong with it.
    ///
    /// # Errors
    /// It is looked at again at once then.
    pub async fn look_later_at(&self, ticket: TicketNumber, at: DateTime<Utc>) -> Result<(), Fault> {
        transaction!(self, |writing| {
            writing
                .run("UPDATE tickets SET look_at = $2 WHERE ticket = $1", args![ticket, at])
                .await
                .map(drop)
        })
    }

    /// Tells the desk of a deadline, once. False where it was told before, or something has happened to the request since it was seen.
    ///
    /// # Errors
    /// Nothing is told then.
    pub async fn tell_of_deadline(
        &self,
        seen: &Ticket,
        deadline: Deadline,
        tell: Tell<'_>,
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            let Some(ticket) = is_as_seen(writing, seen).await? else { return Ok(false) };
            let goal = match deadline.goal {
                Goal::Reaction => "reaction",
                Goal::Resolution => "resolution",
            };
            let told = if deadline.passed { "breached" } else { "near" };
            let first = "INSERT INTO deadline_notices (ticket, goal, told, due_at, told_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT DO NOTHING";
            if writing.run(first, args![ticket.ticket, goal, told, deadline.due, now]).await? == 0 {
                return Ok(false);
            }
            for notice in tell.0(&ticket) {
                outbox::post(writing, &ticket.desk, &notice, now).await?;
            }
            Ok(true)
        })
    }
}

/// The request, where nothing has happened to it since it was seen; alone with it until the end of the transaction.
async fn is_as_seen(writing: &mut Writing, seen: &Ticket) -> Result<Option<Ticket>, Fault> {
    writing.alone(Alone::Ticket, &seen.ticket.value().to_string()).await?;
    let row = |ticket: &Ticket| ticket.history.last().map(|last| last.row);
    Ok(read(writing, &seen.desk, seen.ticket).await?.filter(|found| row(found) == row(seen)))
}
