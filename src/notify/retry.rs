//! When a notice that did not arrive is sent again: at once, then ever more seldom for three days, as Standard Webhooks 1.0 recommends.

use chrono::{DateTime, Duration, Utc};

/// What became of one sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It arrived.
    Sent,
    /// It may arrive later. The sentence says what was answered, and nothing of the notice.
    Later {
        /// Why.
        because: String,
        /// What the receiver asked to wait at least.
        after: Option<Duration>,
    },
    /// It never will.
    Never {
        /// Why.
        because: String,
    },
}

/// The pauses after each sending that failed; minutes, but for the first.
const PAUSES: [Duration; 9] = [
    Duration::seconds(5),
    Duration::minutes(5),
    Duration::minutes(30),
    Duration::hours(2),
    Duration::hours(5),
    Duration::hours(10),
    Duration::hours(14),
    Duration::hours(20),
    Duration::hours(24),
];

/// The longest that a receiver may ask us to wait.
const LONGEST: Duration = Duration::hours(24);

/// When to send again what failed for the so-manieth time, from 1; none: it is given up. `chance` is 0 to 255, so that notices that failed
/// together do not all come back together: the pause is up to a tenth longer.
#[must_use]
pub fn next_try(
    failed: u32,
    after: Option<Duration>,
    chance: u8,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let pause = *PAUSES.get(usize::try_from(failed.checked_sub(1)?).ok()?)?;
    let pause = pause + pause * i32::from(chance) / 2550;
    let asked = after.unwrap_or_default().clamp(Duration::zero(), LONGEST);
    now.checked_add_signed(pause.max(asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_tried_for_three_days_and_then_given_up() {
        let begin = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let (mut now, mut tries) = (begin, 1);
        while let Some(at) = next_try(tries, None, 0, now) {
            assert!(at > now);
            (now, tries) = (at, tries + 1);
        }
        assert_eq!(tries, 10, "ten sendings in all");
        let all = now - begin;
        assert!(all > Duration::days(3) && all < Duration::days(4), "{all}");
    }

    #[test]
    fn a_receiver_that_asks_for_time_gets_it_within_reason() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let pause = |after| next_try(1, Some(after), 0, now).unwrap() - now;
        assert_eq!(pause(Duration::minutes(2)), Duration::minutes(2));
        assert_eq!(pause(Duration::seconds(1)), Duration::seconds(5));
        assert_eq!(pause(Duration::days(900)), Duration::hours(24));
        assert_eq!(pause(Duration::days(-9)), Duration::seconds(5));
    }

    #[test]
    fn chance_makes_it_up_to_a_tenth_longer() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let pause = |chance| next_try(2, None, chance, now).unwrap() - now;
        assert_eq!((pause(0), pause(255)), (Duration::minutes(5), Duration::seconds(330)));
    }
}
