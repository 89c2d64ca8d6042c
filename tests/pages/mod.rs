//! The pages: what comes over the wire, and what a real browser makes of it.

mod frame;
mod sign_in;
mod visitor;
