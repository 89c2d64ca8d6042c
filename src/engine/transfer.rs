//! Putting a call through, and what comes of it when nobody takes it.

use super::state::{Stage, Via};
use super::walk::Walk;
use super::{Capped, Outcome, Then, Why};
use crate::menu::model::{HangupCause, Menu, Transfer};
use crate::menu::words::Phrase;
use crate::terms::{DestinationId, NodeId, QueueId};

/// The least that somebody waits who is put back into a queue; seconds.
const LEAST: u16 = 15;

impl Via {
    /// What a transfer by this road rings, for how long, and what comes of it; `node` is where the call is. None where the menu, published anew
    /// meanwhile, has no such thing.
    #[must_use]
    pub fn transfer(self, menu: &Menu, node: NodeId) -> Option<Transfer> {
        let to = match self {
            Self::Node => return menu.node(node)?.step.transfer().copied(),
            Self::Destination(to) => to,
            Self::Callback(queue) | Self::User(queue) | Self::Waiting(queue) => {
                menu.queues.get(usize::from(queue.0))?.placing.to?
            }
        };
        Some(menu.destinations.get(to.index())?.transfer)
    }
}

impl Walk<'_> {
    /// Puts the call through, once it is paid for where that is wanted.
    pub(super) fn transfer(&mut self, via: Via) -> Then {
        match self.transfer_of(via) {
            Some(transfer) if transfer.unpaid.is_some() => self.pay(via),
            Some(_) => self.put_through(via, None),
            None => self.lost(),
        }
    }

    /// Puts the call through: the notices first, if they are still owed, and no key pressed before may decide what comes after. Whoever is awaited by an
    /// operator hears no more of it.
    pub(super) fn put_through(&mut self, via: Via, cap: Option<Capped>) -> Then {
        if let Via::Waiting(queue) = via {
            return self.meet(queue, cap);
        }
        let Some(transfer) = self.transfer_of(via) else { return self.lost() };
        self.drop_ahead();
        self.notices();
        if let Some(destination) = self.menu.destinations.get(transfer.to.index()) {
            self.text(destination.announcement);
            let leave = destination.waiting.as_ref().and_then(|waiting| waiting.leave);
            if let Some(leave) = leave.filter(|_| via.may_leave()) {
                self.text(leave.told);
            }
        }
        self.baggage.joined = Some(self.now).filter(|_| self.is_ordered(via, transfer.to));
        self.rings(via, transfer, transfer.ring, cap)
    }

    /// Puts a caller back into the queue that they left a moment ago, to the same place in it, for what is left of the longest wait.
    pub(super) fn put_back(&mut self, via: Via) -> Then {
        let Some(transfer) = self.transfer_of(via) else { return self.lost() };
        if transfer.unpaid.is_some() {
            // What they had paid was given back when they left it.
            return self.pay(via);
        }
        self.drop_ahead();
        let waited = self.baggage.joined.map_or(0, |joined| (self.now - joined).num_seconds());
        let waited = u16::try_from(waited.max(0)).unwrap_or(u16::MAX);
        self.rings(via, transfer, transfer.ring.saturating_sub(waited).max(LEAST), None)
    }

    fn rings(&mut self, via: Via, transfer: Transfer, ring: u16, cap: Option<Capped>) -> Then {
        self.reset();
        self.place.stage = Stage::Ringing(via);
        self.why.push(Why::Transfer(transfer.to));
        let (from, ticket, joined) = (self.place.node, self.baggage.ticket, self.baggage.joined);
        Then::Transfer { to: transfer.to, ring, from, ticket, cap, joined }
    }

    /// A transfer came back.
    pub(super) fn came_back(&mut self, via: Via, outcome: Outcome) -> Then {
        let Some(transfer) = self.transfer_of(via) else { return self.lost() };
        self.why.push(Why::Transferred(transfer.to, outcome));
        match via {
            Via::Callback(queue) | Via::Waiting(queue) => return self.other_came_back(queue, outcome),
            // The platform says more of a user who was not joined.
            Via::User(queue) => return self.user_came_back(queue, outcome),
            Via::Node | Via::Destination(_) => {}
        }
        if outcome == Outcome::Left
            && let Some(queue) = self.keeps_place_at(transfer.to)
        {
            return self.begin_swap(via, queue);
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

    /// Whether whoever comes there has a place among callbacks that wait. Where an operator was called first, that call had it.
    fn is_ordered(&self, via: Via, to: DestinationId) -> bool {
        match via {
            Via::Node | Via::Destination(_) | Via::Callback(_) => self.menu.callbacks_wait_at(to),
            Via::User(_) | Via::Waiting(_) => false,
        }
    }

    /// For which callbacks a caller who waits there can give up the place.
    fn keeps_place_at(&self, to: DestinationId) -> Option<QueueId> {
        self.menu.destinations.get(to.index())?.waiting.as_ref()?.keeps
    }

    fn waits_at(&self, to: DestinationId) -> bool {
        self.menu.destinations.get(to.index()).is_some_and(|destination| destination.waiting.is_some())
    }

    pub(super) fn transfer_of(&self, via: Via) -> Option<Transfer> {
        via.transfer(self.menu, self.place.node)
    }
}
