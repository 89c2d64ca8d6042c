//! A request as whoever quotes its number and its date gets at it: wrong quotes are counted, and too many are refused unseen.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};

use super::{By, ONE, Told, happens};
use crate::store::guesses::{Trying, to_wait, went_wrong};
use crate::store::{Fault, Store, Writing, args, transaction};
use crate::terms::Number;
use crate::ticket::{DayAndMonth, Event, Lapse, TicketNumber};

/// What somebody quotes.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The number; none where what was keyed in can be none.
    pub ticket: Option<TicketNumber>,
    /// The date's day and month; none where what was keyed in can be none.
    pub date: Option<DayAndMonth>,
    /// For what the try counts.
    pub trying: Trying,
}

/// What a quote led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quoted {
    /// To this request; it can no longer be none.
    Ticket(TicketNumber),
    /// To none: the number or the date is wrong, and which of them is not said.
    Wrong,
    /// To nothing: there were too many wrong ones.
    TooMany {
        /// How long until one more is looked at.
        wait: TimeDelta,
    },
}

impl Store {
    /// The request that is quoted.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn quoted(&self, desk: &str, quote: &Quote) -> Result<Quoted, Fault> {
        transaction!(self, |writing| { quoted(writing, desk, quote).await })
    }

    /// The event happens to the request that is quoted; said again with the same `asked`, it happened before.
    ///
    /// # Errors
    /// Nothing happened then.
    pub async fn happens_to_quoted(
        &self,
        desk: &str,
        quote: &Quote,
        event: Event,
        by: By<'_>,
        lapse: Option<Lapse>,
        now: DateTime<Utc>,
    ) -> Result<Result<Told, Quoted>, Fault> {
        transaction!(self, |writing| {
            Ok(match quoted(writing, desk, quote).await? {
                Quoted::Ticket(ticket) => Ok(happens(writing, desk, ticket, &event, by, lapse, now).await?),
                wrong @ (Quoted::Wrong | Quoted::TooMany { .. }) => Err(wrong),
            })
        })
    }
}

pub(in crate::store) async fn quoted(
    writing: &mut Writing,
    desk: &str,
    quote: &Quote,
) -> Result<Quoted, Fault> {
    let row = match quote.ticket {
        Some(ticket) => writing.maybe(ONE, args![desk, ticket]).await?,
        None => None,
    };
    let owner: Option<Number> = row.as_ref().map(|row| row.get(5)).transpose()?.flatten();
    let is_owners = owner.is_some_and(|owner| quote.trying.number == Some(owner.e164()));
    let trying = if is_owners { Cow::Owned(quote.trying.at_own()) } else { Cow::Borrowed(&quote.trying) };
    if let Some(wait) = to_wait(writing, desk, &trying).await? {
        return Ok(Quoted::TooMany { wait });
    }
    if let (Some(ticket), Some(date), Some(row)) = (quote.ticket, quote.date, row)
        && date.fits(row.get(3)?)
    {
        return Ok(Quoted::Ticket(ticket));
    }
    went_wrong(writing, desk, &trying).await?;
    Ok(Quoted::Wrong)
}
