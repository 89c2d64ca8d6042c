//! One turn, from what a platform told to what it is told.
//!
//! A seal that does not open never drops a call: it begins again at the greeting.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::timeout;

use super::answers::Questions;
use super::desks::Served;
use super::seal::Sealed;
use super::{Hashed, Held, Hook, Service, TurnDone, nobody};
use crate::clock::Deadline;
use crate::engine::{CodeCalled, Heard, Next, PlacedCall, Reply, State, Then, Turn, Used, Why};
use crate::measures;
use crate::menu::model::HangupCause;
use crate::platform::Incoming;
use crate::terms::{CallId, Caller, Language, Limits, numbering};

/// What is kept back of a platform's patience, for the way there and back.
pub(super) const KEPT_BACK: Duration = Duration::from_millis(500);

/// The most characters of a dialled number that go into a log.
const LONGEST_DID: usize = 40;

/// A call as it stands before a turn.
pub(super) struct Standing {
    pub(super) served: Arc<Served>,
    pub(super) began: Began,
    /// None: it begins with this turn.
    pub(super) state: Option<State>,
    /// What it is for, where we placed it and it begins.
    pub(super) placed: Option<Begins>,
}

/// How a call begins that we placed.
#[derive(Clone, Copy)]
pub(super) enum Begins {
    Callback(PlacedCall),
    CodeCall(CodeCalled),
}

/// What the seal counts.
#[derive(Clone, Copy)]
pub(super) struct Began {
    pub(super) turn: u16,
    pub(super) started: u32,
    /// Since then; seconds.
    pub(super) elapsed: u32,
    /// How much of that had passed when the last reply was given; seconds.
    pub(super) sealed: u32,
    in_menus: u32,
}

impl Began {
    /// With this turn.
    pub(super) fn now(now: DateTime<Utc>) -> Self {
        Self { turn: 0, started: seconds(now), elapsed: 0, sealed: 0, in_menus: 0 }
    }
}

impl Service {
    /// Answers one request of a platform.
    ///
    /// The same request again gets the same reply: what was written is not written twice, what is only read may be read anew. It never fails: whatever
    /// cannot be had is told to the caller in the menu's way.
    pub async fn turn(&self, incoming: &Incoming, limits: &Limits, hook: &Hook) -> TurnDone {
        let began = self.clock.monotonic();
        let done = self.decide(incoming, limits, hook).await;
        let took = self.clock.monotonic().saturating_sub(began);
        measures::turn(limits.name, outcome(&done.reply), took);
        done
    }

    async fn decide(&self, incoming: &Incoming, limits: &Limits, hook: &Hook) -> TurnDone {
        let deadline = self.clock.deadline(limits.patience.saturating_sub(KEPT_BACK));
        let now = self.clock.now();
        let resumed = self.resume(incoming, limits, now, deadline).await;
        if let Some(standing) = &resumed {
            self.settle(standing, incoming, limits.name, deadline).await;
            self.was_reached(standing, incoming, deadline).await;
        }
        if incoming.heard == Heard::Ended {
            return self.over(&incoming.call);
        }
        let begun = match (resumed, incoming.heard) {
            (Some(standing), _) => Some(standing),
            (None, Heard::Placed { ticket, attempt, leg }) => {
                self.answered((ticket, attempt, leg), now, deadline).await
            }
            (None, Heard::CodeCall(call)) => self.code_call(call, now, deadline).await,
            (None, _) => self.begin(incoming, hook, now),
        };
        let Some(standing) = begun else {
            tell_of_nobodys(incoming);
            return TurnDone {
                menu: self.nobody.clone(),
                reply: nobody::reply(),
                sealed: String::new(),
                first: incoming.heard == Heard::Start,
                call: incoming.call.clone(),
                customer: None,
                may_leave: false,
            };
        };
        self.go_on(standing, incoming, limits, hook, now, deadline).await
    }

    /// A call that waits in a queue, as its seal tells it; none where that cannot be opened, or tells of no such call. Nothing happens to the
    /// call by being asked for.
    pub async fn held(&self, incoming: &Incoming, limits: &Limits) -> Option<Held> {
        let deadline = self.clock.deadline(limits.patience.saturating_sub(KEPT_BACK));
        let standing = self.resume(incoming, limits, self.clock.now(), deadline).await?;
        let menu = standing.served.menu.clone();
        let place = standing.state?.place;
        let to = place.stage.ringing()?.transfer(&menu, place.node)?.to;
        Some(Held { menu, language: place.language, to, may_leave: place.may_leave() })
    }

    async fn go_on(
        &self,
        standing: Standing,
        incoming: &Incoming,
        limits: &Limits,
        hook: &Hook,
        now: DateTime<Utc>,
        deadline: Deadline,
    ) -> TurnDone {
        let Standing { served, began, state, placed } = standing;
        let first = state.is_none()
            && matches!(incoming.heard, Heard::Start | Heard::Placed { .. } | Heard::CodeCall(_));
        let menu = served.menu.clone();
        let live = self.live.of(&menu.desk);
        let desk = served.desk(&live, now);
        let mut turn = match state {
            None => match placed {
                Some(Begins::Callback(placed)) => Turn::placed(&desk, placed, now),
                Some(Begins::CodeCall(called)) => Turn::code_call(&desk, called, now),
                None => Turn::start(&desk, caller(incoming, &served, hook), now),
            },
            Some(state) => {
                let used = Used { turns: began.turn, seconds: began.in_menus };
                Turn::new(&desk, state, incoming.heard, used, now)
            }
        };
        let baggage = turn.state().baggage;
        let mut questions = Questions {
            service: self,
            menu: &menu,
            live: &live,
            platform: limits.name,
            call: &incoming.call,
            did: &incoming.did,
            placed: baggage.ticket.filter(|_| baggage.attempt > 0),
            started: began.started,
            turn: began.turn,
            now,
            deadline,
            asked: 0,
        };
        let reply = loop {
            match turn.next() {
                Next::Ask(question) => turn.answer(questions.answer(question).await),
                Next::Reply(reply) => break reply,
            }
        };
        self.pop(&menu, &reply.then, turn.state());
        let sealed = self.seal(incoming, limits, &served, began, *turn.state());
        let customer = match reply.then {
            Then::Transfer { .. } => self.code_of(turn.state().baggage.customer, deadline).await,
            Then::Gather(_) | Then::Hangup(_) | Then::Ask(_) => None,
        };
        let may_leave = turn.state().place.may_leave();
        TurnDone { menu, reply, sealed, first, call: incoming.call.clone(), customer, may_leave }
    }

    /// The call as its seal tells it; none where it has none that opens, or its menu is gone.
    pub(super) async fn resume(
        &self,
        incoming: &Incoming,
        limits: &Limits,
        now: DateTime<Utc>,
        deadline: Deadline,
    ) -> Option<Standing> {
        let token = incoming.sealed.as_deref().filter(|token| !token.is_empty())?;
        if incoming.heard == Heard::Start {
            return None;
        }
        let opened: Result<Sealed<State>, _> = self.seals.open(token, limits.name, &incoming.call, now);
        let sealed = match opened {
            Ok(sealed) => sealed,
            Err(refused) => {
                tracing::warn!(call = %Hashed(&incoming.call), %refused, "a call's state was refused; it begins again");
                return None;
            }
        };
        let Some(served) = timeout(deadline.left(), self.version(sealed.version)).await.ok().flatten() else {
            tracing::warn!(call = %Hashed(&incoming.call), version = %sealed.version, "a call's menu is gone; it begins again");
            return None;
        };
        let elapsed = seconds(now).saturating_sub(sealed.started);
        let waited = match incoming.heard {
            // The time that a caller spoke to somebody, or waited for them, is not spent in menus.
            Heard::Transferred(_) | Heard::Unmet(_) => 0,
            Heard::Start
            | Heard::Placed { .. }
            | Heard::CodeCall(_)
            | Heard::Keys { .. }
            | Heard::Silence
            | Heard::Ended => elapsed.saturating_sub(sealed.sealed),
        };
        let in_menus = sealed.in_menus.saturating_add(waited);
        let began =
            Began { turn: sealed.turn, started: sealed.started, elapsed, sealed: sealed.sealed, in_menus };
        Some(Standing { served, began, state: Some(sealed.state), placed: None })
    }

    /// A call at its beginning: the desk of the number dialled, or the hook's own.
    fn begin(&self, incoming: &Incoming, hook: &Hook, now: DateTime<Utc>) -> Option<Standing> {
        let desks = self.desks.load();
        let by_default = || desks.by_name(hook.default_desk.as_deref()?, now);
        let served = desks.by_did(&incoming.did, now).or_else(by_default)?;
        Some(Standing { served, began: Began::now(now), state: None, placed: None })
    }

    fn seal(
        &self,
        incoming: &Incoming,
        limits: &Limits,
        served: &Served,
        began: Began,
        state: State,
    ) -> String {
        let sealed = Sealed {
            version: served.menu.version,
            turn: began.turn.saturating_add(1),
            started: began.started,
            sealed: began.elapsed,
            in_menus: began.in_menus,
            state,
        };
        self.seals.seal(limits.name, &incoming.call, &sealed).unwrap_or_else(|fault| {
            tracing::error!(call = %Hashed(&incoming.call), %fault, "the call begins again with its next request");
            String::new()
        })
    }

    /// Nothing more is said to a call that is over, whether it ever began or not.
    fn over(&self, call: &CallId) -> TurnDone {
        let reply = Reply {
            answer: false,
            language: Language::It,
            say: Vec::new(),
            then: Then::Hangup(HangupCause::Normal),
            why: vec![Why::Ended],
        };
        let menu = self.nobody.clone();
        let (sealed, call) = (String::new(), call.clone());
        TurnDone { menu, reply, sealed, first: false, call, customer: None, may_leave: false }
    }
}

/// Tells of a call that is no desk's. The number dialled is told of a call that comes in, since some desk lacks it: of one that we placed it is the
/// user's.
fn tell_of_nobodys(incoming: &Incoming) {
    let call = Hashed(&incoming.call);
    if incoming.heard == Heard::Start {
        let did: String = incoming.did.chars().take(LONGEST_DID).collect();
        tracing::warn!(did, %call, "no desk has the number dialled, and the hook names none");
    } else {
        tracing::warn!(%call, "a call is hung up: it was placed for what is over, or it cannot be read any more where it stood");
    }
}

/// What a call does next, for the figures.
fn outcome(reply: &Reply) -> &'static str {
    match reply.then {
        Then::Gather(_) => "gather",
        Then::Transfer { .. } => "transfer",
        Then::Hangup(_) if reply.why.contains(&Why::Ended) => "ended",
        Then::Hangup(_) => "hangup",
        Then::Ask(_) => "fault",
    }
}

/// Who calls: a number that is held back is not even read.
fn caller(incoming: &Incoming, served: &Served, hook: &Hook) -> Caller {
    if incoming.withheld {
        return Caller::Withheld;
    }
    numbering::caller(&incoming.from, hook.caller_format, served.menu.country)
}

fn seconds(now: DateTime<Utc>) -> u32 {
    u32::try_from(now.timestamp().max(0)).unwrap_or(u32::MAX)
}
