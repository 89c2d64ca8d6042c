//! Callbacks: booked once, said again as often as the platform asks, and never for a number that is not called.

use centralino::engine::{Heard, Then};
use centralino::platform::Incoming;
use centralino::store::NewOverride;

use super::{BOOKS, Call, House, MENU, SUNDAY, heard, hung_up, keys, published};
use crate::store::{Kept, at, on_both};

on_both![
    on_a_sunday_a_callback_is_booked_and_its_number_read_out,
    a_slot_that_is_picked_is_held_for_the_call_and_one_that_is_offered_is_not,
    a_repeated_webhook_hears_the_same_and_books_once,
    the_second_caller_is_offered_the_second_seat_and_the_third_the_next_slot,
    whoever_picked_a_slot_gets_it_however_fast_others_are,
    whoever_thinks_for_more_than_two_minutes_is_offered_another_slot_if_theirs_was_taken,
    one_number_has_one_open_booking_and_an_old_seal_does_not_make_it_two,
    a_slot_that_was_closed_since_it_was_offered_is_not_booked,
    sixty_callers_at_once_on_two_replicas_never_share_a_seat_and_all_are_served,
];

async fn on_a_sunday_a_callback_is_booked_and_its_number_read_out(kept: Kept) {
    let house = House::on(kept, SUNDAY).await;
    let done = house.call("CA1").plays(&BOOKS).await;
    let said = heard(&done);
    assert_eq!(said.matches("Il numero della richiesta è").count(), 2, "{said}");
    assert!(said.contains("lunedì 23 novembre, dalle 8 alle 8 e 15"), "{said}");
    assert_eq!(
        house
            .kept
            .count(
                "SELECT count(*) FROM bookings WHERE desk = 'prova' AND queue = 'callback' AND seat = 1
                 AND slot_start = 1795417200 AND slot_end = slot_start + 900
                 AND number = '+393921234567' AND language = 'it' AND call_id = 'twiml/CA1'"
            )
            .await,
        1
    );
    let ticket = house.kept.count("SELECT ticket FROM bookings").await.to_string();
    let spoken = [&ticket[..3], &ticket[3..6], &ticket[6..]].map(str::to_owned);
    let spaced = |separator: &str| spoken.join(separator);
    assert!(said.contains(&spaced(" ")) || said.contains(&spaced(", ")), "{ticket} is not in: {said}");
}

async fn a_slot_that_is_picked_is_held_for_the_call_and_one_that_is_offered_is_not(kept: Kept) {
    let house = House::on(kept, SUNDAY).await;
    let mut call = house.call("CA1");
    let held = "SELECT count(*) FROM seats WHERE holder = 'twiml/CA1' AND held_until > unixepoch()";
    let mut picked = false;
    for keys in BOOKS {
        let before = house.kept.count(held).await;
        assert_eq!(before, i64::from(picked), "before {keys}");
        call.plays(&[keys]).await;
        picked |= house.kept.count(held).await == 1;
        if house.kept.count("SELECT count(*) FROM bookings").await == 1 {
            break;
        }
    }
    assert!(picked, "no seat was ever held");
    assert_eq!(house.kept.count(held).await, 0, "the hold became the booking");
    assert_eq!(house.kept.count("SELECT count(*) FROM seats WHERE ticket IS NOT NULL").await, 1);
}

#[tokio::test]
async fn the_habitual_one_and_three_book_nothing_on_a_sunday() {
    let house = House::at(SUNDAY).await;
    for ahead in ["13", "91111", "9111111111111"] {
        house.call("CA1").plays(&[ahead]).await;
    }
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, 0);
}

async fn a_repeated_webhook_hears_the_same_and_books_once(kept: Kept) {
    let house = House::on(kept, SUNDAY).await;
    let mut call = house.call("CA1");
    let done = call.plays(&BOOKS).await;
    // The same request again and again, at once, also to another replica.
    let mut other = call.clone();
    other.service = house.replica(SUNDAY).await;
    let repeats = (0..20).map(|repeat| {
        let call = if repeat % 2 == 0 { call.clone() } else { other.clone() };
        tokio::spawn(async move { call.ask().await })
    });
    for repeat in repeats.collect::<Vec<_>>() {
        let again = repeat.await.unwrap();
        assert_eq!((heard(&again), &again.reply.then), (heard(&done), &done.reply.then));
    }
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, 1);
}

#[tokio::test]
async fn every_request_of_a_call_may_come_twice() {
    let house = House::at(SUNDAY).await;
    let mut call = house.call("CA1");
    let mut done = call.ask().await;
    for press in BOOKS {
        call.then(&done, keys(press));
        let first = call.ask().await;
        done = call.ask().await;
        assert_eq!((heard(&first), &first.reply.then), (heard(&done), &done.reply.then), "after {press}");
    }
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, 1);
}

#[tokio::test]
async fn whoever_hangs_up_before_confirming_has_booked_nothing() {
    let house = House::at(SUNDAY).await;
    let mut call = house.call("CA1");
    let done = call.plays(&BOOKS[..3]).await;
    call.then(&done, Heard::Ended);
    call.ask().await;
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, 0);
    assert_eq!(house.kept.count("SELECT count(*) FROM answers").await, 0);
}

async fn the_second_caller_is_offered_the_second_seat_and_the_third_the_next_slot(kept: Kept) {
    let house = House::on(kept, SUNDAY).await;
    let books = async |name: &str, from: &str| {
        let mut call = house.call(name);
        call.incoming.from = from.to_owned();
        heard(&call.plays(&BOOKS).await)
    };
    assert!(books("CA1", "+393921234561").await.contains("dalle 8 alle 8 e 15"));
    assert!(books("CA2", "+393921234562").await.contains("dalle 8 alle 8 e 15"));
    assert!(books("CA3", "+393921234563").await.contains("dalle 8 e 15 alle 8 e 30"));
    assert_eq!(house.kept.count("SELECT count(DISTINCT seat) FROM bookings").await, 2);
}

/// The first caller stands before the key that books, and two others book meanwhile; then the first presses it. What the first one hears.
async fn two_are_faster(house: &House, lapses: bool) -> String {
    let mut slow = house.call("CA1");
    let confirming = slow.plays(&BOOKS[..3]).await;
    if lapses {
        house.kept.stranger().await.run("UPDATE seats SET held_until = unixepoch()").await;
    }
    for name in ["CA2", "CA3"] {
        let mut call = house.call(name);
        call.incoming.from = format!("+39392000000{}", &name[2..]);
        call.plays(&BOOKS).await;
    }
    slow.then(&confirming, keys("1"));
    heard(&slow.ask().await)
}

async fn whoever_picked_a_slot_gets_it_however_fast_others_are(kept: Kept) {
    let house = House::on(kept, SUNDAY).await;
    let said = two_are_faster(&house, false).await;
    assert!(said.contains("Il numero della richiesta è") && said.contains("dalle 8 alle 8 e 15"), "{said}");
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, 3);
}

async fn whoever_thinks_for_more_than_two_minutes_is_offered_another_slot_if_theirs_was_taken(kept: Kept) {
    let house = House::on(kept, SUNDAY).await;
    let said = two_are_faster(&house, true).await;
    assert!(said.contains("dalle 8 e 15 alle 8 e 30"), "{said}");
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, 2);
}

async fn one_number_has_one_open_booking_and_an_old_seal_does_not_make_it_two(kept: Kept) {
    let house = House::on(kept, SUNDAY).await;
    let mut first = house.call("CA1");
    let confirming = first.plays(&BOOKS[..3]).await;
    first.then(&confirming, keys("1"));
    first.ask().await;
    // Another call of the same number, up to the same point.
    let said = heard(&house.call("CA2").plays(&BOOKS).await);
    assert!(!said.contains("Il numero della richiesta"), "{said}");
    // The first call's old state comes back and is confirmed once more.
    first.ask().await;
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, 1);
}

async fn a_slot_that_was_closed_since_it_was_offered_is_not_booked(kept: Kept) {
    let house = House::on(kept, SUNDAY).await;
    let mut call = house.call("CA1");
    let confirming = call.plays(&BOOKS[..3]).await;
    let closed = NewOverride {
        desk: "prova".to_owned(),
        calendar: None,
        from: at("2026-11-23T00:00:00Z"),
        until: at("2026-11-24T00:00:00Z"),
        open: false,
    };
    house.kept.store.add_override(&closed, at(SUNDAY)).await.unwrap();
    house.service.refresh_live().await.unwrap();
    call.then(&confirming, keys("1"));
    let done = call.ask().await;
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, 0);
    assert!(heard(&done).contains("martedì 24 novembre"), "{}", heard(&done));
}

#[tokio::test]
async fn a_slot_may_be_confirmed_within_its_notice_but_not_after_its_beginning() {
    // Offered at two minutes to seven for eight, which needs an hour's notice; Rome is an hour ahead.
    let house = House::at("2026-11-23T05:58:00Z").await;
    let mut call = house.call("CA1");
    let confirming = call.plays(&BOOKS[..3]).await;
    assert!(heard(&confirming).contains("dalle 8 alle 8 e 15"), "{}", heard(&confirming));
    for (moment, booked) in [("2026-11-23T06:05:00Z", 1), ("2026-11-23T07:00:30Z", 0)] {
        let replica = house.replica(moment).await;
        house.kept.stranger().await.run("DELETE FROM bookings; DELETE FROM seats; DELETE FROM answers").await;
        let mut later = Call { service: replica, ..call.clone() };
        later.then(&confirming, keys("1"));
        later.ask().await;
        assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, booked, "{moment}");
    }
}

#[tokio::test]
async fn another_number_can_be_keyed_in_and_a_premium_one_is_refused() {
    let house = House::at(SUNDAY).await;
    let mut call = house.call("CA1");
    let done = call.plays(&["9", "1", "2", "899123456#"]).await;
    assert!(!hung_up(&done));
    assert!(!heard(&done).contains("899"), "{}", heard(&done));
    call.then(&done, keys("112#"));
    let done = call.ask().await;
    call.then(&done, keys("0668851234#"));
    let mut done = call.ask().await;
    for _ in 0..3 {
        if house.kept.count("SELECT count(*) FROM bookings").await == 0 {
            call.then(&done, keys("1"));
            done = call.ask().await;
        }
    }
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings WHERE number = '+390668851234'").await, 1);
}

#[tokio::test]
async fn a_withheld_number_is_not_stored_and_another_is_asked_for() {
    let house = House::at(SUNDAY).await;
    for (name, from, withheld) in [("CA1", "+393921234567", true), ("CA2", "anonymous", false)] {
        let mut call = house.call(name);
        call.incoming = Incoming { from: from.to_owned(), withheld, ..call.incoming };
        let done = call.plays(&["9", "1"]).await;
        assert!(!heard(&done).contains("392"), "{}", heard(&done));
        call.then(&done, keys("1"));
        let done = call.ask().await;
        call.then(&done, keys("1"));
        call.ask().await;
    }
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, 0);
}

async fn sixty_callers_at_once_on_two_replicas_never_share_a_seat_and_all_are_served(kept: Kept) {
    let house = House::on(kept, SUNDAY).await;
    let other = house.replica(SUNDAY).await;
    other.publish(vec![published("prova.yaml", MENU)], &[]).await.unwrap();
    let callers = (0..60).map(|caller| {
        let service = if caller % 2 == 0 { house.service.clone() } else { other.clone() };
        let mut call = Call::of(service, &format!("CA{caller}"));
        call.incoming.from = format!("+3939212340{caller:02}");
        tokio::spawn(async move {
            let mut done = call.plays(&BOOKS[..3]).await;
            // Slots are taken under their hands: as long as it is offered, they take the next one and confirm again.
            for _ in 0..200 {
                if heard(&done).contains("Il numero della richiesta") {
                    return true;
                }
                if !matches!(done.reply.then, Then::Gather(_)) {
                    return false;
                }
                call.then(&done, keys("1"));
                done = call.ask().await;
            }
            false
        })
    });
    let mut served = 0;
    for caller in callers.collect::<Vec<_>>() {
        served += usize::from(caller.await.unwrap());
    }
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, i64::try_from(served).unwrap());
    assert_eq!(
        house
            .kept
            .count(
                "SELECT count(*) FROM (SELECT DISTINCT slot_start, seat FROM bookings WHERE seat IN (1, 2)) AS taken"
            )
            .await,
        i64::try_from(served).unwrap()
    );
    assert!(served >= 50, "only {served} of 60 were served");
}
