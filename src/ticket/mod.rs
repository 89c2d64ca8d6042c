//! Tickets: the number that a caller writes down.

/// A ticket's number: nine digits, the last of which checks the others, so that a number misheard or mistyped is found out at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct TicketNumber(u32);
