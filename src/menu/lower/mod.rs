//! From the located tree to a [`Menu`]: every name resolved, every default filled in, and every mistake gathered on the way.
//!
//! Nothing stops at the first mistake. What is broken is told of once and then stands aside, so that it brings no others with it.

mod calendars;
mod desk;
mod destinations;
mod directory;
mod fields;
pub mod keywords;
mod names;
mod packages;
mod places;
mod placing;
mod purposes;
mod queues;
mod texts;
mod tickets;
mod tree;
mod values;
mod version;
mod waiting;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use chrono_tz::Tz;

use super::diagnostic::{Code, Diagnostic};
use super::model::{At, Destination, Menu, NamedCalendar, Queue, Text};
use super::source::{Files, Source};
use super::syntax::Node;
use crate::terms::numbering::Country;
use crate::terms::{Language, NodeId};
use names::Names;

/// All that is known while a menu is read.
struct Lower<'t> {
    source: &'t Source,
    files: &'t dyn Files,
    found: Vec<Diagnostic>,
    country: Country,
    zone: Tz,
    languages: Vec<Language>,
    texts: Vec<Text>,
    /// The recorded files that are named.
    recordings: Vec<Arc<str>>,
    /// The bytes of the other files that were read.
    read: Vec<Vec<u8>>,
    /// What the admin gave a name to.
    names: Names<'t>,
    calendars: Vec<NamedCalendar>,
    destinations: Vec<Destination>,
    /// How a menu speaks of each destination.
    spoken_destinations: Vec<Option<Text>>,
    queues: Vec<Queue>,
    spoken_queues: Vec<Option<Text>>,
    help: Option<crate::terms::DestinationId>,
    /// The nodes; one that is named before it is read stands empty.
    nodes: Vec<Option<super::model::Node>>,
    /// What each named node is called in a menu, with its words for the voice.
    spoken_nodes: HashMap<NodeId, Spoken>,
    /// What each destination itself says about being busy, unanswered or out of reach.
    fallbacks: Vec<destinations::Fallbacks>,
    /// The rooms kept for named nodes, in their order.
    reserved: Vec<NodeId>,
    /// Where a call begins while the desk is closed.
    root_closed: Option<NodeId>,
    /// What stands in for broken places.
    nowhere: Option<NodeId>,
    /// Whether the desk has a mailbox for escalations.
    escalates: bool,
    /// Whether the desk sells packages.
    sells: bool,
    /// Whether the desk names a directory.
    has_directory: bool,
    /// The names that were used.
    used: std::collections::HashSet<&'t str>,
}

/// How a menu speaks of what a key leads to.
#[derive(Clone, Debug, Default)]
struct Spoken {
    title: Option<crate::terms::TextId>,
    voice: Option<Text>,
}

/// Reads a menu's tree, and tells what is wrong with it line by line. The menu is there as far as it could be read, so that the rules about the
/// whole tree can still be asked; it may serve only if nothing that was found is an error.
pub(super) fn lower(source: &Source, files: &dyn Files, root: &Node<'_>) -> (Option<Menu>, Vec<Diagnostic>) {
    let mut lower = Lower {
        source,
        files,
        found: Vec::new(),
        country: Country::ITALY,
        zone: Tz::Europe__Rome,
        languages: vec![Language::It],
        texts: Vec::new(),
        recordings: Vec::new(),
        read: Vec::new(),
        names: Names::default(),
        calendars: Vec::new(),
        destinations: Vec::new(),
        spoken_destinations: Vec::new(),
        queues: Vec::new(),
        spoken_queues: Vec::new(),
        help: None,
        nodes: Vec::new(),
        spoken_nodes: HashMap::new(),
        fallbacks: Vec::new(),
        reserved: Vec::new(),
        root_closed: None,
        nowhere: None,
        escalates: false,
        sells: false,
        has_directory: false,
        used: std::collections::HashSet::new(),
    };
    let menu = lower.desk(root);
    (menu, lower.found)
}

impl Lower<'_> {
    /// Tells of a mistake.
    fn tell(&mut self, code: Code, span: Range<u32>, message: impl Into<String>, help: Option<String>) {
        let mut said = Diagnostic::new(code, &self.source.name, span, message);
        said.help = help;
        self.found.push(said);
    }

    /// A place in the menu file.
    const fn at(span: &Range<u32>) -> At {
        At { file: 0, byte: span.start }
    }
}
