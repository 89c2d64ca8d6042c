//! A calendar said back in plain words, so that whoever wrote it sees what was understood.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::Calendar;
use super::check::WEEK;
use super::dates::Dates;
use super::holiday::Holidays;
use super::osm::{self, Expression};
use super::rules::{OnHolidays, Week};
use super::span::{DAY, Span};
use crate::terms::{Language, month_name, weekday_name};

/// The words of a language.
struct Words {
    language: Language,
    closed: &'static str,
    all_day: &'static str,
    next_day: &'static str,
    holidays: &'static str,
    as_other_days: &'static str,
    also: &'static str,
    every_year: &'static str,
    usually: &'static str,
}

const ITALIAN: Words = Words {
    language: Language::It,
    closed: "chiuso",
    all_day: "tutto il giorno",
    next_day: "del giorno dopo",
    holidays: "festivi",
    as_other_days: "come gli altri giorni",
    also: "festivo anche:",
    every_year: "ogni anno",
    usually: "di solito",
};

const ENGLISH: Words = Words {
    language: Language::En,
    closed: "closed",
    all_day: "all day",
    next_day: "on the next day",
    holidays: "public holidays",
    as_other_days: "as on other days",
    also: "also a holiday:",
    every_year: "every year",
    usually: "usually",
};

const fn words(language: Language) -> &'static Words {
    match language {
        Language::It => &ITALIAN,
        Language::En => &ENGLISH,
    }
}

impl Calendar {
    /// What was understood, a sentence for each thing: `lunedì-venerdì 08:00–18:00`, `sabato 08:00–13:00`, `festivi chiuso`.
    /// Of an expression of OpenStreetMap it is what holds most often, so that a trap in it shows.
    #[must_use]
    pub fn plain_words(&self, language: Language) -> Vec<String> {
        let words = words(language);
        let rules = &self.rules;
        let mut said: Vec<String> = Vec::new();
        if let Some(osm) = &rules.osm {
            said.extend(most_often(osm, &rules.holidays, words));
        } else if !rules.week.is_empty() {
            said.extend(week(&rules.week, words));
        }
        match &rules.on_holidays {
            Some(OnHolidays::Hours(hours)) => {
                said.push(format!("{} {}", words.holidays, spans(&hours.spans, words)));
            }
            Some(OnHolidays::AsWeekdays(_)) => {
                said.push(format!("{} {}", words.holidays, words.as_other_days));
            }
            None => {}
        }
        for own in rules.holidays.own() {
            said.push(format!("{} {}, {}", words.also, dates(own.dates, words), own.name));
        }
        for block in &rules.blocks {
            said.push(format!("{}: {}", dates(block.dates, words), week(&block.week, words).join("; ")));
        }
        for dated in &rules.dated {
            said.push(format!("{} {}", dates(dated.dates, words), spans(&dated.hours.spans, words)));
        }
        said
    }
}

/// The days of a week, neighbours with the same hours together.
fn week(week: &Week, words: &Words) -> Vec<String> {
    let hours: Vec<&[Span]> =
        WEEK.iter().map(|day| week.day(*day).map_or(&[][..], |hours| &hours.spans)).collect();
    together(&hours, words)
}

fn together(hours: &[&[Span]], words: &Words) -> Vec<String> {
    let mut said = Vec::new();
    let names = WEEK.map(|day| weekday_name(day, words.language));
    let mut rest = names.iter().zip(hours).peekable();
    while let Some((first, of)) = rest.next() {
        let mut last = first;
        while let Some((day, _)) = rest.next_if(|(_, next)| *next == of) {
            last = day;
        }
        let days = if first == last { (*first).to_owned() } else { format!("{first}-{last}") };
        said.push(format!("{days} {}", spans(of, words)));
    }
    said
}

fn spans(spans: &[Span], words: &Words) -> String {
    if spans.is_empty() {
        return words.closed.to_owned();
    }
    let one = |span: &Span| match span {
        whole if *whole == Span::WHOLE_DAY => words.all_day.to_owned(),
        night if night.end > DAY => format!("{night} {}", words.next_day),
        day => day.to_string(),
    };
    spans.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn dates(dates: Dates, words: &Words) -> String {
    let day = |(of, day): (u32, u32)| format!("{day} {}", month_name(of, words.language));
    match dates {
        Dates::Once(from, to) => {
            let place = |date: NaiveDate| (date.month(), date.day());
            match (from == to, from.year() == to.year()) {
                (true, _) => format!("{} {}", day(place(from)), from.year()),
                (false, true) => format!("{} – {} {}", day(place(from)), day(place(to)), to.year()),
                (false, false) => {
                    format!("{} {} – {} {}", day(place(from)), from.year(), day(place(to)), to.year())
                }
            }
        }
        Dates::Yearly(from, to) if from == to => format!("{} ({})", day(from), words.every_year),
        Dates::Yearly((first, 1), (last, end)) if is_last(last, end) => {
            if first == last {
                month_name(first, words.language).to_owned()
            } else {
                format!("{}-{}", month_name(first, words.language), month_name(last, words.language))
            }
        }
        Dates::Yearly(from, to) => format!("{} – {} ({})", day(from), day(to), words.every_year),
    }
}

/// Whether a day is the last of its month, in a leap year.
fn is_last(month: u32, day: u32) -> bool {
    NaiveDate::from_ymd_opt(2024, month, day + 1).is_none()
}

/// What an expression says of each day of the week, and of holidays, on most of its days.
fn most_often(osm: &Expression, holidays: &Holidays, words: &Words) -> Vec<String> {
    let mut counts: BTreeMap<(Option<u32>, Vec<Span>), u32> = BTreeMap::new();
    for date in osm::days("") {
        let holiday = osm.on_holidays && holidays.contain(date);
        let day = (!holiday).then(|| date.weekday().num_days_from_monday());
        *counts.entry((day, osm.plan(date, holidays).spans.into_owned())).or_default() += 1;
    }
    let usual = |day: Option<u32>| {
        let of_day = counts.iter().filter(|((of, _), _)| *of == day);
        of_day.max_by_key(|(_, count)| **count).map(|((_, spans), _)| spans.as_slice())
    };
    let days: Vec<&[Span]> = WEEK
        .iter()
        .map(|day: &Weekday| usual(Some(day.num_days_from_monday())).unwrap_or_default())
        .collect();
    let mut said = together(&days, words);
    if let Some(first) = said.first_mut() {
        *first = format!("{} {first}", words.usually);
    }
    said.extend(usual(None).map(|of| format!("{} {}", words.holidays, spans(of, words))));
    said
}
