//! The rules that a menu must keep as a whole: one rule, one file, each linear in the number of nodes.
//!
//! What is wrong with a single line was told when the file was lowered. These rules see the tree laid flat: who can get where, whether every
//! way ends, whether what is said and what works agree; then what a platform can do, and what several desks together must not.
//! Each rule's page for `centralino explain` is the head of its file.

mod announcement;
mod choices;
mod destinations;
mod graph;
mod holidays;
mod languages;
mod levels;
mod long;
mod loops;
mod never_open;
mod platform;
mod slots;
mod spoken_keys;
mod transfers;
mod twice;
mod unreachable;

#[cfg(test)]
pub(in crate::menu) mod sketch;

use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use super::diagnostic::{Code, Diagnostic, sort};
use super::model::{At, Menu, Node};
use crate::terms::Limits;
use graph::Reached;

/// What a rule looks at.
struct Tree<'a> {
    menu: &'a Menu,
    /// Which nodes some caller can get to.
    reached: Reached,
}

/// A rule: looks, and adds what it finds.
type Rule = fn(&Tree<'_>, &mut Vec<Diagnostic>);

/// Every rule about one desk's tree, in the order of their codes.
const RULES: [Rule; 11] = [
    never_open::check,
    unreachable::check,
    loops::check,
    transfers::check,
    announcement::check,
    choices::check,
    levels::check,
    destinations::check,
    long::check,
    languages::check,
    slots::check,
];

/// What is wrong with a desk's tree, whatever the platform: [`load`](super::load) tells it along with everything else.
#[must_use]
pub fn tree(menu: &Menu) -> Vec<Diagnostic> {
    let tree = Tree { menu, reached: Reached::from_roots(menu) };
    let mut found = Vec::new();
    for rule in RULES {
        rule(&tree, &mut found);
    }
    sort(&mut found);
    found
}

/// What a platform cannot do of what a menu asks.
#[must_use]
pub fn check(menu: &Menu, limits: &Limits) -> Vec<Diagnostic> {
    let mut found = platform::check(menu, limits);
    sort(&mut found);
    found
}

/// Which destinations of a menu a platform cannot dial; its adapter says what it can.
#[must_use]
pub fn check_dialling(menu: &Menu, limits: &Limits, can_dial: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let mut found = platform::dialling(menu, limits, can_dial);
    sort(&mut found);
    found
}

/// What only several desks together show: a desk or a number twice.
#[must_use]
pub fn check_all(menus: &[&Menu]) -> Vec<Diagnostic> {
    let mut found = twice::check(menus);
    sort(&mut found);
    found
}

/// What will be wrong with a menu soon, seen from this day in its zone.
#[must_use]
pub fn check_ahead(menu: &Menu, today: NaiveDate) -> Vec<Diagnostic> {
    let mut found = holidays::check(menu, today);
    sort(&mut found);
    found
}

impl Tree<'_> {
    /// The nodes that some caller can get to, with their places in the table.
    fn live(&self) -> impl Iterator<Item = (usize, &Node)> {
        self.menu.nodes.iter().enumerate().filter(|(place, _)| self.reached.contains(*place))
    }

    fn report(&self, code: Code, at: At, message: impl Into<String>) -> Diagnostic {
        report(self.menu, code, at, message)
    }
}

/// A diagnostic for the word that begins at a place.
fn report(menu: &Menu, code: Code, at: At, message: impl Into<String>) -> Diagnostic {
    let (file, span) = place(menu, at);
    Diagnostic::new(code, &file, span, message)
}

/// A place as a diagnostic has it: an empty span, which stands for the word that begins there.
fn place(menu: &Menu, at: At) -> (Arc<str>, Range<u32>) {
    let file = menu
        .files
        .get(usize::from(at.file))
        .map_or_else(|| Arc::clone(&menu.desk), |file| Arc::clone(&file.name));
    (file, at.byte..at.byte)
}
