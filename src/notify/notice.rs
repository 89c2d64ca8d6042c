//! A notice: what happened to which ticket, and to whom it is told. It is kept as JSON until it is sent, so a field is added, never renamed.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Missed;
use crate::terms::{Language, Number};
use crate::ticket::TicketNumber;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// A request was opened.
    Opened,
    /// An operator took it in charge.
    TakenInCharge,
    /// The operator waits for the user.
    Waiting,
    /// It is answered.
    Closed,
    /// It is open again.
    Reopened,
    /// Nobody asked any more, and it is no longer handled.
    Lapsed,
    /// The user asked again.
    Reminded,
    /// The user asked for it to be told to whoever answers for the service.
    Escalated,
    /// A callback is booked.
    Booked,
    /// A callback is at another time.
    Moved,
    /// A callback is cancelled.
    Cancelled,
    /// A callback did not come about.
    Missed,
    /// A deadline is near.
    Near,
    /// A deadline has passed.
    Breached,
    /// The user wanted the request's number and date in writing.
    Reference,
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Opened,
        Self::TakenInCharge,
        Self::Waiting,
        Self::Closed,
        Self::Reopened,
        Self::Lapsed,
        Self::Reminded,
        Self::Escalated,
        Self::Booked,
        Self::Moved,
        Self::Cancelled,
        Self::Missed,
        Self::Near,
        Self::Breached,
        Self::Reference,
    ];

    /// A webhook's `type`: full-stop delimited, as Standard Webhooks recommends; never changed once released.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opened => "ticket.opened",
            Self::TakenInCharge => "ticket.taken_in_charge",
            Self::Waiting => "ticket.waiting",
            Self::Closed => "ticket.closed",
            Self::Reopened => "ticket.reopened",
            Self::Lapsed => "ticket.lapsed",
            Self::Reminded => "ticket.reminded",
            Self::Escalated => "ticket.escalated",
            Self::Booked => "callback.booked",
            Self::Moved => "callback.moved",
            Self::Cancelled => "callback.cancelled",
            Self::Missed => "callback.missed",
            Self::Near => "deadline.near",
            Self::Breached => "deadline.breached",
            Self::Reference => "ticket.reference",
        }
    }
}

/// From when to when; the offset is the desk's at that moment, so that it reads as its clock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first minute.
    pub start: DateTime<FixedOffset>,
    /// The end, not included.
    pub end: DateTime<FixedOffset>,
}

/// To whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Address {
    /// A mailbox. Personal data.
    Mail(String),
    /// A mobile, through the gateway. Personal data.
    Sms(Number),
    /// A mobile that is to be confirmed: its notice is a [`Confirmation`](super::Confirmation). Personal data.
    Code(Number),
    /// The desk's own webhooks.
    Webhook,
}

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What happened.
    pub event: Event,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// The desk's short name.
    pub desk: String,
    /// What people call the desk.
    pub title: String,
    /// The language in which they spoke.
    pub language: Language,
    /// The number to quote.
    pub ticket: TicketNumber,
    /// The request's date, in the desk's zone.
    pub dated: NaiveDate,
    /// The callback's time, where it is about one; of a request that is closed, of the one that was given up with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<Span>,
    /// Whether the callback comes, or was to come, when the turn does that is kept in a queue: at no time that was booked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_turn: bool,
    /// Why the callback did not come about, where it is about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<Missed>,
    /// The latest reminder, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminded: Option<DateTime<FixedOffset>>,
    /// The deadline, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DateTime<FixedOffset>>,
    /// A mail's subject where the desk prescribes one, word for word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What the operator wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

#[cfg(test)]
pub(super) mod example {
    use super::*;

    pub(crate) fn notice(event: Event, language: Language) -> Notice {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap();
        Notice {
            event,
            at: at("2026-11-22T10:00:00+01:00"),
            desk: "dogane".to_owned(),
            title: "Assistenza ai servizi telematici delle Dogane".to_owned(),
            language,
            ticket: TicketNumber::from_seed(7),
            dated: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
            callback: Some(Span {
                start: at("2026-11-24T15:00:00+01:00"),
                end: at("2026-11-24T15:30:00+01:00"),
            }),
            in_turn: false,
            missed: None,
            reminded: Some(at("2026-12-01T09:15:00+01:00")),
            deadline: Some(at("2026-11-23T16:00:00+01:00")),
            subject: None,
            text: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_notice_is_read_again_and_an_old_one_too() {
        let notice = example::notice(Event::Booked, Language::It);
        let kept = serde_json::to_string(&notice).unwrap();
        assert_eq!(serde_json::from_str::<Notice>(&kept).unwrap(), notice);
        let old = r#"{"event":"opened","at":"2026-11-22T10:00:00+01:00","desk":"d","title":"D","language":"it","ticket":100000007,"dated":"2026-11-22"}"#;
        let number = TicketNumber::from_seed(7).value().to_string();
        let read: Notice = serde_json::from_str(&old.replace("100000007", &number)).unwrap();
        assert_eq!((read.callback, read.text), (None, None));
    }

    #[test]
    fn every_event_has_a_name_of_its_own() {
        let mut names: Vec<_> = Event::ALL.into_iter().map(Event::name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Event::ALL.len());
    }
}
