//! A place in a queue that is kept for a callback: until when the callback may come. Nobody knows when its turn does.

use std::ops::Range;

use chrono::{DateTime, Duration, Utc};

/// For how long at least the desk is open in which the callback may come; a turn that comes later is not waited for.
pub const LEAST: Duration = Duration::hours(1);

/// The end of the open interval by which the desk has been open for [`LEAST`] since now: whoever gives up waiting shortly before closing time has the
/// next day too. `open` are the open intervals from now on, in order; none where they are too short.
#[must_use]
pub fn turn_ends(open: &[Range<DateTime<Utc>>], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let mut left = LEAST;
    for open in open {
        left -= (open.end - open.start.max(now)).max(Duration::zero());
        if left <= Duration::zero() {
            return Some(open.end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64, minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_478_400, 0).unwrap() + Duration::minutes(hour * 60 + minute)
    }

    #[test]
    fn it_may_come_until_closing_time_or_on_the_next_day_where_little_is_left_of_this_one() {
        let days = [at(8, 0)..at(18, 0), at(32, 0)..at(42, 0)];
        assert_eq!(turn_ends(&days, at(10, 0)), Some(at(18, 0)));
        assert_eq!(turn_ends(&days, at(17, 0)), Some(at(18, 0)), "an hour is enough");
        assert_eq!(turn_ends(&days, at(17, 1)), Some(at(42, 0)));
        assert_eq!(turn_ends(&days, at(19, 0)), Some(at(42, 0)));
        assert_eq!(turn_ends(&days, at(41, 30)), None);
        assert_eq!(turn_ends(&[], at(10, 0)), None, "closed for good, or in an emergency");
    }
}
