//! Callbacks that reached nobody, booked again by themselves: so often at most, on a seat of their own, and told once.

use centralino::store::{
    Again, Along, Asked, Booked, By, Change, Changed, Post, Request, Room, Tell, Ticket,
};
use centralino::terms::CallId;
use centralino::ticket::{Attempted, Event, TicketNumber};
use chrono::{DateTime, Utc};

use super::{DESK, Kept, PATIENT, minute, on_both, request, slot};

on_both![
    a_missed_callback_is_booked_again_so_often_at_most_and_told_once_each_time,
    a_seat_is_given_once_however_many_are_booked_again_for_it,
    nobody_is_booked_again_who_is_denied_has_enough_booked_or_whose_request_an_operator_has,
    a_kept_place_that_was_missed_becomes_a_time,
];

async fn booked(kept: &Kept, wanted: Request) -> TicketNumber {
    match kept.store.book(Request { seats: 50, ..wanted }, PATIENT).await.unwrap() {
        Booked::Seat { ticket, .. } => ticket,
        other => panic!("{other:?}"),
    }
}

/// The next time at which a callback is due is tried once, and nobody answers.
async fn tried(kept: &Kept, ticket: TicketNumber, attempt: u16, now: DateTime<Utc>) {
    let due = kept.store.due_callbacks(DESK, "operators", now).await.unwrap();
    let due = due.into_iter().map(Result::unwrap).find(|due| due.ticket == ticket).unwrap();
    let one = kept.store.begin_attempt(DESK, &due, attempt, 9, now).await.unwrap().unwrap();
    assert!(kept.store.end_in_hand(&one, Attempted::NoAnswer, now).await.unwrap());
}

/// Booked again for the so-manieth slot after the first, with so many seats.
async fn again(kept: &Kept, ticket: TicketNumber, later: i32, seats: u16, most: u16) -> Changed {
    let tell = |ticket: &Ticket| {
        let last = ticket.history.last().unwrap();
        let id = format!("{}-{}-{}", ticket.ticket.value(), last.row, last.entry.event.name());
        vec![Post { id, address: "\"webhook\"".to_owned(), notice: "{}".to_owned() }]
    };
    let change = Change { desk: DESK.into(), ticket, dated: None, now: minute(14) };
    let room = Room { slot: slot(later), seats, seen: 0 };
    kept.store.rebook_missed(&change, room, Again { most, open_per_number: 1 }, Tell(&tell)).await.unwrap()
}

async fn events(kept: &Kept, ticket: TicketNumber) -> Vec<(Event, String)> {
    let ticket = kept.store.ticket(DESK, ticket).await.unwrap().unwrap();
    ticket.history.into_iter().skip(2).map(|one| (one.entry.event, one.actor)).collect()
}

async fn a_missed_callback_is_booked_again_so_often_at_most_and_told_once_each_time(kept: Kept) {
    let ticket = booked(&kept, request(1)).await;
    let due = kept.store.due_callbacks(DESK, "operators", minute(0)).await.unwrap().remove(0).unwrap();
    let one = kept.store.begin_attempt(DESK, &due, 1, 9, minute(0)).await.unwrap().unwrap();
    assert_eq!(again(&kept, ticket, 4, 1, 1).await, Changed::TooLate, "an attempt is under way");
    assert!(kept.store.end_in_hand(&one, Attempted::NoAnswer, minute(1)).await.unwrap());
    assert_eq!(again(&kept, ticket, 4, 1, 1).await, Changed::Done);
    let clock = |event| (event, "clock".to_owned());
    let told = [
        clock(Event::CallbackAttempted { attempt: 1, outcome: Attempted::NoAnswer }),
        clock(Event::CallbackMissed),
        clock(Event::CallbackBooked { start: slot(4).start }),
    ];
    assert_eq!(events(&kept, ticket).await, told);
    let notices = kept.count("SELECT count(*) FROM outbox WHERE id LIKE '%callback-%'").await;
    assert_eq!(notices, 1, "one notice says both");
    let booking = kept.store.booking(DESK, ticket, None).await.unwrap().unwrap();
    assert_eq!(booking.slot, slot(4));
    assert_eq!(kept.count("SELECT count(*) FROM seats").await, 1, "and the old seat is free");
    assert!(
        kept.store.due_callbacks(DESK, "operators", minute(15)).await.unwrap().is_empty(),
        "not before its time"
    );
    tried(&kept, ticket, 2, slot(4).start).await;
    assert_eq!(again(&kept, ticket, 8, 1, 1).await, Changed::TooLate, "that was often enough");
    assert_eq!(again(&kept, ticket, 8, 1, 2).await, Changed::Done, "unless the desk says twice");
}

async fn a_seat_is_given_once_however_many_are_booked_again_for_it(kept: Kept) {
    let mut tickets = Vec::new();
    for caller in 1..=6 {
        let ticket = booked(&kept, request(caller)).await;
        tried(&kept, ticket, 1, minute(1)).await;
        tickets.push(ticket);
    }
    let racing = tickets.iter().map(|ticket| again(&kept, *ticket, 4, 2, 1));
    let done = futures_util::future::join_all(racing).await;
    assert_eq!(done.iter().filter(|changed| **changed == Changed::Done).count(), 2, "{done:?}");
    assert!(done.iter().all(|changed| matches!(changed, Changed::Done | Changed::Full)), "{done:?}");
}

async fn nobody_is_booked_again_who_is_denied_has_enough_booked_or_whose_request_an_operator_has(kept: Kept) {
    let [denied, enough, taken] = [1, 2, 3].map(request);
    let number = denied.number;
    let mut another = request(2);
    another.asked = Asked::new("twilio", &CallId::new("CA-another").unwrap(), 1_795_000_000, 1, 0);
    (another.slot, another.open_per_number) = (slot(20), 9);
    (another.tickets, another.along) = (vec![TicketNumber::from_seed(777)], Along::default());
    let (denied, enough, taken) =
        (booked(&kept, denied).await, booked(&kept, enough).await, booked(&kept, taken).await);
    booked(&kept, another).await;
    kept.store.deny(number, None, "disturba", minute(1)).await.unwrap();
    kept.store.happens(DESK, taken, Event::TakenInCharge, By::default(), None, minute(1)).await.unwrap();
    for ticket in [denied, enough, taken] {
        assert_eq!(again(&kept, ticket, 4, 9, 1).await, Changed::TooLate);
        let told = events(&kept, ticket).await;
        assert!(
            !told.iter().any(|(event, _)| *event == Event::CallbackMissed),
            "nothing is half done: {told:?}"
        );
    }
}

async fn a_kept_place_that_was_missed_becomes_a_time(kept: Kept) {
    let mut place = request(1);
    (place.slot.start, place.slot.end) = (minute(-30), minute(480));
    (place.seats, place.swapped) = (0, true);
    let Booked::Seat { ticket, .. } = kept.store.book(place, PATIENT).await.unwrap() else {
        panic!("it is kept")
    };
    tried(&kept, ticket, 1, minute(1)).await;
    assert_eq!(again(&kept, ticket, 4, 1, 1).await, Changed::Done);
    let booking = kept.store.booking(DESK, ticket, None).await.unwrap().unwrap();
    assert_eq!((booking.slot, booking.is_kept_place), (slot(4), false));
    let life = kept.store.ticket(DESK, ticket).await.unwrap().unwrap().life;
    assert_eq!((life.turn, life.callback), (None, Some(slot(4).start)));
}
