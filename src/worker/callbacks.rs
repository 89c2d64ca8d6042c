//! Places the callbacks that are booked: any replica may, each attempt is in the hand of one at a time.
//!
//! Every second: attempts that another replica left are taken up, and what is due is begun, in the order of arrival. An attempt is written before it is
//! dialled, and followed to its end by a task of its own, so that a platform that is slow to answer delays nobody whom another calls. What its
//! platform cannot tell the end of is left as `unknown`.

mod hand;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::faults::Faults;
use crate::booking::{self, Todo};
use crate::config::Placing;
use crate::links::placing::Places;
use crate::measures;
use crate::menu::model::{AfterMissed, First, Menu, Queue};
use crate::store::{Due, Fault, Tell, Ticket};
use crate::ticket::TicketNumber;
use crate::web::App;

/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_secs(1);

/// How many calls a platform is asked for at a time, and of how many it is asked how they stand.
const AT_WORK: usize = 32;

/// Places for as long as the service runs.
pub(super) async fn place(app: Arc<App>, placing: Placing, places: Vec<Arc<dyn Places>>) {
    let watched = AtomicI64::new(app.service.now().timestamp());
    let places = places.into_iter().map(Platform::new).collect();
    let caller = Arc::new(Placer { app, placing, places, watched, faults: Faults::default() });
    let mut hand = JoinSet::new();
    let mut looks: usize = 0;
    loop {
        tokio::time::sleep(LOOK).await;
        while hand.try_join_next().is_some() {}
        caller.tell_missing();
        caller.tell_callers();
        if !caller.places.is_empty() {
            match caller.app.service.store().take_up_attempts().await {
                Ok(left) => {
                    for one in left {
                        match one {
                            Ok(one) => drop(hand.spawn(Arc::clone(&caller).keep(one, None))),
                            Err(fault) => caller.tell("", "an attempt cannot be followed", &fault),
                        }
                    }
                }
                Err(fault) => caller.tell("", "attempts cannot be taken up", &fault),
            }
        }
        let mut desks = caller.app.service.desks();
        // Where a platform has not room for all, it is not always the same desk's turn.
        let first = looks.checked_rem(desks.len()).unwrap_or_default();
        desks.rotate_left(first);
        looks = looks.wrapping_add(1);
        for menu in desks {
            caller.desk(&menu, &mut hand).await;
        }
    }
}

/// A platform, and how much it is asked at a time.
struct Platform {
    places: Arc<dyn Places>,
    ordering: Arc<Semaphore>,
    asking: Semaphore,
}

impl Platform {
    fn new(places: Arc<dyn Places>) -> Self {
        Self { places, ordering: Arc::new(Semaphore::new(AT_WORK)), asking: Semaphore::new(AT_WORK) }
    }
}

struct Placer {
    app: Arc<App>,
    placing: Placing,
    places: Vec<Platform>,
    /// Since when the store has been there whenever it was looked at, every second: unix time.
    watched: AtomicI64,
    faults: Faults,
}

impl Placer {
    fn now(&self) -> DateTime<Utc> {
        self.app.service.now()
    }

    /// The store is away: what people say meanwhile may never come to it.
    fn lost_sight(&self) {
        self.watched.store(self.now().timestamp().saturating_add(1), Ordering::Relaxed);
    }

    /// Tells what is not done, and why. While the store is away nothing is due; whoever watches it has told.
    fn tell(&self, desk: &str, what: &str, fault: &Fault) {
        if fault.is_away() {
            self.lost_sight();
        }
        self.faults.tell(desk, what, fault, self.now());
    }

    /// Does what is due at a desk.
    async fn desk(self: &Arc<Self>, menu: &Menu, hand: &mut JoinSet<()>) {
        let from = menu.callback_from.or(self.placing.from).filter(|_| !self.places.is_empty());
        let mut placed = Vec::new();
        for queue in menu.queues.iter().filter(|queue| queue.placing.to.is_some()) {
            if from.is_none() {
                break;
            }
            placed.push(&*queue.name);
            if let Err(fault) = self.queue(menu, queue, hand).await {
                self.tell(&menu.desk, "callbacks wait", &fault);
            }
        }
        if let Err(fault) = self.forsake(menu, &placed).await {
            self.tell(&menu.desk, "callbacks that nobody places are not settled", &fault);
        }
    }

    /// Does what is due in a queue. What is wrong with one booking is told, and stands in no other's way.
    async fn queue(
        self: &Arc<Self>,
        menu: &Menu,
        queue: &Queue,
        hand: &mut JoinSet<()>,
    ) -> Result<(), Fault> {
        for due in self.app.service.store().due_callbacks(&menu.desk, &queue.name, self.now()).await? {
            let done = match due {
                Ok(due) => self.do_due(menu, queue, &due, hand).await,
                Err(fault) => Err(fault),
            };
            match done {
                Err(fault) if fault.is_away() => return Err(fault),
                Err(fault) => self.tell(&menu.desk, "a callback waits", &fault),
                Ok(()) => {}
            }
        }
        Ok(())
    }

    /// Does what is due about one booking.
    async fn do_due(
        self: &Arc<Self>,
        menu: &Menu,
        queue: &Queue,
        due: &Due,
        hand: &mut JoinSet<()>,
    ) -> Result<(), Fault> {
        if due.attempts.last().is_some_and(|last| last.ended.is_none()) {
            return Ok(());
        }
        let open = self.app.service.calling_hours(menu, queue, due.slot).await?;
        match booking::todo(&queue.placing, due.slot, &open, &due.attempts, self.now()) {
            Todo::UnderWay | Todo::Wait(_) | Todo::Done => Ok(()),
            Todo::Missed if self.is_booked_again(menu, queue, due).await? => Ok(()),
            Todo::Missed => self.miss(menu, queue.placing.missed, due.ticket).await,
            Todo::Dial(_) if !self.app.service.is_called(menu, queue, due.number).await? => {
                tracing::warn!(desk = &*menu.desk, number = %due.number, "a booked number is not one that is called back");
                self.miss(menu, queue.placing.missed, due.ticket).await
            }
            Todo::Dial(attempt) => self.begin(menu, queue, due, attempt, hand).await,
        }
    }

    /// Settles what was booked in queues that are not placed, or are no more, once its time is over: whoever waited is told, and nobody where an
    /// operator has the request, and may have called by hand.
    async fn forsake(&self, menu: &Menu, placed: &[&str]) -> Result<(), Fault> {
        let store = self.app.service.store();
        for one in store.forsaken_callbacks(&menu.desk, placed, self.now()).await? {
            let settled = match one {
                Ok(one) if one.is_waiting => {
                    let queue = menu.queue(&one.queue);
                    let then = queue.map_or(AfterMissed::Leave, |queue| queue.placing.missed);
                    self.miss(menu, then, one.ticket).await
                }
                Ok(one) => store.settle_callback(&menu.desk, one.ticket, self.now()).await.map(drop),
                Err(fault) => Err(fault),
            };
            match settled {
                Err(fault) if fault.is_away() => return Err(fault),
                Err(fault) => self.tell(&menu.desk, "a callback that nobody places is not settled", &fault),
                Ok(()) => {}
            }
        }
        Ok(())
    }

    /// Whether a callback that reached nobody is booked again now: where the desk wants it, and nobody has declined it, nor may have spoken.
    async fn is_booked_again(&self, menu: &Menu, queue: &Queue, due: &Due) -> Result<bool, Fault> {
        let outcome = due.attempts.last().and_then(|last| last.ended).map(|(outcome, _)| outcome);
        if queue.placing.missed != AfterMissed::Rebook
            || outcome.is_some_and(|outcome| !outcome.may_be_booked_again())
            || !self.app.service.is_called(menu, queue, due.number).await?
        {
            return Ok(false);
        }
        let booked = self.app.service.rebook_missed(menu, queue, due.ticket).await?;
        if booked {
            measures::callback("rebooked");
            tracing::info!(desk = &*menu.desk, queue = &*queue.name, "a callback is booked again");
        }
        Ok(booked)
    }

    /// Nobody will be called any more: the request says so, and its notices.
    async fn miss(&self, menu: &Menu, then: AfterMissed, ticket: TicketNumber) -> Result<(), Fault> {
        let tell = |ticket: &Ticket| self.app.service.posts(menu, ticket);
        if self.app.service.store().miss_callback(&menu.desk, ticket, then, Tell(&tell), self.now()).await? {
            measures::callback("missed");
            tracing::info!(desk = &*menu.desk, "a callback is missed");
        }
        Ok(())
    }

    /// Begins an attempt, where no other replica does, not too many are under way, and the platform has room; else its time is the next look.
    async fn begin(
        self: &Arc<Self>,
        menu: &Menu,
        queue: &Queue,
        due: &Due,
        attempt: u16,
        hand: &mut JoinSet<()>,
    ) -> Result<(), Fault> {
        let Some(platform) = self.platform(queue) else { return Ok(()) };
        let Ok(room) = Arc::clone(&platform.ordering).try_acquire_owned() else { return Ok(()) };
        let store = self.app.service.store();
        let at_once = queue.placing.at_once.unwrap_or(u16::MAX);
        if let Some(one) = store.begin_attempt(&menu.desk, due, attempt, at_once, self.now()).await? {
            hand.spawn(Arc::clone(self).keep(one, Some(room)));
        }
        Ok(())
    }

    /// The first platform that can be asked now for the queue's calls.
    fn platform(&self, queue: &Queue) -> Option<&Platform> {
        self.places.iter().find(|one| one.places.is_ready() && one.places.can(queue.placing.first))
    }

    /// Tells callers who wait whether they may keep the place for a callback: where an Asterisk can be asked for one now.
    fn tell_callers(&self) {
        let can = |one: &Platform| one.places.is_ready() && one.places.can(First::Agent);
        self.app.service.places_callbacks(self.places.iter().any(can));
    }

    /// Tells `/readyz` which desks book callbacks that are not placed, and at which nobody can book on the public page.
    fn tell_missing(&self) {
        let menus = self.app.service.desks();
        let mut missing: Vec<_> = menus.iter().flat_map(|menu| self.placing.missing(menu)).collect();
        if self.places.is_empty() && menus.iter().any(|menu| !menu.queues.is_empty()) {
            missing.push(NO_PLATFORM.to_owned());
        }
        // Where short messages bring it, a page without landlines may be what the desk wants: that is told at the start alone.
        let texts = self.app.service.ways().sms;
        let codes = menus.iter().filter(|_| !texts).filter_map(|menu| self.placing.code_missing(menu, texts));
        let codes: Vec<_> = codes.collect();
        let standing = self.app.standing.load();
        if (&standing.callbacks, &standing.codes) != (&missing, &codes) {
            for told in missing.iter().chain(&codes) {
                tracing::warn!("{told}");
            }
            self.app.standing.rcu(|standing| {
                let mut standing = (**standing).clone();
                standing.callbacks.clone_from(&missing);
                standing.codes.clone_from(&codes);
                standing
            });
        }
    }
}

/// Why callbacks are not placed at any desk.
pub(crate) const NO_PLATFORM: &str = "callbacks: none is placed, because no platform can be asked for calls: CENTRALINO_ARI_TRUNK says what Asterisk dials";
