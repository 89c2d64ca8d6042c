//! Slots and seats of booked callbacks, who may be called back, and when they are called: arithmetic only, the store keeps them.

mod attempt;
mod barred;
mod callable;
mod changes;
#[cfg(test)]
mod example;
mod offered;
mod placed;
mod slots;
mod turn;
pub mod typed;
mod week;

pub use attempt::{Attempt, RING, Todo, call_name, of_call, rings, todo, waits};
pub use barred::{Barred, may_book};
pub use callable::{NotCallable, callable, keyed_in};
pub use changes::{Change, Changes, What};
pub use offered::Offer;
pub use placed::{PlacedFor, code_call_name};
pub use slots::{Grid, LONGEST_SLOT, Slot, SlotsFrom, slots};
pub use turn::{LEAST, turn_ends};
pub use week::{Stretch, WeekDay, monday, span_of, week};
