//! A call that we placed, because it was booked. Whoever answers is told who calls and why, and presses a key before anybody else is joined: an
//! answering machine presses none, and so never meets an operator.
//!
//! Where the user is called first, the key leads to the operators; where an operator is, the key has the user called, who presses one too, while
//! the operator waits. The transfer leads to the other of the two in each case: the platform that dialled the first knows the second.

use super::state::{Call, Called, Place, Stage, Via};
use super::walk::Walk;
use super::{Answer, Baggage, Capped, Control, Leg, Outcome, PlacedCall, Question, Then, Why};
use crate::booking;
use crate::menu::model::{HangupCause, Unpaid};
use crate::menu::words::{Phrase, Prompt};
use crate::terms::{Digit, Language, QueueId};
use crate::ticket::{Attempted, Unspendable};

/// How often the words are said again to whoever presses nothing, or a key that is none.
const AGAIN: u8 = 1;

impl Walk<'_> {
    /// Somebody answered a call that we placed. Users hear their own language, operators the desk's first.
    pub(super) fn placed(&mut self, placed: PlacedCall) -> Then {
        let PlacedCall { queue, language: speaks, number, ticket, dated, attempt, leg, in_turn, customer } =
            placed;
        let own = self.menu.languages.first().copied().unwrap_or(Language::It);
        let (language, call) = match leg {
            Leg::User if self.menu.languages.contains(&speaks) => (speaks, Call::User),
            Leg::Awaited if self.menu.languages.contains(&speaks) => (speaks, Call::Awaited),
            Leg::User => (own, Call::User),
            Leg::Awaited => (own, Call::Awaited),
            Leg::Operator => (own, Call::Operator),
            // Nobody's telephone rang.
            Leg::Late => (own, Call::Ends(Attempted::Failed)),
        };
        self.place = Place {
            node: self.menu.open,
            language,
            numbered: true,
            notices_due: false,
            answered: true,
            ..Place::default()
        };
        self.baggage = Baggage {
            number: Some(number),
            ticket: Some(ticket),
            dated: Some(dated),
            attempt,
            speaks: Some(speaks),
            customer,
            ..Baggage::default()
        };
        match call {
            Call::User | Call::Awaited | Call::Operator => {
                self.ask_called(Called { queue, call, in_turn }, false)
            }
            Call::Reached | Call::Ends(_) | Call::Meets | Call::Declined | Call::Unmet(_) => {
                self.tell(queue, call)
            }
        }
    }

    /// Who calls, why, and which key goes on.
    fn ask_called(&mut self, called: Called, slower: bool) -> Then {
        self.place.stage = Stage::Called(called);
        self.guard();
        match called.call {
            Call::User | Call::Awaited => {
                let (begins, keys) = if called.in_turn {
                    (Phrase::PlaceBegins, Phrase::PlaceBeginsKeys)
                } else {
                    (Phrase::CallbackBegins, Phrase::CallbackKeys)
                };
                self.phrase(begins);
                self.say(Prompt::Text(self.menu.title));
                self.phrase(keys);
            }
            Call::Operator => self.say_request(called),
            Call::Reached | Call::Ends(_) | Call::Meets | Call::Declined | Call::Unmet(_) => {}
        }
        self.place.guarded = false;
        self.wait_for_choice(slower)
    }

    /// To an operator: what the call is about that they are about to have placed.
    fn say_request(&mut self, called: Called) {
        self.phrase(if called.in_turn { Phrase::OperatorPlace } else { Phrase::OperatorBegins });
        if let Some(queue) = self.menu.queues.get(usize::from(called.queue.0)) {
            self.text(queue.title);
        }
        if let Some(speaks) = self.baggage.speaks.filter(|_| self.menu.languages.len() > 1) {
            self.phrase(Phrase::OperatorLanguage(speaks));
        }
        self.say_ticket();
        self.phrase(Phrase::OperatorKeys);
    }

    /// A key of whoever answered.
    pub(super) fn called_key(&mut self, called: Called, digit: Digit) -> Then {
        let (goes_on, declines) = match called.call {
            Call::User => (Some(Call::Reached), Call::Ends(Attempted::WrongNumber)),
            Call::Awaited => (Some(Call::Meets), Call::Ends(Attempted::WrongNumber)),
            Call::Operator => (None, Call::Declined),
            Call::Reached | Call::Ends(_) | Call::Meets | Call::Declined | Call::Unmet(_) => {
                return self.called_answer(called, &Answer::Unavailable);
            }
        };
        if digit == Digit::HASH || digit == Digit::STAR {
            self.control(Control::Repeat);
            return self.ask_called(called, true);
        }
        match digit.value() {
            Some(1) => {
                self.why.push(Why::Key(self.place.node, digit));
                match goes_on {
                    Some(call) => self.tell(called.queue, call),
                    None => self.call_user(called.queue),
                }
            }
            Some(2) => {
                self.why.push(Why::Key(self.place.node, digit));
                self.tell(called.queue, declines)
            }
            Some(_) | None => {
                self.place.no_match = self.place.no_match.saturating_add(1);
                self.why.push(Why::NoMatch(self.place.node, digit, self.place.no_match));
                if self.place.no_match > AGAIN {
                    return self.nobody_there(called);
                }
                self.phrase(Phrase::NoSuchKey(digit));
                self.ask_called(called, true)
            }
        }
    }

    /// Nothing was pressed: once more, and then it counts as a machine.
    pub(super) fn called_silence(&mut self, called: Called) -> Then {
        if !waits_for_key(called.call) {
            return self.called_answer(called, &Answer::Unavailable);
        }
        self.place.no_input = self.place.no_input.saturating_add(1);
        self.why.push(Why::NoInput(self.place.node, self.place.no_input));
        if self.place.no_input > AGAIN { self.nobody_there(called) } else { self.ask_called(called, true) }
    }

    /// The words once more, for an event that means nothing here.
    pub(super) fn called_again(&mut self, called: Called) -> Then {
        self.called_answer(called, &Answer::Unavailable)
    }

    /// The other of the two is no longer there: said while the words still go on.
    pub(super) fn called_alone(&mut self, called: Called, outcome: Outcome) -> Then {
        match (called.call, outcome) {
            (
                Call::Awaited,
                Outcome::Busy | Outcome::NoAnswer | Outcome::Failed | Outcome::WaitedTooLong | Outcome::Left,
            ) => self.tell(called.queue, Call::Ends(Attempted::NoOperator)),
            (_, _) => self.called_again(called),
        }
    }

    /// How it went is kept, or will be when the store is back: either way the call goes on.
    pub(super) fn called_answer(&mut self, called: Called, answer: &Answer) -> Then {
        match called.call {
            Call::User | Call::Operator | Call::Awaited => return self.ask_called(called, true),
            // Whoever is called back pays as whoever calls: once they want to speak, and before an operator is troubled.
            Call::Reached => return self.transfer(Via::Callback(called.queue)),
            Call::Meets => return self.transfer(Via::Waiting(called.queue)),
            Call::Declined => self.phrase(Phrase::OperatorDeclined),
            Call::Unmet(outcome) => {
                // The user's own call knows better, where it came so far.
                let outcome = if let Answer::Ended(outcome) = answer { *outcome } else { outcome };
                self.phrase(unmet(outcome));
            }
            Call::Ends(outcome) => match outcome {
                Attempted::WrongNumber => self.phrase(Phrase::CallbackWrong),
                Attempted::NoOperator => self.phrase(Phrase::CallbackNoOperator),
                Attempted::Failed => self.phrase(Phrase::OperatorLate),
                Attempted::Spoken
                | Attempted::NoAnswer
                | Attempted::Busy
                | Attempted::Voicemail
                | Attempted::Refused
                | Attempted::Unknown => {}
            },
        }
        self.hang_up(HangupCause::Normal)
    }

    /// The other of the two did not come to the call, or has left it.
    pub(super) fn other_came_back(&mut self, queue: QueueId, outcome: Outcome) -> Then {
        match outcome {
            Outcome::Completed => self.hang_up(HangupCause::Normal),
            Outcome::Busy | Outcome::NoAnswer | Outcome::Failed | Outcome::WaitedTooLong | Outcome::Left => {
                self.tell(queue, Call::Ends(Attempted::NoOperator))
            }
        }
    }

    /// The operator's call came back from the user's.
    pub(super) fn user_came_back(&mut self, queue: QueueId, outcome: Outcome) -> Then {
        match outcome {
            Outcome::Completed => self.hang_up(HangupCause::Normal),
            Outcome::Busy => self.tell(queue, Call::Unmet(Attempted::Busy)),
            Outcome::NoAnswer | Outcome::WaitedTooLong | Outcome::Left => {
                self.tell(queue, Call::Unmet(Attempted::NoAnswer))
            }
            Outcome::Failed => self.tell(queue, Call::Unmet(Attempted::Failed)),
        }
    }

    /// The user was not joined to the operator who waits.
    pub(super) fn unmet(&mut self, outcome: Attempted) -> Then {
        match self.place.stage {
            Stage::Ringing(Via::User(queue)) => self.tell(queue, Call::Unmet(outcome)),
            Stage::Called(called) => self.called_again(called),
            Stage::New
            | Stage::Language
            | Stage::Here
            | Stage::Ringing(Via::Node | Via::Destination(_) | Via::Callback(_) | Via::Waiting(_))
            | Stage::Booking(_)
            | Stage::Request(_)
            | Stage::Customer(_)
            | Stage::Paying(_)
            | Stage::Swap(_)
            | Stage::CodeCall(_)
            | Stage::Over => self.returned(Outcome::Failed),
        }
    }

    /// A call that has had its share.
    pub(super) fn called_exhausted(&mut self, called: Called) -> Then {
        if waits_for_key(called.call) { self.nobody_there(called) } else { self.hang_up(HangupCause::Normal) }
    }

    fn nobody_there(&mut self, called: Called) -> Then {
        let call = match called.call {
            Call::Operator => Call::Declined,
            Call::User
            | Call::Awaited
            | Call::Reached
            | Call::Ends(_)
            | Call::Meets
            | Call::Declined
            | Call::Unmet(_) => Call::Ends(Attempted::Voicemail),
        };
        self.tell(called.queue, call)
    }

    /// Has the user called, while the operator waits.
    fn call_user(&mut self, queue: QueueId) -> Then {
        self.phrase(Phrase::OperatorCalls);
        self.other(Via::User(queue), queue, None)
    }

    /// To the operator who waits.
    pub(super) fn meet(&mut self, queue: QueueId, cap: Option<Capped>) -> Then {
        self.other(Via::Waiting(queue), queue, cap)
    }

    /// No package pays for the call that we placed. Who was called first goes where the menu says, as any caller does; where an operator waits, the call
    /// ends, and both know why.
    pub(super) fn placed_unpaid(&mut self, via: Via, why: Unspendable, unpaid: Unpaid) -> Then {
        let (phrase, then) = super::payment::because(why, unpaid);
        self.phrase(phrase);
        match via {
            Via::Waiting(queue) => self.tell(queue, Call::Ends(Attempted::Spoken)),
            Via::Node | Via::Destination(_) | Via::Callback(_) | Via::User(_) => self.enter_guarded(then),
        }
    }

    /// It cannot be looked up who pays for the call that we placed: it is tried again later.
    pub(super) fn placed_unpaid_away(&mut self, queue: QueueId) -> Then {
        self.phrase(Phrase::PackagesAway);
        self.tell(queue, Call::Ends(Attempted::NoOperator))
    }

    /// To the other of the two, at the operators' destination.
    fn other(&mut self, via: Via, queue: QueueId, cap: Option<Capped>) -> Then {
        let to = self.menu.queues.get(usize::from(queue.0)).and_then(|queue| queue.placing.to);
        let Some(to) = to else { return self.lost() };
        self.drop_ahead();
        self.reset();
        self.place.stage = Stage::Ringing(via);
        self.why.push(Why::Transfer(to));
        let (from, ticket) = (self.place.node, self.baggage.ticket);
        Then::Transfer { to, ring: booking::RING, from, ticket, cap, joined: None }
    }

    /// Has it kept how the attempt goes.
    fn tell(&mut self, queue: QueueId, call: Call) -> Then {
        self.reset();
        self.guard();
        // Whoever hears words after this has heard why we call.
        let called = Called { queue, call, in_turn: false };
        self.place.stage = Stage::Called(called);
        let outcome = match call {
            Call::Ends(outcome) | Call::Unmet(outcome) => Some(outcome),
            Call::Declined => Some(Attempted::NoOperator),
            Call::User | Call::Operator | Call::Awaited | Call::Reached | Call::Meets => None,
        };
        match self.baggage.ticket {
            Some(ticket) => Then::Ask(Question::Called { ticket, attempt: self.baggage.attempt, outcome }),
            None => self.called_answer(called, &Answer::Unavailable),
        }
    }
}

/// Whether somebody is to press a key.
const fn waits_for_key(call: Call) -> bool {
    match call {
        Call::User | Call::Operator | Call::Awaited => true,
        Call::Reached | Call::Ends(_) | Call::Meets | Call::Declined | Call::Unmet(_) => false,
    }
}

/// How an operator is told why the user is not there.
const fn unmet(outcome: Attempted) -> Phrase {
    match outcome {
        Attempted::NoAnswer => Phrase::UserUnanswered,
        Attempted::Busy => Phrase::UserBusy,
        Attempted::Voicemail => Phrase::UserMachine,
        Attempted::Refused => Phrase::UserRefused,
        Attempted::WrongNumber => Phrase::UserWrong,
        // They pressed the key, and were not joined: nobody pays for it.
        Attempted::Spoken => Phrase::UserUnpaid,
        Attempted::NoOperator | Attempted::Failed | Attempted::Unknown => Phrase::UserFailed,
    }
}
