//! The one calendar: hours, holidays, closing periods, overrides and the emergency switch are one thing that the menu, the slots,
//! the dialling window, the service-level clocks and the reminders all ask.

mod builder;
mod check;
mod counts;
mod dates;
mod day;
mod fault;
mod holiday;
mod lex;
mod live;
mod osm;
mod plain;
mod plan;
mod rules;
mod span;
mod stretch;
mod words;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

pub use builder::{CalendarBuilder, Written};
pub use counts::{Counts, CountsBuilder, MOST_SEATS};
pub use day::midnight;
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

/// How far ahead a reopening is looked for.
const HORIZON: TimeDelta = TimeDelta::days(400);

/// How long an answer holds at most.
const LONGEST: TimeDelta = TimeDelta::days(1);

/// A calendar: an admin's lines, in the desk's zone. Cheap to clone.
///
/// The order in which its layers decide is fixed: the emergency switch, overrides (the newest first), closing periods and single
/// dates, holidays, hours.
#[derive(Clone, Debug)]
pub struct Calendar {
    rules: Arc<rules::Rules>,
    zone: Tz,
}

impl Calendar {
    /// What the calendar says of a moment, the live layer included. `name` is the calendar's own, which overrides name.
    #[must_use]
    pub fn answer(&self, name: &str, live: &Live, now: DateTime<Utc>) -> Answer {
        let tomorrow = now.checked_add_signed(LONGEST).unwrap_or(now);
        if live.emergency.is_some_and(|since| since <= now) {
            return Answer {
                closed: Some(Closed::Emergency),
                layer: Layer::Emergency,
                until: tomorrow,
                reopens: None,
            };
        }
        let soon = live.emergency.map_or(tomorrow, |since| tomorrow.min(since));
        let mut stretches = live::stretches(&self.rules, self.zone, live, name, now);
        // Before the first or after the last day that can be reckoned with, nothing is open.
        let Some(first) = stretches.next() else {
            return Answer {
                closed: Some(Closed::OutsideHours),
                layer: Layer::NoLine,
                until: tomorrow,
                reopens: None,
            };
        };
        let reopens = first.state.closed.and_then(|_| {
            stretches
                .take_while(|stretch| stretch.start - now <= HORIZON)
                .find(|stretch| stretch.state.closed.is_none())
                .map(|stretch| stretch.start)
        });
        Answer {
            closed: first.state.closed,
            layer: first.state.source.into(),
            until: first.end.min(soon),
            reopens,
        }
    }

    /// When it is open between two moments, in order, none touching another. Overrides count; the emergency switch does not,
    /// because nobody knows how long it stays on: whoever cares asks for it.
    pub fn intervals<'a>(
        &'a self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        live: &'a Live,
        name: &str,
    ) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + use<'a> {
        let mut open = live::stretches(&self.rules, self.zone, live, name, from)
            .take_while(move |stretch| stretch.start < to)
            .filter(|stretch| stretch.state.closed.is_none())
            .map(move |stretch| (stretch.start.max(from), stretch.end.min(to)))
            .peekable();
        std::iter::from_fn(move || {
            let (start, mut end) = open.next()?;
            while let Some((_, later)) = open.next_if(|(start, _)| *start == end) {
                end = later;
            }
            Some((start, end))
        })
    }

    /// The local days with open time between two moments, in order, each with its close: the end of its last open minute, or its midnight
    /// where it is open through; the last day's close may lie beyond the second moment. Overrides count; the emergency switch does not.
    pub fn working_days<'a>(
        &'a self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        live: &'a Live,
        name: &str,
    ) -> impl Iterator<Item = (NaiveDate, DateTime<Utc>)> + use<'a> {
        // No stretch goes beyond its local day.
        let mut open = live::stretches(&self.rules, self.zone, live, name, from)
            .take_while(move |stretch| stretch.start < to)
            .filter(|stretch| stretch.state.closed.is_none())
            .map(|stretch| (self.day(stretch.start), stretch.end))
            .peekable();
        std::iter::from_fn(move || {
            let (day, mut close) = open.next()?;
            while let Some((_, later)) = open.next_if(|(next, _)| *next == day) {
                close = later;
            }
            Some((day, close))
        })
    }

    /// The local day of a moment.
    #[must_use]
    pub fn day(&self, moment: DateTime<Utc>) -> NaiveDate {
        moment.with_timezone(&self.zone).date_naive()
    }

    /// The zone whose days and hours are meant.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The last year of which the public holidays are known; none where the calendar treats holidays as other days, or its
    /// country has no table. Whoever knows today's date warns before it comes.
    #[must_use]
    pub fn holidays_end(&self) -> Option<i32> {
        self.rules.ask_holidays().then(|| self.rules.holidays.last_year()).flatten()
    }
}
