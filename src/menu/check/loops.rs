//! Rings that a caller cannot leave.
//!
#![doc = include_str!("../explain/M041.md")]

use super::Tree;
use super::graph::silent_ways;
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::model::{Node, Step};
use crate::terms::{CalendarId, NodeId};

/// The most rings that are told: who has so many has drawn the tree upside down.
const MOST_RINGS: usize = 20;

/// The most texts that may follow one another without a question: the engine ends a call that goes on for longer, lest it never ends.
const LONGEST_SPEECH: u8 = 32;

/// Where every silent way ends, no caller can go round for ever: whoever does nothing is led to an ending, and whoever presses keys does so of
/// their own will. So only the silent ways are searched, once for each calendar that closes a gate: that one closed and the others open, then all
/// of them open, then all closed.
pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Diagnostic>) {
    let mut gates: Vec<CalendarId> = tree.live().filter_map(|(_, node)| Some(node.gate?.calendar)).collect();
    gates.sort_unstable();
    gates.dedup();
    let mut told = vec![false; tree.menu.nodes.len()];
    search(tree, None, &|_| false, &mut told, found);
    for gate in &gates {
        search(tree, Some(*gate), &|calendar| calendar == *gate, &mut told, found);
    }
    if gates.len() > 1 {
        search(tree, None, &|_| true, &mut told, found);
    }
    found.extend(endless_speech(tree, &told));
}

/// The first of more than [`LONGEST_SPEECH`] texts in a row, rings aside. In each round those nodes are kept that lead to one kept before, so that
/// what is left after as many rounds speaks for as long.
fn endless_speech(tree: &Tree<'_>, told: &[bool]) -> Option<Diagnostic> {
    let speaks = |(place, node): &(usize, &Node)| {
        !told.get(*place).copied().unwrap_or(false)
            && (node.gate.is_some() || matches!(node.step, Step::Say { .. }))
    };
    let mut speaking: Vec<(usize, &Node)> = tree.live().filter(speaks).collect();
    let mut kept = vec![true; tree.menu.nodes.len()];
    for _ in 0..LONGEST_SPEECH {
        let mut next = vec![false; kept.len()];
        speaking.retain(|(place, node)| {
            let mut leads_on = false;
            let mut ask = |NodeId(to): NodeId| leads_on |= kept.get(to as usize).copied().unwrap_or(false);
            if let Some(gate) = node.gate {
                ask(gate.closed);
            }
            if let Step::Say { text: _, then } = node.step {
                ask(then);
            }
            if let Some(next) = next.get_mut(*place) {
                *next = leads_on;
            }
            leads_on
        });
        if speaking.is_empty() {
            return None;
        }
        kept = next;
    }
    let (_, first) = speaking.first()?;
    let message = format!(
        "from `{}` on, more than {LONGEST_SPEECH} texts follow one another without a question",
        first.path
    );
    Some(tree.report(Code::NoEnding, first.at, message).help("join texts, or ask something in between"))
}

/// Tells every ring of silent ways, once.
fn search(
    tree: &Tree<'_>,
    gate: Option<CalendarId>,
    closed: &dyn Fn(CalendarId) -> bool,
    told: &mut [bool],
    found: &mut Vec<Diagnostic>,
) {
    for ring in rings(tree, closed) {
        if ring.iter().any(|place| told.get(*place).copied().unwrap_or(false)) {
            continue;
        }
        for place in &ring {
            if let Some(told) = told.get_mut(*place) {
                *told = true;
            }
        }
        found.extend(tell(tree, gate, &ring));
    }
}

fn tell(tree: &Tree<'_>, gate: Option<CalendarId>, ring: &[usize]) -> Option<Diagnostic> {
    let nodes: Vec<&Node> = ring.iter().filter_map(|place| tree.menu.nodes.get(*place)).collect();
    let first = nodes.first()?;
    let waits = nodes.iter().any(|node| match node.step {
        Step::Choice(_)
        | Step::Collect(_)
        | Step::Transfer(_)
        | Step::Callback { .. }
        | Step::Request { .. }
        | Step::Customer(_) => true,
        Step::Say { .. } | Step::Hangup { .. } => false,
    });
    let through = match nodes.as_slice() {
        [_] => "itself".to_owned(),
        [_, second] => format!("itself through `{}`", second.path),
        [_, second, .., last] => format!("itself through `{}` … `{}`", second.path, last.path),
        [] => return None,
    };
    let gate =
        gate.filter(|gate| nodes.iter().any(|node| node.gate.is_some_and(|one| one.calendar == *gate)));
    let when = gate
        .and_then(|gate| tree.menu.calendars.get(gate.index()))
        .map(|calendar| format!("while `{}` is closed, ", calendar.name))
        .unwrap_or_default();
    let (code, who) = if waits {
        (Code::NoWayOut, "a caller who presses nothing never gets out")
    } else {
        (Code::NoEnding, "the words never end")
    };
    let message = format!("{when}`{}` leads back to {through}: {who}", first.path);
    Some(
        tree.report(code, first.at, message)
            .help("let one of them lead to a goodbye, a person or a callback"),
    )
}

/// The rings of the silent ways: each a list of nodes that lead one to the next and back to the first, which stands first in the file.
/// A walk in depth that remembers which nodes are on its own path; every node is left once, so it is linear.
fn rings(tree: &Tree<'_>, closed: &dyn Fn(CalendarId) -> bool) -> Vec<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        /// On the path, at this depth.
        Path(usize),
        Done,
    }
    let mut marks = vec![Mark::New; tree.menu.nodes.len()];
    let mut rings = Vec::new();
    for (root, _) in tree.live() {
        let mut path: Vec<usize> = Vec::new();
        let mut waiting: Vec<Visit> = vec![Visit::Enter(root)];
        while let Some(visit) = waiting.pop() {
            match visit {
                Visit::Leave(place) => {
                    path.pop();
                    if let Some(mark) = marks.get_mut(place) {
                        *mark = Mark::Done;
                    }
                }
                Visit::Enter(place) => match marks.get(place).copied() {
                    None | Some(Mark::Done) => {}
                    Some(Mark::Path(depth)) => {
                        let ring = path.get(depth..).filter(|_| rings.len() < MOST_RINGS);
                        rings.extend(ring.map(from_first));
                    }
                    Some(Mark::New) => {
                        if let Some(mark) = marks.get_mut(place) {
                            *mark = Mark::Path(path.len());
                        }
                        path.push(place);
                        waiting.push(Visit::Leave(place));
                        if let Some(node) = tree.menu.nodes.get(place) {
                            silent_ways(node, closed, |NodeId(to)| waiting.push(Visit::Enter(to as usize)));
                        }
                    }
                },
            }
        }
    }
    rings
}

/// A step of the walk.
enum Visit {
    Enter(usize),
    Leave(usize),
}

/// The ring, begun at the node that stands first in the file.
fn from_first(ring: &[usize]) -> Vec<usize> {
    let mut ring = ring.to_vec();
    let first = ring.iter().enumerate().min_by_key(|(_, place)| **place).map_or(0, |(index, _)| index);
    ring.rotate_left(first);
    ring
}

#[cfg(test)]
mod tests {
    use crate::menu::check::sketch::Sketch;
    use crate::menu::diagnostic::Code;

    #[test]
    fn words_that_lead_to_one_another_never_end() {
        Sketch::new()
            .say("open", "a")
            .say("a", "b")
            .say("b", "a")
            .finds(Code::NoEnding, &["`a` leads back to itself through `b`: the words never end"]);
    }

    #[test]
    fn a_silent_caller_who_is_led_round_is_told_as_a_loop() {
        Sketch::new()
            .choice("open", &[('1', "bye")])
            .after_errors("open", "again")
            .say("again", "open")
            .hangup("bye")
            .finds(
                Code::NoWayOut,
                &["`open` leads back to itself through `again`: a caller who presses nothing never gets out"],
            );
    }

    #[test]
    fn a_transfer_may_not_fall_back_on_itself() {
        Sketch::new().transfer("open", "open").finds(
            Code::NoWayOut,
            &["`open` leads back to itself: a caller who presses nothing never gets out"],
        );
    }

    #[test]
    fn a_closed_branch_that_leads_into_its_own_gate_is_silence_for_ever() {
        Sketch::new()
            .choice("open", &[('1', "tickets")])
            .choice("tickets", &[('1', "bye")])
            .gate("tickets", 0, "shut")
            .say("shut", "tickets")
            .hangup("bye")
            .finds(
                Code::NoWayOut,
                &["while `operators` is closed, `tickets` leads back to itself through `shut`: a caller who presses nothing never gets out"],
            );
    }

    #[test]
    fn a_gate_that_is_open_when_the_other_is_closed_makes_no_loop() {
        // Closed tickets go to the phones, closed phones to the tickets: told only for the hours when both are closed.
        let both = Sketch::new()
            .choice("open", &[('1', "tickets"), ('2', "phones")])
            .choice("tickets", &[('1', "bye")])
            .choice("phones", &[('1', "bye")])
            .gate("tickets", 0, "phones")
            .gate("phones", 1, "tickets")
            .hangup("bye");
        assert_eq!(both.messages(Code::NoWayOut).len(), 1);
        let one = Sketch::new()
            .choice("open", &[('1', "tickets"), ('2', "phones")])
            .choice("tickets", &[('1', "bye")])
            .choice("phones", &[('1', "bye")])
            .gate("tickets", 0, "phones")
            .hangup("bye");
        one.finds(Code::NoWayOut, &[]);
    }

    #[test]
    fn keys_that_lead_back_are_no_loop() {
        Sketch::new()
            .choice("open", &[('1', "more")])
            .choice("more", &[('1', "open")])
            .hangup("bye")
            .finds(Code::NoWayOut, &[]);
    }

    #[test]
    fn a_speech_of_thirty_two_texts_is_the_longest() {
        let menu = |count: usize| {
            let mut menu = Sketch::new();
            for place in 1..=count {
                menu = menu.say(&format!("n{place}"), &format!("n{}", place + 1));
            }
            menu.hangup(&format!("n{}", count + 1))
        };
        menu(31).finds(Code::NoEnding, &[]);
        menu(32).finds(
            Code::NoEnding,
            &["from `n1` on, more than 32 texts follow one another without a question"],
        );
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_is_walked_without_recursion() {
        let mut menu = Sketch::new();
        for place in 0..100_000 {
            menu = menu.say(&format!("n{place}"), &format!("n{}", place + 1));
        }
        menu.hangup("n100000").finds(
            Code::NoEnding,
            &["from `n0` on, more than 32 texts follow one another without a question"],
        );
    }
}
