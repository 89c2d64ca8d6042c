//! Slots and seats of booked callbacks: arithmetic only, the store keeps them.

mod slots;

pub use slots::{Grid, Slot, SlotsFrom, slots};
