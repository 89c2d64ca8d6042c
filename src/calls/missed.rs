//! Callbacks that reached nobody, booked again by themselves where the desk wants that: at the first free time of the same queue, as anybody could book it.

use std::sync::Arc;

use super::Service;
use super::counter::{NotBooked, Notice};
use super::seats::LOOKS;
use crate::menu::model::{Menu, Queue};
use crate::store::{Again, Change, Changed, Fault, Tell, Ticket};
use crate::ticket::TicketNumber;

impl Service {
    /// Books a callback that reached nobody again, and tells whoever is to be told. False where that may not be, or no time is free: it is missed then.
    ///
    /// # Errors
    /// It is neither booked nor missed then.
    pub async fn rebook_missed(
        &self,
        menu: &Menu,
        queue: &Queue,
        ticket: TicketNumber,
    ) -> Result<bool, Fault> {
        let told = |ticket: &Ticket| self.posts(menu, ticket);
        let again = Again { most: queue.placing.rebookings, open_per_number: queue.open_per_number };
        for _ in 0..LOOKS {
            let now = self.now();
            let openings = self.openings(menu, queue, now, None).await?;
            let Some(free) = openings.iter().find(|opening| opening.free > 0) else { return Ok(false) };
            let room = match self.room_at(menu, queue, free.slot.start, Notice::Asked).await {
                Ok(room) => room,
                Err(NotBooked::Store(fault)) => return Err(fault),
                // A clerk has changed the queue a moment ago: look again.
                Err(_) => continue,
            };
            let change = Change { desk: Arc::clone(&menu.desk), ticket, dated: None, now };
            match self.store.rebook_missed(&change, room, again, Tell(&told)).await? {
                Changed::Done => return Ok(true),
                Changed::Full | Changed::GoneOn => {}
                Changed::Unknown | Changed::TooLate | Changed::NotAsSeen => return Ok(false),
            }
        }
        Err(Fault::Busy)
    }
}
