//! What a platform cannot do.
//!
#![doc = include_str!("../explain/M053.md")]

use super::report;
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::model::{Answering, At, Destination, Menu, Queue, Step, Waiting};
use crate::terms::Limits;

/// Compares what a menu asks with what a platform declares.
pub(super) fn check(menu: &Menu, limits: &Limits) -> Vec<Diagnostic> {
    let head = At { file: 0, byte: 0 };
    let mut found = Vec::new();
    let mut cannot = |at: At, what: String, help: String| {
        let message = format!("`{}` cannot {what}", limits.name);
        found.push(report(menu, Code::PlatformCannot, at, message).help(help));
    };
    if menu.answer == Answering::Never && !limits.early_media {
        cannot(
            head,
            "let callers hear words before the call is answered (`answer: never`)".to_owned(),
            "write `answer: now`, or leave the line out".to_owned(),
        );
    }
    let wait = u16::from(menu.pace.first).max(u16::from(menu.pace.between)) + u16::from(menu.pace.slower);
    if wait > limits.max_wait {
        cannot(
            head,
            format!("wait {wait} seconds for a key"),
            format!("it waits {} seconds at most, the slower pace of a repeat included", limits.max_wait),
        );
    }
    for node in &menu.nodes {
        match &node.step {
            Step::Collect(collect) if collect.max > limits.max_digits => cannot(
                node.at,
                format!("collect the {} digits of `{}`", collect.max, node.path),
                format!("ask for {} digits at most", limits.max_digits),
            ),
            Step::Collect(_)
            | Step::Choice(_)
            | Step::Say { .. }
            | Step::Transfer(_)
            | Step::Callback { .. }
            | Step::Request { .. }
            | Step::Customer(_)
            | Step::Hangup { .. } => {}
        }
    }
    for destination in &menu.destinations {
        if destination.to.starts_with("queue:") && !limits.queue {
            cannot(
                destination.at,
                format!("put calls in a queue of its own, as `{}` asks", destination.name),
                "name a number or a line that it dials instead".to_owned(),
            );
        }
        if destination.transfer.unpaid.is_some() {
            for (what, help) in unpaid(menu, destination.waiting.is_some(), limits) {
                cannot(destination.at, format!("{what}, as `{}` asks", destination.name), help.to_owned());
            }
        }
        for (what, help) in destination.waiting.iter().flat_map(|waiting| lacks(waiting, limits)) {
            cannot(destination.at, format!("{what}, as `{}` asks", destination.name), help.to_owned());
        }
    }
    for (queue, destination) in waiting_callbacks(menu, limits) {
        cannot(
            queue.at,
            format!("let callbacks wait in a queue beside callers, as `{}` asks of `{}`", queue.name, destination.name),
            "name a destination without `waiting` in `to`, and leave `keep-place` out: on Asterisk alone both wait together, in the order of arrival"
                .to_owned(),
        );
    }
    found
}

/// The callbacks that are to wait where callers do, and where, if the platform lets callers wait there but no callbacks.
fn waiting_callbacks<'m>(menu: &'m Menu, limits: &Limits) -> Vec<(&'m Queue, &'m Destination)> {
    if limits.waiting.is_none_or(|waiting| waiting.callbacks) {
        return Vec::new();
    }
    let waits = |queue: &'m Queue| {
        let to = queue.placing.to.filter(|_| queue.placing.in_queue)?;
        Some((queue, menu.destinations.get(to.index())?))
    };
    menu.queues.iter().filter_map(waits).collect()
}

/// What a platform cannot do for calls that a package pays for, and what to do about it.
fn unpaid(menu: &Menu, waits: bool, limits: &Limits) -> Vec<(&'static str, &'static str)> {
    let Some(can) = limits.caps else {
        let help = "put these calls through by another way, or leave `package` out";
        return vec![("end a call when what a package pays for is over", help)];
    };
    let warned = menu.packages.as_ref().is_some_and(|packages| !packages.cap.warning.is_zero());
    let asked = [
        (warned && !can.warns, "warn both before a paid call ends", "write `warning: no` under `packages`"),
        (
            waits && !can.in_queue,
            "end the paid call of a caller who waited",
            "leave `waiting` or `package` out",
        ),
    ];
    asked.into_iter().filter(|(lacks, ..)| *lacks).map(|(_, what, help)| (what, help)).collect()
}

/// What a platform cannot do for callers who wait, and what to do about it.
fn lacks(waiting: &Waiting, limits: &Limits) -> Vec<(&'static str, &'static str)> {
    let Some(can) = limits.waiting else {
        let help =
            "leave `waiting` out: it rings there, and the site's own queue is behind that number or name";
        return vec![("let a menu say how callers wait", help)];
    };
    let Waiting { longest: _, music: _, position, expected, every: _, leave, keeps: _ } = waiting;
    let asked = [
        (*position && !can.position, "tell callers how many wait before them", "leave `position` out"),
        (*expected && !can.expected, "tell callers how long they will wait", "leave `expected-wait` out"),
        (leave.is_some() && !can.keys, "let a key leave the queue", "leave `keys` out"),
    ];
    asked.into_iter().filter(|(lacks, ..)| *lacks).map(|(_, what, help)| (what, help)).collect()
}

/// Names the destinations that a platform would take for something else, or not at all. Queues are told by [`check`].
pub(super) fn dialling(menu: &Menu, limits: &Limits, can_dial: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let is_told = |to: &str| to.starts_with("queue:") && !limits.queue;
    let undialled = menu.destinations.iter().filter(|one| !is_told(&one.to) && !can_dial(&one.to));
    undialled
        .map(|one| {
            let message = format!("`{}` cannot dial `{}`", limits.name, one.to);
            report(menu, Code::PlatformCannot, one.at, message)
                .help("write `to` with what it dials: a number, or the name of a line of its own")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::menu::check::sketch::Sketch;
    use crate::menu::check::{check, check_dialling};
    use crate::menu::model::{Answering, Leave, Menu, Waiting};
    use crate::terms::{Digit, Limits, TextId, WaitingLimits};

    const PLAIN: Limits = Limits {
        name: "plain",
        patience: Duration::from_secs(2),
        early_media: false,
        type_ahead: true,
        barge_in: true,
        queue: false,
        waiting: None,
        caps: None,
        speaks: false,
        max_digits: 10,
        max_wait: 10,
        max_answer: 4_000,
    };

    #[test]
    fn destinations_that_are_not_dialled_are_named_once() {
        let mut menu = Sketch::new().transfer("open", "bye").transfer("other", "bye").hangup("bye").menu();
        menu.destinations[0].to = "queue:lotto".into();
        menu.destinations[1].to = "lotto/3".into();
        let said = check_dialling(&menu, &PLAIN, |to| to == "+39");
        let said: Vec<_> = said.into_iter().map(|one| one.message).collect();
        assert_eq!(said, ["`plain` cannot dial `lotto/3`"], "the queue is told elsewhere");
        let queues = Limits { queue: true, ..PLAIN };
        assert_eq!(check_dialling(&menu, &queues, |_| false).len(), 2);
        assert_eq!(check_dialling(&menu, &queues, |_| true), []);
    }

    #[test]
    fn what_a_platform_cannot_do_for_callers_who_wait_is_told() {
        let mut menu = Sketch::new().transfer("open", "bye").hangup("bye").menu();
        let leave = Leave { key: Digit::ZERO, told: TextId(0) };
        let waiting = Waiting {
            longest: 600,
            music: None,
            position: true,
            expected: true,
            every: 60,
            leave: Some(leave),
            keeps: None,
        };
        menu.destinations[0].waiting = Some(waiting.clone());
        let said = |menu: &Menu, waiting: Option<WaitingLimits>| -> Vec<String> {
            check(menu, &Limits { waiting, ..PLAIN }).into_iter().map(|one| one.message).collect()
        };
        let nothing = WaitingLimits { position: false, expected: false, keys: false, callbacks: false };
        assert_eq!(
            said(&menu, None),
            ["`plain` cannot let a menu say how callers wait, as `open` asks"],
            "and no more of it"
        );
        assert_eq!(
            said(&menu, Some(nothing)),
            [
                "`plain` cannot tell callers how many wait before them, as `open` asks",
                "`plain` cannot tell callers how long they will wait, as `open` asks",
                "`plain` cannot let a key leave the queue, as `open` asks",
            ]
        );
        let all = WaitingLimits { position: true, expected: true, keys: true, callbacks: false };
        assert_eq!(said(&menu, Some(all)), Vec::<String>::new());
        // Whatever nobody asks for is not missed.
        menu.destinations[0].waiting =
            Some(Waiting { position: false, expected: false, leave: None, ..waiting });
        assert_eq!(said(&menu, Some(nothing)), Vec::<String>::new());
    }

    #[test]
    fn what_a_platform_cannot_do_is_told_and_the_rest_is_not() {
        let mut menu =
            Sketch::new().collect("open", 12, "lotto").transfer("lotto", "bye").hangup("bye").menu();
        menu.answer = Answering::Never;
        menu.pace.slower = 4;
        menu.destinations[0].to = "queue:lotto".into();
        let said: Vec<_> = check(&menu, &PLAIN).into_iter().map(|one| one.message).collect();
        assert_eq!(
            said,
            [
                "`plain` cannot let callers hear words before the call is answered (`answer: never`)",
                "`plain` cannot wait 11 seconds for a key",
                "`plain` cannot collect the 12 digits of `open`",
                "`plain` cannot put calls in a queue of its own, as `lotto` asks",
            ]
        );
        let able = Limits { early_media: true, queue: true, max_digits: 32, max_wait: 60, ..PLAIN };
        assert_eq!(check(&menu, &able), []);
    }
}
