//! What a desk's queue offers: its calendar asked, and cut into slots. The one door for whoever answers a caller, from the store or from a script.

use chrono::{DateTime, Utc};

use super::{Grid, Slot, SlotsFrom, slots};
use crate::hours::Live;
use crate::menu::model::{Menu, Queue};

/// The slots of a queue that can be offered at `now`, in order, taken ones among them; none where the queue's calendar does not exist.
///
/// Nobody knows how long an emergency lasts, so while the switch is on nothing is offered on the same local day.
pub fn offered<'a>(
    menu: &'a Menu,
    queue: &Queue,
    live: &'a Live,
    now: DateTime<Utc>,
    from: SlotsFrom,
) -> impl Iterator<Item = Slot> + use<'a> {
    let grid = Grid { zone: menu.zone, length: queue.length, notice: queue.notice, ahead: queue.ahead };
    let span = grid.span(now);
    let named = menu.calendars.get(queue.calendar.index()).into_iter();
    let open = named.flat_map(move |named| {
        let open = named.calendar.intervals(span.start, span.end, live, &named.name);
        open.map(|(start, end)| start..end)
    });
    let emergency = live.emergency.is_some_and(|since| since <= now);
    slots(grid, open, now, from)
        .filter(move |slot| !emergency || grid.reached(*slot, SlotsFrom::AnotherDay(now)))
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use chrono_tz::Europe::Rome;

    use super::*;
    use crate::booking::example;
    use crate::hours::Override;

    fn at(moment: &str) -> DateTime<Utc> {
        let read = DateTime::parse_from_str(moment, "%FT%H:%M%:z");
        read.map(|at| at.with_timezone(&Utc)).unwrap()
    }

    /// The starts in Rome's wall time of what is offered at half past nine on Monday 23 November 2026.
    fn first(live: &Live, from: SlotsFrom, count: usize) -> Vec<String> {
        let menu = example::menu("mon-fri", "08:00-10:00");
        let now = at("2026-11-23T09:30+01:00");
        let starts = offered(&menu, &menu.queues[0], live, now, from);
        starts
            .take(count)
            .map(|slot| slot.start.with_timezone(&Rome).format("%a %d %H:%M").to_string())
            .collect()
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
}
