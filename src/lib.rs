//! Centralino: a telephony IVR routing service for public help desks.
//!
//! # The map of the house
//!
//! Rooms in the order in which a first reader meets them. Each may import those above it, as the test in `tests/house` holds; from [`terms`]
//! to [`platform`] nothing waits, opens a file or asks the clock.
//!
//! | room | what it is for |
//! |---|---|
//! | [`terms`] | the field's nouns: numbers, digits, languages, ids |
//! | [`hours`] | the one calendar that everything asks |
//! | [`directory`] | callers' numbers to destinations |
//! | [`ticket`] | a request's number and life, what is promised for it by when, and who pays |
//! | [`menu`] | the language that admins write, and the tree that comes of it |
//! | [`booking`] | slots, seats, and who may be called back |
//! | [`access`] | scopes of tokens, roles of people |
//! | [`engine`] | what a call does next, as a pure function |
//! | [`scenario`] | executable examples of calls |
//! | [`platform`] | telephony platforms, a folder each: bytes to what was heard, a reply to bytes |
//! | [`store`] | bookings, switches and menu versions in SQL |
//! | [`calls`] | a turn of a call: open the seal, run the engine, answer what it asks, seal again |
//! | [`voice`] | text to sound, once |
//! | [`notify`] | what people are told in writing: mail, signed webhooks |
//! | [`links`] | connections that stay open: Asterisks that lend us calls |
//! | [`web`], [`server`], [`worker`] | the platforms' door, its limits, and what is due now |
//! | [`cli`], [`config`], [`clock`], [`files`], [`tls`], [`measures`] | the command line, all settings, the only clock, menus on disk, TLS, what is counted |
//!
//! # One call walked through
//!
//! Asterisk posts `event=start`. [`web`] checks the secret, [`platform::dialplan`] reads the form into an [`Incoming`](platform::Incoming), and
//! [`calls`] finds the desk by the number dialled, looks the caller up in its [`directory`] and runs an [`engine::Turn`]: the calendar says
//! open, so the reply is the greeting, the composed announcement, and a [`Gather`](engine::Gather). The call's state is sealed into the answer.
//! The caller presses 1; the form brings the seal back, to this replica or to another, and the turn goes on from there. A question that only
//! the store can answer (which slot is free?) goes out of the turn and its answer comes in; a write is unique on call, turn and question, so that a
//! repeated request hears the same ticket. A transfer leaves with a seal too: when nobody answers, the call comes back to the menu.
//!
//! # Promises
//!
//! - Nothing serves that was not checked, and a call keeps the version of the menu it began on.
//! - No state is kept between requests: any replica answers any step.
//! - No seat is given twice: the database refuses it.
//! - No telephone number is logged: [`Number`](terms::Number) prints masked.

pub mod access;
pub mod booking;
pub mod calls;
pub mod cli;
pub mod clock;
pub mod config;
pub mod directory;
pub mod engine;
pub mod files;
pub mod hours;
pub mod links;
pub mod measures;
pub mod menu;
pub mod notify;
pub mod platform;
pub mod scenario;
pub mod server;
pub mod store;
pub mod terms;
pub mod ticket;
pub mod tls;
pub mod voice;
pub mod web;
pub mod worker;
