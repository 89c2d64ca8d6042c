//! A closed door says why, when it opens again, and where else to knock.

use super::Why;
use super::walk::Walk;
use crate::menu::announce;
use crate::terms::{CalendarId, TextId};

impl Walk<'_> {
    /// Asks a calendar, and keeps what it said for whoever wants to know why.
    pub(super) fn is_closed(&mut self, calendar: CalendarId) -> bool {
        let Some(answer) = self.desk.calendars.get(calendar.index()) else { return false };
        self.why.push(Why::Hours { calendar, closed: answer.closed, layer: answer.layer.clone() });
        answer.closed.is_some()
    }

    /// Says that a calendar is closed, why, until when, and the other channels. `what` is the title of a branch, none for the whole desk.
    pub(super) fn say_closed(&mut self, calendar: CalendarId, what: Option<TextId>) {
        if let Some(answer) = self.desk.calendars.get(calendar.index()) {
            self.say_all(announce::closed(self.menu, calendar, what, answer, self.now));
        }
    }
}
