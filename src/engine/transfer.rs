//! Putting a call through, and what comes of it when nobody takes it.

use super::state::{Stage, Via};
use super::walk::Walk;
use super::{Capped, Outcome, Then, Why};
use crate::menu::model::{HangupCause, Step, Transfer};
use crate::menu::words::Phrase;
use crate::terms::DestinationId;

impl Walk<'_> {
    /// Puts the call through, once it is paid for where that is wanted.
    pub(super) fn transfer(&mut self, via: Via) -> Then {
        match self.transfer_of(via) {
            Some(transfer) if transfer.unpaid.is_some() => self.pay(via),
            Some(_) => self.put_through(via, None),
            None => self.lost(),
        }
    }

    /// Puts the call through: the notices first, if they are still owed, and no key pressed before may decide what comes after.
    pub(super) fn put_through(&mut self, via: Via, cap: Option<Capped>) -> Then {
        let Some(transfer) = self.transfer_of(via) else { return self.lost() };
        self.drop_ahead();
        self.notices();
        if let Some(destination) = self.menu.destinations.get(transfer.to.index()) {
            self.text(destination.announcement);
            if let Some(leave) = destination.waiting.as_ref().and_then(|waiting| waiting.leave) {
                self.text(leave.told);
            }
        }
        self.reset();
        self.place.stage = Stage::Ringing(via);
        self.why.push(Why::Transfer(transfer.to));
        let (from, ticket) = (self.place.node, self.baggage.ticket);
        Then::Transfer { to: transfer.to, ring: transfer.ring, from, ticket, cap }
    }

    /// A transfer came back.
    pub(super) fn came_back(&mut self, via: Via, outcome: Outcome) -> Then {
        let Some(transfer) = self.transfer_of(via) else { return self.lost() };
        self.why.push(Why::Transferred(transfer.to, outcome));
        if let Via::Callback(queue) = via {
            return self.other_came_back(queue, outcome);
        }
        let (phrase, then) = match outcome {
            Outcome::Completed => return self.hang_up(HangupCause::Normal),
            Outcome::Busy => (Phrase::DestinationBusy, transfer.busy),
            Outcome::NoAnswer => (Phrase::DestinationUnanswered, transfer.no_answer),
            Outcome::Failed => (Phrase::DestinationFailed, transfer.failed),
            // A queue of the site's own that the menu does not speak of: nobody answered there.
            Outcome::WaitedTooLong if !self.waits_at(transfer.to) => {
                (Phrase::DestinationUnanswered, transfer.waited)
            }
            Outcome::WaitedTooLong => (Phrase::WaitedTooLong, transfer.waited),
            // They know what they pressed, and nothing is wrong.
            Outcome::Left => return self.enter_guarded(transfer.left),
        };
        self.phrase(phrase);
        self.enter_guarded(then)
    }

    fn waits_at(&self, to: DestinationId) -> bool {
        self.menu.destinations.get(to.index()).is_some_and(|destination| destination.waiting.is_some())
    }

    pub(super) fn transfer_of(&self, via: Via) -> Option<Transfer> {
        match via {
            Via::Destination(to) => Some(self.menu.destinations.get(to.index())?.transfer),
            Via::Callback(queue) => {
                let to = self.menu.queues.get(usize::from(queue.0))?.placing.to?;
                Some(self.menu.destinations.get(to.index())?.transfer)
            }
            Via::Node => match &self.node()?.step {
                Step::Transfer(transfer) => Some(*transfer),
                Step::Choice(_)
                | Step::Collect(_)
                | Step::Say { .. }
                | Step::Callback { .. }
                | Step::Request { .. }
                | Step::Customer(_)
                | Step::Hangup { .. } => None,
            },
        }
    }
}
