//! The one integration-test binary: linked once, every suite a module.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::format_collect,
    missing_docs,
    reason = "a test says what is wrong by panicking, waits by the real clock, and reckons with small numbers"
)]

#[path = "../api/mod.rs"]
mod api;
#[path = "../calendar/mod.rs"]
mod calendar;
#[path = "../calls/mod.rs"]
mod calls;
#[path = "../commands/mod.rs"]
mod commands;
#[path = "../directory/mod.rs"]
mod directory;
#[path = "../docker/mod.rs"]
mod docker;
#[path = "../faults/mod.rs"]
mod faults;
#[path = "../hours/mod.rs"]
mod hours;
#[path = "../house/mod.rs"]
mod house;
#[path = "../http/mod.rs"]
mod http;
#[path = "../menus/mod.rs"]
mod menus;
#[path = "../notify/mod.rs"]
mod notify;
#[path = "../pages/mod.rs"]
mod pages;
#[path = "../phones/mod.rs"]
mod phones;
#[path = "../platforms/mod.rs"]
mod platforms;
#[path = "../rig/mod.rs"]
mod rig;
#[path = "../scenarios/mod.rs"]
mod scenarios;
#[path = "../store/mod.rs"]
mod store;
#[path = "../terms/mod.rs"]
mod terms;
#[path = "../ticket/mod.rs"]
mod ticket;
#[path = "../voice/mod.rs"]
mod voice;
