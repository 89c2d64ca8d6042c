//! Digits to key in: gathered one by one, ended by count, by `#` or by time, begun again by `*`.

use super::keyed::Keyed;
use super::walk::Walk;
use super::{Then, Why};
use crate::menu::model::{Collect, Step};
use crate::menu::words::Phrase;
use crate::terms::Digit;

impl Walk<'_> {
    pub(super) fn collect_key(&mut self, collect: &Collect, digit: Digit) -> Then {
        let digit = if collect.terminator == Some(digit) { Digit::HASH } else { digit };
        match self.key_in(digit, collect.max, collect.secret) {
            Keyed::More => self.wait_for_digits(collect, false),
            Keyed::All => self.digits_ended(),
            Keyed::Star => {
                self.cleared();
                self.again_here()
            }
        }
    }

    /// Waits for the digits that are still missing.
    pub(super) fn wait_for_digits(&mut self, collect: &Collect, slower: bool) -> Then {
        let left = collect.max.saturating_sub(self.place.keyed).max(1);
        self.wait(left, slower, Some(collect.terminator.unwrap_or(Digit::HASH)), collect.secret)
    }

    /// That was all the digits.
    pub(super) fn digits_ended(&mut self) -> Then {
        let Some(node) = self.node() else { return self.lost() };
        let Step::Collect(collect) = &node.step else { return self.again_here() };
        if self.place.keyed < collect.min {
            return self.no_match(collect.no_match, Digit::HASH, Phrase::TooFewDigits);
        }
        self.why.push(Why::Key(self.place.node, Digit::HASH));
        if collect.secret {
            // What follows a secret may be the rest of one that was keyed in too long.
            return self.enter_guarded(collect.then);
        }
        self.enter(collect.then)
    }
}
