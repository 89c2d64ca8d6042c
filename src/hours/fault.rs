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
    /// A span whose end is before its start, and longer than a night if it ran past midnight.
    #[error("the span `{span}` ends before it starts")]
    Backwards {
        /// The span.
        span: String,
    },
    /// A span that begins on the next day.
    #[error("the span `{span}` starts on the next day")]
    LateStart {
        /// The span.
        span: String,
    },
    /// A span of more than 24 hours.
    #[error("the span `{span}` is longer than a day")]
    LongerThanADay {
        /// The span.
        span: String,
    },
    /// A time with nothing to say until when.
    #[error("nothing says until when it is open from `{word}`")]
    NoEnd {
        /// The time.
        word: String,
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
    /// A block under something that is no month and no period.
    #[error("`{key}` takes hours, not lines of its own")]
    NoBlock {
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
    /// An `osm` expression that cannot be read.
    #[error("`{word}` cannot be read as opening hours of OpenStreetMap")]
    Osm {
        /// The word at which reading stopped.
        word: String,
        /// What was probably meant.
        perhaps: Option<String>,
    },
    /// An `osm` expression with words that mean nothing to a telephone line.
    #[error("`{word}` means nothing to a telephone line")]
    OsmRefused {
        /// The word.
        word: String,
    },
    /// An `osm` expression beyond what anybody could still explain.
    #[error("the expression is too long: at most {most} characters and 24 rules")]
    OsmTooLong {
        /// The most characters.
        most: usize,
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
    #[error("the rule `{rule}` is without effect: the later `{by}` replaces the whole day")]
    OsmReplaces {
        /// The earlier rule.
        rule: String,
        /// The later rule.
        by: String,
    },
    /// The country has no table of holidays.
    #[error("no public holidays are known for this country")]
    NoHolidays,
    /// Something else than a number of seats.
    #[error("`{word}` is no number of seats")]
    Seats {
        /// The word.
        word: String,
        /// The largest number.
        most: u16,
    },
    /// No number of seats.
    #[error("the number of seats is missing")]
    NoSeats,
    /// Two lines for the same minute, of which neither decides before the other.
    #[error("`{key}` and `{other}` both say how many seats there are, and neither is for fewer days")]
    SeatsTwice {
        /// The later line.
        key: String,
        /// The earlier one.
        other: String,
    },
    /// Some minutes have no number of seats.
    #[error("nothing says how many seats there are at all other times")]
    SeatsOtherwise,
    /// What has no seats of its own.
    #[error("`{key}` cannot have a number of seats here")]
    NoSeatsLine {
        /// The key.
        key: String,
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
    pub const fn is_warning(&self) -> bool {
        matches!(self.kind, LineProblem::NoHolidays)
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        Some(self.kind.help())
    }
}

impl LineProblem {
    /// What to do about it.
    fn help(&self) -> String {
        let text = match self {
            Self::UnknownKey { perhaps: Some(perhaps), .. }
            | Self::UnknownValue { perhaps: Some(perhaps), .. }
            | Self::Osm { perhaps: Some(perhaps), .. } => return format!("did you mean `{perhaps}`?"),
            Self::Time { perhaps: Some(perhaps), .. } => return format!("perhaps `{perhaps}`?"),
            Self::UnknownKey { perhaps: None, .. } => {
                "write days (`mon-fri`), a month (`august`), a date (`2026-12-24`, or `12-24` for every year), or `holidays`"
            }
            Self::UnknownValue { perhaps: None, .. } => {
                "write hours (`08:00-18:00`, or `09:00-13:00, 15:00-17:00`) or `closed`"
            }
            Self::Osm { perhaps: None, .. } => {
                "day lines (`mon-fri: 08:00-18:00`) say most hours more simply"
            }
            Self::Time { perhaps: None, .. } => "times are written with hours and minutes: `08:00`",
            Self::Empty => "write hours (`08:00-18:00`) or `closed`",
            Self::EmptySpan { .. } => "for the whole day write `24/7`; for no time at all, `closed`",
            Self::Backwards { span } if span.ends_with("00:00") => "midnight at the end of a day is `24:00`",
            Self::Backwards { .. } => {
                "if the night is meant, count the hours on past 24: `18:00-32:00` is until 08:00 on the next day"
            }
            Self::LateStart { .. } => "write these hours at the next day",
            Self::LongerThanADay { .. } => "write each day's hours at that day",
            Self::NoEnd { .. } => "write both: `08:00-18:00`",
            Self::Overlap { .. } => "join them, or correct one of the four times",
            Self::Twice { .. } => "name each day once: `mon-thu: …` and `fri: …`",
            Self::NoSuchDay { .. } => "dates are written year, month, day (`2026-12-24`), or `24/12/2026`",
            Self::DatesBackwards { .. } => {
                "the earlier date comes first; a run without years may go past the new year: `12-24..01-06`"
            }
            Self::HoursForDates => {
                "give the dates lines of their own: `august: { mon-fri: 09:30-13:30 }`, or write `closed`"
            }
            Self::NeverTrue { .. } => "remove it, or correct what it should say",
            Self::NotInBlock { .. } => "inside a block only days of the week can stand",
            Self::NoBlock { .. } => "only a month (`august`) or a run of dates can have lines of its own",
            Self::HolidaysNotStated => "add `holidays: closed`, hours, or `holidays: as weekdays`",
            Self::NoHours => {
                "add a line for the days of the week: `mon-fri: 08:00-18:00`, or `mon-sun: 24/7`"
            }
            Self::OsmBesideDays => {
                "keep either the expression or the lines; dates and closing periods can stand beside both"
            }
            Self::OsmRefused { .. } => "write times of day, and `open` or `off`",
            Self::OsmTooLong { .. } => "split the calendar, or write day lines",
            Self::OsmUndone { .. } => {
                "rules count from the last to the first: put the holidays' rule at the end"
            }
            Self::OsmReplaces { .. } => {
                "a semicolon replaces the whole day; for two spans of one day put a comma between them"
            }
            Self::NoHolidays => "list them as the desk's own: `12-25: Christmas`",
            Self::Seats { most, .. } => return format!("it is a whole number from 0 to {most}"),
            Self::NoSeats => "write how many callbacks a band takes: `mon-fri 08:00-12:00: 3`",
            Self::SeatsTwice { .. } => "let each day and hour have one line",
            Self::SeatsOtherwise => "add `otherwise: 1`, or `otherwise: 0` where no callback is placed then",
            Self::NoSeatsLine { .. } => {
                "write days of the week (`mon-fri`), with hours (`mon-fri 08:00-12:00`) or without"
            }
            Self::TooMany { .. } => "split the calendar",
        };
        text.to_owned()
    }
}
