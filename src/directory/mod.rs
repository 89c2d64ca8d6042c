//! Callers' numbers to destinations: an exact number before any prefix, the longest prefix before a shorter one.

use crate::terms::{DestinationId, Number};

/// Numbers and prefixes with their destinations.
#[derive(Clone, Debug, Default)]
pub struct Directory {}

impl Directory {
    /// Where this caller belongs, and the line of the row that says so, counted from one.
    #[must_use]
    pub fn look_up(&self, caller: Number) -> Option<(DestinationId, u32)> {
        let _ = caller;
        None
    }
}
