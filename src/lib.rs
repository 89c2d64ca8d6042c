//! Centralino: a telephony IVR routing service for public help desks.

pub mod booking;
pub mod calls;
pub mod cli;
pub mod clock;
pub mod config;
pub mod directory;
pub mod engine;
pub mod files;
pub mod hours;
pub mod menu;
pub mod platform;
pub mod scenario;
pub mod server;
pub mod store;
pub mod terms;
pub mod ticket;
pub mod voice;
pub mod web;
pub mod worker;
