//! The field's nouns, parsed at the door and never passed on as plain text: every other room may import these, they import nobody.

mod caller;
mod digit;
mod ids;
mod language;
mod limits;
mod moment;
mod named;
mod number;
pub mod numbering;
mod written;

pub use caller::Caller;
pub use digit::{Digit, Digits};
pub use ids::{CalendarId, CallId, CodeCallId, DestinationId, NodeId, QueueId, TextId, Version};
pub use language::Language;
pub use limits::{CapLimits, Limits, WaitingLimits};
pub use moment::{MomentFault, moment};
pub use named::{month_name, weekday_name};
pub use number::{Number, NumberFault};
pub use written::unwritable;
