//! Destinations that nothing leads to.
//!
#![doc = include_str!("../explain/M047.md")]

use super::Tree;
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::model::Step;
use crate::terms::DestinationId;

/// A destination is used by a transfer that some caller can get to, by the help key, by callbacks, or by a row of the directory where some menu sends known
/// callers on.
pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Diagnostic>) {
    let mut led_to = vec![false; tree.menu.destinations.len()];
    let mut uses = |to: DestinationId| {
        if let Some(place) = led_to.get_mut(to.index()) {
            *place = true;
        }
    };
    tree.menu.help.into_iter().for_each(&mut uses);
    tree.menu.queues.iter().filter_map(|queue| queue.placing.to).for_each(&mut uses);
    let mut knows_callers = false;
    for (_, node) in tree.live() {
        knows_callers |= node.known_callers;
        match &node.step {
            Step::Transfer(transfer) => uses(transfer.to),
            Step::Choice(_)
            | Step::Collect(_)
            | Step::Say { .. }
            | Step::Callback { .. }
            | Step::Request { .. }
            | Step::Customer(_)
            | Step::Hangup { .. } => {}
        }
    }
    if knows_callers {
        tree.menu.directory.destinations().for_each(&mut uses);
    }
    for (destination, led_to) in tree.menu.destinations.iter().zip(led_to) {
        if !led_to {
            let message = format!("no key and no directory row leads to `{}`", destination.name);
            found.push(
                tree.report(Code::UnusedDestination, destination.at, message)
                    .help("lead a key to it, or remove it"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::menu::check::sketch::Sketch;
    use crate::menu::diagnostic::Code;

    #[test]
    fn a_destination_that_nothing_leads_to_is_told() {
        let menu = || Sketch::new().choice("open", &[('1', "lotto")]).transfer("lotto", "bye").hangup("bye");
        menu()
            .destination("forgotten")
            .finds(Code::UnusedDestination, &["no key and no directory row leads to `forgotten`"]);
        menu().help().finds(Code::UnusedDestination, &[]);
    }
}
