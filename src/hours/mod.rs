//! The one calendar: hours, holidays, closing periods, overrides and the emergency switch are one thing that the menu, the slots,
//! the dialling window, the service-level clocks and the reminders all ask.

mod builder;
mod fault;

use chrono::{DateTime, Utc};

pub use builder::{CalendarBuilder, Written};
pub use fault::{LineFault, LineProblem, Part};

/// A line of a calendar, counted in the order in which the admin wrote them; the menu knows where each stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineId(pub u16);

/// Why a desk is closed, as a caller is told it. Finite, so that a proof can walk it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Closed {
    /// An ordinary day or minute outside the hours.
    OutsideHours,
    /// A public holiday, the country's or the desk's own (a patron saint).
    Holiday,
    /// A closing period that the desk announced.
    ClosingPeriod,
    /// Closed by hand for a while.
    Override,
    /// The emergency switch.
    Emergency,
}

/// The layer of the calendar that decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layer {
    /// A line of the hours.
    Line(LineId),
    /// The country's holidays or the desk's own, by name; the line is the one that says what happens on holidays.
    Holiday {
        /// The holiday's name in its country's language, where it has one.
        name: String,
        /// The line that decided.
        line: LineId,
    },
    /// No line speaks of this minute.
    NoLine,
    /// An override, by its id in the store.
    Override(i64),
    /// The emergency switch.
    Emergency,
}

/// What a calendar says of one minute, and for how long that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// None while open; else why not.
    pub closed: Option<Closed>,
    /// Which layer decided.
    pub layer: Layer,
    /// Until when (not included) this answer holds, at most a day ahead: ask again from there on.
    pub until: DateTime<Utc>,
    /// When it opens next, while closed; none where that is not known, or not within the horizon of 400 days.
    pub reopens: Option<DateTime<Utc>>,
}

/// What is decided by hand while the service runs: rows of the store, the same for every replica.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Live {
    /// Openings and closings for a while; the newest wins where two meet.
    pub overrides: Vec<Override>,
    /// The emergency switch: on since then, none while off.
    pub emergency: Option<DateTime<Utc>>,
}

/// An opening or closing by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Its id in the store.
    pub id: i64,
    /// The calendar's name; none for every calendar of the desk.
    pub calendar: Option<String>,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when, not included.
    pub until: DateTime<Utc>,
    /// Open or closed.
    pub open: bool,
}

/// A calendar: lines in the desk's zone.
#[derive(Clone, Debug)]
pub struct Calendar {}

impl Calendar {
    /// What the calendar says of a moment, the live layer included. `name` is the calendar's own, which overrides name.
    #[must_use]
    pub fn answer(&self, name: &str, live: &Live, now: DateTime<Utc>) -> Answer {
        let _ = (name, live);
        Answer { closed: None, layer: Layer::NoLine, until: now + chrono::Duration::days(1), reopens: None }
    }
}
