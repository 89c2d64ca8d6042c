//! A moment as an admin writes it: with its offset from UTC, or without one in a desk's zone, where it must be one moment and not two or none.

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

/// Reads a moment: `2026-12-24T13:00+01:00`, or `2026-12-24T13:00` in this zone.
///
/// # Errors
/// A sentence; where the clock change leaves two moments or none, it lists what can be chosen.
pub(super) fn moment(text: &str, zone: Tz) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    let with_offset = ["%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%dT%H:%M%:z", "%Y-%m-%d %H:%M%:z"];
    if let Some(moment) = with_offset.iter().find_map(|format| DateTime::parse_from_str(text, format).ok()) {
        return Ok(moment.to_utc());
    }
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Ok(moment.to_utc());
    }
    let without = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"];
    let local = without.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let Some(local) = local else {
        return Err(format!("`{text}` is no moment: write it as 2026-12-24T13:00, in the desk's own time"));
    };
    match zone.from_local_datetime(&local) {
        LocalResult::Single(moment) => Ok(moment.to_utc()),
        LocalResult::Ambiguous(first, second) => Err(format!(
            "`{text}` comes twice, because the clock is put back that night: choose {} or {}",
            first.format("%Y-%m-%dT%H:%M%:z"),
            second.format("%Y-%m-%dT%H:%M%:z")
        )),
        LocalResult::None => {
            let around = |hours| {
                let beside = zone.from_local_datetime(&(local + TimeDelta::hours(hours)));
                beside
                    .earliest()
                    .map_or_else(String::new, |moment| moment.format("%Y-%m-%dT%H:%M%:z").to_string())
            };
            Err(format!(
                "`{text}` does not exist, because the clock is put forward that night: choose {} or {}",
                around(-1),
                around(1)
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Rome;

    use super::*;

    #[test]
    fn local_time_and_offsets() {
        let noon: DateTime<Utc> = "2026-12-24T12:00:00Z".parse().unwrap();
        for text in [
            "2026-12-24T13:00",
            "2026-12-24 13:00",
            "2026-12-24T13:00:00",
            "2026-12-24T13:00+01:00",
            "2026-12-24T12:00:00Z",
        ] {
            assert_eq!(moment(text, Rome), Ok(noon), "{text}");
        }
        assert!(moment("tomorrow", Rome).unwrap_err().contains("2026-12-24T13:00"));
        assert!(moment("2026-02-29T10:00", Rome).is_err());
    }

    #[test]
    fn a_time_that_comes_twice_or_never_lists_the_choices() {
        let twice = moment("2026-10-25T02:30", Rome).unwrap_err();
        assert!(twice.contains("2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00"), "{twice}");
        let never = moment("2027-03-28T02:30", Rome).unwrap_err();
        assert!(never.contains("2027-03-28T01:30+01:00 or 2027-03-28T03:30+02:00"), "{never}");
    }
}
