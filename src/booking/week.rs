//! A week as a calendar draws it: seven local days, each with when the queue's calendar is open, why it is not, and the holiday that it is.
//!
//! Days are local: the one on which the clocks change is 23 or 25 hours long, and its stretches say so. What is decided by hand counts, but for
//! the emergency switch: nobody knows how long it stays on.

use std::ops::Range;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::hours::{Closed, Layer, Live, midnight};
use crate::menu::model::{Menu, Queue};

/// A local day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekDay {
    /// Which.
    pub date: NaiveDate,
    /// From its midnight to the next one.
    pub span: Range<DateTime<Utc>>,
    /// What holds when, in order and without a gap; none where the queue's calendar does not exist.
    pub stretches: Vec<Stretch>,
    /// What the holiday is called, where it is one; empty where nobody has told its name.
    pub holiday: Option<String>,
}

/// A part of a day in which one thing holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// From when until when, the end not included.
    pub span: Range<DateTime<Utc>>,
    /// None while it is open; else why not.
    pub closed: Option<Closed>,
}

impl WeekDay {
    /// Why it is closed all day, where it is.
    #[must_use]
    pub fn closed(&self) -> Option<Closed> {
        let closed = self.stretches.iter().map(|stretch| stretch.closed);
        // A reason that speaks of the day rather than of its nights.
        closed.clone().all(|closed| closed.is_some()).then(|| {
            closed.flatten().find(|why| *why != Closed::OutsideHours).unwrap_or(Closed::OutsideHours)
        })
    }

    /// When it is open.
    pub fn open(&self) -> impl Iterator<Item = &Range<DateTime<Utc>>> {
        self.stretches.iter().filter(|stretch| stretch.closed.is_none()).map(|stretch| &stretch.span)
    }
}

/// The week of a queue in which a day lies, from its Monday on.
#[must_use]
pub fn week(menu: &Menu, queue: &Queue, live: &Live, day: NaiveDate) -> Vec<WeekDay> {
    let live = Live { emergency: None, ..live.clone() };
    let monday = monday(day);
    let days = (0..7).filter_map(|ahead| monday.checked_add_days(Days::new(ahead)));
    days.map(|date| self::day(menu, queue, &live, date)).collect()
}

/// The Monday of a day's week.
#[must_use]
pub fn monday(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())).unwrap_or(day)
}

/// A local day as moments.
#[must_use]
pub fn span_of(zone: Tz, day: NaiveDate) -> Range<DateTime<Utc>> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    midnight(zone, day)..midnight(zone, next)
}

fn day(menu: &Menu, queue: &Queue, live: &Live, date: NaiveDate) -> WeekDay {
    let span = span_of(menu.zone, date);
    let mut found = WeekDay { date, span: span.clone(), stretches: Vec::new(), holiday: None };
    let Some(named) = menu.calendars.get(queue.calendar.index()) else { return found };
    let mut at = span.start;
    while at < span.end {
        let answer = named.calendar.answer(&named.name, live, at);
        let until = answer.until.min(span.end);
        if until <= at {
            break;
        }
        if let Layer::Holiday { name, .. } = answer.layer {
            found.holiday = Some(name);
        }
        match found.stretches.last_mut().filter(|last| last.closed == answer.closed) {
            Some(last) => last.span.end = until,
            None => found.stretches.push(Stretch { span: at..until, closed: answer.closed }),
        }
        at = until;
    }
    found
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use chrono_tz::Europe::Rome;

    use super::*;
    use crate::booking::example;
    use crate::hours::Override;

    fn of(days: &str, hours: &str, live: &Live, day: &str) -> Vec<WeekDay> {
        let menu = example::menu(days, hours);
        week(&menu, &menu.queues[0], live, day.parse().unwrap())
    }

    /// `08:00-10:00` of each open stretch, in Rome's wall time.
    fn open(day: &WeekDay) -> Vec<String> {
        let at = |moment: DateTime<Utc>| moment.with_timezone(&Rome).format("%H:%M").to_string();
        day.open().map(|span| format!("{}-{}", at(span.start), at(span.end))).collect()
    }

    #[test]
    fn a_week_begins_on_its_monday_and_says_what_is_closed_and_why() {
        let week = of("mon-fri", "08:00-10:00, 14:00-15:00", &Live::default(), "2026-12-10");
        assert_eq!(week[0].date.to_string(), "2026-12-07");
        assert_eq!(open(&week[0]), ["08:00-10:00", "14:00-15:00"]);
        assert_eq!(week[0].closed(), None);
        // The Immaculate Conception, a Tuesday.
        assert_eq!((week[1].closed(), open(&week[1]).len()), (Some(Closed::Holiday), 0));
        assert_eq!(week[1].holiday.as_deref(), Some("Immacolata Concezione"));
        assert_eq!(week[6].closed(), Some(Closed::OutsideHours));
    }

    #[test]
    fn stretches_have_no_gap_and_the_days_of_both_clock_changes_have_their_own_length() {
        for (day, hours) in [("2026-10-25", 25), ("2026-03-29", 23), ("2026-11-24", 24)] {
            let week = of("every day", "01:00-04:00", &Live::default(), day);
            let day = week.iter().find(|of| of.date.to_string() == day).unwrap();
            assert_eq!(day.span.end - day.span.start, TimeDelta::hours(hours));
            assert_eq!(
                (day.stretches[0].span.start, day.stretches.last().unwrap().span.end),
                (day.span.start, day.span.end)
            );
            assert!(day.stretches.windows(2).all(|pair| pair[0].span.end == pair[1].span.start));
            let open: TimeDelta = day.open().map(|span| span.end - span.start).sum();
            assert_eq!(open, TimeDelta::hours(hours - 21), "from one to four by the clock on the wall");
        }
    }

    #[test]
    fn what_is_decided_by_hand_is_seen_and_the_emergency_switch_is_not() {
        let at = |moment: &str| DateTime::parse_from_rfc3339(moment).unwrap().to_utc();
        let (from, until) = (at("2026-11-24T09:00:00+01:00"), at("2026-11-24T12:00:00+01:00"));
        let overrides = vec![Override { id: 1, calendar: None, from, until, open: false }];
        let live = Live { overrides, emergency: Some(from) };
        let week = of("mon-fri", "08:00-10:00", &live, "2026-11-24");
        assert_eq!(open(&week[1]), ["08:00-09:00"]);
        assert!(week[1].stretches.iter().any(|stretch| stretch.closed == Some(Closed::Override)));
        assert_eq!(open(&week[2]), ["08:00-10:00"]);
    }
}
