//! From local days to stretches of time: both clock changes are right because only pieces of one offset are ever laid side by side.
//!
//! What a calendar says of a moment is what it says of that moment's local time. So a local time that comes twice (25 October
//! 2026, 02:30 in Rome) is asked twice and gets the same answer twice, and one that never comes (29 March 2026, 02:30) is never asked.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use super::rules::{Rules, Segment, State};

/// How far ahead an offset is compared with now's. No zone changes its clocks and changes them back within a week.
const WINDOW: TimeDelta = TimeDelta::days(7);

/// A stretch of time with one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Its first second.
    pub(super) start: DateTime<Utc>,
    /// Its end, not included.
    pub(super) end: DateTime<Utc>,
    /// What holds.
    pub(super) state: State,
}

/// Stretches from a moment on, each after the other; where a state goes on past midnight, the next has it too.
pub(super) struct Stretches<'a> {
    rules: &'a Rules,
    zone: Tz,
    /// Where the next stretch begins.
    at: DateTime<Utc>,
    /// Until when the offset is known to hold.
    window: DateTime<Utc>,
    offset: TimeDelta,
    /// The day whose segments are at hand.
    date: Option<NaiveDate>,
    segments: Vec<Segment>,
}

impl<'a> Stretches<'a> {
    /// From a moment on.
    pub(super) fn new(rules: &'a Rules, zone: Tz, from: DateTime<Utc>) -> Self {
        Self {
            rules,
            zone,
            at: from,
            window: from,
            offset: TimeDelta::zero(),
            date: None,
            segments: Vec::new(),
        }
    }
}

impl Iterator for Stretches<'_> {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        if self.at >= self.window {
            self.offset = offset(self.zone, self.at);
            self.window = offset_until(self.zone, self.at)?;
        }
        let local = self.at.naive_utc().checked_add_signed(self.offset)?;
        if self.date != Some(local.date()) {
            self.date = Some(local.date());
            self.rules.segments(local.date(), &mut self.segments);
        }
        let second = local.time().num_seconds_from_midnight();
        let segment = self.segments.iter().find(|segment| second < u32::from(segment.end) * 60)?;
        let end = midnight(local).checked_add_signed(TimeDelta::minutes(segment.end.into()))?;
        let start = self.at;
        self.at = start.checked_add_signed(end - local)?.min(self.window);
        Some(Stretch { start, end: self.at, state: segment.state.clone() })
    }
}

fn midnight(local: NaiveDateTime) -> NaiveDateTime {
    local.date().and_time(NaiveTime::MIN)
}

fn offset(zone: Tz, at: DateTime<Utc>) -> TimeDelta {
    TimeDelta::seconds(zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc().into())
}

/// Until when the offset of a moment surely holds: the next change of the clocks, or a week.
fn offset_until(zone: Tz, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let now = offset(zone, at);
    // Clocks change at whole seconds.
    let at = at.with_nanosecond(0).unwrap_or(at);
    let (mut same, mut other) = (at, at.checked_add_signed(WINDOW)?);
    if offset(zone, other) == now {
        return Some(other);
    }
    while other - same > TimeDelta::seconds(1) {
        let middle = same + TimeDelta::seconds((other - same).num_seconds() / 2);
        if offset(zone, middle) == now {
            same = middle;
        } else {
            other = middle;
        }
    }
    Some(other)
}
