//! A booked callback that the caller quotes: what is booked, then another time or none. Nothing is changed before a key of its own, and
//! whoever gives up hears that it stays as it was.
//!
//! Another time is looked for, offered and held as for a new booking (see [`super::booking`]); only what is confirmed in the end is a move.

use super::state::{Asking, Booking, Chosen, Search, Stage, Wait};
use super::walk::Walk;
use super::{Control, Question, SlotsFrom, Then};
use crate::menu::announce;
use crate::menu::words::Phrase;
use crate::terms::Digit;

impl Walk<'_> {
    /// A key at one of the questions that are answered by one.
    pub(super) fn request_choice(&mut self, asking: Asking, digit: Digit) -> Then {
        if digit == Digit::HASH {
            self.control(Control::Repeat);
            return self.request_again(asking);
        }
        if digit == Digit::ZERO {
            self.control(Control::Help);
            return self.help().unwrap_or_else(|| self.request_again(asking));
        }
        if digit == Digit::STAR {
            self.control(Control::Back);
            return self.request_back(asking);
        }
        let done = match (asking, digit.value()) {
            (Asking::Confirm, Some(1)) => self.send(),
            (Asking::Confirm, Some(2)) => self.request_leads(false),
            (Asking::Change, Some(1)) => self.begin_move(),
            (Asking::Change, Some(2)) => {
                self.question();
                self.ask_cancel(false)
            }
            (Asking::Change, Some(3)) | (Asking::Withdraw, Some(2)) => self.stays(),
            (Asking::Withdraw, Some(1)) => self.cancel(Asking::Cancel),
            (Asking::GiveUp, Some(1)) => self.cancel(Asking::GivingUp),
            (Asking::GiveUp, Some(2)) => self.remains(),
            (Asking::Message, Some(1)) => self.write_status(),
            (Asking::Message, Some(2)) => self.request_leads(true),
            (_, _) => return self.request_wrong(asking, Phrase::NoSuchKey(digit)),
        };
        self.why_key(digit);
        done
    }

    /// What is booked, and the keys that change it.
    pub(super) fn ask_change(&mut self, slower: bool) -> Then {
        self.place.stage = Stage::Request(Asking::Change);
        self.phrase(Phrase::CallbackOn);
        self.say_kept();
        self.phrase(Phrase::ChangeKeys);
        self.wait_for_choice(slower)
    }

    /// What is about to be cancelled, and the key that does it.
    pub(super) fn ask_cancel(&mut self, slower: bool) -> Then {
        self.place.stage = Stage::Request(Asking::Withdraw);
        self.phrase(Phrase::ConfirmSlot);
        self.say_kept();
        self.phrase(Phrase::CancelKeys);
        self.wait_for_choice(slower)
    }

    /// That a place is kept, and the key that gives it up.
    pub(super) fn ask_give_up(&mut self, slower: bool) -> Then {
        self.place.stage = Stage::Request(Asking::GiveUp);
        self.phrase(Phrase::PlaceKept);
        self.phrase(Phrase::PlaceTurn);
        self.phrase(Phrase::PlaceGiveUpKeys);
        self.wait_for_choice(slower)
    }

    /// The keys that send a request's number and date, or go on.
    pub(super) fn ask_message(&mut self, slower: bool) -> Then {
        self.place.stage = Stage::Request(Asking::Message);
        self.phrase(Phrase::MessageKeys);
        self.wait_for_choice(slower)
    }

    /// Whether what is quoted here is moved or cancelled, and stands until that is done.
    pub(super) const fn is_moving(&self) -> bool {
        match self.place.stage {
            Stage::Booking(Booking { number, .. }) => matches!(number, Chosen::Kept),
            Stage::Request(asking) => match asking {
                Asking::Change | Asking::Withdraw | Asking::Cancel => true,
                Asking::Number
                | Asking::GiveUp
                | Asking::GivingUp
                | Asking::Valid
                | Asking::Date
                | Asking::Confirm
                | Asking::Answer
                | Asking::Message
                | Asking::Write => false,
            },
            Stage::New
            | Stage::Language
            | Stage::Here
            | Stage::Ringing(_)
            | Stage::Customer(_)
            | Stage::Paying(_)
            | Stage::Called(_)
            | Stage::Swap(_)
            | Stage::CodeCall(_)
            | Stage::Over => false,
        }
    }

    /// Says when the booked callback will come.
    fn say_kept(&mut self) {
        if let Some(slot) = self.baggage.kept {
            self.say_all(announce::slot(slot.start, slot.end, self.menu.zone, self.now));
        }
    }

    /// Looks for another time.
    fn begin_move(&mut self) -> Then {
        let Some(queue) = self.baggage.queue else { return self.requests_away() };
        let booking = Booking { wait: Wait::Offer, number: Chosen::Kept, own: false, writes: false };
        self.look_for(booking, queue, Search::First, SlotsFrom::Soonest)
    }

    /// The key that cancels, or gives up, was pressed; `asking` waits for the answer.
    fn cancel(&mut self, asking: Asking) -> Then {
        let Some(ticket) = self.baggage.ticket else { return self.requests_away() };
        self.reset();
        self.place.stage = Stage::Request(asking);
        let (date, caller) = (self.baggage.keyed, self.baggage.caller);
        Then::Ask(Question::Cancel { ticket, date, caller })
    }

    /// The key that sends was pressed.
    fn write_status(&mut self) -> Then {
        let Some(ticket) = self.baggage.ticket else { return self.request_leads(true) };
        self.reset();
        self.place.stage = Stage::Request(Asking::Write);
        Then::Ask(Question::Write { ticket })
    }

    /// By the caller's wish, the place stays kept.
    fn remains(&mut self) -> Then {
        self.phrase(Phrase::PlaceRemains);
        self.request_leads(true)
    }

    /// By the caller's wish, nothing is changed.
    pub(super) fn stays(&mut self) -> Then {
        self.phrase(Phrase::StaysBooked);
        self.request_leads(true)
    }
}
