//! A turn of a call: open the seal, run the engine, answer what it asks, seal again.

pub mod seal;
