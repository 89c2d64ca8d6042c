//! Runs of days: read from what stands before the colon.

use std::cmp::Ordering;
use std::ops::Range;

use chrono::{Datelike, NaiveDate, Weekday};

use super::LineProblem;
use super::lex::{self, Kind, Token};
use super::span::{Fault, LONGEST, trimmed};
use super::words::{self, Keyword};

/// A run of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dates {
    /// Once.
    Once(NaiveDate, NaiveDate),
    /// Every year, by month and day; the end may lie in the next year.
    Yearly((u32, u32), (u32, u32)),
}

impl Dates {
    /// Whether a day is one of them.
    pub(super) fn contain(self, date: NaiveDate) -> bool {
        match self {
            Self::Once(from, to) => from <= date && date <= to,
            Self::Yearly(from, to) => {
                let day = (date.month(), date.day());
                if from <= to { from <= day && day <= to } else { from <= day || day <= to }
            }
        }
    }

    /// How many days it has, in a leap year.
    pub(super) fn length(self) -> i64 {
        match self {
            Self::Once(from, to) => (to - from).num_days() + 1,
            Self::Yearly(from, to) => {
                let place = |(month, day)| {
                    NaiveDate::from_ymd_opt(2024, month, day).map_or(0, |date| i64::from(date.ordinal()))
                };
                let days = place(to) - place(from) + 1;
                if days > 0 { days } else { days + 366 }
            }
        }
    }

    /// Which of two decides a day that both contain: the shorter run, and of equals the one with its year.
    pub(super) fn before(self, other: Self) -> Ordering {
        let yearly = |dates| matches!(dates, Self::Yearly(..));
        self.length().cmp(&other.length()).then(yearly(self).cmp(&yearly(other)))
    }

    /// Whether two runs have a day in common that neither decides before the other.
    pub(super) fn clash(self, other: Self) -> bool {
        if self.before(other) != Ordering::Equal {
            return false;
        }
        match (self, other) {
            (Self::Once(from, to), Self::Once(first, last)) => from <= last && first <= to,
            // 2024 has every day that a year can have.
            (Self::Yearly(..), Self::Yearly(..)) => {
                NaiveDate::from_ymd_opt(2024, 1, 1).is_some_and(|first| {
                    first.iter_days().take(366).any(|date| self.contain(date) && other.contain(date))
                })
            }
            (Self::Once(..), Self::Yearly(..)) | (Self::Yearly(..), Self::Once(..)) => false,
        }
    }
}

/// What a key speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Days of the week, each with its place in the key.
    Days(Vec<(Weekday, Range<usize>)>),
    /// Dates or months.
    Dates(Dates),
    /// Public holidays.
    Holidays,
    /// An expression of OpenStreetMap.
    Osm,
}

/// Reads a key. `mar` is Tuesday (`martedì`) before hours and March before a block, as `block` says.
pub(super) fn key(text: &str, block: bool) -> Result<Key, Vec<Fault>> {
    let whole = || trimmed(text);
    if text.len() > LONGEST {
        let word = text.chars().take(20).chain(['…']).collect();
        return Err(vec![(whole(), LineProblem::UnknownKey { word, perhaps: None })]);
    }
    match words::keyword(&words::fold(text).replace("- ", "-")) {
        Some(Keyword::Holidays) => return Ok(Key::Holidays),
        Some(Keyword::Osm) => return Ok(Key::Osm),
        Some(Keyword::EveryDay) => return Ok(Key::Days(from_to(Weekday::Mon, Weekday::Sun, &whole()))),
        None => {}
    }
    let tokens = lex::tokens(text);
    let reader = Reader { text, tokens: &tokens };
    let understood = if block {
        reader.months().or_else(|| reader.dates()).or_else(|| reader.days())
    } else {
        reader.days().or_else(|| reader.months()).or_else(|| reader.dates())
    };
    understood.unwrap_or_else(|| Err(reader.unknown()))
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

impl Reader<'_> {
    /// The words that nobody knows, or else the whole key.
    fn unknown(&self) -> Vec<Fault> {
        let known = |word: &str| {
            words::day(word).is_some()
                || words::month(word).is_some()
                || is_joint(word)
                || is_list(word)
                || is_leading(word)
        };
        let strange: Vec<Range<usize>> = self
            .tokens
            .iter()
            .filter(|token| matches!(&token.kind, Kind::Word(word) if !known(word)))
            .map(|token| token.range.clone())
            .collect();
        let places = if strange.is_empty() { vec![trimmed(self.text)] } else { strange };
        places
            .into_iter()
            .map(|range| {
                let word = self.text.get(range.clone()).unwrap_or_default().to_owned();
                let perhaps = words::key_like(&word).map(str::to_owned);
                (range, LineProblem::UnknownKey { word, perhaps })
            })
            .collect()
    }

    /// `mon-fri`, `lun, mer e ven`, `dal lunedì al venerdì`; none when it is something else.
    fn days(&self) -> Option<Result<Key, Vec<Fault>>> {
        let mut days: Vec<(Weekday, Range<usize>)> = Vec::new();
        let mut open: Option<(Weekday, usize)> = None;
        let mut fresh = false;
        for token in self.tokens {
            match &token.kind {
                Kind::Word(word) if is_leading(word) && !(is_joint(word) && fresh) => {}
                Kind::Word(word) => match words::day(word) {
                    Some(day) => {
                        match open.take() {
                            Some((first, start)) => {
                                days.pop();
                                days.extend(from_to(first, day, &(start..token.range.end)));
                            }
                            None => days.push((day, token.range.clone())),
                        }
                        fresh = true;
                    }
                    None if is_joint(word) && fresh => {
                        open = days.last().map(|(day, range)| (*day, range.start));
                        fresh = false;
                    }
                    None if is_list(word) && fresh => fresh = false,
                    None => return None,
                },
                Kind::Dash | Kind::Dots if fresh => {
                    open = days.last().map(|(day, range)| (*day, range.start));
                    fresh = false;
                }
                Kind::Comma | Kind::Slash if fresh => fresh = false,
                Kind::Figures(_) | Kind::Dash | Kind::Dots | Kind::Comma | Kind::Slash | Kind::Other(_) => {
                    return None;
                }
            }
        }
        if !fresh || open.is_some() {
            return None;
        }
        let twice = days
            .iter()
            .enumerate()
            .find(|(at, (day, _))| days.iter().take(*at).any(|(before, _)| before == day));
        Some(match twice {
            Some((_, (_, range))) => {
                let day = self.text.get(range.clone()).unwrap_or_default().to_owned();
                Err(vec![(range.clone(), LineProblem::Twice { day })])
            }
            None => Ok(Key::Days(days)),
        })
    }

    /// `august`, `giugno-agosto`, `agosto 2026`; none when it is something else.
    fn months(&self) -> Option<Result<Key, Vec<Fault>>> {
        let (first, last, year) = match self.tokens {
            [first] => (month(first)?, month(first)?, None),
            [first, year] => (month(first)?, month(first)?, Some(full_year(year)?)),
            [first, joint, last] if joins(joint) => (month(first)?, month(last)?, None),
            [first, joint, last, year] if joins(joint) => {
                (month(first)?, month(last)?, Some(full_year(year)?))
            }
            _ => return None,
        };
        let end = |year| last_day(year, last);
        Some(Ok(Key::Dates(match year {
            None => Dates::Yearly((first, 1), (last, end(2024))),
            Some(year) => {
                let closing = if last < first { year + 1 } else { year };
                let from = NaiveDate::from_ymd_opt(year, first, 1)?;
                Dates::Once(from, NaiveDate::from_ymd_opt(closing, last, end(closing))?)
            }
        })))
    }

    /// A date, or two with `..`, a dash or a word between them; none when it is something else.
    fn dates(&self) -> Option<Result<Key, Vec<Fault>>> {
        let tokens: Vec<&Token> = self
            .tokens
            .iter()
            .filter(|token| !matches!(&token.kind, Kind::Word(word) if is_leading(word) && !is_joint(word)))
            .collect();
        let (first, used) = date(&tokens)?;
        let rest = tokens.get(used..)?;
        let (first, last) = match rest.split_first() {
            None => (first, first),
            Some((joint, rest)) if joins(joint) => {
                let (last, used) = date(rest)?;
                if used < rest.len() {
                    return None;
                }
                // `10-21 agosto`, `dal 10 al 21 agosto 2026`: what the first leaves out is said by the last.
                (Day { month: first.month.or(last.month), year: first.year.or(last.year), ..first }, last)
            }
            Some(_) => return None,
        };
        let (first, last) = (first, Day { year: last.year.or(first.year), ..last });
        Some(self.run(first, last).map(Key::Dates))
    }

    fn run(&self, first: Day, last: Day) -> Result<Dates, Vec<Fault>> {
        let range = trimmed(self.text);
        let said = self.text.get(range.clone()).unwrap_or_default().to_owned();
        let fault = |problem| Err(vec![(range.clone(), problem)]);
        let (Some(from), Some(to)) = (
            first.month.map(|month| (month, first.of_month)),
            last.month.map(|month| (month, last.of_month)),
        ) else {
            return fault(LineProblem::UnknownKey { word: said, perhaps: None });
        };
        let day = |year, (month, day)| NaiveDate::from_ymd_opt(year, month, day);
        match (first.year, last.year) {
            (Some(one), Some(other)) => match (day(one, from), day(other, to)) {
                (Some(from), Some(to)) if from <= to => Ok(Dates::Once(from, to)),
                (Some(_), Some(_)) => fault(LineProblem::DatesBackwards { dates: said }),
                (None, _) | (_, None) => fault(LineProblem::NoSuchDay { day: said }),
            },
            (None, _) | (_, None) if day(2024, from).is_none() || day(2024, to).is_none() => {
                fault(LineProblem::NoSuchDay { day: said })
            }
            (None, _) | (_, None) => Ok(Dates::Yearly(from, to)),
        }
    }
}

/// A date of which something may be left out.
#[derive(Clone, Copy)]
struct Day {
    year: Option<i32>,
    month: Option<u32>,
    of_month: u32,
}

/// The date that tokens begin with, and how many of them it takes.
fn date(tokens: &[&Token]) -> Option<(Day, usize)> {
    let figures = |at: usize| match tokens.get(at).map(|token| &token.kind) {
        Some(Kind::Figures(figures)) => Some(figures.as_str()),
        Some(Kind::Word(_) | Kind::Dash | Kind::Dots | Kind::Comma | Kind::Slash | Kind::Other(_)) | None => {
            None
        }
    };
    let short = |at: usize| figures(at).filter(|figures| figures.len() <= 2)?.parse::<u32>().ok();
    let is = |at: usize, kind: &Kind| tokens.get(at).is_some_and(|token| token.kind == *kind);
    let named = |at: usize| tokens.get(at).and_then(|token| month(token));
    let year = |at: usize| tokens.get(at).and_then(|token| full_year(token));

    if let Some(year) = year(0) {
        // 2026-12-24
        let (month, day) = (short(2)?, short(4)?);
        return (is(1, &Kind::Dash) && is(3, &Kind::Dash))
            .then_some((Day { year: Some(year), month: Some(month), of_month: day }, 5));
    }
    if let Some(month) = named(0) {
        // december 24, december 24 2026
        let day = short(1)?;
        let year = year(2);
        return Some((Day { year, month: Some(month), of_month: day }, if year.is_some() { 3 } else { 2 }));
    }
    let Some(first) = short(0) else {
        // 24.12.2026, 24.12
        let mut parts = figures(0)?.split('.');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next());
        let year = year.map(|year| parsed_year(year).ok_or(())).transpose().ok()?;
        let day = Day { year, month: Some(month.parse().ok()?), of_month: day.parse().ok()? };
        return parts.next().is_none().then_some((day, 1));
    };
    if let Some(month) = named(1) {
        // 24 dicembre, 24 dicembre 2026
        let year = year(2);
        return Some((Day { year, month: Some(month), of_month: first }, if year.is_some() { 3 } else { 2 }));
    }
    if is(1, &Kind::Slash) {
        // 24/12, 24/12/2026
        let month = short(2)?;
        let year = if is(3, &Kind::Slash) { Some(year(4)?) } else { None };
        return Some((Day { year, month: Some(month), of_month: first }, if year.is_some() { 5 } else { 3 }));
    }
    if is(1, &Kind::Dash)
        && named(3).is_none()
        && let Some(day) = short(2)
    {
        // 12-24
        return Some((Day { year: None, month: Some(first), of_month: day }, 3));
    }
    // 10, before a later date that names the month
    Some((Day { year: None, month: None, of_month: first }, 1))
}

fn month(token: &Token) -> Option<u32> {
    match &token.kind {
        Kind::Word(word) => words::month(word),
        Kind::Figures(_) | Kind::Dash | Kind::Dots | Kind::Comma | Kind::Slash | Kind::Other(_) => None,
    }
}

fn full_year(token: &Token) -> Option<i32> {
    match &token.kind {
        Kind::Figures(figures) if figures.len() == 4 => parsed_year(figures),
        Kind::Figures(_)
        | Kind::Word(_)
        | Kind::Dash
        | Kind::Dots
        | Kind::Comma
        | Kind::Slash
        | Kind::Other(_) => None,
    }
}

fn parsed_year(figures: &str) -> Option<i32> {
    figures.parse().ok().filter(|year| figures.len() == 4 && (1990..=2199).contains(year))
}

fn joins(token: &Token) -> bool {
    match &token.kind {
        Kind::Dash | Kind::Dots => true,
        Kind::Word(word) => is_joint(word),
        Kind::Figures(_) | Kind::Comma | Kind::Slash | Kind::Other(_) => false,
    }
}

/// Words between the first and the last of a run.
fn is_joint(word: &str) -> bool {
    ["to", "through", "al", "alla", "a", "all"].contains(&word)
}

/// Words between the items of a list.
fn is_list(word: &str) -> bool {
    ["e", "ed", "and"].contains(&word)
}

/// Words before a run or a day that say nothing by themselves, and the endings of English ordinals.
fn is_leading(word: &str) -> bool {
    ["dal", "dalla", "da", "from", "il", "la", "of", "st", "nd", "rd", "th", "the", "on", "di"]
        .contains(&word)
}

fn from_to(first: Weekday, last: Weekday, range: &Range<usize>) -> Vec<(Weekday, Range<usize>)> {
    let mut days = vec![(first, range.clone())];
    let mut day = first;
    while day != last {
        day = day.succ();
        days.push((day, range.clone()));
    }
    days
}

/// The last day of a month.
fn last_day(year: i32, month: u32) -> u32 {
    (28..=31).rev().find(|day| NaiveDate::from_ymd_opt(year, month, *day).is_some()).unwrap_or(28)
}
