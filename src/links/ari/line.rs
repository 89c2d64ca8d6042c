//! One call that is lent to us: what happens is handed to the machine at once, and only while there is something to do (commands to carry out,
//! a turn to decide) does a task exist for it. A call that waits for its caller costs its state and a place among the timers.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{join, join_all};

use super::timers::Ticket;
use super::{Link, beside};
use crate::booking::PlacedFor;
use crate::calls::Hashed;
use crate::engine::{Attempted, Heard};
use crate::platform::Incoming;
use crate::platform::ari::{Arrived, Call, Channel, Command, Entry, Input, Plan, Request, Step};
use crate::web::hooks::{self, Way};

/// Normal clearing (Q.850).
pub(super) const HANGUP: u8 = 16;

/// A call.
pub(super) struct Line {
    /// Its channel's id and name.
    pub(super) id: Box<str>,
    name: Box<str>,
    pub(super) entry: Entry,
    state: Mutex<State>,
}

struct State {
    call: Call,
    busy: Busy,
    /// What happened while commands were carried out.
    waiting: VecDeque<Input>,
    timer: Option<Ticket>,
    /// Whether the call is ours no longer.
    gone: bool,
}

/// What is being done for a call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Busy {
    /// Nothing: it waits.
    No,
    /// Commands are carried out; what happens meanwhile waits for their end.
    Commands,
    /// A turn is decided; there is nothing to be done but to remember.
    Turn,
}

impl Line {
    /// A call that was lent a moment ago, or found; [`begin`] leads it.
    pub(super) fn new(channel: &Channel, entry: Entry) -> Arc<Self> {
        let call = Call::new(&channel.id, channel.is_up(), None);
        let busy = Busy::Commands;
        let state = State { call, busy, waiting: VecDeque::new(), timer: None, gone: false };
        let (id, name) = (channel.id.as_str().into(), channel.name.as_str().into());
        Arc::new(Self { id, name, entry, state: Mutex::new(state) })
    }

    /// Tells it what happened.
    pub(super) fn tell(self: &Arc<Self>, link: &Arc<Link>, input: Input) {
        let mut state = self.lock();
        match state.busy {
            Busy::Commands => state.waiting.push_back(input),
            Busy::Turn => {
                state.call.handle(input, link.clock.monotonic());
            }
            Busy::No => {
                if let Some(ticket) = state.timer.take() {
                    link.timers.disarm(ticket);
                }
                let step = state.call.handle(input, link.clock.monotonic());
                if let Some(step) = self.stands(&mut state, link, step) {
                    drop(state);
                    let work = (Arc::clone(link), Arc::clone(self), step);
                    tokio::spawn(async move {
                        let (link, held, step) = work;
                        let Ok(_place) = link.at_work.acquire().await else { return };
                        Box::pin(work_on(Arc::clone(&link), held, step)).await;
                    });
                }
            }
        }
    }

    /// Its timer ran out; one that was set for something else since then does not count.
    pub(super) fn due(self: &Arc<Self>, link: &Arc<Link>, ticket: Ticket) {
        let is_current = self.lock().timer.take_if(|timer| *timer == ticket).is_some();
        if is_current {
            self.tell(link, Input::Time);
        }
    }

    /// It is ours no longer. A turn under way is finished all the same, because what a caller confirmed is to be written also when they hang
    /// up at once.
    pub(super) fn goes(&self, link: &Link) {
        let mut state = self.lock();
        state.gone = true;
        state.waiting.clear();
        if let Some(ticket) = state.timer.take() {
            link.timers.disarm(ticket);
        }
    }

    /// What is to be done after what was done; none: it waits.
    fn next(self: &Arc<Self>, link: &Link, reply: Option<Input>) -> Option<Step> {
        let mut state = self.lock();
        if state.gone {
            return None;
        }
        let step = match reply {
            Some(reply) => state.call.handle(reply, link.clock.monotonic()),
            None => Step::default(),
        };
        self.stands(&mut state, link, step)
    }

    /// Goes on to what a step wants, or to what happened meanwhile; where there is nothing of either it waits, by a timer where it has one.
    fn stands(self: &Arc<Self>, state: &mut State, link: &Link, mut step: Step) -> Option<Step> {
        loop {
            if step.heard.is_some() || !step.commands.is_empty() {
                state.busy = if step.heard.is_some() { Busy::Turn } else { Busy::Commands };
                return Some(step);
            }
            let Some(input) = state.waiting.pop_front() else { break };
            step = state.call.handle(input, link.clock.monotonic());
        }
        state.busy = Busy::No;
        state.timer = state.call.deadline().map(|at| link.timers.arm(at, self));
        None
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Leads a call from its beginning, or from where another process left it.
pub(super) async fn begin(link: Arc<Link>, held: Arc<Line>, channel: Channel) {
    let Ok(_place) = link.at_work.acquire().await else { return };
    Box::pin(lead(Arc::clone(&link), held, channel)).await;
}

async fn lead(link: Arc<Link>, held: Arc<Line>, channel: Channel) {
    match held.entry.arrived {
        Arrived::Unplaced(outcome) => return unplaced(&link, &held, outcome).await,
        Arrived::Talking { .. } | Arrived::Ended { .. } => return beside::tell(&link, &held).await,
        Arrived::New | Arrived::Transferred { .. } | Arrived::Placed(_) | Arrived::Unmet { .. } => {}
    }
    let left = link.commands.left(&channel.id).await.unwrap_or_else(|fault| {
        tracing::warn!(call = %Hashed(&held.entry.call), "what was left with a call cannot be read: {fault}");
        None
    });
    let mut call = Call::new(&channel.id, channel.is_up(), left);
    let step = first(&link, &mut call, &held.entry).await;
    {
        let mut state = held.lock();
        if state.gone {
            return;
        }
        state.call = call;
        state.busy = if step.heard.is_some() { Busy::Turn } else { Busy::Commands };
    }
    work_on(link, held, step).await;
}

/// The first step: a call that begins or comes back from a destination wants a turn, any other goes on with what was left.
async fn first(link: &Link, call: &mut Call, entry: &Entry) -> Step {
    if let Arrived::Transferred { turn, outcome, talked: _ } = entry.arrived
        && (turn == call.turn() || call.plan().is_none())
    {
        return Step { commands: Vec::new(), heard: Some(Heard::Transferred(outcome)) };
    }
    if let Arrived::Unmet { turn, outcome } = entry.arrived
        && (turn == call.turn() || call.plan().is_none())
    {
        return Step { commands: Vec::new(), heard: Some(Heard::Unmet(outcome)) };
    }
    let lasts = match call.plan() {
        Some(plan) => link.ari.lengths.of(plan, &link.ari.app.voice).await,
        None => Duration::ZERO,
    };
    let resumed = call.resume(lasts, link.clock.monotonic());
    if resumed.is_some() {
        tracing::info!(call = %Hashed(&entry.call), turn = call.turn(), "a call goes on where it stood");
    }
    let begins = match (entry.arrived, PlacedFor::of(entry.call.as_str())) {
        (Arrived::Placed(leg), Some(placed)) => hooks::begins(placed, leg),
        (_, _) => Heard::Start,
    };
    resumed.unwrap_or(Step { commands: Vec::new(), heard: Some(begins) })
}

/// A call that we placed and nobody answered: how it ended is kept before the channel goes. Where it cannot be, Asterisk takes it back and tells another replica.
async fn unplaced(link: &Link, held: &Line, outcome: Attempted) {
    if let Some(placed) = PlacedFor::of(held.entry.call.as_str())
        && let Err(fault) = link.ari.app.service.placed_ended(placed, outcome).await
    {
        tracing::warn!(call = %Hashed(&held.entry.call), "how a call ended that was placed cannot be kept: {fault}");
        return;
    }
    carry_out(link, held, &[Command::Hangup(HANGUP)]).await;
}

/// Does what is to be done, until the call waits.
async fn work_on(link: Arc<Link>, held: Arc<Line>, mut step: Step) {
    loop {
        let Step { commands, heard } = step;
        let reply = if let Some(heard) = heard {
            let sealed = held.lock().call.plan().map(|plan| plan.sealed.clone());
            // What was said is stopped while the turn is decided.
            let both = join(carry_out(&link, &held, &commands), turn(&link, &held.entry, heard, sealed));
            let ((), decided) = both.await;
            Some(decided.map_or(Input::NoReply, |(plan, lasts)| Input::Reply { plan, lasts }))
        } else {
            carry_out(&link, &held, &commands).await;
            None
        };
        let Some(next) = held.next(&link, reply) else { return };
        step = next;
    }
}

/// Decides a turn; none where it cannot be told to Asterisk.
async fn turn(link: &Link, entry: &Entry, heard: Heard, sealed: Option<String>) -> Option<(Plan, Duration)> {
    let ari = &link.ari;
    let incoming = incoming(entry, heard, sealed);
    let way = Way { name: "ari", limits: &ari.limits, hook: &ari.hook, base: &ari.base };
    let plan = hooks::turn(&ari.app, way, incoming, Plan::write).await?;
    let lasts = ari.lengths.of(&plan, &ari.app.voice).await;
    Some((plan, lasts))
}

/// What a turn is told of a call.
pub(super) fn incoming(entry: &Entry, heard: Heard, sealed: Option<String>) -> Incoming {
    let talked = match (heard, entry.arrived) {
        (Heard::Transferred(_), Arrived::Transferred { talked, .. }) => talked,
        (Heard::Ended, Arrived::Ended { talked }) => Some(talked),
        _ => None,
    };
    Incoming {
        call: entry.call.clone(),
        did: entry.did.clone(),
        from: entry.from.clone(),
        withheld: entry.withheld,
        heard,
        talked,
        sealed,
    }
}

/// Has commands carried out. What is only kept or stopped at Asterisk goes together and first, the rest in order after it. One that is not
/// carried out leaves the call to the dead-man's time, unless it is gone anyway.
pub(super) async fn carry_out(link: &Link, held: &Line, commands: &[Command]) {
    let send = async |command: &Command| {
        let request = Request::carry_out(&held.id, &held.name, command, &link.ari.base);
        match link.commands.send(&request).await {
            Ok(_) => {}
            // What was to be stopped had ended; any other says that there is no such channel any more.
            Err(fault) if fault.is_gone() && matches!(command, Command::Stop(_)) => {}
            Err(fault) if fault.is_gone() => link.gone(&held.id),
            Err(fault) => {
                tracing::warn!(call = %Hashed(&held.entry.call), asterisk = link.asterisk.name, "{fault}");
            }
        }
    };
    let aside =
        |command: &&Command| matches!(command, Command::Leave(_) | Command::Renew(_) | Command::Stop(_));
    join_all(commands.iter().filter(aside).map(&send)).await;
    for command in commands.iter().filter(|command| !aside(command)) {
        send(command).await;
    }
}
