//! A call's events as lines for a person to read.

use crate::engine::Outcome;
use crate::menu::model::HangupCause;
use crate::scenario::{Because, Entry};
use crate::terms::{Caller, Digit};

/// Who calls; a number is masked.
pub(super) fn caller(caller: Caller) -> String {
    match caller {
        Caller::Known(number) => format!("from {number}"),
        Caller::Withheld => "from a withheld number".into(),
        Caller::Unknown => "from an unknown number".into(),
    }
}

/// One line, or several for a long one.
pub(super) fn entry(entry: &Entry) -> String {
    match entry {
        Entry::Why(because) => format!("  why    {}", why(because)),
        Entry::Says(language, sentence) => format!("hears {}  {sentence}", language.code()),
        Entry::Keys(digits) => {
            let keys: String = digits.iter().map(Digit::char).collect();
            format!("presses   {keys}")
        }
        Entry::Silence(seconds) => format!("waits     nothing is pressed for {seconds} s"),
        Entry::Dials { to, ring } => format!("dials     {to}, ringing for {ring} s at most"),
        Entry::Back(outcome) => format!("back      {}", outcome_name(*outcome)),
        Entry::HangsUp(cause) => format!("hangs up  {}", cause_name(*cause)),
    }
}

/// A step of reasoning and where it is written.
fn why(because: &Because) -> String {
    let Because { rule: _, what, layer, file, line, column } = because;
    let layer = layer.map_or_else(String::new, |layer| format!(" [{layer}]"));
    let place = match (file, line, column) {
        (Some(file), Some(line), Some(column)) => format!("  ({file}:{line}:{column})"),
        (Some(file), Some(line), None) => format!("  ({file}:{line})"),
        (Some(_), None, _) | (None, _, _) => String::new(),
    };
    format!("{what}{layer}{place}")
}

pub(super) const fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Completed => "they spoke",
        Outcome::Busy => "busy",
        Outcome::NoAnswer => "no answer",
        Outcome::Failed => "not reached",
        Outcome::WaitedTooLong => "waited too long",
        Outcome::Left => "left by key",
    }
}

pub(super) const fn cause_name(cause: HangupCause) -> &'static str {
    match cause {
        HangupCause::Normal => "normally",
        HangupCause::Busy => "as busy",
        HangupCause::Rejected => "as refused",
        HangupCause::Unallocated => "as a number that nobody has",
    }
}
