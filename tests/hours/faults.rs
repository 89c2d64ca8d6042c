//! What an admin is told about a mistake.

use centralino::hours::{LineId, Part};

use super::read;

/// Each: the lines, the guilty words, the message, and a part of the help.
const MISTAKES: [(&str, &str, &str, &str); 41] = [
    ("mon-fri: 8.00-18:00", "8.00", "`8.00` is no time of day", "perhaps `08:00`?"),
    ("mon-fri: 08.00-18.30", "08.00", "`08.00` is no time of day", "perhaps `08:00`?"),
    ("mon-fri: 8-18:00", "8", "`8` is no time of day", "perhaps `08:00`?"),
    ("mon-fri: 0800-18:00", "0800", "`0800` is no time of day", "perhaps `08:00`?"),
    ("mon-fri: 08:00-25:99", "25:99", "`25:99` is no time of day", "08:00"),
    (
        "mon-fri: 08:00-18:00, 17:00-19:00",
        "17:00-19:00",
        "the spans `08:00-18:00` and `17:00-19:00` overlap",
        "join",
    ),
    ("mon-fri: 18:00-08:00", "18:00-08:00", "the span `18:00-08:00` ends before it starts", "18:00-32:00"),
    ("mon-fri: 13:00-09:00", "13:00-09:00", "the span `13:00-09:00` ends before it starts", "past 24"),
    ("mon-fri: 08:00-08:00", "08:00-08:00", "the span `08:00-08:00` is empty", "24/7"),
    ("mon-fri: 25:00-26:00", "25:00-26:00", "the span `25:00-26:00` starts on the next day", "next day"),
    ("mon-fri: 08:00-36:00", "08:00-36:00", "the span `08:00-36:00` is longer than a day", "each day"),
    ("mon-fri: 08:00", "08:00", "nothing says until when it is open from `08:00`", "08:00-18:00"),
    ("mon-fri: 08:00-", "08:00", "nothing says until when it is open from `08:00`", "08:00-18:00"),
    ("mon-fri: 08:00-00:00", "08:00-00:00", "the span `08:00-00:00` ends before it starts", "`24:00`"),
    ("mon-fri: ", "", "the hours are missing", "closed"),
    ("mon-fri: closd", "closd", "`closd` is neither hours nor `closed`", "did you mean `closed`?"),
    ("mon-fri: chiusp", "chiusp", "`chiusp` is neither hours nor `closed`", "did you mean `chiuso`?"),
    ("mon-fri: no", "no", "`no` is neither hours nor `closed`", "closed"),
    ("mon-fri: San Giovanni", "San Giovanni", "`San Giovanni` is neither hours nor `closed`", "08:00-18:00"),
    (
        "mom-fri: 08:00-18:00",
        "mom",
        "`mom` is no day, month, date or keyword of a calendar",
        "did you mean `mon`?",
    ),
    (
        "lunedì-venedì: 08:00-18:00",
        "venedì",
        "`venedì` is no day, month, date or keyword of a calendar",
        "did you mean `venerdi`?",
    ),
    (
        "holydays: closed",
        "holydays",
        "`holydays` is no day, month, date or keyword of a calendar",
        "did you mean `holidays`?",
    ),
    ("mon-fri: 08:00-18:00\nfri: 08:00-12:00", "fri", "`fri` has hours already", "mon-thu"),
    ("mon, mon: 08:00-18:00", "mon", "`mon` has hours already", "once"),
    ("2026-02-29: closed", "2026-02-29", "there is no such day as `2026-02-29`", "year, month, day"),
    ("12/24: closed", "12/24", "there is no such day as `12/24`", "24/12/2026"),
    (
        "2026-08-21..2026-08-10: closed",
        "2026-08-21..2026-08-10",
        "the dates `2026-08-21..2026-08-10` end before they start",
        "earlier",
    ),
    (
        "2026-08-10..2026-08-21: 08:00-12:00",
        "08:00-12:00",
        "hours for several dates must say on which days of the week they hold",
        "august: {",
    ),
    ("12-24: closed\n24 dicembre: 08:00-12:00", "24 dicembre", "`24 dicembre` has hours already", "once"),
    ("mon-fri: {\nmon: closed\n}", "mon-fri", "`mon-fri` takes hours, not lines of its own", "month"),
    (
        "august: {\nholidays: closed\n}",
        "holidays",
        "`holidays` cannot stand inside a block",
        "days of the week",
    ),
    (
        "2026-08-10..2026-08-12: {\nsun: 08:00-12:00\n}",
        "sun",
        "this line never holds: other lines decide all its days",
        "remove",
    ),
    (
        "osm: Mo-Fr 08:00-18:00; PH off\ntue: closed",
        "osm",
        "`osm` already says everything about the week: it cannot stand beside lines for days",
        "keep either",
    ),
    (
        "osm: Mo-Fr 08:00-18:00; PH off\nholidays: closed",
        "Mo-Fr 08:00-18:00; PH off",
        "`holidays` has hours already",
        "once",
    ),
    ("12-24: open", "open", "`open` is neither hours nor `closed`", "08:00-18:00"),
    ("12-24: no", "no", "`no` is neither hours nor `closed`", "closed"),
    (
        "12-24: chiuso per ferie",
        "chiuso per ferie",
        "`chiuso per ferie` is neither hours nor `closed`",
        "closed",
    ),
    (
        "mon-fri: 08:00-18:00 (solo per appuntamento)",
        "(solo per appuntamento)",
        "`(solo per appuntamento)` is neither hours nor `closed`",
        "closed",
    ),
    ("mon-fri: 8am-6pm", "8", "`8` is no time of day", "perhaps `08:00`?"),
    (
        "24/12/26: closed",
        "24/12/26",
        "`24/12/26` is no day, month, date or keyword of a calendar",
        "2026-12-24",
    ),
    ("holidays: open", "open", "`open` is neither hours nor `closed`", "08:00-18:00"),
];

#[test]
fn every_mistake_is_told_with_its_words_and_its_cure() {
    for (lines, words, message, help) in MISTAKES {
        let holidays =
            if lines.contains("holidays:") || lines.contains("PH") { "" } else { "\nholidays: closed" };
        let week = if lines.contains("mon") || lines.contains("osm") || lines.contains("lun") {
            ""
        } else {
            "mon-sat: 08:00-18:00\n"
        };
        let text = format!("{week}{lines}{holidays}");
        let (calendar, faults) = read(&text);
        assert!(calendar.is_none(), "{text}");
        let fault = faults.first().unwrap_or_else(|| panic!("nothing is said about {text}"));
        assert_eq!(fault.kind.to_string(), message, "{text}");
        let line = text.lines().filter(|line| *line != "}").nth(usize::from(fault.line.unwrap().0)).unwrap();
        let (key, value) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
        let half = if fault.part == Part::Key { key } else { value };
        assert_eq!(&half[fault.range.clone()], words, "{text}");
        let said = fault.help().unwrap_or_default();
        assert!(said.contains(help), "{text}: {said}");
    }
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_lines() {
    let (_, faults) = read("mom: 8.00-18:00\nmon: 08:00-18.00, 9-10\nfeb: {\nsunn: closd\n}\nsun: chius");
    let lines: Vec<u16> = faults.iter().filter_map(|fault| fault.line).map(|LineId(line)| line).collect();
    assert_eq!(lines, [0, 0, 1, 1, 1, 3, 4], "{faults:#?}");
    assert_eq!(faults.last().unwrap().kind.to_string(), "nothing says what happens on public holidays");
}

#[test]
fn what_is_missing_is_told() {
    let message = |text| read(text).1.iter().map(|fault| fault.kind.to_string()).collect::<Vec<_>>();
    assert_eq!(message("mon-fri: 08:00-18:00"), ["nothing says what happens on public holidays"]);
    assert_eq!(message("osm: Mo-Fr 08:00-18:00"), ["nothing says what happens on public holidays"]);
    assert_eq!(message("osm: Mo-Fr 08:00-18:00; PH off"), Vec::<String>::new());
    assert_eq!(message("holidays: closed"), ["nothing says when it is open"]);
    assert_eq!(message(""), ["nothing says when it is open"]);
}

#[test]
fn a_patron_saint_without_effect_is_told() {
    let (_, faults) = read("mon-fri: 08:00-18:00\nholidays: as weekdays\n06-24: San Giovanni");
    assert_eq!(faults[0].kind.to_string(), "this line never holds: holidays are as other days here");
    assert_eq!(faults[0].line, Some(LineId(2)));
}
