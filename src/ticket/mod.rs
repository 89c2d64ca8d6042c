//! Tickets: a request's number, its life, what a desk promises for it, and who pays. Arithmetic only, the store keeps them.

mod attempted;
mod customer;
mod dated;
mod due;
mod escalation;
mod lapse;
mod life;
mod number;
mod order;
mod package;
mod place;
mod promise;
mod severity;
mod tries;
mod warning;

pub use attempted::Attempted;
pub use customer::{CodeFault, CustomerCode, CustomerId};
pub use dated::DayAndMonth;
pub use due::{Amount, Clock, Due, Figure, Pause, Staffed, between, due};
pub use escalation::Escalation;
pub use lapse::Lapse;
pub use life::{Entry, Event, Life, Origin, Refused, State};
pub use number::{TicketFault, TicketNumber};
pub use order::{Arrival, Overtaking, Served, overtakings, turns, waiting};
pub use package::{
    AtCap, Balance, Cap, Package, PackageKind, Paid, Spend, Unspendable, balance, spendable, usable,
};
pub use place::{NoPlace, Place};
pub use promise::{Aim, Figures, Goal, Promise};
pub use severity::Severity;
pub use tries::CountedBy;
pub use warning::{Notices, Warning};

/// The most characters of a note that somebody writes with what happens to a request.
pub const LONGEST_NOTE: usize = 4_000;
