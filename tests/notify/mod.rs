//! Notices as they arrive: through a real mail server on this machine, and at a receiver that checks signatures.

mod deadlines;
pub(crate) mod mail;
pub(crate) mod server;
mod short;
mod webhook;
mod worker;
