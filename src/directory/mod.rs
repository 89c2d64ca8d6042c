//! Callers' numbers to destinations: an exact number before any prefix, the longest prefix before a shorter one.
//!
//! # The file
//!
//! A table as spreadsheets write it, kept by people who are no programmers:
//!
//! ```text
//! numero o prefisso;destinazione;nota
//! 06 6885*;lotto-5;uffici centrali
//! 06 6885 2121;lotto-3;one number inside that prefix
//! +39 02 5433*;lotto-2
//! ```
//!
//! - The first cell is a whole number, as it is dialled inside the desk's country or with `+` or `00`; or **a prefix, which ends
//!   in a star**. Nothing else makes a prefix: Italian numbers differ in length, so that no number of digits tells one.
//! - The second is a destination's name; what follows is a comment, and so is a line that begins with `#`.
//! - A first row with headings (`numero`, `number`, `prefisso`, `prefix`; `destinazione`, `destination`) is understood, in either order.
//! - Semicolons, tabs or commas between cells; UTF-8, UTF-16 or Windows-1252.

mod cell;
mod fault;
mod load;
mod table;
mod text;

use crate::terms::{DestinationId, Number};

pub use fault::{RowFault, RowProblem};
pub use load::load;
pub use text::decode;

/// Numbers and prefixes with their destinations.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    table: table::Table,
    /// In order, each once.
    destinations: Vec<DestinationId>,
}

impl Directory {
    /// Where this caller belongs, and the line of the row that says so, counted from one.
    #[must_use]
    pub fn look_up(&self, caller: Number) -> Option<(DestinationId, u32)> {
        self.table.look_up(caller)
    }

    /// How many numbers and prefixes it holds.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.table.rows()
    }

    /// Whether it holds none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes its numbers take in memory.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.table.bytes()
    }

    /// Every destination that some row leads to, in order, each once: the checker tells destinations that nobody can reach.
    pub fn destinations(&self) -> impl Iterator<Item = DestinationId> + '_ {
        self.destinations.iter().copied()
    }
}
