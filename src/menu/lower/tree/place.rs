//! One place of the tree that is written as a block: which of the things that can happen does, and with which fields.

use std::ops::Range;
use std::sync::Arc;

use super::super::fields::Fields;
use super::super::keywords::{Keyword, TO_THEIR_DESTINATION};
use super::super::places::{Around, Placed};
use super::super::{Lower, Spoken};
use crate::menu::diagnostic::{Code, did_you_mean};
use crate::menu::model::{Gate, Node as Place, Step};
use crate::menu::syntax::{Entry, Kind, Node};
use crate::terms::NodeId;

/// What can happen at a place: exactly one of these.
const STEPS: &[Keyword] = &[
    Keyword::Keys,
    Keyword::Collect,
    Keyword::Say,
    Keyword::Transfer,
    Keyword::Callback,
    Keyword::Request,
    Keyword::Customer,
    Keyword::Hangup,
    Keyword::GoTo,
];

/// The fields of the whole menu.
pub(super) const ROOT: &[Keyword] = &[
    Keyword::Open,
    Keyword::Closed,
    Keyword::Emergency,
    Keyword::Keys,
    Keyword::Announcement,
    Keyword::KnownCallers,
    Keyword::NoInput,
    Keyword::NoMatch,
    Keyword::AfterErrors,
    Keyword::Otherwise,
    Keyword::LastResort,
    Keyword::Collect,
    Keyword::Digits,
    Keyword::End,
    Keyword::Secret,
    Keyword::Say,
    Keyword::Then,
    Keyword::Transfer,
    Keyword::Ring,
    Keyword::Busy,
    Keyword::NoAnswer,
    Keyword::Failed,
    Keyword::Callback,
    Keyword::Customer,
    Keyword::Tells,
    Keyword::Without,
    Keyword::Hangup,
    Keyword::Reason,
];

const KEYS: &[Keyword] = &[
    Keyword::Title,
    Keyword::Voice,
    Keyword::KnownCallers,
    Keyword::Open,
    Keyword::Closed,
    Keyword::Keys,
    Keyword::Announcement,
    Keyword::NoInput,
    Keyword::NoMatch,
    Keyword::AfterErrors,
    Keyword::Otherwise,
];
const COLLECT: &[Keyword] = &[
    Keyword::Title,
    Keyword::Voice,
    Keyword::KnownCallers,
    Keyword::Open,
    Keyword::Closed,
    Keyword::Collect,
    Keyword::Digits,
    Keyword::End,
    Keyword::Secret,
    Keyword::Then,
    Keyword::NoInput,
    Keyword::NoMatch,
    Keyword::AfterErrors,
    Keyword::Otherwise,
];
const SAY: &[Keyword] = &[
    Keyword::Title,
    Keyword::Voice,
    Keyword::KnownCallers,
    Keyword::Open,
    Keyword::Closed,
    Keyword::Say,
    Keyword::Then,
];
const TRANSFER: &[Keyword] = &[
    Keyword::Title,
    Keyword::Voice,
    Keyword::KnownCallers,
    Keyword::Open,
    Keyword::Closed,
    Keyword::Transfer,
    Keyword::Ring,
    Keyword::Busy,
    Keyword::NoAnswer,
    Keyword::Failed,
    Keyword::Otherwise,
];
const CALLBACK: &[Keyword] = &[
    Keyword::Title,
    Keyword::Voice,
    Keyword::KnownCallers,
    Keyword::Open,
    Keyword::Closed,
    Keyword::Callback,
    Keyword::Otherwise,
];
const REQUEST: &[Keyword] = &[
    Keyword::Title,
    Keyword::Voice,
    Keyword::KnownCallers,
    Keyword::Open,
    Keyword::Closed,
    Keyword::Request,
    Keyword::Then,
    Keyword::Otherwise,
];
const CUSTOMER: &[Keyword] = &[
    Keyword::Title,
    Keyword::Voice,
    Keyword::KnownCallers,
    Keyword::Open,
    Keyword::Closed,
    Keyword::Customer,
    Keyword::Digits,
    Keyword::Tells,
    Keyword::Then,
    Keyword::Without,
];
const HANGUP: &[Keyword] =
    &[Keyword::Title, Keyword::Voice, Keyword::Open, Keyword::Closed, Keyword::Hangup, Keyword::Reason];
const GO_TO: &[Keyword] = &[Keyword::Title, Keyword::Voice, Keyword::GoTo];

impl<'t> Lower<'t> {
    /// A place that is written on the spot.
    pub(in super::super) fn block(
        &mut self,
        node: &'t Node<'t>,
        owner: &Range<u32>,
        path: &mut String,
        around: &Around,
    ) -> Option<Placed> {
        let fields = self.block_fields(node, owner)?;
        if let Some(entry) = fields.entry(Keyword::GoTo) {
            let spoken = self.spoken(&fields);
            let placed = self.place(&entry.value, &entry.key_span, path, around)?;
            let title = spoken.title.or(placed.spoken.title);
            let voice = spoken.voice.or_else(|| placed.spoken.voice.filter(|_| spoken.title.is_none()));
            return Some(Placed { id: placed.id, spoken: Spoken { title, voice } });
        }
        let id = self.reserve();
        let spoken = self.fill_block(id, &fields, None, path, around)?;
        Some(Placed { id, spoken })
    }

    /// The fields of a place: those that belong to what happens there.
    pub(super) fn block_fields(&mut self, node: &'t Node<'t>, owner: &Range<u32>) -> Option<Fields<'t>> {
        let (what, allowed) = match &node.kind {
            Kind::Map(entries) => self.kind_of(entries, owner)?,
            Kind::Empty | Kind::Scalar(_) | Kind::List(_) | Kind::Broken => ("a node", KEYS),
        };
        self.fields(node, owner, what, allowed)
    }

    /// What happens at a place, by the one field that says it.
    fn kind_of(
        &mut self,
        entries: &'t [Entry<'t>],
        owner: &Range<u32>,
    ) -> Option<(&'static str, &'static [Keyword])> {
        let steps: Vec<_> = entries
            .iter()
            .filter_map(|entry| Some((Keyword::read(&entry.key).filter(|key| STEPS.contains(key))?, entry)))
            .collect();
        match steps.as_slice() {
            [(step, _)] => Some(of_step(*step)),
            [] => {
                self.nothing_happens(entries, owner);
                None
            }
            [(first, _), (second, entry), ..] => {
                let message = format!(
                    "`{}` and `{}` cannot stand in one node: only one thing happens at a place",
                    first.spelling(),
                    second.spelling()
                );
                let help = match (first, second) {
                    (Keyword::Say, Keyword::Keys) | (Keyword::Keys, Keyword::Say) => {
                        "write `say` with `then:`, and the keys below that"
                    }
                    _ => "let one lead to the other",
                };
                self.tell(Code::Contradiction, entry.key_span.clone(), message, Some(help.to_owned()));
                None
            }
        }
    }

    #[cold]
    fn nothing_happens(&mut self, entries: &[Entry<'_>], owner: &Range<u32>) {
        let step = |name: &str| did_you_mean(name, STEPS.iter().map(|step| step.spelling()));
        let slip = entries.iter().filter(|entry| Keyword::read(&entry.key).is_none()).find_map(|entry| {
            let digit = entry.key.len() == 1 && entry.key.bytes().all(|byte| byte.is_ascii_digit());
            let help = if digit {
                Some("keys stand one level deeper, under `keys:`".to_owned())
            } else {
                step(&entry.key)
            };
            Some((entry, help?))
        });
        if let Some((entry, help)) = slip {
            let message = format!("a node has no field called `{}`", entry.key);
            self.tell(Code::UnknownField, entry.key_span.clone(), message, Some(help));
        } else {
            let names: Vec<_> = STEPS.iter().map(|step| format!("`{}`", step.spelling())).collect();
            let help = format!("one of these says it: {}", names.join(", "));
            self.missing(owner, "nothing is said about what happens here", help);
        }
    }

    /// Reads a place into the room that was kept for it, and gives back how a menu speaks of it; none where it is broken.
    pub(super) fn fill_block(
        &mut self,
        id: NodeId,
        fields: &Fields<'t>,
        spoken: Option<Spoken>,
        path: &mut String,
        around: &Around,
    ) -> Option<Spoken> {
        let spoken = spoken.unwrap_or_else(|| self.spoken(fields));
        let known_callers = self.known_callers(fields);
        let gate = self.gate(fields, path, around);
        let step = self.step(id, fields, path, around)?;
        let spoken =
            if spoken.title.is_none() && spoken.voice.is_none() { self.borrowed(&step) } else { spoken };
        let at = Self::at(&fields.owner);
        let place = Place {
            parent: around.parent,
            path: Arc::from(&**path),
            title: spoken.title,
            at,
            known_callers,
            gate,
            step,
        };
        self.fill(id, place);
        Some(spoken)
    }

    /// The first place of all.
    pub(super) fn root_place(&mut self, id: NodeId, menu: &Fields<'t>, around: &Around) {
        let known_callers = self.known_callers(menu);
        let mut path = "open".to_owned();
        if let Some(entry) = menu.entry(Keyword::Open) {
            // Which calendar that is has been seen to: it is the desk's first.
            self.calendar_named(&entry.value, &entry.key_span);
        } else if self.calendars.len() > 1 {
            self.missing(
                &menu.owner,
                "the desk has several calendars, and `menu` does not say which is its own",
                "write `open:` and the calendar's name",
            );
        }
        let count = STEPS.iter().filter(|step| menu.has(**step)).count();
        if count != 1 {
            let help = "a menu has its keys under `keys:`";
            let message = if count == 0 {
                "nothing is said about what callers can do"
            } else {
                "only one thing can happen at the beginning"
            };
            let code = if count == 0 { Code::MissingField } else { Code::Contradiction };
            self.tell(code, menu.owner.clone(), message, Some(help.to_owned()));
            return;
        }
        if let Some(step) = self.step(id, menu, &mut path, around) {
            let at = Self::at(&menu.owner);
            let place =
                Place { parent: None, path: "open".into(), title: None, at, known_callers, gate: None, step };
            self.fill(id, place);
        }
    }

    fn spoken(&mut self, fields: &Fields<'t>) -> Spoken {
        Spoken {
            title: fields.entry(Keyword::Title).and_then(|entry| self.text(entry)),
            voice: fields.entry(Keyword::Voice).and_then(|entry| self.words(&entry.value, &entry.key_span)),
        }
    }

    /// What a transfer or a callback without a title of its own is called.
    fn borrowed(&self, step: &Step) -> Spoken {
        match step {
            Step::Transfer(transfer) => Spoken {
                title: self.destinations.get(transfer.to.index()).map(|destination| destination.title),
                voice: self.spoken_destinations.get(transfer.to.index()).cloned().flatten(),
            },
            Step::Callback { queue, .. } => self.spoken_queue(*queue),
            Step::Choice(_)
            | Step::Collect(_)
            | Step::Say { .. }
            | Step::Request { .. }
            | Step::Customer(_)
            | Step::Hangup { .. } => Spoken::default(),
        }
    }

    fn known_callers(&mut self, fields: &Fields<'t>) -> bool {
        let Some(entry) = fields.entry(Keyword::KnownCallers) else { return false };
        if !self.has_directory {
            let help = "name its file: `directory: numbers.csv`".to_owned();
            let message = "nobody is known: the desk has no directory";
            self.tell(Code::Contradiction, entry.key_span.clone(), message, Some(help));
        }
        self.choice(entry, &[(TO_THEIR_DESTINATION, true)]).is_some()
    }

    /// A place's own hours.
    fn gate(&mut self, fields: &Fields<'t>, path: &mut String, around: &Around) -> Option<Gate> {
        let Some(open) = fields.entry(Keyword::Open) else {
            if let Some(entry) = fields.entry(Keyword::Closed) {
                let help = "write `open:` and the name of a calendar".to_owned();
                self.tell(
                    Code::MissingField,
                    entry.key_span.clone(),
                    "`closed` stands here without `open`",
                    Some(help),
                );
            }
            return None;
        };
        let calendar = self.calendar_named(&open.value, &open.key_span)?;
        let closed = match fields.entry(Keyword::Closed) {
            Some(entry) => {
                // It stands in for the place: back leads where back from the place leads.
                let instead = around.at_the_end();
                self.below(path, "closed", |lower, path| {
                    lower.place_or_nowhere(&entry.value, &entry.key_span, path, &instead)
                })
            }
            None => self.root_closed.unwrap_or(around.last_resort),
        };
        Some(Gate { calendar, closed })
    }

    /// Does something one level below a path.
    pub(in super::super) fn below<T>(
        &mut self,
        path: &mut String,
        name: &str,
        act: impl FnOnce(&mut Self, &mut String) -> T,
    ) -> T {
        let length = path.len();
        path.push('.');
        path.push_str(name);
        let result = act(self, path);
        path.truncate(length);
        result
    }
}

fn of_step(step: Keyword) -> (&'static str, &'static [Keyword]) {
    match step {
        Keyword::Collect => ("a node that asks for digits", COLLECT),
        Keyword::Say => ("a node that says something", SAY),
        Keyword::Transfer => ("a transfer", TRANSFER),
        Keyword::Callback => ("a callback", CALLBACK),
        Keyword::Request => ("a request", REQUEST),
        Keyword::Customer => ("a question for a customer's code", CUSTOMER),
        Keyword::Hangup => ("a node that hangs up", HANGUP),
        Keyword::GoTo => ("a node that leads to another", GO_TO),
        _ => ("a menu of keys", KEYS),
    }
}
