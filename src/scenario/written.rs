//! Requests and customers as an example writes them: `482915070 of 2026-11-02 10:00, reminded`; `HD4711, request of 2026-11-20 10:00, taken`;
//! `COMUNE1, dialled, gold of 2026-03-01, 3 calls`.

use chrono::{DateTime, NaiveDate, Utc};

use super::fields::{Reader, Word};
use super::requests::STANDING;
use super::{Client, Kept};
use crate::booking::Slot;
use crate::menu::diagnostic::Code;
use crate::menu::model::Menu;
use crate::terms::{QueueId, moment};
use crate::ticket::{Event, Package, TicketNumber};

/// `482915070 of 2026-11-02 10:00, reminded`.
pub(super) fn request(reader: &mut Reader, word: &Word<'_>, menu: &Menu) -> Option<Kept> {
    let mut parts = word.text.split(',').map(str::trim);
    let (number, opened) = parts.next()?.split_once(" of ").unwrap_or((word.text, ""));
    let ticket = match number.parse() {
        Ok(ticket) => ticket,
        Err(fault) => {
            let help = "write `482915070 of 2026-11-02 10:00, reminded`".to_owned();
            reader.tell(Code::WrongShape, &word.span, format!("`{number}`: {fault}"), help);
            return None;
        }
    };
    let opened = at(reader, word, opened, menu)?;
    let (mut events, mut callback) = (Vec::new(), None);
    for part in parts {
        if let Some(start) = part.strip_prefix("booked ") {
            callback = Some(booked(reader, start, word, menu)?);
            continue;
        }
        let part = Word { text: part, span: word.span.clone() };
        events.extend_from_slice(reader.one_of(&part, "requests", &STANDING)?);
    }
    let kept = kept(ticket, opened, events, menu);
    Some(match callback {
        Some((queue, slot)) => kept.with_callback(queue, slot),
        None => kept,
    })
}

/// The callback that is booked for a request, in the desk's first queue.
fn booked(reader: &mut Reader, start: &str, word: &Word<'_>, menu: &Menu) -> Option<(QueueId, Slot)> {
    let start = at(reader, word, start, menu)?;
    let Some(queue) = menu.queues.first() else {
        reader.tell(Code::Contradiction, &word.span, "the desk books no callbacks", None);
        return None;
    };
    Some((QueueId(0), Slot { start, end: start.checked_add_signed(queue.length)? }))
}

/// A customer's code, and what is theirs.
pub(super) fn client(reader: &mut Reader, word: &Word<'_>, menu: &Menu) -> Option<Client> {
    let mut parts = word.text.split(',').map(str::trim);
    let code = match parts.next()?.parse() {
        Ok(code) => code,
        Err(fault) => {
            let help = "write `HD4711, request of 2026-11-20 10:00, taken`".to_owned();
            reader.tell(Code::WrongShape, &word.span, format!("no customer has this code: {fault}"), help);
            return None;
        }
    };
    let mut client = Client { code, dialled: false, latest: None, packages: Vec::new() };
    let mut latest: Option<(DateTime<Utc>, Vec<Event>)> = None;
    for part in parts {
        let left = |what| part.strip_suffix(what).and_then(|count| count.trim().parse::<u32>().ok());
        if part == "dialled" {
            client.dialled = true;
        } else if let Some(opened) = part.strip_prefix("request of ") {
            latest = Some((at(reader, word, opened, menu)?, Vec::new()));
        } else if let (Some(calls), Some(package)) = (left("calls"), client.packages.last_mut()) {
            package.calls = calls;
        } else if let (Some(requests), Some(package)) = (left("requests"), client.packages.last_mut()) {
            package.requests = requests;
        } else if let Some((kind, signed)) = part.split_once(" of ") {
            let id = i64::try_from(client.packages.len()).unwrap_or(i64::MAX);
            client.packages.push(package(reader, word, kind, signed, id, menu)?);
        } else {
            let part = Word { text: part, span: word.span.clone() };
            let events = reader.one_of(&part, "customers", &STANDING)?;
            latest.as_mut()?.1.extend_from_slice(events);
        }
    }
    client.latest = latest.map(|(opened, events)| kept(TicketNumber::from_seed(1), opened, events, menu));
    Some(client)
}

/// A package of a kind that the desk sells, signed on a day.
fn package(
    reader: &mut Reader,
    word: &Word<'_>,
    kind: &str,
    signed: &str,
    id: i64,
    menu: &Menu,
) -> Option<Package> {
    let kinds = menu.packages.iter().flat_map(|packages| &packages.kinds);
    let kinds: Vec<_> = kinds.map(|kind| (&*kind.name, kind)).collect();
    let kind = reader.one_of(&Word { text: kind, span: word.span.clone() }, "customers", &kinds)?;
    let Ok(signed) = signed.trim().parse::<NaiveDate>() else {
        let message = format!("`{signed}` is no date");
        reader.tell(Code::BadDate, &word.span, message, "write year, month and day: `2026-03-01`".to_owned());
        return None;
    };
    let (calls, requests) = (kind.half(), kind.half());
    let (last_day, languages) = (kind.last_day(signed), kind.languages.clone());
    Some(Package { id, last_day, signed, calls, requests, languages })
}

fn kept(ticket: TicketNumber, opened: DateTime<Utc>, events: Vec<Event>, menu: &Menu) -> Kept {
    Kept::new(ticket, opened.with_timezone(&menu.zone).date_naive(), opened, events)
}

fn at(reader: &mut Reader, word: &Word<'_>, text: &str, menu: &Menu) -> Option<DateTime<Utc>> {
    match moment(text, menu.zone) {
        Ok(at) => Some(at),
        Err(fault) => {
            reader.tell(Code::BadDate, &word.span, fault.to_string(), None);
            None
        }
    }
}
