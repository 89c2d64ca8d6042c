//! Expressions of OpenStreetMap, and the traps of their semicolons.

use centralino::hours::{Closed, Layer, LineId, Live, Part};

use super::{ask, at, calendar, open, read};

#[test]
fn an_expression_says_the_same_as_day_lines() {
    let osm =
        calendar("osm: Mo-Fr 09:30-13:00,15:00-17:00; Aug Mo-Fr 09:30-13:30; PH off\n06-24: San Giovanni");
    let lines = calendar(
        "mon-fri: 09:30-13:00, 15:00-17:00\naugust: {\nmon-fri: 09:30-13:30\n}\nholidays: closed\n06-24: San Giovanni",
    );
    let mut moment = at("2026-01-01T00:00+01:00");
    while moment < at("2028-01-01T00:00+01:00") {
        let live = Live::default();
        let (one, other) = (osm.answer("", &live, moment), lines.answer("", &live, moment));
        assert_eq!((one.closed, one.reopens), (other.closed, other.reopens), "{moment}");
        moment += chrono::TimeDelta::minutes(137);
    }
    let christmas = ask(&osm, "2026-12-25T10:00+01:00");
    assert_eq!(christmas.closed, Some(Closed::Holiday));
    assert_eq!(christmas.layer, Layer::Holiday { name: "Natale".to_owned(), line: LineId(0) });
    assert_eq!(osm.holidays_end(), Some(2076));
}

#[test]
fn dates_stand_above_an_expression() {
    let desk =
        calendar("osm: Mo-Su 00:00-24:00; PH off\n2026-08-10..2026-08-21: closed\n2026-12-25: 08:00-10:00");
    assert_eq!(ask(&desk, "2026-08-12T10:00+02:00").closed, Some(Closed::ClosingPeriod));
    assert!(open(&desk, "2026-12-25T09:00+01:00"));
    assert!(!open(&desk, "2026-12-25T10:00+01:00"));
}

#[test]
fn nights_and_clock_changes_are_right_in_an_expression_too() {
    let desk = calendar("osm: Fr 22:00-02:00; PH off");
    assert!(open(&desk, "2026-11-21T01:59+01:00"));
    assert!(!open(&desk, "2026-11-21T02:00+01:00"));
    let night = calendar("osm: Su 02:15-02:45\nholidays: as weekdays");
    assert!(open(&night, "2026-10-25T02:30+02:00") && open(&night, "2026-10-25T02:30+01:00"));
    assert_eq!(ask(&night, "2026-10-25T02:00+02:00").reopens, Some(at("2026-10-25T02:15+02:00")));
    assert_eq!(ask(&night, "2026-03-29T01:00+01:00").reopens, Some(at("2026-04-05T02:15+02:00")));
}

#[test]
fn the_traps_of_semicolons_are_told() {
    for (text, words, message) in [
        (
            "PH off; Mo-Fr 08:00-18:00",
            "PH off",
            "the rule `PH closed` is undone by a later one, `Mo-Fr 08:00-18:00`",
        ),
        (
            "PH closed; Mo-Fr 08:00-18:00; Sa 08:00-13:00",
            "PH closed",
            "the rule `PH closed` is undone by a later one, `Mo-Fr 08:00-18:00`",
        ),
        (
            "Mo-Fr 08:00-12:00; Mo-Fr 14:00-18:00; PH off",
            "Mo-Fr 08:00-12:00",
            "the rule `Mo-Fr 08:00-12:00` is without effect: the later `Mo-Fr 14:00-18:00` replaces the whole day",
        ),
        ("Mo-Fr 08:00-18:00,10:00-12:00; PH off", "", "the spans `08:00-18:00` and `10:00-12:00` overlap"),
        ("Mo-Su 10:00-11:00; Mo-Su off", "", "this line never holds: it is closed on every day"),
        ("Mo-Fr sunrise-18:00; PH off", "sunrise", "`sunrise` means nothing to a telephone line"),
        ("Mo-Fr 08:00-18:00; SH off; PH off", "SH", "`SH` means nothing to a telephone line"),
        ("Mo-Fr 08:00-18:00 unknown; PH off", "", "`unknown` means nothing to a telephone line"),
    ] {
        let (calendar, faults) = read(&format!("osm: {text}\n"));
        assert!(calendar.is_none(), "{text}");
        assert_eq!(faults[0].kind.to_string(), message, "{text}: {faults:?}");
        assert_eq!(faults[0].part, Part::Value);
        if !words.is_empty() && text.contains(words) && faults[0].range != (0..text.len()) {
            assert_eq!(&text[faults[0].range.clone()], words, "{text}");
        }
    }
    // A month that replaces the week, and a comma, are meant so.
    for fine in [
        "Mo-Fr 08:00-12:00, Mo-Fr 14:00-18:00; PH off",
        "Mo-Fr 08:00-18:00; Aug Mo-Fr 09:30-13:30; PH off",
        "24/7",
        "Mo-Fr 08:00-18:00; PH 10:00-12:00",
        "Mo-Fr 08:00-18:00; 2031 Dec 24 off; PH off",
        "Mo-Fr 08:00-18:00; week 30 off; PH off; easter -2 days off",
    ] {
        let faults =
            read(&format!("osm: {fine}\n{}", if fine.contains("PH") { "" } else { "holidays: as weekdays" }))
                .1;
        assert_eq!(faults, Vec::new(), "{fine}");
    }
}

#[test]
fn what_cannot_be_read_is_told_in_our_words() {
    for (text, word, help) in [
        ("Mo-Fr 08.00-18.00", "08.00-18.00", "did you mean `08:00-18:00`?"),
        ("lun-ven 08:00-18:00", "lun-ven", "did you mean `Mo-Fr`?"),
        ("Mo-Fr 8-18", "8-18", "did you mean `08:00-18:00`?"),
        ("Mo-Fr 08:00-18:00; %", "%", "more simply"),
    ] {
        let (_, faults) = read(&format!("osm: {text}"));
        let message = faults[0].kind.to_string();
        assert_eq!(message, format!("`{word}` cannot be read as opening hours of OpenStreetMap"), "{text}");
        assert!(faults[0].help().unwrap().contains(help), "{text}: {:?}", faults[0].help());
        assert!(!message.contains("-->") && !message.contains("expected"), "{message}");
    }
    assert!(read(&format!("osm: {}", "Mo 08:00-09:00; ".repeat(100))).0.is_none());
}

#[test]
fn an_expression_that_never_opens_again_takes_no_time() {
    let desk = calendar("osm: 2020 Mo-Fr 10:00-11:00\nholidays: as weekdays");
    assert_eq!(ask(&desk, "2026-11-23T10:00+01:00").reopens, None);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(150))]
    /// The library's own text holds places where it would panic; none may be reachable from an expression that was accepted.
    #[test]
    fn no_expression_is_too_strange(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "Mo-Fr", "Sa", "Su[1]", "Mo[-1] +2 days", "PH", "PH +1 day", "PH -1 day", "week 1-53/2", "week 53", "easter",
            "easter -2 days", "2026 Aug 10-21", "Feb 29", "2024-2030", "2100+", "Aug", "Dec 24-Jan 06", "Jan-Mar", "Dec 31",
            "08:00-18:00", "22:00-26:00", "00:00-24:00", "18:00-48:00", "10:00+", "10:00-16:00/01:30", "24/7", "off", "open", "closed",
            "\"comment\"", "||", ";", ";", ",", ",", " ",
        ]), 1..9),
        day in 0i64..4000,
    ) {
        let text = pieces.join(" ");
        let (calendar, _) = read(&format!("osm: {text}"));
        let both = read(&format!("osm: {text}\nholidays: closed"));
        for calendar in [calendar, both.0].into_iter().flatten() {
            let now = at("2023-12-31T22:00+01:00") + chrono::TimeDelta::days(day);
            let live = Live::default();
            let answer = calendar.answer("", &live, now);
            let until = now + chrono::TimeDelta::days(40);
            let first = calendar.intervals(now, until, &live, "").next();
            if answer.closed.is_none() {
                proptest::prop_assert_eq!(first.map(|(start, _)| start), Some(now));
            } else if let Some(reopens) = answer.reopens.filter(|reopens| *reopens < until) {
                proptest::prop_assert_eq!(first.map(|(start, _)| start), Some(reopens));
            }
            let _ = calendar.plain_words(centralino::terms::Language::It);
        }
    }
}
