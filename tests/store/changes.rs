//! Bookings that are moved and cancelled: by number, and by its date where whoever asks must know it.

use centralino::store::{Booked, By, Change, Changed, Held, Pick, Request, Room};
use centralino::ticket::TicketNumber;
use chrono::TimeDelta;

use super::{Kept, PATIENT, on_both, request, room, slot};

on_both![
    a_cancelled_booking_frees_its_seat_and_counts_no_more,
    a_moved_booking_keeps_its_number_and_frees_its_seat,
    a_slot_that_is_full_leaves_the_booking_where_it_was,
    who_does_not_know_the_date_changes_nothing,
    what_has_begun_cannot_be_changed,
    two_who_move_the_same_booking_at_once_leave_it_on_one_seat,
    a_move_takes_the_seat_that_was_held,
    a_booking_that_has_gone_on_since_it_was_seen_stands,
    a_move_that_is_asked_again_late_undoes_none_made_since,
];

async fn booked(kept: &Kept, caller: u32) -> TicketNumber {
    match kept.store.book(Request { seats: 1, ..request(caller) }, PATIENT).await.unwrap() {
        Booked::Seat { ticket, .. } => ticket,
        other => panic!("not booked: {other:?}"),
    }
}

fn change(ticket: TicketNumber) -> Change {
    let now = request(1).now;
    Change { desk: "giustizia".into(), ticket, dated: Some(now.date_naive()), now }
}

async fn a_cancelled_booking_frees_its_seat_and_counts_no_more(kept: Kept) {
    let ticket = booked(&kept, 1).await;
    assert_eq!(kept.store.cancel_booking(&change(ticket), By::default()).await.unwrap(), Changed::Done);
    assert_eq!(
        kept.store.cancel_booking(&change(ticket), By::default()).await.unwrap(),
        Changed::Done,
        "said again"
    );
    let found = kept.store.booking("giustizia", ticket, None).await.unwrap().unwrap();
    assert_eq!(found.cancelled, Some(request(1).now));
    assert!(kept.store.taken("giustizia", "operators", slot(0).start, None).await.unwrap().is_empty());
    // The number may book again, and somebody else may have the seat.
    let again = Request { number: request(1).number, seats: 1, ..request(2) };
    assert!(matches!(kept.store.book(again, PATIENT).await.unwrap(), Booked::Seat { .. }));
    assert_eq!(
        kept.store.move_booking(&change(ticket), room(1), None, By::default()).await.unwrap(),
        Changed::TooLate
    );
}

async fn a_moved_booking_keeps_its_number_and_frees_its_seat(kept: Kept) {
    let ticket = booked(&kept, 1).await;
    assert_eq!(
        kept.store.move_booking(&change(ticket), room(5), None, By::default()).await.unwrap(),
        Changed::Done
    );
    assert_eq!(
        kept.store.move_booking(&change(ticket), room(5), None, By::default()).await.unwrap(),
        Changed::Done
    );
    let found = kept.store.booking("giustizia", ticket, None).await.unwrap().unwrap();
    assert_eq!((found.slot, found.queue.as_str(), found.cancelled), (slot(5), "operators", None));
    assert_eq!((found.number, found.dated), (request(1).number, request(1).dated));
    let taken = kept.store.taken("giustizia", "operators", slot(0).start, None).await.unwrap();
    assert_eq!(taken.iter().map(|taken| taken.slot).collect::<Vec<_>>(), [slot(5)]);
    assert_ne!(booked(&kept, 2).await, ticket);
}

async fn a_slot_that_is_full_leaves_the_booking_where_it_was(kept: Kept) {
    let ticket = booked(&kept, 1).await;
    let other = Request { slot: slot(1), seats: 1, ..request(2) };
    kept.store.book(other, PATIENT).await.unwrap();
    for (seats, slot) in [(1, slot(1)), (0, slot(2))] {
        assert_eq!(
            kept.store
                .move_booking(&change(ticket), Room { slot, seats, seen: 0 }, None, By::default())
                .await
                .unwrap(),
            Changed::Full
        );
    }
    assert_eq!(kept.store.booking("giustizia", ticket, None).await.unwrap().unwrap().slot, slot(0));
    assert_eq!(kept.count("SELECT count(*) FROM seats").await, 2);
}

async fn who_does_not_know_the_date_changes_nothing(kept: Kept) {
    let ticket = booked(&kept, 1).await;
    let yesterday = request(1).dated - TimeDelta::days(1);
    let wrong = [
        Change { dated: Some(yesterday), ..change(ticket) },
        Change { desk: "dogane".into(), ..change(ticket) },
        change(TicketNumber::from_seed(77)),
    ];
    for change in &wrong {
        assert_eq!(kept.store.cancel_booking(change, By::default()).await.unwrap(), Changed::Unknown);
        assert_eq!(
            kept.store.move_booking(change, room(1), None, By::default()).await.unwrap(),
            Changed::Unknown
        );
    }
    assert!(kept.store.booking("giustizia", ticket, Some(yesterday)).await.unwrap().is_none());
    let known = Change { dated: None, ..change(ticket) };
    assert_eq!(
        kept.store.cancel_booking(&known, By::default()).await.unwrap(),
        Changed::Done,
        "a clerk needs no date"
    );
}

async fn what_has_begun_cannot_be_changed(kept: Kept) {
    let ticket = booked(&kept, 1).await;
    let late = Change { now: slot(0).start, ..change(ticket) };
    assert_eq!(kept.store.cancel_booking(&late, By::default()).await.unwrap(), Changed::TooLate);
    assert_eq!(kept.store.move_booking(&late, room(1), None, By::default()).await.unwrap(), Changed::TooLate);
}

async fn a_booking_that_has_gone_on_since_it_was_seen_stands(kept: Kept) {
    let ticket = booked(&kept, 1).await;
    let version = async || kept.store.booking_as_seen("giustizia", ticket).await.unwrap().unwrap();
    let (before, first) = version().await;
    assert_eq!((before.slot, before.cancelled), (slot(0), None));
    let seen = |row: i64| By { seen: Some(row), ..By::default() };
    let moves =
        async |quarter, by| kept.store.move_booking(&change(ticket), room(quarter), None, by).await.unwrap();
    assert_eq!(moves(5, seen(first)).await, Changed::Done);
    assert_eq!(moves(6, seen(first)).await, Changed::NotAsSeen);
    let cancels = async |by| kept.store.cancel_booking(&change(ticket), by).await.unwrap();
    assert_eq!(cancels(seen(first)).await, Changed::NotAsSeen);
    let (stands, second) = version().await;
    assert!(stands.slot == slot(5) && stands.cancelled.is_none() && second > first, "{stands:?}");
    assert_eq!(cancels(seen(second)).await, Changed::Done);
    assert_eq!(cancels(seen(first)).await, Changed::Done, "it is cancelled, whoever has seen what");
    assert_eq!(moves(6, seen(first)).await, Changed::TooLate);
}

async fn a_move_that_is_asked_again_late_undoes_none_made_since(kept: Kept) {
    let ticket = booked(&kept, 1).await;
    let asked = |name| By { asked: Some(name), ..By::default() };
    let moves =
        async |quarter, by| kept.store.move_booking(&change(ticket), room(quarter), None, by).await.unwrap();
    assert_eq!((moves(5, asked("a")).await, moves(6, asked("b")).await), (Changed::Done, Changed::Done));
    assert_eq!(moves(5, asked("a")).await, Changed::Done, "it was done");
    assert_eq!(kept.store.booking("giustizia", ticket, None).await.unwrap().unwrap().slot, slot(6));
}

async fn two_who_move_the_same_booking_at_once_leave_it_on_one_seat(kept: Kept) {
    let ticket = booked(&kept, 1).await;
    let movers: Vec<_> = (1..9)
        .map(|quarter| {
            let store = kept.store.clone();
            tokio::spawn(async move {
                store.move_booking(&change(ticket), room(quarter), None, By::default()).await
            })
        })
        .collect();
    for mover in movers {
        assert_eq!(mover.await.unwrap().unwrap(), Changed::Done);
    }
    assert_eq!(kept.count("SELECT count(*) FROM seats").await, 1);
    let agree =
        "SELECT count(*) FROM seats JOIN bookings USING (ticket, desk, queue, slot_start, slot_end, seat)";
    assert_eq!(kept.count(agree).await, 1);
}

async fn a_move_takes_the_seat_that_was_held(kept: Kept) {
    let ticket = booked(&kept, 1).await;
    let holder = "page/7";
    let pick = Pick {
        holder: holder.into(),
        desk: "giustizia".into(),
        queue: "operators".into(),
        slot: slot(4),
        seats: 1,
        seen: 0,
    };
    assert!(matches!(kept.store.hold(&pick).await.unwrap(), Held::Until(_)));
    assert_eq!(
        kept.store.move_booking(&change(ticket), room(4), None, By::default()).await.unwrap(),
        Changed::Full
    );
    let moved = kept.store.move_booking(&change(ticket), room(4), Some(holder), By::default()).await.unwrap();
    assert_eq!(moved, Changed::Done);
    assert_eq!(kept.count("SELECT count(*) FROM seats").await, 1);
}
