//! Which room of the engine an event belongs to: what is waited for decides.

use chrono::{DateTime, Utc};

use super::state::{Booking, Stage, State, Wait};
use super::walk::Walk;
use super::{Answer, Desk, Event, Outcome, Reply, Then, Why};
use crate::menu::model::HangupCause;
use crate::menu::words::Phrase;
use crate::terms::{Caller, Digit};

/// What a call does next. Pure and total: any event in any state gives a reply with an ending.
///
/// The desk's own hours are asked once, when the call begins: who was let in at 12:59 stays in at 13:00, and the queue decides. A branch's
/// hours are asked whenever the call comes to that branch, and the emergency switch whenever it comes to any node.
#[must_use]
pub fn step(desk: &Desk, state: State, event: Event, now: DateTime<Utc>) -> (State, Reply) {
    let mut walk = Walk::new(desk, state, now);
    let then = walk.take(event);
    walk.finish(then)
}

impl Walk<'_> {
    fn take(&mut self, event: Event) -> Then {
        if self.place.over() {
            self.end();
            return Then::Hangup(HangupCause::Normal);
        }
        match event {
            Event::Start { caller, assigned } => self.start(caller, assigned),
            Event::Placed(placed) => self.placed(placed),
            Event::CodeCall(called) => self.code_called(called),
            Event::Digit(digit) => self.digit(digit),
            Event::DigitsEnd => self.digits_end(),
            Event::Silence => self.silence(),
            Event::Transferred(outcome) => self.returned(outcome),
            Event::Unmet(outcome) => self.unmet(outcome),
            Event::Answer(answer) => self.answered(answer),
            Event::Exhausted => self.exhausted(),
            Event::Ended => {
                self.why.push(Why::Ended);
                self.end();
                Then::Hangup(HangupCause::Normal)
            }
        }
    }

    fn digit(&mut self, digit: Digit) -> Then {
        match self.place.stage {
            Stage::New => self.start(Caller::Unknown, None),
            Stage::Language => self.language_key(digit),
            Stage::Here => self.key_here(digit),
            Stage::Ringing(via) => self.came_back(via, Outcome::Failed),
            Stage::Booking(booking) => self.booking_key(booking, digit),
            Stage::Request(asking) => self.request_key(asking, digit),
            Stage::Customer(coding) => self.code_key(coding, digit),
            Stage::Paying(via) => self.unpaid_away(via),
            Stage::Called(called) => self.called_key(called, digit),
            Stage::Swap(swap) => self.swap_key(swap, digit),
            Stage::CodeCall(call) => self.code_call_key(call, digit),
            Stage::Over => Then::Hangup(HangupCause::Normal),
        }
    }

    fn digits_end(&mut self) -> Then {
        match self.place.stage {
            Stage::New => self.start(Caller::Unknown, None),
            Stage::Here if self.place.keyed > 0 => self.digits_ended(),
            Stage::Language | Stage::Here => self.once_more(),
            Stage::Ringing(via) => self.came_back(via, Outcome::Failed),
            Stage::Booking(booking) => self.booking_digits_end(booking),
            Stage::Request(asking) => self.request_digits_end(asking),
            Stage::Customer(coding) => self.code_digits_end(coding),
            Stage::Paying(via) => self.unpaid_away(via),
            Stage::Called(called) => self.called_again(called),
            Stage::Swap(swap) => self.swap_again(swap),
            Stage::CodeCall(call) => self.code_call_again(call),
            Stage::Over => Then::Hangup(HangupCause::Normal),
        }
    }

    fn silence(&mut self) -> Then {
        match self.place.stage {
            Stage::New => self.start(Caller::Unknown, None),
            Stage::Language => self.language_silence(),
            Stage::Here => self.silence_here(),
            // The platform came back and does not say how it went: not well.
            Stage::Ringing(via) => self.came_back(via, Outcome::Failed),
            Stage::Booking(booking) => self.booking_silence(booking),
            Stage::Request(asking) => self.request_silence(asking),
            Stage::Customer(coding) => self.code_silence(coding),
            Stage::Paying(via) => self.unpaid_away(via),
            Stage::Called(called) => self.called_silence(called),
            Stage::Swap(swap) => self.swap_silence(swap),
            Stage::CodeCall(call) => self.code_call_silence(call),
            Stage::Over => Then::Hangup(HangupCause::Normal),
        }
    }

    pub(super) fn returned(&mut self, outcome: Outcome) -> Then {
        match self.place.stage {
            Stage::New => self.start(Caller::Unknown, None),
            Stage::Ringing(via) => self.came_back(via, outcome),
            Stage::Paying(via) => self.unpaid_away(via),
            Stage::Called(called) => self.called_alone(called, outcome),
            Stage::Language
            | Stage::Here
            | Stage::Booking(_)
            | Stage::Request(_)
            | Stage::Customer(_)
            | Stage::Swap(_)
            | Stage::CodeCall(_) => self.once_more(),
            Stage::Over => Then::Hangup(HangupCause::Normal),
        }
    }

    fn answered(&mut self, answer: Answer) -> Then {
        match self.place.stage {
            Stage::New => self.start(Caller::Unknown, None),
            Stage::Booking(booking) => self.booking_answer(booking, answer),
            Stage::Request(asking) => self.request_answer(asking, &answer),
            Stage::Customer(coding) => self.code_answer(coding, &answer),
            Stage::Paying(via) => self.paid(via, &answer),
            Stage::Called(called) => {
                self.why.push(Why::Answered(super::booking::name(&answer)));
                self.called_answer(called, &answer)
            }
            Stage::Swap(swap) => self.swap_answer(swap, &answer),
            Stage::CodeCall(call) => {
                self.why.push(Why::Answered(super::booking::name(&answer)));
                self.code_call_answer(call, &answer)
            }
            Stage::Ringing(via) => self.came_back(via, Outcome::Failed),
            Stage::Language | Stage::Here => self.once_more(),
            Stage::Over => Then::Hangup(HangupCause::Normal),
        }
    }

    /// The same words again, for an event that means nothing here.
    fn once_more(&mut self) -> Then {
        match self.place.stage {
            Stage::Language => self.ask_language(true),
            Stage::Booking(booking) => self.booking_again(booking),
            Stage::Request(asking) => self.request_again(asking),
            Stage::Called(called) => self.called_again(called),
            Stage::Swap(swap) => self.swap_again(swap),
            Stage::CodeCall(call) => self.code_call_again(call),
            Stage::Customer(coding) => self.code_again(coding),
            Stage::New | Stage::Here | Stage::Ringing(_) | Stage::Paying(_) | Stage::Over => {
                self.again_here()
            }
        }
    }

    /// The call has had its share: to the last resort, and from there to the end.
    fn exhausted(&mut self) -> Then {
        self.why.push(Why::Exhausted);
        if let Stage::Called(called) = self.place.stage {
            return self.called_exhausted(called);
        }
        if let Stage::CodeCall(_) = self.place.stage {
            return self.code_call_exhausted();
        }
        let booked = matches!(self.place.stage, Stage::Booking(Booking { wait: Wait::Booked, .. }));
        self.phrase(Phrase::Exhausted);
        // Whoever has booked has had what there is.
        if self.place.last || booked {
            return self.goodbye();
        }
        self.place.last = true;
        self.enter_guarded(self.menu.last_resort)
    }
}
