//! How many seats of a slot are free, for whoever offers slots: a call, the API, a page. What is told here may be taken a moment later; the
//! store decides.

use chrono::{DateTime, TimeDelta, Utc};

use crate::booking::{Offer, Slot};
use crate::store::{Room, Taken};

/// How often a queue is looked at again which a clerk has changed meanwhile.
pub(super) const LOOKS: usize = 4;

/// What the store is told of a slot that somebody wants, and whether the queue offers it now.
pub(super) fn room(offer: Offer<'_>, slot: Slot, now: DateTime<Utc>) -> (Room, bool) {
    let offered = offer.stands(slot, now);
    let seats = if offered { offer.capacity(slot) } else { 0 };
    (Room { slot, seats, seen: offer.changes.seen }, offered)
}

/// The taken seats of a queue, by their slots' beginnings.
pub(super) struct Seats {
    taken: Vec<Taken>,
    /// How long the longest of their slots is: how far before a slot one may begin that lies across it.
    longest: TimeDelta,
}

impl Seats {
    /// Of the seats that are taken, in the store's order.
    pub(super) fn new(taken: Vec<Taken>) -> Self {
        let longest = taken.iter().map(|taken| taken.slot.end - taken.slot.start).max();
        Self { taken, longest: longest.unwrap_or_default() }
    }

    /// How many of a slot's seats are booked, and how many are held.
    pub(super) fn taken(&self, slot: Slot) -> (u16, u16) {
        let begins = |moment| self.taken.partition_point(|taken| taken.slot.start < moment);
        let first = slot.start.checked_sub_signed(self.longest).map_or(0, begins);
        let near = self.taken.get(first..begins(slot.end)).unwrap_or_default();
        let across = near.iter().filter(|taken| taken.slot.end > slot.start);
        across.fold(
            (0, 0),
            |(booked, held), taken| {
                if taken.booked { (booked + 1, held) } else { (booked, held + 1) }
            },
        )
    }

    /// How many of a slot's seats are free for all of it. Taken slots may lie across it where their length was changed; there are never
    /// more callbacks at once than the slot has seats, whichever seats they are.
    pub(super) fn free(&self, slot: Slot, seats: u16) -> u16 {
        let begins = |moment| self.taken.partition_point(|taken| taken.slot.start < moment);
        let first = slot.start.checked_sub_signed(self.longest).map_or(0, begins);
        let near = self.taken.get(first..begins(slot.end)).unwrap_or_default();
        let mut across: Vec<u16> =
            near.iter().filter(|taken| taken.slot.end > slot.start).map(|taken| taken.seat).collect();
        across.sort_unstable();
        across.dedup();
        seats.saturating_sub(u16::try_from(across.len()).unwrap_or(u16::MAX))
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn slot(start: i64, end: i64) -> Slot {
        let at = |minute: i64| DateTime::from_timestamp(minute * 60, 0).unwrap();
        Slot { start: at(start), end: at(end) }
    }

    fn seats(taken: &[(i64, i64, u16)]) -> Seats {
        Seats::new(
            taken
                .iter()
                .map(|(start, end, seat)| Taken { slot: slot(*start, *end), seat: *seat, booked: true })
                .collect(),
        )
    }

    #[test]
    fn a_seat_is_taken_by_whatever_lies_across_its_slot() {
        let queue = seats(&[(0, 30, 1), (30, 45, 1), (40, 70, 2)]);
        assert_eq!(queue.free(slot(0, 15), 2), 1);
        assert_eq!(queue.free(slot(15, 30), 2), 1, "a longer slot began before");
        assert_eq!(queue.free(slot(30, 60), 2), 0);
        assert_eq!(queue.free(slot(45, 60), 2), 1);
        assert_eq!(queue.free(slot(70, 85), 2), 2);
        assert_eq!(seats(&[]).free(slot(0, 15), 3), 3);
    }

    #[test]
    fn one_seat_taken_twice_in_a_slot_is_one_seat() {
        assert_eq!(seats(&[(0, 10, 1), (10, 20, 1)]).free(slot(0, 20), 2), 1);
    }

    #[test]
    fn where_a_slot_lost_seats_as_many_callbacks_count_as_there_are() {
        // Seat 3 was given when there were three: with seat 1 there are two callbacks, as many as now.
        assert_eq!(seats(&[(0, 15, 1), (0, 15, 3)]).free(slot(0, 15), 2), 0);
        assert_eq!(seats(&[(0, 15, 1), (0, 15, 2), (0, 15, 3)]).free(slot(0, 15), 2), 0);
    }
}
