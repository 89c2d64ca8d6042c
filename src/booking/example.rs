//! A small desk for the tests of this room: one calendar, one queue.

use std::sync::Arc;

use chrono::Duration;
use chrono_tz::Europe::Rome;

use crate::directory::Directory;
use crate::hours::{CalendarBuilder, LineId, Written};
use crate::menu::model::{Answering, At, HangupCause, Menu, NamedCalendar, Node, Pace, Queue, Step, Text};
use crate::terms::numbering::Country;
use crate::terms::{CalendarId, Language, NodeId, TextId, Version};

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
        seats: 2,
        open_per_number: 1,
        countries: countries.iter().map(|code| Country::new(code).unwrap()).collect(),
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
    let end = Node {
        parent: None,
        path: "open".into(),
        title: None,
        at: AT,
        known_callers: false,
        gate: None,
        step: Step::Hangup { text: None, cause: HangupCause::Normal },
    };
    Menu {
        desk: "example".into(),
        version: Version([1; 16]),
        files: Vec::new(),
        title: TextId(0),
        country: Country::ITALY,
        zone: Rome,
        numbers: Vec::new(),
        in_force_from: None,
        languages: vec![Language::It],
        language_choice: None,
        greeting: None,
        notices: Vec::new(),
        answer: Answering::Now,
        calendars: vec![NamedCalendar {
            name: "operators".into(),
            calendar: calendar.unwrap(),
            lines: vec![AT, AT],
            announcements: Vec::new(),
        }],
        directory: Arc::new(Directory::default()),
        destinations: Vec::new(),
        help: None,
        queues: vec![queue(&["IT"])],
        tickets: crate::menu::model::Tickets::default(),
        packages: None,
        privacy: TextId(0),
        pace: Pace { first: 7, between: 4, slower: 2, longest: 600 },
        nodes: vec![end],
        open: NodeId(0),
        closed: NodeId(0),
        emergency: NodeId(0),
        last_resort: NodeId(0),
        channels: None,
        texts: vec![Text::default()],
    }
}
