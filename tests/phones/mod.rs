//! Real telephone calls: a SIP caller (SIPp), a real Asterisk 22 with our dialplan from `docker/asterisk/`, and the real
//! `centralino serve`. Every test says where its call arrived *in Asterisk* and what the caller heard. `README.md` tells how to
//! run them and how to look at one that failed.

mod arrivals;
mod asterisk;
mod caller;
mod ear;
mod handset;
mod proxy;
mod service;
mod wait;

mod ari;
mod closed;
mod fallback;
mod keys;
mod routes;
mod transfers;
