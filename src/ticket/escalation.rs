//! What a user has sent to the desk's own mailbox when a reminder brought no answer. Never by itself: only a person's wish makes one.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{Life, TicketNumber};
use crate::terms::Language;

/// Where a desk takes escalations, and under which subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// The mailbox.
    pub to: Box<str>,
    /// The subject, letter for letter.
    pub subject: Box<str>,
}

/// A mail to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: Box<str>,
    /// Under which subject.
    pub subject: Box<str>,
    /// The whole text; lines end in a single line feed.
    pub body: String,
}

impl Escalation {
    /// The letter for a request: its number and date, and the date and time of its last reminder, in the desk's zone. None where nobody
    /// has reminded.
    #[must_use]
    pub fn letter(&self, ticket: TicketNumber, life: &Life, zone: Tz, language: Language) -> Option<Letter> {
        let dated = local(life.opened, zone).date();
        let reminded = local(life.reminded?, zone);
        let body = match language {
            Language::It => format!(
                "Numero della richiesta: {ticket}\nData della richiesta: {}\nData e ora del sollecito: {}, ore {}\n",
                day(dated),
                day(reminded.date()),
                reminded.format("%H:%M"),
            ),
            Language::En => format!(
                "Number of the request: {ticket}\nDate of the request: {}\nDate and time of the reminder: {}, {}\n",
                day(dated),
                day(reminded.date()),
                reminded.format("%H:%M"),
            ),
        };
        Some(Letter { to: self.to.clone(), subject: self.subject.clone(), body })
    }
}

fn local(moment: DateTime<Utc>, zone: Tz) -> chrono::NaiveDateTime {
    moment.with_timezone(&zone).naive_local()
}

/// `30/11/2026`, which both languages read alike.
fn day(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}
