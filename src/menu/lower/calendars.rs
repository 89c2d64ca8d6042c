//! The calendars, handed line by line to the room that understands them; what it says of a line is put where the line stands.

use std::ops::Range;
use std::sync::Arc;

use super::Lower;
use super::fields::{Fields, head};
use super::keywords::Keyword;
use crate::hours::{Calendar, CalendarBuilder, LineFault, LineId, LineProblem, Part, Written};
use crate::menu::diagnostic::{Code, Severity};
use crate::menu::model::{At, NamedCalendar};
use crate::menu::syntax::{Entry, Kind, Node};
use crate::terms::{CalendarId, TextId};

/// Where the halves of a line stand.
pub(super) struct Place {
    key: Range<u32>,
    value: Range<u32>,
}

/// A closing period of the desk.
struct Closing<'t> {
    dates: &'t str,
    span: Range<u32>,
    closes: Option<Vec<CalendarId>>,
    say: Option<TextId>,
}

impl<'t> Lower<'t> {
    pub(super) fn calendars(&mut self, fields: &Fields<'t>) {
        let Some(entry) = fields.entry(Keyword::Hours) else {
            self.missing(
                &fields.owner,
                "nothing says when the desk is open",
                "write under `hours:` a name and its lines: `hours: { operators: { mon-fri: 08:00-18:00, holidays: closed } }`",
            );
            return;
        };
        let Kind::Map(entries) = &entry.value.kind else {
            if !matches!(entry.value.kind, Kind::Broken) {
                let help = "give them a name, and write the lines below it: `operators:`";
                self.tell(
                    Code::WrongShape,
                    entry.key_span.clone(),
                    "`hours` has calendars, each with a name and lines of its own",
                    Some(help.to_owned()),
                );
            }
            return;
        };
        let entries = first_first(entries, fields);
        for (place, entry) in entries.iter().enumerate() {
            let Ok(id) = u8::try_from(place) else {
                self.tell(Code::TooMany, entry.key_span.clone(), "a desk has at most 256 calendars", None);
                break;
            };
            if self.name(&entry.key, &entry.key_span, "a calendar") {
                self.names.calendars.insert(&entry.key, CalendarId(id));
            } else {
                self.names.broken.push(&entry.key);
            }
        }
        let closings = self.closings(fields);
        for (place, entry) in entries.iter().enumerate().take(256) {
            self.calendar(CalendarId(u8::try_from(place).unwrap_or(u8::MAX)), entry, &closings);
        }
    }

    fn calendar(&mut self, id: CalendarId, entry: &'t Entry<'t>, closings: &[Closing<'t>]) {
        let mut places: Vec<Place> = Vec::new();
        let before = self.found.len();
        let mut builder = CalendarBuilder::new(self.zone, self.country);
        match &entry.value.kind {
            Kind::Map(lines) => lines.iter().for_each(|line| self.line(line, &mut builder, &mut places)),
            Kind::Broken => {}
            Kind::Scalar(_) | Kind::List(_) | Kind::Empty => {
                self.tell(
                    Code::WrongShape,
                    entry.key_span.clone(),
                    format!("the calendar `{}` has no lines", entry.key),
                    Some("write its hours below its name, a line each: `mon-fri: 08:00-18:00`".to_owned()),
                );
            }
        }
        let mut announcements = Vec::new();
        for closing in closings {
            if closing.closes.as_ref().is_some_and(|closes| !closes.contains(&id)) {
                continue;
            }
            let line = LineId(u16::try_from(places.len()).unwrap_or(u16::MAX));
            places.push(Place { key: closing.span.clone(), value: closing.span.clone() });
            builder.line(Written { key: closing.dates, value: "closed", id: line });
            announcements.extend(closing.say.map(|say| (line, say)));
        }
        let (calendar, faults) = builder.finish();
        // A line that was not even handed over is missing, and its being so is no second mistake.
        let whole = self.found.len() == before && !matches!(entry.value.kind, Kind::Broken);
        let follows = |fault: &&LineFault| match fault.kind {
            LineProblem::NoHours => !whole,
            LineProblem::HolidaysNotStated => !matches!(entry.value.kind, Kind::Map(_)),
            _ => false,
        };
        for fault in faults.iter().filter(|fault| !follows(fault)) {
            self.tell_line(fault, &places, &entry.key_span);
        }
        self.calendars.extend(calendar.or_else(|| self.always()).map(|calendar| NamedCalendar {
            name: Arc::from(&*entry.key),
            calendar,
            lines: places.iter().map(|place| At { file: 0, byte: place.key.start }).collect(),
            announcements,
        }));
    }

    /// A calendar that stands in for a broken one, of which has been told.
    fn always(&self) -> Option<Calendar> {
        let mut builder = CalendarBuilder::new(self.zone, self.country);
        builder.line(Written { key: "mon-sun", value: "24/7", id: LineId(0) });
        builder.line(Written { key: "holidays", value: "as weekdays", id: LineId(1) });
        builder.finish().0
    }

    /// A line with a value, or a block of lines.
    fn line(&mut self, line: &'t Entry<'t>, builder: &mut CalendarBuilder, places: &mut Vec<Place>) {
        if let Kind::Map(inner) = &line.value.kind {
            let id = place(places, line);
            let written: Vec<_> = inner.iter().filter_map(|line| self.written_line(line, places)).collect();
            builder.block(&line.key, id, &written);
        } else if let Some(written) = self.written_line(line, places) {
            builder.line(written);
        }
    }

    fn written_line(&mut self, line: &'t Entry<'t>, places: &mut Vec<Place>) -> Option<Written<'t>> {
        let value = match &line.value.kind {
            Kind::Scalar(scalar) => &*scalar.text,
            Kind::Empty => "",
            Kind::Broken => return None,
            Kind::List(_) => {
                self.tell(
                    Code::WrongShape,
                    line.key_span.clone(),
                    "several hours of a day stand on one line, without brackets",
                    Some("put a comma between them: `08:00-12:00, 14:00-18:00`".to_owned()),
                );
                return None;
            }
            Kind::Map(_) => {
                self.tell(
                    Code::WrongShape,
                    line.key_span.clone(),
                    "a block of a calendar has no blocks of its own in it",
                    None,
                );
                return None;
            }
        };
        Some(Written { key: &line.key, value, id: place(places, line) })
    }

    fn closings(&mut self, fields: &Fields<'t>) -> Vec<Closing<'t>> {
        let Some(entry) = fields.entry(Keyword::Closings) else { return Vec::new() };
        let list = self.list(entry, "`closings`");
        list.iter().filter_map(|node| self.closing(node, &head(node, &entry.key_span))).collect()
    }

    fn closing(&mut self, node: &'t Node<'t>, owner: &Range<u32>) -> Option<Closing<'t>> {
        let allowed = [Keyword::Dates, Keyword::Closes, Keyword::Say];
        let fields = self.fields(node, owner, "a closing period", &allowed)?;
        let say = fields.entry(Keyword::Say).and_then(|entry| self.text(entry));
        let closes = fields.entry(Keyword::Closes).map(|entry| {
            let names = self.list(entry, "`closes`");
            names.iter().filter_map(|name| self.calendar_named(name, &entry.key_span)).collect()
        });
        let Some(dates) = fields.entry(Keyword::Dates) else {
            self.missing(owner, "a closing period has no dates", "write `dates: 2026-08-10 - 2026-08-21`");
            return None;
        };
        let (scalar, span) = self.scalar(dates, "`dates`")?;
        Some(Closing { dates: &scalar.text, span, closes, say })
    }

    /// A value that is a calendar's name.
    pub(super) fn calendar_named(&mut self, node: &'t Node<'t>, owner: &Range<u32>) -> Option<CalendarId> {
        let (scalar, span) = self.scalar_at(node, owner, "a calendar's name")?;
        self.calendar_called(&scalar.text, span)
    }

    pub(super) fn tell_line(&mut self, fault: &LineFault, places: &[Place], calendar: &Range<u32>) {
        let place = fault.line.and_then(|line| places.get(usize::from(line.0)));
        let span = place.map_or_else(
            || calendar.clone(),
            |place| {
                let half = match fault.part {
                    Part::Key => &place.key,
                    Part::Value => &place.value,
                };
                self.within(half, &fault.range)
            },
        );
        let span = if span.is_empty() {
            place.map_or_else(|| calendar.clone(), |place| place.key.clone())
        } else {
            span
        };
        self.tell(code(&fault.kind), span, fault.kind.to_string(), fault.help());
        if fault.is_warning()
            && let Some(said) = self.found.last_mut()
        {
            said.severity = Severity::Warning;
        }
    }

    /// Part of a value, where the value stands as it was written: its quotes are not counted.
    fn within(&self, half: &Range<u32>, range: &Range<usize>) -> Range<u32> {
        let written = self.source.text.get(half.start as usize..half.end as usize).unwrap_or("");
        let quote = u32::from(written.starts_with(['"', '\'']));
        let place = |byte: usize| half.start + quote + u32::try_from(byte).unwrap_or(0);
        let (start, end) = (place(range.start), place(range.end));
        if start <= end && end <= half.end { start..end } else { half.clone() }
    }
}

/// The calendars, the desk's own before the others: the one that `menu` names under `open`.
fn first_first<'t>(entries: &'t [Entry<'t>], fields: &Fields<'t>) -> Vec<&'t Entry<'t>> {
    let mut entries: Vec<_> = entries.iter().collect();
    let Some(Kind::Map(menu)) = fields.get(Keyword::Menu).map(|menu: &'t Node<'t>| &menu.kind) else {
        return entries;
    };
    let open = menu.iter().find(|field| Keyword::read(&field.key) == Some(Keyword::Open));
    if let Some(Kind::Scalar(name)) = open.map(|field| &field.value.kind) {
        entries.sort_by_key(|entry| *entry.key != *name.text);
    }
    entries
}

/// Notes where a line stands.
pub(super) fn place(places: &mut Vec<Place>, line: &Entry<'_>) -> LineId {
    let id = LineId(u16::try_from(places.len()).unwrap_or(u16::MAX));
    places.push(Place { key: line.key_span.clone(), value: line.value.span.clone() });
    id
}

/// The code of what may be wrong with a line.
fn code(problem: &LineProblem) -> Code {
    match problem {
        LineProblem::NeverTrue { .. } => Code::NeverTrue,
        LineProblem::HolidaysNotStated => Code::HolidaysNotStated,
        LineProblem::OsmUndone { .. } | LineProblem::OsmReplaces { .. } => Code::HolidayUndone,
        LineProblem::NoHolidays => Code::HolidaysShort,
        LineProblem::Twice { .. } => Code::DuplicateKey,
        LineProblem::TooMany { .. } => Code::TooMany,
        LineProblem::Seats { .. }
        | LineProblem::NoSeats
        | LineProblem::SeatsTwice { .. }
        | LineProblem::SeatsOtherwise
        | LineProblem::NoSeatsLine { .. } => Code::BadSeats,
        _ => Code::BadHours,
    }
}
