//! Tickets: arithmetic only, the store keeps them.

mod number;

pub use number::{TicketFault, TicketNumber};
