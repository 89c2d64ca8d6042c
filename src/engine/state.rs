//! Where a call stands: a place, which is finite and decides, and baggage, which is carried and spoken.
//!
//! The engine branches on [`Place`] alone, so that every place of a desk can be counted and walked; the same call with another number in its
//! baggage takes the same way. Both are sealed and handed to the platform, so they are written small: see [`super::packed`].

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::packed;
use crate::booking::Slot;
use crate::terms::{CodeCallId, DestinationId, Digits, Language, NodeId, Number, QueueId};
use crate::ticket::{Attempted, CustomerId, TicketNumber};

/// A call between two events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// What decides.
    pub place: Place,
    /// What is carried.
    pub baggage: Baggage,
}

/// All that the engine's next step depends on, beside the event and the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and any two may hold together")]
pub struct Place {
    /// The node that the call came to last.
    pub node: NodeId,
    /// What is waited for there.
    pub stage: Stage,
    /// The language that is spoken.
    pub language: Language,
    /// The part of the tree that the call began in.
    pub branch: Branch,
    /// Where the directory sends this caller; none for others, and none again once that was tried in vain.
    pub assigned: Option<DestinationId>,
    /// Whether the caller's number is known, so that it can be offered for a callback.
    pub numbered: bool,
    /// Silences here, saturating.
    pub no_input: u8,
    /// Wrong keys here, saturating.
    pub no_match: u8,
    /// How many digits were keyed in here; 32 at most.
    pub keyed: u8,
    /// Whether a habit must not decide here: keys pressed before the words are heard do not count.
    pub guarded: bool,
    /// Whether the desk's notices have not been said yet. Nobody is put through before they are.
    pub notices_due: bool,
    /// Whether the call was answered.
    pub answered: bool,
    /// Whether the call is in its last resort, having used up its turns or time once.
    pub last: bool,
    /// Whether a customer's code was asked for, and given.
    pub code: Coded,
}

/// What is known of a customer's code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Coded {
    /// It was not asked for.
    #[default]
    Unasked,
    /// There is none, as far as we know.
    Without,
    /// A customer's was keyed in.
    Known,
}

/// What a place waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// Nothing has happened yet.
    New,
    /// A key for a language.
    Language,
    /// A key or digits, as the node says.
    Here,
    /// A transfer to come back.
    Ringing(Via),
    /// A step of booking a callback.
    Booking(Booking),
    /// A step of taking up a request.
    Request(Asking),
    /// A step of keying in a customer's code.
    Customer(Coding),
    /// The answer: whether a call of the client's is spent, so that a transfer may begin.
    Paying(Via),
    /// Nothing any more.
    Over,
    /// A step of a call that we placed.
    Called(Called),
    /// A step of giving up a place in a queue for a callback.
    Swap(Swap),
    /// A step of a call that is to speak a code.
    CodeCall(CodeCall),
}

impl Stage {
    /// By which road the transfer began that it waits for; none where it waits for something else.
    #[must_use]
    pub const fn ringing(self) -> Option<Via> {
        if let Self::Ringing(via) = self { Some(via) } else { None }
    }
}

/// A caller who has left a queue to be called back when their turn comes, and has the place until that is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Swap {
    /// By which road they came to the queue, and come to it again.
    pub via: Via,
    /// For which queue's callback.
    pub queue: QueueId,
    /// What is waited for.
    pub wait: SwapWait,
}

/// What a swap waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SwapWait {
    /// The answer: whether the caller's number can be called.
    Number,
    /// The key that swaps.
    Confirm,
    /// The answer: whether the place is kept.
    Kept,
}

/// A call that we placed, on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Called {
    /// For which queue's booking.
    pub queue: QueueId,
    /// What is waited for.
    pub call: Call,
    /// Whether it is for a place that was kept in a queue, and for no time that was booked: other words say why we call.
    pub in_turn: bool,
}

/// What a call that we placed waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Call {
    /// A key of the user's.
    User,
    /// A key of the operator's.
    Operator,
    /// The answer: that a person was reached is kept.
    Reached,
    /// The answer: that the attempt ended so is kept.
    Ends(Attempted),
    /// A key of the user's, for whom an operator waits.
    Awaited,
    /// The answer: that this user was reached is kept.
    Meets,
    /// The answer: that the operator calls nobody is kept.
    Declined,
    /// The answer: that the attempt ended so is kept, and then the operator is told.
    Unmet(Attempted),
}

/// What a call that is to speak a code waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CodeCall {
    /// A person's key.
    Person,
    /// The answer: the code.
    Code,
    /// A key that has it said again, or nothing.
    Said,
    /// The answer: that the call ended so is kept.
    Ends(Attempted),
}

/// What the keying in of a customer's code waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Coding {
    /// Its digits.
    Digits,
    /// The answer: whose it is.
    Answer,
}

/// What the taking up of a request waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Asking {
    /// The digits of its number.
    Number,
    /// The answer: whether those are a number at all.
    Valid,
    /// The digits of its date.
    Date,
    /// The key that sends.
    Confirm,
    /// The answer: what became of it.
    Answer,
    /// A key: move the callback that is booked, cancel it, or leave it.
    Change,
    /// The key that cancels it.
    Withdraw,
    /// The answer: whether it is cancelled.
    Cancel,
    /// The key that gives up a place that is kept.
    GiveUp,
    /// The answer: whether it is given up.
    GivingUp,
    /// A key: have the number sent, or go on.
    Message,
    /// The answer: whether it is on its way.
    Write,
}

/// By which road a transfer began: its ring time and what comes of it stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Via {
    /// By the transfer node that the call is at.
    Node,
    /// With no node of its own: a known caller, or one who needs a person.
    Destination(DestinationId),
    /// By a user whom we called for a booking of this queue: to an operator.
    Callback(QueueId),
    /// By an operator whom we called for a booking of this queue: to the user.
    User(QueueId),
    /// By a user for whom an operator waits: to that one.
    Waiting(QueueId),
}

impl Via {
    /// Whether whoever waits there may leave by the queue's key: a caller may, to be called back for instance; not somebody whom we have called for that.
    #[must_use]
    pub const fn may_leave(self) -> bool {
        match self {
            Self::Node | Self::Destination(_) => true,
            Self::Callback(_) | Self::User(_) | Self::Waiting(_) => false,
        }
    }
}

/// The part of the tree that a call began in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Branch {
    /// The open desk's.
    Open,
    /// The closed desk's.
    Closed,
    /// The emergency's.
    Emergency,
}

/// A booking on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Booking {
    /// What is waited for.
    pub wait: Wait,
    /// Which number is to be called, as far as that is settled.
    pub number: Chosen,
    /// Whether the caller's own number can be called back.
    pub own: bool,
    /// Whether the request's number can be sent in writing.
    pub writes: bool,
}

/// What a booking waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Wait {
    /// The answer: which slot is free.
    Slot(Search),
    /// A key: take it, another hour, another day.
    Offer,
    /// The answer: whether the caller's own number can be called.
    OwnNumber,
    /// A key: this number, or another.
    Number,
    /// The digits of another number.
    KeyIn,
    /// The answer: whether those digits can be called.
    Callable,
    /// The key that books.
    Confirm,
    /// The answer: whether it is booked.
    Book,
    /// A key: hear the request's number again, or have it sent.
    Booked,
    /// The answer: whether it is on its way.
    Write,
    /// The answer: whether a seat of the slot that was picked is held.
    Hold,
}

/// For what a free slot is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Search {
    /// The first one.
    First,
    /// The first one again, since none came after those offered.
    FirstAgain,
    /// The first one again, since the one chosen was taken meanwhile.
    Taken,
    /// One at another hour.
    AnotherHour,
    /// One on another day.
    AnotherDay,
}

/// Which number a callback goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Chosen {
    /// Not settled yet.
    Open,
    /// The caller's own.
    Own,
    /// One that was keyed in.
    Keyed,
    /// That of a booking which is only moved.
    Kept,
    /// The caller's own, when their turn comes: there is no slot.
    Turn,
}

/// What a call carries: copied and spoken, never branched on. Personal data: prints masked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baggage {
    /// The caller's number.
    pub caller: Option<Number>,
    /// The directory's row that assigned the caller, counted from one; 0 for none.
    pub row: u32,
    /// Keys pressed ahead that nobody has asked for yet.
    #[serde(with = "packed::digits")]
    pub ahead: Digits,
    /// What was keyed in; never a secret.
    #[serde(with = "packed::digits")]
    pub keyed: Digits,
    /// The slot offered last.
    #[serde(with = "packed::slot")]
    pub offer: Option<Slot>,
    /// The number to call back.
    pub number: Option<Number>,
    /// The request's number.
    pub ticket: Option<TicketNumber>,
    /// The request's date.
    #[serde(with = "packed::date")]
    pub dated: Option<NaiveDate>,
    /// Whose code was keyed in.
    pub customer: Option<CustomerId>,
    /// Of a call that we placed, the so-manieth attempt; 0 of any other.
    pub attempt: u16,
    /// When the callback comes that the caller wants to move or cancel.
    #[serde(with = "packed::slot")]
    pub kept: Option<Slot>,
    /// Its queue.
    pub queue: Option<QueueId>,
    /// When they joined the queue in which callbacks wait beside the callers; their place in it.
    #[serde(with = "packed::moment")]
    pub joined: Option<DateTime<Utc>>,
    /// Which call it is, where it is to speak a code.
    pub code_call: Option<CodeCallId>,
    /// In which language the user speaks whom an operator is about to call.
    pub speaks: Option<Language>,
}

impl Place {
    /// Whether keys are gathered here as the digits of something longer.
    #[must_use]
    pub const fn collecting(&self) -> bool {
        self.keyed > 0
    }

    /// Whether it waits for a transfer to come back, out of which the queue's key leads.
    #[must_use]
    pub const fn may_leave(&self) -> bool {
        match self.stage.ringing() {
            Some(via) => via.may_leave(),
            None => false,
        }
    }

    /// Whether the call is over.
    #[must_use]
    pub const fn over(&self) -> bool {
        matches!(self.stage, Stage::Over)
    }
}

impl Default for Place {
    fn default() -> Self {
        Self {
            node: NodeId(0),
            stage: Stage::New,
            language: Language::It,
            branch: Branch::Open,
            assigned: None,
            numbered: false,
            no_input: 0,
            no_match: 0,
            keyed: 0,
            guarded: false,
            notices_due: true,
            answered: false,
            last: false,
            code: Coded::Unasked,
        }
    }
}
