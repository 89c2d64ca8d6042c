//! Places in a queue that are kept for callbacks: one for each number, stored once, taken back where nobody heard of it, and called in the order in
//! which their callers joined.

use std::time::Duration;

use centralino::store::{Along, Asked, Booked, By, Change, Changed, Fault, InHand, Request, Room, Store};
use centralino::terms::CallId;
use centralino::ticket::{Event, TicketNumber, overtakings, waiting};

use super::attempts::due;
use super::{DESK, Kept, PATIENT, minute, on_both, request, slot};
use crate::rig::comes;

on_both![
    a_place_is_kept_once_however_often_it_is_asked,
    a_number_has_one_place_however_many_calls_race_for_it,
    a_place_takes_no_seat_and_no_booking_takes_a_place,
    a_place_of_which_nobody_heard_is_taken_back,
    whoever_joined_first_is_called_first_with_the_bookings_in_between,
    the_history_proves_the_order_by_when_they_joined,
    after_the_call_or_once_it_is_closed_by_hand_the_number_may_have_a_place_again,
    what_is_kept_of_a_place_is_shown_and_forgotten,
    a_place_is_given_up_while_its_call_waits_for_an_operator_who_then_gets_none,
    a_place_whose_turn_has_come_cannot_be_given_up_nor_moved,
    closing_the_request_gives_up_a_place_that_waits_and_a_clerk_finds_it_by_its_number,
    a_place_of_another_day_is_among_those_from_before_until_its_day_is_over,
];

/// The so-manieth caller joined so many minutes after ten, and gives the place up a minute later.
fn place(caller: u32, joined: i64) -> Request {
    let mut kept = request(caller);
    (kept.slot.start, kept.slot.end) = (minute(joined), minute(8 * 60));
    (kept.seats, kept.swapped, kept.now) = (0, true, minute(joined + 1));
    kept
}

async fn keeps(store: &Store, place: Request) -> Option<TicketNumber> {
    match store.book(place, PATIENT).await.unwrap() {
        Booked::Seat { ticket, .. } => Some(ticket),
        Booked::TooMany => None,
        other => panic!("{other:?}"),
    }
}

async fn events(kept: &Kept, ticket: TicketNumber) -> Vec<Event> {
    let ticket = kept.store.ticket(DESK, ticket).await.unwrap().unwrap();
    ticket.history.into_iter().map(|happened| happened.entry.event).skip(1).collect()
}

async fn a_place_is_kept_once_however_often_it_is_asked(kept: Kept) {
    let first = keeps(&kept.store, place(1, 0)).await.unwrap();
    assert_eq!(keeps(&kept.store, place(1, 0)).await, Some(first), "the same webhook again");
    assert_eq!(events(&kept, first).await, [Event::PlaceKept { since: minute(0) }]);
    let mut another = place(1, 3);
    another.asked = Asked::new("ari", &CallId::new("CA9").unwrap(), 1_795_000_000, 5, 0);
    assert_eq!(keeps(&kept.store, another.clone()).await, None, "nobody has two places");
    assert_eq!(keeps(&kept.store, another).await, None, "and the second hears so again");
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 1);
}

async fn a_number_has_one_place_however_many_calls_race_for_it(kept: Kept) {
    let mut racers = Vec::new();
    for racer in 0..30_u32 {
        let store = if racer % 3 == 0 { kept.replica().await } else { kept.store.clone() };
        let mut wanted = place(racer + 1, 0);
        wanted.number = request(0).number;
        racers.push(tokio::spawn(async move { keeps(&store, wanted).await }));
    }
    let mut kept_places = 0;
    for racer in racers {
        kept_places += usize::from(racer.await.unwrap().is_some());
    }
    assert_eq!(kept_places, 1);
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 1);
    // And whatever the code does, the database refuses.
    let twice = "INSERT INTO bookings (ticket, dated, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at, swapped)
         SELECT 999999990, dated, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at, swapped FROM bookings";
    assert!(kept.stranger().await.try_run(twice).await.is_err());
}

async fn a_place_takes_no_seat_and_no_booking_takes_a_place(kept: Kept) {
    keeps(&kept.store, place(1, 0)).await.unwrap();
    let mut booked = request(1);
    (booked.seats, booked.asked) = (1, Asked::new("ari", &CallId::new("CA8").unwrap(), 1_795_000_000, 5, 0));
    booked.tickets = vec![TicketNumber::from_seed(77)];
    let answer = kept.store.book(booked, PATIENT).await.unwrap();
    assert!(
        matches!(answer, Booked::Seat { .. }),
        "the slot's only seat is free, and the number has no booking: {answer:?}"
    );
    keeps(&kept.store, place(2, 0)).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM seats").await, 1);
}

async fn a_place_of_which_nobody_heard_is_taken_back(kept: Kept) {
    let mut lock = kept.stranger().await;
    lock.lock().await;
    let late = kept.store.book(place(1, 0), Duration::from_millis(200)).await;
    assert!(matches!(late, Err(Fault::TooSlow | Fault::Busy)), "{late:?}");
    lock.unlock().await;
    // Whether it was never begun or is taken back: the number is free again.
    comes("no place stands of which nobody heard", async || {
        let other = keeps(&kept.store, place(2, 0)).await;
        let stand = kept.count("SELECT count(*) FROM bookings").await;
        (other.is_some() && stand == 1).then_some(())
    })
    .await;
}

async fn whoever_joined_first_is_called_first_with_the_bookings_in_between(kept: Kept) {
    let mut booked = request(1);
    booked.tickets = vec![TicketNumber::from_seed(11)];
    kept.store.book(booked, PATIENT).await.unwrap();
    let late = keeps(&kept.store, place(2, 2)).await.unwrap();
    let early = keeps(&kept.store, place(3, -2)).await.unwrap();
    let due = due(&kept.store, minute(3)).await;
    let order: Vec<_> = due.iter().map(|due| due.ticket).collect();
    assert_eq!(
        order,
        [early, TicketNumber::from_seed(11), late],
        "by when they joined, and when the slot began"
    );
    assert_eq!(due[0].slot.start, minute(-2));
}

async fn the_history_proves_the_order_by_when_they_joined(kept: Kept) {
    // The second caller confirmed first.
    let second = keeps(&kept.store, place(2, 2)).await.unwrap();
    let first = keeps(&kept.store, place(1, 0)).await.unwrap();
    let arrivals = kept.store.arrivals(DESK, "operators", minute(-60)).await.unwrap();
    let order: Vec<_> = waiting(&arrivals).iter().map(|of| (of.ticket, of.arrival.at)).collect();
    assert_eq!(order, [(first, minute(0)), (second, minute(2))]);
    for ticket in [second, first] {
        kept.store
            .happens(DESK, ticket, Event::CallbackSpoken, centralino::store::By::default(), None, minute(9))
            .await
            .unwrap();
    }
    let arrivals = kept.store.arrivals(DESK, "operators", minute(-60)).await.unwrap();
    assert_eq!(overtakings(&arrivals), [], "in one second nobody was overtaken");
}

async fn after_the_call_or_once_it_is_closed_by_hand_the_number_may_have_a_place_again(kept: Kept) {
    let first = keeps(&kept.store, place(1, 0)).await.unwrap();
    let again = |call: &str, draw: u64| {
        let mut place = place(1, 5);
        place.asked = Asked::new("ari", &CallId::new(call).unwrap(), 1_795_000_000, 5, 0);
        place.tickets = vec![TicketNumber::from_seed(draw)];
        place
    };
    assert_eq!(keeps(&kept.store, again("CA21", 501)).await, None);
    let due = due(&kept.store, minute(6)).await;
    let one = kept.store.begin_attempt(DESK, &due[0], 1, 9, minute(6)).await.unwrap().unwrap();
    kept.store.end_in_hand(&one, centralino::ticket::Attempted::Spoken, minute(7)).await.unwrap();
    let second = keeps(&kept.store, again("CA22", 502)).await.unwrap();
    assert_ne!(first, second);
    let closed = kept
        .store
        .happens(DESK, second, Event::Closed, centralino::store::By::default(), None, minute(8))
        .await;
    assert!(matches!(closed, Ok(centralino::store::Told::Done(_))), "{closed:?}");
    assert!(
        kept.store.due_callbacks(DESK, "operators", minute(9)).await.unwrap().is_empty(),
        "who was answered is not called"
    );
    assert!(keeps(&kept.store, again("CA23", 503)).await.is_some());
}

async fn what_is_kept_of_a_place_is_shown_and_forgotten(kept: Kept) {
    let mut wanted = place(1, 0);
    wanted.along = Along { name: Some("Ada".to_owned()), ..Along::default() };
    keeps(&kept.store, wanted).await.unwrap();
    let number = request(1).number;
    let shown = kept.store.export_number(number, minute(1)).await.unwrap();
    let place = shown.iter().find(|(table, _)| *table == "bookings").map(|(_, row)| row.replace(' ', ""));
    assert!(place.as_deref().unwrap_or_default().contains("\"place_kept\":true"), "{place:?}");
    kept.store.forget_number(number, minute(1)).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 0);
}

/// The one booking that is due, begun and dialled: it waits in the queue for an operator.
async fn waits(kept: &Kept) -> InHand {
    let due = kept.store.due_callbacks(DESK, "operators", minute(2)).await.unwrap();
    let due = due.into_iter().next().unwrap().unwrap();
    let one = kept.store.begin_attempt(DESK, &due, 1, 9, minute(2)).await.unwrap().unwrap();
    kept.store.dialling(&one, "ari", request(9).number, minute(2)).await.unwrap().unwrap()
}

fn change(ticket: TicketNumber) -> Change {
    Change { desk: DESK.into(), ticket, dated: None, now: minute(3) }
}

async fn a_place_is_given_up_while_its_call_waits_for_an_operator_who_then_gets_none(kept: Kept) {
    let ticket = keeps(&kept.store, place(1, 0)).await.unwrap();
    let one = waits(&kept).await;
    assert!(!one.is_given_up);
    let by = By { actor: "page", ..By::default() };
    assert_eq!(kept.store.cancel_booking(&change(ticket), by).await.unwrap(), Changed::Done);
    assert_eq!(kept.store.cancel_booking(&change(ticket), by).await.unwrap(), Changed::Done, "said again");
    let told = [Event::PlaceKept { since: minute(0) }, Event::CallbackCancelled, Event::Closed];
    assert_eq!(events(&kept, ticket).await, told);
    assert_eq!(
        kept.store.answered(ticket, 1, false, minute(3)).await.unwrap(),
        None,
        "an operator who takes it in the same second calls nobody"
    );
    let seen = kept.store.keep_in_hand(&one).await.unwrap().unwrap();
    assert!(seen.is_given_up, "the replica that has it in hand learns it");
    assert!(kept.store.withdraw_attempt(&seen, minute(3)).await.unwrap());
    assert!(!kept.store.withdraw_attempt(&seen, minute(3)).await.unwrap(), "once");
    assert_eq!(events(&kept, ticket).await, told, "nobody was called, and no attempt is told of");
    let mut again = place(1, 5);
    again.asked = Asked::new("ari", &CallId::new("CA31").unwrap(), 1_795_000_000, 5, 0);
    again.tickets = vec![TicketNumber::from_seed(901)];
    assert!(keeps(&kept.store, again).await.is_some(), "the number may have a place again");
}

async fn a_place_whose_turn_has_come_cannot_be_given_up_nor_moved(kept: Kept) {
    let ticket = keeps(&kept.store, place(1, 0)).await.unwrap();
    let room = Room { slot: slot(1), seats: 9, seen: 0 };
    let by = By { actor: "page", ..By::default() };
    let moved = kept.store.move_booking(&change(ticket), room, None, by).await.unwrap();
    assert_eq!(moved, Changed::TooLate, "it has no time");
    let one = waits(&kept).await;
    let called = kept.store.answered(ticket, 1, false, minute(3)).await.unwrap().unwrap();
    assert!(called.swapped, "whoever is called hears that it is their turn");
    assert_eq!(kept.store.cancel_booking(&change(ticket), by).await.unwrap(), Changed::TooLate);
    let seen = kept.store.keep_in_hand(&one).await.unwrap().unwrap();
    assert!(!seen.is_given_up && !kept.store.withdraw_attempt(&seen, minute(3)).await.unwrap());
}

async fn closing_the_request_gives_up_a_place_that_waits_and_a_clerk_finds_it_by_its_number(kept: Kept) {
    let ticket = keeps(&kept.store, place(1, 0)).await.unwrap();
    waits(&kept).await;
    let open = kept.store.open_of_number(DESK, request(1).number, minute(3)).await.unwrap();
    assert_eq!(
        open.iter().map(|open| (open.place, open.callback)).collect::<Vec<_>>(),
        [(Some(minute(0)), None)]
    );
    kept.store.happens(DESK, ticket, Event::Closed, By::default(), None, minute(4)).await.unwrap();
    let told = [Event::PlaceKept { since: minute(0) }, Event::CallbackCancelled, Event::Closed];
    assert_eq!(events(&kept, ticket).await, told);
    assert_eq!(kept.store.open_of_number(DESK, request(1).number, minute(5)).await.unwrap(), []);
}

async fn a_place_of_another_day_is_among_those_from_before_until_its_day_is_over(kept: Kept) {
    // Joined two minutes before ten, and to be called until six.
    let first = keeps(&kept.store, place(1, -2)).await.unwrap();
    let second = keeps(&kept.store, place(2, -1)).await.unwrap();
    // A booking is of the day on which it begins, and of no other.
    let mut booked = request(3);
    booked.tickets = vec![TicketNumber::from_seed(91)];
    kept.store.book(booked, PATIENT).await.unwrap();
    let listed = async |moment| {
        let listed = kept.store.places_from_before(DESK, moment).await.unwrap();
        listed.into_iter().map(|one| one.ticket).collect::<Vec<_>>()
    };
    assert_eq!(listed(minute(-2)).await, [], "whoever joins then is none of before");
    assert_eq!(listed(minute(60)).await, [first, second]);
    assert_eq!(listed(minute(8 * 60)).await, [], "their time is over");
    // Who was called then is on that day's list still, and on no later one's.
    let closed = kept
        .store
        .happens(DESK, first, Event::Closed, centralino::store::By::default(), None, minute(70))
        .await;
    assert!(matches!(closed, Ok(centralino::store::Told::Done(_))), "{closed:?}");
    assert_eq!(listed(minute(60)).await, [first, second]);
    assert_eq!(listed(minute(71)).await, [second]);
}
