//! Requests that somebody opens: with what is known of them from the beginning, and with the written request of a client's package that pays for
//! them, spent in the transaction that opens, or nothing is opened.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::{By, TABLE, Tell, Ticket, add, asked_before, introduce, read};
use crate::store::outbox;
use crate::store::packages::{Spending, spend};
use crate::store::{Alone, Fault, Introduction, Store, Writing, args, transaction};
use crate::terms::{Language, Number};
use crate::ticket::{Entry, Event, Origin, Severity, TicketNumber, Unspendable};

/// A request that is not in the store yet.
#[derive(Clone, Debug)]
pub struct NewTicket {
    /// The desk's name.
    pub desk: Arc<str>,
    /// The queue in whose order it is served, where it comes for one.
    pub queue: Option<Arc<str>>,
    /// By which way it comes.
    pub origin: Origin,
    /// Its date in the desk's zone.
    pub dated: NaiveDate,
    /// In which language they speak.
    pub language: Language,
    /// The user's number.
    pub number: Option<Number>,
    /// Where the user wants to be written to.
    pub email: Option<String>,
    /// The user's name.
    pub name: Option<String>,
    /// Whose it is.
    pub customer: Option<i64>,
    /// Numbers by chance, of which the first that is free becomes its own.
    pub tickets: Vec<TicketNumber>,
}

/// What else is known of a request from its beginning.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// What the user says with it. May hold personal data.
    pub note: Option<&'a str>,
    /// Whether the user wants short messages.
    pub texted: bool,
    /// What kind it is, by the desk's own name.
    pub kind: Option<&'a Arc<str>>,
    /// How serious it is.
    pub severity: Option<Severity>,
    /// What pays for it; none: nothing has to.
    pub pays: Option<&'a Spending>,
}

impl Store {
    /// Opens a request of which nothing else is known; said again with the same `asked`, it gives the one that was opened then.
    ///
    /// # Errors
    /// [`Fault::NoTicket`] where none of the drawn numbers is free; else why nothing is opened.
    pub async fn open_ticket(
        &self,
        new: &NewTicket,
        by: By<'_>,
        now: DateTime<Utc>,
    ) -> Result<Ticket, Fault> {
        // Nothing has to pay for it, so nothing can keep it from being paid for.
        self.open_paid(new, Beside::default(), by, now).await?.map_err(|_| Fault::Row(TABLE))
    }

    /// Opens a request, and spends what pays for it; said again with the same `asked`, it gives the one that was opened then.
    ///
    /// # Errors
    /// [`Fault::NoTicket`] where none of the drawn numbers is free; else why nothing is opened. Within: why nothing can be spent, and then nothing is
    /// opened either.
    pub async fn open_paid(
        &self,
        new: &NewTicket,
        beside: Beside<'_>,
        by: By<'_>,
        now: DateTime<Utc>,
    ) -> Result<Result<Ticket, Unspendable>, Fault> {
        transaction!(self, |writing| {
            if let Some(asked) = by.asked {
                writing.alone(Alone::Opening, asked).await?;
            }
            if let Some(before) = asked_before(writing, by).await? {
                return Ok(Ok(read(writing, &new.desk, before).await?.ok_or(Fault::Row(TABLE))?));
            }
            let spent = match beside.pays {
                Some(spending) => match spend(writing, spending).await? {
                    Ok(spent) => Some(spent),
                    Err(unspendable) => return Ok(Err(unspendable)),
                },
                None => None,
            };
            let ticket = insert(writing, new, now).await?;
            let note = Introduction { note: beside.note, ..Introduction::default() };
            introduce(writing, ticket, note, beside.texted).await?;
            let opened = Entry { at: now, event: Event::Opened { origin: new.origin } };
            add(writing, ticket, &opened, by).await?;
            tell(writing, new, ticket, by, now).await?;
            let events = [
                spent.map(|spent| Event::Spent { left: spent.left }),
                beside.kind.map(|kind| Event::Kind { kind: Arc::clone(kind) }),
                beside.severity.map(|severity| Event::Severity { severity }),
            ];
            for event in events.into_iter().flatten() {
                add(writing, ticket, &Entry { at: now, event }, By { actor: by.actor, ..By::default() })
                    .await?;
            }
            Ok(Ok(read(writing, &new.desk, ticket).await?.ok_or(Fault::Row(TABLE))?))
        })
    }
}

/// Tells in writing that it was opened, which is what has happened last.
async fn tell(
    writing: &mut Writing,
    new: &NewTicket,
    ticket: TicketNumber,
    by: By<'_>,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let Some(Tell(tell)) = by.tell else { return Ok(()) };
    let opened = read(writing, &new.desk, ticket).await?.ok_or(Fault::Row(TABLE))?;
    for notice in tell(&opened) {
        outbox::post(writing, &new.desk, &notice, now).await?;
    }
    Ok(())
}

/// The first number that is free, taken in the statement that looks.
async fn insert(writing: &mut Writing, new: &NewTicket, now: DateTime<Utc>) -> Result<TicketNumber, Fault> {
    let take = "INSERT INTO tickets (ticket, desk, queue, dated, language, number, email, name, customer, state, opened_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'opened', $10) ON CONFLICT DO NOTHING";
    for ticket in &new.tickets {
        let values = args![
            *ticket,
            &*new.desk,
            new.queue.as_deref(),
            new.dated,
            new.language,
            new.number,
            &new.email,
            &new.name,
            new.customer,
            now
        ];
        if writing.run(take, values).await? > 0 {
            return Ok(*ticket);
        }
    }
    Err(Fault::NoTicket)
}
