//! A caller who waits in a queue gives the place up for a callback that comes when their turn does. Until the key that confirms, and the store's
//! yes, nothing is stored and the place is theirs: whatever comes in between leads back to the queue, as of the moment at which they joined it.

use super::state::{Booking, Chosen, Stage, Swap, SwapWait, Via, Wait};
use super::walk::Walk;
use super::{Answer, Control, Question, Then, Why};
use crate::menu::words::{Phrase, Prompt};
use crate::terms::{Digit, QueueId};

/// How many wrong keys are forgiven.
const WRONG: u8 = 2;

/// How many silences are forgiven.
const SILENT: u8 = 1;

impl Walk<'_> {
    /// The caller pressed the queue's key: the privacy notice, and whether the number that calls can be called.
    pub(super) fn begin_swap(&mut self, via: Via, queue: QueueId) -> Then {
        self.guard();
        self.reset();
        self.say_whole(Prompt::Text(self.menu.privacy));
        match self.baggage.caller.filter(|_| self.place.numbered) {
            Some(number) => {
                self.place.stage = Stage::Swap(Swap { via, queue, wait: SwapWait::Number });
                Then::Ask(Question::OwnNumber { queue, number })
            }
            None => self.keeps_waiting(via, Some(Phrase::PlaceNoNumber)),
        }
    }

    /// A key.
    pub(super) fn swap_key(&mut self, swap: Swap, digit: Digit) -> Then {
        if digit == Digit::HASH {
            self.control(Control::Repeat);
            return self.swap_again(swap);
        }
        match (swap.wait, digit.value()) {
            (SwapWait::Confirm, Some(1)) => {
                self.why_key(digit);
                self.swap(swap)
            }
            // Back, to a person, or no: all of them are the queue.
            (SwapWait::Confirm, None | Some(0 | 2)) => {
                self.why_key(digit);
                self.keeps_waiting(swap.via, None)
            }
            (SwapWait::Confirm, Some(_)) => {
                self.place.no_match = self.place.no_match.saturating_add(1);
                self.why.push(Why::NoMatch(self.place.node, digit, self.place.no_match));
                if self.place.no_match > WRONG {
                    return self.keeps_waiting(swap.via, None);
                }
                self.guard();
                self.phrase(Phrase::NoSuchKey(digit));
                self.swap_again(swap)
            }
            (SwapWait::Number | SwapWait::Kept, _) => self.swap_again(swap),
        }
    }

    /// Nothing was pressed: once more, and then back to the queue.
    pub(super) fn swap_silence(&mut self, swap: Swap) -> Then {
        self.place.no_input = self.place.no_input.saturating_add(1);
        self.why.push(Why::NoInput(self.place.node, self.place.no_input));
        if self.place.no_input > SILENT {
            return self.keeps_waiting(swap.via, None);
        }
        self.phrase(Phrase::NothingPressed);
        self.swap_again(swap)
    }

    /// The words of the question once more, slower.
    pub(super) fn swap_again(&mut self, swap: Swap) -> Then {
        match swap.wait {
            SwapWait::Confirm => self.ask_swap(swap, true),
            SwapWait::Number | SwapWait::Kept => self.keeps_waiting(swap.via, Some(Phrase::BookingsAway)),
        }
    }

    /// An answer to the question that is waited for.
    pub(super) fn swap_answer(&mut self, swap: Swap, answer: &Answer) -> Then {
        self.why.push(Why::Answered(super::booking::name(answer)));
        let because = match (swap.wait, answer) {
            (SwapWait::Number, Answer::Callable(number)) => {
                self.baggage.number = Some(*number);
                return self.ask_swap(swap, false);
            }
            (SwapWait::Kept, Answer::Booked { ticket, date, writes }) => {
                self.baggage.ticket = Some(*ticket);
                self.baggage.dated = Some(*date);
                self.baggage.queue = Some(swap.queue);
                self.guard();
                self.reset();
                self.phrase(Phrase::PlaceKept);
                let booking =
                    Booking { wait: Wait::Booked, number: Chosen::Turn, own: true, writes: *writes };
                return self.say_booked(booking);
            }
            (SwapWait::Confirm, _) => return self.swap_again(swap),
            (SwapWait::Number | SwapWait::Kept, Answer::NotANumber | Answer::NotCallable) => {
                Phrase::NumberRefused
            }
            (SwapWait::Number | SwapWait::Kept, Answer::TooMany) => Phrase::TooManyBookings,
            (SwapWait::Number | SwapWait::Kept, Answer::TooOften) => Phrase::TooManyTries,
            (
                SwapWait::Number | SwapWait::Kept,
                Answer::Callable(_)
                | Answer::Booked { .. }
                | Answer::Slot(_)
                | Answer::NoSlot
                | Answer::Held
                | Answer::Moved { .. }
                | Answer::Cancelled
                | Answer::Written
                | Answer::Ticket(_)
                | Answer::Requested(_)
                | Answer::Identified(_)
                | Answer::Paid { .. }
                | Answer::Unpaid(_)
                | Answer::Kept
                | Answer::Code(_)
                | Answer::Ended(_)
                | Answer::Full
                | Answer::Unavailable,
            ) => Phrase::BookingsAway,
        };
        self.keeps_waiting(swap.via, Some(because))
    }

    /// What they would get, at which number, and the keys.
    fn ask_swap(&mut self, swap: Swap, slower: bool) -> Then {
        self.guard();
        self.place.stage = Stage::Swap(Swap { wait: SwapWait::Confirm, ..swap });
        self.phrase(Phrase::PlaceOffer);
        self.say_callback_number();
        self.phrase(Phrase::PlaceKeys);
        self.wait_for_choice(slower)
    }

    /// The key that swaps was pressed.
    fn swap(&mut self, swap: Swap) -> Then {
        let (Some(number), Some(joined)) = (self.baggage.number, self.baggage.joined) else {
            return self.keeps_waiting(swap.via, Some(Phrase::BookingsAway));
        };
        self.guard();
        self.reset();
        self.place.stage = Stage::Swap(Swap { wait: SwapWait::Kept, ..swap });
        let (language, customer) = (self.place.language, self.baggage.customer);
        Then::Ask(Question::Swap { queue: swap.queue, number, language, customer, joined })
    }

    /// Back to the queue, to the same place in it; why, where that needs to be said.
    fn keeps_waiting(&mut self, via: Via, because: Option<Phrase>) -> Then {
        if let Some(because) = because {
            self.phrase(because);
        }
        self.phrase(Phrase::PlaceStays);
        self.put_back(via)
    }
}
