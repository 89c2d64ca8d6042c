//! The calendar, asked at the moments at which a caller would notice a mistake.

mod answers;
mod faults;
mod lines;
mod osm;
mod plain;
pub(crate) mod slow;

use centralino::hours::{Answer, Calendar, CalendarBuilder, LineFault, LineId, Live, Written};
use centralino::terms::numbering::Country;
use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;

pub(crate) const ROME: Tz = chrono_tz::Europe::Rome;

/// A calendar in Rome from lines `key: value`; a line `key: {` begins a block, which `}` ends. Ids count
/// the lines from 0, without that last one.
pub(crate) fn read(text: &str) -> (Option<Calendar>, Vec<LineFault>) {
    read_in(ROME, text)
}

pub(crate) fn read_in(zone: Tz, text: &str) -> (Option<Calendar>, Vec<LineFault>) {
    let mut builder = CalendarBuilder::new(zone, Country::ITALY);
    let mut block: Option<(&str, LineId, Vec<Written<'_>>)> = None;
    let mut count = 0;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line == "}" {
            let (key, id, lines) = block.take().unwrap();
            builder.block(key, id, &lines);
            continue;
        }
        let (key, value) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
        let id = LineId(count);
        count += 1;
        match (&mut block, value) {
            (None, "{") => block = Some((key, id, Vec::new())),
            (Some((_, _, lines)), _) => lines.push(Written { key, value, id }),
            (None, _) => builder.line(Written { key, value, id }),
        }
    }
    builder.finish()
}

pub(crate) fn calendar(text: &str) -> Calendar {
    let (calendar, faults) = read(text);
    assert_eq!(faults, Vec::new(), "{text}");
    calendar.unwrap()
}

/// A moment of RFC 3339 with the seconds left out: `2026-11-21T12:59+01:00`.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    let text = format!("{}:00{}", &text[..16], &text[16..]);
    DateTime::<FixedOffset>::parse_from_rfc3339(&text).unwrap().to_utc()
}

pub(crate) fn ask(calendar: &Calendar, moment: &str) -> Answer {
    calendar.answer("operators", &Live::default(), at(moment))
}

pub(crate) fn open(calendar: &Calendar, moment: &str) -> bool {
    ask(calendar, moment).closed.is_none()
}
