//! Answers about requests that callers quote: by the store, within the platform's patience.

use chrono::{DateTime, Utc};
use tokio::time::timeout;

use super::answers::Questions;
use crate::booking::Slot;
use crate::engine::{Answer, Requested};
use crate::menu::model::{Menu, Task};
use crate::store::{By, Fault, Quote, Quoted, Store, Tell, Ticket, Told, Trying};
use crate::terms::{Digits, Number};
use crate::ticket::{DayAndMonth, Event, Refused, TicketNumber};

impl Questions<'_> {
    /// What becomes of a request that is quoted. A repeated question writes nothing more.
    pub(super) async fn request(
        &self,
        task: Task,
        ticket: TicketNumber,
        date: Digits,
        caller: Option<Number>,
        so_manieth: u8,
    ) -> Answer {
        if task == Task::Escalation && !self.service.ways().mail {
            tracing::error!(desk = %self.menu.desk, "an escalation cannot be sent: CENTRALINO_SMTP_URL is not set");
            return Answer::Unavailable;
        }
        let call = format!("{}/{}", self.platform, self.call);
        let quote = Quote {
            ticket: Some(ticket),
            date: DayAndMonth::of(&date),
            trying: Trying {
                code: ticket.value().to_string(),
                number: caller.map(Number::e164),
                call: call.clone(),
            },
        };
        let asked = format!("{call}/{}/{}/{so_manieth}", self.started, self.turn);
        let told = |ticket: &Ticket| self.service.posts(self.menu, ticket);
        let by = By { actor: "caller", asked: Some(&asked), tell: Some(Tell(&told)), ..By::default() };
        let looked = look(&self.service.store, self.menu, task, &quote, by, self.now);
        match timeout(self.deadline.left(), looked).await.unwrap_or(Err(Fault::TooSlow)) {
            Ok(requested) => Answer::Requested(requested),
            Err(fault) => self.away(&fault),
        }
    }
}

async fn look(
    store: &Store,
    menu: &Menu,
    task: Task,
    quote: &Quote,
    by: By<'_>,
    now: DateTime<Utc>,
) -> Result<Requested, Fault> {
    let event = match task {
        Task::Status => return standing(store, menu, quote, now).await,
        Task::Reminder => Event::Reminded,
        Task::Escalation => Event::Escalated,
    };
    let told = store.happens_to_quoted(&menu.desk, quote, event, by, menu.tickets.lapse, now).await?;
    Ok(match (told, task) {
        (Err(quoted), _) => unfound(&quoted),
        (Ok(Told::NoTicket | Told::GoneOn), _) => Requested::NotFound,
        (Ok(Told::Done(_)), Task::Escalation) => Requested::Escalated,
        (Ok(Told::Done(_)), Task::Reminder | Task::Status) => Requested::Reminded,
        (Ok(Told::Refused(refused)), _) => why_not(refused),
    })
}

async fn standing(store: &Store, menu: &Menu, quote: &Quote, now: DateTime<Utc>) -> Result<Requested, Fault> {
    let number = match store.quoted(&menu.desk, quote).await? {
        Quoted::Ticket(number) => number,
        wrong @ (Quoted::Wrong | Quoted::TooMany) => return Ok(unfound(&wrong)),
    };
    let Some(ticket) = store.ticket(&menu.desk, number).await? else { return Ok(Requested::NotFound) };
    let state = ticket.life.state_at(now, menu.tickets.lapse);
    Ok(Requested::Stands { state, callback: callback(menu, &ticket).filter(|slot| slot.end > now) })
}

/// The callback that is booked for a request.
fn callback(menu: &Menu, ticket: &Ticket) -> Option<Slot> {
    let start = ticket.life.callback?;
    let queue = menu.queues.iter().find(|queue| Some(&*queue.name) == ticket.queue.as_deref())?;
    Some(Slot { start, end: start.checked_add_signed(queue.length)? })
}

const fn unfound(quoted: &Quoted) -> Requested {
    match quoted {
        Quoted::TooMany => Requested::TooManyTries,
        Quoted::Wrong | Quoted::Ticket(_) => Requested::NotFound,
    }
}

const fn why_not(refused: Refused) -> Requested {
    match refused {
        Refused::Closed => Requested::Closed,
        Refused::Escalated => Requested::EscalatedBefore,
        Refused::Lapsed
        | Refused::NotClosed
        | Refused::NotInCharge
        | Refused::NotWaiting
        | Refused::Waiting
        | Refused::NotLapsed
        | Refused::NotReminded
        | Refused::NoCallback
        | Refused::Opened => Requested::NotReminded,
    }
}
