//! All that a caller can ever hear, as values: the menu's texts, the program's own phrases, and the pieces of which times, dates and
//! numbers are put together. The set is finite when a menu is loaded, so nothing is synthesised while a caller waits.

use crate::hours::Closed;
use crate::terms::{Digit, Language, TextId};

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

macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The program's own phrases, in every language it speaks. Formal, genderless, short.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Phrase {
            /// A key that does nothing here.
            NoSuchKey(Digit),
            /// The desk is closed, and why.
            Closed(Closed),
            /// How many calls wait before this one: [`MOST_BEFORE`] says "at least so many".
            CallsBefore(u8),
            /// How long the caller will wait, in minutes, one of [`EXPECTED`]; the last says "at least".
            ExpectedWait(u8),
            /// To an operator: in which language the user speaks.
            OperatorLanguage(Language),
            $($(#[$doc])* $name,)*
        }

        impl Phrase {
            /// Every phrase there is.
            pub fn all() -> impl Iterator<Item = Self> {
                let keys = "0123456789*#".chars().filter_map(Digit::new).map(Self::NoSuchKey);
                keys.chain(WHY_CLOSED.map(Self::Closed))
                    .chain((0..=MOST_BEFORE).map(Self::CallsBefore))
                    .chain(EXPECTED.map(Self::ExpectedWait))
                    .chain(Language::ALL.map(Self::OperatorLanguage))
                    .chain([$(Self::$name),*])
            }
        }
    };
}

/// From so many calls on it is only said that there are many.
pub const MOST_BEFORE: u8 = 20;

/// The minutes of an expected wait that can be said: nobody knows it better.
pub const EXPECTED: [u8; 8] = [1, 2, 3, 5, 10, 15, 20, 30];

/// Every reason for being closed.
const WHY_CLOSED: [Closed; 5] =
    [Closed::OutsideHours, Closed::Holiday, Closed::ClosingPeriod, Closed::Override, Closed::Emergency];

phrases! {
    /// Nothing was pressed.
    NothingPressed,
    /// Fewer digits than asked for.
    TooFewDigits,
    /// What was keyed in was taken away; begin again.
    Cleared,
    /// Before the moment of the next opening.
    Reopens,
    /// The destination is busy.
    DestinationBusy,
    /// Nobody answered there.
    DestinationUnanswered,
    /// It could not be reached.
    DestinationFailed,
    /// The longest wait in its queue is over.
    WaitedTooLong,
    /// Stay in the queue.
    PleaseHold,
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
    /// No later hour is free: the first one again.
    NoOtherHour,
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
    /// The keys after a booking whose number can be sent: hear it again, have it sent, or hang up.
    BookedMessageKeys,
    /// The keys after a request whose number can be sent: have it sent, or go on.
    MessageKeys,
    /// The message is on its way.
    MessageSent,
    /// No message can be sent now.
    MessageAway,
    /// The keys of a booked callback: another time, cancel, leave it.
    ChangeKeys,
    /// The keys to confirm: cancel, or leave it.
    CancelKeys,
    /// It is cancelled.
    Cancelled,
    /// The time to which it is about to be moved follows.
    NewTime,
    /// It is at another time.
    Moved,
    /// Nothing is changed.
    StaysBooked,
    /// No callback of the request can be changed.
    NoCallback,
    /// This number has as many open bookings as it may.
    TooManyBookings,
    /// Bookings cannot be taken now.
    BookingsAway,
    /// Key in the request's number.
    KeyInTicket,
    /// That is no request's number.
    TicketInvalid,
    /// Key in the request's date.
    KeyInDate,
    /// No request has this number and this date.
    RequestNotFound,
    /// There were too many wrong numbers and dates.
    TooManyTries,
    /// Requests cannot be looked up now.
    RequestsAway,
    /// The reminder is taken down.
    Reminded,
    /// The request is closed already.
    RequestClosed,
    /// A reminder comes first.
    RemindFirst,
    /// It was sent on already.
    EscalatedBefore,
    /// What is about to be sent, and the keys to send it or leave.
    ConfirmEscalation,
    /// It is sent.
    Escalated,
    /// The request waits for an operator.
    StandsOpened,
    /// An operator has the request.
    StandsTaken,
    /// The request waits for the user.
    StandsWaiting,
    /// The request is closed.
    StandsClosed,
    /// The request is open once more.
    StandsReopened,
    /// The request has lapsed.
    StandsLapsed,
    /// The customer's code is known.
    CodeKnown,
    /// Nobody has this code.
    CodeUnknown,
    /// The call goes on without a code.
    CodeGivenUp,
    /// There were too many wrong codes, and the call goes on without one.
    TooManyCodes,
    /// Codes cannot be looked up now, and the call goes on without one.
    CodesAway,
    /// The date of the customer's latest request follows, and how it stands.
    LatestRequest,
    /// The customer has no request.
    NoRequestYet,
    /// How many calls are left follows.
    CallsLeft,
    /// How many written requests are left follows.
    RequestsLeft,
    /// The last day of the package that expires first follows.
    UsableUntil,
    /// There is no package that can be used.
    NoPackage,
    /// The package has expired.
    PackageExpired,
    /// The package does not include this language.
    PackageLanguage,
    /// All calls of the package are spent.
    PackageUsedUp,
    /// Packages cannot be looked up now.
    PackagesAway,
    /// The conversation is near its end, or another call begins.
    NearlyOver,
    /// The conversation ends: all the time that was paid for is over.
    TimeOver,
    /// The callback will come from the number that follows.
    CallYouFrom,
    /// This is the callback, and the desk follows.
    CallbackBegins,
    /// The keys of a callback: to an operator, or not for them.
    CallbackKeys,
    /// Whoever answered is not whom we called.
    CallbackWrong,
    /// No operator is there for the callback.
    CallbackNoOperator,
    /// To an operator: a booked callback, and its queue follows.
    OperatorBegins,
    /// To an operator: the keys that have the user called, or not.
    OperatorKeys,
    /// In a queue: hanging up and keeping the place is about to be offered; the number to call follows.
    PlaceOffer,
    /// The keys of that: keep the place and be called, or stay.
    PlaceKeys,
    /// The place is kept: the callback is stored.
    PlaceKept,
    /// The callback comes when their turn does.
    PlaceTurn,
    /// The number that calls is not known, so it cannot be called.
    PlaceNoNumber,
    /// They go on waiting, at the place that they had.
    PlaceStays,
    /// This is the call for which a place was kept, and the desk follows.
    PlaceBegins,
    /// The keys of that call: to an operator, or not for them.
    PlaceBeginsKeys,
    /// To an operator: a call for which a place was kept, and its queue follows.
    OperatorPlace,
    /// The keys of a kept place: give it up, or keep it.
    PlaceGiveUpKeys,
    /// It is given up.
    PlaceGivenUp,
    /// It is kept as it was.
    PlaceRemains,
    /// This is the call with the code that was asked for, and the desk follows.
    CodeCallBegins,
    /// The keys of that call: the code, or not asked for.
    CodeCallKeys,
    /// The code follows.
    CodeCallTells,
    /// The code follows once more.
    CodeCallTwice,
    /// The key that has the code said again.
    CodeCallMore,
    /// The code is no longer good, or cannot be had now.
    CodeCallGone,
    /// Whoever answered has asked for no code.
    CodeCallWrong,
    /// Goodbye, to somebody whom we called.
    CodeCallBye,
    /// To an operator: the user is being called, and what to wait for.
    OperatorCalls,
    /// To an operator: nobody is called.
    OperatorDeclined,
    /// To an operator: the callback is no longer to be made, and nobody is called.
    OperatorLate,
    /// To an operator: the user did not answer.
    UserUnanswered,
    /// To an operator: the user's line is busy.
    UserBusy,
    /// To an operator: what answered pressed no key.
    UserMachine,
    /// To an operator: the user did not take the call, or hung up.
    UserRefused,
    /// To an operator: the number is not the user's.
    UserWrong,
    /// To an operator: the call could not be placed.
    UserFailed,
    /// To an operator: no package of the user's pays for the call.
    UserUnpaid,
    /// Nobody serves this number.
    UnknownNumber,
    /// Goodbye.
    Goodbye,
}

/// A piece of something that is put together while the call goes on. Pieces are made by [`announce`](crate::menu::announce), which knows in
/// which order they make a date, a time or a number; nobody else needs to know them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Piece {
    /// One digit, 0 to 9.
    Digit(u8),
    /// `+`, before a country code.
    Plus,
    /// Today.
    Today,
    /// Tomorrow.
    Tomorrow,
    /// A weekday, Monday is 0.
    Weekday(u8),
    /// A weekday on which something happens: "on Monday".
    OnWeekday(u8),
    /// How many, 0 to 99; after hundreds where there are some.
    Count(u8),
    /// So many hundreds, 1 to 9.
    Hundreds(u8),
    /// A day of the month, 1 to 31, as dates say it.
    Day(u8),
    /// A month, 1 to 12.
    Month(u8),
    /// A year, [`Piece::YEARS`].
    Year(u16),
    /// An hour with its preposition.
    Hour {
        /// "At", "from" or "to".
        edge: Edge,
        /// 0 to 23.
        hour: u8,
        /// Whether no minutes follow: "at noon" and "at 3 p.m." are said only then.
        sharp: bool,
    },
    /// The minutes after any hour that is not sharp.
    Minutes {
        /// 1 to 59.
        minutes: u8,
        /// Which half of the day is said after them.
        half: Half,
    },
}

impl Piece {
    /// The years that can be said.
    pub const YEARS: std::ops::RangeInclusive<u16> = 2020..=2060;
}

/// Which end of a span an hour is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edge {
    /// A moment: "at 8".
    At,
    /// A beginning: "from 8".
    From,
    /// An end: "to 8".
    To,
}

/// Which half of the day an hour lies in, for languages that count to twelve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Half {
    /// Before noon.
    Morning,
    /// Noon or later.
    Afternoon,
    /// Not said: the end of the same span says it for both, "from 3:15 to 3:45 p.m.".
    Untold,
}

impl Half {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Morning, Self::Afternoon, Self::Untold];

    /// The half of an hour, 0 to 23.
    #[must_use]
    pub const fn of(hour: u8) -> Self {
        if hour < 12 { Self::Morning } else { Self::Afternoon }
    }
}

impl Edge {
    /// All three.
    pub const ALL: [Self; 3] = [Self::At, Self::From, Self::To];
}
