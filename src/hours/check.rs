//! A line that no minute ever meets is a mistake, whatever its writer meant by it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::dates::Dates;
use super::plan::Source;
use super::rules::{OnHolidays, Rules};
use super::span::trimmed;
use super::{LineFault, LineId, LineProblem, Part};

/// The years in which lines that hold every year are tried: two leap years, and every day of the week for each date but 29 February.
const YEARS: std::ops::Range<i32> = 2026..2034;

/// The most days of a run with a year that are tried.
const MOST_DAYS: usize = 400;

/// The lines that decide no day.
pub(super) fn never_true(rules: &Rules, keys: &BTreeMap<LineId, String>) -> Vec<LineFault> {
    let deciding = deciding(rules);
    let mut faults: Vec<LineFault> = Vec::new();
    let mut fault = |line: LineId, why: &str| {
        let range = keys.get(&line).map_or(0..0, |key| trimmed(key));
        let kind = LineProblem::NeverTrue { why: why.to_owned() };
        faults.push(LineFault { line: Some(line), part: Part::Key, range, kind });
    };
    for line in lines(rules).into_iter().filter(|line| !deciding.contains(line)) {
        fault(line, "other lines decide all its days");
    }
    if matches!(rules.on_holidays, Some(OnHolidays::AsWeekdays(_))) {
        for own in rules.holidays.own() {
            fault(own.line, "holidays are as other days here");
        }
    }
    faults
}

/// The lines that should decide some day.
fn lines(rules: &Rules) -> BTreeSet<LineId> {
    let weeks = std::iter::once(&rules.week).chain(rules.blocks.iter().map(|block| &block.week));
    let days = weeks.flat_map(|week| WEEK.iter().filter_map(|day| week.day(*day))).map(|hours| hours.line);
    days.chain(rules.dated.iter().map(|dated| dated.hours.line)).collect()
}

/// The days of the week, Monday first.
pub(super) const WEEK: [chrono::Weekday; 7] = [
    chrono::Weekday::Mon,
    chrono::Weekday::Tue,
    chrono::Weekday::Wed,
    chrono::Weekday::Thu,
    chrono::Weekday::Fri,
    chrono::Weekday::Sat,
    chrono::Weekday::Sun,
];

/// The lines that do.
fn deciding(rules: &Rules) -> BTreeSet<LineId> {
    let every_year = YEARS
        .filter_map(|year| NaiveDate::from_ymd_opt(year, 1, 1))
        .flat_map(|first| first.iter_days().take_while(move |date| date.year() == first.year()));
    let runs =
        rules.dated.iter().map(|dated| dated.dates).chain(rules.blocks.iter().map(|block| block.dates));
    let once = runs.flat_map(|dates| match dates {
        Dates::Once(from, to) => {
            from.iter_days().take_while(move |date| *date <= to).take(MOST_DAYS).collect::<Vec<_>>()
        }
        Dates::Yearly(..) => Vec::new(),
    });
    every_year
        .chain(once)
        .filter_map(|date| match rules.plan(date).source {
            Source::Line(line) | Source::Holiday(_, line) => Some(line),
            Source::NoLine | Source::Override(_) => None,
        })
        .collect()
}
