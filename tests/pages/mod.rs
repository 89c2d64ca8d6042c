//! The pages: what comes over the wire, and what a real browser makes of it.

mod book;
pub(crate) mod browser;
mod frame;
mod gateway;
mod held;
mod idle;
mod kept;
mod news;
mod openid;
mod opening;
mod scheduler;
mod sign_in;
mod spoken;
mod tickets;
pub(crate) mod visitor;
