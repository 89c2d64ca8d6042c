//! Seats: never two callers on one, never one caller on two, and a repeated request hears what the first one heard.

use centralino::store::{Asked, Booked, Request, Store};
use centralino::terms::CallId;
use centralino::ticket::TicketNumber;
use chrono::TimeDelta;

use super::{Kept, PATIENT, at, on_both, request, slot};

on_both![
    two_hundred_callers_on_two_replicas_race_for_seven_seats_and_seven_get_one,
    a_booking_keeps_what_calling_back_takes,
    a_repeated_request_books_once_and_hears_the_same_ticket_also_from_another_replica,
    a_refusal_is_repeated_too_even_when_a_seat_has_become_free,
    a_number_has_as_many_open_bookings_as_the_queue_says_and_past_ones_do_not_count,
    one_number_calling_ten_times_at_once_gets_one_booking,
    a_seat_is_taken_for_slots_that_lie_across_too,
    a_slot_that_is_no_longer_offered_counts_as_full,
    a_ticket_in_use_is_never_given_twice,
    who_draws_one_number_at_the_same_moment_gets_another_and_no_seat_is_lost,
    one_question_for_two_numbers_at_the_same_moment_books_once,
    an_answer_is_kept_for_as_long_as_a_call_can_ask_for_it_again,
];

fn ticket(booked: Booked) -> TicketNumber {
    match booked {
        Booked::Seat { ticket, .. } => ticket,
        other => panic!("not booked: {other:?}"),
    }
}

async fn two_hundred_callers_on_two_replicas_race_for_seven_seats_and_seven_get_one(kept: Kept) {
    let stores = [kept.store.clone(), kept.replica().await];
    let callers = (0..200).map(|caller| {
        let store = stores[caller as usize % 2].clone();
        tokio::spawn(async move { store.book(Request { seats: 7, ..request(caller) }, PATIENT).await })
    });
    let callers: Vec<_> = callers.collect();
    let mut tickets = Vec::new();
    let mut full = 0;
    for caller in callers {
        match caller.await.unwrap().unwrap() {
            Booked::Seat { ticket, .. } => tickets.push(ticket),
            Booked::Full => full += 1,
            Booked::TooMany | Booked::GoneOn => panic!("each calls once"),
        }
    }
    tickets.sort_unstable();
    tickets.dedup();
    assert_eq!((tickets.len(), full), (7, 193));
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 7);
    assert_eq!(kept.count("SELECT count(DISTINCT seat) FROM bookings WHERE seat BETWEEN 1 AND 7").await, 7);
}

async fn a_booking_keeps_what_calling_back_takes(kept: Kept) {
    let booked = kept.store.book(request(12), PATIENT).await.unwrap();
    let dated = at("2026-11-23T12:00:00Z").date_naive();
    assert_eq!(booked, Booked::Seat { ticket: ticket(booked), dated });
    let row = "SELECT count(*) FROM bookings WHERE desk = 'giustizia' AND queue = 'operators' AND seat = 1
        AND slot_start = 1795510800 AND slot_end = 1795511700 AND number = '+390600000012' AND language = 'it'
        AND call_id = 'twiml/CA12' AND turn = 5 AND created_at = 1795435200";
    assert_eq!(slot(0).start.timestamp(), 1_795_510_800);
    assert_eq!(kept.count(row).await, 1);
    let taken = kept.store.taken("giustizia", "operators", at("2026-11-24T09:14:59Z"), None).await.unwrap();
    assert_eq!(taken.iter().map(|taken| (taken.slot, taken.seat)).collect::<Vec<_>>(), [(slot(0), 1)]);
    assert!(kept.store.taken("giustizia", "operators", slot(0).end, None).await.unwrap().is_empty());
    assert!(
        kept.store.taken("dogane", "operators", at("2026-11-01T00:00:00Z"), None).await.unwrap().is_empty()
    );
}

async fn a_repeated_request_books_once_and_hears_the_same_ticket_also_from_another_replica(kept: Kept) {
    let other = kept.replica().await;
    let first = ticket(kept.store.book(request(1), PATIENT).await.unwrap());
    let elsewhere = Request { tickets: vec![TicketNumber::from_seed(99)], offered: false, ..request(1) };
    assert_eq!(ticket(other.book(elsewhere, PATIENT).await.unwrap()), first);
    // All at once, before the first is answered.
    let all = (0..20).map(|_| {
        let store = kept.store.clone();
        tokio::spawn(async move { store.book(request(2), PATIENT).await.unwrap() })
    });
    let all: Vec<_> = all.collect();
    let mut heard = Vec::new();
    for one in all {
        heard.push(ticket(one.await.unwrap()));
    }
    heard.dedup();
    assert_eq!(heard.len(), 1);
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 2);
}

async fn a_refusal_is_repeated_too_even_when_a_seat_has_become_free(kept: Kept) {
    let one_seat = |caller| Request { seats: 1, ..request(caller) };
    kept.store.book(one_seat(1), PATIENT).await.unwrap();
    assert_eq!(kept.store.book(one_seat(2), PATIENT).await.unwrap(), Booked::Full);
    let mut stranger = kept.stranger().await;
    stranger.run("DELETE FROM bookings; DELETE FROM seats").await;
    assert_eq!(kept.store.book(one_seat(2), PATIENT).await.unwrap(), Booked::Full);
    let next_turn = Asked::new("twiml", &CallId::new("CA2").unwrap(), 1_795_000_000, 6, 0);
    assert!(matches!(
        kept.store.book(Request { asked: next_turn, ..one_seat(2) }, PATIENT).await.unwrap(),
        Booked::Seat { .. }
    ));
}

async fn a_number_has_as_many_open_bookings_as_the_queue_says_and_past_ones_do_not_count(kept: Kept) {
    let again = |call: &str, quarters: i32| Request {
        asked: Asked::new("twiml", &CallId::new(call).unwrap(), 1_795_000_000, 5, 0),
        slot: slot(quarters),
        ..request(1)
    };
    ticket(kept.store.book(again("a", 0), PATIENT).await.unwrap());
    assert_eq!(kept.store.book(again("b", 1), PATIENT).await.unwrap(), Booked::TooMany);
    // Another queue, another desk and another number have their own count.
    ticket(kept.store.book(Request { queue: "night".into(), ..again("c", 1) }, PATIENT).await.unwrap());
    ticket(kept.store.book(Request { desk: "dogane".into(), ..again("d", 1) }, PATIENT).await.unwrap());
    ticket(kept.store.book(request(7), PATIENT).await.unwrap());
    // When the first slot is over it is no longer open.
    let later = Request { now: slot(0).end, ..again("e", 2) };
    ticket(kept.store.book(later, PATIENT).await.unwrap());
}

async fn one_number_calling_ten_times_at_once_gets_one_booking(kept: Kept) {
    let callers = (0..10).map(|call: u32| {
        let store = kept.store.clone();
        let number = request(1).number;
        tokio::spawn(async move {
            store.book(Request { number, seats: 20, ..request(call) }, PATIENT).await.unwrap()
        })
    });
    let callers: Vec<_> = callers.collect();
    let mut seats = 0;
    for caller in callers {
        seats += usize::from(matches!(caller.await.unwrap(), Booked::Seat { .. }));
    }
    assert_eq!(seats, 1);
}

async fn a_seat_is_taken_for_slots_that_lie_across_too(kept: Kept) {
    let mut half_hour = slot(0);
    half_hour.end += TimeDelta::minutes(15);
    let one = |caller, slot| Request { seats: 1, slot, ..request(caller) };
    ticket(kept.store.book(one(1, half_hour), PATIENT).await.unwrap());
    // The slots were made shorter while a booking of the former length stands.
    assert_eq!(kept.store.book(one(2, slot(1)), PATIENT).await.unwrap(), Booked::Full);
    ticket(kept.store.book(one(3, slot(2)), PATIENT).await.unwrap());
    ticket(kept.store.book(Request { seats: 2, ..one(4, slot(1)) }, PATIENT).await.unwrap());
}

async fn a_slot_that_is_no_longer_offered_counts_as_full(kept: Kept) {
    let booked = kept.store.book(Request { offered: false, ..request(1) }, PATIENT).await.unwrap();
    assert_eq!(booked, Booked::Full);
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 0);
}

async fn a_ticket_in_use_is_never_given_twice(kept: Kept) {
    let drawn = |seeds: &[u64]| seeds.iter().map(|seed| TicketNumber::from_seed(*seed)).collect::<Vec<_>>();
    let first = Request { tickets: drawn(&[1]), ..request(1) };
    assert_eq!(ticket(kept.store.book(first, PATIENT).await.unwrap()), TicketNumber::from_seed(1));
    let second = Request { tickets: drawn(&[1, 2]), ..request(2) };
    assert_eq!(ticket(kept.store.book(second, PATIENT).await.unwrap()), TicketNumber::from_seed(2));
    let third = Request { tickets: drawn(&[1, 2]), ..request(3) };
    assert!(kept.store.book(third, PATIENT).await.is_err());
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 2);
    assert_eq!(kept.count("SELECT count(*) FROM answers").await, 2);
}

/// Two that book at the same moment, each on a replica, in a slot of its own and for a number of its own; what else they share is put in.
async fn at_once(stores: &[Store; 2], round: u32, share: impl Fn(&mut Request)) -> [Booked; 2] {
    let [first, second] = [(round, 0), (round + 1_000, 1)].map(|(caller, quarter)| {
        let mut one = Request { slot: slot(quarter), seats: 100, ..request(caller) };
        share(&mut one);
        one
    });
    let (first, second) = tokio::join!(stores[0].book(first, PATIENT), stores[1].book(second, PATIENT));
    [first.unwrap(), second.unwrap()]
}

async fn who_draws_one_number_at_the_same_moment_gets_another_and_no_seat_is_lost(kept: Kept) {
    let stores = [kept.store.clone(), kept.replica().await];
    for round in 0..40 {
        let tickets = request(round).tickets;
        let [first, second] =
            at_once(&stores, round, |one| one.tickets.clone_from(&tickets)).await.map(ticket);
        assert_ne!(first, second);
    }
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 80);
    let seats = "SELECT count(*) FROM seats JOIN bookings USING (ticket, desk, queue, slot_start, seat)";
    assert_eq!(kept.count(seats).await, 80);
    assert_eq!(kept.count("SELECT count(*) FROM seats").await, 80, "nobody's seat is taken");
}

async fn one_question_for_two_numbers_at_the_same_moment_books_once(kept: Kept) {
    let stores = [kept.store.clone(), kept.replica().await];
    for round in 0..40 {
        let asked = request(round).asked;
        let [first, second] = at_once(&stores, round, |one| one.asked.clone_from(&asked)).await;
        assert_eq!(first, second);
    }
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 40);
    assert_eq!(kept.count("SELECT count(*) FROM seats").await, 40);
}

async fn an_answer_is_kept_for_as_long_as_a_call_can_ask_for_it_again(kept: Kept) {
    kept.store.book(request(1), PATIENT).await.unwrap();
    let hours = |hours| request(1).now + TimeDelta::hours(hours);
    kept.store.forget_answers(hours(23)).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM answers").await, 1);
    kept.store.forget_answers(hours(25)).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM answers").await, 0);
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 1, "the booking itself stays");
}

/// A server that has never looked at its tables plans by guess: what it reads must not grow with what is booked. What SQLite reads it cannot be asked.
#[tokio::test]
async fn a_booking_reads_as_little_of_a_full_queue_as_of_an_empty_one() {
    // Each in a slot of its own, and all in the same one.
    for slots in [400, 1] {
        let each = read_by_bookings(slots).await;
        assert!((1..20).contains(&each), "index entries read for a booking in {slots} slots: {each}");
    }
}

/// How many index entries each of 400 bookings reads that fill so many slots.
async fn read_by_bookings(slots: u32) -> i64 {
    let kept = Kept::on_postgres().await;
    let read = "SELECT CAST(sum(idx_tup_read) AS BIGINT) FROM pg_stat_user_indexes WHERE schemaname = current_schema()";
    // The plans are made while it is empty; a connection counts in what it read when it ends.
    let store = kept.replica().await;
    for caller in 0..400 {
        let of = slot(i32::try_from(caller % slots).unwrap());
        let wanted = Request { slot: of, now: slot(0).start, seats: 400, ..request(caller) };
        ticket(store.book(wanted, PATIENT).await.unwrap());
    }
    store.close().await;
    kept.count(read).await / 400
}
