//! Calls placed through an Asterisk: originated under the attempt's own name, which Asterisk refuses to a second call while the first lives. The
//! dialplan dials (`[centralino-ari-place]`) and lends us whoever answers, or a call that nobody answered with how it ended; so the end is told to
//! whatever replica is there, and not only to the one that dialled.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use futures_util::future::{BoxFuture, join_all};

use super::Link;
use super::fault::Fault;
use crate::links::placing::{Fate, Order, Placed, Places, Sought};
use crate::menu::model::First;
use crate::platform::ari::{Command, Originate, Request};
use crate::platform::priority;
use crate::ticket::TicketNumber;

/// Why a call is hung up for which there is no reason any more (Q.850).
const NORMAL: u8 = 16;

/// The Asterisks that are connected.
#[derive(Default)]
pub(super) struct Connected(Mutex<Vec<Weak<Link>>>);

impl Connected {
    /// One more is.
    pub(super) fn add(&self, link: &Arc<Link>) {
        let mut links = self.lock();
        links.retain(|link| link.strong_count() > 0);
        links.push(Arc::downgrade(link));
    }

    /// One is no longer.
    pub(super) fn remove(&self, link: &Arc<Link>) {
        self.lock().retain(|one| !std::ptr::eq(one.as_ptr(), Arc::as_ptr(link)));
    }

    fn all(&self) -> Vec<Arc<Link>> {
        self.lock().iter().filter_map(Weak::upgrade).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Weak<Link>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Places calls through whichever Asterisk is connected.
pub(super) struct Placer {
    pub(super) connected: Arc<Connected>,
    /// How the trunk is dialled, `PJSIP/{number}@carrier`.
    pub(super) trunk: String,
    /// The replica's own application, for a site that names none.
    pub(super) app_name: String,
    /// How many Asterisks there must be to know that a call is at none of them; none: any number connects to us.
    pub(super) known: Option<usize>,
}

impl Placer {
    async fn order(&self, order: &Order) -> Placed {
        let Some(link) = self.connected.all().into_iter().next() else {
            return Placed::Refused { because: "no Asterisk is connected".to_owned() };
        };
        let number = order.to.e164();
        let dial =
            self.trunk.replace("{number}", &number).replace("{digits}", number.trim_start_matches('+'));
        let agents: Vec<_> = order.agents.iter().map(|agent| (&*agent.to, agent.ring)).collect();
        let request = Request::originate(&Originate {
            id: &order.id,
            first: match order.first {
                First::Customer => "customer",
                First::Agent => "agent",
            },
            dial: &dial,
            number: &number,
            from: &order.from.e164(),
            agents: &agents,
            language: order.language.code(),
            ring: order.ring,
            ticket: order.ticket.map(TicketNumber::value),
            priority: order.arrival.map(priority),
            desk: &order.desk,
            app: &self.app_name,
        });
        let place = link.asterisk.name.clone();
        match link.commands.send(&request).await {
            // 409: a call of this name lives, which is the same attempt.
            Ok(_) | Err(Fault::Refused { status: 409, .. }) => Placed::UnderWay { place },
            Err(fault @ Fault::Refused { status: 400..=499, .. }) => {
                Placed::Refused { because: fault.to_string() }
            }
            Err(fault) => Placed::Uncertain { because: fault.to_string() },
        }
    }

    /// Wherever it waits: an Asterisk that has no such call says so.
    async fn hang_up(&self, id: &str) {
        let request = Request::carry_out(id, id, &Command::Hangup(NORMAL), "");
        for link in self.connected.all() {
            match link.commands.send(&request).await {
                Ok(_) => {}
                Err(fault) if fault.is_gone() => {}
                Err(fault) => {
                    tracing::warn!("a callback that was given up still waits in its queue: {fault}");
                }
            }
        }
    }

    async fn asked(&self, id: &str, place: Option<&str>) -> Fate {
        let links = self.connected.all();
        let asked: Vec<_> =
            links.iter().filter(|link| place.is_none_or(|place| link.asterisk.name == place)).collect();
        let needed = if place.is_some() { 1 } else { self.known.unwrap_or(1) };
        let looked = asked.iter().map(|link| link.commands.channel(id));
        let (mut gone, mut fate) = (0, Fate::Unreachable);
        for channel in join_all(looked).await {
            match channel {
                Ok(_) => return Fate::UnderWay,
                Err(fault) if fault.is_gone() => gone += 1,
                Err(_) => fate = Fate::Unreachable,
            }
        }
        if gone >= needed && gone == asked.len() { Fate::Gone } else { fate }
    }
}

impl Places for Placer {
    fn name(&self) -> &'static str {
        "ari"
    }

    fn is_ready(&self) -> bool {
        !self.connected.all().is_empty()
    }

    /// Both: the operator's call dials the user by itself, and has the attempt's name as long as either lives.
    fn can(&self, _first: First) -> bool {
        true
    }

    fn place<'a>(&'a self, order: &'a Order) -> BoxFuture<'a, Placed> {
        Box::pin(self.order(order))
    }

    fn take_back<'a>(&'a self, sought: &'a Sought<'a>) -> BoxFuture<'a, ()> {
        Box::pin(self.hang_up(sought.id))
    }

    fn fate<'a>(&'a self, sought: &'a Sought<'a>) -> BoxFuture<'a, Fate> {
        Box::pin(self.asked(sought.id, sought.place))
    }
}
