//! The callbacks that can be booked: one kind under `callback`, several under `queues`.

use std::ops::Range;
use std::sync::Arc;

use chrono::Duration;

use super::Lower;
use super::calendars::{Place, place};
use super::fields::Fields;
use super::keywords::Keyword;
use crate::hours::{Counts, CountsBuilder, LineId, MOST_SEATS, Written};
use crate::menu::announce;
use crate::menu::diagnostic::{Code, did_you_mean};
use crate::menu::model::Queue;
use crate::menu::syntax::{Entry, Kind, Node};
use crate::terms::numbering::Country;
use crate::terms::{CalendarId, QueueId};

const FIELDS: &[Keyword] = &[
    Keyword::Title,
    Keyword::Voice,
    Keyword::Hours,
    Keyword::Length,
    Keyword::Notice,
    Keyword::Ahead,
    Keyword::Buffer,
    Keyword::Seats,
    Keyword::OpenBookings,
    Keyword::BookingsAnHour,
    Keyword::Countries,
    Keyword::To,
    Keyword::First,
    Keyword::Attempts,
    Keyword::Apart,
    Keyword::AtOnce,
    Keyword::Unknown,
    Keyword::AfterMissed,
    Keyword::RebookAtMost,
];

impl<'t> Lower<'t> {
    pub(super) fn queues(&mut self, fields: &Fields<'t>) {
        if let (Some(one), Some(several)) = (fields.entry(Keyword::Callback), fields.entry(Keyword::Queues)) {
            let message = "`callback` and `queues` exclude each other";
            let help = format!("write one more queue under `queues`, and leave `{}` out", one.key);
            self.tell(Code::Contradiction, several.key_span.clone(), message, Some(help));
        }
        if let Some(entry) = fields.entry(Keyword::Callback) {
            self.queue("callback", &entry.value, &entry.key_span);
        }
        let Some(entry) = fields.entry(Keyword::Queues) else { return };
        let Kind::Map(entries) = &entry.value.kind else {
            if !matches!(entry.value.kind, Kind::Broken) {
                self.tell(
                    Code::WrongShape,
                    entry.key_span.clone(),
                    "`queues` has a block for each queue, with its name",
                    None,
                );
            }
            return;
        };
        for entry in entries {
            if self.name(&entry.key, &entry.key_span, "a queue") {
                self.queue(&entry.key, &entry.value, &entry.key_span);
            } else {
                self.names.broken.push(&entry.key);
            }
        }
    }

    fn queue(&mut self, name: &'t str, node: &'t Node<'t>, owner: &Range<u32>) {
        let Some(queue) = self.read_queue(name, node, owner) else {
            self.names.broken.push(name);
            return;
        };
        let Ok(id) = u8::try_from(self.queues.len()) else {
            self.tell(Code::TooMany, owner.clone(), "a desk has at most 256 queues", None);
            return;
        };
        self.names.queues.insert(name, QueueId(id));
        self.queues.push(queue);
    }

    fn read_queue(&mut self, name: &'t str, node: &'t Node<'t>, owner: &Range<u32>) -> Option<Queue> {
        let fields = self.fields(node, owner, "a callback", FIELDS)?;
        let title = match fields.entry(Keyword::Title) {
            Some(entry) => self.text(entry)?,
            None => self.composed(|language| announce::callback_title(language).to_owned()),
        };
        let calendar = match fields.entry(Keyword::Hours) {
            Some(entry) => self.calendar_named(&entry.value, &entry.key_span)?,
            None => CalendarId(0),
        };
        let voice = match fields.entry(Keyword::Voice) {
            Some(entry) => self.words(&entry.value, &entry.key_span),
            None if fields.has(Keyword::Title) => None,
            None => Some(self.callback_voice()),
        };
        let day = Duration::days(1);
        let minute = Duration::minutes(1);
        let length = self.span(&fields, Keyword::Length, minute * 15, minute * 5..=Duration::hours(8));
        let notice = self.span(&fields, Keyword::Notice, Duration::hours(1), Duration::zero()..=day * 30);
        let ahead = self.span(&fields, Keyword::Ahead, day * 10, day..=day * 90);
        let buffer =
            self.span(&fields, Keyword::Buffer, Duration::zero(), Duration::zero()..=Duration::hours(4));
        let seats = match fields.entry(Keyword::Seats) {
            // A mistake is told, and the others are looked for all the same.
            Some(entry) => self.seats(entry).unwrap_or_else(|| Counts::all(1)),
            None => Counts::all(1),
        };
        let open_per_number = self.number(&fields, Keyword::OpenBookings, 1, 1..=100);
        let bookings_an_hour = self.number(&fields, Keyword::BookingsAnHour, 5, 1..=100);
        let countries = match fields.entry(Keyword::Countries) {
            Some(entry) => {
                let codes = self.list(entry, "`countries`");
                codes.iter().filter_map(|code| self.country(code, &entry.key_span)).collect()
            }
            None => vec![self.country],
        };
        self.spoken_queues.push(voice);
        Some(Queue {
            name: Arc::from(name),
            title,
            calendar,
            length,
            notice,
            ahead,
            buffer,
            seats,
            open_per_number,
            bookings_an_hour,
            countries,
            placing: self.placing(&fields),
            at: Self::at(owner),
        })
    }

    /// How many callbacks a band takes: one number, or lines with days and hours.
    fn seats(&mut self, entry: &'t Entry<'t>) -> Option<Counts> {
        let Kind::Map(lines) = &entry.value.kind else {
            let most = self.count(entry, 1..=u32::from(MOST_SEATS))?;
            return u16::try_from(most).ok().map(Counts::all);
        };
        let mut builder = CountsBuilder::default();
        let mut places: Vec<Place> = Vec::new();
        let before = self.found.len();
        for line in lines {
            if let Kind::Map(inner) = &line.value.kind {
                let id = place(&mut places, line);
                let written: Vec<_> =
                    inner.iter().filter_map(|line| self.seats_line(line, &mut places)).collect();
                builder.block(&line.key, id, &written);
            } else if let Some(written) = self.seats_line(line, &mut places) {
                builder.line(written);
            }
        }
        let (counts, faults) = builder.finish();
        for fault in &faults {
            self.tell_line(fault, &places, &entry.key_span);
        }
        counts.filter(|_| self.found.len() == before)
    }

    fn seats_line(&mut self, line: &'t Entry<'t>, places: &mut Vec<Place>) -> Option<Written<'t>> {
        let value = match &line.value.kind {
            Kind::Scalar(scalar) => &*scalar.text,
            Kind::Empty => "",
            Kind::Broken => return None,
            Kind::List(_) | Kind::Map(_) => {
                let message = format!(
                    "a number of seats stands behind the colon, and here is {}",
                    line.value.describe()
                );
                let help = "write days, hours and a number: `mon-fri 08:00-12:00: 3`".to_owned();
                self.tell(Code::WrongShape, line.key_span.clone(), message, Some(help));
                return None;
            }
        };
        let id: LineId = place(places, line);
        Some(Written { key: &line.key, value, id })
    }

    pub(super) fn span(
        &mut self,
        fields: &Fields<'t>,
        keyword: Keyword,
        default: Duration,
        within: std::ops::RangeInclusive<Duration>,
    ) -> Duration {
        fields.entry(keyword).and_then(|entry| self.duration(entry, within)).unwrap_or(default)
    }

    pub(super) fn number(
        &mut self,
        fields: &Fields<'t>,
        keyword: Keyword,
        default: u16,
        within: std::ops::RangeInclusive<u32>,
    ) -> u16 {
        let number = fields.entry(keyword).and_then(|entry| self.count(entry, within));
        number.and_then(|number| u16::try_from(number).ok()).unwrap_or(default)
    }

    /// A country by its code.
    pub(super) fn country(&mut self, node: &'t Node<'t>, owner: &Range<u32>) -> Option<Country> {
        let (scalar, span) = self.scalar_at(node, owner, "a country's code")?;
        let code = scalar.text.trim();
        let country = Country::new(code);
        if country.is_none() {
            let capitals = code.to_uppercase();
            let help = if Country::new(&capitals).is_some() {
                format!("did you mean `{capitals}`?")
            } else {
                did_you_mean(code, ["IT"])
                    .unwrap_or_else(|| "write the two capitals of ISO 3166: `IT`, `SM`, `CH`".to_owned())
            };
            self.tell(Code::UnknownCountry, span, format!("no country is known as `{code}`"), Some(help));
        }
        country
    }
}
