//! Answers about requests that callers quote: by the store, within the platform's patience.

use chrono::{DateTime, Utc};
use tokio::time::timeout;

use super::answers::Questions;
use super::{Ways, rebooking};
use crate::booking::Slot;
use crate::engine::{Answer, Coming, Requested};
use crate::menu::model::{Menu, Task};
use crate::store::{By, Fault, Quote, Quoted, Store, Tell, Ticket, Told, Trier, Trying};
use crate::terms::{Digits, Number};
use crate::ticket::{DayAndMonth, Event, Refused, TicketNumber};

impl Questions<'_> {
    /// What becomes of a request that is quoted. A repeated question writes nothing more.
    pub(super) async fn request(&self, task: Task, quote: &Quote, so_manieth: u8) -> Answer {
        if task == Task::Escalation && !self.service.ways().mail {
            tracing::error!(desk = %self.menu.desk, "an escalation cannot be sent: CENTRALINO_SMTP_URL is not set");
            return Answer::Unavailable;
        }
        let looked = self.look(task, quote, so_manieth);
        match timeout(self.deadline.left(), looked).await.unwrap_or(Err(Fault::TooSlow)) {
            Ok(requested) => Answer::Requested(requested),
            Err(fault) => self.away(&fault),
        }
    }

    /// A request's number and date as a caller keyed them in.
    pub(super) fn quote(&self, ticket: TicketNumber, date: &Digits, caller: Option<Number>) -> Quote {
        Quote {
            ticket: Some(ticket),
            date: DayAndMonth::of(date),
            trying: Trying {
                by: Trier::Call(format!("{}/{}", self.platform, self.call)),
                code: Some(ticket.value().to_string()),
                number: caller.map(Number::e164),
            },
        }
    }

    /// The name of a question of this call, by which a repeated one is known.
    pub(super) fn asked_by_name(&self, so_manieth: u8) -> String {
        format!("{}/{}/{}/{}/{so_manieth}", self.platform, self.call, self.started, self.turn)
    }

    async fn look(&self, task: Task, quote: &Quote, so_manieth: u8) -> Result<Requested, Fault> {
        let (store, menu, now) = (&self.service.store, self.menu, self.now);
        let (event, done) = match task {
            Task::Status => return standing(store, menu, self.service.ways(), quote, now).await,
            Task::Booking => return rebooking::booked(store, menu, quote, now).await,
            Task::Reminder => (Event::Reminded, Requested::Reminded),
            Task::Escalation => (Event::Escalated, Requested::Escalated),
        };
        let asked = self.asked_by_name(so_manieth);
        let told = |ticket: &Ticket| self.service.posts(menu, ticket);
        let by = By { actor: "caller", asked: Some(&asked), tell: Some(Tell(&told)), ..By::default() };
        let told = store.happens_to_quoted(&menu.desk, quote, event, by, menu.tickets.lapse, now).await?;
        Ok(match told {
            Err(quoted) => unfound(&quoted),
            Ok(Told::NoTicket | Told::GoneOn) => Requested::NotFound,
            Ok(Told::Done(_)) => done,
            Ok(Told::Refused(refused)) => why_not(refused),
        })
    }
}

async fn standing(
    store: &Store,
    menu: &Menu,
    ways: Ways,
    quote: &Quote,
    now: DateTime<Utc>,
) -> Result<Requested, Fault> {
    let number = match store.quoted(&menu.desk, quote).await? {
        Quoted::Ticket(number) => number,
        wrong @ (Quoted::Wrong | Quoted::TooMany { .. }) => return Ok(unfound(&wrong)),
    };
    let Some(ticket) = store.ticket(&menu.desk, number).await? else { return Ok(Requested::NotFound) };
    let state = ticket.life.state_at(now, menu.tickets.lapse);
    let writes = ways.mailbox(&ticket).is_some() || ways.mobile(&ticket).is_some();
    Ok(Requested::Stands { state, callback: coming(menu, &ticket, now), writes })
}

/// When the callback of a request comes: at the time that is booked, or when the turn comes that is kept.
fn coming(menu: &Menu, ticket: &Ticket, now: DateTime<Utc>) -> Option<Coming> {
    if ticket.life.turn.is_some() {
        return Some(Coming::InTurn);
    }
    let start = ticket.life.callback?;
    let queue = menu.queue(ticket.queue.as_deref()?)?;
    let slot = Slot { start, end: start.checked_add_signed(queue.length)? };
    (slot.end > now).then_some(Coming::At(slot))
}

pub(super) const fn unfound(quoted: &Quoted) -> Requested {
    match quoted {
        Quoted::TooMany { .. } => Requested::TooManyTries,
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
