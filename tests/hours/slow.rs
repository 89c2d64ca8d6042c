//! The calendar against a reading that goes from minute to minute and knows no shortcut.

use centralino::hours::{Calendar, Live, Override};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::{at, read_in};

/// A calendar as data: what its lines say, for a reader without cleverness.
#[derive(Clone, Debug)]
struct Desk {
    /// Minutes from midnight, by day from Monday; the end may lie in the next day.
    week: [Option<(u32, u32)>; 7],
    /// The same for August, where there is a block.
    august: Option<[Option<(u32, u32)>; 7]>,
    /// None: as weekdays.
    #[expect(clippy::option_option, reason = "nothing said, closed, or hours")]
    holidays: Option<Option<(u32, u32)>>,
    /// First and last day of a closing period.
    closing: Option<(NaiveDate, NaiveDate)>,
}

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn hours(span: Option<(u32, u32)>) -> String {
    let time = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    span.map_or("closed".to_owned(), |(start, end)| format!("{}-{}", time(start), time(end)))
}

fn lines(week: &[Option<(u32, u32)>; 7]) -> String {
    NAMES.iter().zip(week).fold(String::new(), |text, (name, span)| text + name + ": " + &hours(*span) + "\n")
}

impl Desk {
    fn text(&self) -> String {
        let mut text = lines(&self.week);
        if let Some(august) = &self.august {
            text = text + "august: {\n" + &lines(august) + "}\n";
        }
        if let Some((from, to)) = self.closing {
            text = text + &from.to_string() + ".." + &to.to_string() + ": closed\n";
        }
        text + &self
            .holidays
            .map_or("holidays: as weekdays".to_owned(), |span| format!("holidays: {}", hours(span)))
    }

    /// How strong what is said of a day is, and its span.
    fn day(&self, date: NaiveDate) -> (u8, Option<(u32, u32)>) {
        if self.closing.is_some_and(|(from, to)| from <= date && date <= to) {
            return (2, None);
        }
        if let Some(span) = self.holidays
            && holiday(date)
        {
            return (1, span);
        }
        let week = self.august.as_ref().filter(|_| date.month() == 8).unwrap_or(&self.week);
        (0, week[date.weekday().num_days_from_monday() as usize])
    }

    fn open(&self, zone: Tz, moment: DateTime<Utc>) -> bool {
        let local = moment.with_timezone(&zone).naive_local();
        let minute = local.hour() * 60 + local.minute();
        let (rank, today) = self.day(local.date());
        let (before, night) = self.day(local.date().pred_opt().unwrap());
        let goes_on = rank == 0 || before > rank || (before == rank && today.is_some());
        today.is_some_and(|(start, end)| start <= minute && minute < end)
            || goes_on && night.is_some_and(|(_, end)| minute + 1440 < end)
    }
}

#[expect(
    clippy::many_single_char_names,
    clippy::cast_sign_loss,
    reason = "the rule is known by these letters, and never negative"
)]
/// Italy's holidays, reckoned anew: Easter by the anonymous Gregorian rule.
pub(crate) fn holiday(date: NaiveDate) -> bool {
    let year = date.year();
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let (month, day) = ((h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
    let easter = NaiveDate::from_ymd_opt(year, month as u32, day as u32).unwrap();
    let fixed = [(1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)];
    date == easter
        || date == easter.succ_opt().unwrap()
        || fixed.contains(&(date.month(), date.day()))
        || (year >= 2026 && (date.month(), date.day()) == (10, 4))
}

fn span() -> impl Strategy<Value = Option<(u32, u32)>> {
    prop_oneof![
        1 => Just(None),
        3 => (0u32..1439, 1u32..720).prop_map(|(start, length)| Some((start, (start + length).min(2880)))),
        1 => Just(Some((0, 1440))),
        1 => (0u32..200, 1u32..200).prop_map(|(start, length)| Some((start, start + length))),
    ]
}

fn desk() -> impl Strategy<Value = Desk> {
    let week = || prop::array::uniform7(span());
    let closing = (0i64..2500, 0i64..40).prop_map(|(day, length)| {
        let from = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + TimeDelta::days(day);
        (from, from + TimeDelta::days(length))
    });
    (week(), prop::option::of(week()), prop::option::of(span()), prop::option::of(closing))
        .prop_map(|(week, august, holidays, closing)| Desk { week, august, holidays, closing })
}

fn sound(desk: &Desk, zone: Tz) -> Calendar {
    let (calendar, faults) = read_in(zone, &desk.text());
    calendar.unwrap_or_else(|| panic!("{}: {faults:?}", desk.text()))
}

const MINUTE: TimeDelta = TimeDelta::minutes(1);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn every_minute_is_answered_as_a_slow_reader_would(
        desk in desk(),
        start in prop_oneof![
            // Both changes of the clocks, Easter, the turn of a year, August, and any day.
            Just(at("2026-03-28T00:00+01:00")),
            Just(at("2026-10-24T00:00+02:00")),
            Just(at("2026-04-04T00:00+02:00")),
            Just(at("2026-12-24T00:00+01:00")),
            Just(at("2026-07-31T00:00+02:00")),
            (0i64..2500).prop_map(|day| at("2025-01-01T00:00+01:00") + TimeDelta::days(day)),
        ],
        zone in prop::sample::select(vec![
            chrono_tz::Europe::Rome,
            chrono_tz::Asia::Beirut,
            chrono_tz::America::Havana,
            chrono_tz::Australia::Lord_Howe,
            chrono_tz::UTC,
        ]),
    ) {
        let calendar = sound(&desk, zone);
        let live = Live::default();
        let end = start + TimeDelta::days(3);
        let mut minute = start;
        let mut held: Option<centralino::hours::Answer> = None;
        let mut spans: Vec<(DateTime<Utc>, DateTime<Utc>)> = Vec::new();
        while minute < end {
            let want = desk.open(zone, minute);
            // Asked anew every seventh minute, and as soon as the last answer no longer holds.
            if held.as_ref().is_none_or(|answer| answer.until <= minute) || minute.minute() % 7 == 0 {
                held = Some(calendar.answer("", &live, minute));
            }
            let answer = held.clone().unwrap();
            prop_assert_eq!(answer.closed.is_none(), want, "{} at {}", desk.text(), minute);
            if want {
                match spans.last_mut() {
                    Some(last) if last.1 == minute => last.1 = minute + MINUTE,
                    _ => spans.push((minute, minute + MINUTE)),
                }
            }
            minute += MINUTE;
        }
        prop_assert_eq!(calendar.intervals(start, end, &live, "").collect::<Vec<_>>(), spans);
    }

    #[test]
    fn a_reopening_is_the_first_open_minute(desk in desk(), day in 0i64..700) {
        let zone = chrono_tz::Europe::Rome;
        let calendar = sound(&desk, zone);
        let now = at("2025-06-01T00:00+02:00") + TimeDelta::days(day) + TimeDelta::minutes(day * 37 % 1440);
        let answer = calendar.answer("", &Live::default(), now);
        prop_assert_eq!(answer.closed.is_none(), desk.open(zone, now));
        if let Some(reopens) = answer.reopens {
            prop_assert!(desk.open(zone, reopens) && !desk.open(zone, reopens - MINUTE));
            let mut minute = now;
            while minute < reopens {
                prop_assert!(!desk.open(zone, minute), "{} at {}", desk.text(), minute);
                minute += MINUTE;
            }
        } else if answer.closed.is_some() {
            prop_assert!(desk.week.iter().all(Option::is_none) || desk.august.is_none(), "{}", desk.text());
        }
    }

    #[test]
    fn overrides_are_laid_over_to_the_minute(
        desk in desk(),
        overrides in prop::collection::vec((0i64..2880, 1i64..600, any::<bool>()), 0..5),
    ) {
        let zone = chrono_tz::Europe::Rome;
        let calendar = sound(&desk, zone);
        let start = at("2026-10-24T12:00+02:00");
        let overrides: Vec<Override> = overrides.into_iter().zip(1..).map(|((from, length, open), id)| {
            let from = start + TimeDelta::minutes(from);
            Override { id, calendar: None, from, until: from + TimeDelta::minutes(length), open }
        }).collect();
        let live = Live { overrides, emergency: None };
        let mut minute = start;
        let mut held = calendar.answer("", &live, minute);
        while minute < start + TimeDelta::days(2) {
            if held.until <= minute {
                held = calendar.answer("", &live, minute);
            }
            let newest = live.overrides.iter().rev().find(|of| of.from <= minute && minute < of.until);
            let want = newest.map_or_else(|| desk.open(zone, minute), |of| of.open);
            prop_assert_eq!(held.closed.is_none(), want, "{} at {}", desk.text(), minute);
            minute += MINUTE;
        }
    }
}

#[test]
fn the_slow_reader_knows_the_days_by_heart() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert!(holiday(day("2026-04-06")) && holiday(day("2026-10-04")) && !holiday(day("2025-10-04")));
    assert_eq!(day("2026-04-06").weekday(), Weekday::Mon);
}
