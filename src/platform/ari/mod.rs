//! Asterisk by ARI as a platform: `docker/asterisk/extensions-ari.conf` lends us the call, we play, listen and give it back.
//!
//! Four pieces, none of which talks to anybody: [`read()`] is Asterisk's events as what happened, [`Plan`] a reply as what is to be played,
//! [`Call`] the machine between them, from what happened to what Asterisk is to do, and [`Request`] how Asterisk is told. Its time-outs are its own: ARI has none.
//!
//! # What is left with Asterisk
//!
//! Before anything is played, the whole plan is left in a variable of the channel ([`Left`]): the sealed state, the sounds and how keys are
//! collected. A process that finds the call later plays the same words again and goes on; no turn is taken twice. The variable goes when the
//! call goes. It is set by the function `EXPORT`, from outside the channel, and so is the dead-man's time: a variable that is set through
//! `POST channels/{id}/variable` waits behind a running prompt, and forbids `FILE()` and its like to the site's own dialplan for the rest of
//! the call.

use crate::terms::Limits;

mod call;
mod originate;
mod plan;
mod read;
mod request;

pub use call::{Call, Command, Input, Step};
pub use originate::Originate;
pub use plan::{Cap, Left, Plan, Then, Transfer};
pub use read::{Arrived, Channel, Entry, Event, read};
pub use request::{Answer, Request};

pub use super::dialplan::{WriteFault, can_dial};

/// What Asterisk over ARI can do. How long a caller spoke who hangs up in a conversation that a package pays for is told by the channel that keeps its
/// time (`[centralino-clock]`), which is lent to us for it.
pub const LIMITS: Limits = Limits { name: "ari", ..super::dialplan::LIMITS };
