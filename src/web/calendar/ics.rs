//! A feed's text, by RFC 5545. One event for each callback, of the same UID for good; moved or cancelled, its SEQUENCE grows. What did not change is
//! written with the same bytes, so that a calendar can ask whether anything did.
//!
//! A feed is read by programs of other people's: nobody's number or name is in it, unless the desk's menu says so.

use std::collections::HashMap;
use std::sync::Arc;

use icalendar::{Calendar, Class, Component as _, Event, EventLike as _, EventStatus, Property};

use crate::menu::model::{FeedShows, Menu};
use crate::store::{FeedEntry, FeedOf};
use crate::terms::Language;

/// Who wrote it.
const PRODUCT: &str = "-//centralino//calendar feeds//EN";

/// The feed, with the menus of its desks.
pub(super) fn written(
    of: &FeedOf,
    entries: &[FeedEntry],
    desk: impl Fn(&str) -> Option<Arc<Menu>>,
) -> String {
    let mut menus: HashMap<&str, Option<Arc<Menu>>> = HashMap::new();
    let mut calendar = Calendar::empty();
    for (name, value) in
        [("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")]
    {
        calendar.append_property(Property::new(name, value));
    }
    calendar.name(&name(of, &desk));
    calendar.ttl(&chrono::Duration::minutes(15));
    for entry in entries {
        let menu = menus.entry(&entry.desk).or_insert_with(|| desk(&entry.desk));
        calendar.push(event(entry, menu.as_deref()));
    }
    calendar.to_string()
}

fn name(of: &FeedOf, desk: &impl Fn(&str) -> Option<Arc<Menu>>) -> String {
    match of {
        FeedOf::Clerk(clerk) => format!("centralino: {clerk}"),
        FeedOf::Queue { desk: name, queue } => match desk(name) {
            Some(menu) => {
                let language = language(&menu);
                format!("{}: {}", menu.written(menu.title, language), title(Some(&menu), queue, language))
            }
            None => format!("{name}: {queue}"),
        },
    }
}

fn event(entry: &FeedEntry, menu: Option<&Menu>) -> Event {
    let language = menu.map_or(Language::It, language);
    let mut event = Event::with_uid(&format!("{}.{}@centralino", entry.ticket.value(), entry.desk));
    event
        .timestamp(entry.changed)
        .sequence(entry.changes)
        .starts(entry.slot.start)
        .ends(entry.slot.end)
        .class(Class::Private)
        .created(entry.booked)
        .last_modified(entry.changed)
        .summary(&summary(entry, menu, language))
        .description(&description(entry, menu, language))
        .status(if entry.cancelled.is_some() { EventStatus::Cancelled } else { EventStatus::Confirmed });
    event
}

fn summary(entry: &FeedEntry, menu: Option<&Menu>, language: Language) -> String {
    let what = match (language, entry.cancelled.is_some()) {
        (Language::It, false) => "Richiamata",
        (Language::It, true) => "Annullata: richiamata",
        (Language::En, false) => "Callback",
        (Language::En, true) => "Cancelled: callback",
    };
    format!("{what} {} · {}", entry.ticket, title(menu, &entry.queue, language))
}

fn description(entry: &FeedEntry, menu: Option<&Menu>, language: Language) -> String {
    let spoken = match (language, entry.language) {
        (Language::It, Language::It) => "Lingua: italiano",
        (Language::It, Language::En) => "Lingua: inglese",
        (Language::En, Language::It) => "Language: Italian",
        (Language::En, Language::En) => "Language: English",
    };
    let (number, name) = match menu.map(|menu| menu.feeds).unwrap_or_default() {
        FeedShows::NoPersonalData => (None, None),
        FeedShows::Number => (Some(entry.number.e164()), None),
        FeedShows::NumberAndName => (Some(entry.number.e164()), entry.name.clone()),
    };
    let lines = [Some(spoken.to_owned()), number, name];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn title<'a>(menu: Option<&'a Menu>, queue: &'a str, language: Language) -> &'a str {
    menu.map_or(queue, |menu| menu.queue_title(queue, language))
}

/// The language that the desk speaks first.
fn language(menu: &Menu) -> Language {
    menu.languages.first().copied().unwrap_or(Language::It)
}
