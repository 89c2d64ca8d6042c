//! Which line decides a day: closing periods and single dates before holidays, holidays before the week, a block before the ordinary week.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate, Weekday};

use super::dates::Dates;
use super::holiday::Holidays;
use super::osm::Expression;
use super::plan::{Plan, Rank, Source};
use super::span::{DAY, Span};
use super::{Closed, LineId};

/// Everything that an admin's lines say.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    /// The ordinary week.
    pub(super) week: Week,
    /// Weeks of their own for months and periods, the shortest first.
    pub(super) blocks: Vec<Block>,
    /// Closing periods and single days, the shortest first.
    pub(super) dated: Vec<Dated>,
    /// Public holidays and the desk's own.
    pub(super) holidays: Holidays,
    /// What happens on them; none where the expression says it.
    pub(super) on_holidays: Option<OnHolidays>,
    /// An expression of OpenStreetMap instead of weeks.
    pub(super) osm: Option<Expression>,
}

/// The spans of a day, closed when there are none, and the line that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hours {
    /// In order, none touching another.
    pub(super) spans: Vec<Span>,
    /// Where it was written.
    pub(super) line: LineId,
}

/// A week, Monday first.
#[derive(Clone, Debug, Default)]
pub(super) struct Week([Option<Hours>; 7]);

impl Week {
    /// A day's hours.
    pub(super) fn day(&self, day: Weekday) -> Option<&Hours> {
        self.0.get(day.num_days_from_monday() as usize).and_then(Option::as_ref)
    }

    /// Sets a day's hours; false where it has some already.
    pub(super) fn set(&mut self, day: Weekday, hours: Hours) -> bool {
        match self.0.get_mut(day.num_days_from_monday() as usize) {
            Some(place @ None) => {
                *place = Some(hours);
                true
            }
            Some(Some(_)) | None => false,
        }
    }

    /// Whether no day has hours.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}

/// A week of its own for a month or a period; a day that it leaves out is closed.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// When.
    pub(super) dates: Dates,
    /// The week that holds then.
    pub(super) week: Week,
    /// Where the block begins.
    pub(super) line: LineId,
}

/// A closing period, or hours for one day.
#[derive(Clone, Debug)]
pub(super) struct Dated {
    /// When.
    pub(super) dates: Dates,
    /// What holds then.
    pub(super) hours: Hours,
}

/// What happens on holidays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OnHolidays {
    /// Hours of their own, or closed.
    Hours(Hours),
    /// As if the day were none.
    AsWeekdays(LineId),
}

/// Open or closed, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    /// None while open.
    pub(super) closed: Option<Closed>,
    /// Who decided.
    pub(super) source: Source,
}

/// Minutes of one day that have one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// The first minute.
    pub(super) start: u16,
    /// The end, not included, at most [`DAY`].
    pub(super) end: u16,
    /// What holds.
    pub(super) state: State,
}

impl Rules {
    /// Whether it matters which days are holidays.
    pub(super) fn ask_holidays(&self) -> bool {
        match &self.on_holidays {
            Some(OnHolidays::Hours(_)) => true,
            Some(OnHolidays::AsWeekdays(_)) => false,
            None => self.osm.as_ref().is_some_and(|osm| osm.on_holidays),
        }
    }

    /// What is said of a day by itself.
    pub(super) fn plan(&self, date: NaiveDate) -> Plan<'_> {
        if let Some(dated) = self.dated.iter().find(|dated| dated.dates.contain(date)) {
            let closed =
                if dated.hours.spans.is_empty() { Closed::ClosingPeriod } else { Closed::OutsideHours };
            return of(&dated.hours, closed, Source::Line(dated.hours.line), Rank::Dated);
        }
        if let Some(OnHolidays::Hours(hours)) = &self.on_holidays
            && let Some(name) = self.holidays.name(date)
        {
            return of(hours, Closed::Holiday, Source::Holiday(name, hours.line), Rank::Holiday);
        }
        if let Some(osm) = &self.osm {
            return osm.plan(date, &self.holidays);
        }
        let block = self.blocks.iter().find(|block| block.dates.contain(date));
        let week = block.map_or(&self.week, |block| &block.week);
        match (week.day(date.weekday()), block) {
            (Some(hours), _) => of(hours, Closed::OutsideHours, Source::Line(hours.line), Rank::Hours),
            (None, Some(block)) => nothing(Source::Line(block.line)),
            (None, None) => nothing(Source::NoLine),
        }
    }

    /// A whole day from midnight to midnight, the end of the night before included.
    pub(super) fn segments(&self, date: NaiveDate, segments: &mut Vec<Segment>) {
        segments.clear();
        let plan = self.plan(date);
        let night = date.pred_opt().map(|before| self.plan(before)).filter(|before| runs_into(before, &plan));
        let mut minute = 0;
        while minute < DAY {
            let segment = segment(&plan, night.as_ref(), minute);
            minute = segment.end;
            match segments.last_mut() {
                Some(last) if last.state == segment.state => last.end = segment.end,
                Some(_) | None => segments.push(segment),
            }
        }
    }
}

fn of(hours: &Hours, closed: Closed, source: Source, rank: Rank) -> Plan<'_> {
    Plan { spans: Cow::Borrowed(&hours.spans), closed, source, rank }
}

fn nothing(source: Source) -> Plan<'static> {
    Plan { spans: Cow::Borrowed(&[]), closed: Closed::OutsideHours, source, rank: Rank::Hours }
}

/// Whether a night that began on the day before goes on: a holiday, a closing period or a single day ends it at midnight,
/// unless the day before was of the same kind and this one is open at some time too.
fn runs_into(before: &Plan<'_>, plan: &Plan<'_>) -> bool {
    before.spans.last().is_some_and(|span| span.end > DAY)
        && (plan.rank == Rank::Hours
            || before.rank > plan.rank
            || (before.rank == plan.rank && !plan.spans.is_empty()))
}

/// The segment that begins with a minute.
fn segment(plan: &Plan<'_>, night: Option<&Plan<'_>>, minute: u16) -> Segment {
    let night_end = night.and_then(|night| night.spans.last()).map_or(0, |span| span.end.saturating_sub(DAY));
    let open = |source: &Source| State { closed: None, source: source.clone() };
    if let Some(span) = plan.spans.iter().find(|span| span.start <= minute && minute < span.end) {
        return Segment { start: minute, end: span.end.min(DAY), state: open(&plan.source) };
    }
    let next = plan.spans.iter().map(|span| span.start).find(|start| *start > minute).unwrap_or(DAY);
    match night {
        Some(night) if minute < night_end => {
            Segment { start: minute, end: next.min(night_end), state: open(&night.source) }
        }
        Some(_) | None => {
            let state = State { closed: Some(plan.closed), source: plan.source.clone() };
            Segment { start: minute, end: next, state }
        }
    }
}
