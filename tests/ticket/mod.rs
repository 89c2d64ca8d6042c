//! Requests as a citizen, an operator and a desk meet them: when an answer is due, what may happen next, who was first, who pays.

mod due;
mod life;
mod order;
mod paid;
mod promise;
mod slow;

use centralino::hours::{Calendar, Live};
use centralino::ticket::{Amount, Clock, Figure, Staffed};
use chrono::{DateTime, TimeDelta, Utc};

pub(crate) use super::hours::{ROME, at, calendar};

/// Desk 5's hours.
pub(crate) fn condafne() -> Calendar {
    calendar("mon-fri: 08:30-19:00\nholidays: closed")
}

pub(crate) const NOTHING: &Live = &Live { overrides: Vec::new(), emergency: None };

pub(crate) fn staffed(calendar: &Calendar) -> Staffed<'_> {
    Staffed { calendar, live: NOTHING, name: "operatori" }
}

pub(crate) fn minutes(length: i64, clock: Clock) -> Figure {
    Figure { amount: Amount::Time(TimeDelta::minutes(length)), clock }
}

pub(crate) fn hours(length: i64, clock: Clock) -> Figure {
    minutes(length * 60, clock)
}

pub(crate) fn days(days: u16, clock: Clock) -> Figure {
    Figure { amount: Amount::WorkingDays(days), clock }
}

/// A moment in Rome as a desk would write it, `Fri 2026-11-20 18:30`.
pub(crate) fn told(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&ROME).format("%a %F %H:%M").to_string()
}
