//! TwiML: Twilio's markup, which other platforms speak too. The call's state stands in the query of the action address
//! (`?s=…`), so any replica can answer the next request.

mod dialect;
mod queue;
mod read;
pub mod signature;
pub mod telnyx;
mod write;

use std::time::Duration;

use crate::terms::{CapLimits, Limits, WaitingLimits};

pub use dialect::{Dialect, Signer};
pub use queue::{queued, write_holding};
pub use read::{ReadFault, failed, read};
pub use write::{Setup, Target, WriteFault, can_dial, target, write};

/// What every TwiML platform can do. There is no early media: a caller hears nothing before the call is answered, and billed. Keys pressed
/// while nobody gathers are lost.
pub const LIMITS: Limits = Limits {
    name: "twiml",
    patience: Duration::from_secs(15),
    early_media: false,
    type_ahead: false,
    barge_in: true,
    queue: true,
    waiting: Some(WaitingLimits { position: true, expected: true, keys: true, callbacks: false }),
    caps: Some(CapLimits { warns: false, in_queue: false }),
    speaks: true,
    max_digits: 32,
    max_wait: 255,
    max_answer: 64_000,
};
