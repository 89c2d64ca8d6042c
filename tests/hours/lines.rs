//! The many ways to write the same hours.

use centralino::hours::{CalendarBuilder, LineId, Part, Written};
use centralino::terms::numbering::Country;

use super::{calendar, open};

#[test]
fn a_line_pasted_from_a_web_page_is_understood() {
    for key in [
        "mon-fri",
        "Mon - Fri",
        "lun-ven",
        "Lun. – Ven.",
        "Lunedì – Venerdì",
        "lunedi' - venerdi'",
        "LUNEDÌ—VENERDÌ",
        "dal lunedì al venerdì",
        "da lunedì a venerdì",
        "Monday to Friday",
        "monday, tuesday, wed, thu and fri",
        "lun, mar, mer, gio e ven",
        "lun/mar/mer/gio/ven",
    ] {
        for value in [
            "08:00-18:00",
            "08:00 – 18:00",
            "8:00–18:00",
            "dalle 08:00 alle 18:00",
            "dalle ore 08:00 alle ore 18:00",
        ] {
            let desk = calendar(&format!("{key}: {value}\nholidays: closed"));
            assert!(open(&desk, "2026-11-23T08:00+01:00"), "{key}: {value}");
            assert!(open(&desk, "2026-11-27T17:59+01:00"), "{key}: {value}");
            assert!(!open(&desk, "2026-11-27T18:00+01:00"), "{key}: {value}");
            assert!(!open(&desk, "2026-11-28T10:00+01:00"), "{key}: {value}");
        }
    }
}

#[test]
fn days_may_go_round_the_weekend() {
    let desk = calendar("sab-lun: 10:00-12:00\nholidays: as weekdays");
    for (moment, want) in
        [("2026-11-21", true), ("2026-11-22", true), ("2026-11-23", true), ("2026-11-24", false)]
    {
        assert_eq!(open(&desk, &format!("{moment}T10:30Z")), want, "{moment}");
    }
}

#[test]
fn several_spans_of_a_day_are_several() {
    for value in [
        "09:30-13:00, 15:00-17:00",
        "15:00-17:00, 09:30-13:00",
        "09:30-13:00 e 15:00-17:00",
        "09:30–13:00 / 15:00–17:00",
        "dalle 9:30 alle 13:00 e dalle 15:00 alle 17:00",
        "09:30-11:00, 11:00-13:00, 15:00-17:00",
    ] {
        let desk = calendar(&format!("mon: {value}\nholidays: closed"));
        for (time, want) in [
            ("09:29", false),
            ("09:30", true),
            ("11:00", true),
            ("13:00", false),
            ("15:00", true),
            ("17:00", false),
        ] {
            assert_eq!(open(&desk, &format!("2026-11-23T{time}+01:00")), want, "{value} at {time}");
        }
    }
}

#[test]
fn a_months_block_replaces_the_weeks_wherever_it_stands() {
    let week = "mon-fri: 09:30-13:00, 15:00-17:00";
    for month in
        ["august", "agosto", "ago", "Agosto", "08-01..08-31", "1 agosto - 31 agosto", "dal 1° al 31 agosto"]
    {
        let block = format!("{month}: {{\nmon-fri: 09:30-13:30\n}}");
        for text in
            [format!("{block}\n{week}\nholidays: closed"), format!("{week}\nholidays: closed\n{block}")]
        {
            let desk = calendar(&text);
            for (moment, want) in [
                ("2026-07-31T16:00+02:00", true),
                ("2026-08-03T13:15+02:00", true),
                ("2026-08-03T16:00+02:00", false),
                ("2026-08-31T16:00+02:00", false),
                ("2026-09-01T16:00+02:00", true),
                ("2026-09-01T13:15+02:00", false),
            ] {
                assert_eq!(open(&desk, moment), want, "{text} at {moment}");
            }
        }
    }
    // `mar` is Tuesday before hours, March before a block.
    let desk = calendar("mar: 08:00-09:00\nmar: {\nmer: 10:00-11:00\n}\nholidays: closed");
    assert!(open(&desk, "2026-11-24T08:30+01:00"));
    assert!(!open(&desk, "2026-03-24T08:30+01:00"));
    assert!(open(&desk, "2026-03-25T10:30+01:00"));
}

#[test]
fn a_date_may_be_written_as_people_write_it() {
    for key in [
        "2026-12-24",
        "24/12/2026",
        "24.12.2026",
        "24 dicembre 2026",
        "december 24 2026",
        "24 dec 2026",
        "12-24",
        "24/12",
        "24 dicembre",
        "December 24th",
    ] {
        let desk = calendar(&format!("mon-fri: 08:00-18:00\nholidays: closed\n{key}: closed"));
        assert!(!open(&desk, "2026-12-24T10:00+01:00"), "{key}");
        assert!(open(&desk, "2026-12-23T10:00+01:00"), "{key}");
        assert_eq!(open(&desk, "2027-12-24T10:00+01:00"), key.contains("2026"), "{key}");
    }
    for key in [
        "2026-08-10..2026-08-21",
        "2026-08-10 .. 2026-08-21",
        "10/08/2026 - 21/08/2026",
        "10-21 agosto 2026",
        "dal 10 al 21 agosto 2026",
        "10 agosto – 21 agosto 2026",
        "august 10 - august 21 2026",
    ] {
        let desk = calendar(&format!("mon-fri: 08:00-18:00\nholidays: closed\n{key}: closed"));
        for (day, want) in [
            ("2026-08-07", true),
            ("2026-08-10", false),
            ("2026-08-21", false),
            ("2026-08-24", true),
            ("2027-08-11", true),
        ] {
            assert_eq!(open(&desk, &format!("{day}T10:00Z")), want, "{key} on {day}");
        }
    }
    // Over the new year, every year.
    let desk = calendar("mon-sun: 24/7\nholidays: as weekdays\n12-24..01-06: closed");
    for (day, want) in [
        ("2026-12-23", true),
        ("2026-12-24", false),
        ("2027-01-06", false),
        ("2027-01-07", true),
        ("2030-01-01", false),
    ] {
        assert_eq!(open(&desk, &format!("{day}T10:00Z")), want, "{day}");
    }
}

#[test]
fn holidays_may_be_stated_in_three_ways() {
    for (value, noon, evening) in [
        ("closed", false, false),
        ("as weekdays", true, true),
        ("come i feriali", true, true),
        ("09:00-13:00", true, false),
    ] {
        for key in ["holidays", "festivi", "giorni festivi"] {
            let desk = calendar(&format!("mon-sun: 08:00-18:00\n{key}: {value}"));
            assert_eq!(open(&desk, "2026-12-08T12:00+01:00"), noon, "{key}: {value}");
            assert_eq!(open(&desk, "2026-12-08T17:00+01:00"), evening, "{key}: {value}");
        }
    }
}

#[test]
fn whole_days_have_names() {
    for value in ["24/7", "h24", "24h", "00:00-24:00", "tutto il giorno"] {
        let desk = calendar(&format!("every day: {value}\nholidays: as weekdays"));
        assert!(open(&desk, "2026-11-23T00:00+01:00") && open(&desk, "2026-11-23T23:59+01:00"), "{value}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]
    #[test]
    fn no_line_is_too_strange(
        key in "\\PC{0,20}|[a-zì0-9 ,./–-]{0,20}|(mon|lun|ven|agosto|mar|2026|12|31|-|\\.\\.| |,|holidays|osm){0,7}",
        value in "\\PC{0,20}|[0-9:. ,–-]{0,24}|(08:00|8\\.00|-|–|,| |closed|25:00|24:00|PH|Mo-Fr|off|;|02-29|week 5|easter){0,8}",
    ) {
        let mut builder = CalendarBuilder::new(super::ROME, Country::ITALY);
        builder.line(Written { key: &key, value: &value, id: LineId(0) });
        builder.line(Written { key: "osm", value: &value, id: LineId(1) });
        builder.block(&key, LineId(2), &[Written { key: &value, value: &key, id: LineId(3) }]);
        let (calendar, faults) = builder.finish();
        proptest::prop_assert_eq!(calendar.is_some(), faults.iter().all(centralino::hours::LineFault::is_warning));
        for fault in faults {
            // What is said is said about words that are there.
            let half = match (fault.line, fault.part) {
                (Some(LineId(0 | 2)), Part::Key) | (Some(LineId(3)), Part::Value) => &key,
                (Some(LineId(1)), Part::Key) => "osm",
                (Some(LineId(0 | 1)), Part::Value) | (Some(LineId(3)), Part::Key) => &value,
                (_, _) => "",
            };
            proptest::prop_assert!(half.get(fault.range.clone()).is_some(), "{:?} in {:?}", fault, half);
            proptest::prop_assert!(!fault.kind.to_string().is_empty() && fault.help().is_some());
        }
        if let Some(calendar) = calendar {
            let _ = super::ask(&calendar, "2026-10-24T12:00+02:00");
        }
    }
}
