//! All that a caller can ever hear, as values: the menu's texts, the program's own phrases, and the pieces of which times, dates and
//! numbers are put together. The set is finite when a menu is loaded, so nothing is synthesised while a caller waits.

use crate::hours::Closed;
use crate::terms::{Digit, TextId};

/// One thing to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Prompt {
    /// A text of the menu.
    Text(TextId),
    /// A phrase of the program's own.
    Phrase(Phrase),
    /// A piece of a number, a date or a time.
    Piece(Piece),
    /// Silence; milliseconds, a multiple of 250, at most 2,000.
    Pause(u16),
}

/// The program's own phrases, in every language it speaks. Formal, genderless, short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phrase {
    /// Nothing was pressed.
    NothingPressed,
    /// A key that does nothing here.
    NoSuchKey(Digit),
    /// Fewer digits than asked for.
    TooFewDigits,
    /// What was keyed in was taken away; begin again.
    Cleared,
    /// The desk is closed, and why.
    Closed(Closed),
    /// Before the moment of the next opening.
    Reopens,
    /// The destination is busy.
    DestinationBusy,
    /// Nobody answered there.
    DestinationUnanswered,
    /// It could not be reached.
    DestinationFailed,
    /// We could not understand one another; what now follows is the last resort.
    TooManyErrors,
    /// The call has lasted too long.
    Exhausted,
    /// The first free slot follows.
    FirstFree,
    /// Another free slot follows.
    NextFree,
    /// The keys of an offer: take it, another hour, another day.
    OfferKeys,
    /// No slot is free as far ahead as the desk books.
    NothingFree,
    /// No other day is free: the first one again.
    NoOtherDay,
    /// The callback will be made to the number that follows.
    CallYouAt,
    /// The keys of that: right, or key in another.
    NumberKeys,
    /// Key in the number to call, and end with the hash key.
    KeyInNumber,
    /// That is no number that can be called back.
    NumberInvalid,
    /// The country or kind of number is not called back.
    NumberRefused,
    /// The slot that is about to be booked follows, and the keys to confirm.
    ConfirmSlot,
    /// The keys to confirm: book, or leave.
    ConfirmKeys,
    /// The slot was taken in the meantime.
    JustTaken,
    /// It is booked.
    Booked,
    /// The request's number follows.
    TicketIs,
    /// Once more.
    Again,
    /// The request's date follows.
    DatedOn,
    /// The time of the callback follows.
    CallbackOn,
    /// The keys after a booking: hear it again, or hang up.
    BookedKeys,
    /// This number has as many open bookings as it may.
    TooManyBookings,
    /// Bookings cannot be taken now.
    BookingsAway,
    /// Nobody serves this number.
    UnknownNumber,
    /// Goodbye.
    Goodbye,
}

/// A piece of something that is put together while the call goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Piece {
    /// One digit, `0` to `9`, or the plus sign as `+` is said.
    Digit(u8),
    /// `+`, before a country code.
    Plus,
    /// Today.
    Today,
    /// Tomorrow.
    Tomorrow,
    /// A weekday, Monday is 0.
    Weekday(u8),
    /// A day of the month, 1 to 31, as dates say it.
    Day(u8),
    /// A month, 1 to 12.
    Month(u8),
    /// A year, 2020 to 2060.
    Year(u16),
    /// "at 8", full hours 0 to 23.
    AtHour(u8),
    /// "from 8".
    FromHour(u8),
    /// "to 8".
    ToHour(u8),
    /// "and 30", minutes 1 to 59 after any of the hours.
    Minutes(u8),
}
