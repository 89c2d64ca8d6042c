//! jambonz: verbs in JSON, answered to its webhooks (<https://docs.jambonz.org/verbs/overview>). The call's state stands in the query of the
//! address of each `actionHook`.
//!
//! What its sources show, and what we do about it:
//!
//! - Without `minDigits`, a `gather` has no time between keys, and keys that do not fill it are told as a time-out: it is always set.
//! - The time for the first key runs on while keys come, but lets the time between keys end first.
//! - A `gather` plays one `play` or one `say`, never both: where one sound of an announcement is missing, all of it is spoken.
//! - The status webhook sends other moments of a call than its end, too, and looks like the first request: only that one brings the
//!   `INVITE` (`sip`) or the application's `defaults`.
//! - When a hook fails, the verbs behind it are carried out: a `redirect` there asks once more, before the call would end.
//! - `play`, `say` and `gather` are heard before the call is answered where they ask for `earlyMedia`; `sip:decline` ends such a call.

mod queue;
mod read;
pub mod signature;
mod write;

use std::time::Duration;

use crate::terms::{CapLimits, Limits, WaitingLimits};

pub use queue::{queued, write_holding};
pub use read::{ReadFault, read, status};
pub use write::{Setup, Target, WriteFault, target, write};

/// What jambonz can do. Keys pressed while nothing gathers are lost, and in a queue nothing gathers; it tells how many wait, and not for how
/// long. It tells no longest answer: this is the shortest of the other
/// platforms that speak.
pub const LIMITS: Limits = Limits {
    name: "jambonz",
    patience: Duration::from_secs(10),
    early_media: true,
    type_ahead: false,
    barge_in: true,
    queue: true,
    waiting: Some(WaitingLimits { position: true, expected: false, keys: false, callbacks: false }),
    caps: Some(CapLimits { warns: false, in_queue: false }),
    speaks: true,
    max_digits: 32,
    max_wait: 255,
    max_answer: 64_000,
};
