//! The telephony platforms: what we write for them, and whole calls through the running program on each of them.

mod asterisk;
mod conformance;
mod httapi;
mod jambonz;
mod limits;
mod queues;
mod replies;
mod twiml;
