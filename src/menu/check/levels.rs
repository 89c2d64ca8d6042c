//! More levels than anybody follows.
//!
#![doc = include_str!("../explain/M046.md")]

use super::Tree;
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::model::Step;
use crate::terms::NodeId;

/// The most levels that are not told.
const MOST: u32 = 4;

/// Counts the menus of keys from each node up to its root; parents stand before their children in most files, so each count is done once.
pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Diagnostic>) {
    let mut depths: Vec<Option<u32>> = vec![None; tree.menu.nodes.len()];
    for (place, node) in tree.live() {
        if depth(tree, place, &mut depths) == MOST + 1 && is_choice(tree, place) {
            found.push(
                tree.report(Code::ManyLevels, node.at, format!("`{}` is the fifth level of keys", node.path))
                    .help("bring it up a level, or ask for fewer keys on the way"),
            );
        }
    }
}

/// How many menus of keys there are from a node up to its root, itself included. Remembers what it counted, and stops at a ring of parents.
fn depth(tree: &Tree<'_>, place: usize, depths: &mut [Option<u32>]) -> u32 {
    let mut path = Vec::new();
    let mut at = Some(place);
    let mut known = 0;
    while let Some(here) = at {
        if let Some(depth) = depths.get(here).copied().flatten() {
            known = depth;
            break;
        }
        if path.len() > depths.len() {
            break;
        }
        path.push(here);
        at = tree.menu.nodes.get(here).and_then(|node| node.parent).map(NodeId::index);
    }
    for here in path.into_iter().rev() {
        known += u32::from(is_choice(tree, here));
        if let Some(depth) = depths.get_mut(here) {
            *depth = Some(known);
        }
    }
    known
}

fn is_choice(tree: &Tree<'_>, place: usize) -> bool {
    tree.menu.nodes.get(place).is_some_and(|node| match node.step {
        Step::Choice(_) => true,
        Step::Collect(_)
        | Step::Say { .. }
        | Step::Transfer(_)
        | Step::Callback { .. }
        | Step::Request { .. }
        | Step::Customer(_)
        | Step::Hangup { .. } => false,
    })
}

#[cfg(test)]
mod tests {
    use crate::menu::check::sketch::Sketch;
    use crate::menu::diagnostic::Code;

    #[test]
    fn the_fifth_level_is_told_and_those_below_it_are_not() {
        let mut menu = Sketch::new().choice("open", &[('1', "l2")]).hangup("bye");
        for level in 2..=6 {
            let next = if level == 6 { "bye".to_owned() } else { format!("l{}", level + 1) };
            let parent = if level == 2 { "open".to_owned() } else { format!("l{}", level - 1) };
            menu = menu.choice(&format!("l{level}"), &[('1', &next)]).under(&format!("l{level}"), &parent);
        }
        menu.finds(Code::ManyLevels, &["`l5` is the fifth level of keys"]);
    }
}
