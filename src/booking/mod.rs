//! Slots and seats of booked callbacks: arithmetic only, the store keeps them.

use chrono::{DateTime, Utc};

/// A span of time in which a callback is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Slot {
    /// Its first minute; with the queue, the slot's name.
    pub start: DateTime<Utc>,
    /// The end, not included.
    pub end: DateTime<Utc>,
}
