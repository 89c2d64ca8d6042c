//! What a telephony platform can do, declared by its adapter, so that a menu which needs more is refused when it is checked and never in mid-call.

use std::time::Duration;

/// What a platform can do for callers who wait in its queue. Its own queue ends the longest wait wherever there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is something that a queue can do or cannot, and any two may hold"
)]
pub struct WaitingLimits {
    /// Whether it knows how many wait before a caller.
    pub position: bool,
    /// Whether it knows how long a caller will wait.
    pub expected: bool,
    /// Whether a key can leave the queue.
    pub keys: bool,
    /// Whether callbacks can wait in it beside the callers, in the order of arrival.
    pub callbacks: bool,
}

/// What a platform can do for a conversation that a package pays for: it ends when what was paid for is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapLimits {
    /// Whether both can hear before that it is near.
    pub warns: bool,
    /// Whether this holds for callers too who waited in its queue.
    pub in_queue: bool,
}

/// The abilities of one platform.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a separate ability, read by name in one rule")]
pub struct Limits {
    /// The platform's name on the command line and in diagnostics.
    pub name: &'static str,
    /// How long it waits for an answer before it gives the call up.
    pub patience: Duration,
    /// Whether a caller can hear words before the call is answered, and billed (`answer: never`).
    pub early_media: bool,
    /// Whether keys pressed while nobody listens are kept for the next menu.
    pub type_ahead: bool,
    /// Whether a key stops an announcement.
    pub barge_in: bool,
    /// Whether it can put a call in a queue of its own.
    pub queue: bool,
    /// What it can do while a call waits in such a queue (`waiting`); none where a menu cannot say how callers wait.
    pub waiting: Option<WaitingLimits>,
    /// What it can do for conversations that a package pays for; none where it cannot end them, or does not tell how long they were.
    pub caps: Option<CapLimits>,
    /// Whether it can speak words by itself, where no sound was made.
    pub speaks: bool,
    /// The most keys it collects at one time.
    pub max_digits: u8,
    /// The longest wait for a key, in seconds.
    pub max_wait: u16,
    /// The longest answer it takes, in bytes.
    pub max_answer: usize,
}
