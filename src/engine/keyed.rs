//! A key of something longer: a number to call, a request's number, a date, digits that a menu asks for. Written once, so that the same key
//! means the same wherever digits are keyed in.

use super::walk::Walk;
use super::{Control, Why};
use crate::menu::words::Phrase;
use crate::terms::Digit;

/// What a key meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyed {
    /// One of the digits; more are to come.
    More,
    /// That was all of them: the hash key, or as many as there can be.
    All,
    /// The star key: begin again, or where there is nothing to begin again, back.
    Star,
}

impl Walk<'_> {
    /// Takes a key of something that has at most so many; of a secret only that it came.
    pub(super) fn key_in(&mut self, digit: Digit, most: u8, secret: bool) -> Keyed {
        if digit == Digit::HASH {
            self.control(Control::End);
            return Keyed::All;
        }
        if digit == Digit::STAR {
            return Keyed::Star;
        }
        if self.place.keyed == 0 {
            self.begin_digits();
        }
        self.place.keyed = self.place.keyed.saturating_add(1);
        if !secret {
            self.baggage.keyed.push(digit);
        }
        if self.place.keyed >= most { Keyed::All } else { Keyed::More }
    }

    /// The star key clears what was keyed in. False where nothing was: it means back.
    pub(super) fn clears(&mut self) -> bool {
        if self.place.keyed == 0 {
            self.control(Control::Back);
            return false;
        }
        self.cleared();
        true
    }

    pub(super) fn cleared(&mut self) {
        self.control(Control::Clear);
        self.phrase(Phrase::Cleared);
    }

    /// A choice was made by key.
    pub(super) fn why_key(&mut self, digit: Digit) {
        self.why.push(Why::Key(self.place.node, digit));
    }

    /// A new question: nothing missed yet, and nothing pressed ahead counts.
    pub(super) fn question(&mut self) {
        self.reset();
        self.guard();
    }
}
