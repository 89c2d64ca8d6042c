//! What stands beside a conversation that a package pays for: the channel that keeps its time (`[centralino-clock]` of the dialplan) is lent to us when
//! another call is to be spent, and when the caller has hung up, whom nobody could lend us any more.

use super::Link;
use super::line::{HANGUP, Line, carry_out, incoming};
use crate::calls::{Further, Hashed};
use crate::engine::{Heard, Outcome};
use crate::platform::ari::{Arrived, Command};

/// Does what the channel was lent for, and gives it back. Where what the call left cannot be read, they speak on: Asterisk ends it when what was
/// left of the package at the beginning is over.
pub(super) async fn tell(link: &Link, held: &Line) {
    let entry = &held.entry;
    let left = link.commands.left(&held.id).await.unwrap_or_else(|fault| {
        tracing::warn!(call = %Hashed(&entry.call), "what was left with a conversation's clock cannot be read: {fault}");
        None
    });
    let sealed = left.map(|left| left.plan.sealed);
    let (service, limits) = (&link.ari.app.service, &link.ari.limits);
    let command = match entry.arrived {
        Arrived::Talking { calls } => {
            let talking = incoming(entry, Heard::Transferred(Outcome::Completed), sealed);
            Command::Talk(service.further(&talking, limits, calls).await != Some(Further::Ends))
        }
        Arrived::Ended { .. } => {
            service.turn(&incoming(entry, Heard::Ended, sealed), limits, &link.ari.hook).await;
            Command::Hangup(HANGUP)
        }
        Arrived::New
        | Arrived::Transferred { .. }
        | Arrived::Placed(_)
        | Arrived::Unmet { .. }
        | Arrived::Unplaced(_) => return,
    };
    carry_out(link, held, &[command]).await;
}
