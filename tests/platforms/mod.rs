//! The telephony platforms: what we write for them, and whole calls through the running program on each of them.

mod asterisk;
mod codes;
pub(crate) mod conformance;
pub(crate) mod httapi;
pub(crate) mod jambonz;
mod limits;
mod placed;
mod queues;
mod replies;
pub(crate) mod twiml;
