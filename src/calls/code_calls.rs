//! Calls that speak the code with which the public page confirms a telephone: where and when they may be placed, and what they say. The code is read
//! out of the store whenever it is said, sealed for the one call; neither the call's state nor any log holds it.

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use ring::rand::SecureRandom as _;
use tokio::time::timeout;

use super::Service;
use super::answers::Questions;
use super::seal::Sealed;
use super::turn::{Began, Begins, Standing};
use crate::booking::{PlacedFor, Slot, code_call_name};
use crate::clock::Deadline;
use crate::engine::{Answer, Attempted, CodeCalled};
use crate::menu::model::{Menu, Queue};
use crate::store::{Fault, NewCodeCall};
use crate::terms::{CallId, CodeCallId, Digits, Language};

/// From which hour on strangers may be called, and until which; the desk's own time. Outside of it only while the desk is open.
const HOURS: std::ops::Range<u32> = 8..21;

/// The name under which codes are sealed.
const SEAL: &str = "code-call";

/// A code on its way by a call.
pub(super) struct Spoken {
    call: CodeCallId,
    language: Language,
    sealed: String,
}

impl Spoken {
    pub(super) fn new_call(&self) -> NewCodeCall<'_> {
        NewCodeCall { call: self.call, sealed: &self.sealed, language: self.language }
    }
}

impl Service {
    /// The service that may place calls: the settings name a platform which can be asked for them.
    #[must_use]
    pub fn that_places_calls(self, places_calls: bool) -> Self {
        Self { places_calls, ..self }
    }

    /// Whether a code can be spoken by a call of this desk's: there is something that places calls, and a number to show.
    #[must_use]
    pub fn can_call(&self, menu: &Menu) -> bool {
        self.places_calls && menu.callback_from.is_some()
    }

    /// Whether somebody who may not have asked for it can be called now: by day, or while the desk is open.
    pub(super) fn may_ring(&self, menu: &Menu, queue: &Queue, now: DateTime<Utc>) -> bool {
        let soon = Slot { start: now, end: now + TimeDelta::minutes(1) };
        HOURS.contains(&now.with_timezone(&menu.zone).hour())
            || self.open_within(menu, queue, soon).iter().any(|open| open.contains(&now))
    }

    /// A code, sealed for a call of its own; in the page's language where the desk speaks it.
    pub(super) fn spoken(&self, menu: &Menu, code: &str, language: Language) -> Result<Spoken, Fault> {
        let mut bytes = [0; 4];
        self.random.fill(&mut bytes).map_err(|_| Fault::NoTicket)?;
        let call = CodeCallId(u32::from_be_bytes(bytes));
        let name = CallId::new(&code_call_name(call)).ok_or(Fault::NoTicket)?;
        let started = u32::try_from(self.now().timestamp().max(0)).unwrap_or(u32::MAX);
        let state = code.to_owned();
        let sealed = Sealed { version: menu.version, turn: 0, started, sealed: 0, in_menus: 0, state };
        let sealed = self.seals.seal(SEAL, &name, &sealed).map_err(|_| Fault::NoTicket)?;
        Ok(Spoken { call, language, sealed })
    }

    /// A call that is to speak a code, at its beginning. None where it is over, the store is away or the desk is gone: nobody could say who calls.
    pub(super) async fn code_call(
        &self,
        call: CodeCallId,
        now: DateTime<Utc>,
        deadline: Deadline,
    ) -> Option<Standing> {
        let asked = timeout(deadline.left(), self.store.code_call_answered(call)).await;
        let (desk, language) = asked.unwrap_or(Err(Fault::TooSlow)).unwrap_or_else(|fault| {
            tracing::warn!(%fault, "a call with a code was answered, and whose it is cannot be told");
            None
        })?;
        let served = self.desks.load().by_name(&desk, now)?;
        let placed = Some(Begins::CodeCall(CodeCalled { call, language }));
        Some(Standing { served, began: Began::now(now), state: None, placed })
    }

    /// A call that we placed has ended so without being answered, as its platform says; whoever hears it first. False where it had ended before.
    ///
    /// # Errors
    /// It is not kept, then: the call counts as under way until it is looked for.
    pub async fn placed_ended(&self, placed: PlacedFor, outcome: Attempted) -> Result<bool, Fault> {
        match placed {
            PlacedFor::Callback { ticket, attempt } => self.callback_ended(ticket, attempt, outcome).await,
            PlacedFor::CodeCall(call) => self.code_call_ended(call, outcome).await,
        }
    }

    /// The same of a call with a code.
    ///
    /// # Errors
    /// It is not kept, then.
    pub async fn code_call_ended(&self, call: CodeCallId, outcome: Attempted) -> Result<bool, Fault> {
        let ended = self.store.end_code_call(call, outcome).await?;
        if ended {
            tracing::info!(outcome = outcome.name(), "a call with a code has ended");
        }
        Ok(ended)
    }

    /// The code that a call is to speak; none where it counts no more.
    async fn code_of_call(&self, call: CodeCallId) -> Result<Option<Digits>, Fault> {
        let Some(sealed) = self.store.code_to_say(call).await? else { return Ok(None) };
        let name = CallId::new(&code_call_name(call)).ok_or(Fault::Row("code_calls"))?;
        let opened = self.seals.open::<String>(&sealed, SEAL, &name, self.now());
        Ok(opened.ok().map(|sealed| Digits::read(&sealed.state)))
    }
}

impl Questions<'_> {
    pub(super) async fn code(&self, call: CodeCallId) -> Answer {
        match timeout(self.deadline.left(), self.service.code_of_call(call))
            .await
            .unwrap_or(Err(Fault::TooSlow))
        {
            Ok(Some(code)) => Answer::Code(code),
            Ok(None) => Answer::NotCallable,
            Err(fault) => self.away(&fault),
        }
    }

    pub(super) async fn code_call(&self, call: CodeCallId, outcome: Attempted) -> Answer {
        let kept = self.service.code_call_ended(call, outcome);
        match timeout(self.deadline.left(), kept).await.unwrap_or(Err(Fault::TooSlow)) {
            Ok(_) => Answer::Kept,
            Err(fault) => self.away(&fault),
        }
    }
}
