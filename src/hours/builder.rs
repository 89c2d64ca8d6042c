//! From an admin's lines to a calendar: every mistake in them is gathered, none of them stops the reading.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono_tz::Tz;

use super::dates::{self, Dates, Key};
use super::holiday::{Holidays, Own};
use super::rules::{Block, Dated, Hours, OnHolidays, Rules, Week};
use super::span::{self, Fault, Value, trimmed};
use super::{Calendar, LineFault, LineId, LineProblem, Part, check, osm};
use crate::terms::numbering::Country;

/// The most lines of one calendar.
const MOST: usize = 400;

/// A line as it was written: what stands before the colon and behind it, both without quotes.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// Days, a month, dates, `holidays`, `osm`.
    pub key: &'a str,
    /// Hours, `closed`, a holiday's name, an expression.
    pub value: &'a str,
    /// The line's place.
    pub id: LineId,
}

/// Builds a [`Calendar`] line by line.
///
/// A line is one of these; days and months may be Italian or English, whole or shortened, and any dash will do:
///
/// | key | value | |
/// |---|---|---|
/// | `mon-fri`, `lun, mer`, `Lunedì – Venerdì`, `every day` | hours | the ordinary week |
/// | `holidays` | hours, `closed`, `as weekdays` | public holidays and the desk's own; must be there |
/// | `2026-12-24`, `12-24`, `24 dicembre` | hours, `closed` | one day, whatever else holds |
/// | `2026-08-10..2026-08-21`, `agosto` | `closed` | a closing period, whatever else holds |
/// | `06-24` | a name | a holiday of the desk's own |
/// | `august`, `07-01..08-31` | a block of day lines | replaces the week's then; a day left out is closed |
/// | `osm` | an expression of OpenStreetMap | instead of day lines and blocks |
///
/// Hours are `closed`, `24/7`, or spans: `08:00-18:00`, `09:30-13:00, 15:00-17:00`. An end before its start lies in the next
/// day if the span is at most twelve hours long; a longer night is written with the hours counted on, `18:00-32:00`. A night
/// belongs to the day on which it begins; a holiday, a closing period or a date ends it at midnight.
///
/// Of two lines for one day the one for fewer days counts, and one with a year before one without.
#[derive(Debug)]
pub struct CalendarBuilder {
    zone: Tz,
    week: Week,
    blocks: Vec<Block>,
    dated: Vec<Dated>,
    holidays: Holidays,
    on_holidays: Option<OnHolidays>,
    /// Read at the end, when the desk's own holidays are known.
    osm: Option<(String, LineId)>,
    /// How each line was written, for faults that are found at the end.
    keys: BTreeMap<LineId, String>,
    /// Whether a line was meant to say when it is open, or what happens on holidays, though it may be wrong.
    meant: Meant,
    faults: Vec<LineFault>,
}

#[derive(Debug, Default)]
struct Meant {
    hours: bool,
    holidays: bool,
}

impl CalendarBuilder {
    /// An empty calendar of a zone, with a country's public holidays.
    #[must_use]
    pub fn new(zone: Tz, country: Country) -> Self {
        Self {
            zone,
            week: Week::default(),
            blocks: Vec::new(),
            dated: Vec::new(),
            holidays: Holidays::of(country),
            on_holidays: None,
            osm: None,
            keys: BTreeMap::new(),
            meant: Meant::default(),
            faults: Vec::new(),
        }
    }

    /// Adds a line that has a value (`mon-fri: 08:00-18:00`).
    pub fn line(&mut self, line: Written<'_>) {
        if !self.has_room(line.key, line.id) {
            return;
        }
        match dates::key(line.key, false) {
            Ok(Key::Days(days)) => {
                self.meant.hours = true;
                if let Some(hours) = self.hours(line) {
                    self.faults.extend(fill(&mut self.week, &days, &hours, line.key));
                }
            }
            Ok(Key::Dates(dates)) => self.dates(dates, line),
            Ok(Key::Holidays) => self.holidays(line),
            Ok(Key::Osm) => {
                self.meant.hours = true;
                if self.osm.is_some() {
                    self.fault(
                        line.id,
                        Part::Key,
                        trimmed(line.key),
                        LineProblem::Twice { day: "osm".to_owned() },
                    );
                } else {
                    self.osm = Some((line.value.to_owned(), line.id));
                }
            }
            Err(faults) => {
                // What such a line was to say cannot be known: its hours may be those that are missed below.
                self.meant.hours = true;
                self.all(line.id, Part::Key, faults);
                if let Err(faults) = span::value(line.value) {
                    self.all(line.id, Part::Value, faults);
                }
            }
        }
    }

    /// Adds a block (`august: { mon-fri: 09:30-13:30 }`): its key, that key's place, and the lines in it.
    pub fn block(&mut self, key: &str, id: LineId, lines: &[Written<'_>]) {
        if !self.has_room(key, id) {
            return;
        }
        self.meant.hours = true;
        let dates = match dates::key(key, true) {
            Ok(Key::Dates(dates)) => Some(dates),
            Ok(Key::Days(_) | Key::Holidays | Key::Osm) => {
                self.fault(id, Part::Key, trimmed(key), LineProblem::NoBlock { key: key.trim().to_owned() });
                None
            }
            Err(faults) => {
                self.all(id, Part::Key, faults);
                None
            }
        };
        if lines.is_empty() {
            self.fault(id, Part::Key, trimmed(key), LineProblem::Empty);
        }
        let mut week = Week::default();
        for line in lines.iter().copied() {
            if !self.has_room(line.key, line.id) {
                return;
            }
            match dates::key(line.key, false) {
                Ok(Key::Days(days)) => {
                    if let Some(hours) = self.hours(line) {
                        self.faults.extend(fill(&mut week, &days, &hours, line.key));
                    }
                }
                Ok(Key::Dates(_) | Key::Holidays | Key::Osm) => {
                    let key = line.key.trim().to_owned();
                    self.fault(line.id, Part::Key, trimmed(line.key), LineProblem::NotInBlock { key });
                }
                Err(faults) => self.all(line.id, Part::Key, faults),
            }
        }
        if let Some(dates) = dates {
            if self.blocks.iter().any(|block| block.dates.clash(dates)) {
                self.fault(id, Part::Key, trimmed(key), LineProblem::Twice { day: key.trim().to_owned() });
            }
            self.blocks.push(Block { dates, week, line: id });
        }
    }

    /// The calendar, if no fault is an error, and everything that was found, in the order of the lines.
    #[must_use]
    pub fn finish(mut self) -> (Option<Calendar>, Vec<LineFault>) {
        self.blocks.sort_by(|one, other| one.dates.before(other.dates));
        self.dated.sort_by(|one, other| one.dates.before(other.dates));
        let osm = self.expression();
        let stated =
            self.meant.holidays || osm.as_ref().is_none_or(|osm| osm.on_holidays) && self.osm.is_some();
        if !self.meant.hours {
            self.missing(LineProblem::NoHours);
        } else if !stated {
            self.missing(LineProblem::HolidaysNotStated);
        }
        if self.holidays.last_year().is_none() && matches!(self.on_holidays, Some(OnHolidays::Hours(_))) {
            self.missing(LineProblem::NoHolidays);
        }
        let rules = Rules {
            week: self.week,
            blocks: self.blocks,
            dated: self.dated,
            holidays: self.holidays,
            on_holidays: self.on_holidays,
            osm,
        };
        let mut faults = self.faults;
        if faults.iter().all(LineFault::is_warning) {
            faults.extend(check::never_true(&rules, &self.keys));
        }
        faults.sort_by_key(|fault| {
            (fault.line.is_none(), fault.line, fault.part == Part::Value, fault.range.start)
        });
        let sound = faults.iter().all(LineFault::is_warning);
        (sound.then(|| Calendar { rules: Arc::new(rules), zone: self.zone }), faults)
    }

    /// Reads the expression, when everything that its holidays depend on is known.
    fn expression(&mut self) -> Option<osm::Expression> {
        let (text, line) = self.osm.clone()?;
        if !self.week.is_empty() || !self.blocks.is_empty() {
            self.fault(line, Part::Key, 0..3, LineProblem::OsmBesideDays);
        }
        match osm::read(&text, line, &self.holidays) {
            Ok(osm) if osm.on_holidays && self.meant.holidays => {
                self.fault(
                    line,
                    Part::Value,
                    trimmed(&text),
                    LineProblem::Twice { day: "holidays".to_owned() },
                );
                Some(osm)
            }
            Ok(osm) => Some(osm),
            Err(faults) => {
                self.all(line, Part::Value, faults);
                None
            }
        }
    }

    /// A line for dates: a closing period, hours for a day, or a holiday of the desk's own.
    fn dates(&mut self, dates: Dates, line: Written<'_>) {
        let key = trimmed(line.key);
        let twice = || LineProblem::Twice { day: line.key.trim().to_owned() };
        match span::value(line.value) {
            Ok(Value::Words(name)) => {
                if self.holidays.own().iter().any(|own| own.dates.clash(dates)) {
                    self.fault(line.id, Part::Key, key, twice());
                }
                self.holidays.add(Own { dates, name: name.into(), line: line.id });
            }
            Ok(Value::Hours(spans)) if !spans.is_empty() && dates.length() > 1 => {
                self.fault(line.id, Part::Value, trimmed(line.value), LineProblem::HoursForDates);
            }
            Ok(Value::Hours(spans)) => {
                if self.dated.iter().any(|dated| dated.dates.clash(dates)) {
                    self.fault(line.id, Part::Key, key, twice());
                }
                self.dated.push(Dated { dates, hours: Hours { spans, line: line.id } });
            }
            Ok(Value::AsWeekdays) => self.no_hours(line),
            Err(faults) => self.all(line.id, Part::Value, faults),
        }
    }

    /// The line that says what happens on holidays.
    fn holidays(&mut self, line: Written<'_>) {
        if self.meant.holidays {
            self.fault(
                line.id,
                Part::Key,
                trimmed(line.key),
                LineProblem::Twice { day: "holidays".to_owned() },
            );
        }
        self.meant.holidays = true;
        self.on_holidays = match span::value(line.value) {
            Ok(Value::AsWeekdays) => Some(OnHolidays::AsWeekdays(line.id)),
            Ok(Value::Hours(spans)) => Some(OnHolidays::Hours(Hours { spans, line: line.id })),
            Ok(Value::Words(_)) => {
                self.no_hours(line);
                None
            }
            Err(faults) => {
                self.all(line.id, Part::Value, faults);
                None
            }
        };
    }

    /// The hours of a line for days of the week; none, and a fault, when there are none.
    fn hours(&mut self, line: Written<'_>) -> Option<Hours> {
        match span::value(line.value) {
            Ok(Value::Hours(spans)) => return Some(Hours { spans, line: line.id }),
            Ok(Value::AsWeekdays | Value::Words(_)) => self.no_hours(line),
            Err(faults) => self.all(line.id, Part::Value, faults),
        }
        None
    }

    fn no_hours(&mut self, line: Written<'_>) {
        let word = line.value.trim().to_owned();
        self.fault(
            line.id,
            Part::Value,
            trimmed(line.value),
            LineProblem::UnknownValue { word, perhaps: None },
        );
    }

    /// Notes a line; false, and a fault, when there are too many.
    fn has_room(&mut self, key: &str, id: LineId) -> bool {
        self.keys.insert(id, key.to_owned());
        if self.keys.len() == MOST + 1 {
            self.fault(id, Part::Key, trimmed(key), LineProblem::TooMany { most: MOST });
        }
        self.keys.len() <= MOST
    }

    fn fault(&mut self, line: LineId, part: Part, range: Range<usize>, kind: LineProblem) {
        self.faults.push(LineFault { line: Some(line), part, range, kind });
    }

    fn all(&mut self, line: LineId, part: Part, faults: Vec<Fault>) {
        for (range, kind) in faults {
            self.fault(line, part, range, kind);
        }
    }

    fn missing(&mut self, kind: LineProblem) {
        self.faults.push(LineFault { line: None, part: Part::Key, range: 0..0, kind });
    }
}

/// Gives days their hours; a fault for each that has some already.
fn fill(
    week: &mut Week,
    days: &[(chrono::Weekday, Range<usize>)],
    hours: &Hours,
    key: &str,
) -> Vec<LineFault> {
    let taken: Vec<&Range<usize>> =
        days.iter().filter(|(day, _)| !week.set(*day, hours.clone())).map(|(_, range)| range).collect();
    let mut faults: Vec<LineFault> = taken
        .into_iter()
        .map(|range| {
            let kind = LineProblem::Twice { day: key.get(range.clone()).unwrap_or_default().to_owned() };
            LineFault { line: Some(hours.line), part: Part::Key, range: range.clone(), kind }
        })
        .collect();
    faults.dedup();
    faults
}
