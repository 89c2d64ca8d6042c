//! Calls that are played instead of made: no server, no telephone, the clock set to anything.
//!
//! A [`Script`] says what the caller presses and when not; [`play`](fn@play) walks a call with it, from the first word to its end, by the same
//! [`Turn`](crate::engine::Turn) that real calls take, and writes a [`Transcript`]. [`Example`]s are such calls written beside a menu, with
//! what must be heard and where they must end. Bookings go to an [`Agenda`] in memory.

mod agenda;
mod because;
mod clients;
mod example;
mod fields;
mod judge;
mod line;
mod play;
mod requests;
mod script;
mod transcript;
mod written;

pub use agenda::{Agenda, Store};
pub use because::{Because, because};
pub use clients::{Client, Clients};
pub use example::{Ends, Example, Expected, Take, read};
pub use judge::{Fault, judge};
pub use line::Line;
pub use play::{Call, play};
pub use requests::{Kept, Requests};
pub use script::{Press, Script, ScriptFault};
pub use transcript::{Ending, Entry, Reached, Transcript};
