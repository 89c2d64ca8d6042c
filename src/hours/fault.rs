//! What may be wrong with a calendar's lines, each said so that whoever wrote them knows what to do.

use std::ops::Range;

use super::LineId;

/// Which half of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// What stands before the colon: days, a month, dates, `holidays`, `osm`.
    Key,
    /// What stands behind it: hours, `closed`, a name.
    Value,
}

/// One mistake, or one warning, in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// The line; none where a line is missing.
    pub line: Option<LineId>,
    /// Which half of it.
    pub part: Part,
    /// The guilty words: bytes inside that half as it was given to the builder.
    pub range: Range<usize>,
    /// What is wrong; its `Display` is the message.
    pub kind: LineProblem,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LineProblem {
    /// No day, month, date or keyword.
    #[error("`{word}` is no day, month, date or keyword of a calendar")]
    UnknownKey {
        /// The word.
        word: String,
        /// What was probably meant.
        perhaps: Option<String>,
    },
    /// A time of day that is not written `08:00`.
    #[error("`{word}` is no time of day")]
    Time {
        /// The word.
        word: String,
        /// What was probably meant.
        perhaps: Option<String>,
    },
    /// Neither hours nor `closed`.
    #[error("`{word}` is neither hours nor `closed`")]
    UnknownValue {
        /// The word.
        word: String,
        /// What was probably meant.
        perhaps: Option<String>,
    },
    /// Nothing stands behind the colon.
    #[error("the hours are missing")]
    Empty,
    /// A span that is empty.
    #[error("the span `{span}` is empty")]
    EmptySpan {
        /// The span.
        span: String,
    },
    /// A span whose end is before its start by so little that it was hardly meant to run past midnight.
    #[error("the span `{span}` ends before it starts")]
    Backwards {
        /// The span.
        span: String,
    },
    /// Two spans of a line share minutes.
    #[error("the spans `{first}` and `{second}` overlap")]
    Overlap {
        /// The earlier one.
        first: String,
        /// The later one.
        second: String,
    },
    /// The same day twice at one level.
    #[error("`{day}` has hours already")]
    Twice {
        /// The day, month or date.
        day: String,
    },
    /// A day that no calendar has.
    #[error("there is no such day as `{day}`")]
    NoSuchDay {
        /// The date.
        day: String,
    },
    /// Dates whose end is before their start.
    #[error("the dates `{dates}` end before they start")]
    DatesBackwards {
        /// The dates.
        dates: String,
    },
    /// Hours for a run of dates, which would hold on Sundays too.
    #[error("hours for several dates must say on which days of the week they hold")]
    HoursForDates,
    /// A line that no minute ever meets.
    #[error("this line never holds: {why}")]
    NeverTrue {
        /// Why not.
        why: String,
    },
    /// What cannot stand inside a month's or a period's block.
    #[error("`{key}` cannot stand inside a block")]
    NotInBlock {
        /// The key.
        key: String,
    },
    /// A value for something that needs a block, or the other way round.
    #[error("`{key}` needs lines of its own below it")]
    NeedsBlock {
        /// The key.
        key: String,
    },
    /// Nothing says what happens on public holidays.
    #[error("nothing says what happens on public holidays")]
    HolidaysNotStated,
    /// Nothing at all says when it is open.
    #[error("nothing says when it is open")]
    NoHours,
    /// An `osm` expression beside day lines.
    #[error("`osm` already says everything about the week: it cannot stand beside lines for days")]
    OsmBesideDays,
    /// An `osm` expression that the library does not understand.
    #[error("this is no opening-hours expression of OpenStreetMap")]
    Osm {
        /// What is known about where and why.
        perhaps: Option<String>,
    },
    /// A rule for holidays which a later rule undoes.
    #[error("the rule `{rule}` is undone by a later one, `{by}`")]
    OsmUndone {
        /// The rule about holidays.
        rule: String,
        /// The later rule.
        by: String,
    },
    /// A later rule takes away the hours that an earlier one gave.
    #[error("the rule `{by}` takes the hours of `{rule}` away on the same days")]
    OsmReplaces {
        /// The earlier rule.
        rule: String,
        /// The later rule.
        by: String,
    },
    /// The country has no table of holidays.
    #[error("no public holidays are known for this country")]
    NoHolidays,
    /// The table of holidays ends within the year.
    #[error("the table of public holidays ends in {year}")]
    HolidaysEnd {
        /// Its last year.
        year: i32,
    },
    /// Too many lines to be a calendar.
    #[error("a calendar has at most {most} lines")]
    TooMany {
        /// The most.
        most: usize,
    },
}

impl LineFault {
    /// Whether the calendar can serve all the same.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        matches!(
            self.kind,
            LineProblem::HolidaysEnd { .. } | LineProblem::NeverTrue { .. } | LineProblem::NoHolidays
        )
    }
}
