//! A menu of keys, and the keys that mean the same in every menu. Silence is not an answer: it is counted apart from wrong keys.

use super::state::{Branch, Via};
use super::walk::{LONGEST_WALK, Walk};
use super::{Control, Then, Why};
use crate::menu::model::{Choice, Misses, Step};
use crate::menu::words::Phrase;
use crate::terms::{Digit, Digits, NodeId};

/// After this many silences a caller is taken to be one who cannot press keys.
const SILENCES: u8 = 2;

impl Walk<'_> {
    /// A key at the node where the call waits.
    pub(super) fn key_here(&mut self, digit: Digit) -> Then {
        let Some(node) = self.node() else { return self.lost() };
        match &node.step {
            Step::Choice(choice) => self.choice_key(choice, digit),
            Step::Collect(collect) => self.collect_key(collect, digit),
            Step::Say { .. }
            | Step::Transfer(_)
            | Step::Callback { .. }
            | Step::Request { .. }
            | Step::Customer(_)
            | Step::Hangup { .. } => self.again_here(),
        }
    }

    /// Nothing was pressed where the call waits.
    pub(super) fn silence_here(&mut self) -> Then {
        let Some(node) = self.node() else { return self.lost() };
        match &node.step {
            Step::Choice(choice) => self.no_input(choice.no_input),
            Step::Collect(_) if self.place.keyed > 0 => self.digits_ended(),
            Step::Collect(collect) => self.no_input(collect.no_input),
            Step::Say { .. }
            | Step::Transfer(_)
            | Step::Callback { .. }
            | Step::Request { .. }
            | Step::Customer(_)
            | Step::Hangup { .. } => self.again_here(),
        }
    }

    fn choice_key(&mut self, choice: &Choice, digit: Digit) -> Then {
        let id = self.place.node;
        let chosen = digit.value().and_then(|value| choice.keys.get(usize::from(value)).copied().flatten());
        if let Some(next) = chosen {
            self.why.push(Why::Key(id, digit));
            return self.enter(next);
        }
        if digit == Digit::STAR {
            self.control(Control::Back);
            return match self.back() {
                Some(parent) => self.enter(parent),
                None => self.again_here(),
            };
        }
        if digit == Digit::HASH {
            self.control(Control::Repeat);
            return self.again_here();
        }
        if digit == Digit::ZERO {
            self.control(Control::Help);
            return self.help().unwrap_or_else(|| self.again_here());
        }
        self.no_match(choice.no_match, digit, Phrase::NoSuchKey(digit))
    }

    /// The words of the place once more, slower: whoever needs a repeat needs time.
    pub(super) fn again_here(&mut self) -> Then {
        let Some(node) = self.node() else { return self.lost() };
        match &node.step {
            Step::Choice(choice) => {
                self.text(choice.repeat);
                self.wait_for_choice(true)
            }
            Step::Collect(collect) => {
                self.place.keyed = 0;
                self.baggage.keyed = Digits::default();
                self.text(collect.prompt);
                self.wait_for_digits(collect, true)
            }
            Step::Say { .. }
            | Step::Transfer(_)
            | Step::Callback { .. }
            | Step::Request { .. }
            | Step::Customer(_)
            | Step::Hangup { .. } => self.go(self.place.node),
        }
    }

    /// Where `*` leads: to the lexical parent, over words that only lead here again. Where there is none, to the root of the part of the
    /// tree that the call began in; none at that root itself.
    pub(super) fn back(&self) -> Option<NodeId> {
        let mut above = self.node()?.parent;
        for _ in 0..LONGEST_WALK {
            let Some(node) = above.and_then(|above| self.menu.node(above)) else { break };
            match node.step {
                Step::Say { .. } => above = node.parent,
                Step::Choice(_)
                | Step::Collect(_)
                | Step::Transfer(_)
                | Step::Callback { .. }
                | Step::Request { .. }
                | Step::Customer(_)
                | Step::Hangup { .. } => return above,
            }
        }
        let root = match self.place.branch {
            Branch::Open => self.menu.open,
            Branch::Closed => self.menu.closed,
            Branch::Emergency => self.menu.emergency,
        };
        Some(root).filter(|root| *root != self.place.node)
    }

    /// To a person, if there is one.
    pub(super) fn help(&mut self) -> Option<Then> {
        let to = self.menu.help.filter(|_| self.staffed())?;
        Some(self.transfer(Via::Destination(to)))
    }

    /// Nothing was pressed in time.
    pub(super) fn no_input(&mut self, misses: Misses) -> Then {
        self.place.no_input = self.place.no_input.saturating_add(1);
        let count = self.place.no_input;
        self.why.push(Why::NoInput(self.place.node, count));
        let enough = count > misses.repeats;
        if (enough || count >= SILENCES)
            && let Some(help) = self.help()
        {
            return help;
        }
        if enough {
            return self.after_errors(misses.then);
        }
        self.missed(misses, Phrase::NothingPressed);
        self.again_here()
    }

    /// Something was pressed that means nothing here. What came after it is not trusted either.
    pub(super) fn no_match(&mut self, misses: Misses, digit: Digit, phrase: Phrase) -> Then {
        self.place.no_match = self.place.no_match.saturating_add(1);
        let count = self.place.no_match;
        self.why.push(Why::NoMatch(self.place.node, digit, count));
        if count > misses.repeats {
            return self.after_errors(misses.then);
        }
        self.guard();
        self.missed(misses, phrase);
        self.again_here()
    }

    /// The admin's words for it, or the program's.
    fn missed(&mut self, misses: Misses, phrase: Phrase) {
        match misses.text {
            Some(text) => self.text(text),
            None => self.phrase(phrase),
        }
    }

    fn after_errors(&mut self, then: NodeId) -> Then {
        self.why.push(Why::AfterErrors(self.place.node));
        self.phrase(Phrase::TooManyErrors);
        self.enter_guarded(then)
    }
}
