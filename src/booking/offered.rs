//! What a desk's queue offers: its calendar asked, and cut into slots, with what clerks changed by hand. The one door for whoever answers a
//! caller, from the store or from a script, and the one place that says how many seats a slot has.

use std::ops::Range;

use chrono::{DateTime, Utc};

use super::{Changes, Grid, Slot, SlotsFrom, slots};
use crate::hours::{Live, MOST_SEATS};
use crate::menu::model::{Menu, NamedCalendar, Queue};

/// A queue as it stands now.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// Its desk's menu.
    pub menu: &'a Menu,
    /// The queue.
    pub queue: &'a Queue,
    /// Overrides of the calendars, and the emergency switch.
    pub live: &'a Live,
    /// What clerks changed of the queue.
    pub changes: &'a Changes,
}

impl<'a> Offer<'a> {
    /// How many callbacks a slot takes, taken ones among them; none where it is blocked.
    #[must_use]
    pub fn capacity(&self, slot: Slot) -> u16 {
        let Some(named) = self.calendar() else { return 0 };
        let local = slot.start.with_timezone(&self.menu.zone).naive_local();
        self.changes.seats(slot, self.queue.seats.at(&named.calendar, local), MOST_SEATS)
    }

    /// The slots that can be offered at `now`, in order, taken ones among them; none where the queue's calendar does not exist, and none that is
    /// blocked or has no seats.
    ///
    /// Nobody knows how long an emergency lasts, so while the switch is on nothing is offered on the same local day.
    pub fn slots(self, now: DateTime<Utc>, from: SlotsFrom) -> impl Iterator<Item = Slot> + use<'a> {
        self.every(now, from).filter(move |slot| self.capacity(*slot) > 0)
    }

    /// As [`Offer::slots`], those among them that are blocked or have no seats.
    pub fn every(self, now: DateTime<Utc>, from: SlotsFrom) -> impl Iterator<Item = Slot> + use<'a> {
        let grid = self.grid();
        let span = grid.span(now);
        let offered = merged(
            slots(grid, self.open(span.clone()), now, from),
            slots(grid, self.opened(span).into_iter(), now, from),
        );
        let emergency = self.live.emergency.is_some_and(|since| since <= now);
        offered.filter(move |slot| !emergency || grid.reached(*slot, SlotsFrom::AnotherDay(now)))
    }

    /// The slots of a span of time, whether or not they can be booked at any moment: what a calendar shows.
    pub fn within(self, span: Range<DateTime<Utc>>) -> impl Iterator<Item = Slot> + use<'a> {
        let grid = self.grid();
        // The day's first open minute sets the grid.
        let from = grid.day_begins(span.start);
        let asked = from..span.end.checked_add_signed(grid.length).unwrap_or(span.end);
        merged(grid.all(self.open(asked.clone())), grid.all(self.opened(asked).into_iter()))
            .skip_while(move |slot| slot.start < span.start)
            .take_while(move |slot| slot.start < span.end)
    }

    /// Whether a slot is one that can be booked now. The notice is not asked for where it was asked before.
    #[must_use]
    pub fn stands(&self, slot: Slot, now: DateTime<Utc>) -> bool {
        let queue = Queue { notice: chrono::Duration::zero(), ..self.queue.clone() };
        let offer = Offer { queue: &queue, ..*self };
        offer
            .slots(now, SlotsFrom::Soonest)
            .take_while(|offered| offered.start <= slot.start)
            .any(|offered| offered == slot)
    }

    /// When users may be called within a span of time: while the calendar is open, and where a clerk opened beyond it; in order, none touching another.
    /// Nothing is booked any more in what is blocked; what was booked there stands, and is called.
    #[must_use]
    pub fn hours(self, span: Range<DateTime<Utc>>) -> Vec<Range<DateTime<Utc>>> {
        let mut hours: Vec<_> = self.open(span.clone()).chain(self.opened(span)).collect();
        hours.sort_by_key(|open| open.start);
        hours.dedup_by(|later, earlier| {
            let joined = later.start <= earlier.end;
            if joined {
                earlier.end = earlier.end.max(later.end);
            }
            joined
        });
        hours
    }

    fn grid(&self) -> Grid {
        let Queue { length, notice, ahead, buffer, .. } = *self.queue;
        Grid { zone: self.menu.zone, length, notice, ahead, buffer }
    }

    fn calendar(&self) -> Option<&'a NamedCalendar> {
        self.menu.calendars.get(self.queue.calendar.index())
    }

    /// When the calendar is open.
    fn open(&self, span: Range<DateTime<Utc>>) -> impl Iterator<Item = Range<DateTime<Utc>>> + use<'a> {
        let live = self.live;
        let named = self.calendar().into_iter();
        named.flat_map(move |named| {
            let open = named.calendar.intervals(span.start, span.end, live, &named.name);
            open.map(|(start, end)| start..end)
        })
    }

    /// What clerks opened beyond that: it has a grid of its own, so that it never shifts slots which are booked.
    fn opened(&self, span: Range<DateTime<Utc>>) -> Vec<Range<DateTime<Utc>>> {
        let mut beyond = Vec::new();
        for (from, until) in self.changes.opened() {
            let (mut from, until) = (from.max(span.start), until.min(span.end));
            if from >= until {
                continue;
            }
            for open in self.open(from..until) {
                if from < open.start {
                    beyond.push(from..open.start);
                }
                from = from.max(open.end);
            }
            if from < until {
                beyond.push(from..until);
            }
        }
        beyond
    }
}

/// Two runs of slots, each in order, as one.
fn merged(one: impl Iterator<Item = Slot>, other: impl Iterator<Item = Slot>) -> impl Iterator<Item = Slot> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    std::iter::from_fn(move || match (one.peek(), other.peek()) {
        (Some(first), Some(second)) if second.start < first.start => other.next(),
        (Some(_), _) => one.next(),
        (None, _) => other.next(),
    })
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use chrono_tz::Europe::Rome;

    use super::*;
    use crate::booking::{Change, What, example};
    use crate::hours::Override;

    fn at(moment: &str) -> DateTime<Utc> {
        let read = DateTime::parse_from_str(moment, "%FT%H:%M%:z");
        read.map(|at| at.with_timezone(&Utc)).unwrap()
    }

    /// The starts in Rome's wall time of what is offered at half past nine on Monday 23 November 2026.
    fn first(live: &Live, from: SlotsFrom, count: usize) -> Vec<String> {
        with(&Changes::default(), live, from, count)
    }

    fn with(changes: &Changes, live: &Live, from: SlotsFrom, count: usize) -> Vec<String> {
        let menu = example::menu("mon-fri", "08:00-10:00");
        let now = at("2026-11-23T09:30+01:00");
        let offer = Offer { menu: &menu, queue: &menu.queues[0], live, changes };
        offer.slots(now, from).take(count).map(said).collect()
    }

    fn said(slot: Slot) -> String {
        slot.start.with_timezone(&Rome).format("%a %d %H:%M").to_string()
    }

    fn changed(what: What, from: &str, until: &str) -> Changes {
        Changes { made: vec![Change { what, from: at(from), until: at(until) }], seen: 1 }
    }

    fn closed(from: &str, until: &str) -> Live {
        let (from, until) = (at(from), at(until));
        let overrides = vec![Override { id: 1, calendar: None, from, until, open: false }];
        Live { overrides, emergency: None }
    }

    #[test]
    fn slots_lie_in_the_queues_calendar_and_skip_its_closed_days() {
        let live = Live::default();
        assert_eq!(first(&live, SlotsFrom::Soonest, 2), ["Tue 24 08:00", "Tue 24 08:15"]);
        let friday = at("2026-11-27T08:00+01:00");
        assert_eq!(first(&live, SlotsFrom::AnotherDay(friday), 1), ["Mon 30 08:00"]);
    }

    #[test]
    fn an_override_takes_slots_away_and_does_not_shift_the_others() {
        let live = closed("2026-11-24T08:20+01:00", "2026-11-24T08:40+01:00");
        // 8:15 would run into the closing; after it the grid begins anew.
        assert_eq!(first(&live, SlotsFrom::Soonest, 3), ["Tue 24 08:00", "Tue 24 08:40", "Tue 24 08:55"]);
    }

    #[test]
    fn an_override_that_opens_gives_slots() {
        let mut live = closed("2026-11-23T15:00+01:00", "2026-11-23T15:30+01:00");
        live.overrides[0].open = true;
        assert_eq!(first(&live, SlotsFrom::Soonest, 3), ["Mon 23 15:00", "Mon 23 15:15", "Tue 24 08:00"]);
    }

    #[test]
    fn in_an_emergency_nothing_is_offered_today_but_tomorrow() {
        let mut live = closed("2026-11-23T15:00+01:00", "2026-11-23T15:30+01:00");
        live.overrides[0].open = true;
        live.emergency = Some(at("2026-11-23T09:00+01:00"));
        assert_eq!(first(&live, SlotsFrom::Soonest, 1), ["Tue 24 08:00"]);
        live.emergency = Some(at("2026-11-23T09:00+01:00") + Duration::days(1));
        assert_eq!(first(&live, SlotsFrom::Soonest, 1), ["Mon 23 15:00"]);
    }

    #[test]
    fn a_blocked_hour_is_not_offered_and_shifts_nothing() {
        let blocked = changed(What::Blocked, "2026-11-24T08:20+01:00", "2026-11-24T08:40+01:00");
        let offered = with(&blocked, &Live::default(), SlotsFrom::Soonest, 3);
        // 8:15 and 8:30 lie partly in it.
        assert_eq!(offered, ["Tue 24 08:00", "Tue 24 08:45", "Tue 24 09:00"]);
    }

    #[test]
    fn what_a_clerk_opens_lies_on_a_grid_of_its_own() {
        let opened = changed(What::Opened(Some(1)), "2026-11-24T07:20+01:00", "2026-11-24T10:40+01:00");
        let offered = with(&opened, &Live::default(), SlotsFrom::Soonest, 12);
        let expected = [
            "07:20", "07:35", "08:00", "08:15", "08:30", "08:45", "09:00", "09:15", "09:30", "09:45",
            "10:00", "10:15",
        ];
        assert_eq!(offered, expected.map(|time| format!("Tue 24 {time}")));
    }

    #[test]
    fn users_are_called_where_a_clerk_opened_too() {
        let menu = example::menu("mon-fri", "08:00-10:00");
        let live = Live::default();
        let hours = |changes: &Changes| {
            let offer = Offer { menu: &menu, queue: &menu.queues[0], live: &live, changes };
            let hours = offer.hours(at("2026-11-24T07:00+01:00")..at("2026-11-24T13:00+01:00"));
            let said = |at: DateTime<Utc>| at.with_timezone(&Rome).format("%H:%M").to_string();
            hours.into_iter().map(|open| (said(open.start), said(open.end))).collect::<Vec<_>>()
        };
        let as_said = |hours: &[(&str, &str)]| {
            hours.iter().map(|(from, until)| ((*from).to_owned(), (*until).to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(hours(&Changes::default()), as_said(&[("08:00", "10:00")]));
        let longer = changed(What::Opened(None), "2026-11-24T09:00+01:00", "2026-11-24T11:00+01:00");
        assert_eq!(hours(&longer), as_said(&[("08:00", "11:00")]), "one rings on into the other");
        let apart = changed(What::Opened(None), "2026-11-24T12:00+01:00", "2026-11-24T14:00+01:00");
        assert_eq!(hours(&apart), as_said(&[("08:00", "10:00"), ("12:00", "13:00")]));
        let blocked = changed(What::Blocked, "2026-11-24T08:00+01:00", "2026-11-24T09:00+01:00");
        assert_eq!(hours(&blocked), as_said(&[("08:00", "10:00")]), "what is booked there stands");
    }

    #[test]
    fn a_slot_without_seats_is_shown_and_not_offered() {
        let menu = example::menu("mon-fri", "08:00-10:00");
        let none = changed(What::Seats(-2), "2026-11-24T08:00+01:00", "2026-11-24T08:15+01:00");
        let live = Live::default();
        let offer = Offer { menu: &menu, queue: &menu.queues[0], live: &live, changes: &none };
        let day = at("2026-11-24T00:00+01:00")..at("2026-11-24T09:00+01:00");
        let shown: Vec<_> = offer.within(day).map(|slot| (said(slot), offer.capacity(slot))).collect();
        let expected = [("08:00", 0), ("08:15", 2), ("08:30", 2), ("08:45", 2)];
        assert_eq!(shown, expected.map(|(time, seats)| (format!("Tue 24 {time}"), seats)));
        assert_eq!(with(&none, &live, SlotsFrom::Soonest, 1), ["Tue 24 08:15"]);
    }

    #[test]
    fn a_slot_stands_within_its_notice_but_not_once_it_is_blocked() {
        let menu = example::menu("mon-fri", "08:00-10:00");
        let live = Live::default();
        let slot = Slot { start: at("2026-11-24T08:00+01:00"), end: at("2026-11-24T08:15+01:00") };
        let blocked = changed(What::Blocked, "2026-11-24T08:00+01:00", "2026-11-24T09:00+01:00");
        let stands = |changes: &Changes, now| {
            Offer { menu: &menu, queue: &menu.queues[0], live: &live, changes }.stands(slot, at(now))
        };
        assert!(stands(&Changes::default(), "2026-11-24T07:59+01:00"));
        assert!(!stands(&Changes::default(), "2026-11-24T08:01+01:00"));
        assert!(!stands(&blocked, "2026-11-24T07:00+01:00"));
    }
}
