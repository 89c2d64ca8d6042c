//! The tree as a graph: by which ways a call gets from a node to the next.

use crate::menu::model::{Menu, Node, Step, Transfer, Unpaid};
use crate::terms::{CalendarId, NodeId};

/// Every node to which a call can go on from here, in any state of the calendars.
pub(super) fn ways(node: &Node, mut to: impl FnMut(NodeId)) {
    if let Some(gate) = node.gate {
        to(gate.closed);
    }
    match &node.step {
        Step::Choice(choice) => {
            choice.keys.iter().flatten().copied().for_each(&mut to);
            to(choice.no_input.then);
            to(choice.no_match.then);
        }
        Step::Collect(collect) => {
            to(collect.then);
            to(collect.no_input.then);
            to(collect.no_match.then);
        }
        Step::Say { text: _, then } => to(*then),
        Step::Transfer(transfer) => every_way(transfer).for_each(to),
        Step::Callback { queue: _, otherwise } => to(*otherwise),
        Step::Request { task: _, then, otherwise } => {
            to(*then);
            to(*otherwise);
        }
        Step::Customer(identify) => {
            to(identify.then);
            to(identify.otherwise);
        }
        Step::Hangup { .. } => {}
    }
}

/// The nodes to which a call goes on although the caller does nothing: words come to their end, nobody answers, nothing can be booked,
/// silence lasts too long, a gate is closed. `closed` says which calendars are.
pub(super) fn silent_ways(node: &Node, closed: impl Fn(CalendarId) -> bool, mut to: impl FnMut(NodeId)) {
    if let Some(gate) = node.gate.filter(|gate| closed(gate.calendar)) {
        to(gate.closed);
        return;
    }
    match &node.step {
        Step::Choice(choice) => to(choice.no_input.then),
        Step::Collect(collect) => to(collect.no_input.then),
        Step::Say { text: _, then } => to(*then),
        Step::Transfer(transfer) => {
            fallbacks(transfer).into_iter().for_each(&mut to);
            to(transfer.waited);
            transfer.unpaid.iter().flat_map(Unpaid::all).for_each(&mut to);
        }
        Step::Customer(identify) => to(identify.otherwise),
        Step::Callback { queue: _, otherwise } | Step::Request { task: _, then: _, otherwise } => {
            to(*otherwise);
        }
        Step::Hangup { .. } => {}
    }
}

/// What comes of a transfer that does not succeed.
pub(super) fn fallbacks(transfer: &Transfer) -> [NodeId; 3] {
    [transfer.busy, transfer.no_answer, transfer.failed]
}

/// The same, with what comes of waiting in a queue, and of a call that nothing pays for.
fn every_way(transfer: &Transfer) -> impl Iterator<Item = NodeId> {
    let ways = [transfer.busy, transfer.no_answer, transfer.failed, transfer.waited, transfer.left];
    ways.into_iter().chain(transfer.unpaid.into_iter().flat_map(|unpaid| unpaid.all()))
}

/// The nodes to which some caller can get.
pub(super) struct Reached(Vec<bool>);

impl Reached {
    /// From where calls begin, and from where they go on after a transfer that has no node of its own.
    pub(super) fn from_roots(menu: &Menu) -> Self {
        let mut reached = Self(vec![false; menu.nodes.len()]);
        let mut waiting = vec![menu.open, menu.closed, menu.emergency, menu.last_resort];
        waiting.extend(menu.destinations.iter().flat_map(|destination| every_way(&destination.transfer)));
        while let Some(id) = waiting.pop() {
            let (Some(seen), Some(node)) = (reached.0.get_mut(id.index()), menu.node(id)) else { continue };
            if std::mem::replace(seen, true) {
                continue;
            }
            ways(node, |to| waiting.push(to));
            // The key `*` leads there.
            waiting.extend(node.parent);
        }
        reached
    }

    pub(super) fn contains(&self, place: usize) -> bool {
        self.0.get(place).copied().unwrap_or(false)
    }
}
