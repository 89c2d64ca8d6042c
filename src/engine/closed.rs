//! A closed door says why, when it opens again, and where else to knock.

use super::Why;
use super::walk::Walk;
use crate::menu::announce;
use crate::menu::words::Prompt;
use crate::terms::{CalendarId, TextId};

impl Walk<'_> {
    /// Asks a calendar, and keeps what it said for whoever wants to know why.
    pub(super) fn is_closed(&mut self, calendar: CalendarId) -> bool {
        let Some(answer) = self.desk.calendars.get(calendar.index()) else { return false };
        self.why.push(Why::Hours { calendar, closed: answer.closed, layer: answer.layer.clone() });
        answer.closed.is_some()
    }

    /// Says that a calendar is closed, why, until when, and the other channels. `what` is the title of a branch, none for the whole desk.
    ///
    /// No key cuts the reason and the reopening short: whoever presses the keys of every other day would hear only that they do nothing
    /// here, and never why. The other channels are long, and can be cut.
    pub(super) fn say_closed(&mut self, calendar: CalendarId, what: Option<TextId>) {
        let Some(answer) = self.desk.calendars.get(calendar.index()) else { return };
        let channels = self.menu.channels.map(Prompt::Text);
        for prompt in announce::closed(self.menu, calendar, what, answer, self.now) {
            if Some(prompt) == channels { self.say(prompt) } else { self.say_whole(prompt) }
        }
    }
}
