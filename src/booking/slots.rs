//! When callbacks can be placed: the open hours of a queue's calendar, cut into slots.
//!
//! The grid of slots begins anew each local day at its first open minute, and after each closing within the day; so a desk that opens at 8
//! has slots at 8, whatever was asked before, and two askers always see the same slots. A slot lies wholly within open hours and
//! within one local day, so that one date names it. Lengths are real minutes: the day on which the clocks change has one hour's slots
//! more or less, and none of them is shorter.

use std::ops::Range;

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::hours::midnight;

/// A span of time in which a callback is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Slot {
    /// Its first minute; with the queue, the slot's name.
    pub start: DateTime<Utc>,
    /// The end, not included.
    pub end: DateTime<Utc>,
}

/// The longest that a slot can be.
pub const LONGEST_SLOT: Duration = Duration::hours(8);

/// Where the search for a free slot begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum SlotsFrom {
    /// Now, as soon as the desk's notice allows.
    Soonest,
    /// After the slot that begins then.
    After(DateTime<Utc>),
    /// On a later local day than that of the slot that begins then.
    AnotherDay(DateTime<Utc>),
}

/// How a queue's hours are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The desk's zone, whose days are meant.
    pub zone: Tz,
    /// How long a slot is; a minute at least.
    pub length: Duration,
    /// How long before its start a slot can be booked at the latest.
    pub notice: Duration,
    /// How far ahead of now the last slot begins.
    pub ahead: Duration,
    /// How much time lies between a slot and the next one.
    pub buffer: Duration,
}

impl Grid {
    /// Between which moments the calendar is to be asked: from the local midnight before now, because the day's first open minute sets the
    /// grid, to the end of the last slot.
    #[must_use]
    pub fn span(&self, now: DateTime<Utc>) -> Range<DateTime<Utc>> {
        let end = now.checked_add_signed(self.ahead).and_then(|last| last.checked_add_signed(self.length));
        self.day_begins(now)..end.unwrap_or(now)
    }

    /// The slots of one open interval in order, each local day's by itself.
    fn cut(self, open: Range<DateTime<Utc>>) -> impl Iterator<Item = Slot> {
        let days = self.day(open.start).iter_days();
        let days = days.map(move |day| day_of(self.zone, day)).take_while(move |day| day.start < open.end);
        days.flat_map(move |day| {
            let (start, end) = (day.start.max(open.start), day.end.min(open.end));
            let starts = std::iter::successors(Some(start), move |start| self.next(*start));
            starts.map_while(move |start| {
                let until = self.after(start).filter(|until| *until <= end)?;
                Some(Slot { start, end: until })
            })
        })
    }

    /// When the slot after the one that begins then begins.
    fn next(self, start: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.after(start)?.checked_add_signed(self.buffer.max(Duration::zero()))
    }

    fn after(self, start: DateTime<Utc>) -> Option<DateTime<Utc>> {
        start.checked_add_signed(self.length.max(Duration::minutes(1)))
    }

    fn day(self, moment: DateTime<Utc>) -> NaiveDate {
        moment.with_timezone(&self.zone).date_naive()
    }

    /// The midnight with which the local day of a moment begins.
    pub(super) fn day_begins(self, moment: DateTime<Utc>) -> DateTime<Utc> {
        midnight(self.zone, self.day(moment)).min(moment)
    }

    /// All slots of open intervals, whenever they can be booked.
    pub(super) fn all(self, open: impl Iterator<Item = Range<DateTime<Utc>>>) -> impl Iterator<Item = Slot> {
        open.flat_map(move |open| self.cut(open))
    }

    pub(super) fn reached(self, slot: Slot, from: SlotsFrom) -> bool {
        match from {
            SlotsFrom::Soonest => true,
            SlotsFrom::After(start) => slot.start > start,
            SlotsFrom::AnotherDay(start) => self.day(slot.start) > self.day(start),
        }
    }
}

/// The slots that can be offered at `now`, in order, taken ones among them. `open` are the calendar's open intervals within
/// [`Grid::span`], in order.
pub fn slots(
    grid: Grid,
    open: impl Iterator<Item = Range<DateTime<Utc>>>,
    now: DateTime<Utc>,
    from: SlotsFrom,
) -> impl Iterator<Item = Slot> {
    let soonest = now.checked_add_signed(grid.notice.max(Duration::zero()));
    let last = now.checked_add_signed(grid.ahead);
    open.flat_map(move |open| grid.cut(open))
        .take_while(move |slot| last.is_some_and(|last| slot.start <= last))
        .filter(move |slot| soonest.is_some_and(|soonest| slot.start >= soonest))
        .filter(move |slot| grid.reached(*slot, from))
}

/// A local day as moments: 23 or 25 hours long when the clocks change.
fn day_of(zone: Tz, day: NaiveDate) -> Range<DateTime<Utc>> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    midnight(zone, day)..midnight(zone, next)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROME: Tz = chrono_tz::Europe::Rome;

    fn grid(length: i64, notice: i64, ahead_days: i64) -> Grid {
        Grid {
            zone: ROME,
            length: Duration::minutes(length),
            notice: Duration::minutes(notice),
            ahead: Duration::days(ahead_days),
            buffer: Duration::zero(),
        }
    }

    /// `2026-11-24T08:10+01:00`, with or without seconds.
    fn at(moment: &str) -> DateTime<Utc> {
        let read = |format| DateTime::parse_from_str(moment, format).map(|at| at.with_timezone(&Utc));
        read("%FT%H:%M%:z").or_else(|_| read("%FT%H:%M:%S%:z")).unwrap()
    }

    fn open(from: &str, until: &str) -> Range<DateTime<Utc>> {
        at(from)..at(until)
    }

    /// The starts in Rome's wall time, `24 14:30`.
    fn starts(slots: impl Iterator<Item = Slot>) -> Vec<String> {
        slots.map(|slot| slot.start.with_timezone(&ROME).format("%d %H:%M").to_string()).collect()
    }

    #[test]
    fn a_slot_lies_wholly_within_open_hours_and_the_grid_begins_with_them() {
        let hours = [open("2026-11-24T08:10+01:00", "2026-11-24T09:00+01:00")];
        let now = at("2026-11-23T20:00+01:00");
        let all = slots(grid(15, 60, 10), hours.into_iter(), now, SlotsFrom::Soonest);
        assert_eq!(starts(all), ["24 08:10", "24 08:25", "24 08:40"]);
    }

    #[test]
    fn notice_is_kept_to_the_minute_and_does_not_shift_the_grid() {
        let hours = || [open("2026-11-24T08:00+01:00", "2026-11-24T10:00+01:00")].into_iter();
        let first = |now| starts(slots(grid(15, 60, 10), hours(), at(now), SlotsFrom::Soonest)).remove(0);
        assert_eq!(first("2026-11-24T08:30+01:00"), "24 09:30");
        assert_eq!(first("2026-11-24T08:30:01+01:00"), "24 09:45");
    }

    #[test]
    fn the_last_slot_begins_as_far_ahead_as_the_queue_books() {
        let hours = [open("2026-11-24T08:00+01:00", "2026-11-24T10:00+01:00")];
        let now = at("2026-11-23T08:45+01:00");
        let all = slots(grid(30, 0, 1), hours.into_iter(), now, SlotsFrom::Soonest);
        assert_eq!(starts(all), ["24 08:00", "24 08:30"]);
    }

    #[test]
    fn another_day_is_a_later_local_day_even_when_it_is_the_same_in_utc() {
        // Both lie on 23 November in UTC, but on two days in Rome.
        let hours = [
            open("2026-11-23T22:00+01:00", "2026-11-23T23:00+01:00"),
            open("2026-11-24T00:15+01:00", "2026-11-24T00:45+01:00"),
        ];
        let now = at("2026-11-23T12:00+01:00");
        let ask = |from| starts(slots(grid(30, 0, 10), hours.clone().into_iter(), now, from));
        let first = at("2026-11-23T22:00+01:00");
        assert_eq!(ask(SlotsFrom::After(first)), ["23 22:30", "24 00:15"]);
        assert_eq!(ask(SlotsFrom::AnotherDay(first)), ["24 00:15"]);
    }

    #[test]
    fn a_slot_never_spans_midnight_and_each_day_has_its_own_grid() {
        let hours = [open("2026-11-24T23:00+01:00", "2026-11-25T02:00+01:00")];
        let all = slots(grid(50, 0, 10), hours.into_iter(), at("2026-11-24T12:00+01:00"), SlotsFrom::Soonest);
        assert_eq!(starts(all), ["24 23:00", "25 00:00", "25 00:50"]);
    }

    #[test]
    fn the_night_of_25_october_has_the_hour_from_2_to_3_twice() {
        let night = [open("2026-10-25T01:00+02:00", "2026-10-25T04:00+01:00")];
        let all = slots(grid(60, 0, 10), night.into_iter(), at("2026-10-24T12:00+02:00"), SlotsFrom::Soonest);
        let all: Vec<_> = all.collect();
        assert_eq!(starts(all.iter().copied()), ["25 01:00", "25 02:00", "25 02:00", "25 03:00"]);
        assert!(all.windows(2).all(|pair| pair[0].end == pair[1].start));
    }

    #[test]
    fn the_night_of_29_march_has_no_hour_from_2_to_3() {
        let night = [open("2026-03-29T01:00+01:00", "2026-03-29T05:00+02:00")];
        let all = slots(grid(60, 0, 10), night.into_iter(), at("2026-03-28T12:00+01:00"), SlotsFrom::Soonest);
        assert_eq!(starts(all), ["29 01:00", "29 03:00", "29 04:00"]);
    }

    #[test]
    fn where_the_clocks_skip_midnight_the_day_begins_after_it() {
        // Beirut: on 29 March 2026 the clocks go from 0:00 to 1:00.
        let day = day_of(chrono_tz::Asia::Beirut, NaiveDate::from_ymd_opt(2026, 3, 29).unwrap());
        assert_eq!(day.end - day.start, Duration::hours(23));
        assert_eq!(day.start, at("2026-03-28T22:00+00:00"));
    }

    #[test]
    fn lengths_and_spans_out_of_this_world_give_no_slot_and_no_panic() {
        let wild = Grid {
            zone: ROME,
            length: Duration::MAX,
            notice: Duration::MAX,
            ahead: Duration::MAX,
            buffer: Duration::MAX,
        };
        let hours = [open("2026-11-24T08:00+01:00", "2026-11-24T10:00+01:00")];
        let now = at("2026-11-24T07:00+01:00");
        assert_eq!(wild.span(now).end, now);
        assert_eq!(slots(wild, hours.clone().into_iter(), now, SlotsFrom::Soonest).count(), 0);
        let nothing = Grid { length: Duration::zero(), ..grid(1, 0, 1) };
        assert_eq!(slots(nothing, hours.into_iter(), now, SlotsFrom::Soonest).count(), 120);
    }

    proptest! {
        #[test]
        fn slots_are_in_order_apart_and_open(
            start in 1_760_000_000_i64..1_800_000_000, hours in 1_i64..80, length in 5_i64..120,
        ) {
            let from = DateTime::from_timestamp(start / 60 * 60, 0).unwrap();
            let open = from..from + Duration::hours(hours);
            let all: Vec<_> =
                slots(grid(length, 0, 10), [open.clone()].into_iter(), from, SlotsFrom::Soonest).collect();
            for slot in &all {
                prop_assert!(slot.start >= open.start && slot.end <= open.end);
                prop_assert_eq!(slot.end - slot.start, Duration::minutes(length));
                let days = [slot.start, slot.end - Duration::minutes(1)].map(|at| grid(1, 0, 1).day(at));
                prop_assert_eq!(days[0], days[1]);
            }
            prop_assert!(all.windows(2).all(|pair| pair[0].end <= pair[1].start));
        }

        /// Over both nights on which the clocks change: against a slow walk through the minutes of each local day.
        #[test]
        fn a_buffer_lies_between_any_two_slots_of_a_day_and_nothing_else_is_lost(
            autumn in any::<bool>(), begins in 0_i64..(36 * 60), lasts in 1_i64..(30 * 60), length in 5_i64..90, buffer in 0_i64..60,
        ) {
            let eve = if autumn { "2026-10-24T12:00+02:00" } else { "2026-03-28T12:00+01:00" };
            let from = at(eve) + Duration::minutes(begins);
            let open = from..from + Duration::minutes(lasts);
            let cut = Grid { buffer: Duration::minutes(buffer), ..grid(length, 0, 10) };
            let all: Vec<_> = slots(cut, [open.clone()].into_iter(), at(eve), SlotsFrom::Soonest).collect();
            let (mut slow, mut minute) = (Vec::new(), open.start);
            while minute < open.end {
                let last = minute + Duration::minutes(length - 1);
                if last < open.end && cut.day(last) == cut.day(minute) {
                    slow.push(minute);
                    // Work goes on after the buffer, or with the next day.
                    let after = minute + Duration::minutes(length + buffer);
                    let mut next = minute;
                    while next < after && cut.day(next) == cut.day(minute) {
                        next += Duration::minutes(1);
                    }
                    minute = next;
                } else {
                    // The rest of the day is too short.
                    let day = cut.day(minute);
                    while cut.day(minute) == day {
                        minute += Duration::minutes(1);
                    }
                }
            }
            prop_assert_eq!(all.iter().map(|slot| slot.start).collect::<Vec<_>>(), slow);
        }
    }
}
