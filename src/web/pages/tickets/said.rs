//! Requests in words: where they stand, how much time is left, what happened to them and by whom.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use maud::{Markup, html};

use super::super::icon;
use super::super::words::Words;
use crate::access::actor;
use crate::calls::Promised;
use crate::menu::model::Menu;
use crate::store::{Happened, Ticket};
use crate::terms::Language;
use crate::ticket::{Amount, Attempted, Clock, Event, Goal, Origin, Refused, Severity, State};

/// A moment as the desk's clock shows it.
pub(super) fn moment(at: DateTime<Utc>, zone: Tz) -> Markup {
    let local = at.with_timezone(&zone);
    html! { time datetime=(local.to_rfc3339()) { (local.format("%d/%m/%Y, %H:%M")) } }
}

pub(super) fn state(words: Words, state: State) -> String {
    words.say(match state {
        State::Opened => "state-opened",
        State::TakenInCharge => "state-taken-in-charge",
        State::Waiting => "state-waiting",
        State::Closed => "state-closed",
        State::Reopened => "state-reopened",
        State::Lapsed => "state-lapsed",
    })
}

pub(super) fn severity(words: Words, severity: Severity) -> String {
    words.say(match severity {
        Severity::High => "severity-high",
        Severity::Medium => "severity-medium",
        Severity::Low => "severity-low",
        Severity::Info => "severity-info",
    })
}

pub(super) fn language(words: Words, language: Language) -> String {
    words.say(match language {
        Language::It => "in-italian",
        Language::En => "in-english",
    })
}

/// A kind by its title in the menu.
pub(super) fn kind(menu: Option<&Menu>, words: Words, kind: &str) -> String {
    let title = menu.and_then(|menu| {
        let (_, title) = menu.tickets.kinds.iter().find(|(name, _)| **name == *kind)?;
        Some(menu.written(*title, words.language()).to_owned())
    });
    title.unwrap_or_else(|| kind.to_owned())
}

/// A queue by its title in the menu.
pub(super) fn queue(menu: Option<&Menu>, words: Words, queue: &str) -> String {
    menu.map_or(queue, |menu| menu.queue_title(queue, words.language())).to_owned()
}

/// A desk by its title.
pub(super) fn desk(menu: Option<&Menu>, words: Words, desk: &str) -> String {
    menu.map_or_else(|| desk.to_owned(), |menu| menu.written(menu.title, words.language()).to_owned())
}

/// Who has it in charge: whoever took it last.
pub(super) fn in_charge(ticket: &Ticket) -> Option<&str> {
    matches!(ticket.life.state, State::TakenInCharge | State::Waiting)
        .then(|| ticket.history.iter().rev().find(|one| one.entry.event == Event::TakenInCharge))?
        .map(|taken| taken.actor.as_str())
}

pub(super) fn goal(words: Words, goal: Goal) -> String {
    words.say(match goal {
        Goal::Reaction => "goal-reaction",
        Goal::Resolution => "goal-resolution",
    })
}

/// How a promise stands: in words, with an icon beside them where it is broken.
pub(super) fn promise(words: Words, promised: &Promised, zone: Tz) -> Markup {
    let until = promised.due.map(|due| moment(due, zone));
    let told = match (promised.done, promised.left) {
        (Some(_), _) if promised.broken => words.say("kept-late"),
        (Some(_), _) => words.say("kept"),
        (None, None) => words.say("never-due"),
        (None, Some(left)) if promised.broken => {
            words.tell("over", &[("time", amount(words, left, promised.clock).into())])
        }
        (None, Some(left)) if promised.due.is_none() => {
            words.tell("left-waiting", &[("time", amount(words, left, promised.clock).into())])
        }
        (None, Some(left)) => words.tell("left", &[("time", amount(words, left, promised.clock).into())]),
    };
    html! {
        span class=(if promised.broken { "broken" } else { "in-time" }) {
            @if promised.broken { (icon("it-warning-circle")) " " }
            strong { (told) }
        }
        " " span class="until" { (goal(words, promised.goal)) @if let Some(until) = until { " " (words.say("until")) " " (until) } }
    }
}

fn amount(words: Words, left: Amount, clock: Clock) -> String {
    let time = match left {
        Amount::WorkingDays(days) => return words.tell("working-days", &[("days", days.into())]),
        Amount::Time(time) => length(words, time.abs(), clock),
    };
    match clock {
        Clock::Staffed => words.tell("staffed-time", &[("time", time.into())]),
        Clock::Wall => time,
    }
}

fn length(words: Words, time: TimeDelta, clock: Clock) -> String {
    let (hours, minutes) = (time.num_hours(), time.num_minutes() % 60);
    if clock == Clock::Wall && hours >= 48 {
        return words.tell("time-days", &[("days", (hours / 24).into()), ("hours", (hours % 24).into())]);
    }
    if hours == 0 {
        return words.tell("time-minutes", &[("minutes", minutes.into())]);
    }
    words.tell("time-hours", &[("hours", hours.into()), ("minutes", minutes.into())])
}

/// What happened, in a sentence.
pub(super) fn event(words: Words, menu: Option<&Menu>, event: &Event, zone: Tz) -> String {
    let slot = |start: &DateTime<Utc>| start.with_timezone(&zone).format("%d/%m/%Y, %H:%M").to_string();
    match event {
        Event::Opened { origin } => words.say(match origin {
            Origin::Call => "opened-by-call",
            Origin::Callback => "opened-by-callback",
            Origin::Api => "opened-by-api",
            Origin::Page => "opened-by-page",
        }),
        Event::TakenInCharge => words.say("was-taken"),
        Event::Asked => words.say("was-asked"),
        Event::Answered => words.say("was-answered"),
        Event::Closed => words.say("was-closed"),
        Event::Reopened => words.say("was-reopened"),
        Event::Reminded => words.say("was-reminded"),
        Event::Lapsed => words.say("was-lapsed"),
        Event::Escalated => words.say("was-escalated"),
        Event::Kind { kind: name } => words.tell("was-kind", &[("kind", kind(menu, words, name).into())]),
        Event::Severity { severity: one } => {
            words.tell("was-severity", &[("severity", severity(words, *one).into())])
        }
        Event::CallbackBooked { start } => words.tell("was-booked", &[("start", slot(start).into())]),
        Event::PlaceKept { since } => words.tell("was-kept", &[("since", slot(since).into())]),
        Event::CallbackMoved { start } => words.tell("was-moved", &[("start", slot(start).into())]),
        Event::CallbackCancelled => words.say("was-cancelled"),
        Event::CallbackAttempted { attempt, outcome } => words.tell(
            "was-attempted",
            &[("attempt", (*attempt).into()), ("outcome", attempted(words, *outcome).into())],
        ),
        Event::CallbackSpoken => words.say("was-spoken"),
        Event::CallbackMissed => words.say("was-missed"),
        Event::Noted => words.say("was-noted"),
        Event::Spent { left } => words.tell("was-spent", &[("left", (*left).into())]),
    }
}

/// How an attempt to call back ended.
fn attempted(words: Words, outcome: Attempted) -> String {
    words.say(match outcome {
        Attempted::Spoken => "attempt-spoken",
        Attempted::NoAnswer => "attempt-no-answer",
        Attempted::Busy => "attempt-busy",
        Attempted::Voicemail => "attempt-voicemail",
        Attempted::Refused => "attempt-refused",
        Attempted::WrongNumber => "attempt-wrong-number",
        Attempted::NoOperator => "attempt-no-operator",
        Attempted::Failed => "attempt-failed",
        Attempted::Unknown => "attempt-unknown",
    })
}

/// Who did it.
pub(super) fn who(words: Words, happened: &Happened) -> String {
    match happened.actor.as_str() {
        actor::CALLER => words.say("actor-caller"),
        actor::PAGE => words.say("actor-page"),
        actor::CLOCK => words.say("actor-clock"),
        name => match actor::of_program(name) {
            None => name.to_owned(),
            Some("") => words.say("actor-api"),
            Some(token) => words.tell("actor-program", &[("name", token.into())]),
        },
    }
}

/// Why something may not happen now.
pub(super) fn refused(words: Words, refused: Refused) -> String {
    words.say(match refused {
        Refused::Closed => "refused-closed",
        Refused::Lapsed => "refused-lapsed",
        Refused::NotClosed => "refused-not-closed",
        Refused::NotInCharge => "refused-not-in-charge",
        Refused::NotWaiting => "refused-not-waiting",
        Refused::Waiting => "refused-waiting",
        Refused::NotReminded => "refused-not-reminded",
        Refused::Escalated => "refused-escalated",
        Refused::NotLapsed | Refused::NoCallback | Refused::Opened => "refused-other",
    })
}
