//! How long whoever gets a password wrong has to wait: not at all at first, for people mistype; then longer each time, so that guessing
//! takes years. The counts are kept by the store, by account and by address, so that neither one account nor one machine can be tried for long.

use chrono::{DateTime, Duration, Utc};

/// How many wrong passwords in a row cost nothing.
const FREE: u32 = 4;

/// The longest wait. Longer would lock out the account's owner for the sake of whoever attacks it.
const LONGEST: Duration = Duration::minutes(15);

/// Wrong passwords in a row, and when the last one was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lockout {
    /// How many since the last right one.
    pub wrong: u32,
    /// When.
    pub last: DateTime<Utc>,
}

impl Lockout {
    /// How long to wait still; none: a password is looked at.
    #[must_use]
    pub fn wait(self, now: DateTime<Utc>) -> Option<Duration> {
        let until = self.last.checked_add_signed(wait_after(self.wrong))?;
        Some(until - now).filter(|left| *left > Duration::zero())
    }
}

/// How long to wait after that many wrong passwords: nothing, then 5 s, 10 s, 20 s and so on to a quarter of an hour.
#[must_use]
pub fn wait_after(wrong: u32) -> Duration {
    match wrong.checked_sub(FREE + 1) {
        None => Duration::zero(),
        Some(doubled) => Duration::seconds(5 << doubled.min(10)).min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_mistakes_cost_nothing_and_guessing_takes_for_ever() {
        let waits: Vec<_> = (0..9).map(|wrong| wait_after(wrong).num_seconds()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 5, 10, 20, 40]);
        assert_eq!(wait_after(u32::MAX), Duration::minutes(15));
        // Whoever tries for a year gets some 35,000 tries at one account.
        let tries = Duration::days(365).num_minutes() / LONGEST.num_minutes();
        assert!(tries < 36_000, "{tries}");
    }

    #[test]
    fn the_wait_runs_out() {
        let last = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let locked = Lockout { wrong: 5, last };
        assert_eq!(locked.wait(last + Duration::seconds(2)), Some(Duration::seconds(3)));
        assert_eq!(locked.wait(last + Duration::seconds(5)), None);
        assert_eq!(Lockout { wrong: 4, last }.wait(last), None);
    }
}
