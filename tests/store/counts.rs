//! The counts that the database keeps with the seats: what they say is what the seats say, whatever is done.

use std::sync::Arc;

use centralino::booking::Slot;
use centralino::store::{Booked, By, Change, Counted, Held, Pick, Request, Room, Store};
use centralino::ticket::TicketNumber;
use chrono::TimeDelta;

use super::{Kept, PATIENT, on_both, request, room, slot};

on_both![
    counts_say_what_the_seats_say_whatever_is_done_at_once,
    a_hold_counts_for_everybody_else_until_it_lapses,
    a_booked_seat_is_given_back_and_not_changed,
];

/// Slots of which the counts say another number than the seats do.
const WRONG: &str = "SELECT count(*) FROM (SELECT desk, queue, slot_start, slot_end, count(*) AS booked FROM seats WHERE ticket IS NOT NULL
         GROUP BY desk, queue, slot_start, slot_end) really
     FULL JOIN slot_counts USING (desk, queue, slot_start, slot_end)
     WHERE coalesce(really.booked, 0) <> coalesce(slot_counts.booked, -1)";

async fn counted(store: &Store, holder: Option<&str>) -> Vec<Counted> {
    store.counted("giustizia", "operators", slot(0).start, holder).await.unwrap()
}

fn pick(caller: u32, slot: Slot) -> Pick {
    let wanted = request(caller);
    Pick {
        holder: wanted.asked.call().into(),
        desk: wanted.desk,
        queue: wanted.queue,
        slot,
        seats: 9,
        seen: 0,
    }
}

fn change(ticket: TicketNumber) -> Change {
    Change { desk: "giustizia".into(), ticket, dated: None, now: request(1).now }
}

/// Books, sometimes from a hold, and then moves, cancels or leaves it; whoever fails has changed nothing.
async fn live(store: Store, caller: u32) {
    let quarter = i32::try_from(caller % 5).unwrap();
    if caller.is_multiple_of(3) {
        store.hold(&pick(caller, slot(quarter))).await.unwrap();
    }
    let long = Slot {
        start: slot(quarter).start,
        end: slot(quarter).end + TimeDelta::minutes(i64::from(caller % 2) * 15),
    };
    let wanted = Request { slot: long, seats: 9, ..request(caller) };
    let Booked::Seat { ticket, .. } = store.book(wanted, PATIENT).await.unwrap() else { return };
    if caller.is_multiple_of(2) {
        let there = Room { seats: 9, ..room((quarter + 1) % 5) };
        store.move_booking(&change(ticket), there, None, By::default()).await.unwrap();
    }
    if caller.is_multiple_of(7) {
        store.cancel_booking(&change(ticket), By::default()).await.unwrap();
    }
}

async fn counts_say_what_the_seats_say_whatever_is_done_at_once(kept: Kept) {
    let stores = Arc::new([kept.store.clone(), kept.replica().await]);
    let callers: Vec<_> =
        (0..120_u32).map(|caller| tokio::spawn(live(stores[caller as usize % 2].clone(), caller))).collect();
    for caller in callers {
        caller.await.unwrap();
    }
    assert_eq!(kept.count(WRONG).await, 0);
    let booked = kept.count("SELECT count(*) FROM seats WHERE ticket IS NOT NULL").await;
    assert!(booked > 10, "{booked}");
    let told: i64 = counted(&kept.store, None).await.iter().map(|of| i64::from(of.booked)).sum();
    assert_eq!(told, booked);
    // Each by itself says the same.
    let each = kept.store.taken("giustizia", "operators", slot(0).start, None).await.unwrap();
    assert_eq!(i64::try_from(each.iter().filter(|taken| taken.booked).count()).unwrap(), booked);
    kept.store.forget_number(request(1).number, request(1).now).await.unwrap();
    assert_eq!(kept.count(WRONG).await, 0);
    kept.store.purge(slot(9).end, slot(9).end).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM slot_counts").await, 0);
}

async fn a_hold_counts_for_everybody_else_until_it_lapses(kept: Kept) {
    let held = Counted { slot: slot(0), booked: 0, held: 1 };
    assert!(matches!(kept.store.hold(&pick(1, slot(0))).await.unwrap(), Held::Until(_)));
    assert_eq!(counted(&kept.store, None).await, [held]);
    assert_eq!(counted(&kept.store, Some(request(1).asked.call())).await, []);
    kept.store.book(request(2), PATIENT).await.unwrap();
    assert_eq!(counted(&kept.store, None).await, [Counted { booked: 1, ..held }]);
    kept.stranger().await.run("UPDATE seats SET held_until = unixepoch() WHERE holder IS NOT NULL").await;
    assert_eq!(counted(&kept.store, None).await, [Counted { booked: 1, held: 0, slot: slot(0) }]);
    // The hold that lapsed becomes a booking like any other.
    kept.store.book(request(1), PATIENT).await.unwrap();
    assert_eq!(counted(&kept.store, None).await, [Counted { booked: 2, held: 0, slot: slot(0) }]);
    let later = kept.store.counted("giustizia", "operators", slot(0).end, None).await.unwrap();
    assert_eq!(later, []);
}

async fn a_booked_seat_is_given_back_and_not_changed(kept: Kept) {
    kept.store.book(request(1), PATIENT).await.unwrap();
    let refused =
        kept.stranger().await.try_run("UPDATE seats SET slot_end = slot_end + 60").await.unwrap_err();
    assert!(refused.to_string().contains("given back"), "{refused}");
}
