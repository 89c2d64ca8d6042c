//! Announcements that last too long.
//!
#![doc = include_str!("../explain/M056.md")]

use std::time::Duration;

use super::Tree;
use crate::menu::announce::length;
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::model::{At, Node, Step};
use crate::menu::words::Prompt;
use crate::terms::TextId;

/// The longest announcement that is not told.
const LONGEST: Duration = Duration::from_secs(20);

/// Looks at what callers must remember while they listen: announcements of keys, what is asked for, the greeting. A recording's length is not known here.
pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Diagnostic>) {
    if let Some(greeting) = tree.menu.greeting {
        measure(tree, None, At { file: 0, byte: 0 }, greeting, found);
    }
    for (_, node) in tree.live() {
        let (at, text) = match &node.step {
            Step::Choice(choice) => (choice.own_words.unwrap_or(node.at), choice.announcement),
            Step::Collect(collect) => (node.at, collect.prompt),
            Step::Customer(identify) => (node.at, identify.prompt),
            Step::Say { .. }
            | Step::Transfer(_)
            | Step::Callback { .. }
            | Step::Request { .. }
            | Step::Hangup { .. } => continue,
        };
        measure(tree, Some(node), at, text, found);
    }
}

/// Measures what a node says; with no node, the greeting.
fn measure(tree: &Tree<'_>, node: Option<&Node>, at: At, text: TextId, found: &mut Vec<Diagnostic>) {
    for language in tree.menu.languages.iter().copied() {
        let prompt = Prompt::Text(text);
        if tree.menu.recording(prompt, language).is_some() {
            continue;
        }
        let lasts = length(&tree.menu.words(prompt, language), language);
        if lasts > LONGEST {
            let what =
                node.map_or("the greeting".to_owned(), |node| format!("the announcement of `{}`", node.path));
            let message = format!("{what} lasts about {} seconds in `{}`", lasts.as_secs(), language.code());
            found.push(
                tree.report(Code::LongAnnouncement, at, message)
                    .help("say less with each key (`voice`), or gather some keys under one"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::menu::check::sketch::Sketch;
    use crate::menu::diagnostic::Code;

    #[test]
    fn more_than_twenty_seconds_are_told() {
        let menu =
            |words: &str| Sketch::new().choice("open", &[('1', "bye")]).announce("open", words).hangup("bye");
        menu("Per gli uffici, prema 1.").finds(Code::LongAnnouncement, &[]);
        let long = "Per chi desidera conoscere lo stato della propria richiesta, prema 1. ".repeat(5);
        menu(&long)
            .finds(Code::LongAnnouncement, &["the announcement of `open` lasts about 22 seconds in `it`"]);
    }
}
