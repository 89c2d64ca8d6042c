//! What a desk says about the requests that it takes: when they lapse, what it promises, where escalations go, and what prepaid packages
//! there are.

use std::sync::Arc;

use crate::terms::{CalendarId, TextId};
use crate::ticket::{Cap, Escalation, Lapse, PackageKind, Promise, Warning};

/// How a desk handles requests. A desk that says nothing promises nothing, and lets none lapse.
#[derive(Clone, Debug)]
pub struct Tickets {
    /// Whose open hours are the staffed ones.
    pub calendar: CalendarId,
    /// After how long a request lapses that nobody reminds of.
    pub lapse: Option<Lapse>,
    /// Where users' escalations go.
    pub escalation: Option<Escalation>,
    /// What is promised by severity.
    pub promise: Option<Promise>,
    /// When the desk is told of deadlines; there where something is promised.
    pub warning: Option<Warning>,
    /// To which mailbox; without one only the receiver of webhooks is told.
    pub warned: Option<Box<str>>,
    /// The kinds of requests that operators tell apart, each with its name and title.
    pub kinds: Vec<(Arc<str>, TextId)>,
}

impl Default for Tickets {
    fn default() -> Self {
        Self {
            calendar: CalendarId(0),
            lapse: None,
            escalation: None,
            promise: None,
            warning: None,
            warned: None,
            kinds: Vec::new(),
        }
    }
}

/// What a desk sells in advance.
#[derive(Clone, Debug)]
pub struct Packages {
    /// The packages by name.
    pub kinds: Vec<PackageKind>,
    /// How long one call is, and what happens then.
    pub cap: Cap,
}
