//! A call that we placed to speak the code with which the public page confirms a telephone. Whoever answers is told who calls and presses a key: an
//! answering machine presses none, and so keeps no code that others could listen to.
//!
//! The code itself is asked for whenever it is said, and never carried: a seal of this call tells nobody what it spoke.

use super::state::{CodeCall, Place, Stage};
use super::walk::Walk;
use super::{Answer, Baggage, CodeCalled, Control, Question, Then, Why};
use crate::menu::announce;
use crate::menu::model::HangupCause;
use crate::menu::words::{Phrase, Prompt};
use crate::terms::{Digit, Digits};
use crate::ticket::Attempted;

/// How often the words are said again to whoever presses nothing, or a key that is none.
const AGAIN: u8 = 1;

/// How often the code is said again at most, twice each time.
const REPEATS: u8 = 3;

impl Walk<'_> {
    /// Somebody answered a call that is to speak a code.
    pub(super) fn code_called(&mut self, called: CodeCalled) -> Then {
        let CodeCalled { call, language } = called;
        let language = if self.menu.languages.contains(&language) { language } else { self.place.language };
        self.place =
            Place { node: self.menu.open, language, notices_due: false, answered: true, ..Place::default() };
        self.baggage = Baggage { code_call: Some(call), ..Baggage::default() };
        self.ask_person(false)
    }

    /// Who calls, why, and which key a person presses.
    fn ask_person(&mut self, slower: bool) -> Then {
        self.place.stage = Stage::CodeCall(CodeCall::Person);
        self.guard();
        self.phrase(Phrase::CodeCallBegins);
        self.say(Prompt::Text(self.menu.title));
        self.phrase(Phrase::CodeCallKeys);
        self.place.guarded = false;
        self.wait_for_choice(slower)
    }

    /// A key of whoever answered.
    pub(super) fn code_call_key(&mut self, call: CodeCall, digit: Digit) -> Then {
        match call {
            CodeCall::Person => self.person_key(digit),
            CodeCall::Said => {
                if digit == Digit::HASH || digit == Digit::STAR || digit.value() == Some(1) {
                    self.control(Control::Repeat);
                    self.place.no_match = self.place.no_match.saturating_add(1);
                    if self.place.no_match <= REPEATS {
                        return self.ask_for_code();
                    }
                }
                self.code_call_ends()
            }
            CodeCall::Code | CodeCall::Ends(_) => self.code_call_answer(call, &Answer::Unavailable),
        }
    }

    fn person_key(&mut self, digit: Digit) -> Then {
        if digit == Digit::HASH || digit == Digit::STAR {
            self.control(Control::Repeat);
            return self.ask_person(true);
        }
        match digit.value() {
            Some(1) => {
                self.why.push(Why::Key(self.place.node, digit));
                self.reset();
                self.ask_for_code()
            }
            Some(2) => {
                self.why.push(Why::Key(self.place.node, digit));
                self.keep_code_call(Attempted::WrongNumber)
            }
            Some(_) | None => {
                self.place.no_match = self.place.no_match.saturating_add(1);
                self.why.push(Why::NoMatch(self.place.node, digit, self.place.no_match));
                if self.place.no_match > AGAIN {
                    return self.keep_code_call(Attempted::Voicemail);
                }
                self.phrase(Phrase::NoSuchKey(digit));
                self.ask_person(true)
            }
        }
    }

    /// Nothing was pressed: once more, and then it counts as a machine. Who has heard the code has nothing to press.
    pub(super) fn code_call_silence(&mut self, call: CodeCall) -> Then {
        match call {
            CodeCall::Person => {
                self.place.no_input = self.place.no_input.saturating_add(1);
                self.why.push(Why::NoInput(self.place.node, self.place.no_input));
                if self.place.no_input > AGAIN {
                    self.keep_code_call(Attempted::Voicemail)
                } else {
                    self.ask_person(true)
                }
            }
            CodeCall::Said => self.code_call_ends(),
            CodeCall::Code | CodeCall::Ends(_) => self.code_call_answer(call, &Answer::Unavailable),
        }
    }

    /// The words once more, for an event that means nothing here.
    pub(super) fn code_call_again(&mut self, call: CodeCall) -> Then {
        match call {
            CodeCall::Person => self.ask_person(true),
            CodeCall::Said => self.ask_for_code(),
            CodeCall::Code | CodeCall::Ends(_) => self.code_call_answer(call, &Answer::Unavailable),
        }
    }

    /// The code, or that it cannot be had; or how the call went is kept, or the store is away and it will be seen from the call's end.
    pub(super) fn code_call_answer(&mut self, call: CodeCall, answer: &Answer) -> Then {
        match call {
            CodeCall::Person => self.ask_person(true),
            CodeCall::Said => self.code_call_ends(),
            CodeCall::Code => match answer {
                Answer::Code(code) => self.say_code(*code),
                Answer::Slot(_)
                | Answer::NoSlot
                | Answer::Held
                | Answer::Callable(_)
                | Answer::NotANumber
                | Answer::NotCallable
                | Answer::Booked { .. }
                | Answer::Moved { .. }
                | Answer::Cancelled
                | Answer::Written
                | Answer::Ticket(_)
                | Answer::Requested(_)
                | Answer::Identified(_)
                | Answer::Paid { .. }
                | Answer::Unpaid(_)
                | Answer::Kept
                | Answer::Ended(_)
                | Answer::Full
                | Answer::TooMany
                | Answer::TooOften
                | Answer::Unavailable => {
                    self.phrase(Phrase::CodeCallGone);
                    self.hang_up(HangupCause::Normal)
                }
            },
            CodeCall::Ends(outcome) => {
                if outcome == Attempted::WrongNumber {
                    // That they are left in peace is promised only where it is kept.
                    let is_kept = *answer == Answer::Kept;
                    self.phrase(if is_kept { Phrase::CodeCallWrong } else { Phrase::CodeCallBye });
                }
                self.hang_up(HangupCause::Normal)
            }
        }
    }

    /// A call that has had its share.
    pub(super) fn code_call_exhausted(&mut self) -> Then {
        self.hang_up(HangupCause::Normal)
    }

    fn ask_for_code(&mut self) -> Then {
        self.place.stage = Stage::CodeCall(CodeCall::Code);
        match self.baggage.code_call {
            Some(call) => Then::Ask(Question::Code { call }),
            None => self.code_call_answer(CodeCall::Code, &Answer::Unavailable),
        }
    }

    /// Twice, with time to write it down.
    fn say_code(&mut self, code: Digits) -> Then {
        self.place.stage = Stage::CodeCall(CodeCall::Said);
        let digits = announce::code(code);
        self.phrase(Phrase::CodeCallTells);
        self.say_all(digits.clone());
        self.phrase(Phrase::CodeCallTwice);
        self.say_all(digits);
        self.phrase(Phrase::CodeCallMore);
        self.place.guarded = false;
        self.wait_for_choice(true)
    }

    fn code_call_ends(&mut self) -> Then {
        self.phrase(Phrase::CodeCallBye);
        self.hang_up(HangupCause::Normal)
    }

    /// Has it kept how the call went.
    fn keep_code_call(&mut self, outcome: Attempted) -> Then {
        self.reset();
        self.guard();
        self.place.stage = Stage::CodeCall(CodeCall::Ends(outcome));
        match self.baggage.code_call {
            Some(call) => Then::Ask(Question::CodeCall { call, outcome }),
            None => self.code_call_answer(CodeCall::Ends(outcome), &Answer::Unavailable),
        }
    }
}
