//! Callbacks that nobody can book.
//!
#![doc = include_str!("../explain/M063.md")]

use chrono::Duration;

use super::Tree;
use super::never_open::{beginning, never_opens};
use crate::hours::Live;
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::model::{Menu, NamedCalendar, Queue};

/// How far the hours are looked through for room for one callback.
const LOOK: Duration = Duration::days(60);

/// A queue must have at least one slot that somebody can book. A calendar that never opens is told by itself.
pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Diagnostic>) {
    for queue in &tree.menu.queues {
        if let Some((why, help)) = why_not(tree.menu, queue) {
            let message = format!("no callback can ever be booked for `{}`: {why}", queue.name);
            found.push(tree.report(Code::NoSlots, queue.at, message).help(help));
        }
    }
}

fn why_not(menu: &Menu, queue: &Queue) -> Option<(String, &'static str)> {
    if queue.seats.most() == 0 || queue.open_per_number == 0 {
        return Some(("there are no seats".to_owned(), "write how many callbacks a slot takes: `seats: 1`"));
    }
    if queue.notice >= queue.ahead {
        return Some((
            "the notice is as long as the days ahead, or longer".to_owned(),
            "let `ahead` reach further than `notice`",
        ));
    }
    let named = menu.calendars.get(queue.calendar.index())?;
    let room = longest_open(menu, named, queue.length);
    (room < queue.length && !never_opens(menu, named)).then(|| {
        let why = format!(
            "a slot of {} minutes is longer than `{}` is ever open at a time",
            queue.length.num_minutes(),
            named.name
        );
        (why, "make `length` shorter, or the hours longer")
    })
}

/// The longest time that a calendar is open without a break; what is `enough` ends the search.
fn longest_open(menu: &Menu, named: &NamedCalendar, enough: Duration) -> Duration {
    let mut at = beginning(menu);
    let end = at + LOOK;
    let (mut open, mut longest) = (Duration::zero(), Duration::zero());
    while at < end && longest < enough {
        let answer = named.calendar.answer(&named.name, &Live::default(), at);
        open = if answer.closed.is_none() { open + (answer.until - at) } else { Duration::zero() };
        longest = longest.max(open);
        if answer.until <= at {
            break;
        }
        at = answer.until;
    }
    longest
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use crate::hours::Counts;
    use crate::menu::check::sketch::Sketch;
    use crate::menu::diagnostic::Code;
    use crate::menu::model::Queue;

    fn menu(change: impl FnOnce(&mut Queue)) -> Sketch {
        Sketch::new()
            .callback("open", "bye")
            .hangup("bye")
            .hours("short", &[("mon", "09:00-09:30"), ("holidays", "closed")])
            .queue(change)
    }

    #[test]
    fn a_queue_that_can_be_booked_is_fine() {
        menu(|_| {}).finds(Code::NoSlots, &[]);
    }

    #[test]
    fn a_queue_that_nobody_can_book_is_told_with_its_reason() {
        menu(|queue| queue.notice = queue.ahead).finds(
            Code::NoSlots,
            &["no callback can ever be booked for `callbacks`: the notice is as long as the days ahead, or longer"],
        );
        menu(|queue| queue.seats = Counts::all(0))
            .finds(Code::NoSlots, &["no callback can ever be booked for `callbacks`: there are no seats"]);
        menu(|queue| queue.length = Duration::minutes(45)).finds(
            Code::NoSlots,
            &["no callback can ever be booked for `callbacks`: a slot of 45 minutes is longer than `short` is ever open at a time"],
        );
    }
}
