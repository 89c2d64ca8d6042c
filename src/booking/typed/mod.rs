//! A time as a clerk types it with a citizen on the line: `mar 15.30`, `domani pom`, `25/11 9:00`, `le 9 e mezza`, `dopo le 15`, `tra due ore`, `prima
//! possibile`, and their English twins. What is read is one moment, a span to look in, or a sentence that says what is wrong and what would do.
//!
//! Nothing is guessed in silence: an hour that comes twice or never, a half of the day that was not said, a weekday that is not that date's, are told
//! with the moments that may be meant. A choice is printed so that typed again it is that moment.

mod bounds;
mod said;
mod spoken;
mod words;

use chrono::{
    DateTime, Datelike as _, Days, MappedLocalTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _,
    Timelike as _, Utc,
};
use chrono_tz::Tz;

use self::said::{Day, Said, Time};
use crate::hours::midnight;
use crate::terms::Language;

/// How long ago a date without its year may lie, to be one that has passed and not next year's; days.
const LATELY: u64 = 183;

/// What was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// As soon as can be.
    Soonest,
    /// This moment and no other.
    At(DateTime<Utc>),
    /// The first that can be had from then on, before the other moment.
    Within {
        /// From when on.
        from: DateTime<Utc>,
        /// Until when, not included.
        until: DateTime<Utc>,
    },
}

/// Why what was typed is no time, and what may be meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TypedFault {
    /// Nothing was typed.
    #[error("expected a time such as `mar 15.30`, `domani pom` or `prima possibile`")]
    Nothing,
    /// A word that means nothing here, or comes twice.
    #[error("expected a time such as `mar 15.30`, `domani pom` or `prima possibile`, but found `{0}`")]
    NotUnderstood(String),
    /// A date that no calendar has.
    #[error("there is no such day as `{0}`")]
    NoSuchDay(String),
    /// A time that no clock shows.
    #[error("there is no such time as `{0}`")]
    NoSuchTime(String),
    /// It has passed; the next day at that time would do, where one was typed.
    #[error("that has passed")]
    Past(Option<DateTime<Utc>>),
    /// The clocks go back: the hour comes twice.
    #[error("that hour comes twice, because the clocks go back")]
    Twice([DateTime<Utc>; 2]),
    /// The clocks go forward: the hour is skipped.
    #[error("that hour does not exist, because the clocks go forward")]
    Skipped([DateTime<Utc>; 2]),
    /// In the night or in the afternoon.
    #[error("that may be at night or in the afternoon")]
    Half([DateTime<Utc>; 2]),
    /// The coming one, or the one of the week after.
    #[error("that may be the coming one or the one of the week after")]
    Next([DateTime<Utc>; 2]),
    /// The date falls on another weekday: that date, and the next day of that name.
    #[error("that date falls on another day of the week")]
    Weekday([DateTime<Utc>; 2]),
}

impl TypedFault {
    /// What may be meant instead, the likeliest first.
    #[must_use]
    pub fn choices(&self) -> &[DateTime<Utc>] {
        match self {
            Self::Nothing | Self::NotUnderstood(_) | Self::NoSuchDay(_) | Self::NoSuchTime(_) => &[],
            Self::Past(instead) => instead.as_slice(),
            Self::Twice(both)
            | Self::Skipped(both)
            | Self::Half(both)
            | Self::Next(both)
            | Self::Weekday(both) => both,
        }
    }
}

/// Reads what was typed, in the desk's zone.
///
/// # Errors
/// It is no time, or more than one, or none that is to come.
pub fn read(text: &str, zone: Tz, now: DateTime<Utc>) -> Result<Typed, TypedFault> {
    let words = words::cut(text);
    if words.is_empty() {
        return Err(TypedFault::Nothing);
    }
    let said = said::said(&words)?;
    let today = now.with_timezone(&zone).date_naive();
    Reading { zone, now, today }.read(said, &words)
}

/// A moment as a choice is shown: typed again within half a year it is that moment. Whole minutes.
#[must_use]
pub fn printed(at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>, language: Language) -> String {
    let italian = language == Language::It;
    let local = at.with_timezone(&zone);
    let day = words::short(local.weekday(), italian);
    let fold = match zone.from_local_datetime(&local.naive_local()) {
        MappedLocalTime::Ambiguous(first, _) => match (first == local, italian) {
            (true, true) => " (legale)",
            (true, false) => " (summer)",
            (false, true) => " (solare)",
            (false, false) => " (winter)",
        },
        MappedLocalTime::Single(_) | MappedLocalTime::None => "",
    };
    let without_year = format!("{day} {}{fold}", local.format("%-d/%-m %H:%M"));
    if read(&without_year, zone, now) == Ok(Typed::At(at)) {
        return without_year;
    }
    format!("{day} {}{fold}", local.format("%-d/%-m/%Y %H:%M"))
}

/// A typed time, being read.
#[derive(Clone, Copy)]
struct Reading {
    zone: Tz,
    now: DateTime<Utc>,
    today: NaiveDate,
}

impl Reading {
    fn read(self, said: Said, words: &[String]) -> Result<Typed, TypedFault> {
        let left_over = || TypedFault::NotUnderstood(words.join(" "));
        let Said { soonest, after, day, time, part, earlier, bound, next_week } = said;
        let alone = day.is_none() && time.is_none() && part.is_none() && bound.is_none() && !next_week;
        match (soonest, after) {
            (true, None) if alone => return Ok(Typed::Soonest),
            (false, Some(after)) if alone => return self.after(after),
            (false, None) => {}
            (true, None | Some(_)) | (false, Some(_)) => return Err(left_over()),
        }
        if next_week {
            return self.next_week(day, time, part, bound).unwrap_or_else(|| Err(left_over()));
        }
        if let Some(bound) = bound {
            let read = self.read(Said { bound: None, ..said }, words)?;
            return match (time, read) {
                (Some(_), Typed::At(at)) => self.bounded(bound, at),
                (None | Some(_), _) => Err(left_over()),
            };
        }
        match (day, time) {
            (None, None) => match part {
                Some(part) => self.span(self.today, Some(part)),
                None => Err(left_over()),
            },
            (Some(day), None) => {
                let (first, second) = self.days(day, None)?;
                match second {
                    Some(second) => Err(self.either(day, first, second, None, earlier)?),
                    None => self.span(first, part),
                }
            }
            (None, Some(time)) => {
                let tomorrow = later(self.today, 1)?;
                self.timed(self.today, time, earlier).or_else(|fault| match fault {
                    TypedFault::Past(_) => self.timed(tomorrow, time, earlier),
                    other => Err(other),
                })
            }
            (Some(day), Some(time)) => {
                let (first, second) = self.days(day, Some(time))?;
                match second {
                    Some(second) => Err(self.either(day, first, second, Some(time), earlier)?),
                    None => self.timed(first, time, earlier),
                }
            }
        }
    }

    /// So long from now, in whole minutes; the rest of that day will do.
    fn after(self, after: TimeDelta) -> Result<Typed, TypedFault> {
        let too_far = || TypedFault::NoSuchTime(after.num_minutes().to_string());
        let from = self.now.checked_add_signed(after).ok_or_else(too_far)?;
        let whole = from.with_second(0).and_then(|from| from.with_nanosecond(0)).unwrap_or(from);
        let from = if whole == from { from } else { whole + TimeDelta::minutes(1) };
        let day = from.with_timezone(&self.zone).date_naive();
        Ok(Typed::Within { from, until: midnight(self.zone, later(day, 1)?) })
    }

    /// The day that is meant, and another where two may be.
    fn days(self, day: Day, time: Option<Time>) -> Result<(NaiveDate, Option<NaiveDate>), TypedFault> {
        match day {
            Day::Ahead(days) => Ok((later(self.today, days.into())?, None)),
            Day::Weekday { day, next } => {
                let from_monday = |of: chrono::Weekday| u64::from(of.num_days_from_monday());
                let ahead = (from_monday(day) + 7 - from_monday(self.today.weekday())) % 7;
                let mut coming = later(self.today, ahead)?;
                // Today's, if it is still to come.
                let passed = time.is_some_and(|time| self.passed(coming, time));
                if ahead == 0 && (passed || next) {
                    coming = later(coming, 7)?;
                }
                Ok((coming, if next && ahead > 0 { Some(later(coming, 7)?) } else { None }))
            }
            Day::Date { year, month, day, named } => self.named(self.dated(year, month, day)?, named, time),
            Day::Numbered { day, named } => self.named(self.numbered(day)?, named, time),
        }
    }

    /// A date without its year is this year's, or next year's where this year's lies long ago.
    fn dated(self, year: Option<i32>, month: u32, day: u32) -> Result<NaiveDate, TypedFault> {
        let of = |year: i32| NaiveDate::from_ymd_opt(year, month, day).filter(|_| (1..=9999).contains(&year));
        let written = || match year {
            Some(year) => format!("{day}/{month}/{year}"),
            None => format!("{day}/{month}"),
        };
        let this = self.today.year();
        let lately = self.today.checked_sub_days(Days::new(LATELY)).unwrap_or(self.today);
        let found = match year {
            Some(year) => of(year),
            None => of(this).filter(|date| *date >= lately).or_else(|| of(this + 1)),
        };
        found.ok_or_else(|| TypedFault::NoSuchDay(written()))
    }

    /// Two days may be meant: the moments on both.
    fn either(
        self,
        day: Day,
        first: NaiveDate,
        second: NaiveDate,
        time: Option<Time>,
        earlier: Option<bool>,
    ) -> Result<TypedFault, TypedFault> {
        let on = |day| match time {
            Some(time) => match self.timed(day, time, earlier)? {
                Typed::At(at) => Ok(at),
                Typed::Within { from, .. } => Ok(from),
                Typed::Soonest => Ok(self.now),
            },
            None => Ok(midnight(self.zone, day)),
        };
        let second = on(second)?;
        let both = match on(first) {
            Ok(first) => [first, second],
            // The date has passed, and the day of that name is to come.
            Err(TypedFault::Past(_)) => return Ok(TypedFault::Past(Some(second))),
            Err(other) => return Err(other),
        };
        Ok(match day {
            Day::Weekday { .. } | Day::Ahead(_) => TypedFault::Next(both),
            Day::Date { .. } | Day::Numbered { .. } => TypedFault::Weekday(both),
        })
    }

    /// A day or a part of it, from now on where it has begun.
    fn span(self, day: NaiveDate, part: Option<words::Part>) -> Result<Typed, TypedFault> {
        let (first, last) = part.map_or((0, 24), words::Part::hours);
        let (from, until) = (self.hour(day, first)?, self.hour(day, last)?);
        if until <= self.now {
            let tomorrow = later(self.today, 1)?;
            let instead =
                if part.is_some() { self.hour(tomorrow, first.max(8))? } else { self.hour(tomorrow, 8)? };
            return Err(TypedFault::Past(Some(instead)));
        }
        Ok(Typed::Within { from: from.max(self.now), until })
    }

    /// A whole hour of a day; where the clocks skip it, the first moment after.
    fn hour(self, day: NaiveDate, hour: u32) -> Result<DateTime<Utc>, TypedFault> {
        if hour == 0 {
            return Ok(midnight(self.zone, day));
        }
        let Some(time) = NaiveTime::from_hms_opt(hour, 0, 0) else {
            return Ok(midnight(self.zone, later(day, 1)?));
        };
        let found = self.zone.from_local_datetime(&day.and_time(time)).earliest();
        Ok(found.map_or_else(|| midnight(self.zone, day), |found| found.with_timezone(&Utc)))
    }

    /// Whether a time of a day is over, whichever half of the day is meant.
    fn passed(self, day: NaiveDate, time: Time) -> bool {
        let late = if time.sure { time } else { Time { hour: time.hour + 12, ..time } };
        let late = NaiveTime::from_hms_opt(late.hour, late.minute, 0).unwrap_or(NaiveTime::MIN);
        let last = self.zone.from_local_datetime(&day.and_time(late)).latest();
        last.is_some_and(|last| last.with_timezone(&Utc) <= self.now)
    }

    /// A time of a day, where that is one moment and to come.
    fn timed(self, day: NaiveDate, time: Time, earlier: Option<bool>) -> Result<Typed, TypedFault> {
        let sure = |time: Time| self.moment(day, time, earlier);
        if time.sure {
            return sure(time).map(Typed::At);
        }
        let afternoon = sure(Time { hour: time.hour + 12, sure: true, ..time });
        match (sure(Time { sure: true, ..time }), afternoon) {
            (Ok(night), Ok(afternoon)) => Err(TypedFault::Half([afternoon, night])),
            (Ok(only), Err(_)) | (Err(_), Ok(only)) => Ok(Typed::At(only)),
            (Err(_), Err(fault)) => Err(fault),
        }
    }

    fn moment(self, day: NaiveDate, time: Time, earlier: Option<bool>) -> Result<DateTime<Utc>, TypedFault> {
        let no_such = || TypedFault::NoSuchTime(format!("{}:{:02}", time.hour, time.minute));
        let clock = NaiveTime::from_hms_opt(time.hour, time.minute, 0).ok_or_else(no_such)?;
        let local = day.and_time(clock);
        let utc = |at: DateTime<Tz>| at.with_timezone(&Utc);
        let at = match (self.zone.from_local_datetime(&local), earlier) {
            (MappedLocalTime::Single(at), _)
            | (MappedLocalTime::Ambiguous(at, _), Some(true))
            | (MappedLocalTime::Ambiguous(_, at), Some(false)) => utc(at),
            (MappedLocalTime::Ambiguous(first, second), None) => {
                let (first, second) = (utc(first), utc(second));
                if second <= self.now {
                    return Err(self.past(day, time));
                }
                if first > self.now {
                    return Err(TypedFault::Twice([first, second]));
                }
                second
            }
            (MappedLocalTime::None, _) => return Err(self.skipped(day, clock)),
        };
        if at <= self.now { Err(self.past(day, time)) } else { Ok(at) }
    }

    /// The same clock an hour before the gap, and an hour after it.
    fn skipped(self, day: NaiveDate, clock: NaiveTime) -> TypedFault {
        let near = |hours: i64| {
            let near = day.and_time(clock).checked_add_signed(TimeDelta::hours(hours))?;
            self.zone.from_local_datetime(&near).earliest().map(|at| at.with_timezone(&Utc))
        };
        match (near(1), near(-1)) {
            (Some(after), Some(before)) if before > self.now => TypedFault::Skipped([after, before]),
            (Some(after), Some(_) | None) => TypedFault::Past(Some(after)),
            (None, Some(_) | None) => TypedFault::NoSuchTime(clock.format("%H:%M").to_string()),
        }
    }

    /// The next day from today on at that time, if that is one moment.
    fn past(self, day: NaiveDate, time: Time) -> TypedFault {
        let instead = (0..3).find_map(|ahead| {
            let next = later(self.today.max(day), ahead).ok()?;
            let clock = NaiveTime::from_hms_opt(time.hour, time.minute, 0)?;
            let at = self.zone.from_local_datetime(&next.and_time(clock)).single()?;
            Some(at.with_timezone(&Utc)).filter(|at| *at > self.now)
        });
        TypedFault::Past(instead)
    }
}

fn later(day: NaiveDate, days: u64) -> Result<NaiveDate, TypedFault> {
    let far = || TypedFault::NoSuchDay(format!("+{days}"));
    // Beyond the year 9999 no date is written as we write them.
    let later = day.checked_add_days(Days::new(days)).filter(|day| day.year() <= 9999);
    later.ok_or_else(far)
}

#[cfg(test)]
mod tests;
