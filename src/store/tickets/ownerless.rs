//! What becomes of the requests of somebody who is forgotten: nobody is there any more to be called back, or to be answered.

use chrono::{DateTime, Utc};

use super::{Told, goes_on, read};
use crate::access::actor;
use crate::store::{Alone, By, Fault, Writing, args};
use crate::terms::Number;
use crate::ticket::{Event, TicketNumber};

/// Gives up the callbacks of a number's requests, and closes those that are open, as if their user had withdrawn them. A customer's stay: they
/// are the customer's, whoever called. Nobody is told; to be done before the requests lose the number.
pub(in crate::store) async fn withdraw_all(
    writing: &mut Writing,
    number: Number,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let by = By { actor: actor::CALLER, ..By::default() };
    let theirs = "SELECT desk, ticket FROM tickets WHERE number = $1 ORDER BY ticket";
    for row in writing.all(theirs, args![number]).await? {
        let (desk, ticket): (String, TicketNumber) = (row.get(0)?, row.get(1)?);
        // Whoever is alone with both is alone with the booking first.
        writing.alone(Alone::Booking, &ticket.to_string()).await?;
        writing.alone(Alone::Ticket, &ticket.value().to_string()).await?;
        let Some(mut before) = read(writing, &desk, ticket).await? else { continue };
        if (before.life.callback.is_some() || before.life.turn.is_some())
            && let Told::Done(after) =
                goes_on(writing, &before, &Event::CallbackCancelled, by, None, now).await?
        {
            before = *after;
        }
        if before.life.is_open() && before.customer.is_none() {
            goes_on(writing, &before, &Event::Closed, by, None, now).await?;
        }
    }
    Ok(())
}
