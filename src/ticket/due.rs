//! Until when something is promised: the one function that counts a desk's figures on its calendar.
//!
//! A figure is a length of time on a clock, or a number of working days. The staffed clock runs in the desk's open hours only, the wall
//! clock always; both stand while the desk waits for the user. Working days end at the close of the n-th day after that of the opening
//! on which the desk is open at all, whatever the clock; a day at whose close the desk waits for the user is not counted.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::hours::{Calendar, Live};

/// How far ahead a due moment is looked for: a desk that never opens again owes nothing by any date.
const HORIZON: TimeDelta = TimeDelta::days(5 * 366);

/// Which time counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// The desk's open hours.
    Staffed,
    /// All time.
    Wall,
}

/// How much time is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Amount {
    /// A length of time on the figure's clock.
    Time(TimeDelta),
    /// So many working days.
    WorkingDays(u16),
}

/// One cell of a desk's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Figure {
    /// How much.
    pub amount: Amount,
    /// By which clock; what is left of working days is told by it too.
    pub clock: Clock,
}

/// Whose open hours are the staffed ones.
#[derive(Clone, Copy, Debug)]
pub struct Staffed<'a> {
    /// The desk's calendar.
    pub calendar: &'a Calendar,
    /// What is decided by hand.
    pub live: &'a Live,
    /// The calendar's name, by which overrides name it.
    pub name: &'a str,
}

/// A while in which the desk waits for the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pause {
    /// When the user was asked.
    pub from: DateTime<Utc>,
    /// When the answer came; none as long as it has not, which only the last pause may say.
    pub until: Option<DateTime<Utc>>,
}

/// When a figure has run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// At that moment; whatever comes later is a breach.
    At(DateTime<Utc>),
    /// Not before the user answers; so much is left then.
    Waiting(Amount),
    /// On no day within five years: the desk does not open for so long.
    Never,
}

/// When a figure that began to count at a moment has run out. `pauses` are in order and apart.
#[must_use]
pub fn due(figure: Figure, staffed: Staffed<'_>, from: DateTime<Utc>, pauses: &[Pause]) -> Due {
    match figure.amount {
        Amount::Time(length) => time_due(length, figure.clock, staffed, from, pauses),
        Amount::WorkingDays(days) => days_due(days, staffed, from, pauses),
    }
}

/// How much time of a clock lies between two moments; negative where the second is the earlier. Pauses are not taken out of it.
#[must_use]
pub fn between(clock: Clock, staffed: Staffed<'_>, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
    if to < from {
        return -between(clock, staffed, to, from);
    }
    match clock {
        Clock::Wall => to - from,
        Clock::Staffed => staffed
            .calendar
            .intervals(from, to, staffed.live, staffed.name)
            .fold(TimeDelta::zero(), |sum, (start, end)| sum + (end - start)),
    }
}

fn time_due(
    length: TimeDelta,
    clock: Clock,
    staffed: Staffed<'_>,
    from: DateTime<Utc>,
    pauses: &[Pause],
) -> Due {
    let waiting = waiting_since(pauses);
    let end = waiting.unwrap_or_else(|| horizon(from));
    let mut left = length.max(TimeDelta::zero());
    let mut count = |(start, end): (DateTime<Utc>, DateTime<Utc>)| {
        for (start, end) in outside(pauses, start, end) {
            if end - start >= left {
                return start.checked_add_signed(left);
            }
            left -= end - start;
        }
        None
    };
    let found = match clock {
        Clock::Wall => count((from, end)),
        Clock::Staffed => {
            let mut open = staffed.calendar.intervals(from, end, staffed.live, staffed.name);
            open.find_map(count)
        }
    };
    match (found, waiting) {
        (Some(at), _) => Due::At(at),
        (None, Some(_)) => Due::Waiting(Amount::Time(left)),
        (None, None) => Due::Never,
    }
}

fn days_due(days: u16, staffed: Staffed<'_>, from: DateTime<Utc>, pauses: &[Pause]) -> Due {
    let waiting = waiting_since(pauses);
    let last = waiting.unwrap_or_else(|| horizon(from));
    let opened = staffed.calendar.day(from);
    let mut left = days;
    // Asked beyond `last`, since a day that is cut there would seem to close before it does.
    let closes = staffed.calendar.working_days(from, horizon(from), staffed.live, staffed.name);
    for (day, close) in closes.take_while(|(_, close)| *close <= last) {
        if day > opened && !waits_at(pauses, close) {
            left = left.saturating_sub(1);
            if left == 0 {
                return Due::At(close);
            }
        }
    }
    waiting.map_or(Due::Never, |_| Due::Waiting(Amount::WorkingDays(left)))
}

/// The pieces of a span that lie outside every pause, in order.
fn outside(
    pauses: &[Pause],
    start: DateTime<Utc>,
    end: DateTime<Utc>,
) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
    let begins = std::iter::once(Some(start)).chain(pauses.iter().map(|pause| pause.until));
    let ends = pauses.iter().map(|pause| pause.from).chain(std::iter::once(end));
    begins
        .zip(ends)
        .filter_map(move |(begins, ends)| Some((begins?.max(start), ends.min(end))))
        .filter(|(start, end)| start < end)
}

/// Whether the last moment before another lies in a pause.
fn waits_at(pauses: &[Pause], moment: DateTime<Utc>) -> bool {
    pauses.iter().any(|pause| pause.from < moment && pause.until.is_none_or(|until| moment <= until))
}

fn waiting_since(pauses: &[Pause]) -> Option<DateTime<Utc>> {
    pauses.last().filter(|pause| pause.until.is_none()).map(|pause| pause.from)
}

fn horizon(from: DateTime<Utc>) -> DateTime<Utc> {
    from.checked_add_signed(HORIZON).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
