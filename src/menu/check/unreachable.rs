//! Somewhere that nobody can get to.
//!
#![doc = include_str!("../explain/M040.md")]

use super::Tree;
use crate::menu::diagnostic::{Code, Diagnostic};

/// The help destination as a place: it is there whether silence leads to it or not, and no line of the file describes it.
const OF_THE_PROGRAM: &str = "help";

/// Told once for a whole branch: at the node that nobody can get to although it has no parent, or one that callers can get to.
pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Diagnostic>) {
    for (place, node) in tree.menu.nodes.iter().enumerate() {
        if &*node.path == OF_THE_PROGRAM {
            continue;
        }
        let topmost = node.parent.is_none_or(|parent| tree.reached.contains(parent.index()));
        if !tree.reached.contains(place) && topmost {
            found.push(
                tree.report(Code::Unreachable, node.at, format!("no caller can get to `{}`", node.path))
                    .help("lead a key or another node to it, or remove it"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::menu::check::sketch::Sketch;
    use crate::menu::diagnostic::Code;

    #[test]
    fn a_branch_that_nobody_reaches_is_told_once() {
        let menu = Sketch::new()
            .choice("open", &[('1', "bye")])
            .choice("old", &[('1', "old.1")])
            .say("old.1", "bye")
            .under("old.1", "old")
            .hangup("bye");
        menu.finds(Code::Unreachable, &["no caller can get to `old`"]);
    }

    #[test]
    fn silence_a_closed_gate_and_a_fallback_are_ways_too() {
        Sketch::new()
            .choice("open", &[('1', "lotto")])
            .after_errors("open", "sorry")
            .say("sorry", "bye")
            .gate("open", 0, "shut")
            .say("shut", "bye")
            .transfer("lotto", "engaged")
            .say("engaged", "bye")
            .hangup("bye")
            .finds(Code::Unreachable, &[]);
    }
}
