//! Calls that we placed: who is called when one is answered, and how attempts go, kept by whoever hears it.

use std::ops::Range;

use chrono::{DateTime, Utc};
use tokio::time::timeout;

use super::Service;
use super::answers::Questions;
use super::turn::{Began, Begins, Standing};
use crate::booking::Slot;
use crate::clock::Deadline;
use crate::engine::{Answer, Attempted, PlacedCall};
use crate::measures;
use crate::menu::model::{Menu, Queue};
use crate::store::Fault;
use crate::terms::QueueId;
use crate::ticket::TicketNumber;

impl Service {
    /// A call that we placed, at its beginning: what it is for is asked of the store. None where the attempt is over, the store is away or the desk no longer
    /// has such a queue: nobody could say who calls.
    pub(super) async fn answered(
        &self,
        ticket: TicketNumber,
        attempt: u16,
        now: DateTime<Utc>,
        deadline: Deadline,
    ) -> Option<Standing> {
        let asked = timeout(deadline.left(), self.store.answered(ticket, attempt, now)).await;
        let called = asked.unwrap_or(Err(Fault::TooSlow)).unwrap_or_else(|fault| {
            tracing::warn!(attempt, %fault, "a callback was answered, and what it is for cannot be told");
            None
        })?;
        let served = self.desks.load().by_name(&called.desk, now)?;
        let queue = served.menu.queues.iter().position(|queue| *queue.name == *called.queue)?;
        let first = served.menu.queues.get(queue)?.placing.first;
        let placed = PlacedCall {
            queue: QueueId(u8::try_from(queue).ok()?),
            language: called.language,
            number: called.number,
            ticket,
            attempt,
            first,
        };
        Some(Standing { served, began: Began::now(now), state: None, placed: Some(Begins::Callback(placed)) })
    }

    /// When a queue's calendar is open within a slot; never while the desk is in an emergency.
    #[must_use]
    pub fn open_within(&self, menu: &Menu, queue: &Queue, slot: Slot) -> Vec<Range<DateTime<Utc>>> {
        let live = self.live.of(&menu.desk);
        if live.emergency.is_some_and(|since| since <= self.clock.now()) {
            return Vec::new();
        }
        let named = menu.calendars.get(queue.calendar.index()).into_iter();
        let open = named.flat_map(|named| named.calendar.intervals(slot.start, slot.end, &live, &named.name));
        open.map(|(start, end)| start..end).collect()
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
        let ended = self.store.end_attempt(ticket, attempt, outcome, self.clock.now()).await?;
        if ended {
            measures::callback(outcome.name());
            tracing::info!(attempt, outcome = outcome.name(), "a callback has ended");
        }
        Ok(ended)
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
        let store = &self.service.store;
        let kept = async {
            match outcome {
                Some(outcome) => self.service.callback_ended(ticket, attempt, outcome).await.map(drop),
                None => store.reached(ticket, attempt, self.now).await,
            }
        };
        match timeout(self.deadline.left(), kept).await.unwrap_or(Err(Fault::TooSlow)) {
            Ok(()) => Answer::Kept,
            Err(fault) => self.away(&fault),
        }
    }
}
