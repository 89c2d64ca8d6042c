//! What clerks change of a queue's slots by hand: blocked, opened, seats added or taken away. The newest word counts.

use chrono::{DateTime, Utc};

use super::Slot;

/// A change of a span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub what: What,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when, not included.
    pub until: DateTime<Utc>,
}

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// Nothing is offered in it. What is booked stands.
    Blocked,
    /// It is offered, also outside the queue's hours and where it was blocked before, with so many seats for each slot; with as many as the menu
    /// says, and one at least, where no number is given.
    Opened(Option<u16>),
    /// So many seats more for each slot, or fewer.
    Seats(i16),
}

/// The changes of a queue that stand, as they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// In the order in which they were made.
    pub made: Vec<Change>,
    /// The newest of all that was ever said of the queue, undone ones too: whoever books says with it what they have seen.
    pub seen: i64,
}

impl Change {
    const fn contains(&self, moment: DateTime<Utc>) -> bool {
        self.from.timestamp() <= moment.timestamp() && moment.timestamp() < self.until.timestamp()
    }

    fn touches(&self, slot: Slot) -> bool {
        self.from < slot.end && slot.start < self.until
    }

    fn covers(&self, slot: Slot) -> bool {
        self.from <= slot.start && slot.end <= self.until
    }
}

impl Changes {
    /// Whether any minute of a slot is blocked.
    #[must_use]
    pub fn block(&self, slot: Slot) -> bool {
        let edges = self.made.iter().flat_map(|change| [change.from, change.until]);
        let within = edges.filter(|edge| slot.start < *edge && *edge < slot.end);
        std::iter::once(slot.start)
            .chain(within)
            .any(|moment| matches!(self.decides(moment), Some(What::Blocked)))
    }

    /// How many seats a slot has that has so many by its menu.
    #[must_use]
    pub fn seats(&self, slot: Slot, by_menu: u16, most: u16) -> u16 {
        if self.made.is_empty() {
            return by_menu.min(most);
        }
        if self.block(slot) {
            return 0;
        }
        let base = match self.decides(slot.start) {
            Some(What::Opened(Some(seats))) => seats,
            Some(What::Opened(None)) => by_menu.max(1),
            Some(What::Blocked | What::Seats(_)) | None => by_menu,
        };
        // Seats are added where the whole slot has them, and missing where any minute of it misses them.
        let sum: i64 = self
            .made
            .iter()
            .map(|change| match change.what {
                What::Seats(more) if more > 0 && change.covers(slot) => more.into(),
                What::Seats(fewer) if fewer < 0 && change.touches(slot) => fewer.into(),
                What::Seats(_) | What::Blocked | What::Opened(_) => 0_i64,
            })
            .sum();
        u16::try_from((i64::from(base) + sum).clamp(0, most.into())).unwrap_or(most)
    }

    /// The spans that were opened, whether or not something closed parts of them later; in order, none touching another.
    pub(super) fn opened(&self) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let opened = self.made.iter().filter(|change| matches!(change.what, What::Opened(_)));
        let mut spans: Vec<_> = opened.map(|change| (change.from, change.until)).collect();
        spans.sort_unstable();
        spans.dedup_by(|later, earlier| {
            let joined = later.0 <= earlier.1;
            if joined {
                earlier.1 = earlier.1.max(later.1);
            }
            joined
        });
        spans
    }

    /// What was said last of whether a moment is offered.
    fn decides(&self, moment: DateTime<Utc>) -> Option<What> {
        let said = self.made.iter().rev().filter(|change| change.contains(moment));
        said.map(|change| change.what).find(|what| matches!(what, What::Blocked | What::Opened(_)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(minute * 60, 0).unwrap()
    }

    fn slot(from: i64, until: i64) -> Slot {
        Slot { start: at(from), end: at(until) }
    }

    fn changes(made: &[(What, i64, i64)]) -> Changes {
        let made =
            made.iter().map(|(what, from, until)| Change { what: *what, from: at(*from), until: at(*until) });
        Changes { made: made.collect(), seen: 1 }
    }

    #[test]
    fn a_slot_of_which_any_minute_is_blocked_has_no_seats() {
        let blocked = changes(&[(What::Blocked, 20, 40)]);
        let seats = |slot| blocked.seats(slot, 2, 1_000);
        assert_eq!(
            [seats(slot(5, 20)), seats(slot(6, 21)), seats(slot(30, 35)), seats(slot(40, 55))],
            [2, 0, 0, 2]
        );
        assert_eq!(seats(slot(0, 60)), 0, "a block within the slot");
    }

    #[test]
    fn the_newest_word_counts() {
        let opened = changes(&[(What::Blocked, 0, 60), (What::Opened(None), 30, 60)]);
        assert_eq!(opened.seats(slot(30, 45), 2, 1_000), 2);
        assert_eq!(opened.seats(slot(20, 35), 2, 1_000), 0);
        let blocked = changes(&[(What::Opened(Some(5)), 0, 60), (What::Blocked, 30, 60)]);
        assert_eq!(blocked.seats(slot(0, 15), 2, 1_000), 5);
        assert_eq!(blocked.seats(slot(30, 45), 2, 1_000), 0);
        // Where the menu has none, a slot that is opened has one at least.
        assert_eq!(opened.seats(slot(30, 45), 0, 1_000), 1);
    }

    #[test]
    fn seats_are_added_to_whole_slots_and_taken_from_every_slot_that_they_touch() {
        let more = changes(&[(What::Seats(2), 10, 60)]);
        assert_eq!(more.seats(slot(0, 15), 1, 1_000), 1);
        assert_eq!(more.seats(slot(15, 30), 1, 1_000), 3);
        let fewer = changes(&[(What::Seats(-1), 10, 60)]);
        assert_eq!(fewer.seats(slot(0, 15), 3, 1_000), 2);
        assert_eq!(fewer.seats(slot(0, 10), 3, 1_000), 3);
        assert_eq!(changes(&[(What::Seats(-5), 0, 60)]).seats(slot(0, 15), 3, 1_000), 0);
        assert_eq!(changes(&[(What::Seats(2_000), 0, 60)]).seats(slot(0, 15), 3, 1_000), 1_000);
    }

    #[test]
    fn spans_that_were_opened_are_joined() {
        let opened = changes(&[
            (What::Opened(None), 30, 60),
            (What::Opened(Some(1)), 0, 30),
            (What::Opened(None), 70, 80),
        ]);
        assert_eq!(opened.opened(), [(at(0), at(60)), (at(70), at(80))]);
    }

    proptest! {
        /// Against a look at each minute: no minute of an offered slot is blocked by the newest word, and no seat is missing in it.
        #[test]
        fn no_minute_of_a_slot_has_fewer_seats_than_the_slot(
            made in proptest::collection::vec((0_u8..4, 0_i64..120, 1_i64..60), 0..6), start in 0_i64..120, length in 1_i64..40,
        ) {
            let made: Vec<_> = made.iter().map(|(what, from, length)| {
                let what = [What::Blocked, What::Opened(None), What::Seats(1), What::Seats(-1)][usize::from(*what)];
                (what, *from, from + length)
            }).collect();
            let all = changes(&made);
            let slot = slot(start, start + length);
            let seats = all.seats(slot, 2, 1_000);
            for minute in start..start + length {
                let now: Vec<_> = made.iter().filter(|(_, from, until)| *from <= minute && minute < *until).collect();
                let last = now.iter().rev().find(|(what, ..)| !matches!(what, What::Seats(_)));
                let blocked = last.is_some_and(|(what, ..)| *what == What::Blocked);
                let sum: i64 = now.iter().map(|(what, ..)| if let What::Seats(more) = what { i64::from(*more) } else { 0 }).sum();
                prop_assert!(seats == 0 || !blocked);
                prop_assert!(i64::from(seats) <= (2 + sum).max(0));
            }
        }
    }
}
