//! Transfers with nothing behind them.
//!
#![doc = include_str!("../explain/M043.md")]

use super::Tree;
use super::graph::fallbacks;
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::model::{At, Step, Transfer};
use crate::terms::NodeId;

/// Where nothing is said, a call that cannot be put through goes to the menu's last resort. That is no fallback, if the last resort has nothing
/// to say either. Looked at are the transfers of the tree, and those that have no node: to the help destination, and of known callers.
pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Diagnostic>) {
    if !ends_in_silence(tree, tree.menu.last_resort) {
        return;
    }
    let mut knows_callers = false;
    for (_, node) in tree.live() {
        knows_callers |= node.known_callers;
        match &node.step {
            Step::Transfer(transfer) => found.extend(missing(tree, node.at, &node.path, transfer)),
            Step::Choice(_)
            | Step::Collect(_)
            | Step::Say { .. }
            | Step::Callback { .. }
            | Step::Request { .. }
            | Step::Customer(_)
            | Step::Hangup { .. } => {}
        }
    }
    let mut without_node: Vec<_> = tree.menu.help.into_iter().collect();
    if knows_callers {
        without_node.extend(tree.menu.directory.destinations());
    }
    without_node.sort_unstable();
    without_node.dedup();
    for destination in without_node.iter().filter_map(|id| tree.menu.destinations.get(id.index())) {
        found.extend(missing(tree, destination.at, &destination.name, &destination.transfer));
    }
}

fn ends_in_silence(tree: &Tree<'_>, id: NodeId) -> bool {
    tree.menu.node(id).is_some_and(|node| match node.step {
        Step::Hangup { text, cause: _ } => text.is_none(),
        Step::Choice(_)
        | Step::Collect(_)
        | Step::Say { .. }
        | Step::Transfer(_)
        | Step::Callback { .. }
        | Step::Request { .. }
        | Step::Customer(_) => false,
    })
}

fn missing(tree: &Tree<'_>, at: At, name: &str, transfer: &Transfer) -> Option<Diagnostic> {
    let when = match fallbacks(transfer).map(|id| id == tree.menu.last_resort) {
        [false, false, false] => return None,
        [_, true, _] => "when nobody answers",
        [true, false, _] => "when it is busy",
        [false, false, true] => "when it cannot be reached",
    };
    let message = format!("nothing is said about what the transfer `{name}` does {when}");
    let help = "write `otherwise: callback`, or `after-errors` for the whole menu";
    Some(tree.report(Code::NoFallback, at, message).help(help))
}

#[cfg(test)]
mod tests {
    use crate::menu::check::sketch::Sketch;
    use crate::menu::diagnostic::Code;

    #[test]
    fn a_transfer_that_ends_in_the_last_resort_is_told_if_that_is_silent() {
        let menu = || {
            Sketch::new()
                .choice("open", &[('1', "lotto"), ('2', "other")])
                .transfer("lotto", "end")
                .transfer("other", "words")
                .say("words", "end")
        };
        menu().silent_hangup("end").finds(
            Code::NoFallback,
            &["nothing is said about what the transfer `lotto` does when nobody answers"],
        );
        menu().hangup("end").finds(Code::NoFallback, &[]);
    }

    #[test]
    fn hanging_up_is_a_fallback_where_somebody_said_so() {
        Sketch::new()
            .choice("open", &[('1', "lotto")])
            .transfer("lotto", "stated")
            .silent_hangup("stated")
            .silent_hangup("end")
            .finds(Code::NoFallback, &[]);
    }

    #[test]
    fn the_help_destination_needs_one_too() {
        Sketch::new().help().choice("open", &[('1', "end")]).silent_hangup("end").finds(
            Code::NoFallback,
            &["nothing is said about what the transfer `help` does when nobody answers"],
        );
    }
}
