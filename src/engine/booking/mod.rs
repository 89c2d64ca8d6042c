//! Booking a callback as a dialogue of its own: a slot, a number, and the one key that books. Nothing is stored before that key, and at
//! every question the keys pressed before it was heard are forgotten: a habit must never book.

mod words;

pub(super) use self::words::name;
use super::keyed::Keyed;
use super::state::{Booking, Chosen, Search, Stage, Wait};
use super::walk::Walk;
use super::{Answer, Control, Question, SlotsFrom, Then, Why};
use crate::booking::Slot;
use crate::menu::model::{HangupCause, Step, Task};
use crate::menu::words::{Phrase, Prompt};
use crate::terms::{Digit, NodeId, QueueId};

/// The most digits of a number that is keyed in: `00`, and the 15 of E.164.
const NUMBER_DIGITS: u8 = 17;

/// How many wrong keys, or numbers that cannot be called, each question forgives.
const WRONG: u8 = 2;

/// How many silences each question forgives.
const SILENT: u8 = 1;

impl Walk<'_> {
    /// The call came to a callback node: the privacy notice, and the search for the first free slot.
    pub(super) fn begin_booking(&mut self, queue: QueueId) -> Then {
        self.guard();
        self.say_whole(Prompt::Text(self.menu.privacy));
        let booking = Booking { wait: Wait::Offer, number: Chosen::Open, own: false, writes: false };
        self.look_for(booking, queue, Search::First, SlotsFrom::Soonest)
    }

    /// A key.
    pub(super) fn booking_key(&mut self, booking: Booking, digit: Digit) -> Then {
        if booking.wait == Wait::KeyIn {
            return self.number_key(booking, digit);
        }
        if digit == Digit::HASH {
            self.control(Control::Repeat);
            return self.booking_again(booking);
        }
        if digit == Digit::ZERO {
            self.control(Control::Help);
            return self.help().unwrap_or_else(|| self.booking_again(booking));
        }
        if digit == Digit::STAR {
            self.control(Control::Back);
            return self.booking_back(booking);
        }
        let Some((queue, _)) = self.callback() else { return self.lost() };
        let key = digit.value().unwrap_or(0);
        let done = match (booking.wait, key) {
            (Wait::Offer, 1) => self.accept(booking, queue),
            (Wait::Offer, 2) => self.another(booking, queue, Search::AnotherHour),
            (Wait::Offer, 3) => self.another(booking, queue, Search::AnotherDay),
            (Wait::Number, 1) => self.confirm(Booking { number: Chosen::Own, ..booking }),
            (Wait::Number, 2) => self.ask_keys_of_number(booking),
            (Wait::Confirm, 1) => self.book(booking, queue),
            (Wait::Confirm, 2) if booking.number == Chosen::Kept => self.stays(),
            (Wait::Confirm, 2) => self.leave(),
            (Wait::Booked, 1) => self.booking_again(booking),
            (Wait::Booked, 2) if booking.writes => self.write_booked(booking),
            (Wait::Slot(_) | Wait::Hold | Wait::OwnNumber | Wait::Callable | Wait::Book | Wait::Write, _) => {
                self.booking_again(booking)
            }
            (Wait::Offer | Wait::Number | Wait::KeyIn | Wait::Confirm | Wait::Booked, _) => {
                return self.wrong(booking, digit, Phrase::NoSuchKey(digit));
            }
        };
        self.why_key(digit);
        done
    }

    /// Nothing was pressed: once more, and then on without a booking.
    pub(super) fn booking_silence(&mut self, booking: Booking) -> Then {
        if booking.wait == Wait::KeyIn && self.place.keyed > 0 {
            return self.check_number(booking);
        }
        self.place.no_input = self.place.no_input.saturating_add(1);
        self.why.push(Why::NoInput(self.place.node, self.place.no_input));
        if matches!(booking.wait, Wait::Booked | Wait::Write) {
            return self.goodbye();
        }
        if self.place.no_input > SILENT {
            return self.give_up();
        }
        self.phrase(Phrase::NothingPressed);
        self.booking_again(booking)
    }

    /// No more digits come for now.
    pub(super) fn booking_digits_end(&mut self, booking: Booking) -> Then {
        if booking.wait == Wait::KeyIn && self.place.keyed > 0 {
            return self.check_number(booking);
        }
        self.booking_again(booking)
    }

    /// An answer to the question that is waited for.
    pub(super) fn booking_answer(&mut self, booking: Booking, answer: Answer) -> Then {
        self.why.push(Why::Answered(name(&answer)));
        let Some((queue, _)) = self.callback() else { return self.lost() };
        match (booking.wait, answer) {
            (Wait::Slot(search), Answer::Slot(slot)) => self.offer(booking, search, slot),
            (Wait::Slot(search), Answer::NoSlot) => self.no_slot(booking, queue, search),
            (Wait::Hold, Answer::Held) => self.ask_whom(booking, queue),
            (Wait::OwnNumber, Answer::Callable(_)) => self.ask_number(Booking { own: true, ..booking }),
            (Wait::OwnNumber, Answer::NotANumber | Answer::NotCallable) => self.ask_keys_of_number(booking),
            (Wait::Callable, Answer::Callable(number)) => {
                self.baggage.number = Some(number);
                self.confirm(Booking { number: Chosen::Keyed, ..booking })
            }
            (Wait::Callable, Answer::NotANumber) => self.wrong_number(booking, Phrase::NumberInvalid),
            (Wait::Callable, Answer::NotCallable) => self.wrong_number(booking, Phrase::NumberRefused),
            (Wait::Book, Answer::Booked { ticket, date, writes }) => {
                self.baggage.ticket = Some(ticket);
                self.baggage.dated = Some(date);
                self.question();
                self.phrase(Phrase::Booked);
                self.say_booked(Booking { writes, ..booking })
            }
            (Wait::Book, Answer::Moved { writes }) => {
                self.question();
                self.phrase(Phrase::Moved);
                self.say_booked(Booking { writes, ..booking })
            }
            (Wait::Book, Answer::Requested(requested)) => self.requested(requested),
            (Wait::Write, Answer::Written) => self.written(booking, Phrase::MessageSent),
            (Wait::Write, _) => self.written(booking, Phrase::MessageAway),
            (Wait::Hold | Wait::Book, Answer::Full) => {
                self.phrase(Phrase::JustTaken);
                self.look_for(booking, queue, Search::Taken, SlotsFrom::Soonest)
            }
            (Wait::Slot(_) | Wait::Hold | Wait::OwnNumber | Wait::Callable | Wait::Book, Answer::TooMany) => {
                self.phrase(Phrase::TooManyBookings);
                self.leave()
            }
            (
                Wait::Slot(_) | Wait::Hold | Wait::OwnNumber | Wait::Callable | Wait::Book,
                Answer::TooOften,
            ) => {
                self.phrase(Phrase::TooManyTries);
                self.leave()
            }
            (
                Wait::Slot(_) | Wait::Hold | Wait::OwnNumber | Wait::Callable | Wait::Book,
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
                | Answer::Code(_)
                | Answer::Ended(_)
                | Answer::Full
                | Answer::Unavailable,
            ) => self.away(),
            (Wait::Offer | Wait::Number | Wait::KeyIn | Wait::Confirm | Wait::Booked, _) => {
                self.booking_again(booking)
            }
        }
    }

    /// The words of the question once more, slower.
    pub(super) fn booking_again(&mut self, booking: Booking) -> Then {
        match booking.wait {
            Wait::Offer => self.say_offer(booking, Phrase::ConfirmSlot, true),
            Wait::Number => self.say_number(booking, true),
            Wait::KeyIn => self.say_key_in(booking, true),
            Wait::Confirm => self.say_confirm(booking, true),
            Wait::Booked => self.say_booked(booking),
            Wait::Write => self.written(booking, Phrase::MessageAway),
            Wait::Slot(_) | Wait::Hold | Wait::OwnNumber | Wait::Callable | Wait::Book => self.away(),
        }
    }

    /// One step back in the dialogue; from its first step, to where the call came from.
    fn booking_back(&mut self, booking: Booking) -> Then {
        match booking.wait {
            Wait::Offer if booking.number == Chosen::Kept => {
                self.question();
                self.ask_change(false)
            }
            Wait::Offer => match self.back() {
                Some(parent) => self.enter(parent),
                None => self.booking_again(booking),
            },
            Wait::KeyIn if booking.own => self.ask_number(booking),
            Wait::Number | Wait::KeyIn => self.back_to_offer(booking),
            Wait::Confirm => match booking.number {
                Chosen::Own => self.ask_number(booking),
                Chosen::Keyed => self.ask_keys_of_number(booking),
                Chosen::Open | Chosen::Kept | Chosen::Turn => self.back_to_offer(booking),
            },
            Wait::Booked
            | Wait::Write
            | Wait::Slot(_)
            | Wait::Hold
            | Wait::OwnNumber
            | Wait::Callable
            | Wait::Book => self.booking_again(booking),
        }
    }

    fn back_to_offer(&mut self, booking: Booking) -> Then {
        self.question();
        self.say_offer(booking, Phrase::ConfirmSlot, false)
    }

    /// Asks for a slot.
    pub(super) fn look_for(
        &mut self,
        booking: Booking,
        queue: QueueId,
        search: Search,
        from: SlotsFrom,
    ) -> Then {
        self.question();
        self.stand_at(booking, Wait::Slot(search));
        let not = self.baggage.kept.filter(|_| self.is_moving());
        Then::Ask(Question::Slot { queue, from, not })
    }

    /// Asks for a slot at another hour, or on another day.
    fn another(&mut self, booking: Booking, queue: QueueId, search: Search) -> Then {
        let Some(offer) = self.baggage.offer else { return self.away() };
        let from = match search {
            Search::First | Search::FirstAgain | Search::Taken => SlotsFrom::Soonest,
            Search::AnotherHour => SlotsFrom::After(offer.start),
            Search::AnotherDay => SlotsFrom::AnotherDay(offer.start),
        };
        self.look_for(booking, queue, search, from)
    }

    fn offer(&mut self, booking: Booking, search: Search, slot: Slot) -> Then {
        self.baggage.offer = Some(slot);
        let lead = match search {
            Search::First | Search::FirstAgain | Search::Taken => Phrase::FirstFree,
            Search::AnotherHour | Search::AnotherDay => Phrase::NextFree,
        };
        self.question();
        self.say_offer(booking, lead, false)
    }

    /// Nothing is free: after what was offered, so that the first one is offered again; or at all.
    fn no_slot(&mut self, booking: Booking, queue: QueueId, search: Search) -> Then {
        match search {
            Search::AnotherHour | Search::AnotherDay => {
                self.phrase(match search {
                    Search::AnotherDay => Phrase::NoOtherDay,
                    Search::AnotherHour | Search::First | Search::FirstAgain | Search::Taken => {
                        Phrase::NoOtherHour
                    }
                });
                self.look_for(booking, queue, Search::FirstAgain, SlotsFrom::Soonest)
            }
            Search::First | Search::FirstAgain | Search::Taken => {
                self.phrase(Phrase::NothingFree);
                self.leave()
            }
        }
    }

    /// The slot is picked: a seat of it is held from here on.
    fn accept(&mut self, booking: Booking, queue: QueueId) -> Then {
        let Some(slot) = self.baggage.offer else { return self.away() };
        self.question();
        self.stand_at(booking, Wait::Hold);
        Then::Ask(Question::Hold { queue, slot })
    }

    /// A seat is held; the number comes next, unless it was settled before.
    fn ask_whom(&mut self, booking: Booking, queue: QueueId) -> Then {
        match (booking.number, self.baggage.caller) {
            (Chosen::Own | Chosen::Keyed | Chosen::Kept | Chosen::Turn, _) => self.confirm(booking),
            (Chosen::Open, Some(number)) if self.place.numbered => {
                self.question();
                self.stand_at(booking, Wait::OwnNumber);
                Then::Ask(Question::OwnNumber { queue, number })
            }
            (Chosen::Open, _) => self.ask_keys_of_number(booking),
        }
    }

    fn ask_number(&mut self, booking: Booking) -> Then {
        self.baggage.number = self.baggage.caller;
        self.question();
        self.say_number(booking, false)
    }

    fn ask_keys_of_number(&mut self, booking: Booking) -> Then {
        self.question();
        self.say_key_in(booking, false)
    }

    /// A key of a number.
    fn number_key(&mut self, booking: Booking, digit: Digit) -> Then {
        match self.key_in(digit, NUMBER_DIGITS, false) {
            Keyed::More => self.wait_for_number(false),
            Keyed::All => self.check_number(booking),
            Keyed::Star if self.clears() => self.booking_again(booking),
            Keyed::Star => self.booking_back(booking),
        }
    }

    /// Asks whether what was keyed in can be called.
    fn check_number(&mut self, booking: Booking) -> Then {
        let Some((queue, _)) = self.callback() else { return self.lost() };
        if self.place.keyed == 0 {
            return self.wrong_number(booking, Phrase::NumberInvalid);
        }
        let digits = self.baggage.keyed;
        self.stand_at(booking, Wait::Callable);
        Then::Ask(Question::Callable { queue, digits })
    }

    fn wrong_number(&mut self, booking: Booking, phrase: Phrase) -> Then {
        self.wrong(Booking { wait: Wait::KeyIn, ..booking }, Digit::HASH, phrase)
    }

    fn confirm(&mut self, booking: Booking) -> Then {
        self.question();
        self.say_confirm(booking, false)
    }

    /// The key that books, or moves, was pressed.
    fn book(&mut self, booking: Booking, queue: QueueId) -> Then {
        if booking.number == Chosen::Kept {
            return self.move_it(booking, queue);
        }
        let (Some(slot), Some(number)) = (self.baggage.offer, self.baggage.number) else {
            return self.away();
        };
        self.question();
        self.stand_at(booking, Wait::Book);
        let (language, customer) = (self.place.language, self.baggage.customer);
        Then::Ask(Question::Book { queue, slot, number, language, customer })
    }

    fn move_it(&mut self, booking: Booking, queue: QueueId) -> Then {
        let (Some(slot), Some(ticket)) = (self.baggage.offer, self.baggage.ticket) else {
            return self.away();
        };
        self.question();
        self.stand_at(booking, Wait::Book);
        let (date, caller) = (self.baggage.keyed, self.baggage.caller);
        Then::Ask(Question::Move { queue, slot, ticket, date, caller })
    }

    /// The key that has the number sent was pressed.
    fn write_booked(&mut self, booking: Booking) -> Then {
        let Some(ticket) = self.baggage.ticket else { return self.booking_again(booking) };
        self.question();
        self.stand_at(booking, Wait::Write);
        Then::Ask(Question::Write { ticket })
    }

    /// The message is on its way, or cannot be; it is not offered again.
    fn written(&mut self, booking: Booking, phrase: Phrase) -> Then {
        self.question();
        self.phrase(phrase);
        self.say_booked_keys(Booking { writes: false, ..booking })
    }

    /// A key that is no answer, or a number that cannot be called.
    fn wrong(&mut self, booking: Booking, digit: Digit, phrase: Phrase) -> Then {
        self.place.no_match = self.place.no_match.saturating_add(1);
        self.why.push(Why::NoMatch(self.place.node, digit, self.place.no_match));
        if self.place.no_match > WRONG {
            return if booking.wait == Wait::Booked { self.goodbye() } else { self.give_up() };
        }
        self.guard();
        self.phrase(phrase);
        self.booking_again(booking)
    }

    /// The store is away: the caller hears so and is sent on, and nothing is booked.
    fn away(&mut self) -> Then {
        self.phrase(Phrase::BookingsAway);
        self.leave()
    }

    /// Too many silences or wrong keys: on, and nothing is booked.
    fn give_up(&mut self) -> Then {
        self.why.push(Why::AfterErrors(self.place.node));
        self.phrase(Phrase::TooManyErrors);
        self.leave()
    }

    fn leave(&mut self) -> Then {
        if self.is_moving() {
            self.phrase(Phrase::StaysBooked);
        }
        let Some((_, otherwise)) = self.callback() else { return self.lost() };
        self.enter_guarded(otherwise)
    }

    pub(super) fn goodbye(&mut self) -> Then {
        self.phrase(Phrase::Goodbye);
        self.hang_up(HangupCause::Normal)
    }

    /// Where the queue is, and where the call goes without a booking.
    fn callback(&self) -> Option<(QueueId, NodeId)> {
        if let Stage::Booking(Booking { number: Chosen::Turn, .. }) = self.place.stage {
            // It is stored already, and has no node of its own.
            return Some((self.baggage.queue?, self.menu.last_resort));
        }
        match self.node()?.step {
            Step::Callback { queue, otherwise } => Some((queue, otherwise)),
            Step::Request { task: Task::Booking, otherwise, .. } => Some((self.baggage.queue?, otherwise)),
            Step::Choice(_)
            | Step::Collect(_)
            | Step::Say { .. }
            | Step::Transfer(_)
            | Step::Request { .. }
            | Step::Customer(_)
            | Step::Hangup { .. } => None,
        }
    }

    fn stand_at(&mut self, booking: Booking, wait: Wait) {
        self.place.stage = Stage::Booking(Booking { wait, ..booking });
    }
}
