//! The pages: what comes over the wire, and what a real browser makes of it.

mod browser;
mod frame;
mod sign_in;
mod tickets;
mod visitor;
