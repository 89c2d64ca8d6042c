//! Answers about booked callbacks that callers quote, and messages with what they should keep: by the store, within the platform's patience.

use tokio::time::timeout;

use super::Ways;
use super::answers::Questions;
use super::seats::LOOKS;
use crate::booking::Slot;
use crate::engine::{Answer, Requested};
use crate::menu::model::{Menu, Queue};
use crate::store::{By, Change, Changed, Fault, Quote, Quoted, Store, Tell, Ticket};
use crate::terms::QueueId;
use crate::ticket::TicketNumber;

impl Questions<'_> {
    /// Moves the callback that is quoted to the seat that the call holds. A repeated question moves it no more.
    pub(super) async fn move_quoted(
        &self,
        queue: &Queue,
        slot: Slot,
        ticket: TicketNumber,
        quote: &Quote,
        so_manieth: u8,
    ) -> Answer {
        let asked = self.asked_by_name(so_manieth);
        let told = |ticket: &Ticket| self.service.posts(self.menu, ticket);
        let by = By { actor: "caller", asked: Some(&asked), tell: Some(Tell(&told)), ..By::default() };
        let holder = self.asked(0);
        let change = self.change(ticket);
        let store = &self.service.store;
        let moved = async {
            for _ in 0..LOOKS {
                let (room, _) = self.room(queue, slot).await?;
                let moved = store.move_quoted(&change, quote, room, Some(holder.call()), by).await?;
                if moved != Ok(Changed::GoneOn) {
                    let ticket = store.ticket(&self.menu.desk, ticket).await?;
                    return Ok((moved, ticket.is_some_and(|ticket| writes(self.service.ways(), &ticket))));
                }
            }
            Err(Fault::Busy)
        };
        match timeout(self.deadline.left(), moved).await.unwrap_or(Err(Fault::TooSlow)) {
            Ok((Ok(Changed::Done), writes)) => Answer::Moved { writes },
            Ok((Ok(Changed::Full | Changed::GoneOn), _)) => Answer::Full,
            Ok((Ok(Changed::TooLate | Changed::Unknown | Changed::NotAsSeen), _)) => {
                Answer::Requested(Requested::NoCallback)
            }
            Ok((Err(quoted), _)) => Answer::Requested(super::requests::unfound(&quoted)),
            Err(fault) => self.away(&fault),
        }
    }

    /// Cancels the callback that is quoted. A repeated question cancels nothing more.
    pub(super) async fn cancel_quoted(&self, ticket: TicketNumber, quote: &Quote, so_manieth: u8) -> Answer {
        let asked = self.asked_by_name(so_manieth);
        let told = |ticket: &Ticket| self.service.posts(self.menu, ticket);
        let by = By { actor: "caller", asked: Some(&asked), tell: Some(Tell(&told)), ..By::default() };
        let change = self.change(ticket);
        let cancelled = self.service.store.cancel_quoted(&change, quote, by);
        match timeout(self.deadline.left(), cancelled).await.unwrap_or(Err(Fault::TooSlow)) {
            Ok(Ok(Changed::Done)) => Answer::Cancelled,
            Ok(Ok(
                Changed::TooLate | Changed::Unknown | Changed::Full | Changed::GoneOn | Changed::NotAsSeen,
            )) => Answer::Requested(Requested::NoCallback),
            Ok(Err(quoted)) => Answer::Requested(super::requests::unfound(&quoted)),
            Err(fault) => self.away(&fault),
        }
    }

    /// Sends a request's number and date to its user, once for all that has happened to it.
    pub(super) async fn write(&self, ticket: TicketNumber) -> Answer {
        let sent = self.service.send_reference(self.menu, ticket);
        match timeout(self.deadline.left(), sent).await.unwrap_or(Err(Fault::TooSlow)) {
            Ok(true) => Answer::Written,
            Ok(false) => Answer::Unavailable,
            Err(fault) => self.away(&fault),
        }
    }

    fn change(&self, ticket: TicketNumber) -> Change {
        Change { desk: self.menu.desk.clone(), ticket, dated: None, now: self.now }
    }
}

/// Whether the number can be sent to the user, who does not hear of what has happened last anyway.
fn writes(ways: Ways, ticket: &Ticket) -> bool {
    ways.mailbox(ticket).is_none() && !ticket.texted && ways.mobile(ticket).is_some()
}

/// What is booked for a request that is quoted.
pub(super) async fn booked(
    store: &Store,
    menu: &Menu,
    quote: &Quote,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Requested, Fault> {
    let ticket = match store.quoted(&menu.desk, quote).await? {
        Quoted::Ticket(ticket) => ticket,
        wrong @ (Quoted::Wrong | Quoted::TooMany { .. }) => return Ok(super::requests::unfound(&wrong)),
    };
    let booking = store.booking(&menu.desk, ticket, None).await?;
    if let Some(booking) = booking.as_ref().filter(|booking| booking.is_kept_place) {
        return Ok(Requested::Place { date: booking.dated });
    }
    let stands = booking.filter(|booking| booking.cancelled.is_none() && booking.slot.start > now);
    let Some(booking) = stands else { return Ok(Requested::NoCallback) };
    let queue = menu.queues.iter().position(|queue| *queue.name == *booking.queue);
    Ok(match queue.and_then(|queue| u8::try_from(queue).ok()) {
        Some(queue) => Requested::Callback { queue: QueueId(queue), slot: booking.slot, date: booking.dated },
        None => Requested::NoCallback,
    })
}
