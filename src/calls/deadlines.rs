//! What the clock does to requests: those whose time is over lapse, and the desk is told of deadlines, some time before and when they have
//! passed. Any replica looks, and what it finds is written once.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::Service;
use crate::menu::model::{Menu, NamedCalendar};
use crate::store::{By, Deadline, Fault, Tell, Ticket};
use crate::ticket::{Event, Notices, Promise, Staffed, TicketNumber, Warning};

/// How many requests are looked at in one go.
const AT_ONCE: u16 = 200;

/// When an open request is looked at again at the latest: hours are also decided by hand, and a deadline moves with them.
const SOON: TimeDelta = TimeDelta::minutes(10);

/// The same where nothing but a lapse can come, at the end of a day.
const SELDOM: TimeDelta = TimeDelta::days(1);

/// What a look at a request finds.
struct Found {
    /// What the desk is to be told now.
    tell: Vec<Deadline>,
    /// When to look again.
    again: DateTime<Utc>,
}

impl Service {
    /// Looks at the requests of every desk at which something may be due, and tells what could not be looked at, by the desk's name: the next look
    /// finds what the store was away for, and a later one what is wrong with one request alone.
    pub async fn look_at_requests(&self) -> Vec<(Arc<str>, Fault)> {
        let mut faults = Vec::new();
        for menu in self.desks() {
            if menu.tickets.lapse.is_none() && menu.tickets.promise.is_none() {
                continue;
            }
            if let Err(fault) = self.look_at_desk(&menu, &mut faults).await {
                faults.push((Arc::clone(&menu.desk), fault));
            }
        }
        faults
    }

    async fn look_at_desk(&self, menu: &Menu, faults: &mut Vec<(Arc<str>, Fault)>) -> Result<(), Fault> {
        loop {
            let due = self.store.to_look_at(&menu.desk, self.now(), AT_ONCE).await?;
            for ticket in &due {
                let Err(fault) = self.look_at(menu, *ticket).await else { continue };
                if fault.is_away() {
                    return Err(fault);
                }
                // The others do not wait for what is wrong with this one.
                self.store.look_later_at(*ticket, self.now() + SOON).await?;
                faults.push((Arc::clone(&menu.desk), fault));
            }
            if due.len() < usize::from(AT_ONCE) {
                return Ok(());
            }
        }
    }

    async fn look_at(&self, menu: &Menu, ticket: TicketNumber) -> Result<(), Fault> {
        let Some(seen) = self.store.ticket(&menu.desk, ticket).await? else { return Ok(()) };
        let now = self.now();
        let over = menu.tickets.lapse.and_then(|lapse| lapse.moment(&seen.life));
        if over.is_some_and(|over| over <= now) {
            let told = |ticket: &Ticket| self.posts(menu, ticket);
            let by = By { tell: Some(Tell(&told)), ..By::clock() };
            // Another replica may have been first: it is refused then, and there once.
            let lapse = menu.tickets.lapse;
            self.store.happens(&menu.desk, ticket, Event::Lapsed, by, lapse, now).await?;
            return Ok(());
        }
        let found = self.deadlines(menu, &seen, now);
        for deadline in &found.tell {
            let ways = self.ways();
            let told = |ticket: &Ticket| ways.deadline(menu, ticket, *deadline, now);
            if self.store.tell_of_deadline(&seen, *deadline, Tell(&told), now).await? {
                tracing::info!(desk = %menu.desk, passed = deadline.passed, "a deadline is told");
            }
        }
        self.store.look_later(&seen, over.map_or(found.again, |over| over.min(found.again))).await
    }

    /// What is to be told of a request's deadlines now.
    fn deadlines(&self, menu: &Menu, seen: &Ticket, now: DateTime<Utc>) -> Found {
        let mut found = Found { tell: Vec::new(), again: now + SELDOM };
        let (Some(promise), Some(warning), Some(named)) =
            (&menu.tickets.promise, menu.tickets.warning, menu.calendars.get(menu.tickets.calendar.index()))
        else {
            return found;
        };
        found.again = now + SOON;
        let live = self.live.of(&menu.desk);
        let NamedCalendar { calendar, name, .. } = named;
        let staffed = Staffed { calendar, live: &live, name };
        // Who was away when it was time tells it when somebody is there again.
        let may_tell = warning.at_any_hour || calendar.answer(name, &live, now).closed.is_none();
        for (deadline, at) in due(promise, warning, seen, staffed, now) {
            if at > now {
                found.again = found.again.min(at);
            } else if may_tell {
                found.tell.push(deadline);
            }
        }
        found
    }
}

/// What is told of a request's deadlines, and when. Of one that has passed it is no longer told that it is near.
fn due(
    promise: &Promise,
    warning: Warning,
    seen: &Ticket,
    staffed: Staffed<'_>,
    now: DateTime<Utc>,
) -> Vec<(Deadline, DateTime<Utc>)> {
    if !seen.life.is_open() {
        return Vec::new();
    }
    let mut told = Vec::new();
    for aim in promise.aims(&seen.life, staffed).into_iter().flatten().filter(|aim| aim.done.is_none()) {
        let Some(due) = aim.moment() else { continue };
        let Notices { before, at } = warning.notices(seen.life.since, due, staffed);
        let deadline = |passed| Deadline { goal: aim.goal, due, passed };
        told.extend(before.filter(|_| now < due).map(|before| (deadline(false), before)));
        told.extend(at.map(|at| (deadline(true), at)));
    }
    told
}
