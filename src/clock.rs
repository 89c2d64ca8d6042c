//! The only clock. Everything else is told the time: so a call can be played at any date, and a test can start the whole program on the
//! evening before a holiday.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

/// A source of time, cheap to clone; its clones agree.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The monotonic moment from which [`Clock::monotonic`] counts.
    began: Instant,
    /// The wall clock at `began`, where it was moved; none: the machine's own, which its owner may correct while we run.
    moved_to: Option<DateTime<Utc>>,
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self { began: instant(), moved_to: None }
    }

    /// A clock that shows `moment` now, and runs on from there at its usual pace.
    #[must_use]
    pub fn starting_at(moment: DateTime<Utc>) -> Self {
        Self { began: instant(), moved_to: Some(moment) }
    }

    /// The machine's clock, or one that starts at `moment` where a moment is given.
    #[must_use]
    pub fn starting_at_or_system(moment: Option<DateTime<Utc>>) -> Self {
        moment.map_or_else(Self::system, Self::starting_at)
    }

    /// The wall clock, in UTC. It may be set back by the machine's owner: never measure with it.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine for the time")]
    pub fn now(&self) -> DateTime<Utc> {
        match self.moved_to {
            None => Utc::now(),
            Some(moment) => {
                let passed = TimeDelta::from_std(self.monotonic()).unwrap_or(TimeDelta::MAX);
                moment.checked_add_signed(passed).unwrap_or(DateTime::<Utc>::MAX_UTC)
            }
        }
    }

    /// How long this clock has run; never goes back.
    #[must_use]
    pub fn monotonic(&self) -> Duration {
        instant().saturating_duration_since(self.began)
    }

    /// A moment this far ahead, to be measured against with [`Deadline::left`].
    #[must_use]
    pub fn deadline(&self, within: Duration) -> Deadline {
        Deadline { at: instant().checked_add(within) }
    }
}

/// A moment by which something must be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// None: beyond what the machine can count to.
    at: Option<Instant>,
}

impl Deadline {
    /// How much time is left; zero once it has passed.
    #[must_use]
    pub fn left(&self) -> Duration {
        self.at.map_or(Duration::MAX, |at| at.saturating_duration_since(instant()))
    }

    /// Whether it has passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.left().is_zero()
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine for the time")]
fn instant() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_clock_starts_where_it_was_put_and_runs_on() {
        let christmas: DateTime<Utc> = "2026-12-24T22:59:59Z".parse().unwrap();
        let clock = Clock::starting_at(christmas);
        let same = clock.clone();
        let first = clock.now();
        assert!(first >= christmas && first < christmas + TimeDelta::minutes(1), "{first}");
        std::thread::sleep(Duration::from_millis(2));
        assert!(same.now() > first, "it stands still");
    }

    #[test]
    fn a_clock_at_the_end_of_time_stays_there() {
        let clock = Clock::starting_at(DateTime::<Utc>::MAX_UTC);
        assert_eq!(clock.now(), DateTime::<Utc>::MAX_UTC);
    }

    #[test]
    fn a_deadline_passes_and_stays_passed() {
        let clock = Clock::system();
        assert!(!clock.deadline(Duration::from_mins(1)).passed());
        assert!(clock.deadline(Duration::from_mins(1)).left() <= Duration::from_mins(1));
        assert!(clock.deadline(Duration::ZERO).passed());
        assert_eq!(clock.deadline(Duration::MAX).left(), Duration::MAX);
    }
}
