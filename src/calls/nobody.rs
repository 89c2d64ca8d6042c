//! The menu of a number that nobody has: an apology, and the end. So the reply to such a call is made, spoken and sealed like any other.

use std::sync::Arc;

use crate::directory::Directory;
use crate::engine::{Reply, Say, Then, Why};
use crate::menu::model::{Answering, At, HangupCause, Menu, Node, Pace, SourceFile, Step, Text};
use crate::menu::words::{Phrase, Prompt};
use crate::terms::numbering::Country;
use crate::terms::{Language, NodeId, TextId, Version};

/// The one node, to which everything leads.
const END: NodeId = NodeId(0);

/// The one text, which is empty.
const SILENT: TextId = TextId(0);

pub(super) fn menu() -> Menu {
    let at = At { file: 0, byte: 0 };
    Menu {
        desk: "nobody".into(),
        version: Version([0; 16]),
        files: vec![SourceFile { name: "".into(), lines: vec![0] }],
        title: SILENT,
        country: Country::ITALY,
        zone: chrono_tz::Europe::Rome,
        numbers: Vec::new(),
        in_force_from: None,
        languages: Language::ALL.to_vec(),
        language_choice: None,
        greeting: None,
        notices: Vec::new(),
        answer: Answering::Now,
        calendars: Vec::new(),
        directory: Arc::new(Directory::default()),
        destinations: Vec::new(),
        help: None,
        queues: Vec::new(),
        tickets: crate::menu::model::Tickets::default(),
        packages: None,
        privacy: SILENT,
        pace: Pace { first: 7, between: 4, slower: 0, longest: 60 },
        nodes: vec![Node {
            parent: None,
            path: "nobody".into(),
            title: None,
            at,
            known_callers: false,
            gate: None,
            step: Step::Hangup { text: None, cause: HangupCause::Unallocated },
        }],
        open: END,
        closed: END,
        emergency: END,
        last_resort: END,
        channels: None,
        texts: vec![Text::default()],
    }
}

/// The apology, in every language: nobody knows which one the caller speaks.
pub(super) fn reply() -> Reply {
    let say = |language| {
        [Phrase::UnknownNumber, Phrase::Goodbye].map(|phrase| Say {
            prompt: Prompt::Phrase(phrase),
            language,
            interruptible: false,
        })
    };
    Reply {
        answer: true,
        language: Language::It,
        say: Language::ALL.into_iter().flat_map(say).collect(),
        then: Then::Hangup(HangupCause::Unallocated),
        why: vec![Why::Hangup(HangupCause::Unallocated)],
    }
}
