//! What each question of a booking says, and how long it waits.

use crate::engine::state::{Booking, Chosen, Stage, Wait};
use crate::engine::walk::Walk;
use crate::engine::{Answer, Identified, Requested, Then};
use crate::menu::announce;
use crate::menu::words::{Phrase, Prompt};
use crate::terms::{Digit, Digits};
use crate::ticket::Unspendable;

use super::NUMBER_DIGITS;

impl Walk<'_> {
    /// A slot and the keys that take it. `lead` comes before the slot.
    pub(super) fn say_offer(&mut self, booking: Booking, lead: Phrase, slower: bool) -> Then {
        self.place.stage = Stage::Booking(Booking { wait: Wait::Offer, ..booking });
        self.phrase(lead);
        self.say_slot();
        self.phrase(Phrase::OfferKeys);
        self.wait_for_choice(slower)
    }

    /// The caller's own number and the keys that take it.
    pub(super) fn say_number(&mut self, booking: Booking, slower: bool) -> Then {
        self.place.stage = Stage::Booking(Booking { wait: Wait::Number, ..booking });
        self.say_callback_number();
        self.phrase(Phrase::NumberKeys);
        self.wait_for_choice(slower)
    }

    /// How to key in a number.
    pub(super) fn say_key_in(&mut self, booking: Booking, slower: bool) -> Then {
        self.place.stage = Stage::Booking(Booking { wait: Wait::KeyIn, ..booking });
        self.place.keyed = 0;
        self.baggage.keyed = Digits::default();
        self.phrase(Phrase::KeyInNumber);
        self.wait_for_number(slower)
    }

    /// Waits for the digits of a number that are still to come.
    pub(super) fn wait_for_number(&mut self, slower: bool) -> Then {
        let left = NUMBER_DIGITS.saturating_sub(self.place.keyed).max(1);
        self.wait(left, slower, Some(Digit::HASH), false)
    }

    /// All that is about to be booked, and the key that books it.
    pub(super) fn say_confirm(&mut self, booking: Booking, slower: bool) -> Then {
        self.place.stage = Stage::Booking(Booking { wait: Wait::Confirm, ..booking });
        if booking.number == Chosen::Kept {
            self.phrase(Phrase::NewTime);
            self.say_slot();
        } else {
            self.phrase(Phrase::ConfirmSlot);
            self.say_slot();
            self.say_callback_number();
        }
        self.phrase(Phrase::ConfirmKeys);
        self.wait_for_choice(slower)
    }

    /// The request's number twice, its date, and when the call will come.
    pub(in crate::engine) fn say_booked(&mut self, booking: Booking) -> Then {
        self.place.stage = Stage::Booking(Booking { wait: Wait::Booked, ..booking });
        self.say_ticket();
        if booking.number == Chosen::Turn {
            self.phrase(Phrase::PlaceTurn);
        } else {
            self.phrase(Phrase::CallbackOn);
            self.say_slot();
        }
        if let Some(from) = self.menu.callback_from {
            self.phrase(Phrase::CallYouFrom);
            self.say_all(announce::number(from, self.menu.country));
        }
        self.phrase(Phrase::Again);
        self.say_ticket();
        self.say_booked_keys(booking)
    }

    /// The keys after a booking.
    pub(super) fn say_booked_keys(&mut self, booking: Booking) -> Then {
        self.place.stage = Stage::Booking(Booking { wait: Wait::Booked, ..booking });
        self.phrase(if booking.writes { Phrase::BookedMessageKeys } else { Phrase::BookedKeys });
        self.wait_for_choice(true)
    }

    /// The request's number and its date.
    pub(in crate::engine) fn say_ticket(&mut self) {
        if let Some(ticket) = self.baggage.ticket {
            self.phrase(Phrase::TicketIs);
            self.say_all(announce::ticket(ticket.value()));
        }
        if let Some(date) = self.baggage.dated {
            self.phrase(Phrase::DatedOn);
            self.say_all(announce::date(date));
        }
    }

    fn say_slot(&mut self) {
        if let Some(slot) = self.baggage.offer {
            self.say_all(announce::slot(slot.start, slot.end, self.menu.zone, self.now));
        }
    }

    /// The number that will be called.
    pub(in crate::engine) fn say_callback_number(&mut self) {
        if let Some(number) = self.baggage.number {
            self.phrase(Phrase::CallYouAt);
            self.say_all(announce::number(number, self.menu.country));
        }
    }

    pub(in crate::engine) fn say_all(&mut self, prompts: Vec<Prompt>) {
        for prompt in prompts {
            self.say(prompt);
        }
    }
}

/// The name of an answer's class, for whoever reads why.
pub(in crate::engine) const fn name(answer: &Answer) -> &'static str {
    match answer {
        Answer::Slot(_) => "slot",
        Answer::NoSlot => "no-slot",
        Answer::Held => "held",
        Answer::Callable(_) => "callable",
        Answer::NotANumber => "not-a-number",
        Answer::NotCallable => "not-callable",
        Answer::Booked { .. } => "booked",
        Answer::Moved { .. } => "moved",
        Answer::Cancelled => "cancelled",
        Answer::Written => "written",
        Answer::Ticket(_) => "ticket",
        Answer::Requested(requested) => match requested {
            Requested::Stands { .. } => "stands",
            Requested::Callback { .. } => "callback",
            Requested::Place { .. } => "place",
            Requested::NoCallback => "no-callback",
            Requested::Reminded => "reminded",
            Requested::Escalated => "escalated",
            Requested::NotFound => "not-found",
            Requested::TooManyTries => "too-many-tries",
            Requested::Closed => "closed",
            Requested::NotReminded => "not-reminded",
            Requested::EscalatedBefore => "escalated-before",
        },
        Answer::Identified(identified) => match identified {
            Identified::Customer(_) => "customer",
            Identified::Nobody => "no-customer",
            Identified::TooManyTries => "too-many-codes",
        },
        Answer::Paid { .. } => "paid",
        Answer::Unpaid(why) => match why {
            Unspendable::None => "no-package",
            Unspendable::Expired => "package-expired",
            Unspendable::Language => "package-language",
            Unspendable::UsedUp => "package-used-up",
        },
        Answer::Kept => "kept",
        Answer::Code(_) => "code",
        Answer::Ended(_) => "ended",
        Answer::Full => "full",
        Answer::TooMany => "too-many",
        Answer::TooOften => "too-often",
        Answer::Unavailable => "unavailable",
    }
}
