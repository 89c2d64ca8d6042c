//! A menu of one node that hangs up, and nothing else: what numbers have that belong to nobody, and what others are sketched upon.

use std::sync::Arc;

use super::model::{
    Answering, At, FeedShows, HangupCause, Head, Menu, Node, Pace, SourceFile, Step, Text, Tickets,
};
use crate::directory::Directory;
use crate::terms::numbering::Country;
use crate::terms::{Language, NodeId, TextId, Version};

impl Menu {
    /// A desk in Italy that speaks Italian, and hangs up on everybody.
    #[must_use]
    pub fn bare(desk: &str, cause: HangupCause) -> Self {
        let (end, silent) = (NodeId(0), TextId(0));
        Self {
            desk: desk.into(),
            version: Version([0; 16]),
            files: vec![SourceFile { name: format!("{desk}.yaml").into(), lines: vec![0] }],
            head: Head::default(),
            title: silent,
            country: Country::ITALY,
            zone: chrono_tz::Europe::Rome,
            numbers: Vec::new(),
            in_force_from: None,
            languages: vec![Language::It],
            language_choice: None,
            greeting: None,
            notices: Vec::new(),
            answer: Answering::Now,
            calendars: Vec::new(),
            directory: Arc::new(Directory::default()),
            destinations: Vec::new(),
            help: None,
            queues: Vec::new(),
            callback_from: None,
            tickets: Tickets::default(),
            packages: None,
            feeds: FeedShows::default(),
            privacy: silent,
            pace: Pace { first: 7, between: 4, slower: 2, longest: 600 },
            nodes: vec![Node {
                parent: None,
                path: desk.into(),
                title: None,
                at: At::default(),
                known_callers: false,
                gate: None,
                step: Step::Hangup { text: None, cause },
            }],
            open: end,
            closed: end,
            emergency: end,
            last_resort: end,
            channels: None,
            texts: vec![Text::default()],
        }
    }
}
