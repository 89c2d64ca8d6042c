//! What a caller hears before a closed door: what is closed and why, when it opens again, and by which other ways the desk can be reached.

use chrono::{DateTime, Utc};

use super::spoken::reopening;
use crate::hours::{Answer, Closed};
use crate::menu::model::Menu;
use crate::menu::words::{Phrase, Prompt};
use crate::terms::TextId;

/// What is said of a calendar that is closed; nothing while it is open. `what` is the title of the branch, none for the whole desk.
///
/// Under the emergency switch the reason alone is said: nobody knows when it ends, and the emergency's own words follow.
#[must_use]
pub fn closed(menu: &Menu, what: Option<TextId>, answer: &Answer, now: DateTime<Utc>) -> Vec<Prompt> {
    let Some(why) = answer.closed else { return Vec::new() };
    let mut said = Vec::new();
    if let Some(title) = what {
        said.extend([Prompt::Text(title), Prompt::Pause(250)]);
    }
    said.push(Prompt::Phrase(Phrase::Closed(why)));
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
