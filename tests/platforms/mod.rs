//! The telephony platforms: what we write for them, and whole calls through the running program.

mod jambonz;
mod replies;
