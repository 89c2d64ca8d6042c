//! The tree: its roots, the parts of it with a name, and each place in it.

mod choice;
mod client;
mod place;
mod steps;

use std::ops::Range;
use std::sync::Arc;

use super::destinations::{Fallbacks, Unfinished};
use super::fields::Fields;
use super::keywords::Keyword;
use super::names::Named;
use super::places::Around;
use super::{Lower, Spoken};
use crate::menu::diagnostic::Code;
use crate::menu::model::{Gate, HangupCause, Node as Place, Step};
use crate::menu::syntax::{Entry, Kind, Node};
use crate::terms::{CalendarId, NodeId};

/// Where a call begins while the desk is open: always the first place.
pub(super) const OPEN: NodeId = NodeId(0);

/// Where calls begin, and end.
pub(super) struct Roots {
    pub(super) open: NodeId,
    pub(super) closed: NodeId,
    pub(super) emergency: NodeId,
    pub(super) last_resort: NodeId,
}

impl<'t> Lower<'t> {
    /// Reads the tree, and then what destinations lead to when they fail.
    pub(super) fn tree(&mut self, fields: &Fields<'t>, unfinished: &[Unfinished<'t>]) -> Option<Roots> {
        let Some(entry) = fields.entry(Keyword::Menu) else {
            self.missing(&fields.owner, "the desk has no menu", "write `menu:` and under it `keys:`");
            return None;
        };
        let menu = self.fields(&entry.value, &entry.key_span, "`menu`", place::ROOT)?;
        let owner = &entry.key_span;
        let open = self.reserve();
        self.help_destination(fields);
        let help = self.help.filter(|_| !menu.has(Keyword::AfterErrors)).map(|_| self.reserve());
        self.reserve_nodes(fields);
        self.fallbacks = vec![Fallbacks::default(); self.destinations.len()];

        let last_resort = self.last_resort(&menu, owner);
        let end = Around {
            parent: Some(open),
            above: None,
            otherwise: None,
            after_errors: None,
            help: None,
            staffed: false,
            last_resort,
        };
        let after_errors = self.aside(&menu, Keyword::AfterErrors, &end);
        let otherwise = self.aside(&menu, Keyword::Otherwise, &Around { after_errors, ..end });
        let staffed = self.help.is_some();
        let around =
            Around { parent: None, above: None, otherwise, after_errors, help, staffed, last_resort };
        let beside = Around { parent: Some(open), ..around };
        self.fallbacks_of(unfinished, &beside.at_the_end());
        self.finish_destinations(&beside);
        if let Some(id) = help {
            self.help_place(id, owner, &beside);
        }
        let closed = self.root(&menu, Keyword::Closed, owner, &around.at_the_end());
        let emergency = self.root(&menu, Keyword::Emergency, owner, &around.at_the_end());
        self.root_closed = Some(closed);
        self.root_place(open, &menu, &around);
        self.named_nodes(fields, &beside);
        Some(Roots { open, closed, emergency, last_resort })
    }

    fn help_destination(&mut self, fields: &Fields<'t>) {
        let Some(entry) = fields.entry(Keyword::Help) else { return };
        if let Some((scalar, span)) = self.scalar(entry, "the help destination") {
            self.help = self.destination_called(scalar.text.trim(), span);
        }
    }

    /// The end of everything: goodbye, if nothing else is said.
    fn last_resort(&mut self, menu: &Fields<'t>, owner: &Range<u32>) -> NodeId {
        let silence = Step::Hangup { text: None, cause: HangupCause::Normal };
        let around = Around {
            parent: Some(OPEN),
            above: None,
            otherwise: None,
            after_errors: None,
            help: None,
            staffed: false,
            last_resort: OPEN,
        };
        let Some(entry) = menu.entry(Keyword::LastResort) else {
            let id = self.reserve();
            self.fill(id, synthetic("last-resort", owner, silence, &around));
            return id;
        };
        let ends_by_itself = match &entry.value.kind {
            Kind::Map(inner) => inner.iter().any(|field| Keyword::read(&field.key) == Some(Keyword::Hangup)),
            Kind::Scalar(name) => {
                matches!(self.names.place(&name.text), Some(Named::Node(_)))
                    || ["hangup", "start"].contains(&&*name.text)
            }
            Kind::Empty | Kind::List(_) | Kind::Broken => true,
        };
        let last_resort = if ends_by_itself {
            OPEN
        } else {
            let id = self.reserve();
            self.fill(id, synthetic("last-resort.end", &entry.key_span, silence, &around));
            id
        };
        let around = Around { last_resort, ..around };
        self.place_or_nowhere(&entry.value, &entry.key_span, &mut "last-resort".to_owned(), &around)
    }

    /// A place that other places lead to when they fail.
    fn aside(&mut self, menu: &Fields<'t>, keyword: Keyword, around: &Around) -> Option<NodeId> {
        let entry = menu.entry(keyword)?;
        let around = around.at_the_end();
        let around = Around { parent: Some(OPEN), ..around };
        Some(self.place_or_nowhere(
            &entry.value,
            &entry.key_span,
            &mut keyword.spelling().to_owned(),
            &around,
        ))
    }

    /// Where a call begins while closed: goodbye, if nothing else is said.
    fn root(&mut self, menu: &Fields<'t>, keyword: Keyword, owner: &Range<u32>, around: &Around) -> NodeId {
        let name = keyword.spelling();
        let written = menu.entry(keyword);
        if let Some(entry) = written {
            let id = self.place_or_nowhere(&entry.value, &entry.key_span, &mut name.to_owned(), around);
            if id == OPEN {
                let message = format!("`{name}` leads into the menu of open hours");
                let help =
                    "write what callers can do then: `{ keys: { 9: callback } }`, or `hangup`".to_owned();
                self.tell(Code::ClosedLeadsIn, entry.value.span.clone(), message, Some(help));
            }
            return id;
        }
        let id = self.reserve();
        let step = Step::Hangup { text: None, cause: HangupCause::Busy };
        self.fill(id, synthetic(name, owner, step, around));
        id
    }

    /// The help destination as a place: where errors lead if nothing else is said, while the desk is open.
    fn help_place(&mut self, id: NodeId, owner: &Range<u32>, around: &Around) {
        let Some(destination) = self.help.and_then(|help| self.destinations.get(help.index())) else {
            return;
        };
        let (step, title) = (Step::Transfer(destination.transfer), Some(destination.title));
        let closed = around.after_errors.unwrap_or(around.last_resort);
        let gate = Some(Gate { calendar: CalendarId(0), closed });
        self.fill(id, Place { title, gate, ..synthetic("help", owner, step, around) });
    }

    /// Gives each named part of the tree its place and its title, so that everything can lead there.
    fn reserve_nodes(&mut self, fields: &Fields<'t>) {
        for entry in self.nodes_written(fields) {
            let id = self.reserve();
            if !self.name(&entry.key, &entry.key_span, "a node")
                || !self.name_place(&entry.key, &entry.key_span, Named::Node(id))
            {
                self.names.broken.push(&entry.key);
            }
            if let Kind::Map(inner) = &entry.value.kind {
                let field = |wanted| inner.iter().find(|field| Keyword::read(&field.key) == Some(wanted));
                let title = field(Keyword::Title).and_then(|entry| self.text(entry));
                let voice = field(Keyword::Voice).and_then(|entry| self.words(&entry.value, &entry.key_span));
                self.spoken_nodes.insert(id, Spoken { title, voice });
            }
            self.reserved.push(id);
        }
    }

    fn nodes_written(&mut self, fields: &Fields<'t>) -> &'t [Entry<'t>] {
        let Some(entry) = fields.entry(Keyword::Nodes) else { return &[] };
        match &entry.value.kind {
            Kind::Map(entries) => entries,
            Kind::Broken => &[],
            Kind::Empty | Kind::Scalar(_) | Kind::List(_) => {
                let message = "`nodes` has a block for each node, with its name";
                let help = "write each name on a line below it, and its fields below the name".to_owned();
                self.tell(Code::WrongShape, entry.key_span.clone(), message, Some(help));
                &[]
            }
        }
    }

    fn named_nodes(&mut self, fields: &Fields<'t>, around: &Around) {
        let Some(Kind::Map(entries)) = fields.get(Keyword::Nodes).map(|node: &'t Node<'t>| &node.kind) else {
            return;
        };
        let reserved = std::mem::take(&mut self.reserved);
        for (entry, id) in entries.iter().zip(reserved) {
            let mut path = format!("nodes.{}", entry.key);
            let spoken = self.spoken_nodes.get(&id).cloned().unwrap_or_default();
            self.named_node(id, entry, spoken, &mut path, around);
        }
    }

    fn named_node(
        &mut self,
        id: NodeId,
        entry: &'t Entry<'t>,
        spoken: Spoken,
        path: &mut String,
        around: &Around,
    ) {
        if let Kind::Scalar(_) = entry.value.kind {
            let help = "what is only a name can be used by that name; a node has fields of its own below it";
            let message = format!("the node `{}` is only another name", entry.key);
            self.tell(Code::WrongShape, entry.value.span.clone(), message, Some(help.to_owned()));
            return;
        }
        if let Some(fields) = self.block_fields(&entry.value, &entry.key_span) {
            self.fill_block(id, &fields, Some(spoken), path, around);
        }
    }

    /// What destinations themselves say about coming to nothing.
    fn fallbacks_of(&mut self, unfinished: &[Unfinished<'t>], around: &Around) {
        for one in unfinished {
            let path = format!("destinations.{}", one.name);
            let own = self.fallbacks_in(&one.fields, &path, around);
            let [waited, left] = self.after_waiting(one.id, &one.fields, &path, around);
            let unpaid = self.unpaid(&one.fields, &path, around);
            let own = Fallbacks { nothing: own, waited, left, unpaid };
            if let Some(place) = self.fallbacks.get_mut(one.id.index()) {
                *place = own;
            }
        }
    }

    fn finish_destinations(&mut self, around: &Around) {
        for place in 0..self.destinations.len() {
            let Some(to) = self.destinations.get(place).map(|destination| destination.transfer.to) else {
                continue;
            };
            let transfer = self.put_through(to, None, [None; 3], around);
            if let Some(destination) = self.destinations.get_mut(place) {
                destination.transfer = transfer;
            }
        }
    }
}

/// A place that no line of the menu describes.
fn synthetic(path: &str, at: &Range<u32>, step: Step, around: &Around) -> Place {
    Place {
        parent: around.parent,
        path: Arc::from(path),
        title: None,
        at: Lower::at(at),
        known_callers: false,
        gate: None,
        step,
    }
}
