//! From an admin's lines to a calendar: every mistake in them is gathered, none of them stops the reading.

use chrono_tz::Tz;

use super::{Calendar, LineFault, LineId};
use crate::terms::numbering::Country;

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
#[derive(Debug)]
pub struct CalendarBuilder {
    zone: Tz,
    country: Country,
}

impl CalendarBuilder {
    /// An empty calendar of a zone, with a country's public holidays.
    #[must_use]
    pub fn new(zone: Tz, country: Country) -> Self {
        Self { zone, country }
    }

    /// Adds a line that has a value (`mon-fri: 08:00-18:00`).
    pub fn line(&mut self, line: Written<'_>) {
        let _ = line;
    }

    /// Adds a block (`august: { mon-fri: 09:30-13:30 }`): its key, that key's place, and the lines in it.
    pub fn block(&mut self, key: &str, id: LineId, lines: &[Written<'_>]) {
        let _ = (key, id, lines);
    }

    /// The calendar, if no fault is an error, and everything that was found, in the order of the lines.
    #[must_use]
    pub fn finish(self) -> (Option<Calendar>, Vec<LineFault>) {
        let _ = (self.zone, self.country);
        (None, Vec::new())
    }
}
