//! What is said of one day, who says it, and how strong that is: what lines and expressions have in common.

use std::borrow::Cow;
use std::sync::Arc;

use super::span::Span;
use super::{Closed, Layer, LineId};

/// How strong what decides a day is; the stronger also ends a night that began on the day before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The week.
    Hours,
    /// A holiday.
    Holiday,
    /// A closing period or a single day.
    Dated,
}

/// Who decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A line.
    Line(LineId),
    /// A holiday, by the line that says what happens on them.
    Holiday(Arc<str>, LineId),
    /// Nobody.
    NoLine,
    /// An override.
    Override(i64),
}

impl From<Source> for Layer {
    fn from(source: Source) -> Self {
        match source {
            Source::Line(line) => Self::Line(line),
            Source::Holiday(name, line) => Self::Holiday { name: name.as_ref().to_owned(), line },
            Source::NoLine => Self::NoLine,
            Source::Override(id) => Self::Override(id),
        }
    }
}

/// What is said of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan<'a> {
    /// When it is open; ends beyond midnight run into the next day.
    pub(super) spans: Cow<'a, [Span]>,
    /// Why it is closed otherwise.
    pub(super) closed: Closed,
    /// Who says so.
    pub(super) source: Source,
    /// How strong that is.
    pub(super) rank: Rank,
}
