//! OpenStreetMap's `opening_hours`, read and evaluated by the library, a local day at a time.
//!
//! Only the library's schedule of one day is asked: with a zone attached it is wrong in the hour before the clocks go back, and
//! its search for the next change runs for seconds where there is none.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use opening_hours::{OpeningHours, RuleKind};

use super::holiday::Holidays;
use super::plan::{Plan, Rank, Source};
use super::span::{self, DAY, Fault, Span, trimmed};
use super::{Closed, LineId, LineProblem, words};

/// The longest expression, in bytes, and the most rules: beyond them nobody could say what it means.
const LONGEST: usize = 1_000;
const MOST_RULES: usize = 24;

/// What the library takes and a telephone's hours cannot mean: the sun (it would need a place on earth), school holidays (there is no table).
const REFUSED: [&str; 5] = ["sunrise", "sunset", "dawn", "dusk", "SH"];

/// An expression that was understood.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    hours: OpeningHours,
    /// Whether it says what happens on public holidays.
    pub(super) on_holidays: bool,
    /// Where it was written.
    pub(super) line: LineId,
}

impl Expression {
    /// What it says of a day.
    pub(super) fn plan(&self, date: NaiveDate, holidays: &Holidays) -> Plan<'static> {
        let (closed, source) = match holidays.name(date).filter(|_| self.on_holidays) {
            Some(name) => (Closed::Holiday, Source::Holiday(name, self.line)),
            None => (Closed::OutsideHours, Source::Line(self.line)),
        };
        Plan { spans: Cow::Owned(spans(&self.hours, date)), closed, source, rank: Rank::Hours }
    }
}

/// Reads an expression.
pub(super) fn read(text: &str, line: LineId, holidays: &Holidays) -> Result<Expression, Vec<Fault>> {
    let range = trimmed(text);
    let trimmed = text.get(range.clone()).unwrap_or_default();
    if trimmed.is_empty() {
        return Err(vec![(range, LineProblem::Empty)]);
    }
    if trimmed.len() > LONGEST {
        return Err(vec![(range, LineProblem::OsmTooLong { most: LONGEST })]);
    }
    let refused: Vec<Fault> = REFUSED.iter().filter_map(|word| refused(text, word)).collect();
    if !refused.is_empty() {
        return Err(refused);
    }
    let hours: OpeningHours = trimmed
        .parse()
        .map_err(|fault: <OpeningHours as std::str::FromStr>::Err| vec![syntax(text, &fault.to_string())])?;
    let hours = hours.with_context(holidays.context());
    let rules = rules(&hours);
    let problems = if rules.len() > MOST_RULES {
        vec![LineProblem::OsmTooLong { most: LONGEST }]
    } else {
        meaning(&hours, &rules, trimmed, holidays)
    };
    if problems.is_empty() {
        return Ok(Expression {
            on_holidays: hours
                .get_expression()
                .rules
                .iter()
                .any(|rule| speaks_of_holidays(&rule.day_selector)),
            hours,
            line,
        });
    }
    Err(problems
        .into_iter()
        .map(|problem| (place(text, &problem).unwrap_or_else(|| range.clone()), problem))
        .collect())
}

/// The bytes of the rule that a problem names, where the text has it in the library's spelling.
fn place(text: &str, problem: &LineProblem) -> Option<Range<usize>> {
    let (LineProblem::OsmUndone { rule, .. }
    | LineProblem::OsmReplaces { rule, .. }
    | LineProblem::Overlap { second: rule, .. }) = problem
    else {
        return None;
    };
    let start = text.find(rule.as_str())?;
    Some(start..start + rule.len())
}

fn refused(text: &str, word: &str) -> Option<Fault> {
    let start = text.find(word)?;
    let whole =
        |at: usize| !text.get(at..).is_some_and(|rest| rest.starts_with(|next: char| next.is_alphanumeric()));
    let end = start + word.len();
    whole(end).then(|| (start..end, LineProblem::OsmRefused { word: word.to_owned() }))
}

/// A syntax fault in our words: the library's message gives only the column.
fn syntax(text: &str, message: &str) -> Fault {
    let range = trimmed(text);
    let column = message
        .split_once("--> 1:")
        .and_then(|(_, rest)| rest.split(|next: char| !next.is_ascii_digit()).next())
        .and_then(|column| column.parse::<usize>().ok())
        .and_then(|column| text.trim().char_indices().nth(column.checked_sub(1)?))
        .map_or(range.start, |(at, _)| range.start + at);
    let word = word_at(text, column);
    let said = text.get(word.clone()).unwrap_or_default().to_owned();
    let perhaps = better(&said);
    (word, LineProblem::Osm { word: said, perhaps })
}

/// The word that a byte stands in, or the whole text at its end.
fn word_at(text: &str, at: usize) -> Range<usize> {
    let edge = |character: char| character.is_whitespace() || matches!(character, ';' | ',');
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind(edge).map_or(0, |start| {
        start + before.get(start..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
    });
    let rest = text.get(start..).unwrap_or_default();
    let end = start + rest.find(edge).unwrap_or(rest.len());
    if start == end { trimmed(text) } else { start..end }
}

/// What OpenStreetMap would write for a day's name or hours of ours.
fn better(word: &str) -> Option<String> {
    const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
    let named = |name: &str| {
        words::day(&words::fold(name)).and_then(|day| DAYS.get(day.num_days_from_monday() as usize))
    };
    let days: Option<Vec<&str>> = word.split(words::is_dash).map(|name| named(name).copied()).collect();
    if let Some(days) = days {
        return Some(days.join("-"));
    }
    let times: Option<Vec<String>> = word.split(words::is_dash).map(span::nearest_time).collect();
    times.map(|times| times.join("-"))
}

fn speaks_of_holidays(days: &impl ToString) -> bool {
    days.to_string().contains("PH")
}

/// The rules of an expression, each in the library's spelling.
fn rules(hours: &OpeningHours) -> Vec<String> {
    hours.get_expression().rules.iter().map(ToString::to_string).collect()
}

/// What an expression says that its writer cannot have meant.
fn meaning(hours: &OpeningHours, rules: &[String], text: &str, holidays: &Holidays) -> Vec<LineProblem> {
    let expression = hours.get_expression();
    let mut problems: Vec<LineProblem> = Vec::new();
    for rule in &expression.rules {
        if rule.kind == RuleKind::Unknown {
            problems.push(LineProblem::OsmRefused { word: "unknown".to_owned() });
        }
        // The library would cut a span at the end of another one inside it.
        if let Err(faults) = span::value(&rule.time_selector.to_string()) {
            problems.extend(
                faults
                    .into_iter()
                    .map(|(_, problem)| problem)
                    .filter(|problem| matches!(problem, LineProblem::Overlap { .. })),
            );
        }
    }
    if !problems.is_empty() {
        return problems;
    }
    let days = days(text);
    if !days.iter().any(|date| !spans(hours, *date).is_empty()) {
        return vec![LineProblem::NeverTrue { why: "it is closed on every day".to_owned() }];
    }
    for (at, rule) in expression.rules.iter().enumerate() {
        let said = rules.get(at).cloned().unwrap_or_default();
        let closes_holidays = rule.kind == RuleKind::Closed && speaks_of_holidays(&rule.day_selector);
        let undone = closes_holidays
            && days.iter().any(|date| {
                holidays.contain(*date)
                    && rule_speaks_of(&said, *date, hours)
                    && !spans(hours, *date).is_empty()
            });
        if let Some(by) = culprit(hours, at, rules, &days, undone, holidays) {
            problems.push(if closes_holidays {
                LineProblem::OsmUndone { rule: said, by }
            } else {
                LineProblem::OsmReplaces { rule: said, by }
            });
        }
    }
    problems
}

/// Whether a rule alone, opened, would say something about a day.
fn rule_speaks_of(rule: &str, date: NaiveDate, hours: &OpeningHours) -> bool {
    let open = ["closed", "off"].iter().fold(rule.to_owned(), |rule, word| rule.replace(word, "open"));
    open.parse::<OpeningHours>()
        .is_ok_and(|open| !spans(&open.with_context(hours.get_context().clone()), date).is_empty())
}

/// The later rule that takes a rule's effect away: wholly, or where `undone` says that its holidays are open again.
fn culprit(
    hours: &OpeningHours,
    at: usize,
    rules: &[String],
    days: &[NaiveDate],
    undone: bool,
    holidays: &Holidays,
) -> Option<String> {
    if at + 1 == rules.len() {
        return None;
    }
    if undone {
        let reopened = |upto: usize| {
            up_to(hours, upto).is_some_and(|prefix| {
                days.iter().any(|date| {
                    holidays.contain(*date)
                        && rules.get(at).is_some_and(|rule| rule_speaks_of(rule, *date, hours))
                        && !spans(&prefix, *date).is_empty()
                })
            })
        };
        return (at + 1..rules.len()).find(|upto| reopened(*upto)).and_then(|by| rules.get(by).cloned());
    }
    // Without effect: the whole says the same when the rule is left out, while the rules up to it did not.
    let rest = without(hours, at, rules.len())?;
    let idle = |upto: usize| -> Option<bool> {
        let (with, left_out) = (up_to(hours, upto)?, without(hours, at, upto + 1)?);
        Some(days.iter().all(|date| spans(&with, *date) == spans(&left_out, *date)))
    };
    if days.iter().any(|date| spans(hours, *date) != spans(&rest, *date)) || idle(at)? {
        return None;
    }
    (at + 1..rules.len()).find(|upto| idle(*upto) == Some(true)).and_then(|by| rules.get(by).cloned())
}

/// The first rules of an expression, up to one and with it.
fn up_to(hours: &OpeningHours, upto: usize) -> Option<OpeningHours> {
    cut(hours, |rule| rule <= upto)
}

/// The first rules of an expression but one.
fn without(hours: &OpeningHours, at: usize, upto: usize) -> Option<OpeningHours> {
    cut(hours, |rule| rule != at && rule < upto)
}

fn cut(hours: &OpeningHours, keep: impl Fn(usize) -> bool) -> Option<OpeningHours> {
    let mut expression = hours.get_expression().as_ref().clone();
    let mut rule = 0;
    expression.rules.retain(|_| {
        rule += 1;
        keep(rule - 1)
    });
    let text = expression.to_string();
    Some(text.parse::<OpeningHours>().ok()?.with_context(hours.get_context().clone()))
}

/// The days on which an expression is tried: four years with a leap year among them, and every year that it names.
pub(super) fn days(text: &str) -> Vec<NaiveDate> {
    let named = text
        .split(|character: char| !character.is_ascii_digit())
        .filter(|figures| figures.len() == 4)
        .filter_map(|figures| figures.parse::<i32>().ok())
        .filter(|year| (1990..2100).contains(year));
    let years: BTreeSet<i32> = named.take(8).chain(2026..=2029).collect();
    years
        .into_iter()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, 1, 1))
        .flat_map(|first| first.iter_days().take_while(move |date| date.year() == first.year()))
        .collect()
}

/// When an expression is open on a day; the end of the night before is part of it.
fn spans(hours: &OpeningHours, date: NaiveDate) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let schedule = hours.schedule_at(date).into_iter();
    for range in schedule.filter(|range| range.kind == RuleKind::Open) {
        let (start, end) = (range.range.start.mins_from_midnight(), range.range.end.mins_from_midnight());
        match spans.last_mut() {
            Some(last) if last.end == start => last.end = end.min(DAY),
            Some(_) | None => spans.push(Span { start, end: end.min(DAY) }),
        }
    }
    spans
}
