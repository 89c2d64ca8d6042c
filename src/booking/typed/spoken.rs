//! What is said on the telephone, typed as it is said: `le 9 e mezza`, `dieci meno un quarto`, `dopo le 15`, `settimana prossima`, `mar 24 alle 9`.

use chrono::TimeDelta;

use super::TypedFault;
use super::said::{Bound, Day, Said, Time, is_number, not_understood};
use super::words::{self, Part};

impl Said {
    /// Takes the words in front that belong together, where they are of these, and gives the others.
    pub(super) fn spoken<'a>(&mut self, words: &'a [&'a str]) -> Result<Option<&'a [&'a str]>, TypedFault> {
        let rest: &[&str] = match words {
            ["stamattina" | "stamani" | "stamane", rest @ ..] => {
                self.today(words, Part::Morning)?;
                rest
            }
            ["stasera" | "tonight", rest @ ..] => {
                self.today(words, Part::Evening)?;
                rest
            }
            ["settimana", "prossima", rest @ ..]
            | ["prossima", "settimana", rest @ ..]
            | ["next", "week", rest @ ..]
                if !self.next_week =>
            {
                self.next_week = true;
                rest
            }
            ["dopo", "pranzo", rest @ ..] | ["after", "lunch", rest @ ..] => {
                self.half(words, Part::Afternoon)?;
                rest
            }
            ["dopo" | "dalle" | "dall" | "after" | "from", rest @ ..] => {
                self.bound(words, Bound::From)?;
                rest
            }
            ["prima", "possibile", ..] => return Ok(None),
            ["entro" | "prima" | "before" | "by" | "until", rest @ ..] => {
                self.bound(words, Bound::Until)?;
                rest
            }
            ["e" | "and", rest @ ..] => self.minutes(words, rest)?,
            ["meno", rest @ ..] => self.fewer(words, rest)?,
            ["half", "past", rest @ ..] => self.past(words, rest, 30)?,
            ["quarter", "past", rest @ ..] => self.past(words, rest, 15)?,
            ["quarter", "to", rest @ ..] => self.past(words, rest, -15)?,
            [number, "st" | "nd" | "rd" | "th", rest @ ..] | ["il", number, rest @ ..]
                if is_number(number) && rest.first().is_none_or(|next| words::month(next).is_none()) =>
            {
                self.numbered(words, number)?;
                rest
            }
            [weekday, number, rest @ ..] if words::weekday(weekday).is_some() && is_day(number, rest) => {
                self.word(words, weekday)?;
                self.numbered(words, number)?;
                rest
            }
            [hour, minutes, rest @ ..] if self.time.is_none() && is_hour(hour) && is_minutes(minutes) => {
                self.number(words, &format!("{hour}:{minutes}"), rest)?;
                rest
            }
            ["ora"] if *self == Self::default() => {
                self.soonest = true;
                &[]
            }
            // `all'una`.
            ["una" | "one", rest @ ..] => {
                self.time(words, Time { hour: 1, minute: 0, sure: false })?;
                rest
            }
            _ => return Ok(None),
        };
        Ok(Some(rest))
    }

    fn today(&mut self, words: &[&str], part: Part) -> Result<(), TypedFault> {
        self.day(words, Day::Ahead(0))?;
        self.half(words, part)
    }

    fn bound(&mut self, words: &[&str], bound: Bound) -> Result<(), TypedFault> {
        if self.bound.replace(bound).is_some() { Err(not_understood(words)) } else { Ok(()) }
    }

    fn numbered(&mut self, words: &[&str], number: &str) -> Result<(), TypedFault> {
        let day = number.parse().map_err(|_| not_understood(words))?;
        self.day(words, Day::Numbered { day, named: None })
    }

    /// `9 e mezza`, `15 e 30`, `tre e un quarto`; `tra un'ora e mezza`.
    fn minutes<'a>(&mut self, words: &[&str], rest: &'a [&'a str]) -> Result<&'a [&'a str], TypedFault> {
        let (minutes, rest) = length(rest).ok_or_else(|| not_understood(words))?;
        if let (Some(after), None) = (self.after, self.time) {
            self.after = Some(after + TimeDelta::minutes(minutes.into()));
            return Ok(rest);
        }
        let time = self.time.filter(|time| time.minute == 0).ok_or_else(|| not_understood(words))?;
        self.time = Some(Time { minute: minutes, ..time });
        Ok(rest)
    }

    /// `dieci meno un quarto`.
    fn fewer<'a>(&mut self, words: &[&str], rest: &'a [&'a str]) -> Result<&'a [&'a str], TypedFault> {
        let (minutes, rest) =
            length(rest).filter(|(minutes, _)| *minutes > 0).ok_or_else(|| not_understood(words))?;
        let time = self.time.filter(|time| time.minute == 0).ok_or_else(|| not_understood(words))?;
        self.time = Some(before(time, minutes));
        Ok(rest)
    }

    /// `half past nine`, `quarter to three`.
    fn past<'a>(
        &mut self,
        words: &[&str],
        rest: &'a [&'a str],
        minutes: i32,
    ) -> Result<&'a [&'a str], TypedFault> {
        let (hour, rest) =
            rest.split_first().filter(|(hour, _)| is_hour(hour)).ok_or_else(|| not_understood(words))?;
        self.number(words, hour, &[])?;
        let minute = minutes.unsigned_abs();
        self.time =
            self.time.map(|time| if minutes < 0 { before(time, minute) } else { Time { minute, ..time } });
        Ok(rest)
    }
}

/// How many minutes are said: `mezza`, `un quarto`, `3 quarti`, `20`.
fn length<'a>(words: &'a [&'a str]) -> Option<(u32, &'a [&'a str])> {
    Some(match words {
        ["mezza" | "mezzo" | "mezz", rest @ ..] => (30, rest),
        ["un", "quarto", rest @ ..] | ["quarto", rest @ ..] => (15, rest),
        ["3", "quarti", rest @ ..] => (45, rest),
        [minutes, rest @ ..] if is_number(minutes) => {
            let minutes = minutes.parse().ok().filter(|minutes| *minutes < 60)?;
            (minutes, rest)
        }
        _ => return None,
    })
}

/// So many minutes before a whole hour.
const fn before(time: Time, minutes: u32) -> Time {
    // An hour before one is twelve, where it is not known which half of the day is meant.
    let hour = match (time.hour, time.sure) {
        (0, _) => 23,
        (1, false) => 12,
        (hour, _) => hour - 1,
    };
    Time { hour, minute: 60 - minutes, sure: time.sure || hour == 12 }
}

/// Whether the number after a weekday is the day's, and not the hour: a time comes after it.
fn is_day(number: &str, rest: &[&str]) -> bool {
    let Some(next) = rest.first() else { return false };
    let is_split = is_hour(number) && is_minutes(next);
    let has_time = rest.iter().any(|word| {
        word.starts_with(|sign: char| sign.is_ascii_digit()) || *word == "mezzogiorno" || *word == "noon"
    });
    is_number(number)
        && has_time
        && !is_split
        && !matches!(*next, "e" | "meno")
        && words::month(next).is_none()
}

fn is_hour(word: &str) -> bool {
    is_number(word) && word.parse::<u32>().is_ok_and(|hour| hour < 24)
}

/// A quarter of an hour, written apart from its hour.
fn is_minutes(word: &str) -> bool {
    matches!(word, "00" | "15" | "30" | "45")
}
