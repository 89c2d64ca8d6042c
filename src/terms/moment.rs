//! A moment as a person writes it: with an offset, or in the desk's own time where that says which moment is meant.

use chrono::{
    DateTime, FixedOffset, MappedLocalTime, NaiveDateTime, Offset as _, TimeDelta, TimeZone as _, Utc,
};
use chrono_tz::Tz;

/// Why a text is no moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MomentFault {
    /// Not written as a moment.
    #[error("expected a moment such as `2026-11-21 12:59` or `2026-11-21T12:59:30+01:00`, but found `{0}`")]
    NotAMoment(String),
    /// Written as one, of a day or a time that no calendar has.
    #[error("there is no such moment as `{0}`: look at its month, day and time")]
    NoSuchMoment(String),
    /// The clocks go back: the time is passed twice.
    #[error("{at} happens twice in {zone}, where the clocks go back: write `{first}` or `{second}`")]
    Twice {
        /// As written.
        at: NaiveDateTime,
        /// Where.
        zone: Tz,
        /// The earlier.
        first: String,
        /// The later.
        second: String,
    },
    /// The clocks go forward: the time is skipped.
    #[error("{at} does not exist in {zone}, where the clocks go forward: write `{before}` or `{after}`")]
    Skipped {
        /// As written.
        at: NaiveDateTime,
        /// Where.
        zone: Tz,
        /// The moment before the change that may be meant.
        before: String,
        /// The moment after it.
        after: String,
    },
}

/// Forms with an offset, and without.
const WITH_OFFSET: [&str; 4] = ["%FT%H:%M%:z", "%FT%H:%M:%S%.f%:z", "%F %H:%M%:z", "%F %H:%M:%S%.f%:z"];
const LOCAL: [&str; 4] = ["%FT%H:%M", "%FT%H:%M:%S%.f", "%F %H:%M", "%F %H:%M:%S%.f"];

/// Reads a moment. Without an offset it is the time on the wall in `zone`.
///
/// # Errors
/// It is no moment, or it could be two, or none; the choices are told.
pub fn moment(text: &str, zone: Tz) -> Result<DateTime<Utc>, MomentFault> {
    let text = text.trim();
    let with_offset =
        text.strip_suffix(['Z', 'z']).map_or_else(|| text.to_owned(), |utc| format!("{utc}+00:00"));
    if let Some(at) = WITH_OFFSET.iter().find_map(|form| DateTime::parse_from_str(&with_offset, form).ok()) {
        return Ok(at.with_timezone(&Utc));
    }
    let local = LOCAL.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let at = local.ok_or_else(|| not_a_moment(text))?;
    match zone.from_local_datetime(&at) {
        MappedLocalTime::Single(only) => Ok(only.with_timezone(&Utc)),
        MappedLocalTime::Ambiguous(first, second) => {
            Err(MomentFault::Twice { at, zone, first: written(first), second: written(second) })
        }
        MappedLocalTime::None => Err(skipped(at, zone)),
    }
}

/// Well written, it names a day that no calendar has, or an hour past 23.
fn not_a_moment(text: &str) -> MomentFault {
    let form: String = text.chars().map(|sign| if sign.is_ascii_digit() { '0' } else { sign }).collect();
    if form.starts_with("0000-00-00T00:00") || form.starts_with("0000-00-00 00:00") {
        MomentFault::NoSuchMoment(text.to_owned())
    } else {
        MomentFault::NotAMoment(text.to_owned())
    }
}

/// The two moments that a skipped time may mean: by the clock before the change, and by the one after it.
fn skipped(at: NaiveDateTime, zone: Tz) -> MomentFault {
    let offset = |hours: i64| {
        let near = at.checked_add_signed(TimeDelta::hours(hours)).unwrap_or(at);
        zone.offset_from_local_datetime(&near).earliest().map(|offset| offset.fix())
    };
    let by = |offset: Option<FixedOffset>| {
        let moment = offset.and_then(|offset| offset.from_local_datetime(&at).single());
        moment.map(|moment| written(moment.with_timezone(&zone))).unwrap_or_default()
    };
    MomentFault::Skipped { at, zone, before: by(offset(3)), after: by(offset(-3)) }
}

fn written(at: DateTime<Tz>) -> String {
    at.format("%FT%H:%M%:z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROME: Tz = chrono_tz::Europe::Rome;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn an_offset_says_which_moment_and_without_one_the_wall_clock_does() {
        let noon = utc("2026-11-21T11:59:00Z");
        for text in [
            "2026-11-21T12:59+01:00",
            "2026-11-21 12:59",
            "2026-11-21T12:59:00",
            "2026-11-21T11:59Z",
            "2026-11-21T11:59:00.000Z",
            "2026-11-21 12:59:00.000",
            " 2026-11-21 13:59+02:00 ",
        ] {
            assert_eq!(moment(text, ROME), Ok(noon), "{text}");
        }
        assert_eq!(moment("2028-02-29 08:00", ROME), Ok(utc("2028-02-29T07:00:00Z")));
    }

    #[test]
    fn a_time_that_comes_twice_lists_both() {
        let fault = moment("2026-10-25 02:30", ROME).unwrap_err().to_string();
        assert!(fault.contains("`2026-10-25T02:30+02:00` or `2026-10-25T02:30+01:00`"), "{fault}");
        assert_eq!(moment("2026-10-25T02:30+02:00", ROME), Ok(utc("2026-10-25T00:30:00Z")));
        assert_eq!(moment("2026-10-25T02:30+01:00", ROME), Ok(utc("2026-10-25T01:30:00Z")));
    }

    #[test]
    fn a_time_that_is_skipped_lists_what_may_be_meant() {
        let fault = moment("2026-03-29 02:30", ROME).unwrap_err().to_string();
        assert!(fault.contains("`2026-03-29T01:30+01:00` or `2026-03-29T03:30+02:00`"), "{fault}");
    }

    #[test]
    fn what_is_no_moment_is_told() {
        for text in ["", "tomorrow", "2026-11-21", "12:59"] {
            assert!(matches!(moment(text, ROME), Err(MomentFault::NotAMoment(_))), "{text}");
        }
        for text in ["2027-02-29 10:00", "2026-11-21 25:00", "2026-13-01T10:00+01:00"] {
            assert!(matches!(moment(text, ROME), Err(MomentFault::NoSuchMoment(_))), "{text}");
        }
    }
}
