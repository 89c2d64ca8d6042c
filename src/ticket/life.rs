//! A request's life: an append-only history of events, and the state that is folded from it. Which event is allowed when stands here,
//! and nowhere else.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Attempted, Lapse, Pause, Severity};

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nobody has taken it in charge yet.
    Opened,
    /// An operator works on it.
    TakenInCharge,
    /// The operator asked the user something; the clocks stand.
    Waiting,
    /// Answered, or withdrawn.
    Closed,
    /// Opened once more: the answer was none, or a reminder came after it had lapsed. Nobody has taken it in charge since.
    Reopened,
    /// No longer handled, because the desk's time for it is over and nobody reminded.
    Lapsed,
}

/// By which way a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A call that was put through to an operator.
    Call,
    /// A booked callback, by keypad, page or API.
    Callback,
    /// A program, by the API.
    Api,
    /// A web page.
    Page,
}

/// Something that happened to a request. Histories are only ever added to, so no variant is ever renamed or removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// It came: the first event of every history, and the request's arrival.
    Opened {
        /// By which way.
        origin: Origin,
    },
    /// An operator took it in charge, or took it over from another.
    TakenInCharge,
    /// The operator asked the user something.
    Asked,
    /// The user answered.
    Answered,
    /// The operator closed it, or the user withdrew it.
    Closed,
    /// It was opened once more.
    Reopened,
    /// The user asked again for an answer.
    Reminded,
    /// The desk's time for it is over.
    Lapsed,
    /// The user had it brought before the desk's own mailbox.
    Escalated,
    /// The operator said what kind of request it is, by a name of the desk's own.
    Kind {
        /// The name.
        kind: Arc<str>,
    },
    /// The operator judged how serious it is.
    Severity {
        /// How serious.
        severity: Severity,
    },
    /// A callback was booked.
    CallbackBooked {
        /// When its slot begins.
        start: DateTime<Utc>,
    },
    /// A caller gave up waiting in a queue for a callback, and kept the place.
    PlaceKept {
        /// When they joined the queue: the request's arrival.
        since: DateTime<Utc>,
    },
    /// The callback was moved.
    CallbackMoved {
        /// When its new slot begins.
        start: DateTime<Utc>,
    },
    /// The callback was cancelled.
    CallbackCancelled,
    /// An attempt of the callback has ended.
    CallbackAttempted {
        /// The so-manieth.
        attempt: u16,
        /// How.
        outcome: Attempted,
    },
    /// The callback reached the user.
    CallbackSpoken,
    /// No attempt of the callback reached the user.
    CallbackMissed,
    /// An operator wrote something down, for colleagues; nothing else changes.
    Noted,
    /// A package of the client's pays for it: a written request was spent.
    Spent {
        /// How many are left in the client's packages.
        left: u32,
    },
}

impl Event {
    /// Its name, as the store and the API write it; never changed once released.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::TakenInCharge => "taken-in-charge",
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Noted => "noted",
            Self::Spent { .. } => "spent",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Reminded => "reminded",
            Self::Lapsed => "lapsed",
            Self::Escalated => "escalated",
            Self::Kind { .. } => "kind",
            Self::Severity { .. } => "severity",
            Self::CallbackBooked { .. } => "callback-booked",
            Self::PlaceKept { .. } => "place-kept",
            Self::CallbackMoved { .. } => "callback-moved",
            Self::CallbackCancelled => "callback-cancelled",
            Self::CallbackAttempted { .. } => "callback-attempted",
            Self::CallbackSpoken => "callback-spoken",
            Self::CallbackMissed => "callback-missed",
        }
    }
}

/// An event with its moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// Why an event is not allowed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Closed requests take only a reopening.
    #[error("the request is closed")]
    Closed,
    /// Lapsed requests take only a reminder.
    #[error("the request has lapsed: a reminder brings it back")]
    Lapsed,
    /// Only a closed request can be opened once more.
    #[error("the request is not closed")]
    NotClosed,
    /// Nobody has taken it in charge.
    #[error("the request has not been taken in charge")]
    NotInCharge,
    /// The user was not asked anything.
    #[error("the request does not wait for the user")]
    NotWaiting,
    /// The user has been asked already.
    #[error("the request waits for the user already")]
    Waiting,
    /// Its time is not over, or the desk lets nothing lapse.
    #[error("the request has not lapsed")]
    NotLapsed,
    /// An escalation comes after a reminder only.
    #[error("the request has not been reminded of")]
    NotReminded,
    /// One escalation for each reminder.
    #[error("the request has been escalated since the last reminder")]
    Escalated,
    /// No callback is booked.
    #[error("no callback is booked")]
    NoCallback,
    /// A history begins with its opening, and has only one.
    #[error("the request is opened already")]
    Opened,
}

/// What a history says of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// Where it stands.
    pub state: State,
    /// By which way it came.
    pub origin: Origin,
    /// When it came: its arrival.
    pub opened: DateTime<Utc>,
    /// When its clocks began: its opening, or the last time it was opened once more.
    pub since: DateTime<Utc>,
    /// When it was first taken in charge since then.
    pub taken: Option<DateTime<Utc>>,
    /// When it was closed, while it is.
    pub closed: Option<DateTime<Utc>>,
    /// The whiles since then in which the desk waited for the user.
    pub pauses: Vec<Pause>,
    /// The last reminder.
    pub reminded: Option<DateTime<Utc>>,
    /// The last escalation.
    pub escalated: Option<DateTime<Utc>>,
    /// How serious it is, once the operator has judged.
    pub severity: Option<Severity>,
    /// What kind it is, once the operator has said.
    pub kind: Option<Arc<str>>,
    /// When the booked callback's slot begins, while one is booked.
    pub callback: Option<DateTime<Utc>>,
    /// When the user joined the queue whose place is kept for a callback, while it is to come.
    pub turn: Option<DateTime<Utc>>,
    /// When something last happened.
    pub last: DateTime<Utc>,
}

impl Life {
    /// A request that has just come.
    #[must_use]
    pub const fn opened(origin: Origin, at: DateTime<Utc>) -> Self {
        Self {
            state: State::Opened,
            origin,
            opened: at,
            since: at,
            taken: None,
            closed: None,
            pauses: Vec::new(),
            reminded: None,
            escalated: None,
            severity: None,
            kind: None,
            callback: None,
            turn: None,
            last: at,
        }
    }

    /// What a whole history says; none where it does not begin with its opening, or goes on as no history does.
    #[must_use]
    pub fn of(history: impl IntoIterator<Item = Entry>) -> Option<Self> {
        let mut history = history.into_iter();
        let first = history.next()?;
        let Event::Opened { origin } = first.event else { return None };
        history.try_fold(Self::opened(origin, first.at), |life, entry| {
            life.refuses(&entry.event).is_none().then(|| life.after(&entry))
        })
    }

    /// What is to be added to the history when something happens now: the event itself, after the lapse that had gone unrecorded. No entry
    /// is dated before the one that it follows, whatever the clock does.
    ///
    /// # Errors
    /// Why it is not allowed.
    pub fn happens(
        &self,
        event: Event,
        now: DateTime<Utc>,
        lapse: Option<Lapse>,
    ) -> Result<Vec<Entry>, Refused> {
        let now = now.max(self.last);
        let lapsed = lapse.and_then(|lapse| lapse.moment(self)).filter(|moment| *moment <= now);
        let Some(moment) = lapsed else {
            if event == Event::Lapsed {
                return Err(if self.state == State::Lapsed { Refused::Lapsed } else { Refused::NotLapsed });
            }
            return self.refuses(&event).map_or_else(|| Ok(vec![Entry { at: now, event }]), Err);
        };
        let lapse = Entry { at: moment.max(self.last), event: Event::Lapsed };
        if event == Event::Lapsed {
            return Ok(vec![lapse]);
        }
        match self.clone().after(&lapse).refuses(&event) {
            Some(refused) => Err(refused),
            None => Ok(vec![lapse, Entry { at: now, event }]),
        }
    }

    /// Where it stands at a moment, a lapse that has gone unrecorded included.
    #[must_use]
    pub fn state_at(&self, now: DateTime<Utc>, lapse: Option<Lapse>) -> State {
        let over = lapse.and_then(|lapse| lapse.moment(self)).is_some_and(|moment| moment <= now);
        if over { State::Lapsed } else { self.state }
    }

    /// Whether an operator may have to do something about it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        match self.state {
            State::Opened | State::TakenInCharge | State::Waiting | State::Reopened => true,
            State::Closed | State::Lapsed => false,
        }
    }

    /// Why an event is not allowed in this state; none where it is.
    fn refuses(&self, event: &Event) -> Option<Refused> {
        let unless_open = || match self.state {
            State::Closed => Some(Refused::Closed),
            State::Lapsed => Some(Refused::Lapsed),
            State::Opened | State::TakenInCharge | State::Waiting | State::Reopened => None,
        };
        match event {
            Event::Opened { .. } => Some(Refused::Opened),
            Event::TakenInCharge if self.state == State::Waiting => Some(Refused::Waiting),
            Event::Asked => match self.state {
                State::TakenInCharge => None,
                State::Waiting => Some(Refused::Waiting),
                State::Opened | State::Reopened => Some(Refused::NotInCharge),
                State::Closed | State::Lapsed => unless_open(),
            },
            Event::Answered => match self.state {
                State::Waiting => None,
                State::Opened | State::Reopened | State::TakenInCharge => Some(Refused::NotWaiting),
                State::Closed | State::Lapsed => unless_open(),
            },
            Event::Reopened => (self.state != State::Closed).then_some(Refused::NotClosed),
            Event::Reminded => (self.state == State::Closed).then_some(Refused::Closed),
            Event::Escalated => unless_open().or(match (self.reminded, self.escalated) {
                (None, _) => Some(Refused::NotReminded),
                (Some(reminded), Some(escalated)) if escalated >= reminded => Some(Refused::Escalated),
                (Some(_), _) => None,
            }),
            Event::CallbackMoved { .. } => self.callback.is_none().then_some(Refused::NoCallback),
            Event::CallbackCancelled => {
                (self.callback.is_none() && self.turn.is_none()).then_some(Refused::NoCallback)
            }
            Event::TakenInCharge
            | Event::Closed
            | Event::Lapsed
            | Event::Kind { .. }
            | Event::Severity { .. }
            | Event::CallbackBooked { .. }
            | Event::PlaceKept { .. } => unless_open(),
            // What the telephone did is a fact in every state, and what somebody wrote down too.
            Event::CallbackAttempted { .. }
            | Event::CallbackSpoken
            | Event::CallbackMissed
            | Event::Noted
            | Event::Spent { .. } => None,
        }
    }

    /// The request after an event.
    fn after(mut self, Entry { at, event }: &Entry) -> Self {
        self.last = *at;
        match event {
            Event::Opened { .. } | Event::CallbackAttempted { .. } | Event::Noted | Event::Spent { .. } => {}
            Event::TakenInCharge => {
                self.state = State::TakenInCharge;
                self.taken = self.taken.or(Some(*at));
            }
            Event::Asked => {
                self.state = State::Waiting;
                self.pauses.push(Pause { from: *at, until: None });
            }
            Event::Answered => {
                self.state = State::TakenInCharge;
                self.end_pause(*at);
            }
            Event::Closed => {
                self.state = State::Closed;
                self.closed = Some(*at);
                self.end_pause(*at);
            }
            Event::Lapsed => {
                self.state = State::Lapsed;
                self.end_pause(*at);
            }
            Event::Reopened => self.reopen(*at),
            Event::Reminded => {
                if self.state == State::Lapsed {
                    self.reopen(*at);
                }
                self.reminded = Some(*at);
            }
            Event::Escalated => self.escalated = Some(*at),
            Event::Kind { kind } => self.kind = Some(Arc::clone(kind)),
            Event::Severity { severity } => self.severity = Some(*severity),
            Event::CallbackBooked { start } | Event::CallbackMoved { start } => self.callback = Some(*start),
            Event::PlaceKept { since } => self.turn = Some(*since),
            Event::CallbackCancelled | Event::CallbackSpoken | Event::CallbackMissed => {
                (self.callback, self.turn) = (None, None);
            }
        }
        self
    }

    /// Once more from the beginning: nobody has it in charge, and its clocks begin anew.
    fn reopen(&mut self, at: DateTime<Utc>) {
        self.state = State::Reopened;
        self.since = at;
        self.taken = None;
        self.closed = None;
        self.reminded = None;
        self.escalated = None;
        self.pauses.clear();
    }

    fn end_pause(&mut self, at: DateTime<Utc>) {
        if let Some(pause) = self.pauses.last_mut() {
            pause.until = pause.until.or(Some(at));
        }
    }
}
