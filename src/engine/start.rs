//! The beginning of a call: who calls, in which language, and whether anybody is there.

use super::state::{Baggage, Branch, Place, Stage};
use super::walk::Walk;
use super::{Control, Then, Why};
use crate::hours::{Closed, Layer};
use crate::menu::words::{Phrase, Prompt};
use crate::terms::{CalendarId, Caller, DestinationId, Digit, Language};

/// How many wrong keys the question for a language forgives. Beyond, the desk's first language is spoken.
const LANGUAGE_REPEATS: u8 = 2;

/// The desk's own calendar.
const OWN: CalendarId = CalendarId(0);

impl Walk<'_> {
    /// The call arrived; or its state was lost, and it begins again.
    pub(super) fn start(&mut self, caller: Caller, assigned: Option<(DestinationId, u32)>) -> Then {
        self.place = Place {
            node: self.menu.open,
            language: self.menu.languages.first().copied().unwrap_or(Language::It),
            assigned: assigned.map(|(to, _)| to),
            numbered: caller.number().is_some(),
            answered: self.place.answered,
            last: self.place.last,
            ..Place::default()
        };
        self.baggage = Baggage {
            caller: caller.number(),
            row: assigned.map_or(0, |(_, row)| row),
            ahead: self.baggage.ahead,
            ..Baggage::default()
        };
        self.why.push(match assigned {
            Some((to, row)) => Why::Assigned { to, row },
            None => Why::NotAssigned,
        });
        if self.menu.language_choice.is_some() { self.ask_language(false) } else { self.come_in() }
    }

    /// Asks for a language, in each of them.
    pub(super) fn ask_language(&mut self, slower: bool) -> Then {
        self.place.stage = Stage::Language;
        if let Some(choice) = &self.menu.language_choice {
            for (_, language, text) in &choice.keys {
                self.say.push(super::Say {
                    prompt: Prompt::Text(*text),
                    language: *language,
                    interruptible: true,
                });
            }
        }
        self.wait_for_choice(slower)
    }

    pub(super) fn language_key(&mut self, digit: Digit) -> Then {
        let keys = self.menu.language_choice.iter().flat_map(|choice| choice.keys.iter());
        let chosen = keys.into_iter().find(|(key, _, _)| *key == digit).map(|(_, language, _)| *language);
        if let Some(language) = chosen {
            self.why.push(Why::Language(language, digit));
            self.place.language = language;
            return self.come_in();
        }
        if digit == Digit::STAR || digit == Digit::HASH {
            self.control(Control::Repeat);
            return self.ask_language(true);
        }
        self.place.no_match = self.place.no_match.saturating_add(1);
        self.why.push(Why::NoMatch(self.place.node, digit, self.place.no_match));
        self.guard();
        if self.place.no_match > LANGUAGE_REPEATS {
            return self.come_in();
        }
        self.phrase(Phrase::NoSuchKey(digit));
        self.ask_language(true)
    }

    /// Whoever says nothing hears the desk's first language: it is on the door.
    pub(super) fn language_silence(&mut self) -> Then {
        self.why.push(Why::NoInput(self.place.node, 1));
        self.come_in()
    }

    /// The greeting, and then what there is: an emergency, a closed door, or the menu.
    fn come_in(&mut self) -> Then {
        self.reset();
        if let Some(greeting) = self.menu.greeting {
            self.text(greeting);
        }
        if self.desk.emergency {
            self.emergency_begins();
            return self.enter_guarded(self.menu.emergency);
        }
        if self.is_closed(OWN) {
            self.place.branch = Branch::Closed;
            self.say_closed(OWN, None);
            return self.enter_guarded(self.menu.closed);
        }
        self.place.branch = Branch::Open;
        self.notices();
        self.enter(self.menu.open)
    }

    /// The notices, where they are still owed.
    pub(super) fn notices(&mut self) {
        if self.place.notices_due {
            self.place.notices_due = false;
            for notice in &self.menu.notices {
                self.say_whole(Prompt::Text(*notice));
            }
        }
    }

    /// From here on the call is in an emergency: its words come before all others.
    pub(super) fn emergency_begins(&mut self) {
        self.place.branch = Branch::Emergency;
        self.guard();
        let closed = Some(Closed::Emergency);
        self.why.push(Why::Hours { calendar: OWN, closed, layer: Layer::Emergency });
        self.say_whole(Prompt::Phrase(Phrase::Closed(Closed::Emergency)));
    }

    /// Whether somebody is there to speak to: the desk is open, by its own calendar and with no emergency.
    pub(super) fn staffed(&self) -> bool {
        let open = self.desk.calendars.first().is_none_or(|answer| answer.closed.is_none());
        open && !self.desk.emergency
    }
}
