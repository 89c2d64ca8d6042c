//! Where a local day begins, on the days on which the clocks change too.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// The first moment of a local day: where the clocks skip midnight, the first that exists; where they pass it twice, the earlier.
#[must_use]
pub fn midnight(zone: Tz, day: NaiveDate) -> DateTime<Utc> {
    let naive = day.and_time(NaiveTime::MIN);
    let exists = |hours: i64| {
        let later = naive.checked_add_signed(Duration::hours(hours))?;
        Some(zone.from_local_datetime(&later).earliest()?.with_timezone(&Utc))
    };
    (0..=3).find_map(exists).unwrap_or_else(|| naive.and_utc())
}
