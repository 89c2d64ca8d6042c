//! A turn of a call: open the seal, run the engine, answer what it asks, seal again.
//!
//! Nothing here remembers a call. What a turn needs is in its seal, in the menus (a call keeps the version on which it began) and in the store;
//! so any replica answers any turn, and a killed one loses no call. Without the store the menus serve all the same: only what must be written
//! once (a booking) is then refused.

mod answers;
mod barred;
mod bringing;
mod callbacks;
mod clerk;
mod clients;
mod code_calls;
mod confirm;
mod counter;
mod deadlines;
mod desks;
mod live;
mod missed;
mod nobody;
mod notices;
mod opening;
mod promised;
mod rebooking;
mod requests;
mod screens;
pub mod seal;
mod seats;
mod swaps;
mod turn;
mod versions;
mod week;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arc_swap::ArcSwap;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;

use crate::clock::Clock;
use crate::engine::Reply;
use crate::menu::model::Menu;
use crate::store::Store;
use crate::terms::numbering::CallerFormat;
use crate::terms::{CallId, DestinationId, Language, Number};
use crate::ticket::CustomerCode;
use desks::Desks;
use live::LiveLayer;
use seal::Seals;
use versions::Waiting;

pub use bringing::Wish;
pub use clerk::{Cell, ChangeMade, HeldSeat, NotChanged};
pub use confirm::{NotAsked, Picked, Visitor};
pub use counter::{AtCounter, AtSeat, NotBooked, NotMoved, Notice, Opening};
pub use live::Refreshed;
pub use notices::Ways;
pub use opening::{NotOpened, ToOpen};
pub use promised::Promised;
pub use versions::{Published, read};
pub use week::Week;

/// What a platform's door is told by its settings and by its address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hook {
    /// The desk for numbers that no desk has (`?desk=`).
    pub default_desk: Option<Arc<str>>,
    /// How its trunk writes callers' numbers that have no prefix.
    pub caller_format: CallerFormat,
}

/// What a turn came to.
#[derive(Clone, Debug)]
pub struct TurnDone {
    /// The menu to which the reply's ids belong.
    pub menu: Arc<Menu>,
    /// What the call is to do next; never a question.
    pub reply: Reply,
    /// The sealed state, to come back with the next request; empty where none is wanted any more.
    pub sealed: String,
    /// Whether this is the first word of the call.
    pub first: bool,
    /// The platform's name for the call.
    pub call: CallId,
    /// The code that the caller keyed in, where the call is put through.
    pub customer: Option<CustomerCode>,
    /// Whether whoever is put through to a queue may leave it by its key.
    pub may_leave: bool,
}

/// A call that waits in a queue of its platform.
#[derive(Clone, Debug)]
pub struct Held {
    /// The menu that put it there.
    pub menu: Arc<Menu>,
    /// The caller's language.
    pub language: Language,
    /// Where it waits.
    pub to: DestinationId,
    /// Whether it may leave by the queue's key.
    pub may_leave: bool,
}

/// What becomes of a conversation whose paid time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Further {
    /// It goes on: another call is spent.
    GoesOn,
    /// It ends: the menu says so, or no call is left.
    Ends,
}

/// Answers the turns of all calls.
#[derive(Debug)]
pub struct Service {
    clock: Clock,
    seals: Seals,
    store: Store,
    random: SystemRandom,
    desks: ArcSwap<Desks>,
    live: LiveLayer,
    screens: screens::Screens,
    /// How placed calls went that the store was away for.
    unkept: Arc<callbacks::Unkept>,
    /// Versions that serve but are not in the store yet.
    waiting: Waiting,
    nobody: Arc<Menu>,
    ways: Ways,
    /// The number that users see when a desk calls them that names none of its own.
    callback_from: Option<Number>,
    /// Whether a callback can be put into a queue of the telephone platform now.
    places: AtomicBool,
    /// Whether some platform can be asked for calls.
    places_calls: bool,
    /// Whether somebody left a mailbox to which nothing can be sent.
    unwritten: AtomicBool,
    /// One reader of versions from the store at a time, so that a hundred calls on one old version read it once.
    reading: tokio::sync::Mutex<()>,
    /// One publisher at a time.
    publishing: tokio::sync::Mutex<()>,
}

impl Service {
    /// A service with no desks yet.
    #[must_use]
    pub fn new(clock: Clock, seals: Seals, store: Store) -> Self {
        Self {
            clock,
            seals,
            store,
            random: SystemRandom::new(),
            desks: ArcSwap::default(),
            live: LiveLayer::default(),
            screens: screens::Screens::default(),
            unkept: Arc::default(),
            waiting: Waiting::default(),
            nobody: Arc::new(nobody::menu()),
            ways: Ways::default(),
            callback_from: None,
            places: AtomicBool::new(false),
            places_calls: false,
            unwritten: AtomicBool::new(false),
            reading: tokio::sync::Mutex::default(),
            publishing: tokio::sync::Mutex::default(),
        }
    }

    /// The service that tells people in these ways too.
    #[must_use]
    pub fn that_tells(self, ways: Ways) -> Self {
        Self { ways, ..self }
    }

    /// The service whose desks call from this number, where they name none of their own.
    #[must_use]
    pub fn that_calls_from(self, callback_from: Option<Number>) -> Self {
        Self { callback_from, ..self }
    }

    /// A menu with the number that its desk calls from.
    fn with_number(&self, menu: Arc<Menu>) -> Arc<Menu> {
        if menu.callback_from.is_some() || self.callback_from.is_none() {
            return menu;
        }
        Arc::new(Menu { callback_from: self.callback_from, ..Menu::clone(&menu) })
    }

    /// Every menu that may speak: those in service, and the one of numbers that nobody has.
    #[must_use]
    pub fn menus(&self) -> Vec<Arc<Menu>> {
        let mut menus = self.desks.load().menus();
        menus.push(self.nobody.clone());
        menus
    }

    /// The store, for whoever tells how it is.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }
}

/// A call's name as logs have it, the first six bytes of its SHA-256: enough to find its lines together, nothing to find the call by.
pub(crate) struct Hashed<'a>(pub(crate) &'a CallId);

impl fmt::Display for Hashed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hash = digest(&SHA256, self.0.as_str().as_bytes());
        hash.as_ref().iter().take(6).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
