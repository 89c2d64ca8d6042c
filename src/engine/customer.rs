//! A customer's code, which nobody needs to have: whoever keys one in is known from then on, and whoever does not goes on all the same.
//!
//! Whose code it is, is asked outside, and wrong ones are counted there: the state that a call carries may be an old one.

use super::keyed::Keyed;
use super::state::{Coded, Coding, Stage};
use super::walk::Walk;
use super::{Answer, Customer, Identified, Question, Then, Why};
use crate::menu::announce;
use crate::menu::model::{Identify, Step, Tells};
use crate::menu::words::Phrase;
use crate::terms::{Digit, Digits};
use crate::ticket::Balance;

/// How many wrong codes are followed by one more try.
const WRONG: u8 = 2;

impl Walk<'_> {
    /// The call came to the question.
    pub(super) fn begin_code(&mut self) -> Then {
        self.ask_code(false)
    }

    /// A key.
    pub(super) fn code_key(&mut self, coding: Coding, digit: Digit) -> Then {
        match coding {
            Coding::Digits => self.code_digit(digit),
            Coding::Answer => self.codes_away(),
        }
    }

    /// Nothing was pressed: that was all of the code, or there is none.
    pub(super) fn code_silence(&mut self, coding: Coding) -> Then {
        match coding {
            Coding::Digits if self.place.keyed > 0 => self.code_done(),
            Coding::Digits => {
                self.why.push(Why::NoInput(self.place.node, 1));
                self.without_code()
            }
            Coding::Answer => self.codes_away(),
        }
    }

    /// No more digits come for now.
    pub(super) fn code_digits_end(&mut self, coding: Coding) -> Then {
        match coding {
            Coding::Digits if self.place.keyed > 0 => self.code_done(),
            Coding::Digits | Coding::Answer => self.code_again(coding),
        }
    }

    /// The words of the question once more, slower.
    pub(super) fn code_again(&mut self, coding: Coding) -> Then {
        match coding {
            Coding::Digits => self.ask_code(true),
            Coding::Answer => self.codes_away(),
        }
    }

    /// An answer to the question that is waited for.
    pub(super) fn code_answer(&mut self, coding: Coding, answer: &Answer) -> Then {
        self.why.push(Why::Answered(super::booking::name(answer)));
        match (coding, answer) {
            (Coding::Answer, Answer::Identified(Identified::Customer(customer))) => self.known(customer),
            (Coding::Answer, Answer::Identified(Identified::Nobody)) => self.wrong_code(Phrase::CodeUnknown),
            (Coding::Answer, Answer::Identified(Identified::TooManyTries)) => {
                self.phrase(Phrase::TooManyCodes);
                self.without_code()
            }
            (Coding::Answer, _) => self.codes_away(),
            (Coding::Digits, _) => self.code_again(coding),
        }
    }

    /// Where a call goes on that was asked before; none where it was not. Only at its beginning: whoever comes to the question by a key
    /// wants to be asked.
    pub(super) fn asked_before(&self, identify: &Identify) -> Option<crate::terms::NodeId> {
        match self.place.code {
            Coded::Without if self.place.node == self.menu.open => Some(identify.otherwise),
            Coded::Known if self.place.node == self.menu.open => Some(identify.then),
            Coded::Unasked | Coded::Without | Coded::Known => None,
        }
    }

    fn ask_code(&mut self, slower: bool) -> Then {
        let Some(identify) = self.identify() else { return self.lost() };
        self.place.stage = Stage::Customer(Coding::Digits);
        self.place.keyed = 0;
        self.baggage.keyed = Digits::default();
        self.text(identify.prompt);
        self.wait_for_code(&identify, slower)
    }

    fn wait_for_code(&mut self, identify: &Identify, slower: bool) -> Then {
        let left = identify.max.saturating_sub(self.place.keyed).max(1);
        self.wait(left, slower, Some(Digit::HASH), false)
    }

    fn code_digit(&mut self, digit: Digit) -> Then {
        let Some(identify) = self.identify() else { return self.lost() };
        match self.key_in(digit, identify.max, false) {
            Keyed::More => self.wait_for_code(&identify, false),
            Keyed::All if self.place.keyed == 0 => self.without_code(),
            Keyed::All => self.code_done(),
            Keyed::Star => {
                // A platform that waits for several keys may have kept the one that would end them.
                self.guard();
                if self.clears() {
                    return self.ask_code(true);
                }
                match self.back() {
                    Some(parent) => self.go(parent),
                    None => self.ask_code(true),
                }
            }
        }
    }

    /// That was all of the code.
    fn code_done(&mut self) -> Then {
        let Some(identify) = self.identify() else { return self.lost() };
        if self.place.keyed < identify.min {
            return self.wrong_code(Phrase::TooFewDigits);
        }
        let (digits, caller) = (self.baggage.keyed, self.baggage.caller);
        self.place.keyed = 0;
        self.place.stage = Stage::Customer(Coding::Answer);
        Then::Ask(Question::Customer { digits, caller, tells: identify.tells })
    }

    fn wrong_code(&mut self, phrase: Phrase) -> Then {
        self.place.no_match = self.place.no_match.saturating_add(1);
        self.why.push(Why::NoMatch(self.place.node, Digit::HASH, self.place.no_match));
        self.guard();
        self.phrase(phrase);
        if self.place.no_match > WRONG {
            self.phrase(Phrase::CodeGivenUp);
            return self.without_code();
        }
        self.ask_code(true)
    }

    /// It is a customer's: what is told to them alone is told, and the call goes on.
    fn known(&mut self, customer: &Customer) -> Then {
        let Some(identify) = self.identify() else { return self.lost() };
        self.baggage.customer = Some(customer.id);
        self.baggage.keyed = Digits::default();
        self.place.code = Coded::Known;
        self.phrase(Phrase::CodeKnown);
        self.tell_customer(identify.tells, customer);
        self.enter(identify.then)
    }

    fn tell_customer(&mut self, tells: Tells, customer: &Customer) {
        if tells.latest {
            match customer.latest {
                Some((state, dated)) => {
                    self.phrase(Phrase::LatestRequest);
                    self.say_all(announce::date(dated));
                    self.phrase(super::request::standing(state));
                }
                None => self.phrase(Phrase::NoRequestYet),
            }
        }
        if tells.balance {
            match customer.balance {
                Some(Balance { calls, requests, until }) => {
                    self.phrase(Phrase::CallsLeft);
                    self.say_all(announce::count(calls));
                    self.phrase(Phrase::RequestsLeft);
                    self.say_all(announce::count(requests));
                    self.phrase(Phrase::UsableUntil);
                    self.say_all(announce::date(until));
                }
                None => self.phrase(Phrase::NoPackage),
            }
        }
    }

    /// The store is away.
    fn codes_away(&mut self) -> Then {
        self.phrase(Phrase::CodesAway);
        self.without_code()
    }

    /// On, as everybody may.
    fn without_code(&mut self) -> Then {
        let Some(identify) = self.identify() else { return self.lost() };
        self.baggage.keyed = Digits::default();
        if self.place.code == Coded::Unasked {
            self.place.code = Coded::Without;
        }
        let known = self.place.code == Coded::Known;
        self.enter(if known { identify.then } else { identify.otherwise })
    }

    fn identify(&self) -> Option<Identify> {
        match self.node()?.step {
            Step::Customer(identify) => Some(identify),
            Step::Choice(_)
            | Step::Collect(_)
            | Step::Say { .. }
            | Step::Transfer(_)
            | Step::Callback { .. }
            | Step::Request { .. }
            | Step::Hangup { .. } => None,
        }
    }
}
