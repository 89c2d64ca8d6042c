//! A call that we placed, because it was booked. Whoever answers is told who calls and why, and presses a key before anybody else is joined: an
//! answering machine presses none, and so never meets an operator.
//!
//! Where the user is called first, the key leads to the operators; where an operator is, the key has the user called. The transfer leads to the
//! other of the two in both cases, and the platform that dialled the first knows the second.

use super::state::{Call, Called, Place, Stage, Via};
use super::walk::Walk;
use super::{Baggage, Control, Outcome, PlacedCall, Question, Then, Why};
use crate::menu::announce;
use crate::menu::model::{First, HangupCause};
use crate::menu::words::{Phrase, Prompt};
use crate::terms::{Digit, QueueId};
use crate::ticket::Attempted;

/// How often the words are said again to whoever presses nothing, or a key that is none.
const AGAIN: u8 = 1;

impl Walk<'_> {
    /// Somebody answered a call that we placed.
    pub(super) fn placed(&mut self, placed: PlacedCall) -> Then {
        let PlacedCall { queue, language, number, ticket, attempt, first } = placed;
        let language = if self.menu.languages.contains(&language) { language } else { self.place.language };
        self.place = Place {
            node: self.menu.open,
            language,
            numbered: true,
            notices_due: false,
            answered: true,
            ..Place::default()
        };
        self.baggage = Baggage { number: Some(number), ticket: Some(ticket), attempt, ..Baggage::default() };
        let call = match first {
            First::Customer => Call::User,
            First::Agent => Call::Operator,
        };
        self.ask_called(Called { queue, call }, false)
    }

    /// Who calls, why, and which key goes on.
    fn ask_called(&mut self, called: Called, slower: bool) -> Then {
        self.place.stage = Stage::Called(called);
        self.guard();
        match called.call {
            Call::User => {
                self.phrase(Phrase::CallbackBegins);
                self.say(Prompt::Text(self.menu.title));
                self.phrase(Phrase::CallbackKeys);
            }
            Call::Operator => {
                self.phrase(Phrase::OperatorBegins);
                if let Some(queue) = self.menu.queues.get(usize::from(called.queue.0)) {
                    self.text(queue.title);
                }
                if let Some(ticket) = self.baggage.ticket {
                    self.phrase(Phrase::TicketIs);
                    self.say_all(announce::ticket(ticket.value()));
                }
                self.phrase(Phrase::OperatorKeys);
            }
            Call::Reached | Call::Ends(_) => {}
        }
        self.place.guarded = false;
        self.wait_for_choice(slower)
    }

    /// A key of whoever answered.
    pub(super) fn called_key(&mut self, called: Called, digit: Digit) -> Then {
        match called.call {
            Call::User | Call::Operator => {}
            Call::Reached | Call::Ends(_) => return self.called_answer(called),
        }
        if digit == Digit::HASH || digit == Digit::STAR {
            self.control(Control::Repeat);
            return self.ask_called(called, true);
        }
        match (called.call, digit.value()) {
            (_, Some(1)) => {
                self.why.push(Why::Key(self.place.node, digit));
                self.tell(called.queue, Call::Reached)
            }
            (Call::Operator, Some(2)) => {
                self.why.push(Why::Key(self.place.node, digit));
                self.tell(called.queue, Call::Ends(Attempted::NoOperator))
            }
            (Call::User | Call::Reached | Call::Ends(_), Some(2)) => {
                self.why.push(Why::Key(self.place.node, digit));
                self.tell(called.queue, Call::Ends(Attempted::WrongNumber))
            }
            (_, Some(_) | None) => {
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
        match called.call {
            Call::User | Call::Operator => {}
            Call::Reached | Call::Ends(_) => return self.called_answer(called),
        }
        self.place.no_input = self.place.no_input.saturating_add(1);
        self.why.push(Why::NoInput(self.place.node, self.place.no_input));
        if self.place.no_input > AGAIN { self.nobody_there(called) } else { self.ask_called(called, true) }
    }

    /// The words once more, for an event that means nothing here.
    pub(super) fn called_again(&mut self, called: Called) -> Then {
        match called.call {
            Call::User | Call::Operator => self.ask_called(called, true),
            Call::Reached | Call::Ends(_) => self.called_answer(called),
        }
    }

    /// How it went is kept, or will be when the store is back: either way the call goes on.
    pub(super) fn called_answer(&mut self, called: Called) -> Then {
        match called.call {
            Call::User | Call::Operator => self.ask_called(called, true),
            Call::Reached => self.put_through(Via::Callback(called.queue), None),
            Call::Ends(outcome) => {
                match outcome {
                    Attempted::WrongNumber => self.phrase(Phrase::CallbackWrong),
                    Attempted::NoOperator => self.phrase(Phrase::CallbackNoOperator),
                    Attempted::Spoken
                    | Attempted::NoAnswer
                    | Attempted::Busy
                    | Attempted::Voicemail
                    | Attempted::Refused
                    | Attempted::Failed
                    | Attempted::Unknown => {}
                }
                self.hang_up(HangupCause::Normal)
            }
        }
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

    /// A call that has had its share.
    pub(super) fn called_exhausted(&mut self, called: Called) -> Then {
        match called.call {
            Call::User | Call::Operator => self.nobody_there(called),
            Call::Reached | Call::Ends(_) => self.hang_up(HangupCause::Normal),
        }
    }

    fn nobody_there(&mut self, called: Called) -> Then {
        let outcome = match called.call {
            Call::Operator => Attempted::NoOperator,
            Call::User | Call::Reached | Call::Ends(_) => Attempted::Voicemail,
        };
        self.tell(called.queue, Call::Ends(outcome))
    }

    /// Has it kept how the attempt goes.
    fn tell(&mut self, queue: QueueId, call: Call) -> Then {
        self.reset();
        self.guard();
        self.place.stage = Stage::Called(Called { queue, call });
        let outcome = match call {
            Call::Ends(outcome) => Some(outcome),
            Call::User | Call::Operator | Call::Reached => None,
        };
        match self.baggage.ticket {
            Some(ticket) => Then::Ask(Question::Called { ticket, attempt: self.baggage.attempt, outcome }),
            None => self.called_answer(Called { queue, call }),
        }
    }
}
