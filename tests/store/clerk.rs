//! What clerks change by hand, and whoever books meanwhile: nothing lands in what was blocked before it, and no change is lost or rewritten.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use centralino::booking::What;
use centralino::store::{
    Booked, By, Change, Changed, Clerk, Deed, Held, NewChange, Pick, Request, Store, Undone,
};
use chrono::TimeDelta;

use super::{Kept, PATIENT, on_both, request, room, slot};

on_both![
    a_change_holds_until_it_is_undone_and_its_history_stays,
    a_change_asked_for_twice_happens_once_and_is_undone_once,
    a_history_is_not_rewritten,
    whoever_has_not_read_the_newest_change_takes_no_seat,
    a_repeated_booking_gets_its_answer_whatever_was_changed_since,
    no_booking_that_races_a_block_lands_in_it,
    a_change_of_one_queue_does_not_disturb_another,
    bookings_of_a_span_come_slot_by_slot,
];

fn clerk(reason: &str) -> Clerk<'_> {
    Clerk { actor: "clara", reason, asked: None, now: request(1).now }
}

/// A change of the slot at 10.
fn change(what: What, by: Clerk<'_>) -> NewChange<'_> {
    let wanted = request(1);
    NewChange { desk: wanted.desk, queue: wanted.queue, what, span: slot(0).start..slot(0).end, by }
}

async fn block(store: &Store) -> i64 {
    store.change_seats(&change(What::Blocked, clerk("riunione"))).await.unwrap().id
}

async fn books(store: &Store, caller: u32, seen: i64) -> Booked {
    store.book(Request { seen, seats: 100, ..request(caller) }, PATIENT).await.unwrap()
}

async fn a_change_holds_until_it_is_undone_and_its_history_stays(kept: Kept) {
    let store = &kept.store;
    let standing = || async { store.changes("giustizia", "operators", slot(0).start).await.unwrap() };
    assert_eq!(standing().await.seen, 0);
    let id = block(store).await;
    let more = store.change_seats(&change(What::Seats(-2), clerk("malattia"))).await.unwrap();
    store.change_seats(&change(What::Opened(Some(4)), clerk("rinforzo"))).await.unwrap();
    let changes = standing().await;
    let made: Vec<_> = changes.made.iter().map(|change| change.what).collect();
    assert_eq!(made, [What::Blocked, What::Seats(-2), What::Opened(Some(4))]);
    assert_eq!(changes.made[0].from, slot(0).start);
    // Once its time is over it is nobody's concern.
    assert_eq!(store.changes("giustizia", "operators", slot(0).end).await.unwrap().made, []);

    let Undone::Done(undone) = store.undo_change("giustizia", more.id, clerk("guarita")).await.unwrap()
    else {
        panic!("not undone")
    };
    assert_eq!((undone.deed, undone.span.clone()), (Deed::Undoes(more.id), more.span));
    let after = standing().await;
    assert_eq!((after.made.len(), after.seen), (2, undone.id));
    assert_eq!(store.undo_change("giustizia", more.id, clerk("ancora")).await.unwrap(), Undone::Before);
    assert_eq!(store.undo_change("giustizia", undone.id, clerk("no")).await.unwrap(), Undone::Unknown);
    assert_eq!(store.undo_change("dogane", id, clerk("no")).await.unwrap(), Undone::Unknown);

    let history = store.change_history("giustizia", Some("operators"), None, 10).await.unwrap();
    let told: Vec<_> = history.iter().map(|said| (said.reason.as_str(), said.undone)).collect();
    let expected = [("guarita", None), ("rinforzo", None), ("malattia", Some(undone.id)), ("riunione", None)];
    assert_eq!(told, expected);
    assert!(history.iter().all(|said| said.actor == "clara"));
    let page = store.change_history("giustizia", None, Some(history[1].id), 1).await.unwrap();
    assert_eq!(page, [history[2].clone()]);
}

async fn a_change_asked_for_twice_happens_once_and_is_undone_once(kept: Kept) {
    let asked = |name| Clerk { asked: Some(name), ..clerk("riunione") };
    let first = kept.store.change_seats(&change(What::Blocked, asked("one"))).await.unwrap();
    let again = kept.store.change_seats(&change(What::Blocked, asked("one"))).await.unwrap();
    assert_eq!(first, again);
    let undo = || kept.store.undo_change("giustizia", first.id, asked("two"));
    let undone = undo().await.unwrap();
    assert!(matches!(undone, Undone::Done(_)), "{undone:?}");
    assert_eq!(undo().await.unwrap(), undone);
    assert_eq!(kept.count("SELECT count(*) FROM seat_changes").await, 2);
}

async fn a_history_is_not_rewritten(kept: Kept) {
    block(&kept.store).await;
    let refused =
        kept.stranger().await.try_run("UPDATE seat_changes SET reason = 'altro'").await.unwrap_err();
    assert!(refused.to_string().contains("only ever added to"), "{refused}");
}

async fn whoever_has_not_read_the_newest_change_takes_no_seat(kept: Kept) {
    let store = &kept.store;
    let Booked::Seat { ticket, .. } = books(store, 1, 0).await else { panic!("not booked") };
    let wanted = request(2);
    let pick = |seen| Pick {
        holder: wanted.asked.call().into(),
        desk: wanted.desk.clone(),
        queue: wanted.queue.clone(),
        slot: slot(0),
        seats: 3,
        seen,
    };
    assert!(matches!(store.hold(&pick(0)).await.unwrap(), Held::Until(_)));
    let id = block(store).await;
    assert_eq!(store.hold(&pick(0)).await.unwrap(), Held::GoneOn);
    assert_eq!(
        kept.count("SELECT count(*) FROM seats WHERE holder IS NOT NULL").await,
        1,
        "it is held still"
    );
    assert_eq!(books(store, 2, 0).await, Booked::GoneOn);
    assert_eq!(
        kept.count("SELECT count(*) FROM seats WHERE holder IS NOT NULL").await,
        1,
        "it is held still"
    );
    let moving = Change { desk: wanted.desk.clone(), ticket, dated: None, now: wanted.now };
    let moved = store.move_booking(&moving, room(1), None, By::default()).await.unwrap();
    assert_eq!(moved, Changed::GoneOn);
    // Whoever has read it takes what they find; the same question is answered anew, since nothing was decided.
    assert!(matches!(books(store, 2, id).await, Booked::Seat { .. }));
    assert_eq!(kept.count("SELECT count(*) FROM answers").await, 2);
}

async fn a_repeated_booking_gets_its_answer_whatever_was_changed_since(kept: Kept) {
    let first = books(&kept.store, 1, 0).await;
    block(&kept.store).await;
    assert_eq!(books(&kept.store, 1, 0).await, first);
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 1);
}

async fn no_booking_that_races_a_block_lands_in_it(kept: Kept) {
    let stores = Arc::new([kept.store.clone(), kept.replica().await, kept.replica().await]);
    let blocked = Arc::new(AtomicBool::new(false));
    let callers: Vec<_> = (0..240_u32)
        .map(|caller| {
            let (stores, blocked) = (stores.clone(), blocked.clone());
            tokio::spawn(async move {
                let store = &stores[caller as usize % 3];
                // As the service does: what is read decides how many seats there are, and it is read again where it has gone on.
                loop {
                    let before = blocked.load(Ordering::SeqCst);
                    let read = store.changes("giustizia", "operators", slot(0).start).await.unwrap();
                    let seats = read.seats(slot(0), 300, 1_000);
                    let wanted = Request { seen: read.seen, seats, ..request(caller) };
                    match store.book(wanted, PATIENT).await.unwrap() {
                        Booked::GoneOn => {}
                        Booked::Seat { .. } => return (true, before),
                        Booked::Full => return (false, before),
                        Booked::TooMany => panic!("each calls once"),
                    }
                }
            })
        })
        .collect();
    while kept.count("SELECT count(*) FROM bookings").await < 20 {
        tokio::task::yield_now().await;
    }
    block(&kept.store).await;
    let when_blocked = kept.count("SELECT count(*) FROM bookings").await;
    blocked.store(true, Ordering::SeqCst);
    for caller in callers {
        let (booked, began_after) = caller.await.unwrap();
        assert!(!(booked && began_after), "booked in what was blocked before");
    }
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, when_blocked, "booked in what was blocked");
}

async fn a_change_of_one_queue_does_not_disturb_another(kept: Kept) {
    let other = NewChange { queue: "tributi".into(), ..change(What::Blocked, clerk("riunione")) };
    kept.store.change_seats(&other).await.unwrap();
    assert!(matches!(books(&kept.store, 1, 0).await, Booked::Seat { .. }));
}

async fn bookings_of_a_span_come_slot_by_slot(kept: Kept) {
    for (caller, quarter) in [(1, 1), (2, 0), (3, 1)] {
        let now = request(1).now + TimeDelta::seconds(i64::from(caller));
        let wanted = Request { slot: slot(quarter), now, ..request(caller) };
        kept.store.book(wanted, PATIENT).await.unwrap();
    }
    let span = slot(0).start..slot(1).end;
    let found = kept.store.bookings_within("giustizia", "operators", span).await.unwrap();
    let numbers: Vec<_> = found.iter().map(|booking| (booking.slot, booking.number)).collect();
    let expected = [(0, 2), (1, 1), (1, 3)].map(|(quarter, caller)| (slot(quarter), request(caller).number));
    assert_eq!(numbers, expected);
    let first = found.first().unwrap();
    let moving = Change { desk: "giustizia".into(), ticket: first.ticket, dated: None, now: request(1).now };
    kept.store.cancel_booking(&moving, By::default()).await.unwrap();
    let span = slot(0).start..slot(0).end;
    assert_eq!(kept.store.bookings_within("giustizia", "operators", span).await.unwrap(), []);
}
