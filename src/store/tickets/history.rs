//! An event of a history as its columns say it, and back.

use chrono::DateTime;

use crate::store::{Fault, Row};
use crate::ticket::{Attempted, Entry, Event, Origin, Severity};

const TABLE: &str = "ticket_events";

/// The columns `event` and `detail`.
pub(super) fn columns(event: &Event) -> (&'static str, Option<String>) {
    let start = |start: &DateTime<_>| Some(start.timestamp().to_string());
    let detail = match event {
        Event::Opened { origin } => Some(name_of(*origin).to_owned()),
        Event::Kind { kind } => Some(kind.to_string()),
        Event::Severity { severity } => Some(severity.name().to_owned()),
        Event::Spent { left } => Some(left.to_string()),
        Event::CallbackBooked { start: at }
        | Event::CallbackMoved { start: at }
        | Event::PlaceKept { since: at } => start(at),
        Event::TakenInCharge
        | Event::Asked
        | Event::Answered
        | Event::Noted
        | Event::Closed
        | Event::Reopened
        | Event::Reminded
        | Event::Lapsed
        | Event::Escalated
        | Event::CallbackCancelled
        | Event::CallbackSpoken
        | Event::CallbackMissed => None,
        Event::CallbackAttempted { attempt, outcome } => Some(format!("{attempt} {}", outcome.name())),
    };
    (event.name(), detail)
}

/// The columns `at`, `event` and `detail`, from the so-manieth on.
pub(super) fn entry(row: &Row, first: usize) -> Result<Entry, Fault> {
    let detail: Option<&str> = row.get(first + 2)?;
    let event = event(row.get(first + 1)?, detail).ok_or(Fault::Row(TABLE))?;
    Ok(Entry { at: row.get(first)?, event })
}

fn event(name: &str, detail: Option<&str>) -> Option<Event> {
    let start = || DateTime::from_timestamp(detail?.parse().ok()?, 0);
    Some(match name {
        "opened" => Event::Opened { origin: origin(detail?)? },
        "taken-in-charge" => Event::TakenInCharge,
        "asked" => Event::Asked,
        "answered" => Event::Answered,
        "noted" => Event::Noted,
        "spent" => Event::Spent { left: detail?.parse().ok()? },
        "closed" => Event::Closed,
        "reopened" => Event::Reopened,
        "reminded" => Event::Reminded,
        "lapsed" => Event::Lapsed,
        "escalated" => Event::Escalated,
        "kind" => Event::Kind { kind: detail?.into() },
        "severity" => Event::Severity { severity: Severity::from_name(detail?)? },
        "callback-booked" => Event::CallbackBooked { start: start()? },
        "place-kept" => Event::PlaceKept { since: start()? },
        "callback-moved" => Event::CallbackMoved { start: start()? },
        "callback-cancelled" => Event::CallbackCancelled,
        "callback-attempted" => {
            let (attempt, outcome) = detail?.split_once(' ')?;
            Event::CallbackAttempted {
                attempt: attempt.parse().ok()?,
                outcome: Attempted::from_name(outcome)?,
            }
        }
        "callback-spoken" => Event::CallbackSpoken,
        "callback-missed" => Event::CallbackMissed,
        _ => return None,
    })
}

const fn name_of(origin: Origin) -> &'static str {
    match origin {
        Origin::Call => "call",
        Origin::Callback => "callback",
        Origin::Api => "api",
        Origin::Page => "page",
    }
}

fn origin(name: &str) -> Option<Origin> {
    [Origin::Call, Origin::Callback, Origin::Api, Origin::Page]
        .into_iter()
        .find(|origin| name_of(*origin) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_columns_is_read_from_them() {
        let start = DateTime::from_timestamp(1_795_510_800, 0).unwrap();
        let plain = [
            Event::TakenInCharge,
            Event::Asked,
            Event::Answered,
            Event::Noted,
            Event::Closed,
            Event::Reopened,
            Event::Reminded,
            Event::Lapsed,
            Event::Escalated,
            Event::CallbackCancelled,
            Event::CallbackSpoken,
            Event::CallbackMissed,
            Event::Kind { kind: "documenti".into() },
            Event::Spent { left: 24 },
            Event::CallbackBooked { start },
            Event::CallbackMoved { start },
            Event::PlaceKept { since: start },
        ];
        let severities = Severity::ALL.map(|severity| Event::Severity { severity });
        let origins = [Origin::Call, Origin::Callback, Origin::Api, Origin::Page];
        let opened = origins.map(|origin| Event::Opened { origin });
        let attempts = Attempted::ALL.map(|outcome| Event::CallbackAttempted { attempt: 2, outcome });
        for one in plain.into_iter().chain(severities).chain(opened).chain(attempts) {
            let (name, detail) = columns(&one);
            assert_eq!(event(name, detail.as_deref()), Some(one));
        }
        for (name, detail) in
            [("opened", None), ("opened", Some("mail")), ("severity", Some("grave")), ("x", None)]
        {
            assert_eq!(event(name, detail), None);
        }
    }
}
