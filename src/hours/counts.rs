//! A number that changes by day and hour: how many callbacks a queue's slots take. Its lines have days and hours as those of a calendar have them, so that
//! who can write one can write the other.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike, Weekday};

use super::dates::{self, Dates, Key};
use super::holiday::Holidays;
use super::lex::{self, Kind};
use super::span::{self, DAY, Span, Value, trimmed};
use super::{Calendar, LineFault, LineId, LineProblem, Part, Written};

/// The most that a line can say.
pub const MOST_SEATS: u16 = 1_000;

/// The most lines.
const MOST: usize = 200;

/// Numbers by day and hour of a desk's local time. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// What decides first stands first.
    lines: Arc<[Line]>,
    otherwise: u16,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    when: When,
    /// The whole day, where there are none.
    spans: Vec<Span>,
    count: u16,
    id: LineId,
    written: String,
}

/// The days of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct When {
    dates: Option<Dates>,
    days: Days,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Days {
    Week(Vec<Weekday>),
    Holidays,
    /// All that no other line of a block speaks of.
    Rest,
}

impl Counts {
    /// The same number at all times.
    #[must_use]
    pub fn all(count: u16) -> Self {
        Self { lines: Arc::new([]), otherwise: count }
    }

    /// The number of a local moment. What is a holiday, the calendar says. Of several lines dates count before holidays and holidays before the
    /// week; then one with hours before one without, and then the one for fewer days.
    #[must_use]
    pub fn at(&self, calendar: &Calendar, local: NaiveDateTime) -> u16 {
        if self.lines.is_empty() {
            return self.otherwise;
        }
        let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or(DAY);
        let holidays = &calendar.rules.holidays;
        let decides = self.lines.iter().find(|line| line.holds(local.date(), minute, holidays));
        decides.map_or(self.otherwise, |line| line.count)
    }

    /// The largest number of all.
    #[must_use]
    pub fn most(&self) -> u16 {
        self.lines.iter().map(|line| line.count).fold(self.otherwise, u16::max)
    }
}

/// As it was understood: what decides first stands first.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.lines.is_empty() {
            return write!(f, "{}", self.otherwise);
        }
        for line in self.lines.iter() {
            write!(f, "{}: {}; ", line.written, line.count)?;
        }
        write!(f, "otherwise: {}", self.otherwise)
    }
}

impl Line {
    /// Whether it speaks of a minute. A night belongs to the day on which it begins.
    fn holds(&self, date: NaiveDate, minute: u16, holidays: &Holidays) -> bool {
        let within = |minute: u16| self.spans.iter().any(|span| span.start <= minute && minute < span.end);
        if self.spans.is_empty() {
            return self.when.contain(date, holidays);
        }
        within(minute) && self.when.contain(date, holidays)
            || within(minute + DAY)
                && date.pred_opt().is_some_and(|before| self.when.contain(before, holidays))
    }

    /// What decides before what.
    fn before(&self, other: &Self) -> std::cmp::Ordering {
        let dates = match (self.when.dates, other.when.dates) {
            (Some(one), Some(other)) => one.before(other),
            (one, other) => one.is_none().cmp(&other.is_none()),
        };
        let rank = |line: &Self| {
            let (days, many) = match &line.when.days {
                Days::Holidays => (0, 0),
                Days::Week(days) => (1, days.len()),
                Days::Rest => (2, 0),
            };
            (days, line.spans.is_empty(), many)
        };
        dates.then_with(|| rank(self).cmp(&rank(other)))
    }

    /// Whether two lines speak of a minute in common, and neither decides before the other.
    fn clashes(&self, other: &Self) -> bool {
        if self.before(other).is_ne() {
            return false;
        }
        let dates = match (self.when.dates, other.when.dates) {
            (Some(one), Some(other)) => one.clash(other),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        // A night reaches into the next day.
        let minutes = |line: &Self| -> Vec<(u8, Range<u16>)> {
            let days: Vec<u8> = match &line.when.days {
                Days::Week(days) => {
                    days.iter().filter_map(|day| day.num_days_from_monday().try_into().ok()).collect()
                }
                Days::Holidays | Days::Rest => vec![0],
            };
            let spans = if line.spans.is_empty() { vec![Span::WHOLE_DAY] } else { line.spans.clone() };
            let split = |(day, span): (u8, Span)| {
                let next = (span.end > DAY).then(|| ((day + 1) % 7, 0..span.end - DAY));
                [Some((day, span.start..span.end.min(DAY))), next].into_iter().flatten()
            };
            days.iter().flat_map(|day| spans.iter().map(move |span| (*day, *span))).flat_map(split).collect()
        };
        let theirs = minutes(other);
        let meet = |(day, one): &(u8, Range<u16>)| {
            theirs.iter().any(|(of, two)| day == of && one.start < two.end && two.start < one.end)
        };
        dates && minutes(self).iter().any(meet)
    }
}

impl When {
    fn contain(&self, date: NaiveDate, holidays: &Holidays) -> bool {
        self.dates.is_none_or(|dates| dates.contain(date))
            && match &self.days {
                Days::Week(days) => days.contains(&date.weekday()),
                Days::Holidays => holidays.contain(date),
                Days::Rest => true,
            }
    }
}

/// Builds [`Counts`] line by line; every mistake is gathered.
///
/// | key | |
/// |---|---|
/// | `mon-fri`, `lun, mer`, `every day` | days of the week |
/// | `mon-fri 08:00-12:00`, `sat dalle 9:00 alle 12:00` | some hours of them |
/// | `08:00-12:00` | these hours of every day |
/// | `holidays`, `holidays 08:00-12:00` | public holidays and the desk's own |
/// | `2026-12-24`, `24 dicembre`, `august`, with hours or without | a day, a period |
/// | `august`, with lines of its own | the week of a month or a period |
/// | `otherwise` | all the rest; must be there, unless every day has a line without hours |
#[derive(Debug, Default)]
pub struct CountsBuilder {
    lines: Vec<Line>,
    otherwise: Option<u16>,
    /// How many lines there were, wrong ones among them.
    given: usize,
    faults: Vec<LineFault>,
}

impl CountsBuilder {
    /// Adds a line with a number (`mon-fri 08:00-12:00: 3`).
    pub fn line(&mut self, line: Written<'_>) {
        self.add(None, line);
    }

    /// Adds a block (`august: { mon-fri: 2, otherwise: 0 }`): its key, that key's place, and the lines in it.
    pub fn block(&mut self, key: &str, id: LineId, lines: &[Written<'_>]) {
        let mut fault = |kind| {
            self.faults.push(LineFault { line: Some(id), part: Part::Key, range: trimmed(key), kind });
        };
        match dates::key(key, true) {
            Ok(Key::Dates(_)) if lines.is_empty() => fault(LineProblem::NoSeats),
            Ok(Key::Dates(dates)) => lines.iter().for_each(|line| self.add(Some((dates, key)), *line)),
            Ok(Key::Days(_) | Key::Holidays | Key::Osm) => {
                fault(LineProblem::NoBlock { key: key.trim().to_owned() });
            }
            Err(faults) => self.all(id, 0, faults),
        }
    }

    fn add(&mut self, block: Option<(Dates, &str)>, line: Written<'_>) {
        self.given += 1;
        if self.given > MOST {
            if self.given == MOST + 1 {
                self.fault(line.id, Part::Key, trimmed(line.key), LineProblem::TooMany { most: MOST });
            }
            return;
        }
        let count = self.count(line);
        if matches!(line.key.trim().to_lowercase().as_str(), "otherwise" | "altrimenti") {
            match (block, self.otherwise) {
                (Some((dates, block)), _) => {
                    let when = When { dates: Some(dates), days: Days::Rest };
                    self.keep(when, Vec::new(), count, line.id, format!("{} otherwise", block.trim()));
                }
                (None, Some(_)) => {
                    let both =
                        LineProblem::SeatsTwice { key: line.key.to_owned(), other: "otherwise".to_owned() };
                    self.fault(line.id, Part::Key, trimmed(line.key), both);
                }
                // One that is wrong is not missing.
                (None, None) => self.otherwise = Some(count.unwrap_or_default()),
            }
            return;
        }
        let Some((when, spans)) = self.key(block.map(|(dates, _)| dates), line) else { return };
        let written = match block {
            Some((_, block)) => format!("{} {}", block.trim(), line.key.trim()),
            None => line.key.trim().to_owned(),
        };
        self.keep(when, spans, count, line.id, written);
    }

    fn keep(&mut self, when: When, spans: Vec<Span>, count: Option<u16>, id: LineId, written: String) {
        let line = Line { when, spans, count: count.unwrap_or_default(), id, written };
        if let Some(other) = self.lines.iter().find(|other| other.clashes(&line)) {
            let both = LineProblem::SeatsTwice { key: line.written.clone(), other: other.written.clone() };
            self.faults.push(LineFault { line: Some(id), part: Part::Key, range: 0..0, kind: both });
        }
        self.lines.push(line);
    }

    fn count(&mut self, line: Written<'_>) -> Option<u16> {
        let text = line.value.trim();
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let count = if digits { text.parse().ok() } else { None };
        let count = count.filter(|count| *count <= MOST_SEATS);
        if count.is_none() {
            let kind = if text.is_empty() {
                LineProblem::NoSeats
            } else {
                LineProblem::Seats { word: text.to_owned(), most: MOST_SEATS }
            };
            self.fault(line.id, Part::Value, trimmed(line.value), kind);
        }
        count
    }

    /// The days before the first time of day, and the hours from there on.
    fn key(&mut self, block: Option<Dates>, line: Written<'_>) -> Option<(When, Vec<Span>)> {
        let (days, hours) = line.key.split_at_checked(hours_begin(line.key)).unwrap_or((line.key, ""));
        let mut right = true;
        let spans = match span::value(hours) {
            _ if hours.is_empty() => Vec::new(),
            Ok(Value::Hours(spans)) => spans,
            Ok(Value::AsWeekdays | Value::Words(_)) => Vec::new(),
            Err(faults) => {
                self.all(line.id, days.len(), faults);
                right = false;
                Vec::new()
            }
        };
        let week = |days: &[(Weekday, Range<usize>)]| Days::Week(days.iter().map(|(day, _)| *day).collect());
        let when = match dates::key(if days.trim().is_empty() { "every day" } else { days }, false) {
            Ok(Key::Days(days)) => When { dates: block, days: week(&days) },
            Ok(Key::Holidays) => When { dates: block, days: Days::Holidays },
            Ok(Key::Dates(dates)) if block.is_none() => When { dates: Some(dates), days: Days::Rest },
            Ok(Key::Dates(_) | Key::Osm) => {
                let key = days.trim().to_owned();
                self.fault(line.id, Part::Key, trimmed(days), LineProblem::NoSeatsLine { key });
                return None;
            }
            Err(faults) => {
                self.all(line.id, 0, faults);
                return None;
            }
        };
        right.then_some((when, spans))
    }

    /// The numbers, if nothing is wrong, and everything that was found, in the order of the lines.
    #[must_use]
    pub fn finish(mut self) -> (Option<Counts>, Vec<LineFault>) {
        let whole_week = |day: &Weekday| {
            self.lines.iter().any(|line| {
                line.when.dates.is_none()
                    && line.spans.is_empty()
                    && matches!(&line.when.days, Days::Week(days) if days.contains(day))
            })
        };
        let week = [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
            Weekday::Sat,
            Weekday::Sun,
        ];
        let covered = week.iter().all(whole_week);
        if self.otherwise.is_none() && !covered && self.faults.is_empty() {
            let missing = if self.given == 0 { LineProblem::NoSeats } else { LineProblem::SeatsOtherwise };
            self.faults.push(LineFault { line: None, part: Part::Key, range: 0..0, kind: missing });
        }
        self.faults.sort_by_key(|fault| fault.line);
        self.lines.sort_by(Line::before);
        let counts = Counts { lines: self.lines.into(), otherwise: self.otherwise.unwrap_or_default() };
        (self.faults.is_empty().then_some(counts), self.faults)
    }

    fn fault(&mut self, line: LineId, part: Part, range: Range<usize>, kind: LineProblem) {
        self.faults.push(LineFault { line: Some(line), part, range, kind });
    }

    fn all(&mut self, line: LineId, from: usize, faults: Vec<span::Fault>) {
        for (range, kind) in faults {
            self.fault(line, Part::Key, range.start + from..range.end + from, kind);
        }
    }
}

/// Where in a key the hours begin, or a word that leads to them; its end, where there are none.
fn hours_begin(key: &str) -> usize {
    let tokens = lex::tokens(key);
    let is_time = |kind: &Kind| matches!(kind, Kind::Figures(figures) if figures.contains(':'));
    let Some(mut first) = tokens.iter().position(|token| is_time(&token.kind)) else { return key.len() };
    let leads = |kind: &Kind| match kind {
        Kind::Word(word) => ["dalle", "dal", "ore", "h", "from", "le"].contains(&word.as_str()),
        Kind::Comma => true,
        Kind::Figures(_) | Kind::Dash | Kind::Dots | Kind::Slash | Kind::Other(_) => false,
    };
    while first > 0 && tokens.get(first - 1).is_some_and(|token| leads(&token.kind)) {
        first -= 1;
    }
    tokens.get(first).map_or(key.len(), |token| token.range.start)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use chrono_tz::Europe::Rome;
    use proptest::prelude::*;

    use super::*;
    use crate::hours::CalendarBuilder;
    use crate::terms::numbering::Country;

    fn calendar() -> Calendar {
        let mut calendar = CalendarBuilder::new(Rome, Country::ITALY);
        for (at, (key, value)) in
            [("mon-sun", "00:00-24:00"), ("holidays", "closed"), ("06-24", "San Giovanni")].iter().enumerate()
        {
            calendar.line(Written { key, value, id: LineId(u16::try_from(at).unwrap()) });
        }
        calendar.finish().0.unwrap()
    }

    fn read(lines: &[(&str, &str)]) -> Result<Counts, Vec<String>> {
        let mut builder = CountsBuilder::default();
        for (at, (key, value)) in lines.iter().enumerate() {
            builder.line(Written { key, value, id: LineId(u16::try_from(at).unwrap()) });
        }
        let (counts, faults) = builder.finish();
        counts.ok_or_else(|| faults.iter().map(|fault| fault.kind.to_string()).collect())
    }

    fn at(counts: &Counts, local: &str) -> u16 {
        counts.at(&calendar(), NaiveDateTime::parse_from_str(local, "%F %H:%M").unwrap())
    }

    #[test]
    fn a_line_with_hours_counts_before_one_without_and_both_before_the_rest() {
        let counts = read(&[("mon-fri 08:00-12:00", "3"), ("sat", "1"), ("otherwise", "2")]).unwrap();
        // Monday 23 November 2026.
        assert_eq!(at(&counts, "2026-11-23 07:59"), 2);
        assert_eq!(at(&counts, "2026-11-23 08:00"), 3);
        assert_eq!(at(&counts, "2026-11-23 11:59"), 3);
        assert_eq!(at(&counts, "2026-11-23 12:00"), 2);
        assert_eq!(at(&counts, "2026-11-28 12:00"), 1);
        assert_eq!(at(&counts, "2026-11-29 09:00"), 2);
        assert_eq!(counts.most(), 3);
        assert_eq!(counts.to_string(), "mon-fri 08:00-12:00: 3; sat: 1; otherwise: 2");
    }

    #[test]
    fn dates_count_before_holidays_and_holidays_before_the_week_wherever_they_stand() {
        let counts = read(&[
            ("lun-dom", "5"),
            ("lun dalle 9:00 alle 10:00", "6"),
            ("festivi", "1"),
            ("24 dicembre", "2"),
            ("dicembre", "4"),
            ("20:00-26:00", "9"),
        ])
        .unwrap();
        assert_eq!(at(&counts, "2026-11-23 09:30"), 6);
        assert_eq!(at(&counts, "2026-11-24 09:30"), 5);
        assert_eq!(at(&counts, "2026-12-24 09:30"), 2);
        assert_eq!(at(&counts, "2026-12-25 09:30"), 4);
        // The patron saint of the calendar, and All Saints.
        assert_eq!(at(&counts, "2026-06-24 09:30"), 1);
        assert_eq!(at(&counts, "2026-11-01 09:30"), 1);
        // The night of Tuesday reaches into Wednesday.
        assert_eq!(at(&counts, "2026-11-25 01:59"), 9);
        assert_eq!(at(&counts, "2026-11-25 02:00"), 5);
    }

    #[test]
    fn a_months_block_has_its_own_week() {
        let mut builder = CountsBuilder::default();
        let line = |key, value, id| Written { key, value, id: LineId(id) };
        builder.line(line("otherwise", "3", 0));
        builder.block("agosto", LineId(1), &[line("lun-ven 08:00-12:00", "2", 2), line("otherwise", "0", 3)]);
        let counts = builder.finish().0.unwrap();
        assert_eq!(at(&counts, "2026-08-03 08:00"), 2);
        assert_eq!(at(&counts, "2026-08-03 12:00"), 0);
        assert_eq!(at(&counts, "2026-09-03 12:00"), 3);
    }

    #[test]
    fn what_is_wrong_is_told_all_at_once() {
        let wrong = read(&[
            ("mon-fry", "1"),
            ("mon 8-12", "1"),
            ("mon 08:00-12:00", "three"),
            ("tue", "1001"),
            ("wed", ""),
            ("mon 11:00-13:00", "2"),
        ])
        .unwrap_err();
        assert_eq!(
            wrong,
            [
                "`fry` is no day, month, date or keyword of a calendar",
                "`mon 8-12` is no day, month, date or keyword of a calendar",
                "`three` is no number of seats",
                "`1001` is no number of seats",
                "the number of seats is missing",
                "`mon 11:00-13:00` and `mon 08:00-12:00` both say how many seats there are, and neither is for fewer days",
            ]
        );
        assert_eq!(
            read(&[("mon-fri", "1")]).unwrap_err(),
            ["nothing says how many seats there are at all other times"]
        );
        assert_eq!(
            read(&[("mon-sun", "1")]).unwrap(),
            read(&[("mon-sun", "1"), ("otherwise", "0")]).unwrap()
        );
        assert_eq!(read(&[]).unwrap_err(), ["the number of seats is missing"]);
    }

    proptest! {
        /// Against a slow look at each line by itself.
        #[test]
        fn the_narrowest_line_that_holds_decides(
            minute in 0_i64..(2 * 366 * 24 * 60), from in 0_u16..23, length in 1_u16..12, counts in [1_u16..9, 1_u16..9, 1_u16..9],
        ) {
            let local = NaiveDateTime::parse_from_str("2026-01-01 00:00", "%F %H:%M").unwrap() + chrono::TimeDelta::minutes(minute);
            let until = (from + length).min(24);
            let hours = format!("mar-gio {from:02}:00-{until:02}:00");
            let values = counts.map(|count| count.to_string());
            let read = read(&[("otherwise", &values[0]), (&hours, &values[1]), ("mar", &values[2])]).unwrap();
            let day = local.date().weekday();
            let hour = u16::try_from(local.hour()).unwrap();
            let middle = [Weekday::Tue, Weekday::Wed, Weekday::Thu].contains(&day) && from <= hour && hour < until;
            let expected = if middle { counts[1] } else if day == Weekday::Tue { counts[2] } else { counts[0] };
            prop_assert_eq!(read.at(&calendar(), local), expected);
        }
    }
}
