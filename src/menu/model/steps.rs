//! What happens at each node of a menu.

use super::{At, Identify, Unpaid};
use crate::terms::{DestinationId, Digit, NodeId, QueueId, TextId};

/// What happens at a node.
#[derive(Clone, Debug)]
pub enum Step {
    /// Keys to press.
    Choice(Choice),
    /// Digits to key in.
    Collect(Collect),
    /// Words, and on.
    Say {
        /// The words.
        text: TextId,
        /// Where the call goes on.
        then: NodeId,
    },
    /// Puts the call through.
    Transfer(Transfer),
    /// Books a callback.
    Callback {
        /// For which queue.
        queue: QueueId,
        /// Where the call goes when nothing can be booked: no slot, the store away, the caller's wish.
        otherwise: NodeId,
    },
    /// Takes up a request that the caller quotes by its number and date.
    Request {
        /// What for.
        task: Task,
        /// Where the call goes on when that is done.
        then: NodeId,
        /// Where it goes when it cannot be: no such request, not allowed, the store away, the caller's wish.
        otherwise: NodeId,
    },
    /// Asks for a customer's code, which nobody needs to have.
    Customer(Identify),
    /// Says goodbye.
    Hangup {
        /// Last words.
        text: Option<TextId>,
        /// The cause given to the platform.
        cause: HangupCause,
    },
}

impl Step {
    /// The transfer, where it is one.
    #[must_use]
    pub fn transfer(&self) -> Option<&Transfer> {
        match self {
            Self::Transfer(transfer) => Some(transfer),
            Self::Choice(_)
            | Self::Collect(_)
            | Self::Say { .. }
            | Self::Callback { .. }
            | Self::Request { .. }
            | Self::Customer(_)
            | Self::Hangup { .. } => None,
        }
    }
}

/// What a caller wants with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Task {
    /// To hear how it stands.
    Status,
    /// To ask again for an answer.
    Reminder,
    /// To move or cancel the callback that is booked for it.
    Booking,
    /// To have it brought before the desk's own mailbox, after a reminder that brought no answer.
    Escalation,
}

/// A menu of keys.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Composed from the keys' titles, or the admin's own words.
    pub announcement: TextId,
    /// The same, with `back` and `repeat` told: said from the first repeat on.
    pub repeat: TextId,
    /// Where the admin's own words for the announcement stand, which are compared with the keys that work; none where it was composed.
    pub own_words: Option<At>,
    /// By the number on the key: what each of 1 to 9 and 0 does. `back`, `repeat` and `help` are not among them unless the admin gave their key another meaning.
    pub keys: [Option<NodeId>; 10],
    /// When nothing is pressed.
    pub no_input: Misses,
    /// When a key is pressed that is not there.
    pub no_match: Misses,
}

/// What happens to silence or to wrong keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misses {
    /// The admin's own words; else the program's.
    pub text: Option<TextId>,
    /// How many times the menu is heard again before the call goes on.
    pub repeats: u8,
    /// Where it goes then.
    pub then: NodeId,
}

/// Digits to key in.
#[derive(Clone, Debug)]
pub struct Collect {
    /// What to key in.
    pub prompt: TextId,
    /// The fewest digits.
    pub min: u8,
    /// The most, at which collecting ends by itself; 32 at most.
    pub max: u8,
    /// The key that ends collecting before.
    pub terminator: Option<Digit>,
    /// When nothing is keyed in.
    pub no_input: Misses,
    /// When too few digits are keyed in.
    pub no_match: Misses,
    /// Whether the digits are a secret: never carried, logged, or spoken.
    pub secret: bool,
    /// Where the call goes on.
    pub then: NodeId,
}

/// A transfer and what comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Where to.
    pub to: DestinationId,
    /// How long it may ring; seconds.
    pub ring: u16,
    /// When it is busy.
    pub busy: NodeId,
    /// When nobody answers.
    pub no_answer: NodeId,
    /// When it cannot be reached.
    pub failed: NodeId,
    /// When the caller has waited there for the longest time.
    pub waited: NodeId,
    /// When the caller has left it by key.
    pub left: NodeId,
    /// Where the call goes that no package of the client's pays for; none: nobody pays here.
    pub unpaid: Option<Unpaid>,
}

/// Why we hang up, for the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum HangupCause {
    /// The call is over.
    Normal,
    /// The desk is closed, or cannot take the call now.
    Busy,
    /// The call is refused.
    Rejected,
    /// Nobody has this number.
    Unallocated,
}
