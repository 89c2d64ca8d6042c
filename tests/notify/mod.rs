//! Notices as they arrive: through a real mail server on this machine, and at a receiver that checks signatures.

mod deadlines;
pub(crate) mod mail;
pub(crate) mod server;
mod short;
mod webhook;
mod worker;

use centralino::notify::{Event, Notice};
use centralino::terms::Language;
use centralino::ticket::TicketNumber;
use chrono::{DateTime, NaiveDate};

/// What a desk tells of a request of 22 November, at a moment, and nothing more of it.
fn notice(event: Event, at: &str, desk: &str) -> Notice {
    Notice {
        event,
        at: DateTime::parse_from_rfc3339(at).unwrap(),
        desk: desk.to_owned(),
        title: "Assistenza ai servizi telematici".to_owned(),
        language: Language::It,
        ticket: TicketNumber::from_seed(7),
        dated: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
        in_turn: false,
        callback: None,
        missed: None,
        reminded: None,
        deadline: None,
        subject: None,
        text: None,
    }
}
