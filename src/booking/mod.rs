//! Slots and seats of booked callbacks, and who may be called back: arithmetic only, the store keeps them.

mod callable;
#[cfg(test)]
mod example;
mod offered;
mod slots;
pub mod typed;

pub use callable::{NotCallable, callable, keyed_in};
pub use offered::offered;
pub use slots::{Grid, Slot, SlotsFrom, slots};
