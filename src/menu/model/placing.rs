//! How a queue's booked callbacks are placed: by whom first, how often, and what comes of one that reaches nobody.

use chrono::Duration;

use crate::terms::DestinationId;

/// A queue's way to place callbacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placing {
    /// Who is called first.
    pub first: First,
    /// How often a user is called at most.
    pub attempts: u16,
    /// How long after the end of one attempt the next begins at the earliest.
    pub apart: Duration,
    /// The most callbacks of the queue that are under way at a time; none: as many as were booked.
    pub at_once: Option<u16>,
    /// What is done after an attempt of which nobody knows how it ended.
    pub unknown: AfterUnknown,
    /// What becomes of the request when nobody was reached.
    pub missed: AfterMissed,
    /// How often at most a request is booked again by itself, where that is what becomes of it.
    pub rebookings: u16,
    /// Whether its callbacks wait with the callers at that destination, each at the place that its arrival gives it, until an operator takes them.
    pub in_queue: bool,
    /// Where the operators are who speak with the user; none: nobody is, and no callback is placed.
    pub to: Option<DestinationId>,
}

/// Who is called first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum First {
    /// The user, who presses a key and is put through to an operator.
    #[default]
    Customer,
    /// The operator, who presses a key and is put through to the user.
    Agent,
}

/// What is done after an attempt of which nobody knows how it ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AfterUnknown {
    /// The user may have been called: no second call.
    #[default]
    Leave,
    /// Another attempt, where one is left: the user is perhaps called twice.
    Redial,
}

/// What becomes of the request when nobody was reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AfterMissed {
    /// It waits for an operator.
    #[default]
    Leave,
    /// It is closed.
    Close,
    /// Its callback is booked again, at the queue's first free time; where none is, it waits for an operator.
    Rebook,
}

impl Placing {
    /// As a desk that says nothing places them: twice at most, five minutes apart.
    #[must_use]
    pub fn usual(to: Option<DestinationId>) -> Self {
        Self {
            first: First::default(),
            attempts: 2,
            apart: Duration::minutes(5),
            at_once: None,
            unknown: AfterUnknown::default(),
            missed: AfterMissed::default(),
            rebookings: 1,
            in_queue: false,
            to,
        }
    }
}
