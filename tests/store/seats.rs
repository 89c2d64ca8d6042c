//! Holds: two minutes for whoever picked a slot, one each, and no seat is lost or given twice however many want one.

use std::sync::Arc;

use centralino::booking::Slot;
use centralino::store::{Booked, Held, Pick, Request, Store};

use super::{Kept, PATIENT, on_both, request, slot};

on_both![
    two_thousand_callers_on_three_replicas_race_for_a_hundred_seats_and_a_hundred_get_one,
    a_hold_keeps_the_seat_for_its_holder_and_becomes_the_booking,
    a_hold_lapses_by_itself,
    the_next_pick_replaces_the_hold_and_a_slot_that_is_full_does_not,
    a_hold_is_let_go,
    forty_callers_who_pick_at_once_hold_each_a_seat_of_their_own,
    a_slot_that_overlaps_a_held_one_is_full,
    a_slot_that_lost_seats_takes_no_more_than_it_has_left,
];

/// The so-manieth caller picks a slot of so many seats.
fn pick(caller: u32, slot: Slot, seats: u16) -> Pick {
    let wanted = request(caller);
    Pick { holder: wanted.asked.call().into(), desk: wanted.desk, queue: wanted.queue, slot, seats, seen: 0 }
}

async fn holds(store: &Store, caller: u32, seats: u16) -> bool {
    matches!(store.hold(&pick(caller, slot(0), seats)).await.unwrap(), Held::Until(_))
}

async fn books(store: &Store, caller: u32, seats: u16) -> bool {
    let wanted = Request { seats, ..request(caller) };
    matches!(store.book(wanted, PATIENT).await.unwrap(), Booked::Seat { .. })
}

/// Lets two minutes pass.
const LAPSE: &str = "UPDATE seats SET held_until = unixepoch() WHERE holder IS NOT NULL";

async fn two_thousand_callers_on_three_replicas_race_for_a_hundred_seats_and_a_hundred_get_one(kept: Kept) {
    const SEATS: u16 = 100;
    let stores = Arc::new([kept.store.clone(), kept.replica().await, kept.replica().await]);
    // Some picked the slot a while ago and hung up.
    for caller in 5_000..5_040 {
        assert!(holds(&stores[0], caller, SEATS).await);
    }
    kept.stranger().await.run(LAPSE).await;
    let callers: Vec<_> = (0..2_000_u32)
        .map(|caller| {
            let stores = stores.clone();
            tokio::spawn(async move {
                let store = &stores[caller as usize % 3];
                // Each third picks first, as by keypad; one in nine of all hangs up then, and what it held lapses.
                let picks = caller % 3 == 1;
                if picks && !holds(store, caller, SEATS).await {
                    return (false, false);
                }
                if caller % 9 == 1 {
                    store.let_go(request(caller).asked.call()).await.unwrap();
                    return (false, false);
                }
                (books(store, caller, SEATS).await, picks)
            })
        })
        .collect();
    let (mut booked, mut held) = (0, 0);
    for caller in callers {
        let (got, picked) = caller.await.unwrap();
        booked += i64::from(got);
        held += i64::from(picked);
        assert!(got || !picked, "held, and not booked");
    }
    // Whoever came while others held the last seats was told "full"; those that were let go are free.
    for caller in 3_000..3_100 {
        booked += i64::from(books(&stores[0], caller, SEATS).await);
    }
    assert_eq!(booked, 100, "{held} had held one");
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 100);
    let seats = "SELECT count(DISTINCT seat) FROM seats WHERE ticket IS NOT NULL AND seat BETWEEN 1 AND 100";
    assert_eq!(kept.count(seats).await, 100);
    assert_eq!(kept.count("SELECT count(*) FROM seats").await, 100);
}

async fn a_hold_keeps_the_seat_for_its_holder_and_becomes_the_booking(kept: Kept) {
    let Held::Until(until) = kept.store.hold(&pick(1, slot(0), 1)).await.unwrap() else { panic!("full") };
    let now = kept.count("SELECT unixepoch()").await;
    assert!((now + 118..=now + 120).contains(&until.timestamp()), "two minutes by the database's clock");
    let other = kept.replica().await;
    assert_eq!(other.hold(&pick(2, slot(0), 1)).await.unwrap(), Held::Full);
    assert!(!books(&other, 2, 1).await);
    let from = slot(0).start;
    let taken = async |holder| other.taken("giustizia", "operators", from, holder).await.unwrap().len();
    assert_eq!(taken(None).await, 1);
    assert_eq!(taken(Some("twiml/CA2")).await, 1);
    assert_eq!(taken(Some("twiml/CA1")).await, 0, "their own hold is in nobody's way");
    assert!(books(&kept.store, 1, 1).await);
    assert_eq!(taken(Some("twiml/CA1")).await, 1);
    assert_eq!(kept.count("SELECT count(*) FROM seats WHERE holder IS NOT NULL").await, 0);
}

async fn a_hold_lapses_by_itself(kept: Kept) {
    assert!(holds(&kept.store, 1, 1).await);
    kept.stranger().await.run(LAPSE).await;
    assert!(kept.store.taken("giustizia", "operators", slot(0).start, None).await.unwrap().is_empty());
    assert!(books(&kept.store, 2, 1).await);
    assert!(!books(&kept.store, 1, 1).await, "somebody else was faster");
}

async fn the_next_pick_replaces_the_hold_and_a_slot_that_is_full_does_not(kept: Kept) {
    assert!(books(&kept.store, 9, 1).await);
    kept.store.hold(&pick(1, slot(1), 1)).await.unwrap();
    assert_eq!(kept.store.hold(&pick(1, slot(0), 1)).await.unwrap(), Held::Full);
    assert_eq!(kept.store.hold(&pick(2, slot(1), 1)).await.unwrap(), Held::Full, "still held");
    assert!(matches!(kept.store.hold(&pick(1, slot(2), 1)).await.unwrap(), Held::Until(_)));
    assert!(matches!(kept.store.hold(&pick(2, slot(1), 1)).await.unwrap(), Held::Until(_)));
    // Picked again it is the same seat, for longer.
    assert!(matches!(kept.store.hold(&pick(2, slot(1), 1)).await.unwrap(), Held::Until(_)));
    assert_eq!(kept.count("SELECT count(*) FROM seats WHERE holder IS NOT NULL").await, 2);
    // Booking another slot than the one that is held gives that one back.
    let wanted = Request { slot: slot(3), seats: 1, ..request(2) };
    assert!(matches!(kept.store.book(wanted, PATIENT).await.unwrap(), Booked::Seat { .. }));
    assert!(matches!(kept.store.hold(&pick(3, slot(1), 1)).await.unwrap(), Held::Until(_)));
}

async fn a_hold_is_let_go(kept: Kept) {
    assert!(holds(&kept.store, 1, 1).await);
    kept.store.let_go(request(1).asked.call()).await.unwrap();
    assert!(holds(&kept.store, 2, 1).await);
}

async fn forty_callers_who_pick_at_once_hold_each_a_seat_of_their_own(kept: Kept) {
    let callers: Vec<_> = (0..40_u32)
        .map(|caller| {
            let store = kept.store.clone();
            tokio::spawn(async move { holds(&store, caller, 40).await && holds(&store, caller, 40).await })
        })
        .collect();
    for caller in callers {
        assert!(caller.await.unwrap());
    }
    assert_eq!(kept.count("SELECT count(DISTINCT seat) FROM seats WHERE seat <= 40").await, 40);
    // One page that asks twenty times at once holds one.
    let page: Vec<_> = (0..20)
        .map(|quarter| {
            let store = kept.store.clone();
            tokio::spawn(async move { store.hold(&pick(99, slot(quarter), 50)).await.unwrap() })
        })
        .collect();
    for held in page {
        assert!(matches!(held.await.unwrap(), Held::Until(_)));
    }
    assert_eq!(kept.count("SELECT count(*) FROM seats WHERE holder = 'twiml/CA99'").await, 1);
}

async fn a_slot_that_overlaps_a_held_one_is_full(kept: Kept) {
    let mut long = slot(0);
    long.end = slot(3).end;
    assert!(matches!(kept.store.hold(&pick(1, long, 1)).await.unwrap(), Held::Until(_)));
    assert_eq!(kept.store.hold(&pick(2, slot(3), 1)).await.unwrap(), Held::Full);
    assert!(matches!(kept.store.hold(&pick(2, slot(4), 1)).await.unwrap(), Held::Until(_)));
}

async fn a_slot_that_lost_seats_takes_no_more_than_it_has_left(kept: Kept) {
    assert!(books(&kept.store, 1, 2).await);
    assert!(books(&kept.store, 2, 2).await);
    kept.stranger().await.run("DELETE FROM seats WHERE seat = 1; DELETE FROM bookings WHERE seat = 1").await;
    // A clerk took a seat away; the one on the second seat stays.
    assert!(!books(&kept.store, 3, 1).await);
    assert!(books(&kept.store, 4, 2).await);
}
