//! A request that the caller quotes, by its number and its date: how it stands, a reminder, a report that the reminder brought no answer, or
//! the callback that is booked for it ([`super::rebooking`]).
//!
//! Whether number and date are right is asked outside, and wrong ones are counted there: the state that a call carries may be an old one.

use super::keyed::Keyed;
use super::state::{Asking, Stage};
use super::walk::Walk;
use super::{Answer, Coming, Question, Requested, Then, Why};
use crate::menu::announce;
use crate::menu::model::{Step, Task};
use crate::menu::words::Phrase;
use crate::terms::{Digit, Digits, NodeId};
use crate::ticket::State;

/// The digits of a request's number.
const NUMBER_KEYS: u8 = 9;

/// The digits of its date: day and month.
const DATE_KEYS: u8 = 4;

/// How many wrong keys each question forgives.
const WRONG: u8 = 2;

/// How many silences.
const SILENT: u8 = 1;

impl Walk<'_> {
    /// The call came to a node where a request is quoted.
    pub(super) fn begin_request(&mut self) -> Then {
        self.ask_keys(Asking::Number, false)
    }

    /// A key.
    pub(super) fn request_key(&mut self, asking: Asking, digit: Digit) -> Then {
        match asking {
            Asking::Number | Asking::Date => self.request_digit(asking, digit),
            Asking::Confirm | Asking::Change | Asking::Withdraw | Asking::GiveUp | Asking::Message => {
                self.request_choice(asking, digit)
            }
            Asking::Valid | Asking::Answer | Asking::Cancel | Asking::GivingUp | Asking::Write => {
                self.request_again(asking)
            }
        }
    }

    /// Nothing was pressed: once more, and then on.
    pub(super) fn request_silence(&mut self, asking: Asking) -> Then {
        if self.place.keyed > 0 && matches!(asking, Asking::Number | Asking::Date) {
            return self.digits_done(asking);
        }
        self.place.no_input = self.place.no_input.saturating_add(1);
        self.why.push(Why::NoInput(self.place.node, self.place.no_input));
        if asking == Asking::Message {
            return self.request_leads(true);
        }
        if self.place.no_input > SILENT {
            return self.request_errors();
        }
        self.phrase(Phrase::NothingPressed);
        self.request_again(asking)
    }

    /// No more digits come for now.
    pub(super) fn request_digits_end(&mut self, asking: Asking) -> Then {
        match asking {
            Asking::Number | Asking::Date if self.place.keyed > 0 => self.digits_done(asking),
            Asking::Number
            | Asking::Date
            | Asking::Confirm
            | Asking::Valid
            | Asking::Answer
            | Asking::Change
            | Asking::Withdraw
            | Asking::Cancel
            | Asking::GiveUp
            | Asking::GivingUp
            | Asking::Message
            | Asking::Write => self.request_again(asking),
        }
    }

    /// The words of the question once more, slower.
    pub(super) fn request_again(&mut self, asking: Asking) -> Then {
        match asking {
            Asking::Number | Asking::Date => self.ask_keys(asking, true),
            Asking::Confirm => self.ask_confirm(true),
            Asking::Change => self.ask_change(true),
            Asking::Withdraw => self.ask_cancel(true),
            Asking::GiveUp => self.ask_give_up(true),
            Asking::Message => self.ask_message(true),
            Asking::Valid | Asking::Answer | Asking::Cancel | Asking::GivingUp => self.requests_away(),
            Asking::Write => self.message_away(),
        }
    }

    /// An answer to the question that is waited for.
    pub(super) fn request_answer(&mut self, asking: Asking, answer: &Answer) -> Then {
        self.why.push(Why::Answered(super::booking::name(answer)));
        match (asking, answer) {
            (Asking::Valid, Answer::Ticket(ticket)) => {
                self.baggage.ticket = Some(*ticket);
                self.reset();
                self.ask_keys(Asking::Date, false)
            }
            (Asking::Valid, Answer::NotANumber) => self.request_wrong(Asking::Number, Phrase::TicketInvalid),
            (Asking::Answer | Asking::Cancel | Asking::GivingUp, Answer::Requested(requested)) => {
                self.requested(*requested)
            }
            (Asking::Cancel, Answer::Cancelled) => {
                self.phrase(Phrase::Cancelled);
                self.request_leads(true)
            }
            (Asking::GivingUp, Answer::Cancelled) => {
                self.phrase(Phrase::PlaceGivenUp);
                self.request_leads(true)
            }
            (Asking::Write, Answer::Written) => {
                self.phrase(Phrase::MessageSent);
                self.request_leads(true)
            }
            (Asking::Valid | Asking::Answer | Asking::Cancel | Asking::GivingUp, _) => self.requests_away(),
            (Asking::Write, _) => self.message_away(),
            (
                Asking::Number
                | Asking::Date
                | Asking::Confirm
                | Asking::Change
                | Asking::Withdraw
                | Asking::GiveUp
                | Asking::Message,
                _,
            ) => self.request_again(asking),
        }
    }

    /// What the store says of a request that was quoted.
    pub(super) fn requested(&mut self, requested: Requested) -> Then {
        let (phrase, done) = match requested {
            Requested::Callback { queue, slot, date } => {
                self.baggage.queue = Some(queue);
                (self.baggage.kept, self.baggage.dated) = (Some(slot), Some(date));
                self.question();
                return self.ask_change(false);
            }
            Requested::Place { date } => {
                self.baggage.dated = Some(date);
                self.question();
                return self.ask_give_up(false);
            }
            Requested::NoCallback => (Phrase::NoCallback, false),
            Requested::Stands { state, callback, writes } => {
                self.phrase(standing(state));
                match callback {
                    Some(Coming::At(slot)) => {
                        self.phrase(Phrase::CallbackOn);
                        self.say_all(announce::slot(slot.start, slot.end, self.menu.zone, self.now));
                    }
                    Some(Coming::InTurn) => self.phrase(Phrase::PlaceTurn),
                    None => {}
                }
                if writes {
                    self.question();
                    return self.ask_message(false);
                }
                return self.request_leads(true);
            }
            Requested::Reminded => (Phrase::Reminded, true),
            Requested::Escalated => (Phrase::Escalated, true),
            Requested::Closed => (Phrase::RequestClosed, false),
            Requested::NotReminded => (Phrase::RemindFirst, false),
            Requested::EscalatedBefore => (Phrase::EscalatedBefore, false),
            Requested::TooManyTries => (Phrase::TooManyTries, false),
            Requested::NotFound => {
                self.phrase(Phrase::RequestNotFound);
                self.reset();
                return self.ask_keys(Asking::Number, true);
            }
        };
        self.phrase(phrase);
        self.request_leads(done)
    }

    /// Asks for the digits of the number or of the date, from the first one on.
    fn ask_keys(&mut self, asking: Asking, slower: bool) -> Then {
        self.place.stage = Stage::Request(asking);
        self.place.keyed = 0;
        self.baggage.keyed = Digits::default();
        self.phrase(match asking {
            Asking::Number => Phrase::KeyInTicket,
            Asking::Date
            | Asking::Confirm
            | Asking::Valid
            | Asking::Answer
            | Asking::Change
            | Asking::Withdraw
            | Asking::Cancel
            | Asking::GiveUp
            | Asking::GivingUp
            | Asking::Message
            | Asking::Write => Phrase::KeyInDate,
        });
        self.wait_for_keys(asking, slower)
    }

    fn wait_for_keys(&mut self, asking: Asking, slower: bool) -> Then {
        let left = wanted(asking).saturating_sub(self.place.keyed).max(1);
        self.wait(left, slower, Some(Digit::HASH), false)
    }

    fn request_digit(&mut self, asking: Asking, digit: Digit) -> Then {
        match self.key_in(digit, wanted(asking), false) {
            Keyed::More => self.wait_for_keys(asking, false),
            Keyed::All => self.digits_done(asking),
            Keyed::Star => {
                // A platform that waits for several keys may have kept the one that would end them.
                self.guard();
                if self.clears() { self.request_again(asking) } else { self.request_back(asking) }
            }
        }
    }

    /// That was all the digits.
    fn digits_done(&mut self, asking: Asking) -> Then {
        if self.place.keyed < wanted(asking) {
            return self.request_wrong(asking, Phrase::TooFewDigits);
        }
        let digits = self.baggage.keyed;
        match (asking, self.task()) {
            (Asking::Number, _) => {
                self.place.stage = Stage::Request(Asking::Valid);
                Then::Ask(Question::TicketNumber { digits })
            }
            (_, Some((Task::Escalation, ..))) => {
                self.question();
                self.ask_confirm(false)
            }
            (_, _) => self.send(),
        }
    }

    /// What is about to be sent goes only on the caller's wish: a key of its own.
    fn ask_confirm(&mut self, slower: bool) -> Then {
        self.place.stage = Stage::Request(Asking::Confirm);
        self.phrase(Phrase::ConfirmEscalation);
        self.wait_for_choice(slower)
    }

    pub(super) fn send(&mut self) -> Then {
        let (Some((task, ..)), Some(ticket)) = (self.task(), self.baggage.ticket) else {
            return self.requests_away();
        };
        self.reset();
        self.place.stage = Stage::Request(Asking::Answer);
        let (date, caller) = (self.baggage.keyed, self.baggage.caller);
        Then::Ask(Question::Request { task, ticket, date, caller })
    }

    /// One step back; from the first, to where the call came from.
    pub(super) fn request_back(&mut self, asking: Asking) -> Then {
        match asking {
            Asking::Date | Asking::Confirm | Asking::Change | Asking::GiveUp => {
                self.reset();
                self.ask_keys(Asking::Number, false)
            }
            Asking::Withdraw => {
                self.question();
                self.ask_change(false)
            }
            Asking::Message | Asking::Cancel | Asking::GivingUp | Asking::Write => self.request_again(asking),
            Asking::Number | Asking::Valid | Asking::Answer => match self.back() {
                Some(parent) => self.go(parent),
                None => self.request_again(asking),
            },
        }
    }

    pub(super) fn request_wrong(&mut self, asking: Asking, phrase: Phrase) -> Then {
        self.place.no_match = self.place.no_match.saturating_add(1);
        self.why.push(Why::NoMatch(self.place.node, Digit::HASH, self.place.no_match));
        if self.place.no_match > WRONG {
            return self.request_errors();
        }
        self.guard();
        self.phrase(phrase);
        self.request_again(asking)
    }

    fn request_errors(&mut self) -> Then {
        self.why.push(Why::AfterErrors(self.place.node));
        if self.place.stage == Stage::Request(Asking::Message) {
            return self.request_leads(true);
        }
        self.phrase(Phrase::TooManyErrors);
        self.stands_still();
        self.request_leads(false)
    }

    /// The store is away.
    pub(super) fn requests_away(&mut self) -> Then {
        self.phrase(Phrase::RequestsAway);
        self.stands_still();
        self.request_leads(false)
    }

    /// The message cannot be sent; the caller has heard what it would say.
    fn message_away(&mut self) -> Then {
        self.phrase(Phrase::MessageAway);
        self.request_leads(true)
    }

    /// Says that a callback which was to be changed stays as it was.
    fn stands_still(&mut self) {
        if let Stage::Request(Asking::GiveUp | Asking::GivingUp) = self.place.stage {
            self.phrase(Phrase::PlaceRemains);
        } else if self.is_moving() {
            self.phrase(Phrase::StaysBooked);
        }
    }

    /// On, where it is done; or where the call goes when it could not be.
    pub(super) fn request_leads(&mut self, done: bool) -> Then {
        let Some((_, then, otherwise)) = self.task() else { return self.lost() };
        self.baggage.keyed = Digits::default();
        self.enter_guarded(if done { then } else { otherwise })
    }

    fn task(&self) -> Option<(Task, NodeId, NodeId)> {
        match self.node()?.step {
            Step::Request { task, then, otherwise } => Some((task, then, otherwise)),
            Step::Choice(_)
            | Step::Collect(_)
            | Step::Say { .. }
            | Step::Transfer(_)
            | Step::Callback { .. }
            | Step::Customer(_)
            | Step::Hangup { .. } => None,
        }
    }
}

/// How many digits are asked for.
const fn wanted(asking: Asking) -> u8 {
    match asking {
        Asking::Number | Asking::Valid => NUMBER_KEYS,
        Asking::Date
        | Asking::Confirm
        | Asking::Answer
        | Asking::Change
        | Asking::Withdraw
        | Asking::Cancel
        | Asking::GiveUp
        | Asking::GivingUp
        | Asking::Message
        | Asking::Write => DATE_KEYS,
    }
}

/// How a request stands, in words.
pub(super) const fn standing(state: State) -> Phrase {
    match state {
        State::Opened => Phrase::StandsOpened,
        State::TakenInCharge => Phrase::StandsTaken,
        State::Waiting => Phrase::StandsWaiting,
        State::Closed => Phrase::StandsClosed,
        State::Reopened => Phrase::StandsReopened,
        State::Lapsed => Phrase::StandsLapsed,
    }
}
