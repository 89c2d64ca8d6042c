//! The one function against a count that goes from minute to minute and knows no shortcut: two years, their holidays and every change of the
//! clocks.

use std::sync::LazyLock;

use centralino::hours::Calendar;
use centralino::ticket::{Amount, Clock, Due, Figure, Pause, between, due};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc, Weekday};
use proptest::prelude::*;

use super::super::hours::slow::holiday;
use super::{ROME, at, calendar, staffed};

/// From 2026 to the end of 2028, in Rome: two years in which requests come, and one in which the last of them are answered.
const FIRST: &str = "2026-01-01T00:00+01:00";
const TWO_YEARS: i64 = 2 * 365 * 1440;

struct Minute {
    day: NaiveDate,
    open: bool,
}

struct Desk {
    calendar: Calendar,
    minutes: Vec<Minute>,
}

impl Desk {
    /// Whether it is open in a minute, and not again on that day.
    fn closes_after(&self, minute: usize) -> bool {
        let day = self.minutes[minute].day;
        let later = || self.minutes[minute + 1..].iter().take_while(|of| of.day == day);
        self.minutes[minute].open && later().all(|of| !of.open)
    }
}

fn desk(text: &str, open: fn(NaiveDateTime) -> bool) -> Desk {
    let first = at(FIRST);
    let minute = |minute| {
        let local = (first + TimeDelta::minutes(minute)).with_timezone(&ROME).naive_local();
        Minute { day: local.date(), open: open(local) }
    };
    Desk { calendar: calendar(text), minutes: (0..TWO_YEARS + 365 * 1440).map(minute).collect() }
}

fn weekday(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !holiday(date)
}

fn minute_of_day(local: NaiveDateTime) -> u32 {
    local.hour() * 60 + local.minute()
}

static DESKS: LazyLock<[Desk; 4]> = LazyLock::new(|| {
    let platform = |local: NaiveDateTime| {
        weekday(local.date()) && (8 * 60 + 30..19 * 60).contains(&minute_of_day(local))
    };
    let portals = |local: NaiveDateTime| {
        let minute = minute_of_day(local);
        let all = if local.month() == 8 { 9 * 60 + 30..13 * 60 + 30 } else { 9 * 60 + 30..13 * 60 };
        weekday(local.date())
            && (all.contains(&minute) || local.month() != 8 && (15 * 60..17 * 60).contains(&minute))
    };
    // Nights from Friday and Saturday, over the hour that comes twice and the one that never comes.
    let nights = |local: NaiveDateTime| match (local.weekday(), minute_of_day(local)) {
        (Weekday::Fri, minute) => minute >= 22 * 60,
        (Weekday::Sat, minute) => !(6 * 60..22 * 60).contains(&minute),
        (Weekday::Sun, minute) => minute < 6 * 60,
        _ => false,
    };
    [
        desk("mon-fri: 08:30-19:00\nholidays: closed", platform),
        desk(
            "mon-fri: 09:30-13:00, 15:00-17:00\naugust: {\nmon-fri: 09:30-13:30\n}\nholidays: closed",
            portals,
        ),
        desk("fri, sat: 22:00-06:00\nholidays: as weekdays", nights),
        desk("every day: 24/7\nholidays: as weekdays", |_| true),
    ]
});

/// The minute at which it is due; or, where it is waited for without end, what is left.
fn slow(
    desk: &Desk,
    figure: Figure,
    from: usize,
    pauses: &[(usize, Option<usize>)],
) -> Result<usize, Amount> {
    let waits =
        |minute| pauses.iter().any(|(from, until)| *from <= minute && until.is_none_or(|u| minute < u));
    let end =
        pauses.last().filter(|(_, until)| until.is_none()).map_or(desk.minutes.len(), |(from, _)| *from);
    match figure.amount {
        Amount::Time(length) => {
            let mut left = length.num_minutes();
            for minute in from..end {
                if !waits(minute) && (figure.clock == Clock::Wall || desk.minutes[minute].open) {
                    left -= 1;
                    if left == 0 {
                        return Ok(minute + 1);
                    }
                }
            }
            Err(Amount::Time(TimeDelta::minutes(left)))
        }
        Amount::WorkingDays(days) => {
            let mut left = days;
            for minute in from..end {
                if desk.closes_after(minute)
                    && desk.minutes[minute].day > desk.minutes[from].day
                    && !waits(minute)
                {
                    left -= 1;
                    if left == 0 {
                        return Ok(minute + 1);
                    }
                }
            }
            Err(Amount::WorkingDays(left))
        }
    }
}

fn moment(minute: usize) -> DateTime<Utc> {
    at(FIRST) + TimeDelta::minutes(i64::try_from(minute).unwrap())
}

fn fast(desk: &Desk, figure: Figure, from: usize, pauses: &[(usize, Option<usize>)]) -> Due {
    let pauses: Vec<_> =
        pauses.iter().map(|(from, until)| Pause { from: moment(*from), until: until.map(moment) }).collect();
    due(figure, staffed(&desk.calendar), moment(from), &pauses)
}

fn agree(desk: &Desk, figure: Figure, from: usize, pauses: &[(usize, Option<usize>)]) -> Result<(), String> {
    let want = match slow(desk, figure, from, pauses) {
        Ok(minute) => Due::At(moment(minute)),
        Err(left) => Due::Waiting(left),
    };
    let have = fast(desk, figure, from, pauses);
    if have == want {
        return Ok(());
    }
    Err(format!("{figure:?} from {} with {pauses:?}: {have:?}, but counted {want:?}", moment(from)))
}

fn figure() -> impl Strategy<Value = Figure> {
    let amount = prop_oneof![
        (1i64..60 * 60).prop_map(|minutes| Amount::Time(TimeDelta::minutes(minutes))),
        prop::sample::select(vec![30, 60, 120, 480, 720, 1440, 2880])
            .prop_map(|minutes| Amount::Time(TimeDelta::minutes(minutes))),
        (1u16..=10).prop_map(Amount::WorkingDays),
    ];
    let clock = prop::sample::select(vec![Clock::Staffed, Clock::Wall]);
    (amount, clock).prop_map(|(amount, clock)| Figure { amount, clock })
}

/// Any minute of the two years; every other one within two days of a change of the clocks or a run of holidays.
fn start() -> impl Strategy<Value = usize> {
    let near = [
        "2026-03-29T00:00+01:00",
        "2026-10-25T00:00+02:00",
        "2027-03-28T00:00+01:00",
        "2027-10-31T00:00+02:00",
        "2026-04-05T00:00+02:00",
        "2026-12-25T00:00+01:00",
        "2027-08-01T00:00+02:00",
    ];
    let near = prop::sample::select(near.to_vec()).prop_map(|day| (at(day) - at(FIRST)).num_minutes());
    prop_oneof![0..TWO_YEARS, (near, -2880i64..2880).prop_map(|(day, by)| day + by)]
        .prop_map(|minute| usize::try_from(minute).unwrap())
}

/// Found by chance: the user is asked between the two stretches of a night desk's Saturday, which has not closed yet.
#[test]
fn a_day_that_is_open_again_in_the_evening_has_not_closed_in_the_morning() {
    let figure = Figure { amount: Amount::WorkingDays(1), clock: Clock::Staffed };
    let pauses = [(128_382, Some(129_953)), (130_243, Some(134_026)), (134_220, None)];
    assert_eq!(agree(&DESKS[2], figure, 126_187, &pauses), Ok(()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn a_due_moment_is_the_one_that_is_counted(
        which in 0usize..4,
        figure in figure(),
        from in start(),
        gaps in prop::collection::vec((0usize..3000, 1usize..5000), 0..4),
        endless in any::<bool>(),
    ) {
        let mut pauses = Vec::new();
        let mut minute = from;
        for (gap, length) in gaps {
            let begin = minute + gap;
            minute = begin + length;
            pauses.push((begin, Some(minute)));
        }
        if endless && let Some(last) = pauses.last_mut() {
            last.1 = None;
        }
        let agreed = agree(&DESKS[which], figure, from, &pauses);
        prop_assert!(agreed.is_ok(), "desk {}: {}", which, agreed.unwrap_err());
    }

    #[test]
    fn staffed_time_between_two_moments_is_the_open_minutes(which in 0usize..4, from in start(), length in 0usize..30_000) {
        let desk = &DESKS[which];
        let open = desk.minutes[from..from + length].iter().filter(|minute| minute.open).count();
        let have = between(Clock::Staffed, staffed(&desk.calendar), moment(from), moment(from + length));
        prop_assert_eq!(have.num_minutes(), i64::try_from(open).unwrap());
    }
}

/// Desk 5's whole table, every few hours of two years.
#[test]
fn desk_five_keeps_its_table_for_two_years() {
    let minutes = |minutes| Amount::Time(TimeDelta::minutes(minutes));
    let table = [
        (minutes(30), Clock::Staffed),
        (minutes(8 * 60), Clock::Staffed),
        (minutes(24 * 60), Clock::Staffed),
        (minutes(12 * 60), Clock::Wall),
        (Amount::WorkingDays(1), Clock::Staffed),
        (Amount::WorkingDays(5), Clock::Staffed),
        (Amount::WorkingDays(10), Clock::Wall),
    ];
    let desk = &DESKS[0];
    let wrong: Vec<_> = (0..usize::try_from(TWO_YEARS).unwrap())
        .step_by(13 * 60 + 7)
        .flat_map(|from| table.map(|(amount, clock)| agree(desk, Figure { amount, clock }, from, &[])))
        .filter_map(Result::err)
        .collect();
    assert!(wrong.is_empty(), "{} are wrong: {:#?}", wrong.len(), &wrong[..wrong.len().min(5)]);
}
