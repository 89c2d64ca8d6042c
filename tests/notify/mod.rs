//! Notices as they arrive: through a real mail server on this machine, and at a receiver that checks signatures.

mod mail;
mod server;
mod webhook;
mod worker;
