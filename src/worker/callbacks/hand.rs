//! Attempts in hand: each is dialled, if that is still right, and followed until it is known how it ended.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::{Either, select};
use tokio::sync::OwnedSemaphorePermit;

use super::{LOOK, Placer, Platform};
use crate::booking::{self, RING, call_name};
use crate::links::placing::{Agent, Fate, Order, Placed, Places, Sought};
use crate::measures;
use crate::menu::model::{First, Menu, Queue};
use crate::store::{Fault, InHand};
use crate::terms::{DestinationId, Number};
use crate::ticket::Attempted;

/// How often an attempt is kept in hand while its platform is asked.
const RENEW: Duration = Duration::from_secs(5);

/// After how long a platform that cannot be asked leaves the end of an attempt unknown.
const LOST: chrono::Duration = chrono::Duration::hours(1);

/// How long the last word of a call may be on its way once it is over.
const LAST_WORD: Duration = Duration::from_secs(3);

impl Placer {
    /// Follows an attempt to its end. `room` is its place among the orders of its platform, until it is dialled.
    pub(super) async fn keep(self: Arc<Self>, one: InHand, mut room: Option<OwnedSemaphorePermit>) {
        let mut hand = Some(one);
        while let Some(one) = hand {
            hand = self.follow(&one, room.take()).await;
            if hand.is_some() {
                tokio::time::sleep(LOOK).await;
            }
        }
    }

    /// Dials an attempt that is in hand. Once it is written that it is dialled, nothing is ever dialled for it again.
    async fn dial(
        &self,
        menu: &Menu,
        queue: &Queue,
        one: InHand,
        (from, may): (Number, May),
        platform: &dyn Places,
    ) -> Result<Option<InHand>, Fault> {
        let store = self.app.service.store();
        let agents = agents(menu, queue, may);
        if agents.is_empty() {
            return Ok(Some(one));
        }
        let Some(mut one) = store.dialling(&one, platform.name(), from, self.now()).await? else {
            // Another replica has it, or it was cancelled or closed a moment ago.
            return Ok(self.end(&one, Attempted::Failed).await);
        };
        let order = Order {
            ticket: Some(one.ticket),
            attempt: one.attempt,
            id: call_name(one.ticket, one.attempt),
            to: one.number,
            from,
            desk: Arc::clone(&menu.desk),
            language: one.language,
            first: queue.placing.first,
            agents,
            ring: may.ring,
            arrival: Some(may.arrival).filter(|_| queue.placing.in_queue),
        };
        tracing::info!(
            desk = &*menu.desk,
            queue = &*queue.name,
            attempt = one.attempt,
            platform = platform.name(),
            "a callback is placed"
        );
        match self.in_hand_while(&one, platform.place(&order)).await {
            Placed::UnderWay { place } => {
                if let Err(fault) = store.dialled(&one, &place).await {
                    tracing::warn!(desk = &*menu.desk, "where a callback is cannot be kept: {fault}");
                }
                one.place = Some(place);
                Ok(Some(one))
            }
            Placed::Refused { because } => {
                tracing::error!(desk = &*menu.desk, "a callback cannot be placed: {because}");
                self.end(&one, Attempted::Failed).await;
                Ok(None)
            }
            Placed::Uncertain { because } => {
                tracing::warn!(desk = &*menu.desk, "whether a callback rings is not known yet: {because}");
                Ok(Some(one))
            }
        }
    }

    /// Keeps an attempt in hand while something is done about it that may take longer than it would stay there.
    async fn in_hand_while<T>(&self, one: &InHand, doing: impl Future<Output = T>) -> T {
        let keeping = async {
            loop {
                tokio::time::sleep(RENEW).await;
                if let Err(fault) = self.app.service.store().keep_in_hand(one).await {
                    self.tell(&one.desk, "an attempt cannot be kept in hand", &fault);
                }
            }
        };
        match select(pin!(doing), pin!(keeping)).await {
            Either::Left((done, _)) => done,
            Either::Right((never, _)) => never,
        }
    }

    /// Follows an attempt in hand; none once it has ended, or another replica has it.
    async fn follow(&self, one: &InHand, room: Option<OwnedSemaphorePermit>) -> Option<InHand> {
        let one = match self.app.service.store().keep_in_hand(one).await {
            Ok(kept) => kept?,
            Err(fault) => {
                self.tell(&one.desk, "an attempt cannot be kept in hand", &fault);
                return Some(one.clone());
            }
        };
        if one.is_given_up {
            return self.withdraw(one).await;
        }
        let Some(dialled) = one.dialled else {
            // It has just begun, or whoever began it died before anything was dialled.
            return self.dial_now(one, room).await;
        };
        match self.fate(&one, dialled).await {
            Fate::Unreachable if self.now() - one.began > LOST => self.end(&one, Attempted::Unknown).await,
            Fate::UnderWay | Fate::Unreachable => Some(one),
            Fate::Ended(outcome) => self.end(&one, outcome).await,
            Fate::Gone => self.gone(one).await,
        }
    }

    /// A place in a queue was given up for which the attempt waits there: no operator is to find it. Once it is written that nobody is called, the call is
    /// hung up.
    async fn withdraw(&self, one: InHand) -> Option<InHand> {
        match self.app.service.store().withdraw_attempt(&one, self.now()).await {
            Ok(true) => {}
            // An operator answered a moment ago, and learns it.
            Ok(false) => return Some(one),
            Err(fault) => {
                self.tell(&one.desk, "an attempt is not given up yet", &fault);
                return Some(one);
            }
        }
        tracing::info!(desk = one.desk, queue = one.queue, "a kept place is given up");
        if let Some(platform) = self.asked_of(&one) {
            let id = call_name(one.ticket, one.attempt);
            let (place, ago) = (one.place.as_deref(), self.now() - one.dialled.unwrap_or(one.began));
            let sought = Sought { id: &id, place, to: Some(one.number), from: one.shown, ago };
            platform.places.take_back(&sought).await;
        }
        None
    }

    /// The platform that was asked for an attempt's call.
    fn asked_of(&self, one: &InHand) -> Option<&Platform> {
        self.places.iter().find(|platform| one.platform.as_deref() == Some(platform.places.name()))
    }

    /// What the platform knows of its call.
    async fn fate(&self, one: &InHand, dialled: DateTime<Utc>) -> Fate {
        let id = call_name(one.ticket, one.attempt);
        let (place, ago) = (one.place.as_deref(), self.now() - dialled);
        let sought = Sought { id: &id, place, to: Some(one.number), from: one.shown, ago };
        let Some(platform) = self.asked_of(one) else { return Fate::Unreachable };
        let asking = async {
            let _room = platform.asking.acquire().await;
            platform.places.fate(&sought).await
        };
        self.in_hand_while(one, asking).await
    }

    /// The call is there no more, and nobody has told how it ended. Its last word may be on the way: it is looked at once more before it counts as
    /// unknown.
    async fn gone(&self, one: InHand) -> Option<InHand> {
        tokio::time::sleep(LAST_WORD).await;
        let one = match self.app.service.store().keep_in_hand(&one).await {
            Ok(kept) => kept?,
            Err(fault) => {
                self.tell(&one.desk, "an attempt cannot be kept in hand", &fault);
                return Some(one);
            }
        };
        let is_unkept = self.app.service.is_unkept(one.ticket, one.attempt);
        if is_unkept && self.now() - one.began <= LOST {
            return Some(one);
        }
        let is_watched = !is_unkept && self.watched.load(Ordering::Relaxed) <= one.began.timestamp();
        let outcome = match concluded(one.reached.is_some(), one.answered, is_watched) {
            // It was the operator who answered, and hung up.
            Attempted::Refused if self.calls_agent_first(&one) => Attempted::NoOperator,
            // No operator took it, and so no user was called.
            Attempted::Unknown if !one.answered && self.calls_agent_first(&one) => Attempted::NoOperator,
            outcome => outcome,
        };
        self.end(&one, outcome).await
    }

    /// Whether an operator was called by it, and only then the user.
    fn calls_agent_first(&self, one: &InHand) -> bool {
        let menu = self.app.service.desk(&one.desk);
        let queue = menu.as_ref().and_then(|menu| menu.queue(&one.queue));
        queue.is_some_and(|queue| queue.placing.first == First::Agent)
    }

    /// An attempt of which nothing was dialled: dialled now, where that is still right, or ended as failed.
    async fn dial_now(&self, one: InHand, room: Option<OwnedSemaphorePermit>) -> Option<InHand> {
        let menu = self.app.service.desk(&one.desk);
        let queue = menu.as_ref().and_then(|menu| menu.queue(&one.queue));
        let (Some(menu), Some(queue)) = (&menu, queue) else {
            return self.end(&one, Attempted::Failed).await;
        };
        let from = menu.callback_from.or(self.placing.from);
        let (Some(from), Some(platform)) = (from, self.platform(queue)) else {
            return self.end(&one, Attempted::Failed).await;
        };
        let _room = match room {
            Some(room) => Ok(room),
            None => self.in_hand_while(&one, Arc::clone(&platform.ordering).acquire_owned()).await,
        };
        let done = match self.may_ring(menu, queue, &one).await {
            Ok(Some(may)) => self.dial(menu, queue, one.clone(), (from, may), &*platform.places).await,
            Ok(None) => Ok(self.end(&one, Attempted::Failed).await),
            Err(fault) => Err(fault),
        };
        done.unwrap_or_else(|fault| {
            self.tell(&one.desk, "a callback is not dialled yet", &fault);
            Some(one)
        })
    }

    /// For how long they may be called now; none where they are not to be called any more.
    async fn may_ring(&self, menu: &Menu, queue: &Queue, one: &InHand) -> Result<Option<May>, Fault> {
        let Some(booking) = self.app.service.store().booking(&one.desk, one.ticket, None).await? else {
            return Ok(None);
        };
        let open = self.app.service.calling_hours(menu, queue, booking.slot).await?;
        let now = self.now();
        let may = booking::rings(booking.slot, &open, now).map(|ring| May {
            ring,
            wait: booking::waits(booking.slot, &open, now),
            arrival: booking.slot.start,
        });
        Ok(if self.app.service.is_called(menu, queue, one.number).await? { may } else { None })
    }

    /// Ends an attempt; what could not be kept stays in hand.
    async fn end(&self, one: &InHand, outcome: Attempted) -> Option<InHand> {
        match self.app.service.store().end_in_hand(one, outcome, self.now()).await {
            Ok(false) => None,
            Ok(true) => {
                measures::callback(outcome.name());
                tracing::info!(
                    desk = one.desk,
                    queue = one.queue,
                    attempt = one.attempt,
                    outcome = outcome.name(),
                    "a callback has ended"
                );
                None
            }
            Err(fault) => {
                tracing::warn!(desk = one.desk, "how a callback ended cannot be kept: {fault}");
                Some(one.clone())
            }
        }
    }
}

/// For how long somebody may be called.
#[derive(Clone, Copy)]
struct May {
    /// How long the user's telephone may ring; seconds.
    ring: u16,
    /// How long an operator may be waited for; seconds.
    wait: u16,
    /// When it came.
    arrival: DateTime<Utc>,
}

/// Where a queue's operators are: at its destination; and where nobody answers there, at the one where the menu goes on then. Where a user's
/// telephone may ring for less than its whole time, the slot is nearly over, and theirs ring no longer either.
fn agents(menu: &Menu, queue: &Queue, may: May) -> Vec<Agent> {
    let most = if may.ring < RING { may.ring } else { u16::MAX };
    let mut seen: Vec<DestinationId> = Vec::new();
    let mut agents = Vec::new();
    let mut next = queue.placing.to.map(|to| (to, None));
    while let Some((to, ring)) = next.take().filter(|(to, _)| !seen.contains(to)) {
        let Some(destination) = menu.destinations.get(to.index()) else { break };
        seen.push(to);
        let transfer = destination.transfer;
        if queue.placing.in_queue {
            // Their turn comes in this queue or in none.
            agents.push(Agent { to: Arc::clone(&destination.to), ring: may.wait });
            break;
        }
        agents.push(Agent { to: Arc::clone(&destination.to), ring: ring.unwrap_or(transfer.ring).min(most) });
        let unanswered = if destination.waiting.is_some() { transfer.waited } else { transfer.no_answer };
        let behind = menu.node(unanswered).and_then(|node| node.step.transfer());
        next = behind.map(|transfer| (transfer.to, Some(transfer.ring)));
    }
    agents
}

/// How a call ended of which nobody has told that. Whoever was reached has spoken. Of others who answered it is known that they pressed no key only
/// where every key would have been heard of: one that the store was away for may have been either.
const fn concluded(is_reached: bool, is_answered: bool, is_watched: bool) -> Attempted {
    match (is_reached, is_answered, is_watched) {
        (true, _, _) => Attempted::Spoken,
        // They hung up before any key.
        (false, true, true) => Attempted::Refused,
        (false, true, false) | (false, false, _) => Attempted::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_may_have_pressed_a_key_that_nobody_heard_of_has_declined_nothing() {
        assert_eq!(concluded(false, true, true), Attempted::Refused);
        assert_eq!(concluded(false, true, false), Attempted::Unknown);
        assert_eq!(concluded(false, false, true), Attempted::Unknown);
        assert_eq!(concluded(true, true, false), Attempted::Spoken);
    }
}
