//! From a spreadsheet's rows to a directory: a bad row is told and left out, the others serve.

use std::ops::Range;

use csv::{ReaderBuilder, StringRecord};

use super::table::{Key, Table};
use super::text::{self, decode};
use super::{Directory, RowFault, RowProblem, cell};
use crate::terms::DestinationId;
use crate::terms::numbering::Country;

/// The most rows: ten times what a country's whole administration has.
const MOST: usize = 10_000_000;

/// Which columns hold what, counted from 0.
#[derive(Clone, Copy, Debug)]
struct Columns {
    number: usize,
    destination: usize,
}

/// A row that was understood.
struct Row {
    key: Key,
    destination: DestinationId,
    line: u32,
    /// Where its number stands, for the fault that only all rows together show.
    cell: u32,
}

/// Reads a directory. Faults are in the order of the rows; a row with an error is left out, all others serve.
#[must_use]
pub fn load(
    bytes: &[u8],
    country: Country,
    resolve: &dyn Fn(&str) -> Option<DestinationId>,
) -> (Directory, Vec<RowFault>) {
    let text = decode(bytes);
    let (delimiter, told) = text::delimiter(&text);
    let mut places =
        Places { text: &text, at: told, line: 1 + newlines(text.get(..told).unwrap_or_default()) };
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .from_reader(text.get(told..).unwrap_or_default().as_bytes());
    let mut record = StringRecord::new();
    let (mut rows, mut faults): (Vec<Row>, Vec<RowFault>) = (Vec::new(), Vec::new());
    let mut columns = Columns { number: 0, destination: 1 };
    let mut first = true;
    // The text is UTF-8 and rows may differ in length: reading cannot fail but at the end.
    while reader.read_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, csv::Position::byte);
        let (line, row) = places.row(told + usize::try_from(start).unwrap_or(0));
        let end = told + usize::try_from(reader.position().byte()).unwrap_or(0);
        if std::mem::take(&mut first)
            && let Some(headed) = heading(&record)
        {
            columns = headed;
            continue;
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let raw = text.get(row..end).unwrap_or_default();
        let place = |column: usize| shifted(text::cell(raw, delimiter, column), row);
        let fault = |column: usize, kind: RowProblem| RowFault { line, range: place(column), kind };
        if rows.len() == MOST {
            faults.push(fault(columns.number, RowProblem::TooMany { most: MOST }));
            break;
        }
        let number = record.get(columns.number).unwrap_or_default();
        let name = record.get(columns.destination).unwrap_or_default().trim();
        if cell::is_rounded_across(number, name) {
            faults.push(fault(columns.number, RowProblem::Rounded));
            continue;
        }
        let key = cell::read(number, country);
        let destination = resolve(name);
        match (&key, destination) {
            (Ok((key, warning)), Some(destination)) => {
                faults.extend(warning.clone().map(|kind| fault(columns.number, kind)));
                let cell = u32::try_from(place(columns.number).start).unwrap_or(u32::MAX);
                rows.push(Row { key: *key, destination, line, cell });
                continue;
            }
            (Ok((_, warning)), None) => {
                faults.extend(warning.clone().map(|kind| fault(columns.number, kind)));
            }
            (Err(problem), _) => faults.push(fault(columns.number, problem.clone())),
        }
        if destination.is_none() {
            let missing = name.is_empty();
            let kind = if missing {
                RowProblem::NoDestination
            } else {
                RowProblem::UnknownDestination { name: name.to_owned() }
            };
            faults.push(fault(columns.destination, kind));
        }
    }
    let directory = gather(&rows, &text, &mut faults);
    (directory, faults)
}

/// Puts the rows into the table; two of one key with two destinations are a fault of the second.
fn gather(rows: &[Row], text: &str, faults: &mut Vec<RowFault>) -> Directory {
    let numbers = rows.iter().filter(|row| matches!(row.key, Key::Exact(_))).count();
    let mut table = Table::with_room(numbers, rows.len() - numbers);
    let mut reached: Vec<bool> = Vec::new();
    let before = faults.len();
    for row in rows {
        match table.insert(row.key, row.destination, row.line) {
            Some((destination, first)) if destination != row.destination => {
                let prefix = matches!(row.key, Key::Prefix(_));
                let start = usize::try_from(row.cell).unwrap_or(text.len());
                let end = text
                    .get(start..)
                    .and_then(|rest| rest.find([';', ',', '\t', '"', '\r', '\n']))
                    .unwrap_or(0);
                faults.push(RowFault {
                    line: row.line,
                    range: start..start + end,
                    kind: RowProblem::Duplicate { first, prefix },
                });
            }
            Some(_) => {}
            None => {
                let place = row.destination.index();
                reached.resize(reached.len().max(place + 1), false);
                if let Some(reached) = reached.get_mut(place) {
                    *reached = true;
                }
            }
        }
    }
    if faults.len() > before {
        faults.sort_by_key(|fault| (fault.line, fault.range.start));
    }
    let ids = (0..).map(DestinationId).zip(reached);
    let destinations = ids.filter(|(_, reached)| *reached).map(|(destination, _)| destination).collect();
    Directory { table, destinations }
}

/// The columns that a heading names; none where the row is no heading.
fn heading(record: &StringRecord) -> Option<Columns> {
    let number = record.iter().position(cell::heads_numbers)?;
    let destination = record.iter().position(cell::heads_destinations);
    let other = usize::from(number == 0);
    Some(Columns { number, destination: destination.unwrap_or(other) })
}

fn shifted(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

fn newlines(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX)
}

/// Goes through a text once and counts its lines.
struct Places<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Places<'_> {
    /// The line and first byte of the row that begins at a byte or, after empty lines and comments, behind it.
    fn row(&mut self, start: usize) -> (u32, usize) {
        let mut start = start;
        loop {
            let rest = self.text.get(start..).unwrap_or_default();
            start += rest.len() - rest.trim_start_matches(['\r', '\n']).len();
            match self.text.get(start..).filter(|rest| rest.starts_with('#')).and_then(|rest| rest.find('\n'))
            {
                Some(comment) => start += comment,
                None => break,
            }
        }
        self.line += newlines(self.text.get(self.at..start).unwrap_or_default());
        self.at = start;
        (self.line, start)
    }
}
