//! Calls that we place: one interface for whatever platform carries them.
//!
//! Whoever orders a call has written the attempt down before. An adapter asks its platform for the call under the attempt's own name, and tells what
//! it knows: that the call is under way, that it surely is not, or that it cannot say. It never tries twice: a second ring is worse than none. How a
//! call ends that is under way comes by the platform's own events, and [`Places::fate`] is for what was missed.
//!
//! A call that is answered enters the engine as [`Heard::Placed`](crate::engine::Heard::Placed), with the attempt's ticket and number; what
//! ends before that is told to [`Service::callback_ended`](crate::calls::Service::callback_ended).

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;

use crate::menu::model::First;
use crate::terms::{Language, Number};
use crate::ticket::{Attempted, TicketNumber};

/// A call that is to be placed.
#[derive(Clone, Debug)]
pub struct Order {
    /// The request's number; none where the call is for none.
    pub ticket: Option<TicketNumber>,
    /// The so-manieth attempt, from 1.
    pub attempt: u16,
    /// The call's own name ([`booking::PlacedFor`](crate::booking::PlacedFor)): what the call is called at the platform, where it lets us say so.
    pub id: String,
    /// The user.
    pub to: Number,
    /// What the user sees.
    pub from: Number,
    /// The desk's short name.
    pub desk: Arc<str>,
    /// In which language they speak.
    pub language: Language,
    /// Who is called first.
    pub first: First,
    /// Where the operators are, the one that rings first in front.
    pub agents: Vec<Agent>,
    /// How long the user's telephone rings; seconds.
    pub ring: u16,
    /// By when it came it has its place among the callers of the queue in which operators take it; none where it waits in none.
    pub arrival: Option<DateTime<Utc>>,
}

/// Where operators are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// What the platform dials.
    pub to: Arc<str>,
    /// How long it rings there, or waits in its queue; seconds.
    pub ring: u16,
}

/// What became of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placed {
    /// The call is under way, or a call of this very name was: it was ordered before.
    UnderWay {
        /// What the platform calls it, or where it is: given back to [`Places::fate`].
        place: String,
    },
    /// Surely nothing rings.
    Refused {
        /// Why, in a sentence without numbers.
        because: String,
    },
    /// It may ring, or not.
    Uncertain {
        /// Why, in a sentence without numbers.
        because: String,
    },
}

/// What a platform knows of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It rings, or they speak.
    UnderWay,
    /// It has ended so.
    Ended(Attempted),
    /// There is no such call any more, and how it ended is not known here.
    Gone,
    /// The platform cannot be asked now.
    Unreachable,
}

/// A call that was ordered, as it was written down before: whoever ordered it may be gone.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    /// The call's own name.
    pub id: &'a str,
    /// What [`Placed::UnderWay`] told of it, where that is known.
    pub place: Option<&'a str>,
    /// The user, where that is known.
    pub to: Option<Number>,
    /// What the user sees, where that is known.
    pub from: Option<Number>,
    /// How long ago it was about to be ordered.
    pub ago: TimeDelta,
}

/// A platform that places calls.
pub trait Places: Send + Sync {
    /// How it is called in logs.
    fn name(&self) -> &'static str;

    /// Whether it can be asked for a call now; nothing is ordered where it cannot.
    fn is_ready(&self) -> bool;

    /// Whether it can call this one first.
    fn can(&self, first: First) -> bool;

    /// Orders a call, once.
    fn place<'a>(&'a self, order: &'a Order) -> BoxFuture<'a, Placed>;

    /// Asks what became of a call, whichever replica ordered it.
    fn fate<'a>(&'a self, sought: &'a Sought<'a>) -> BoxFuture<'a, Fate>;

    /// Hangs up a call that waits in a queue for an operator, since nobody is to be called any more. Where callbacks wait in none there is nothing to do.
    fn take_back<'a>(&'a self, _sought: &'a Sought<'a>) -> BoxFuture<'a, ()> {
        Box::pin(std::future::ready(()))
    }
}
