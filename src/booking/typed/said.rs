//! What was typed, word by word: a day, a time, a part of a day, or how long from now. Which moment that is, is said elsewhere.

use chrono::{TimeDelta, Weekday};

use super::TypedFault;
use super::words::{self, Part};

/// A day as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// So many days from today.
    Ahead(u32),
    /// The next of its name.
    Weekday {
        day: Weekday,
        /// Typed with `next`, which some use for the one after.
        next: bool,
    },
    /// A date; the year where it was typed.
    Date {
        year: Option<i32>,
        month: u32,
        day: u32,
        /// The weekday that was typed with it.
        named: Option<Weekday>,
    },
    /// The next of its number: `mar 24 alle 9`, `il 27`.
    Numbered {
        day: u32,
        /// The weekday that was typed with it.
        named: Option<Weekday>,
    },
}

/// A time as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) hour: u32,
    pub(super) minute: u32,
    /// Whether it can be no other half of the day.
    pub(super) sure: bool,
}

/// All that was typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) soonest: bool,
    pub(super) after: Option<TimeDelta>,
    pub(super) day: Option<Day>,
    pub(super) time: Option<Time>,
    pub(super) part: Option<Part>,
    /// Of an hour that comes twice, whether the earlier is meant.
    pub(super) earlier: Option<bool>,
    /// Whether the time is where a span begins, or where it ends.
    pub(super) bound: Option<Bound>,
    /// In the week after this one.
    pub(super) next_week: bool,
}

/// `dopo le 15`, `entro le 12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// From the time on.
    From,
    /// Before the time.
    Until,
}

pub(super) fn said(words: &[String]) -> Result<Said, TypedFault> {
    // Numbers as words are numbers, but for one, which is an article, too.
    let digits: Vec<String> = words.iter().map(|word| digits(word)).collect();
    let words: Vec<&str> = digits.iter().map(String::as_str).collect();
    let mut said = Said::default();
    let mut rest = words.as_slice();
    while !rest.is_empty() {
        rest = said.take(rest)?;
    }
    said.halves()?;
    Ok(said)
}

impl Said {
    /// Takes the words in front that belong together, and gives the others.
    fn take<'a>(&mut self, words: &'a [&'a str]) -> Result<&'a [&'a str], TypedFault> {
        if let Some(rest) = self.spoken(words)? {
            return Ok(rest);
        }
        let rest = match words {
            ["prima" | "appena", "possibile", rest @ ..]
            | ["as", "soon", "as", "possible", rest @ ..]
            | ["subito" | "asap" | "earliest" | "soonest" | "adesso" | "now", rest @ ..] => {
                self.soonest = true;
                rest
            }
            ["tra" | "fra" | "in", rest @ ..] => return self.ahead(words, rest),
            ["day", "after", "tomorrow", rest @ ..] | ["dopodomani", rest @ ..] => {
                self.day(words, Day::Ahead(2))?;
                rest
            }
            ["oggi" | "today", rest @ ..] => {
                self.day(words, Day::Ahead(0))?;
                rest
            }
            ["domani" | "tomorrow" | "tom" | "tmrw", rest @ ..] => {
                self.day(words, Day::Ahead(1))?;
                rest
            }
            ["legale" | "summer", rest @ ..] => {
                self.earlier = Some(true);
                rest
            }
            ["solare" | "winter", rest @ ..] => {
                self.earlier = Some(false);
                rest
            }
            ["mezzogiorno" | "noon", rest @ ..] => {
                self.time(words, Time { hour: 12, minute: 0, sure: true })?;
                rest
            }
            [filler, rest @ ..] if words::FILLERS.contains(filler) => rest,
            [half @ ("am" | "pm"), rest @ ..] => {
                self.half(words, if *half == "am" { Part::Morning } else { Part::Afternoon })?;
                rest
            }
            [number, month, rest @ ..] if is_number(number) && words::month(month).is_some() => {
                self.named_month(words, number, month)?;
                rest
            }
            [number, rest @ ..] if number.starts_with(|sign: char| sign.is_ascii_digit()) => {
                self.number(words, number, rest)?;
                rest
            }
            ["prossimo" | "prossima" | "next", day, rest @ ..]
            | [day, "prossimo" | "prossima", rest @ ..]
                if words::weekday(day).is_some() =>
            {
                let day = words::weekday(day).ok_or_else(|| not_understood(words))?;
                self.day(words, Day::Weekday { day, next: true })?;
                rest
            }
            [word, rest @ ..] => {
                self.word(words, word)?;
                rest
            }
            [] => &[],
        };
        Ok(rest)
    }

    pub(super) fn word(&mut self, words: &[&str], word: &str) -> Result<(), TypedFault> {
        if let Some(day) = words::weekday(word) {
            return self.day(words, Day::Weekday { day, next: false });
        }
        match words::part(word) {
            Some(part) => self.half(words, part),
            None => Err(not_understood(words)),
        }
    }

    /// A date or a time: `25/11`, `2026-11-25`, `25.11.2026`, `25.11 9:00`, `15.30`, `1530`, `15`.
    pub(super) fn number(&mut self, words: &[&str], number: &str, rest: &[&str]) -> Result<(), TypedFault> {
        let parts: Vec<&str> = number.split(['.', ':', '/', '-', ',']).collect();
        let whole = parts.iter().map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>();
        let whole = whole.ok_or_else(|| not_understood(words))?;
        let dashed = number.contains(['/', '-']);
        let mut more = rest.iter().filter(|next| next.starts_with(|sign: char| sign.is_ascii_digit()));
        let dotted_day = self.day.is_none() && more.next().is_some_and(|next| !next.contains(['/', '-']));
        match whole.as_slice() {
            [year, month, day] if parts.first().is_some_and(|part| part.len() == 4) => {
                self.date(words, Some(*year), *month, *day)
            }
            [day, month, year] if !number.contains(':') => {
                let year = if *year < 100 { year + 2000 } else { *year };
                self.date(words, Some(year), *month, *day)
            }
            [day, month @ 1..=12] if dashed || (dotted_day && number.contains('.')) => {
                self.date(words, None, *month, *day)
            }
            [_, _] if dashed => Err(TypedFault::NoSuchDay(number.to_owned())),
            [hour, minute] => self.clock(words, number, *hour, *minute),
            [one] if number.len() <= 2 => self.clock(words, number, *one, 0),
            [one] if number.len() <= 4 => self.clock(words, number, one / 100, one % 100),
            _ => Err(not_understood(words)),
        }
    }

    fn clock(&mut self, words: &[&str], typed: &str, hour: u32, minute: u32) -> Result<(), TypedFault> {
        if hour > 23 || minute > 59 {
            return Err(TypedFault::NoSuchTime(typed.to_owned()));
        }
        // A clerk who means the night writes `03:30`; `3.30` may well be the afternoon.
        let sure = typed.starts_with('0') || !(1..=6).contains(&hour);
        self.time(words, Time { hour, minute, sure })
    }

    /// `25 nov`, with a year or without.
    fn named_month(&mut self, words: &[&str], number: &str, month: &str) -> Result<(), TypedFault> {
        let day = number.parse().ok();
        let (Some(day), Some(month)) = (day, words::month(month)) else { return Err(not_understood(words)) };
        self.date(words, None, month, day)
    }

    fn date(&mut self, words: &[&str], year: Option<u32>, month: u32, day: u32) -> Result<(), TypedFault> {
        let year = year.map(|year| i32::try_from(year).unwrap_or(i32::MAX));
        self.day(words, Day::Date { year, month, day, named: None })
    }

    /// A day is said once; a weekday and a date are one day.
    pub(super) fn day(&mut self, words: &[&str], new: Day) -> Result<(), TypedFault> {
        self.day = Some(match (self.day, new) {
            (None, new) => new,
            (Some(Day::Weekday { day: named, .. }), Day::Date { year, month, day, .. })
            | (Some(Day::Date { year, month, day, named: None }), Day::Weekday { day: named, .. }) => {
                Day::Date { year, month, day, named: Some(named) }
            }
            (Some(Day::Weekday { day: named, .. }), Day::Numbered { day, .. })
            | (Some(Day::Numbered { day, named: None }), Day::Weekday { day: named, .. }) => {
                Day::Numbered { day, named: Some(named) }
            }
            (Some(Day::Ahead(_) | Day::Weekday { .. } | Day::Date { .. } | Day::Numbered { .. }), _) => {
                return Err(not_understood(words));
            }
        });
        Ok(())
    }

    pub(super) fn time(&mut self, words: &[&str], time: Time) -> Result<(), TypedFault> {
        if self.time.replace(time).is_some() { Err(not_understood(words)) } else { Ok(()) }
    }

    pub(super) fn half(&mut self, words: &[&str], part: Part) -> Result<(), TypedFault> {
        if self.part.replace(part).is_some() { Err(not_understood(words)) } else { Ok(()) }
    }

    /// `3.30 pm`, `8 di sera`, `9 mattina`: the part of the day says which half is meant.
    fn halves(&mut self) -> Result<(), TypedFault> {
        let (Some(time), Some(part)) = (self.time, self.part) else { return Ok(()) };
        let hour = match (part, time.hour) {
            (Part::Morning, 12) => 0,
            (Part::Afternoon | Part::Evening, hour @ 1..12) => hour + 12,
            (Part::Morning, hour @ 0..12) | (Part::Afternoon | Part::Evening, hour @ 12..24) => hour,
            (Part::Morning | Part::Afternoon | Part::Evening, hour) => {
                return Err(TypedFault::NoSuchTime(format!("{hour}:{:02}", time.minute)));
            }
        };
        (self.time, self.part) = (Some(Time { hour, sure: true, ..time }), None);
        Ok(())
    }

    /// `tra 2 ore`, `in half an hour`, `tra 3 giorni`.
    fn ahead<'a>(&mut self, words: &[&str], rest: &'a [&'a str]) -> Result<&'a [&'a str], TypedFault> {
        let (count, unit, rest) = match rest {
            ["mezz" | "mezza", "ora", rest @ ..] | ["half", "an", "hour", rest @ ..] => (30, "min", rest),
            ["un", "quarto", "d" | "di", "ora", rest @ ..] => (15, "min", rest),
            ["3", "quarti", "d" | "di", "ora", rest @ ..] => (45, "min", rest),
            ["un" | "una" | "uno" | "an" | "a" | "one", unit, rest @ ..] => (1, *unit, rest),
            [count, unit, rest @ ..] => (count.parse().map_err(|_| not_understood(words))?, *unit, rest),
            [] | [_] => return Err(not_understood(words)),
        };
        let count: u32 = count;
        match unit {
            "min" | "m" | "minuto" | "minuti" | "minute" | "minutes" => {
                self.after = Some(TimeDelta::minutes(count.into()));
            }
            "ora" | "ore" | "h" | "hour" | "hours" | "hr" | "hrs" => {
                self.after = Some(TimeDelta::hours(count.into()));
            }
            "giorno" | "giorni" | "day" | "days" | "gg" => self.day(words, Day::Ahead(count))?,
            "settimana" | "settimane" | "week" | "weeks" => {
                self.day(words, Day::Ahead(count.saturating_mul(7)))?;
            }
            _ => return Err(not_understood(words)),
        }
        Ok(rest)
    }
}

fn digits(word: &str) -> String {
    words::number(word)
        .filter(|number| *number > 1)
        .map_or_else(|| word.to_owned(), |number| number.to_string())
}

pub(super) fn is_number(word: &str) -> bool {
    (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The first word that could not be placed.
pub(super) fn not_understood(words: &[&str]) -> TypedFault {
    TypedFault::NotUnderstood(words.first().copied().unwrap_or_default().to_owned())
}
