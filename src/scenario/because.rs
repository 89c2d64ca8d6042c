//! Why a call went as it did, in words, with the file and line where an admin can change it.

use serde::Serialize;

use crate::engine::{Control, Outcome, Why};
use crate::hours::{Closed, Layer};
use crate::menu::model::{At, HangupCause, Menu};
use crate::terms::{DestinationId, NodeId};

/// A step of reasoning, for eyes and for machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Because {
    /// The kind of step (`hours`, `key`, `known-caller`, …).
    pub rule: &'static str,
    /// The step in words.
    pub what: String,
    /// The layer of the calendar that decided; none where no calendar was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<&'static str>,
    /// The file in which it is written; none for what is the program's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line, counted from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column, counted from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

/// Turns the ids of a step into words and a place.
#[must_use]
pub fn because(menu: &Menu, why: &Why) -> Because {
    let (rule, what, at) = match why {
        Why::Assigned { to, row } => return assigned(menu, *to, *row),
        Why::NotAssigned if menu.directory.is_empty() => {
            ("not-assigned", "the desk has no directory of callers".into(), None)
        }
        Why::NotAssigned => ("not-assigned", "the directory assigns this caller nowhere".into(), None),
        Why::Hours { calendar, closed, layer } => return hours(menu, calendar.index(), *closed, layer),
        Why::At(id) => ("at", format!("the call is at {}", path(menu, *id)), node(menu, *id)),
        Why::KnownCaller(id) => (
            "known-caller",
            format!("{} sends known callers to their destination", path(menu, *id)),
            node(menu, *id),
        ),
        Why::Language(language, key) => {
            ("language", format!("key {key} chooses the language `{}`", language.code()), None)
        }
        Why::Key(id, key) => ("key", format!("key {key} at {}", path(menu, *id)), node(menu, *id)),
        Why::Control(id, control) => {
            ("control", format!("{} at {}", control_name(*control), path(menu, *id)), node(menu, *id))
        }
        Why::NoMatch(id, key, count) => (
            "no-match",
            format!("key {key} does nothing at {}; wrong keys there: {count}", path(menu, *id)),
            node(menu, *id),
        ),
        Why::NoInput(id, count) => (
            "no-input",
            format!("nothing was pressed at {}; silences there: {count}", path(menu, *id)),
            node(menu, *id),
        ),
        Why::AfterErrors(id) => {
            ("after-errors", format!("that was one error too many at {}", path(menu, *id)), node(menu, *id))
        }
        Why::AheadDropped(id) => (
            "ahead-dropped",
            format!("keys pressed ahead do not count at {}: a habit must not decide there", path(menu, *id)),
            node(menu, *id),
        ),
        Why::Transfer(to) => {
            ("transfer", format!("the call is put through to {}", name(menu, *to)), destination(menu, *to))
        }
        Why::Transferred(to, outcome) => (
            "transferred",
            format!("{}: {}", name(menu, *to), outcome_words(*outcome)),
            destination(menu, *to),
        ),
        Why::Answered(class) => ("answered", format!("the agenda answers: {class}"), None),
        Why::Exhausted => {
            ("exhausted", "the call has used up its turns or its time".into(), node(menu, menu.last_resort))
        }
        Why::Ended => ("ended", "the call is over".into(), None),
        Why::Hangup(cause) => ("hangup", format!("we hang up: {}", cause_name(*cause)), None),
    };
    placed(menu, rule, what, None, at)
}

fn placed(
    menu: &Menu,
    rule: &'static str,
    what: String,
    layer: Option<&'static str>,
    at: Option<At>,
) -> Because {
    let place = at.and_then(|at| menu.locate(at));
    let (file, line, column) = match place {
        Some((file, line, column)) => (Some(file.to_owned()), Some(line), Some(column)),
        None => (None, None, None),
    };
    Because { rule, what, layer, file, line, column }
}

/// A row of the directory: its file is another than the menu's.
fn assigned(menu: &Menu, to: DestinationId, row: u32) -> Because {
    let file = menu.files.iter().map(|file| &file.name).find(|name| name.to_lowercase().ends_with(".csv"));
    Because {
        rule: "assigned",
        what: format!("the directory assigns this caller to {}", name(menu, to)),
        layer: None,
        file: file.map(ToString::to_string),
        line: Some(row),
        column: None,
    }
}

fn hours(menu: &Menu, calendar: usize, closed: Option<Closed>, layer: &Layer) -> Because {
    let named = menu.calendars.get(calendar);
    let calendar = named.map_or("the desk", |named| &named.name);
    let (line, detail) = match layer {
        Layer::Line(line) => (Some(*line), String::new()),
        Layer::Holiday { name, line } => (Some(*line), format!(" ({name})")),
        Layer::NoLine => (None, " (no line speaks of this minute)".into()),
        Layer::Override(id) => (None, format!(" (override {id})")),
        Layer::Emergency => (None, String::new()),
    };
    let state = match closed {
        None => "open",
        Some(Closed::OutsideHours) => "closed, outside its hours",
        Some(Closed::Holiday) => "closed, a holiday",
        Some(Closed::ClosingPeriod) => "closed, a closing period",
        Some(Closed::Override) => "closed by hand",
        Some(Closed::Emergency) => "closed, an emergency",
    };
    // Where no line speaks, the first one shows at least where the calendar stands.
    let at = match (line, layer) {
        (Some(line), _) => named.and_then(|named| named.at(line)),
        // The first line shows at least where the calendar stands.
        (None, Layer::NoLine) => named.and_then(|named| named.lines.first().copied()),
        (None, _) => None,
    };
    placed(menu, "hours", format!("{calendar} is {state}{detail}"), Some(layer_name(layer, closed)), at)
}

/// The layers' names, in the fixed order in which they win: emergency, override, closing period, holiday, hours.
const fn layer_name(layer: &Layer, closed: Option<Closed>) -> &'static str {
    match (layer, closed) {
        (Layer::Emergency, _) => "emergency",
        (Layer::Override(_), _) => "override",
        (Layer::Line(_), Some(Closed::ClosingPeriod)) => "closing period",
        (Layer::Holiday { .. }, _) => "holiday",
        (Layer::Line(_) | Layer::NoLine, _) => "hours",
    }
}

fn node(menu: &Menu, id: NodeId) -> Option<At> {
    menu.node(id).map(|node| node.at)
}

fn path(menu: &Menu, id: NodeId) -> String {
    menu.node(id).map_or_else(|| "a node that does not exist".into(), |node| format!("`{}`", node.path))
}

fn destination(menu: &Menu, id: DestinationId) -> Option<At> {
    menu.destinations.get(id.index()).map(|destination| destination.at)
}

fn name(menu: &Menu, id: DestinationId) -> String {
    let destination = menu.destinations.get(id.index());
    destination
        .map_or_else(|| "a destination that does not exist".into(), |found| format!("`{}`", found.name))
}

const fn control_name(control: Control) -> &'static str {
    match control {
        Control::Back => "back",
        Control::Repeat => "repeat",
        Control::Help => "help",
        Control::End => "end of the digits",
        Control::Clear => "the digits begin again",
    }
}

const fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Completed => "answered, and over",
        Outcome::Busy => "busy",
        Outcome::NoAnswer => "nobody answers",
        Outcome::Failed => "cannot be reached",
        Outcome::WaitedTooLong => "the longest wait is over",
        Outcome::Left => "the caller leaves the queue by key",
    }
}

const fn cause_name(cause: HangupCause) -> &'static str {
    match cause {
        HangupCause::Normal => "the call is over",
        HangupCause::Busy => "busy",
        HangupCause::Rejected => "refused",
        HangupCause::Unallocated => "nobody has this number",
    }
}
