//! Calls that we placed: who is called when one is answered, and how attempts go, kept by whoever hears it.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::timeout;

use super::Service;
use super::answers::Questions;
use super::turn::{Began, Begins, Standing};
use crate::booking::{self, Offer, Slot};
use crate::clock::Deadline;
use crate::engine::{Answer, Attempted, Heard, Leg, PlacedCall, Stage, Via};
use crate::hours::Live;
use crate::measures;
use crate::menu::model::{Menu, Queue};
use crate::platform::Incoming;
use crate::store::{Fault, Store};
use crate::terms::{Number, QueueId};
use crate::ticket::{CustomerId, State, TicketNumber};

/// How soon it is tried again to keep what could not be kept, at first and at the latest.
const AGAIN: Duration = Duration::from_millis(100);
const AGAIN_AT_LATEST: Duration = Duration::from_secs(2);

/// For how long it is tried.
const TRIED: Duration = Duration::from_hours(1);

/// How placed calls go that the store was away for: by booking and attempt, once for each word that is not kept yet.
#[derive(Debug, Default)]
pub(super) struct Unkept(Mutex<Vec<(TicketNumber, u16)>>);

impl Unkept {
    fn lock(&self) -> MutexGuard<'_, Vec<(TicketNumber, u16)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forget(&self, one: (TicketNumber, u16)) {
        let mut unkept = self.lock();
        if let Some(at) = unkept.iter().position(|kept| *kept == one) {
            unkept.swap_remove(at);
        }
    }
}

/// What is known of how a call goes that we placed.
#[derive(Clone, Copy)]
struct Went {
    ticket: TicketNumber,
    attempt: u16,
    /// It has ended so; none: a person was reached.
    outcome: Option<Attempted>,
    at: DateTime<Utc>,
}

impl Went {
    /// Keeps it; false where it was known, or the attempt had ended otherwise.
    async fn keep(self, store: &Store) -> Result<bool, Fault> {
        let Self { ticket, attempt, outcome, at } = self;
        let Some(outcome) = outcome else { return store.reached(ticket, attempt, at).await.map(|()| false) };
        let ended = store.end_attempt(ticket, attempt, outcome, at).await?;
        if ended {
            measures::callback(outcome.name());
            tracing::info!(attempt, outcome = outcome.name(), "a callback has ended");
        }
        Ok(ended)
    }
}

impl Service {
    /// A call that we placed, at its beginning: what it is for is asked of the store. None where the attempt is over, the store is away or the desk no longer
    /// has such a queue: nobody could say who calls.
    pub(super) async fn answered(
        &self,
        (ticket, attempt, leg): (TicketNumber, u16, Leg),
        now: DateTime<Utc>,
        deadline: Deadline,
    ) -> Option<Standing> {
        let asked = self.store.answered(ticket, attempt, leg == Leg::Operator, now);
        let asked = timeout(deadline.left(), asked).await;
        let called = asked.unwrap_or(Err(Fault::TooSlow)).unwrap_or_else(|fault| {
            tracing::warn!(attempt, %fault, "a callback was answered, and what it is for cannot be told");
            None
        })?;
        let served = self.desks.load().by_name(&called.desk, now)?;
        let place = served.menu.queues.iter().position(|queue| *queue.name == *called.queue)?;
        let queue = served.menu.queues.get(place)?;
        let leg = match leg {
            Leg::Operator => {
                let asked = self.is_to_be_called(&served.menu, queue, (ticket, called.number), now);
                match timeout(deadline.left(), asked).await.unwrap_or(Err(Fault::TooSlow)) {
                    Ok(true) => leg,
                    Ok(false) => Leg::Late,
                    Err(fault) => {
                        tracing::warn!(attempt, %fault, "an operator is there, and whether the user is to be called cannot be told");
                        return None;
                    }
                }
            }
            Leg::User | Leg::Awaited | Leg::Late => leg,
        };
        let placed = PlacedCall {
            queue: QueueId(u8::try_from(place).ok()?),
            language: called.language,
            number: called.number,
            ticket,
            dated: called.dated,
            attempt,
            leg,
            in_turn: called.swapped,
            customer: called.customer.map(CustomerId),
        };
        Some(Standing { served, began: Began::now(now), state: None, placed: Some(Begins::Callback(placed)) })
    }

    /// Whether a user is still to be called for whom there is an operator now, who may have been waited for long: the request stands, the number is called
    /// back, and the slot and the hours last.
    async fn is_to_be_called(
        &self,
        menu: &Menu,
        queue: &Queue,
        (ticket, number): (TicketNumber, Number),
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        let Some(booking) = self.store.booking(&menu.desk, ticket, None).await? else { return Ok(false) };
        let request = self.store.ticket(&menu.desk, ticket).await?;
        let stands =
            booking.cancelled.is_none() && request.is_some_and(|request| request.life.state != State::Closed);
        let open = self.calling_hours(menu, queue, booking.slot).await?;
        let in_time = booking::rings(booking.slot, &open, now).is_some();
        Ok(stands && in_time && self.is_called(menu, queue, number).await?)
    }

    /// Whether a number is called: an ordinary line, whoever booked it, and not on the deny list, wherever it was put there since.
    ///
    /// # Errors
    /// Why that cannot be said; nobody is called then.
    pub async fn is_called(&self, menu: &Menu, queue: &Queue, number: Number) -> Result<bool, Fault> {
        let is_callable = booking::callable(queue, number).is_ok();
        Ok(is_callable && !self.store.is_denied(&menu.desk, number).await?)
    }

    /// When a queue's calendar is open within a slot; never while the desk is in an emergency.
    #[must_use]
    pub fn open_within(&self, menu: &Menu, queue: &Queue, slot: Slot) -> Vec<Range<DateTime<Utc>>> {
        let live = self.live.of(&menu.desk);
        if self.is_in_emergency(&live) {
            return Vec::new();
        }
        let named = menu.calendars.get(queue.calendar.index()).into_iter();
        let open = named.flat_map(|named| named.calendar.intervals(slot.start, slot.end, &live, &named.name));
        open.map(|(start, end)| start..end).collect()
    }

    /// When a queue's users may be called within a slot: while its calendar is open, and where a clerk has opened it by hand; never while the desk is in
    /// an emergency.
    ///
    /// # Errors
    /// What clerks have opened cannot be said: nobody may be called then.
    pub async fn calling_hours(
        &self,
        menu: &Menu,
        queue: &Queue,
        slot: Slot,
    ) -> Result<Vec<Range<DateTime<Utc>>>, Fault> {
        let open = self.open_within(menu, queue, slot);
        let is_whole = open.iter().any(|open| open.start <= slot.start && slot.end <= open.end);
        let live = self.live.of(&menu.desk);
        if is_whole || self.is_in_emergency(&live) {
            return Ok(open);
        }
        let changes = self.store.changes(&menu.desk, &queue.name, slot.start).await?;
        let offer = Offer { menu, queue, live: &live, changes: &changes };
        Ok(offer.hours(slot.start..slot.end))
    }

    fn is_in_emergency(&self, live: &Live) -> bool {
        live.emergency.is_some_and(|since| since <= self.clock.now())
    }

    /// An attempt has ended so, as its platform says; whoever hears it first. False where it had ended before.
    ///
    /// # Errors
    /// It is not kept, then: the attempt counts as under way until its call is looked for.
    pub async fn callback_ended(
        &self,
        ticket: TicketNumber,
        attempt: u16,
        outcome: Attempted,
    ) -> Result<bool, Fault> {
        Went { ticket, attempt, outcome: Some(outcome), at: self.clock.now() }.keep(&self.store).await
    }

    /// Whether somebody has said how an attempt goes, and that is not kept yet.
    #[must_use]
    pub fn is_unkept(&self, ticket: TicketNumber, attempt: u16) -> bool {
        self.unkept.lock().contains(&(ticket, attempt))
    }

    /// A call that we placed comes back from its operator, or ends there: whoever was put through had pressed the key, and that is said once more,
    /// lest it was not kept then.
    pub(super) async fn was_reached(&self, standing: &Standing, incoming: &Incoming, deadline: Deadline) {
        let Some(state) = &standing.state else { return };
        // An operator who was called first has only had the user called.
        let (Stage::Ringing(Via::Callback(_) | Via::Waiting(_)), Heard::Transferred(_) | Heard::Ended) =
            (state.place.stage, incoming.heard)
        else {
            return;
        };
        let Some(ticket) = state.baggage.ticket else { return };
        let at = i64::from(standing.began.started) + i64::from(standing.began.sealed);
        let at = DateTime::from_timestamp(at, 0).unwrap_or_else(|| self.clock.now());
        let went = Went { ticket, attempt: state.baggage.attempt, outcome: None, at };
        // Where it cannot be kept now it is tried again, and the call goes on either way.
        let _ = self.keeps(went, deadline).await;
    }

    /// Keeps how a call goes within the time that it can wait; else beside it, for as long as the store is away. False where it was known.
    async fn keeps(&self, went: Went, deadline: Deadline) -> Result<bool, Fault> {
        let fault = match timeout(deadline.left(), went.keep(&self.store)).await {
            Ok(Ok(kept)) => return Ok(kept),
            Ok(Err(fault)) => fault,
            Err(_) => Fault::TooSlow,
        };
        let one = (went.ticket, went.attempt);
        self.unkept.lock().push(one);
        let (store, unkept, tried) =
            (self.store.clone(), Arc::clone(&self.unkept), self.clock.deadline(TRIED));
        tokio::spawn(async move {
            let mut pause = AGAIN;
            while !tried.passed() {
                tokio::time::sleep(pause).await;
                if went.keep(&store).await.is_ok() {
                    break;
                }
                pause = pause.saturating_mul(2).min(AGAIN_AT_LATEST);
            }
            unkept.forget(one);
        });
        Err(fault)
    }
}

impl Questions<'_> {
    /// Keeps how a call that we placed goes.
    pub(super) async fn went(
        &self,
        ticket: TicketNumber,
        attempt: u16,
        outcome: Option<Attempted>,
    ) -> Answer {
        let went = Went { ticket, attempt, outcome, at: self.now };
        match self.service.keeps(went, self.deadline).await {
            // It had ended before, and so.
            Ok(false) if outcome.is_some() => {
                let asked = timeout(self.deadline.left(), self.service.store.attempts(ticket)).await;
                let attempts = asked.ok().and_then(Result::ok).unwrap_or_default();
                let this = attempts.into_iter().find(|one| one.number == attempt);
                this.and_then(|one| one.ended).map_or(Answer::Kept, |(outcome, _)| Answer::Ended(outcome))
            }
            Ok(_) => Answer::Kept,
            Err(fault) => self.away(&fault),
        }
    }
}
