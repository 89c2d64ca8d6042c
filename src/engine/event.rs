//! All that can happen to a call.

use chrono::NaiveDate;

use crate::booking::Slot;
use crate::terms::{Caller, CodeCallId, DestinationId, Digit, Digits, Language, Number, QueueId};
use crate::ticket::{Attempted, Balance, CustomerId, State, TicketNumber, Unspendable};

/// What happened. Whoever adds a variant is shown by the compiler every place where it matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The call arrived.
    Start {
        /// Who calls.
        caller: Caller,
        /// What the directory says of that number, with the row's line: looked up once, here, for the whole call.
        assigned: Option<(DestinationId, u32)>,
    },
    /// Somebody answered a call that we placed.
    Placed(PlacedCall),
    /// Somebody answered a call that is to speak a code.
    CodeCall(CodeCalled),
    /// One key; several that came together are fed one at a time.
    Digit(Digit),
    /// The keys that came are all that come for now: the time between keys ran out, or the platform's count was full. Means nothing where no digits are being collected.
    DigitsEnd,
    /// Nothing was pressed in time.
    Silence,
    /// A transfer came back.
    Transferred(Outcome),
    /// The user whom an operator had called was not joined: so the call ended.
    Unmet(Attempted),
    /// The answer to the question that the last reply asked.
    Answer(Answer),
    /// The call has used up its turns or its time.
    Exhausted,
    /// The call is over; may come first, twice, or never.
    Ended,
}

/// A call that we placed, as the store knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedCall {
    /// For which queue's booking.
    pub queue: QueueId,
    /// In which language they booked.
    pub language: Language,
    /// The user's number.
    pub number: Number,
    /// The request's number.
    pub ticket: TicketNumber,
    /// The request's date, in the desk's zone.
    pub dated: NaiveDate,
    /// The so-manieth attempt.
    pub attempt: u16,
    /// Who answered.
    pub leg: Leg,
    /// Whether it is for a place that was kept in a queue, and for no time that was booked.
    pub in_turn: bool,
    /// Whose request it is: they pay, where the operators' destination is paid for.
    pub customer: Option<CustomerId>,
}

/// Who answers a call that we placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    /// The user, who is called first.
    User,
    /// The operator, who is called first.
    Operator,
    /// The user, for whom an operator waits.
    Awaited,
    /// The operator, who is called first, when the user is not to be called any more: withdrawn, or too late.
    Late,
}

/// A call that is to speak a code, as the store knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeCalled {
    /// Which.
    pub call: CodeCallId,
    /// In which language the page was that asked for it.
    pub language: Language,
}

/// How a transfer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// They spoke, and it is over.
    Completed,
    /// Busy.
    Busy,
    /// Nobody answered in time.
    NoAnswer,
    /// It could not be reached, or the queue did not take the call.
    Failed,
    /// The caller has waited in its queue for the longest time.
    WaitedTooLong,
    /// The caller has left its queue by key.
    Left,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Completed, Self::Busy, Self::NoAnswer, Self::Failed, Self::WaitedTooLong, Self::Left];
}

/// Why a platform stopped collecting keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndedBy {
    /// The terminator, which is not among the digits.
    Terminator,
    /// The time between keys ran out.
    Timeout,
    /// As many came as were asked for, or the platform does not tell.
    Full,
}

/// An answer from outside: the class of it decides, what it holds is carried and spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A free slot, and whether it is on another day than the one asked after.
    Slot(Slot),
    /// No slot is free within what was asked.
    NoSlot,
    /// A seat of the slot is held.
    Held,
    /// What was keyed in is a number that can be called back.
    Callable(Number),
    /// It is no number.
    NotANumber,
    /// It is a number of a kind or country that is not called back.
    NotCallable,
    /// It is booked and stored.
    Booked {
        /// The number to quote.
        ticket: TicketNumber,
        /// The request's date, in the desk's zone.
        date: NaiveDate,
        /// Whether both can be sent to the caller in writing.
        writes: bool,
    },
    /// It is at another time, and that is stored.
    Moved {
        /// Whether the caller can have that in writing, and does not get it anyway.
        writes: bool,
    },
    /// It is cancelled, and that is stored.
    Cancelled,
    /// The request's number and date are on their way to the caller.
    Written,
    /// What was keyed in is a request's number; whether there is such a request is not said.
    Ticket(TicketNumber),
    /// What became of a request that was quoted.
    Requested(Requested),
    /// Whose code was keyed in.
    Identified(Identified),
    /// A call of the client's is spent.
    Paid {
        /// How many more are left in its package.
        left: u32,
    },
    /// No call of the client's can be spent.
    Unpaid(Unspendable),
    /// It is kept how a call that we placed goes.
    Kept,
    /// The code that a call is to speak: never carried, and never printed.
    Code(Digits),
    /// It was kept before that the attempt ended, and so.
    Ended(Attempted),
    /// The seat was taken by somebody else.
    Full,
    /// This number has as many open bookings as it may.
    TooMany,
    /// Too much was booked for the number, or by this call, within the hour.
    TooOften,
    /// The store is away, or too slow for the platform.
    Unavailable,
}

/// Whose code was keyed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identified {
    /// A customer's.
    Customer(Customer),
    /// Nobody's, or more than one customer's.
    Nobody,
    /// It was not looked: there were too many wrong codes.
    TooManyTries,
}

/// A customer, with what they are told. Nothing is told that was not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Which.
    pub id: CustomerId,
    /// How their latest request stands, and its date.
    pub latest: Option<(State, NaiveDate)>,
    /// What is left of their packages.
    pub balance: Option<Balance>,
}

/// When a callback comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coming {
    /// At the time that is booked.
    At(Slot),
    /// When the turn comes that is kept in a queue.
    InTurn,
}

/// What became of a request that was quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requested {
    /// It stands so.
    Stands {
        /// How.
        state: State,
        /// When the callback will come that is still to come.
        callback: Option<Coming>,
        /// Whether its number and date can be sent to its user in writing.
        writes: bool,
    },
    /// A callback is booked for it, which can be moved and cancelled.
    Callback {
        /// In which queue.
        queue: QueueId,
        /// When.
        slot: Slot,
        /// The request's date, in the desk's zone.
        date: NaiveDate,
    },
    /// A place in a queue is kept for it, which can be given up.
    Place {
        /// The request's date, in the desk's zone.
        date: NaiveDate,
    },
    /// No callback is booked for it, or its time has come.
    NoCallback,
    /// The reminder is in its history.
    Reminded,
    /// It is on its way to the desk's mailbox.
    Escalated,
    /// There is none with this number and this date.
    NotFound,
    /// There were too many wrong numbers and dates.
    TooManyTries,
    /// It is closed.
    Closed,
    /// It has not been reminded of, or has lapsed since.
    NotReminded,
    /// It was sent on since the last reminder.
    EscalatedBefore,
}

/// What one request of a platform brought: keys together, or one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The first request of a call.
    Start,
    /// The first request of a call that we placed, once it is answered.
    Placed {
        /// Whose booking it is for.
        ticket: TicketNumber,
        /// The so-manieth attempt.
        attempt: u16,
        /// Who answered.
        leg: Leg,
    },
    /// The first request of a call that is to speak a code, once it is answered.
    CodeCall(CodeCallId),
    /// Keys, in order; at least one.
    Keys {
        /// Those pressed, the terminator not among them.
        digits: Digits,
        /// Why collecting stopped.
        ended: EndedBy,
    },
    /// The time for the first key ran out; the terminator alone is told as [`Heard::Keys`] with the key `#`.
    Silence,
    /// A transfer came back.
    Transferred(Outcome),
    /// The user whom an operator had called was not joined: so the call ended.
    Unmet(Attempted),
    /// The call is over.
    Ended,
}
