//! What a desk's queue offers: its calendar asked, and cut into slots. The one door for whoever answers a caller, from the store or from a script.

use std::ops::Range;

use chrono::{DateTime, Duration, Utc};

use super::{Grid, Slot, SlotsFrom, slots};
use crate::hours::Live;
use crate::menu::model::{Menu, NamedCalendar, Queue};

/// The slots of a queue that can be offered at `now`, in order, taken ones among them; none where the queue's calendar does not exist.
pub fn offered<'a>(
    menu: &'a Menu,
    queue: &Queue,
    live: &'a Live,
    now: DateTime<Utc>,
    from: SlotsFrom,
) -> impl Iterator<Item = Slot> + use<'a> {
    let grid = Grid { zone: menu.zone, length: queue.length, notice: queue.notice, ahead: queue.ahead };
    let calendar = menu.calendars.get(queue.calendar.index());
    let open = calendar.into_iter().flat_map(move |calendar| open(calendar, live, grid.span(now)));
    slots(grid, open, now, from)
}

/// The open intervals of a calendar within a span, in order, none touching the next: asked answer by answer, as each holds until it changes.
fn open(
    named: &NamedCalendar,
    live: &Live,
    span: Range<DateTime<Utc>>,
) -> impl Iterator<Item = Range<DateTime<Utc>>> {
    let mut at = span.start;
    std::iter::from_fn(move || {
        let mut since = None;
        while at < span.end {
            let answer = named.calendar.answer(&named.name, live, at);
            let here = at;
            at = answer.until.max(at.checked_add_signed(Duration::minutes(1))?).min(span.end);
            match (answer.closed, since) {
                (None, None) => since = Some(here),
                (None, Some(_)) | (Some(_), None) => {}
                (Some(_), Some(since)) => return Some(since..here),
            }
        }
        since.take().map(|since| since..span.end)
    })
}
