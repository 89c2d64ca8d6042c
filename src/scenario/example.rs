//! Examples of calls that stand beside a menu: a caller, a moment, keys, and what must come of it.
//!
//! ```yaml
//! Il sabato alle 12:59 si entra ancora:
//!   at: 2026-11-21 12:59
//!   from: 06 6885 1234
//!   keys: 1
//!   ends: lotto-5
//!   hears: Lotto 5
//! ```
//!
//! `at`, `from` and `keys` may be lists: each combination is a call of its own, and all must end alike.

use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::fields::{Reader, Word};
use super::written::{client, request};
use super::{Call, Client, Clients, Kept, Requests, Script, Store};
use crate::engine::Outcome;
use crate::hours::{Live, Override};
use crate::menu::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::menu::model::Menu;
use crate::menu::source::Source;
use crate::menu::syntax::{self, Entry};
use crate::terms::numbering::{self, CallerFormat};
use crate::terms::{Caller, moment};

/// Every field of an example.
const FIELDS: [&str; 15] = [
    "at",
    "from",
    "to",
    "keys",
    "transfers",
    "store",
    "requests",
    "customers",
    "messages",
    "emergency",
    "override",
    "ends",
    "hears",
    "not",
    "answered",
];

/// An example: one call or several, and what is expected of each.
#[derive(Clone, Debug)]
pub struct Example {
    /// What the admin calls it.
    pub name: String,
    /// Where its name stands: bytes from the file's beginning.
    pub span: Range<u32>,
    /// The calls.
    pub takes: Vec<Take>,
    /// What must come of each.
    pub expected: Expected,
}

/// One call of an example.
#[derive(Clone, Debug)]
pub struct Take {
    /// What tells it from the example's other calls; empty where it is the only one.
    pub label: String,
    /// The call.
    pub call: Call,
    /// What is decided by hand meanwhile.
    pub live: Live,
}

/// What must come of a call. Each with its place.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// How it ends.
    pub ends: Option<(Ends, Range<u32>)>,
    /// Words that must be heard.
    pub hears: Vec<(String, Range<u32>)>,
    /// Words that must not be heard.
    pub not: Vec<(String, Range<u32>)>,
    /// Whether the call is answered.
    pub answered: Option<(bool, Range<u32>)>,
}

/// The end of a call, as an example names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Put through to the destination of this name, and answered there.
    At(Arc<str>),
    /// With a callback booked.
    Booked,
    /// We hang up.
    Hangup,
}

/// Reads a file of examples: all that could be read, and everything that is wrong.
#[must_use]
pub fn read(source: &Source, menu: &Menu) -> (Vec<Example>, Vec<Diagnostic>) {
    let (tree, found) = syntax::read(source);
    let mut reader = Reader { file: Arc::clone(&source.name), found };
    let mut examples = Vec::new();
    if let Some(tree) = &tree {
        for entry in reader.fields(tree, "examples, each with its name") {
            examples.extend(example(&mut reader, entry, menu));
        }
        if examples.is_empty() && reader.found.is_empty() {
            reader.tell(Code::MissingField, &(0..0), "the file holds no example", None);
        }
    }
    (examples, reader.found)
}

fn example(reader: &mut Reader, entry: &Entry<'_>, menu: &Menu) -> Option<Example> {
    let before = reader.found.len();
    let mut made = Made::default();
    for field in reader.fields(&entry.value, "the fields of a call") {
        made.field(reader, field, menu);
    }
    if made.at.is_empty() && reader.found.len() == before {
        let help = "write `at: 2026-11-21 12:59`, the desk's own time".to_owned();
        reader.tell(Code::MissingField, &entry.key_span, "the call has no moment", help);
    }
    let Expected { ends, hears, not, answered } = &made.expected;
    if ends.is_none()
        && hears.is_empty()
        && not.is_empty()
        && answered.is_none()
        && reader.found.len() == before
    {
        let help = "write `ends:`, `hears:` or both".to_owned();
        reader.tell(Code::MissingField, &entry.key_span, "nothing is expected of the call", help);
    }
    let whole = reader.found.len() == before;
    let takes = made.takes();
    let Made { expected, .. } = made;
    whole.then(|| Example { name: entry.key.to_string(), span: entry.key_span.clone(), takes, expected })
}

/// An example on its way.
#[derive(Default)]
struct Made {
    at: Vec<(String, DateTime<Utc>)>,
    from: Vec<(String, Caller)>,
    to: Option<String>,
    keys: Vec<(String, Script)>,
    outcomes: Vec<Outcome>,
    store: Store,
    requests: Vec<Kept>,
    customers: Vec<Client>,
    messages: bool,
    emergency: bool,
    by_hand: Option<bool>,
    expected: Expected,
}

impl Made {
    fn field(&mut self, reader: &mut Reader, field: &Entry<'_>, menu: &Menu) {
        let name: &str = &field.key;
        if !FIELDS.contains(&name) {
            let help =
                did_you_mean(name, FIELDS).unwrap_or_else(|| format!("there are: {}", FIELDS.join(", ")));
            let message = format!("a call has no field `{name}`");
            return reader.tell(Code::UnknownField, &field.key_span, message, help);
        }
        for word in reader.words(field) {
            self.word(reader, name, &word, menu);
        }
    }

    fn word(&mut self, reader: &mut Reader, name: &str, word: &Word<'_>, menu: &Menu) {
        let text = || word.text.to_owned();
        match name {
            "at" => match moment(word.text, menu.zone) {
                Ok(at) => self.at.push((text(), at)),
                Err(fault) => reader.tell(Code::BadDate, &word.span, fault.to_string(), None),
            },
            "from" => {
                let caller = numbering::caller(word.text, CallerFormat::National, menu.country);
                self.from.push((text(), caller));
            }
            "to" => self.to = Some(text()),
            "keys" => match Script::parse(word.text) {
                Ok(script) => self.keys.push((text(), script)),
                Err(fault) => reader.tell(Code::UnknownKey, &word.span, fault.to_string(), None),
            },
            "transfers" => self.outcomes.extend(reader.one_of(word, name, &OUTCOMES)),
            "store" => self.store = reader.one_of(word, name, &[("away", Store::Away)]).unwrap_or_default(),
            "requests" => self.requests.extend(request(reader, word, menu)),
            "customers" => self.customers.extend(client(reader, word, menu)),
            "messages" => self.messages = reader.one_of(word, name, &[("on", true)]).unwrap_or_default(),
            "emergency" => self.emergency = reader.one_of(word, name, &[("on", true)]).unwrap_or_default(),
            "override" => self.by_hand = reader.one_of(word, name, &[("open", true), ("closed", false)]),
            "ends" => self.expected.ends = ends(reader, word, menu).map(|ends| (ends, word.span.clone())),
            "hears" => self.expected.hears.push((text(), word.span.clone())),
            "not" => self.expected.not.push((text(), word.span.clone())),
            // The last of the fields.
            _ => {
                let answered = reader.one_of(word, name, &[("yes", true), ("no", false)]);
                self.expected.answered = answered.map(|answered| (answered, word.span.clone()));
            }
        }
    }

    /// Every combination of the moments, callers and keys.
    fn takes(&self) -> Vec<Take> {
        let nobody = [(String::new(), Caller::Unknown)];
        let nothing = [(String::new(), Script::default())];
        let from = if self.from.is_empty() { &nobody[..] } else { &self.from };
        let keys = if self.keys.is_empty() { &nothing[..] } else { &self.keys };
        let mut takes = Vec::new();
        for (at_text, at) in &self.at {
            for (from_text, caller) in from {
                for (keys_text, script) in keys {
                    let told = [(self.at.len(), at_text), (from.len(), from_text), (keys.len(), keys_text)];
                    let label = told.iter().filter(|(of, _)| *of > 1).map(|(_, text)| text.as_str());
                    let label = label.collect::<Vec<_>>().join(", ");
                    takes.push(Take {
                        label,
                        call: self.call(*at, *caller, script.clone()),
                        live: self.live(*at),
                    });
                }
            }
        }
        takes
    }

    fn call(&self, at: DateTime<Utc>, caller: Caller, script: Script) -> Call {
        let (did, outcomes, store) = (self.to.clone(), self.outcomes.clone(), self.store);
        let (requests, messages) = (Requests::new(self.requests.clone()), self.messages);
        let clients = Clients::new(self.customers.clone());
        Call { caller, did, at, script, outcomes, store, requests, clients, messages }
    }

    /// What is decided by hand, from well before the call until well after it.
    fn live(&self, at: DateTime<Utc>) -> Live {
        let (from, until) = (at - TimeDelta::hours(12), at + TimeDelta::hours(12));
        let one = |open| Override { id: 1, calendar: None, from, until, open };
        Live {
            overrides: self.by_hand.map(one).into_iter().collect(),
            emergency: self.emergency.then_some(from),
        }
    }
}

const OUTCOMES: [(&str, Outcome); 6] = [
    ("answered", Outcome::Completed),
    ("busy", Outcome::Busy),
    ("no-answer", Outcome::NoAnswer),
    ("failed", Outcome::Failed),
    ("waited", Outcome::WaitedTooLong),
    ("left", Outcome::Left),
];

fn ends(reader: &mut Reader, word: &Word<'_>, menu: &Menu) -> Option<Ends> {
    match word.text {
        "booked" => return Some(Ends::Booked),
        "hangup" => return Some(Ends::Hangup),
        _ => {}
    }
    let names = || menu.destinations.iter().map(|destination| &*destination.name);
    let found = menu.destinations.iter().find(|destination| &*destination.name == word.text);
    if found.is_none() {
        let help = did_you_mean(word.text, names().chain(["booked", "hangup"])).unwrap_or_else(|| {
            format!(
                "a call ends `booked`, by `hangup`, or at one of: {}",
                names().collect::<Vec<_>>().join(", ")
            )
        });
        let message = format!("no destination is called `{}`", word.text);
        reader.tell(Code::UnknownDestination, &word.span, message, help);
    }
    found.map(|destination| Ends::At(Arc::clone(&destination.name)))
}
