//! A small desk for the tests of this room: one calendar, one queue.

use chrono::Duration;
use chrono_tz::Europe::Rome;

use crate::hours::{CalendarBuilder, Counts, LineId, Written};
use crate::menu::model::{At, HangupCause, Menu, NamedCalendar, Placing, Queue};
use crate::terms::numbering::Country;
use crate::terms::{CalendarId, TextId, Version};

const AT: At = At { file: 0, byte: 0 };

/// A queue that calls back in these countries: quarters of an hour, an hour's notice, ten days ahead, two seats.
pub(super) fn queue(countries: &[&str]) -> Queue {
    Queue {
        name: "operators".into(),
        title: TextId(0),
        calendar: CalendarId(0),
        length: Duration::minutes(15),
        notice: Duration::hours(1),
        ahead: Duration::days(10),
        buffer: Duration::zero(),
        seats: Counts::all(2),
        open_per_number: 1,
        bookings_an_hour: 5,
        countries: countries.iter().map(|code| Country::new(code).unwrap()).collect(),
        placing: Placing::usual(None),
        at: AT,
    }
}

/// A desk in Rome with this one line of hours, closed on holidays.
pub(super) fn menu(days: &str, hours: &str) -> Menu {
    let mut calendar = CalendarBuilder::new(Rome, Country::ITALY);
    calendar.line(Written { key: days, value: hours, id: LineId(0) });
    calendar.line(Written { key: "holidays", value: "closed", id: LineId(1) });
    let (calendar, faults) = calendar.finish();
    assert!(faults.is_empty(), "{faults:?}");
    Menu {
        version: Version([1; 16]),
        calendars: vec![NamedCalendar {
            name: "operators".into(),
            calendar: calendar.unwrap(),
            lines: vec![AT, AT],
            announcements: Vec::new(),
        }],
        queues: vec![queue(&["IT"])],
        ..Menu::bare("example", HangupCause::Normal)
    }
}
