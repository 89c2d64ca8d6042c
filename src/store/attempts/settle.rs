//! How attempts end, and the bookings that they were for: with the history of the request and its notices, in one transaction.

use chrono::{DateTime, Utc};

use super::InHand;
use crate::menu::model::AfterMissed;
use crate::store::tickets::{happens, without_callback};
use crate::store::{Alone, By, Fault, Row, Store, Tell, Told, Writing, args, transaction};
use crate::ticket::{Attempted, Event, State, TicketNumber};

impl Store {
    /// Keeps that a person was reached: said by whoever hears it, however late. What was concluded from their silence is put right then.
    ///
    /// # Errors
    /// It is not kept then.
    pub async fn reached(&self, ticket: TicketNumber, attempt: u16, at: DateTime<Utc>) -> Result<(), Fault> {
        transaction!(self, |writing| {
            let reach = "UPDATE attempts SET reached_at = $3
                 WHERE ticket = $1 AND attempt = $2 AND outcome IS NULL AND reached_at IS NULL";
            if writing.run(reach, args![ticket, attempt, at]).await? == 0 {
                put_right(writing, ticket, attempt, Attempted::Spoken, at).await?;
            }
            Ok(())
        })
    }

    /// Ends an attempt so, as the platform or the called person says: whoever hears it. False where it had ended, unless that was concluded from
    /// silence, and a person says now that the number is not theirs.
    ///
    /// # Errors
    /// It is under way still, then.
    pub async fn end_attempt(
        &self,
        ticket: TicketNumber,
        attempt: u16,
        outcome: Attempted,
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            Ok(end(writing, ticket, attempt, None, outcome, now).await?
                || outcome == Attempted::WrongNumber
                    && put_right(writing, ticket, attempt, outcome, now).await?)
        })
    }

    /// Ends an attempt that this replica has in hand. False where it had ended, or another replica has it: whose word counts.
    ///
    /// # Errors
    /// It is under way still, then.
    pub async fn end_in_hand(
        &self,
        one: &InHand,
        outcome: Attempted,
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            end(writing, one.ticket, one.attempt, Some(one.fence), outcome, now).await
        })
    }

    /// Ends an attempt that this replica has in hand, because what it is for was given up before anybody answered: histories say that, and nothing of
    /// an attempt. False where somebody answered a moment ago, it had ended, or another replica has it.
    ///
    /// # Errors
    /// It is under way still, then.
    pub async fn withdraw_attempt(&self, one: &InHand, now: DateTime<Utc>) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            writing.alone(Alone::Booking, &one.ticket.to_string()).await?;
            let end = "UPDATE attempts SET outcome = $4, ended_at = $5
                 WHERE ticket = $1 AND attempt = $2 AND outcome IS NULL AND fence = $3 AND answered_at IS NULL";
            let values = args![one.ticket, one.attempt, one.fence, Attempted::Failed.name(), now];
            Ok(writing.run(end, values).await? > 0)
        })
    }

    /// Settles a booking for which nobody will be called any more: its request says so, and whoever is to be told is. False where it was settled
    /// or cancelled before, or an attempt is under way.
    ///
    /// # Errors
    /// Nothing is settled then.
    pub async fn miss_callback(
        &self,
        desk: &str,
        ticket: TicketNumber,
        then: AfterMissed,
        tell: Tell<'_>,
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            writing.alone(Alone::Booking, &ticket.to_string()).await?;
            let settle = "UPDATE bookings SET settled_at = $2
                 WHERE ticket = $1 AND desk = $3 AND settled_at IS NULL AND cancelled_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.ticket = $1 AND outcome IS NULL)";
            if writing.run(settle, args![ticket, now, desk]).await? == 0 {
                return Ok(false);
            }
            let by = By { tell: Some(tell), ..By::clock() };
            happens(writing, desk, ticket, &Event::CallbackMissed, by, None, now).await?;
            match then {
                // What could not be booked again waits for an operator.
                AfterMissed::Leave | AfterMissed::Rebook => {}
                AfterMissed::Close => {
                    happens(writing, desk, ticket, &Event::Closed, by, None, now).await?;
                }
            }
            Ok(true)
        })
    }
}

impl Store {
    /// Settles a booking of which nobody is to be told: an operator has the request, or had. False where it was settled or cancelled before.
    ///
    /// # Errors
    /// It is not settled then.
    pub async fn settle_callback(
        &self,
        desk: &str,
        ticket: TicketNumber,
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            writing.alone(Alone::Booking, &ticket.to_string()).await?;
            let settle = "UPDATE bookings SET settled_at = $2
                 WHERE ticket = $1 AND desk = $3 AND settled_at IS NULL AND cancelled_at IS NULL";
            Ok(writing.run(settle, args![ticket, now, desk]).await? > 0)
        })
    }
}

async fn end(
    writing: &mut Writing,
    ticket: TicketNumber,
    attempt: u16,
    fence: Option<i64>,
    outcome: Attempted,
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    writing.alone(Alone::Booking, &ticket.to_string()).await?;
    let end = "UPDATE attempts SET outcome = $4, ended_at = $5
         WHERE ticket = $1 AND attempt = $2 AND outcome IS NULL AND fence = coalesce($3, fence) RETURNING desk, reached_at";
    let values = args![ticket, attempt, fence, outcome.name(), now];
    let ended = writing.maybe(end, values).await?;
    ends(writing, ticket, (attempt, outcome), ended, now).await
}

/// Puts right what was concluded because nobody had said anything: a person's own word came late. Not once another attempt has begun.
async fn put_right(
    writing: &mut Writing,
    ticket: TicketNumber,
    attempt: u16,
    outcome: Attempted,
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    writing.alone(Alone::Booking, &ticket.to_string()).await?;
    let right = "UPDATE attempts SET outcome = $3, reached_at = CASE WHEN $3 = 'spoken' THEN coalesce(reached_at, $4) ELSE reached_at END
         WHERE ticket = $1 AND attempt = $2 AND outcome IN ('refused', 'unknown')
         AND NOT EXISTS (SELECT 1 FROM attempts later WHERE later.ticket = $1 AND later.attempt > $2) RETURNING desk, reached_at";
    let put = writing.maybe(right, args![ticket, attempt, outcome.name(), now]).await?;
    ends(writing, ticket, (attempt, outcome), put, now).await
}

/// What comes of an attempt that has ended; false where none has.
async fn ends(
    writing: &mut Writing,
    ticket: TicketNumber,
    (attempt, outcome): (u16, Attempted),
    ended: Option<Row>,
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    let Some(row) = ended else { return Ok(false) };
    let (desk, reached): (String, Option<DateTime<Utc>>) = (row.get(0)?, row.get(1)?);
    let by = By::clock();
    if outcome == Attempted::Spoken {
        let settle = "UPDATE bookings SET settled_at = $2 WHERE ticket = $1 AND settled_at IS NULL";
        writing.run(settle, args![ticket, now]).await?;
        let reached = reached.unwrap_or(now);
        happens(writing, &desk, ticket, &Event::CallbackSpoken, by, None, reached).await?;
    }
    let attempted = Event::CallbackAttempted { attempt, outcome };
    if let Told::Done(after) = happens(writing, &desk, ticket, &attempted, by, None, now).await?
        && after.life.state == State::Closed
    {
        // Closed while it rang: there is nothing to try again for.
        without_callback(writing, *after, by, now).await?;
    }
    Ok(true)
}
