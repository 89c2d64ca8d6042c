//! The service as platforms and admins meet it: a real process on a real port.

mod bad_input;
mod doors;
mod links;
mod lives_on;
mod menus;
mod metrics;
mod private;
mod sounds;
mod switches;
mod walk;
