//! More choices than anybody remembers.
//!
#![doc = include_str!("../explain/M045.md")]

use super::Tree;
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::model::Step;

/// The most choices that are not told.
const MOST: usize = 9;

/// Counts the admin's keys.
pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Diagnostic>) {
    for (_, node) in tree.live() {
        let Step::Choice(choice) = &node.step else { continue };
        let count = choice.keys.iter().flatten().count();
        if count > MOST {
            let message = format!("`{}` has {count} choices", node.path);
            found.push(
                tree.report(Code::ManyChoices, node.at, message).help("gather some of them under one key"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::menu::check::sketch::Sketch;
    use crate::menu::diagnostic::Code;

    #[test]
    fn nine_are_fine_and_ten_are_told() {
        let keys: Vec<(char, &str)> = "1234567890".chars().map(|key| (key, "bye")).collect();
        let menu = |count: usize| Sketch::new().choice("open", &keys[..count]).hangup("bye");
        menu(9).finds(Code::ManyChoices, &[]);
        menu(10).finds(Code::ManyChoices, &["`open` has 10 choices"]);
    }
}
