//! Telephony platforms, a folder each: bytes to what was heard, and a reply to bytes. No I/O here; who may send is checked at the web's door
//! with what the folder knows of the platform's signature.
//!
//! Every folder looks alike: `mod` (what it can do: [`Limits`](crate::terms::Limits)), `read` (a request to [`Incoming`]), `write`
//! ([`Outgoing`] to a document).

pub mod ari;
pub mod dialplan;
pub mod form;
pub mod httapi;
pub mod jambonz;
pub mod left;
pub mod queued;
pub mod twiml;
mod xml;

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::engine::{Capped, Gather, Heard};
use crate::menu::model::HangupCause;
use crate::terms::{CallId, Digit, Language};

/// A request of a platform, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// The platform's name for the call.
    pub call: CallId,
    /// The number or extension that was dialled, as the platform wrote it.
    pub did: String,
    /// The caller's number as the platform wrote it; empty where it gave none. Never logged.
    pub from: String,
    /// Whether the platform says that the caller's number is not to be shown.
    pub withheld: bool,
    /// What happened.
    pub heard: Heard,
    /// How long somebody at the destination spoke with the caller, where that is what ended and the platform tells; seconds, 0: nobody did.
    pub talked: Option<u32>,
    /// The sealed state that our last reply left with the platform.
    pub sealed: Option<String>,
}

/// A reply, with every id turned into what the platform needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing<'a> {
    /// Whether the call is to be answered now, if it is not yet.
    pub answer: bool,
    /// Whether this is the first word of the call: half a second of silence comes before it.
    pub first: bool,
    /// The language of the reply.
    pub language: Language,
    /// What to say; those that cannot be interrupted come first.
    pub say: Vec<Spoken<'a>>,
    /// What comes then.
    pub then: Next<'a>,
    /// The sealed state, to be given back with the next request: base64url, at most 300 characters.
    pub sealed: String,
}

impl<'a> Outgoing<'a> {
    /// What no key stops, then what one does: whatever comes before the last words that no key may stop is said ahead of waiting for one.
    /// Where no key is waited for, none stops anything.
    #[must_use]
    pub fn parts(&self) -> (&[Spoken<'a>], &[Spoken<'a>]) {
        let ahead = match self.then {
            Next::Gather(_) => self
                .say
                .iter()
                .rposition(|spoken| !spoken.interruptible && spoken.pause == 0)
                .map_or(0, |last| last + 1),
            Next::Transfer { .. } | Next::Hangup(_) => self.say.len(),
        };
        self.say.split_at(ahead)
    }
}

/// Why a reply cannot be written for its platform.
pub trait Unwritable: std::error::Error {
    /// Whether it is the destination alone that the platform cannot dial: then the menu's own fallback can still take the caller on.
    fn is_destination(&self) -> bool;
}

/// One thing to say, as words and, where it was made, as sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken<'a> {
    /// The words; empty for a pause.
    pub words: Cow<'a, str>,
    /// In which language.
    pub language: Language,
    /// Whether a key cuts it short.
    pub interruptible: bool,
    /// The sound's address, `http://host/prompts/<20 hex>.wav`; none where no sound could be made.
    pub sound: Option<Cow<'a, str>>,
    /// Silence instead of words; milliseconds, 0 for words.
    pub pause: u16,
}

/// The ending of a reply, as a platform carries it out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a reply has one, and lives as long as its request")]
pub enum Next<'a> {
    /// Waits for keys.
    Gather(Gather),
    /// Puts the call through.
    Transfer {
        /// What the platform dials.
        to: &'a str,
        /// How long it may ring, or a caller may wait in its queue; seconds.
        ring: u16,
        /// How callers wait in its queue; none: it rings.
        waiting: Option<Waiting<'a>>,
        /// What goes with the call.
        carried: Carried<'a>,
        /// How long they may speak; none: as long as they like.
        cap: Option<Cap<'a>>,
    },
    /// Hangs up.
    Hangup(HangupCause),
}

impl<'a> Next<'a> {
    /// A transfer that rings, and carries nothing.
    #[must_use]
    pub fn rings(to: &'a str, ring: u16) -> Self {
        Self::Transfer { to, ring, waiting: None, carried: Carried::default(), cap: None }
    }
}

/// How long a conversation may be, counted from the operator's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap<'a> {
    /// All that is paid for; the calls' lengths, and how long before each one's end both hear so.
    pub capped: Capped,
    /// What both hear then, where a platform can play it: the sound's address.
    pub warning: Option<Cow<'a, str>>,
    /// Why it ends, likewise: heard by the caller.
    pub over: Option<Cow<'a, str>>,
}

/// How callers wait in a platform's queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting<'a> {
    /// What a platform with music of its own calls the music; empty: whatever it plays.
    pub class: &'a str,
    /// The key that leaves the queue.
    pub leave: Option<Digit>,
    /// When the caller joined it, where callbacks wait in it too: whoever joined before is served before.
    pub joined: Option<DateTime<Utc>>,
}

/// The place of somebody who came to a queue at a moment, as a number for platforms that serve the largest first: never the same for two seconds,
/// until the year 2038.
#[must_use]
pub fn priority(arrival: DateTime<Utc>) -> i32 {
    i32::try_from(i64::from(i32::MAX) - arrival.timestamp()).unwrap_or(0)
}

/// What goes with a call to an inside destination, so that an operator's screen can show who comes and why. Never with a call that goes
/// outside. No name and no number of the caller is among it: the telephone shows its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried<'a> {
    /// The platform's name for the call.
    pub call: Cow<'a, str>,
    /// The desk's short name.
    pub desk: &'a str,
    /// The path of the node that put the call through (`open.1.3`).
    pub path: &'a str,
    /// The caller's language, ISO 639-1.
    pub language: &'static str,
    /// The customer whose code was keyed in; empty where none was.
    pub customer: Cow<'a, str>,
    /// The number of the request that was booked or named in the call; empty where there is none.
    pub ticket: Cow<'a, str>,
    /// What an outside destination is shown in place of the caller's own number, E.164; empty where the desk names none. It is no header: a platform shows it.
    pub shown: Cow<'a, str>,
}

impl Carried<'_> {
    /// Each with the name of its SIP header; those that are empty are left out.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, String)> {
        [
            ("X-Centralino-Call", self.call.to_string()),
            ("X-Centralino-Desk", self.desk.to_owned()),
            ("X-Centralino-Path", self.path.to_owned()),
            ("X-Centralino-Language", self.language.to_owned()),
            ("X-Centralino-Customer", self.customer.to_string()),
            ("X-Centralino-Ticket", self.ticket.to_string()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
    }
}
