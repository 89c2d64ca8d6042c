//! A request against its desk's table: the next deadline, what is left, what is broken, and when the desk is told.

use centralino::ticket::{
    Amount, Clock, Due, Entry, Event, Figures, Goal, Life, Notices, Origin, Promise, Severity, Warning,
};
use chrono::TimeDelta;

use super::{at, condafne, days, hours, minutes, staffed, told};

/// Desk 5's table.
fn table() -> Promise {
    let figures = |reaction, staffed, otherwise| Figures {
        reaction: Some(reaction),
        staffed: Some(staffed),
        otherwise: Some(otherwise),
    };
    Promise {
        figures: [
            figures(minutes(30, Clock::Staffed), hours(8, Clock::Staffed), hours(12, Clock::Wall)),
            figures(minutes(60, Clock::Staffed), hours(24, Clock::Staffed), hours(48, Clock::Wall)),
            figures(hours(2, Clock::Staffed), days(2, Clock::Staffed), days(3, Clock::Wall)),
            figures(days(1, Clock::Staffed), days(5, Clock::Staffed), days(10, Clock::Wall)),
        ],
        assumed: Severity::High,
    }
}

fn life(opened: &str, events: &[(&str, Event)]) -> Life {
    let first = Entry { at: at(opened), event: Event::Opened { origin: Origin::Call } };
    let rest = events.iter().map(|(moment, event)| Entry { at: at(moment), event: event.clone() });
    Life::of(std::iter::once(first).chain(rest)).unwrap()
}

fn next(life: &Life) -> Option<(Goal, String)> {
    let calendar = condafne();
    table().next(life, staffed(&calendar)).map(|aim| (aim.goal, told(aim.moment().unwrap())))
}

const FRIDAY: &str = "2026-11-20T18:30+01:00";
const SATURDAY: &str = "2026-11-21T10:00+01:00";

#[test]
fn what_is_to_be_done_next_changes_as_it_is_done() {
    assert_eq!(next(&life(FRIDAY, &[])), Some((Goal::Reaction, "Fri 2026-11-20 19:00".to_owned())));
    let taken = ("2026-11-20T18:50+01:00", Event::TakenInCharge);
    let resolve = |when: &str| Some((Goal::Resolution, when.to_owned()));
    assert_eq!(next(&life(FRIDAY, std::slice::from_ref(&taken))), resolve("Mon 2026-11-23 16:00"));
    let low = ("2026-11-20T18:51+01:00", Event::Severity { severity: Severity::Low });
    assert_eq!(next(&life(FRIDAY, &[taken.clone(), low])), resolve("Tue 2026-11-24 19:00"));
    assert_eq!(next(&life(FRIDAY, &[taken.clone(), ("2026-11-20T18:52+01:00", Event::Closed)])), None);
    assert_eq!(next(&life(FRIDAY, &[taken, ("2026-11-20T18:52+01:00", Event::Asked)])), None);
    // Opened on a Saturday, it is to be resolved before anybody has to take it in charge.
    assert_eq!(next(&life(SATURDAY, &[])), resolve("Sat 2026-11-21 22:00"));
}

#[test]
fn the_last_open_minute_is_staffed_and_the_close_is_not() {
    let due = |opened: &str, event: Severity| {
        next(&life(opened, &[(opened, Event::TakenInCharge), (opened, Event::Severity { severity: event })]))
            .unwrap()
            .1
    };
    assert_eq!(due("2026-11-20T18:59+01:00", Severity::Info), "Fri 2026-11-27 19:00");
    assert_eq!(due("2026-11-20T19:00+01:00", Severity::Info), "Fri 2026-12-04 19:00");
    assert_eq!(due("2026-11-23T08:29+01:00", Severity::High), "Mon 2026-11-23 20:29");
    assert_eq!(due("2026-11-23T08:30+01:00", Severity::High), "Mon 2026-11-23 16:30");
}

#[test]
fn a_promise_is_broken_by_a_second_and_stays_so() {
    let calendar = condafne();
    let staffed = staffed(&calendar);
    let aims = |events: &[(&str, Event)]| table().aims(&life(FRIDAY, events), staffed);
    let [reaction, _] = aims(&[]);
    let due = at("2026-11-20T19:00+01:00");
    assert!(!reaction.unwrap().broken(due));
    assert!(reaction.unwrap().broken(due + TimeDelta::seconds(1)));
    let late = [("2026-11-23T08:30+01:00", Event::TakenInCharge)];
    assert!(
        aims(&late)[0].unwrap().broken(due),
        "no staffed minute too late, but after the moment that was told"
    );
    let in_time = [("2026-11-20T19:00+01:00", Event::TakenInCharge)];
    assert!(!aims(&in_time)[0].unwrap().broken(due + TimeDelta::days(9)));
    // The wait for the user began when it was over already.
    let asked = [("2026-11-20T18:40+01:00", Event::TakenInCharge), ("2026-11-23T16:30+01:00", Event::Asked)];
    assert!(aims(&asked)[1].unwrap().broken(at("2026-11-24T10:00+01:00")));
}

#[test]
fn what_is_left_is_told_by_the_figures_own_clock() {
    let calendar = condafne();
    let staffed = staffed(&calendar);
    let taken = ("2026-11-20T18:45+01:00", Event::TakenInCharge);
    let left = |opened: &str, events: &[(&str, Event)], now: &str| {
        table().aims(&life(opened, events), staffed)[1].unwrap().left(at(now), staffed)
    };
    let hours = |hours| Some(Amount::Time(TimeDelta::hours(hours)));
    assert_eq!(
        left(FRIDAY, std::slice::from_ref(&taken), "2026-11-22T12:00+01:00"),
        Some(Amount::Time(TimeDelta::minutes(450)))
    );
    assert_eq!(left(FRIDAY, std::slice::from_ref(&taken), "2026-11-23T18:00+01:00"), hours(-2));
    assert_eq!(left(SATURDAY, &[], "2026-11-21T11:00+01:00"), hours(11));
    let asked = ("2026-11-23T09:30+01:00", Event::Asked);
    assert_eq!(
        left(FRIDAY, &[taken, asked], "2026-12-22T12:00+01:00"),
        Some(Amount::Time(TimeDelta::minutes(390)))
    );
}

#[test]
fn a_request_that_came_back_has_its_clocks_begun_anew() {
    let back = life(
        FRIDAY,
        &[("2026-11-20T18:45+01:00", Event::Closed), ("2026-11-24T10:00+01:00", Event::Reopened)],
    );
    assert_eq!(next(&back), Some((Goal::Reaction, "Tue 2026-11-24 10:30".to_owned())));
}

#[test]
fn a_severity_without_figures_promises_nothing() {
    let calendar = condafne();
    let mut table = table();
    table.figures[Severity::Info.index()] = Figures::default();
    let info = life(FRIDAY, &[(FRIDAY, Event::Severity { severity: Severity::Info })]);
    assert_eq!(table.aims(&info, staffed(&calendar)), [None, None]);
}

#[test]
fn a_desk_is_told_before_a_deadline_and_at_it_but_not_at_night() {
    let calendar = condafne();
    let tell = |any_hour, from: &str, due: &str| {
        let warning = Warning { before: TimeDelta::minutes(60), at_any_hour: any_hour };
        let Notices { before, at: broken } = warning.notices(at(from), at(due), staffed(&calendar));
        (before.map_or("-".to_owned(), told), broken.map_or("-".to_owned(), told))
    };
    let pair = |before: &str, at: &str| (before.to_owned(), at.to_owned());
    let (fri, sat) = ("2026-11-20T12:00+01:00", SATURDAY);
    // In hours.
    assert_eq!(
        tell(false, fri, "2026-11-23T16:00+01:00"),
        pair("Mon 2026-11-23 15:00", "Mon 2026-11-23 16:00")
    );
    // It would come at 8: it comes when the desk opens.
    assert_eq!(
        tell(false, sat, "2026-11-23T09:00+01:00"),
        pair("Mon 2026-11-23 08:30", "Mon 2026-11-23 09:00")
    );
    // Nobody is there from Friday's close to the deadline: an hour before that close; and once it is broken, on Monday.
    assert_eq!(
        tell(false, fri, "2026-11-21T22:00+01:00"),
        pair("Fri 2026-11-20 18:00", "Mon 2026-11-23 08:30")
    );
    // Nor was anybody since it was opened.
    assert_eq!(tell(false, sat, "2026-11-21T22:00+01:00"), pair("-", "Mon 2026-11-23 08:30"));
    assert_eq!(
        tell(true, sat, "2026-11-21T22:00+01:00"),
        pair("Sat 2026-11-21 21:00", "Sat 2026-11-21 22:00")
    );
    // A deadline at the close is told at once when the desk opens again.
    assert_eq!(
        tell(false, "2026-11-20T18:30+01:00", "2026-11-20T19:00+01:00"),
        pair("Fri 2026-11-20 18:30", "Mon 2026-11-23 08:30")
    );
    assert!(matches!(table().next(&life(fri, &[]), staffed(&calendar)).unwrap().due, Due::At(_)));
}
