//! The second thing that a caller quotes: the request's date, keyed in as four digits, day and month. It keeps strangers who try numbers out.

use chrono::{Datelike, NaiveDate};

use crate::terms::{Digit, Digits};

/// A day and a month as keyed in: `2311` is 23 November.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DayAndMonth {
    day: u8,
    month: u8,
}

impl DayAndMonth {
    /// The day and month of four digits; none where there are more, fewer, or no such day in any year.
    #[must_use]
    pub fn of(digits: &Digits) -> Option<Self> {
        let values: Option<Vec<u8>> = digits.iter().map(Digit::value).collect();
        let &[a, b, c, d] = values?.as_slice() else { return None };
        let (day, month) = (a * 10 + b, c * 10 + d);
        // 2000 is a leap year: 29 February is a date.
        NaiveDate::from_ymd_opt(2000, month.into(), day.into()).map(|_| Self { day, month })
    }

    /// The day and month of a date.
    #[must_use]
    pub fn on(date: NaiveDate) -> Self {
        let small = |part: u32| u8::try_from(part).unwrap_or_default();
        Self { day: small(date.day()), month: small(date.month()) }
    }

    /// Whether it is that of a date.
    #[must_use]
    pub fn fits(self, date: NaiveDate) -> bool {
        date.day() == u32::from(self.day) && date.month() == u32::from(self.month)
    }
}
