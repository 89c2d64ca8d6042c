//! Transfers with nothing behind them.
//!
#![doc = include_str!("../explain/M043.md")]

use super::Tree;
use super::graph::fallbacks;
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::model::{At, Step, Transfer};

/// A fallback is missing where one of its three ways ends the call without a word of the admin's.
pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Diagnostic>) {
    let of_nodes = tree.live().filter_map(|(_, node)| match &node.step {
        Step::Transfer(transfer) => Some((node.at, &*node.path, transfer)),
        Step::Choice(_)
        | Step::Collect(_)
        | Step::Say { .. }
        | Step::Callback { .. }
        | Step::Hangup { .. } => None,
    });
    found.extend(of_nodes.filter_map(|(at, path, transfer)| missing(tree, at, path, transfer)));
    if let Some(help) = tree.menu.help.and_then(|help| tree.menu.destinations.get(help.index())) {
        found.extend(missing(tree, help.at, &help.name, &help.transfer));
    }
}

fn missing(tree: &Tree<'_>, at: At, path: &str, transfer: &Transfer) -> Option<Diagnostic> {
    let [busy, no_answer, failed] = fallbacks(transfer);
    let silent = |id| {
        tree.menu.node(id).is_some_and(|node| match node.step {
            Step::Hangup { text, cause: _ } => text.is_none(),
            Step::Choice(_)
            | Step::Collect(_)
            | Step::Say { .. }
            | Step::Transfer(_)
            | Step::Callback { .. } => false,
        })
    };
    let when = match (silent(busy), silent(no_answer), silent(failed)) {
        (false, false, false) => return None,
        (_, true, _) => "when nobody answers",
        (true, false, _) => "when it is busy",
        (false, false, true) => "when it cannot be reached",
    };
    let message = format!("the transfer `{path}` has nothing to do {when}");
    Some(
        tree.report(Code::NoFallback, at, message)
            .help("say what then: `else: callback`, or `after-errors` for the whole desk"),
    )
}

#[cfg(test)]
mod tests {
    use crate::menu::check::sketch::Sketch;
    use crate::menu::diagnostic::Code;

    #[test]
    fn a_transfer_that_ends_in_silence_is_told() {
        Sketch::new()
            .choice("open", &[('1', "lotto"), ('2', "other")])
            .transfer("lotto", "nothing")
            .silent_hangup("nothing")
            .transfer("other", "words")
            .say("words", "nothing")
            .finds(Code::NoFallback, &["the transfer `lotto` has nothing to do when nobody answers"]);
    }
}
