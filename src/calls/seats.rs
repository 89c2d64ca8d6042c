//! How many seats of a slot are free, for whoever offers slots: a call, the API, a page. What is told here may be taken a moment later; the
//! store decides.

use chrono::{DateTime, TimeDelta, Utc};

use crate::booking::{Offer, Slot};
use crate::store::{Counted, Fault, Room, Store, Taken};

/// How often a queue is looked at again which a clerk has changed meanwhile.
pub(super) const LOOKS: usize = 4;

/// What the store is told of a slot that somebody wants, and whether the queue offers it now.
pub(super) fn room(offer: Offer<'_>, slot: Slot, now: DateTime<Utc>) -> (Room, bool) {
    let offered = offer.stands(slot, now);
    let seats = if offered { offer.capacity(slot) } else { 0 };
    (Room { slot, seats, seen: offer.changes.seen }, offered)
}

/// Several taken slots lie across one that is asked for, because lengths or hours were changed: how many of its seats are free only each seat
/// by itself can tell.
#[derive(Debug)]
pub(super) struct Unclear;

/// The taken seats of a queue, by their slots' beginnings.
pub(super) struct Seats {
    counted: Vec<Counted>,
    /// How long the longest of their slots is: how far before a slot one may begin that lies across it.
    longest: TimeDelta,
    /// Each seat by itself, in the store's order; only where the counts are not enough.
    each: Option<Vec<Taken>>,
}

impl Seats {
    /// Asks something of the seats that are taken from a moment on, by anybody but `holder`.
    pub(super) async fn ask<T>(
        store: &Store,
        (desk, queue): (&str, &str),
        from: DateTime<Utc>,
        holder: Option<&str>,
        asked: impl Fn(&Self) -> Result<T, Unclear>,
    ) -> Result<T, Fault> {
        let mut seats = Self::new(store.counted(desk, queue, from, holder).await?);
        if let Ok(answer) = asked(&seats) {
            return Ok(answer);
        }
        seats.each = Some(store.taken(desk, queue, from, holder).await?);
        asked(&seats).map_err(|Unclear| Fault::Row("slot_counts"))
    }

    fn new(counted: Vec<Counted>) -> Self {
        let longest = counted.iter().map(|counted| counted.slot.end - counted.slot.start).max();
        Self { counted, longest: longest.unwrap_or_default(), each: None }
    }

    /// How many of a slot's seats are booked, and how many are held.
    pub(super) fn taken(&self, slot: Slot) -> (u16, u16) {
        self.across(slot)
            .fold((0, 0), |(booked, held), counted| (booked + counted.booked, held + counted.held))
    }

    /// How many of a slot's seats are free for all of it. Taken slots may lie across it where their length was changed; there are never
    /// more callbacks at once than the slot has seats, whichever seats they are.
    pub(super) fn free(&self, slot: Slot, seats: u16) -> Result<u16, Unclear> {
        if let Some(each) = &self.each {
            return Ok(free_of_each(each, self.longest, slot, seats));
        }
        let mut across = self.across(slot);
        let taken = across.next().map_or(0, |counted| counted.booked.saturating_add(counted.held));
        if across.next().is_some() { Err(Unclear) } else { Ok(seats.saturating_sub(taken)) }
    }

    fn across(&self, slot: Slot) -> impl Iterator<Item = &Counted> {
        let begins = |moment| self.counted.partition_point(|counted| counted.slot.start < moment);
        let first = slot.start.checked_sub_signed(self.longest).map_or(0, begins);
        let near = self.counted.get(first..).unwrap_or_default().iter();
        near.take_while(move |counted| counted.slot.start < slot.end)
            .filter(move |counted| counted.slot.end > slot.start)
    }
}

/// As many as a slot has, less the different seats that are taken at any time of it.
fn free_of_each(each: &[Taken], longest: TimeDelta, slot: Slot, seats: u16) -> u16 {
    let begins = |moment| each.partition_point(|taken| taken.slot.start < moment);
    let first = slot.start.checked_sub_signed(longest).map_or(0, begins);
    let near = each.get(first..begins(slot.end)).unwrap_or_default();
    let mut across: Vec<u16> =
        near.iter().filter(|taken| taken.slot.end > slot.start).map(|taken| taken.seat).collect();
    across.sort_unstable();
    across.dedup();
    seats.saturating_sub(u16::try_from(across.len()).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn slot(start: i64, end: i64) -> Slot {
        let at = |minute: i64| DateTime::from_timestamp(minute * 60, 0).unwrap();
        Slot { start: at(start), end: at(end) }
    }

    /// As the store tells them, counted and each by itself.
    fn seats(taken: &[(i64, i64, u16)]) -> Seats {
        let of = |(start, end, seat): &(i64, i64, u16)| Taken {
            slot: slot(*start, *end),
            seat: *seat,
            booked: true,
        };
        let each: Vec<_> = taken.iter().map(of).collect();
        let mut counted: Vec<Counted> = Vec::new();
        for of_one in each.chunk_by(|one, next| one.slot == next.slot) {
            let booked = u16::try_from(of_one.len()).unwrap();
            counted.push(Counted { slot: of_one[0].slot, booked, held: 0 });
        }
        Seats { each: Some(each), ..Seats::new(counted) }
    }

    impl Seats {
        /// By the counts where they are enough, which must agree with each seat by itself.
        fn free_of(&self, slot: Slot, seats: u16) -> u16 {
            let each = self.free(slot, seats).unwrap();
            if let Ok(counted) = Self::new(self.counted.clone()).free(slot, seats) {
                assert_eq!(counted, each, "{slot:?}");
            }
            each
        }
    }

    #[test]
    fn a_seat_is_taken_by_whatever_lies_across_its_slot() {
        let queue = seats(&[(0, 30, 1), (30, 45, 1), (40, 70, 2)]);
        assert_eq!(queue.free_of(slot(0, 15), 2), 1);
        assert_eq!(queue.free_of(slot(15, 30), 2), 1, "a longer slot began before");
        assert_eq!(queue.free_of(slot(30, 60), 2), 0);
        assert_eq!(queue.free_of(slot(45, 60), 2), 1);
        assert_eq!(queue.free_of(slot(70, 85), 2), 2);
        assert_eq!(seats(&[]).free_of(slot(0, 15), 3), 3);
    }

    #[test]
    fn one_seat_taken_twice_in_a_slot_is_one_seat() {
        assert_eq!(seats(&[(0, 10, 1), (10, 20, 1)]).free_of(slot(0, 20), 2), 1);
    }

    #[test]
    fn where_a_slot_lost_seats_as_many_callbacks_count_as_there_are() {
        // Seat 3 was given when there were three: with seat 1 there are two callbacks, as many as now.
        assert_eq!(seats(&[(0, 15, 1), (0, 15, 3)]).free_of(slot(0, 15), 2), 0);
        assert_eq!(seats(&[(0, 15, 1), (0, 15, 2), (0, 15, 3)]).free_of(slot(0, 15), 2), 0);
    }

    #[test]
    fn where_slots_lie_across_each_other_the_counts_do_not_guess() {
        let queue = Seats { each: None, ..seats(&[(0, 10, 1), (10, 20, 1), (30, 45, 1), (30, 45, 2)]) };
        assert!(queue.free(slot(0, 20), 2).is_err());
        assert_eq!(queue.free(slot(30, 45), 3).unwrap(), 1);
        assert_eq!(queue.free(slot(35, 50), 3).unwrap(), 1);
        assert_eq!(queue.taken(slot(30, 45)), (2, 0));
    }
}
