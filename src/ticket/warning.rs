//! When a desk is told of a deadline: some time before it, and at it; outside its hours only if it asked for that.

use chrono::{DateTime, TimeDelta, Utc};

use super::Staffed;

/// How a desk wants to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warning {
    /// How long before a deadline, by the wall clock.
    pub before: TimeDelta,
    /// Whether outside its hours too.
    pub at_any_hour: bool,
}

/// When the two notices of a deadline go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notices {
    /// The warning; none where nobody is there between the request's beginning and its deadline.
    pub before: Option<DateTime<Utc>>,
    /// That it is broken; none where the desk does not open within a year.
    pub at: Option<DateTime<Utc>>,
}

/// How far ahead an opening is looked for.
const HORIZON: TimeDelta = TimeDelta::days(366);

impl Warning {
    /// When to tell of a deadline whose clock began at `from`.
    ///
    /// A warning that would come while the desk is closed comes when it opens, if that is before the deadline; else as long before the
    /// last close as it should come before the deadline, because then somebody is still there.
    #[must_use]
    pub fn notices(self, from: DateTime<Utc>, due: DateTime<Utc>, staffed: Staffed<'_>) -> Notices {
        let wanted = due.checked_sub_signed(self.before).unwrap_or(from).max(from);
        if self.at_any_hour {
            return Notices { before: (wanted < due).then_some(wanted), at: Some(due) };
        }
        let Staffed { calendar, live, name } = staffed;
        let late = due.checked_add_signed(HORIZON).unwrap_or(due);
        let at = calendar.intervals(due, late, live, name).map(|(start, _)| start).next();
        let soon = calendar.intervals(wanted, due, live, name).map(|(start, _)| start).next();
        let earlier = || {
            let (start, close) = calendar.intervals(from, wanted, live, name).last()?;
            Some(close.checked_sub_signed(self.before)?.max(start))
        };
        Notices { before: soon.or_else(earlier), at }
    }
}
