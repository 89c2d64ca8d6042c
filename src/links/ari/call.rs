//! One call's task: hands what happens to the machine, has its commands carried out, and asks for a turn when the machine heard something.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join, join_all};
use tokio::sync::mpsc::UnboundedReceiver;

use super::Link;
use crate::calls::Hashed;
use crate::engine::Heard;
use crate::platform::Incoming;
use crate::platform::ari::{Arrived, Call, Channel, Command, Entry, Input, Plan, Step};
use crate::web::hooks::{self, Way};

/// Leads a call until it is ours no longer: then `inputs` ends.
pub(super) async fn run(
    link: Arc<Link>,
    channel: Channel,
    entry: Entry,
    mut inputs: UnboundedReceiver<Input>,
) {
    let left = match link.commands.left(&channel).await {
        Ok(left) => left,
        Err(fault) => {
            tracing::warn!(
                call = %Hashed(&entry.call),
                "what was left with a call cannot be read: {fault}"
            );
            None
        }
    };
    let mut call = Call::new(&channel.id, channel.is_up(), left);
    let mut step = begin(&link, &mut call, &entry).await;
    loop {
        let Step { commands, heard } = step;
        if let Some(heard) = heard {
            let sealed = call.plan().map(|plan| plan.sealed.clone());
            // What was said is stopped while the turn is decided.
            let both =
                join(carry_out(&link, &channel, &entry, &commands), turn(&link, &entry, heard, sealed));
            let Some(reply) = decided(&link, &mut call, &mut inputs, both).await else { return };
            step = call.handle(reply, link.clock.monotonic());
            continue;
        }
        carry_out(&link, &channel, &entry, &commands).await;
        let wait = call.deadline().map(|at| at.saturating_sub(link.clock.monotonic()));
        let input = tokio::select! {
            biased;
            input = inputs.recv() => input,
            () = tokio::time::sleep(wait.unwrap_or(Duration::MAX)), if wait.is_some() => Some(Input::Time),
        };
        let Some(input) = input else { return };
        step = call.handle(input, link.clock.monotonic());
    }
}

/// The first step: a call that begins or comes back from a destination wants a turn, any other goes on with what was left.
async fn begin(link: &Link, call: &mut Call, entry: &Entry) -> Step {
    if let Arrived::Transferred { turn, outcome } = entry.arrived
        && (turn == call.turn() || call.plan().is_none())
    {
        return Step { commands: Vec::new(), heard: Some(Heard::Transferred(outcome)) };
    }
    let lasts = match call.plan() {
        Some(plan) => link.lengths.of(plan, &link.app.voice).await,
        None => Duration::ZERO,
    };
    let resumed = call.resume(lasts, link.clock.monotonic());
    if resumed.is_some() {
        tracing::info!(call = %Hashed(&entry.call), turn = call.turn(), "a call goes on where it stood");
    }
    resumed.unwrap_or(Step { commands: Vec::new(), heard: Some(Heard::Start) })
}

/// Waits for a turn while keys are taken. None when the call went: the turn is finished all the same, because what a caller confirmed is to
/// be written also when they hang up at once.
async fn decided(
    link: &Link,
    call: &mut Call,
    inputs: &mut UnboundedReceiver<Input>,
    both: impl Future<Output = ((), Option<(Plan, Duration)>)>,
) -> Option<Input> {
    tokio::pin!(both);
    loop {
        tokio::select! {
            biased;
            input = inputs.recv() => {
                let Some(input) = input else {
                    both.await;
                    return None;
                };
                // While a turn is decided there is nothing to be done but to remember.
                call.handle(input, link.clock.monotonic());
            }
            ((), decided) = &mut both => {
                return Some(decided.map_or(Input::NoReply, |(plan, lasts)| Input::Reply { plan, lasts }));
            }
        }
    }
}

/// Decides a turn; none where it cannot be told to Asterisk.
async fn turn(link: &Link, entry: &Entry, heard: Heard, sealed: Option<String>) -> Option<(Plan, Duration)> {
    let incoming = Incoming {
        call: entry.call.clone(),
        did: entry.did.clone(),
        from: entry.from.clone(),
        withheld: entry.withheld,
        heard,
        sealed,
    };
    let way = Way { name: "ari", limits: &link.limits, hook: &link.hook, base: &link.base };
    let plan = hooks::turn(&link.app, way, incoming, Plan::write).await?;
    let lasts = link.lengths.of(&plan, &link.app.voice).await;
    Some((plan, lasts))
}

/// Has commands carried out. What is only kept or stopped at Asterisk goes together and first, the rest in order after it. One that is not
/// carried out leaves the call to the dead-man's time, unless it is gone anyway.
async fn carry_out(link: &Link, channel: &Channel, entry: &Entry, commands: &[Command]) {
    let send = async |command: &Command| {
        if let Err(fault) = link.commands.carry_out(channel, command, &link.base).await
            && !fault.is_gone()
        {
            tracing::warn!(call = %Hashed(&entry.call), asterisk = link.name, "{fault}");
        }
    };
    let aside =
        |command: &&Command| matches!(command, Command::Leave(_) | Command::Renew(_) | Command::Stop(_));
    join_all(commands.iter().filter(aside).map(&send)).await;
    for command in commands.iter().filter(|command| !aside(command)) {
        send(command).await;
    }
}
