//! What a call is to do next: say any number of things, then exactly one ending.

use chrono::{DateTime, Utc};

use crate::booking::{Slot, SlotsFrom};
use crate::engine::Outcome;
use crate::hours::{Closed, Layer};
use crate::menu::model::{HangupCause, Task, Tells};
use crate::menu::words::Prompt;
use crate::terms::{CalendarId, CodeCallId, DestinationId, Digit, Digits, Language, NodeId, Number, QueueId};
use crate::ticket::{Attempted, CustomerId, TicketNumber};

/// One reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Whether the call is to be answered now, before the first word, if it is not yet. False while a closed caller hears early media.
    pub answer: bool,
    /// The language of all that is said.
    pub language: Language,
    /// What to say, in order.
    pub say: Vec<Say>,
    /// What comes then.
    pub then: Then,
    /// Why, in order: for whoever wants to understand a call.
    pub why: Vec<Why>,
}

/// One thing to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Say {
    /// What.
    pub prompt: Prompt,
    /// In which language (a choice of languages speaks several).
    pub language: Language,
    /// Whether a key cuts it short. Those that cannot be cut short come first.
    pub interruptible: bool,
}

/// The ending of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// Waits for keys.
    Gather(Gather),
    /// Puts the call through; the platform tells how that ended.
    Transfer {
        /// Where to.
        to: DestinationId,
        /// How long it may ring; seconds.
        ring: u16,
        /// From which node.
        from: NodeId,
        /// The request that the call has booked or named, if any.
        ticket: Option<TicketNumber>,
        /// How long the conversation may be; none: as long as they like.
        cap: Option<Capped>,
        /// When the caller joined the queue to which it goes, where callbacks wait in it too: their place among them. None elsewhere.
        joined: Option<DateTime<Utc>>,
    },
    /// Wants to know something first; never reaches a platform.
    Ask(Question),
    /// Hangs up.
    Hangup(HangupCause),
}

/// How long a conversation may be that a package pays for, counted from the operator's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capped {
    /// How long one call is; seconds.
    pub length: u32,
    /// How many calls it may last at most: all that are left, where one is spent after the other. It ends then.
    pub calls: u32,
    /// How long before the end of each call both hear that it is near; seconds, 0: not at all.
    pub warning: u32,
}

impl Capped {
    /// How long the conversation may be; seconds.
    #[must_use]
    pub const fn most(&self) -> u32 {
        self.length.saturating_mul(self.calls)
    }
}

/// How keys are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gather {
    /// The most keys: at this many, the platform does not wait for more.
    pub max: u8,
    /// For the first key, from the end of what is said; seconds.
    pub first: u8,
    /// Between keys; seconds.
    pub between: u8,
    /// The key that ends collecting; none in menus, where each key is a choice, `#` too.
    pub terminator: Option<Digit>,
    /// Whether keys pressed before this reply is heard may count. False where a habit must not decide: the platform forgets what it kept.
    pub type_ahead: bool,
    /// Whether what is keyed in is a secret, to be kept out of every log.
    pub secret: bool,
}

/// What only the outside knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Which slot is free.
    Slot {
        /// For which queue.
        queue: QueueId,
        /// From when on.
        from: SlotsFrom,
        /// Not this one: a caller who moves a callback has it.
        not: Option<Slot>,
    },
    /// Whether these keys are a number that can be called back for this queue.
    Callable {
        /// For which queue.
        queue: QueueId,
        /// As keyed in.
        digits: Digits,
    },
    /// Whether the caller's own number can be called back for this queue.
    OwnNumber {
        /// For which queue.
        queue: QueueId,
        /// The caller's.
        number: Number,
    },
    /// Holds a seat of the slot that the caller picked, for two minutes, while they give a number and say yes.
    Hold {
        /// For which queue.
        queue: QueueId,
        /// Which slot.
        slot: Slot,
    },
    /// Whether these keys are a request's number.
    TicketNumber {
        /// As keyed in.
        digits: Digits,
    },
    /// What becomes of a request that is quoted; a reminder and an escalation are writes, done once however often it is asked in one turn of
    /// one call. Wrong quotes are counted.
    Request {
        /// What for.
        task: Task,
        /// Its number.
        ticket: TicketNumber,
        /// Its date, as keyed in.
        date: Digits,
        /// Who calls, as far as that is known: wrong quotes are counted for them too.
        caller: Option<Number>,
    },
    /// Whose code these keys are. Wrong ones are counted.
    Customer {
        /// As keyed in.
        digits: Digits,
        /// Who calls, as far as that is known: wrong codes are counted for them too.
        caller: Option<Number>,
        /// What is to be told.
        tells: Tells,
    },
    /// Spends one of the client's calls: a write, done once however often it is asked in one turn of one call. The client is whoever's code was
    /// keyed in, else whoever the number dialled belongs to.
    Spend {
        /// In which language the caller speaks.
        language: Language,
        /// Whose code was keyed in.
        customer: Option<CustomerId>,
    },
    /// Keeps how a call that we placed goes: a write, done once however often it is asked.
    Called {
        /// Whose booking it is for.
        ticket: TicketNumber,
        /// The so-manieth attempt.
        attempt: u16,
        /// How it ended; none: a person was reached, and it goes on.
        outcome: Option<Attempted>,
    },
    /// The code that a call is to speak. Asked whenever it is said.
    Code {
        /// Which call.
        call: CodeCallId,
    },
    /// Keeps how a call went that was to speak a code: a write, done once however often it is asked.
    CodeCall {
        /// Which call.
        call: CodeCallId,
        /// How it ended.
        outcome: Attempted,
    },
    /// Moves the callback of a request that is quoted to a slot: a write, done once as a booking is. Wrong quotes are counted.
    Move {
        /// In which queue.
        queue: QueueId,
        /// To which slot.
        slot: Slot,
        /// The request's number.
        ticket: TicketNumber,
        /// Its date, as keyed in.
        date: Digits,
        /// Who calls, as far as that is known.
        caller: Option<Number>,
    },
    /// Cancels the callback of a request that is quoted: a write, done once. Wrong quotes are counted.
    Cancel {
        /// The request's number.
        ticket: TicketNumber,
        /// Its date, as keyed in.
        date: Digits,
        /// Who calls, as far as that is known.
        caller: Option<Number>,
    },
    /// Sends a request's number and date to its user: a write, done once. Only for what was booked or quoted in this call.
    Write {
        /// The request's number.
        ticket: TicketNumber,
    },
    /// Books the slot for the number: a write, done once however often it is asked in one turn of one call.
    Book {
        /// For which queue.
        queue: QueueId,
        /// Which slot.
        slot: Slot,
        /// Whom to call.
        number: Number,
        /// In which language they spoke.
        language: Language,
        /// Whose code was keyed in: the request is theirs.
        customer: Option<CustomerId>,
    },
    /// Keeps a caller's place in a queue for a callback: a write, done once however often it is asked in one turn of one call.
    Swap {
        /// For which queue's callback.
        queue: QueueId,
        /// Whom to call.
        number: Number,
        /// In which language they spoke.
        language: Language,
        /// Whose code was keyed in: the request is theirs.
        customer: Option<CustomerId>,
        /// When they joined: the callback's arrival.
        joined: DateTime<Utc>,
    },
}

/// A step of reasoning: ids only, turned into file and line by whoever prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The directory assigns the caller's number, by the row on this line.
    Assigned {
        /// To where.
        to: DestinationId,
        /// The row's line in the directory's file, counted from one.
        row: u32,
    },
    /// The directory does not know the caller, or the caller's number is withheld or unknown.
    NotAssigned,
    /// A calendar was asked.
    Hours {
        /// Which one.
        calendar: CalendarId,
        /// None: open.
        closed: Option<Closed>,
        /// What decided.
        layer: Layer,
    },
    /// The call came to a node.
    At(NodeId),
    /// The known caller goes straight on.
    KnownCaller(NodeId),
    /// A key chose the language.
    Language(Language, Digit),
    /// A key was taken.
    Key(NodeId, Digit),
    /// A key that means back, repeat, help or end.
    Control(NodeId, Control),
    /// A key that does nothing there, the so-manieth.
    NoMatch(NodeId, Digit, u8),
    /// Nothing was pressed, the so-manieth time.
    NoInput(NodeId, u8),
    /// Silence or wrong keys were too many.
    AfterErrors(NodeId),
    /// Keys pressed ahead were dropped, because a habit must not decide here.
    AheadDropped(NodeId),
    /// A transfer begins.
    Transfer(DestinationId),
    /// A transfer came back.
    Transferred(DestinationId, Outcome),
    /// A question was answered; `booked`, `full`, …: the name of the answer's class.
    Answered(&'static str),
    /// The call had used up its turns or time.
    Exhausted,
    /// The caller hung up, or the platform said that the call is over.
    Ended,
    /// We hang up.
    Hangup(HangupCause),
}

/// The meaning of a control key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Control {
    /// To the lexical parent.
    Back,
    /// Once more.
    Repeat,
    /// To a person.
    Help,
    /// That was all the digits.
    End,
    /// Begin the digits again.
    Clear,
}
