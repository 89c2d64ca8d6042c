//! How a request stands to what its desk promises.

use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use utoipa::ToSchema;

use super::shown::local;
use crate::calls::Promised;
use crate::ticket::{Amount, Clock, Goal};

/// A promise to a request, as it stands now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Promise {
    /// What is promised: that somebody takes it in charge, or that it is resolved.
    goal: Goal,
    /// Until when; none while the user is waited for, or where the desk never opens.
    due: Option<DateTime<FixedOffset>>,
    /// By which clock what is left is told: the desk's open hours, or all time.
    clock: Clock,
    /// What is left of it on that clock, in seconds, negative once it is over; none where it was kept, or is told in working days.
    left_seconds: Option<i64>,
    /// The working days that are left, while they wait for the user.
    left_working_days: Option<u16>,
    /// When it was kept.
    kept: Option<DateTime<FixedOffset>>,
    /// Whether it is broken: not kept by then, or kept too late.
    breached: bool,
}

impl Promise {
    pub(super) fn of(promised: &Promised, zone: Tz) -> Self {
        let (seconds, days) = match promised.left {
            Some(Amount::Time(left)) => (Some(left.num_seconds()), None),
            Some(Amount::WorkingDays(days)) => (None, Some(days)),
            None => (None, None),
        };
        Self {
            goal: promised.goal,
            due: promised.due.map(|due| local(due, zone)),
            clock: promised.clock,
            left_seconds: seconds,
            left_working_days: days,
            kept: promised.done.map(|done| local(done, zone)),
            breached: promised.broken,
        }
    }
}

/// The deadline that comes next, of those that are still to be kept.
pub(super) fn next(promised: &[Promised]) -> Option<DateTime<Utc>> {
    promised.iter().filter(|one| one.done.is_none()).filter_map(|one| one.due).min()
}
