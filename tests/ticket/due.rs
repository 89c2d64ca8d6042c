//! The figures of desk 5 on its calendar, at the moments at which a reading could go wrong.

use centralino::hours::{Live, Override};
use centralino::ticket::{Amount, Clock, Due, Figure, Pause, Staffed, between, due};
use chrono::TimeDelta;

use super::{at, calendar, condafne, days, hours, minutes, staffed, told};

fn due_at(figure: Figure, from: &str, pauses: &[(&str, &str)]) -> String {
    let calendar = condafne();
    let pauses: Vec<_> =
        pauses.iter().map(|(from, until)| Pause { from: at(from), until: Some(at(until)) }).collect();
    match due(figure, staffed(&calendar), at(from), &pauses) {
        Due::At(moment) => told(moment),
        other => format!("{other:?}"),
    }
}

const FRIDAY: &str = "2026-11-20T18:30+01:00";
const SATURDAY: &str = "2026-11-21T10:00+01:00";

#[test]
fn a_high_of_friday_evening_goes_on_on_monday() {
    assert_eq!(due_at(minutes(30, Clock::Staffed), FRIDAY, &[]), "Fri 2026-11-20 19:00");
    assert_eq!(due_at(hours(8, Clock::Staffed), FRIDAY, &[]), "Mon 2026-11-23 16:00");
}

#[test]
fn a_high_of_saturday_is_taken_on_monday_and_resolved_by_the_wall_clock() {
    assert_eq!(due_at(minutes(30, Clock::Staffed), SATURDAY, &[]), "Mon 2026-11-23 09:00");
    assert_eq!(due_at(hours(12, Clock::Wall), SATURDAY, &[]), "Sat 2026-11-21 22:00");
}

#[test]
fn working_days_end_at_a_close_whatever_the_clock() {
    for clock in [Clock::Staffed, Clock::Wall] {
        assert_eq!(due_at(days(1, clock), FRIDAY, &[]), "Mon 2026-11-23 19:00");
        assert_eq!(due_at(days(1, clock), SATURDAY, &[]), "Mon 2026-11-23 19:00");
        // Before the desk opens it is that day already.
        assert_eq!(due_at(days(1, clock), "2026-11-23T07:00+01:00", &[]), "Tue 2026-11-24 19:00");
        // 7 and 8 December: the second is a holiday.
        assert_eq!(due_at(days(2, clock), "2026-12-04T09:00+01:00", &[]), "Wed 2026-12-09 19:00");
    }
}

#[test]
fn both_changes_of_the_clocks_cost_and_give_an_hour_of_the_wall_clock_only() {
    assert_eq!(due_at(hours(12, Clock::Wall), "2026-10-24T20:00+02:00", &[]), "Sun 2026-10-25 07:00");
    assert_eq!(due_at(hours(12, Clock::Wall), "2026-03-28T20:00+01:00", &[]), "Sun 2026-03-29 09:00");
    assert_eq!(due_at(hours(2, Clock::Staffed), "2026-10-23T18:00+02:00", &[]), "Mon 2026-10-26 09:30");
    assert_eq!(due_at(hours(2, Clock::Staffed), "2026-03-27T18:00+01:00", &[]), "Mon 2026-03-30 09:30");
}

#[test]
fn the_clock_stands_while_the_user_is_waited_for() {
    let lunch = ("2026-11-23T12:00+01:00", "2026-11-23T13:30+01:00");
    assert_eq!(due_at(hours(8, Clock::Staffed), FRIDAY, &[lunch]), "Mon 2026-11-23 17:30");
    let sunday = ("2026-11-21T20:00+01:00", "2026-11-22T20:00+01:00");
    assert_eq!(due_at(hours(8, Clock::Staffed), FRIDAY, &[sunday]), "Mon 2026-11-23 16:00");
    assert_eq!(due_at(hours(12, Clock::Wall), SATURDAY, &[sunday]), "Sun 2026-11-22 22:00");
    // After it was due nothing changes any more.
    let late = ("2026-11-23T16:01+01:00", "2026-11-25T09:00+01:00");
    assert_eq!(due_at(hours(8, Clock::Staffed), FRIDAY, &[late]), "Mon 2026-11-23 16:00");
}

#[test]
fn a_day_counts_where_the_desk_does_not_wait_at_its_close() {
    let asked = |until| ("2026-11-23T18:59+01:00", until);
    assert_eq!(
        due_at(days(1, Clock::Wall), FRIDAY, &[asked("2026-11-23T19:00+01:00")]),
        "Tue 2026-11-24 19:00"
    );
    assert_eq!(
        due_at(days(1, Clock::Wall), FRIDAY, &[("2026-11-23T09:00+01:00", "2026-11-23T18:59+01:00")]),
        "Mon 2026-11-23 19:00"
    );
    assert_eq!(
        due_at(days(1, Clock::Wall), FRIDAY, &[("2026-11-23T19:00+01:00", "2026-11-24T09:00+01:00")]),
        "Mon 2026-11-23 19:00"
    );
}

#[test]
fn what_is_left_stands_too() {
    let calendar = condafne();
    let asked = [Pause { from: at("2026-11-23T10:00+01:00"), until: None }];
    let left = due(hours(8, Clock::Staffed), staffed(&calendar), at(FRIDAY), &asked);
    assert_eq!(left, Due::Waiting(Amount::Time(TimeDelta::hours(6))));
    let left = due(days(5, Clock::Wall), staffed(&calendar), at("2026-11-18T10:00+01:00"), &asked);
    assert_eq!(left, Due::Waiting(Amount::WorkingDays(3)));
    let over = [Pause { from: at("2026-11-23T16:01+01:00"), until: None }];
    assert!(matches!(due(hours(8, Clock::Staffed), staffed(&calendar), at(FRIDAY), &over), Due::At(_)));
}

#[test]
fn a_desk_closed_by_hand_is_not_staffed() {
    let calendar = condafne();
    let strike = |calendar: Option<&str>| Live {
        overrides: vec![Override {
            id: 1,
            calendar: calendar.map(str::to_owned),
            from: at("2026-11-23T00:00+01:00"),
            until: at("2026-11-24T00:00+01:00"),
            open: false,
        }],
        emergency: None,
    };
    for (name, told_day) in [(None, "Tue 2026-11-24 16:00"), (Some("other"), "Mon 2026-11-23 16:00")] {
        let live = strike(name);
        let staffed = Staffed { calendar: &calendar, live: &live, name: "operatori" };
        let Due::At(moment) = due(hours(8, Clock::Staffed), staffed, at(FRIDAY), &[]) else { panic!() };
        assert_eq!(told(moment), told_day);
    }
}

#[test]
fn a_desk_that_never_opens_owes_nothing_by_any_date() {
    let closed = calendar("osm: 2020 Mo-Fr 10:00-11:00\nholidays: as weekdays");
    assert_eq!(due(minutes(30, Clock::Staffed), staffed(&closed), at(FRIDAY), &[]), Due::Never);
    assert_eq!(due(days(1, Clock::Wall), staffed(&closed), at(FRIDAY), &[]), Due::Never);
}

#[test]
fn what_is_left_runs_on_its_own_clock_and_below_nothing() {
    let calendar = condafne();
    let left = |clock, from, to| between(clock, staffed(&calendar), at(from), at(to)).num_minutes();
    assert_eq!(left(Clock::Staffed, FRIDAY, "2026-11-23T16:00+01:00"), 8 * 60);
    assert_eq!(left(Clock::Wall, FRIDAY, "2026-11-23T16:00+01:00"), 69 * 60 + 30);
    assert_eq!(left(Clock::Staffed, "2026-11-23T16:00+01:00", FRIDAY), -8 * 60);
}
