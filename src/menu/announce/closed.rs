//! What a caller hears before a closed door: what is closed and why, when it opens again, and by which other ways the desk can be reached.

use chrono::{DateTime, Utc};

use super::spoken::reopening;
use crate::hours::{Answer, Closed, Layer};
use crate::menu::model::Menu;
use crate::menu::words::{Phrase, Prompt};
use crate::terms::{CalendarId, Language, TextId};

/// What is said of a calendar that is closed; nothing while it is open. `what` is the title of the branch, none for the whole desk.
///
/// A closing period that has an announcement of its own is told by that, in place of the program's reason. Under the emergency switch the
/// reason alone is said: nobody knows when it ends, and the emergency's own words follow.
#[must_use]
pub fn closed(
    menu: &Menu,
    calendar: CalendarId,
    what: Option<TextId>,
    answer: &Answer,
    now: DateTime<Utc>,
) -> Vec<Prompt> {
    let Some(why) = answer.closed else { return Vec::new() };
    let mut said = Vec::new();
    if let Some(title) = what {
        said.extend([Prompt::Text(title), Prompt::Pause(250)]);
    }
    said.push(own_words(menu, calendar, answer).map_or(Prompt::Phrase(Phrase::Closed(why)), Prompt::Text));
    match why {
        Closed::Emergency => {}
        Closed::OutsideHours | Closed::Holiday | Closed::ClosingPeriod | Closed::Override => {
            if let Some(at) = answer.reopens {
                said.push(Prompt::Phrase(Phrase::Reopens));
                said.extend(reopening(at, menu.zone, now));
            }
            said.extend(menu.channels.map(Prompt::Text));
        }
    }
    said
}

/// The announcement of the line that decided, where the admin gave it one.
fn own_words(menu: &Menu, calendar: CalendarId, answer: &Answer) -> Option<TextId> {
    match answer.layer {
        Layer::Line(line) => menu.calendars.get(calendar.index())?.announcement(line),
        Layer::Holiday { .. } | Layer::NoLine | Layer::Override(_) | Layer::Emergency => None,
    }
}

/// Why it is closed, in words.
pub(super) const fn words(why: Closed) -> [&'static str; Language::COUNT] {
    match why {
        Closed::OutsideHours => {
            ["In questo momento il servizio è chiuso.", "The service is closed at the moment."]
        }
        Closed::Holiday => [
            "Oggi il servizio è chiuso per festività.",
            "Today is a public holiday, and the service is closed.",
        ],
        Closed::ClosingPeriod => [
            "In questi giorni il servizio è sospeso per una chiusura programmata.",
            "The service is closed for a planned break.",
        ],
        Closed::Override => [
            "Il servizio è chiuso in via straordinaria.",
            "The service is unexpectedly closed at the moment.",
        ],
        Closed::Emergency => {
            ["Il servizio è sospeso per un'emergenza.", "The service is suspended because of an emergency."]
        }
    }
}
