//! Open or closed, why, until when, and when again.

use centralino::hours::{Closed, Layer, LineId, Live, Override};
use chrono::TimeDelta;

use super::{ask, at, calendar, open};

const MINISTRY: &str = "mon-fri: 08:00-18:00
    sat: 08:00-13:00
    holidays: closed";

#[test]
fn every_edge_of_a_week_is_where_it_was_written() {
    let desk = calendar(MINISTRY);
    for (moment, want) in [
        ("2026-11-20T07:59+01:00", false),
        ("2026-11-20T08:00+01:00", true),
        ("2026-11-20T17:59+01:00", true),
        ("2026-11-20T18:00+01:00", false),
        ("2026-11-21T12:59+01:00", true),
        ("2026-11-21T13:00+01:00", false),
        ("2026-11-22T10:00+01:00", false),
        ("2026-07-20T08:00+02:00", true),
        ("2026-07-20T07:59+02:00", false),
    ] {
        assert_eq!(open(&desk, moment), want, "{moment}");
    }
}

#[test]
fn an_answer_says_why_until_when_and_when_again() {
    let desk = calendar(MINISTRY);
    let friday = ask(&desk, "2026-11-20T09:00+01:00");
    assert_eq!((friday.closed, friday.layer), (None, Layer::Line(LineId(0))));
    assert_eq!(friday.until, at("2026-11-20T18:00+01:00"));
    assert_eq!(friday.reopens, None);

    let sunday = ask(&desk, "2026-11-22T10:00+01:00");
    assert_eq!((sunday.closed, sunday.layer), (Some(Closed::OutsideHours), Layer::NoLine));
    assert_eq!(sunday.until, at("2026-11-23T00:00+01:00"));
    assert_eq!(sunday.reopens, Some(at("2026-11-23T08:00+01:00")));

    let evening = ask(&desk, "2026-11-20T18:00+01:00");
    assert_eq!((evening.closed, evening.layer), (Some(Closed::OutsideHours), Layer::Line(LineId(0))));
    assert_eq!(evening.reopens, Some(at("2026-11-21T08:00+01:00")));

    // Christmas 2026 is a Friday, Saint Stephen a Saturday: it opens again on Monday.
    let christmas = ask(&desk, "2026-12-25T10:00+01:00");
    assert_eq!(christmas.closed, Some(Closed::Holiday));
    assert_eq!(christmas.layer, Layer::Holiday { name: "Natale".to_owned(), line: LineId(2) });
    assert_eq!(christmas.reopens, Some(at("2026-12-28T08:00+01:00")));
}

#[test]
fn italys_holidays_are_all_known_by_name() {
    let desk = calendar("every day: 24/7\nholidays: closed");
    for (day, name) in [
        ("2026-01-01", "Capodanno"),
        ("2026-01-06", "Epifania"),
        ("2026-04-05", "Pasqua"),
        ("2026-04-06", "Lunedì dell'Angelo"),
        ("2027-03-28", "Pasqua"),
        ("2027-03-29", "Lunedì dell'Angelo"),
        ("2026-04-25", "Festa della Liberazione"),
        ("2026-05-01", "Festa dei lavoratori"),
        ("2026-06-02", "Festa della Repubblica"),
        ("2026-08-15", "Ferragosto"),
        ("2026-10-04", "San Francesco d'Assisi"),
        ("2026-11-01", "Ognissanti"),
        ("2026-12-08", "Immacolata Concezione"),
        ("2026-12-25", "Natale"),
        ("2026-12-26", "Santo Stefano"),
    ] {
        let answer = ask(&desk, &format!("{day}T11:00Z"));
        assert_eq!(answer.layer, Layer::Holiday { name: name.to_owned(), line: LineId(1) }, "{day}");
    }
    // 4 October counts again from 2026 on; Good Friday never.
    for day in ["2025-10-04", "2026-04-03", "2026-11-02", "2024-10-04"] {
        assert!(open(&desk, &format!("{day}T11:00Z")), "{day}");
    }
    assert_eq!(desk.holidays_end(), Some(2076));
}

#[test]
fn both_passes_of_the_hour_that_comes_twice_are_the_same() {
    let night = calendar("sun: 02:15-02:45\nholidays: as weekdays");
    for (moment, want) in [
        ("2026-10-25T02:14+02:00", false),
        ("2026-10-25T02:15+02:00", true),
        ("2026-10-25T02:30+02:00", true),
        ("2026-10-25T02:44+02:00", true),
        ("2026-10-25T02:45+02:00", false),
        ("2026-10-25T02:59+02:00", false),
        ("2026-10-25T02:00+01:00", false),
        ("2026-10-25T02:15+01:00", true),
        ("2026-10-25T02:30+01:00", true),
        ("2026-10-25T02:45+01:00", false),
    ] {
        assert_eq!(open(&night, moment), want, "{moment}");
    }
    let between = ask(&night, "2026-10-25T02:50+02:00");
    assert_eq!(between.reopens, Some(at("2026-10-25T02:15+01:00")));
    assert_eq!(ask(&night, "2026-10-25T02:20+02:00").until, at("2026-10-25T02:45+02:00"));
    // The library is wrong about the last minute before the clocks go back, even when it is always open.
    for lines in ["mon-sun: 24/7\nholidays: as weekdays", "osm: 24/7\nholidays: as weekdays"] {
        let always = calendar(lines);
        assert!(open(&always, "2026-10-25T02:59+02:00"), "{lines}");
        let (from, to) = (at("2026-10-24T00:00+02:00"), at("2026-10-27T00:00+01:00"));
        let live = Live::default();
        assert_eq!(always.intervals(from, to, &live, "").collect::<Vec<_>>(), [(from, to)], "{lines}");
    }
}

#[test]
fn the_hour_that_never_comes_opens_nothing() {
    let night = calendar("sun: 02:15-02:45\nholidays: as weekdays");
    let before = ask(&night, "2026-03-29T01:59+01:00");
    assert_eq!(before.until, at("2026-03-29T03:00+02:00"));
    assert_eq!(before.reopens, Some(at("2026-04-05T02:15+02:00")));
    assert!(!open(&night, "2026-03-29T03:00+02:00"));
    // Half of it comes.
    let half = calendar("sun: 02:30-03:30\nholidays: as weekdays");
    let before = ask(&half, "2026-03-29T01:00+01:00");
    assert_eq!(before.reopens, Some(at("2026-03-29T03:00+02:00")));
    assert_eq!(ask(&half, "2026-03-29T03:10+02:00").until, at("2026-03-29T03:30+02:00"));
}

#[test]
fn a_night_belongs_to_the_day_on_which_it_begins() {
    let bar = calendar("fri: 22:00-02:00\nsat: closed\nholidays: closed");
    assert!(open(&bar, "2026-11-20T23:59+01:00"));
    assert!(open(&bar, "2026-11-21T01:59+01:00"));
    assert!(!open(&bar, "2026-11-21T02:00+01:00"));
    let night = ask(&bar, "2026-11-21T00:30+01:00");
    assert_eq!((night.layer, night.until), (Layer::Line(LineId(0)), at("2026-11-21T02:00+01:00")));
    // A holiday ends it at midnight: Saturday 26 December.
    assert!(!open(&bar, "2026-12-26T00:00+01:00"));
    // And 14 August, a Friday before the holiday: open until midnight only.
    assert!(open(&bar, "2026-08-14T23:59+02:00"));
    assert_eq!(ask(&bar, "2026-08-14T23:00+02:00").until, at("2026-08-15T00:00+02:00"));
    assert!(!open(&bar, "2026-08-15T00:00+02:00"));
    // A longer night is asked for.
    let guard = calendar("mon: 18:00-32:00\nholidays: as weekdays");
    assert!(open(&guard, "2026-11-24T07:59+01:00"));
    assert!(!open(&guard, "2026-11-24T08:00+01:00"));
}

#[test]
fn the_order_of_the_layers_is_fixed() {
    let desk = calendar(
        "mon-fri: 08:00-18:00
        holidays: 09:00-12:00
        2026-12-21..2026-12-31: closed
        2026-12-24: 08:00-10:00
        12-07: Sant'Ambrogio",
    );
    for (moment, closed, layer) in [
        ("2026-12-22T09:00+01:00", Some(Closed::ClosingPeriod), Layer::Line(LineId(2))),
        ("2026-12-24T09:00+01:00", None, Layer::Line(LineId(3))),
        ("2026-12-24T11:00+01:00", Some(Closed::OutsideHours), Layer::Line(LineId(3))),
        // A holiday within the closing period.
        ("2026-12-25T10:00+01:00", Some(Closed::ClosingPeriod), Layer::Line(LineId(2))),
        (
            "2026-12-08T10:00+01:00",
            None,
            Layer::Holiday { name: "Immacolata Concezione".to_owned(), line: LineId(1) },
        ),
        (
            "2026-12-08T13:00+01:00",
            Some(Closed::Holiday),
            Layer::Holiday { name: "Immacolata Concezione".to_owned(), line: LineId(1) },
        ),
        (
            "2026-12-07T13:00+01:00",
            Some(Closed::Holiday),
            Layer::Holiday { name: "Sant'Ambrogio".to_owned(), line: LineId(1) },
        ),
        (
            "2027-12-07T11:00+01:00",
            None,
            Layer::Holiday { name: "Sant'Ambrogio".to_owned(), line: LineId(1) },
        ),
    ] {
        let answer = ask(&desk, moment);
        assert_eq!((answer.closed, answer.layer), (closed, layer), "{moment}");
    }
}

#[test]
fn what_is_decided_by_hand_wins() {
    let desk = calendar(MINISTRY);
    let over = |id, from: &str, until: &str, open, calendar: Option<&str>| Override {
        id,
        calendar: calendar.map(str::to_owned),
        from: at(from),
        until: at(until),
        open,
    };
    let live = Live {
        overrides: vec![
            over(1, "2026-11-23T10:00+01:00", "2026-11-23T16:00+01:00", false, None),
            over(2, "2026-11-23T12:00+01:00", "2026-11-23T13:00+01:00", true, Some("operators")),
            over(3, "2026-11-23T09:00+01:00", "2026-11-23T20:00+01:00", false, Some("tickets")),
        ],
        emergency: None,
    };
    let ask = |moment| desk.answer("operators", &live, at(moment));
    let morning = ask("2026-11-23T09:30+01:00");
    assert_eq!((morning.closed, morning.until), (None, at("2026-11-23T10:00+01:00")));
    let closed = ask("2026-11-23T10:00+01:00");
    assert_eq!((closed.closed, closed.layer), (Some(Closed::Override), Layer::Override(1)));
    assert_eq!(closed.reopens, Some(at("2026-11-23T12:00+01:00")));
    let newest = ask("2026-11-23T12:30+01:00");
    assert_eq!(
        (newest.closed, newest.layer, newest.until),
        (None, Layer::Override(2), at("2026-11-23T13:00+01:00"))
    );
    let other = desk.answer("tickets", &live, at("2026-11-23T12:30+01:00"));
    assert_eq!((other.closed, other.layer), (Some(Closed::Override), Layer::Override(3)));
    let intervals: Vec<_> = desk
        .intervals(at("2026-11-23T00:00+01:00"), at("2026-11-24T00:00+01:00"), &live, "operators")
        .collect();
    assert_eq!(
        intervals,
        [
            (at("2026-11-23T08:00+01:00"), at("2026-11-23T10:00+01:00")),
            (at("2026-11-23T12:00+01:00"), at("2026-11-23T13:00+01:00")),
            (at("2026-11-23T16:00+01:00"), at("2026-11-23T18:00+01:00")),
        ]
    );
}

#[test]
fn the_emergency_switch_wins_over_everything() {
    let desk = calendar("mon-sun: 24/7\nholidays: as weekdays");
    let since = at("2026-11-23T10:00+01:00");
    let live = Live { overrides: Vec::new(), emergency: Some(since) };
    let before = desk.answer("", &live, since - TimeDelta::seconds(1));
    assert_eq!((before.closed, before.until), (None, since));
    let after = desk.answer("", &live, since);
    assert_eq!((after.closed, after.layer, after.reopens), (Some(Closed::Emergency), Layer::Emergency, None));
}

#[test]
fn an_answer_never_holds_longer_than_a_day_nor_looks_further_than_it_should() {
    let always = calendar("mon-sun: 24/7\nholidays: as weekdays");
    let now = at("2026-11-23T10:00+01:00");
    let answer = always.answer("", &Live::default(), now);
    assert!(answer.until > now && answer.until - now <= TimeDelta::days(1));
    let once = calendar("2028-06-01: 08:00-09:00\nmon: closed\nholidays: closed");
    assert_eq!(ask(&once, "2026-11-23T10:00+01:00").reopens, None);
    assert_eq!(ask(&once, "2028-05-01T10:00+02:00").reopens, Some(at("2028-06-01T08:00+02:00")));
    // Every fourth year only.
    let leap = calendar("02-29: 08:00-12:00\nmon: closed\nholidays: closed");
    assert!(open(&leap, "2028-02-29T08:00+01:00"));
    assert!(!open(&leap, "2027-02-28T08:00+01:00"));
    assert!(!open(&leap, "2027-03-01T08:00+01:00"));
}
