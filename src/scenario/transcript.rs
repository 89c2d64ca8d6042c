//! What happened in a played call, in order.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Because;
use crate::engine::Outcome;
use crate::menu::model::HangupCause;
use crate::terms::{Digits, Language};
use crate::ticket::TicketNumber;

/// A played call from its first word to its end.
#[derive(Clone, Debug)]
pub struct Transcript {
    /// Everything, in order, each with its moment.
    pub entries: Vec<(DateTime<Utc>, Entry)>,
    /// How it ended.
    pub ending: Ending,
    /// Where the call was put through to and answered.
    pub destination: Option<Reached>,
    /// The number of the request, where one was booked.
    pub ticket: Option<TicketNumber>,
    /// Whether the call was answered, and so billed.
    pub answered: bool,
}

/// Where a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The destination's name in the menu.
    pub name: Arc<str>,
    /// What the platform dialled.
    pub to: Arc<str>,
}

/// How a call ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was put through, and they spoke.
    Transfer,
    /// A callback was booked.
    Booked,
    /// We hung up.
    Hangup,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A step of reasoning.
    Why(Because),
    /// The caller heard a sentence.
    Says(Language, String),
    /// The caller pressed keys.
    Keys(Digits),
    /// Nobody pressed anything for so many seconds.
    Silence(u8),
    /// The platform dials.
    Dials {
        /// What.
        to: Arc<str>,
        /// How long it may ring; seconds.
        ring: u16,
    },
    /// How that ended.
    Back(Outcome),
    /// We hang up.
    HangsUp(HangupCause),
}

impl Transcript {
    /// How the call ended, in words: `at lotto-3`, `with a callback booked`, `by hanging up`.
    #[must_use]
    pub fn ended(&self) -> String {
        match (self.ending, &self.destination) {
            (Ending::Transfer, Some(reached)) => format!("at `{}`", reached.name),
            (Ending::Transfer, None) => "at a destination".into(),
            (Ending::Booked, _) => "with a callback booked".into(),
            (Ending::Hangup, _) => "by hanging up".into(),
        }
    }

    /// The sentences that the caller heard, in order.
    pub fn heard(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|(_, entry)| match entry {
            Entry::Says(_, sentence) => Some(sentence.as_str()),
            Entry::Why(_)
            | Entry::Keys(_)
            | Entry::Silence(_)
            | Entry::Dials { .. }
            | Entry::Back(_)
            | Entry::HangsUp(_) => None,
        })
    }

    /// The steps of reasoning, in order.
    pub fn why(&self) -> impl Iterator<Item = &Because> {
        self.entries.iter().filter_map(|(_, entry)| match entry {
            Entry::Why(because) => Some(because),
            Entry::Says(..)
            | Entry::Keys(_)
            | Entry::Silence(_)
            | Entry::Dials { .. }
            | Entry::Back(_)
            | Entry::HangsUp(_) => None,
        })
    }
}

impl Ending {
    /// The name that scripts and examples know it by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Booked => "booked",
            Self::Hangup => "hangup",
        }
    }
}
