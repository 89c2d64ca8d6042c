//! The engine: what a call does next, as a pure function.
//!
//! `step(desk, state, event, now) -> (state, reply)` opens no file, asks no clock and waits for nobody. Whatever it needs to know comes in as
//! an [`Event`]; whatever it wants done goes out as a [`Reply`]. So a call can be replayed, fuzzed, proved and simulated at any date.
//!
//! [`Turn`] is the loop around it, written once: it feeds the keys that came together one by one, carries those that nobody has asked for yet,
//! and yields each [`Question`] to whoever can answer it: `calls` from the store, `scenario` from a script, `proof` from every class of answer.

mod booking;
mod called;
mod choice;
mod closed;
mod code_call;
mod collect;
mod customer;
mod desk;
mod event;
mod keyed;
mod packed;
mod payment;
pub mod places;
mod rebooking;
mod reply;
mod request;
mod start;
mod state;
mod step;
mod swap;
#[cfg(test)]
mod tests;
mod transfer;
mod turn;
mod walk;

pub use desk::Desk;
pub use event::{
    Answer, CodeCalled, Coming, Customer, EndedBy, Event, Heard, Identified, Leg, Outcome, PlacedCall,
    Requested,
};
pub use reply::{Capped, Control, Gather, Question, Reply, Say, Then, Why};
pub use state::{
    Asking, Baggage, Booking, Branch, Call, Called, Chosen, CodeCall, Coded, Coding, Place, Search, Stage,
    State, Swap, SwapWait, Via, Wait,
};

pub use step::step;
pub use turn::{LAST_SECONDS, LAST_TURNS, Next, QUESTIONS, TURNS, Turn, Used};

pub use crate::booking::SlotsFrom;
pub use crate::ticket::Attempted;
