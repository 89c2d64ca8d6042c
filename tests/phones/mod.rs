//! Real telephone calls: a SIP caller (SIPp), a real Asterisk 22 with our dialplan from `docker/asterisk/`, and the real
//! `centralino serve`. Every test says where its call arrived *in Asterisk* and what the caller heard. `README.md` tells how to
//! run them and how to look at one that failed.

pub(crate) mod arrivals;
pub(crate) mod asterisk;
pub(crate) mod caller;
pub(crate) mod ear;
pub(crate) mod handset;
pub(crate) mod landline;
pub(crate) mod proxy;
pub(crate) mod screen;
pub(crate) mod service;
pub(crate) mod telephone;
pub(crate) mod wait;

mod ari;
mod callbacks;
mod callbacks_agent;
mod capped;
mod closed;
mod connects;
mod dark;
mod fallback;
mod keys;
mod places;
mod queues;
mod routes;
mod shown;
mod spoken;
mod telephones;
mod transfers;
mod trunks;
