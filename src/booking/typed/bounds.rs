//! Days and spans that are said by where they begin or end, by their number, or by their week.

use chrono::{DateTime, Datelike as _, Months, NaiveDate, Utc, Weekday};

use super::said::{Bound, Day, Time};
use super::{Reading, Typed, TypedFault, later, words};
use crate::hours::midnight;

impl Reading {
    /// From a moment on, or before it, on its day.
    pub(super) fn bounded(self, bound: Bound, at: DateTime<Utc>) -> Result<Typed, TypedFault> {
        let day = at.with_timezone(&self.zone).date_naive();
        Ok(match bound {
            Bound::From => Typed::Within { from: at, until: midnight(self.zone, later(day, 1)?) },
            Bound::Until => Typed::Within { from: midnight(self.zone, day).max(self.now), until: at },
        })
    }

    /// The week after this one, or a weekday of it; none where something else was typed with it.
    pub(super) fn next_week(
        self,
        day: Option<Day>,
        time: Option<Time>,
        part: Option<words::Part>,
        bound: Option<Bound>,
    ) -> Option<Result<Typed, TypedFault>> {
        let ahead = 7 - u64::from(self.today.weekday().num_days_from_monday());
        let monday = match later(self.today, ahead) {
            Ok(monday) => monday,
            Err(fault) => return Some(Err(fault)),
        };
        match (day, time, part, bound) {
            (None, None, None, None) => {
                let end = later(monday, 7).ok()?;
                Some(Ok(Typed::Within { from: midnight(self.zone, monday), until: midnight(self.zone, end) }))
            }
            (Some(Day::Weekday { day, .. }), time, part, None) => {
                let date = later(monday, day.num_days_from_monday().into()).ok()?;
                Some(match time {
                    Some(time) => self.timed(date, time, None),
                    None => self.span(date, part),
                })
            }
            (
                None | Some(Day::Ahead(_) | Day::Weekday { .. } | Day::Date { .. } | Day::Numbered { .. }),
                None | Some(_),
                None | Some(_),
                None | Some(_),
            ) => None,
        }
    }

    /// A date, and the coming day of the name that was typed with it, where that is another one.
    pub(super) fn named(
        self,
        date: NaiveDate,
        named: Option<Weekday>,
        time: Option<Time>,
    ) -> Result<(NaiveDate, Option<NaiveDate>), TypedFault> {
        let Some(named) = named.filter(|named| *named != date.weekday()) else {
            return Ok((date, None));
        };
        let (coming, _) = self.days(Day::Weekday { day: named, next: false }, time)?;
        Ok((date, Some(coming)))
    }

    /// The next day of a number from today on, of this month or of one that has it.
    pub(super) fn numbered(self, day: u32) -> Result<NaiveDate, TypedFault> {
        let months =
            (0..3).filter_map(|ahead| self.today.with_day(1)?.checked_add_months(Months::new(ahead)));
        let mut days = months.filter_map(|first| first.with_day(day));
        let found = days.find(|date| *date >= self.today);
        found.filter(|date| date.year() <= 9999).ok_or_else(|| TypedFault::NoSuchDay(day.to_string()))
    }
}
