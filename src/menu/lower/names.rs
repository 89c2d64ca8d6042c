//! The names that an admin gave: one for one thing, whatever it is, so that a key's value says where it leads with a single word.

use std::collections::HashMap;
use std::ops::Range;

use super::Lower;
use super::keywords::PLACES;
use crate::menu::diagnostic::{Code, Diagnostic, closest};
use crate::terms::{CalendarId, DestinationId, NodeId, QueueId};

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Destination(DestinationId),
    Node(NodeId),
}

/// All names of a desk. Calendars and queues are named where only they can stand, and so have names of their own.
#[derive(Debug, Default)]
pub(super) struct Names<'t> {
    places: HashMap<&'t str, (Named, Range<u32>)>,
    pub(super) calendars: HashMap<&'t str, CalendarId>,
    pub(super) queues: HashMap<&'t str, QueueId>,
    /// Names whose things were broken, so that nobody is told that they do not exist.
    pub(super) broken: Vec<&'t str>,
}

impl<'t> Names<'t> {
    pub(super) fn place(&self, name: &str) -> Option<Named> {
        self.places.get(name).map(|(named, _)| *named)
    }

    /// The destinations' names.
    pub(super) fn destinations(&self) -> impl Iterator<Item = &'t str> {
        let places = self.places.iter();
        places.filter(|(_, (named, _))| matches!(named, Named::Destination(_))).map(|(name, _)| *name)
    }
}

impl<'t> Lower<'t> {
    /// Gives a place its name; false where the name cannot be had.
    pub(super) fn name_place(&mut self, name: &'t str, span: &Range<u32>, named: Named) -> bool {
        if let Some((word, about)) = PLACES.iter().find(|(word, _)| *word == name) {
            let message = format!("`{word}` is the program's own name for what {about}");
            self.tell(Code::DuplicateKey, span.clone(), message, Some("choose another name".to_owned()));
            return false;
        }
        if let Some((_, before)) = self.names.places.get(name) {
            let said = Diagnostic::new(
                Code::DuplicateKey,
                &self.source.name,
                span.clone(),
                format!("two things are called `{name}`"),
            )
            .help("a destination and a node cannot have the same name")
            .also(&self.source.name, before.clone(), "the first one");
            self.found.push(said);
            return false;
        }
        self.names.places.insert(name, (named, span.clone()));
        true
    }

    /// Says that no place has this name.
    #[cold]
    pub(super) fn unknown_place(&mut self, name: &str, span: Range<u32>) {
        if self.names.broken.contains(&name) {
            return;
        }
        let own = PLACES.iter().map(|(word, _)| *word);
        let near = closest(name, self.names.places.keys().copied().chain(own));
        let kind = near.and_then(|near| self.names.place(near));
        let (code, message) = match (near, kind) {
            (Some(_), Some(Named::Node(_))) => (Code::UnknownNode, format!("no node is called `{name}`")),
            (Some(_), Some(Named::Destination(_))) => {
                (Code::UnknownDestination, format!("no destination is called `{name}`"))
            }
            (Some(_) | None, _) => {
                (Code::UnknownDestination, format!("no destination and no node is called `{name}`"))
            }
        };
        let help = near.map_or_else(
            || {
                "destinations get their names under `destinations`, parts of the tree under `nodes`"
                    .to_owned()
            },
            |near| format!("did you mean `{near}`?"),
        );
        self.tell(code, span, message, Some(help));
    }

    /// A destination by its name, where nothing else can stand.
    pub(super) fn destination_called(&mut self, name: &str, span: Range<u32>) -> Option<DestinationId> {
        match self.names.places.get_key_value(name) {
            Some((name, (Named::Destination(id), _))) => {
                self.used.insert(name);
                Some(*id)
            }
            Some((_, (Named::Node(_), _))) => {
                let message = format!("`{name}` is a node, and only a destination can stand here");
                let help = "destinations get their names under `destinations`".to_owned();
                self.tell(Code::UnknownDestination, span, message, Some(help));
                None
            }
            None => {
                if !self.names.broken.contains(&name) {
                    let help = closest(name, self.names.destinations()).map_or_else(
                        || "destinations get their names under `destinations`".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.tell(
                        Code::UnknownDestination,
                        span,
                        format!("no destination is called `{name}`"),
                        Some(help),
                    );
                }
                None
            }
        }
    }

    /// A calendar by its name.
    pub(super) fn calendar_called(&mut self, name: &str, span: Range<u32>) -> Option<CalendarId> {
        if let Some((name, id)) = self.names.calendars.get_key_value(name) {
            self.used.insert(name);
            return Some(*id);
        }
        if !self.names.broken.contains(&name) {
            let help = closest(name, self.names.calendars.keys().copied()).map_or_else(
                || "calendars get their names under `hours`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.tell(Code::UnknownCalendar, span, format!("no calendar is called `{name}`"), Some(help));
        }
        None
    }

    /// A queue by its name.
    pub(super) fn queue_called(&mut self, name: &str, span: Range<u32>) -> Option<QueueId> {
        if let Some((name, id)) = self.names.queues.get_key_value(name) {
            self.used.insert(name);
            return Some(*id);
        }
        if !self.names.broken.contains(&name) {
            let help = closest(name, self.names.queues.keys().copied()).map_or_else(
                || "queues get their names under `queues`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.tell(Code::UnknownQueue, span, format!("no queue is called `{name}`"), Some(help));
        }
        None
    }
}
