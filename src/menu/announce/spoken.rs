//! Values of a call as lists of prompts: dates, times, slots, telephone and ticket numbers. The order of the pieces is the same in Italian
//! and English; a language that wants another will bring a parameter.
//!
//! Moments are UTC and spoken in the zone that is passed in, the desk's.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;

use crate::menu::words::{Edge, Half, Piece, Prompt};
use crate::terms::numbering::Country;
use crate::terms::{Digits, Number};

/// The pause of a comma; milliseconds.
const COMMA: Prompt = Prompt::Pause(250);
/// Between two groups of digits that somebody writes down; milliseconds.
const WRITE_DOWN: Prompt = Prompt::Pause(750);

/// A date with its weekday and year, "domenica 22 novembre 2026": for what is written down.
#[must_use]
pub fn date(date: NaiveDate) -> Vec<Prompt> {
    let mut said = weekday_and_day(date);
    said.extend(year(date));
    said
}

/// A time of day, "alle 15 e 30". Seconds are left out.
#[must_use]
pub fn time_of_day(time: NaiveTime) -> Vec<Prompt> {
    hour(Edge::At, time)
}

/// A slot: "martedì 24 novembre, dalle 15 alle 15 e 30", or "domani, lunedì 23 novembre, …". The year is said only where it is another than
/// the present one.
#[must_use]
pub fn slot(start: DateTime<Utc>, end: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> Vec<Prompt> {
    let (start, end, today) =
        (start.with_timezone(&zone), end.with_timezone(&zone), now.with_timezone(&zone).date_naive());
    let mut said = near(start.date_naive(), today);
    said.extend(day_and_month(start.date_naive(), today));
    said.push(COMMA);
    said.extend(span(start.time(), end.time()));
    said
}

/// "Dalle 15 alle 15 e 30"; in English the half of the day once where it is the same: "from 3 to 3:30 p.m.".
fn span(start: NaiveTime, end: NaiveTime) -> Vec<Prompt> {
    let mut said = hour(Edge::From, start);
    // "Noon" and "midnight" are words of their own, and say which they are.
    let named = |time: NaiveTime| time.minute() == 0 && time.hour().is_multiple_of(12);
    let same = Half::of(small(start.hour())) == Half::of(small(end.hour()));
    if same && !named(start) && !named(end) {
        for prompt in &mut said {
            match prompt {
                Prompt::Piece(Piece::Hour { sharp, .. }) => *sharp = false,
                Prompt::Piece(Piece::Minutes { half, .. }) => *half = Half::Untold,
                Prompt::Piece(_) | Prompt::Text(_) | Prompt::Phrase(_) | Prompt::Pause(_) => {}
            }
        }
    }
    said.extend(hour(Edge::To, end));
    said
}

/// When something opens again: "oggi alle 15", "domani, lunedì, alle 8", "giovedì alle 8" within the next six days,
/// "lunedì 7 dicembre alle 8" beyond, with the year where it is another than the present one.
#[must_use]
pub fn reopening(at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> Vec<Prompt> {
    let (at, today) = (at.with_timezone(&zone), now.with_timezone(&zone).date_naive());
    let day = at.date_naive();
    let mut said = match (day - today).num_days() {
        0 => vec![Prompt::Piece(Piece::Today)],
        1 => vec![Prompt::Piece(Piece::Tomorrow), COMMA, weekday(day), COMMA],
        2..=6 => vec![on_weekday(day)],
        _ => {
            let mut said = day_and_month(day, today);
            if let Some(first) = said.first_mut() {
                *first = on_weekday(day);
            }
            said
        }
    };
    said.extend(hour(Edge::At, at.time()));
    said
}

/// A telephone number digit by digit, in the groups in which it is said in its country: the prefix first, then three or four at a time.
/// A number of `home` is said without its country code, any other with "più" before it.
#[must_use]
pub fn number(number: Number, home: Country) -> Vec<Prompt> {
    let digits = number.digits().to_string();
    let national = if home == Country::ITALY { digits.strip_prefix("39") } else { None };
    if let Some(national) = national {
        return grouped(&groups_in_italy(national), COMMA);
    }
    let (code, rest) = digits.split_at_checked(country_code_length(&digits)).unwrap_or((&digits, ""));
    let mut groups = vec![code];
    groups.extend(even_groups(rest));
    let mut said = vec![Prompt::Piece(Piece::Plus)];
    said.extend(grouped(&groups, COMMA));
    said
}

/// A ticket's number, nine digits with its leading zeros, in groups of three with time to write each down.
#[must_use]
pub fn ticket(number: u32) -> Vec<Prompt> {
    let digits = format!("{number:09}");
    let groups: Vec<_> = (0..digits.len()).step_by(3).filter_map(|from| digits.get(from..from + 3)).collect();
    grouped(&groups, WRITE_DOWN)
}

/// A code, in groups of three with time to write each down.
#[must_use]
pub fn code(digits: Digits) -> Vec<Prompt> {
    let text: String = digits.iter().filter_map(|digit| digit.value().map(|_| digit.char())).collect();
    let groups: Vec<_> = (0..text.len())
        .step_by(3)
        .map(|from| text.get(from..).map_or("", |rest| rest.get(..3).unwrap_or(rest)))
        .collect();
    grouped(&groups, WRITE_DOWN)
}

/// How many, "duecento trentacinque"; from a thousand on, digit by digit.
#[must_use]
pub fn count(number: u32) -> Vec<Prompt> {
    if number > 999 {
        return grouped(&[&number.to_string()], COMMA);
    }
    let (hundreds, rest) = (small(number / 100), small(number % 100));
    let hundreds = (hundreds > 0).then_some(Prompt::Piece(Piece::Hundreds(hundreds)));
    let rest = (rest > 0 || hundreds.is_none()).then_some(Prompt::Piece(Piece::Count(rest)));
    hundreds.into_iter().chain(rest).collect()
}

/// "Oggi," or "domani,"; nothing for any other day.
fn near(day: NaiveDate, today: NaiveDate) -> Vec<Prompt> {
    match (day - today).num_days() {
        0 => vec![Prompt::Piece(Piece::Today), COMMA],
        1 => vec![Prompt::Piece(Piece::Tomorrow), COMMA],
        _ => Vec::new(),
    }
}

fn weekday(day: NaiveDate) -> Prompt {
    Prompt::Piece(Piece::Weekday(small(day.weekday().num_days_from_monday())))
}

fn on_weekday(day: NaiveDate) -> Prompt {
    Prompt::Piece(Piece::OnWeekday(small(day.weekday().num_days_from_monday())))
}

/// With the year, where it is another than today's.
fn day_and_month(day: NaiveDate, today: NaiveDate) -> Vec<Prompt> {
    let mut said = weekday_and_day(day);
    if day.year() != today.year() {
        said.extend(year(day));
    }
    said
}

fn weekday_and_day(day: NaiveDate) -> Vec<Prompt> {
    let (number, month) = (small(day.day()), small(day.month()));
    vec![weekday(day), Prompt::Piece(Piece::Day(number)), Prompt::Piece(Piece::Month(month))]
}

/// The year, if it is one of those that can be said.
fn year(day: NaiveDate) -> Option<Prompt> {
    let year = u16::try_from(day.year()).ok().filter(|year| Piece::YEARS.contains(year))?;
    Some(Prompt::Piece(Piece::Year(year)))
}

fn hour(edge: Edge, time: NaiveTime) -> Vec<Prompt> {
    let (hour, minutes) = (small(time.hour()), small(time.minute()));
    let mut said = vec![Prompt::Piece(Piece::Hour { edge, hour, sharp: minutes == 0 })];
    if minutes != 0 {
        said.push(Prompt::Piece(Piece::Minutes { minutes, half: Half::of(hour) }));
    }
    said
}

/// A part of a date or a time, none of which reaches 60.
fn small(part: u32) -> u8 {
    u8::try_from(part).unwrap_or(u8::MAX)
}

fn grouped(groups: &[&str], between: Prompt) -> Vec<Prompt> {
    let mut said = Vec::new();
    for group in groups {
        if !said.is_empty() {
            said.push(between);
        }
        said.extend(group.bytes().map(|digit| Prompt::Piece(Piece::Digit(digit.wrapping_sub(b'0')))));
    }
    said
}

/// The groups of an Italian number without its country code. Area codes have two digits (Milan, Rome), three where the last is 0, 1, 5 or 9,
/// else four (AGCOM's numbering plan, decision 8/15/CIR, annex A); mobile and toll-free prefixes have three.
fn groups_in_italy(national: &str) -> Vec<&str> {
    let prefix = match national.as_bytes() {
        [b'0', b'2' | b'6', ..] => 2,
        [b'0', _, b'0' | b'1' | b'5' | b'9', ..] | [b'1'..=b'9', ..] => 3,
        _ => 4,
    };
    let (prefix, rest) = national.split_at_checked(prefix).unwrap_or((national, ""));
    let mut groups = vec![prefix];
    groups.extend(even_groups(rest));
    groups
}

/// Groups of three or four digits, the shorter first; fewer than three stay together.
fn even_groups(digits: &str) -> Vec<&str> {
    let count = digits.len().div_ceil(4);
    let (mut rest, mut groups) = (digits, Vec::new());
    for left in (1..=count).rev() {
        let (group, after) = rest.split_at_checked(rest.len() / left).unwrap_or((rest, ""));
        groups.push(group);
        rest = after;
    }
    groups
}

/// How many digits the country code has (ITU-T E.164, list of assigned codes).
fn country_code_length(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => digits.len().min(3),
    }
}

#[cfg(test)]
#[path = "spoken/tests.rs"]
mod tests;
