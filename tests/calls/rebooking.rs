//! A booked callback that is moved or cancelled by keypad, in another call than the one that booked it, by number and date; and the message
//! with its number, sent once to whoever wants it.

use centralino::engine::Heard;

use super::requests::{booked, call, dogane};
use super::{Call, House, heard};
use crate::store::{Kept, on_both};

on_both![
    a_callback_is_moved_and_its_old_seat_is_free_once_the_new_one_is_booked,
    a_callback_is_cancelled_on_another_replica_and_its_request_withdrawn,
    who_guesses_hears_nothing_of_a_callback,
];

const SUNDAY: &str = "2026-11-22T10:00:00+01:00";

/// What is heard after the keys to what is booked, and these.
async fn quotes(call: &mut Call, number: &str, keys: &[&str]) -> String {
    // From the call's beginning, each time.
    (call.incoming.heard, call.incoming.sealed) = (Heard::Start, None);
    let all = [&["6", number, "2211"], keys].concat();
    heard(&call.plays(&all).await)
}

const EVENTS: &str = "SELECT count(*) FROM ticket_events WHERE event = 'callback-moved'";

/// How many bookings stand at a local time on Monday or Tuesday, with a seat.
async fn stands(house: &House, start: &'static str) -> i64 {
    let standing = match start {
        "mon 8" => {
            "SELECT count(*) FROM bookings JOIN seats ON seats.ticket = bookings.ticket AND seats.slot_start = bookings.slot_start
             WHERE bookings.slot_start = 1795417200 AND cancelled_at IS NULL"
        }
        "tue 8" => {
            "SELECT count(*) FROM bookings JOIN seats ON seats.ticket = bookings.ticket AND seats.slot_start = bookings.slot_start
             WHERE bookings.slot_start = 1795503600 AND cancelled_at IS NULL"
        }
        other => panic!("{other}"),
    };
    house.kept.count(standing).await
}

async fn a_callback_is_moved_and_its_old_seat_is_free_once_the_new_one_is_booked(kept: Kept) {
    let house = dogane(kept, SUNDAY).await;
    let number = booked(&house).await;
    let mut moving = call(&house, "CA2");
    let told = quotes(&mut moving, &number, &[]).await;
    assert!(told.contains("Riceverà la chiamata") && told.contains("lunedì 23 novembre"), "{told}");
    let picked = quotes(&mut moving, &number, &["1", "3", "1"]).await;
    assert!(picked.contains("Nuovo orario della richiamata") && picked.contains("martedì 24"), "{picked}");
    assert_eq!(house.kept.count("SELECT count(*) FROM seats WHERE holder IS NOT NULL").await, 1, "held");
    assert_eq!(stands(&house, "mon 8").await, 1, "nothing is moved before it is confirmed");
    let moved = quotes(&mut moving, &number, &["1", "3", "1", "1"]).await;
    assert!(moved.contains("La richiamata è spostata") && moved.contains("martedì 24 novembre"), "{moved}");
    assert_eq!((stands(&house, "mon 8").await, stands(&house, "tue 8").await), (0, 1));
    assert_eq!(house.kept.count("SELECT count(*) FROM seats").await, 1, "the old seat is free");
    // A webhook that comes again, and an old one that comes late.
    for _ in 0..3 {
        assert!(heard(&moving.ask().await).contains("La richiamata è spostata"));
    }
    assert_eq!(house.kept.count(EVENTS).await, 1);
    assert_eq!(house.kept.count("SELECT count(*) FROM outbox WHERE notice LIKE '%\"moved\"%'").await, 1);
}

async fn a_callback_is_cancelled_on_another_replica_and_its_request_withdrawn(kept: Kept) {
    let house = dogane(kept, SUNDAY).await;
    let number = booked(&house).await;
    let mut cancelling = call(&house, "CA2");
    let asked = quotes(&mut cancelling, &number, &["2"]).await;
    assert!(asked.contains("Per annullare la richiamata, prema 1"), "{asked}");
    assert_eq!(stands(&house, "mon 8").await, 1);
    let left = quotes(&mut call(&house, "CA3"), &number, &["2", "2"]).await;
    assert!(left.contains("resta prenotata com'era"), "{left}");
    assert_eq!(stands(&house, "mon 8").await, 1);
    let gone = quotes(&mut cancelling, &number, &["2", "1"]).await;
    assert!(gone.contains("La richiamata è annullata"), "{gone}");
    assert!(heard(&cancelling.ask().await).contains("La richiamata è annullata"), "asked again");
    assert_eq!(house.kept.count("SELECT count(*) FROM seats").await, 0);
    assert_eq!(house.kept.count("SELECT count(*) FROM tickets WHERE state = 'closed'").await, 1);
    let told = "SELECT count(*) FROM outbox WHERE notice LIKE '%\"cancelled\"%'";
    assert_eq!(house.kept.count(told).await, 1, "once");
    let again = quotes(&mut call(&house, "CA4"), &number, &[]).await;
    assert!(again.contains("non c'è una richiamata"), "{again}");
}

async fn who_guesses_hears_nothing_of_a_callback(kept: Kept) {
    let house = dogane(kept, SUNDAY).await;
    let number = booked(&house).await;
    let mut guessing = call(&house, "CA2");
    let guesses = ["6", &number, "0111", &number, "0211", &number, "0311", &number, "2211"];
    let told = heard(&guessing.plays(&guesses).await);
    assert!(told.contains("I tentativi sono stati troppi") && !told.contains("Riceverà"), "{told}");
}

#[tokio::test]
async fn the_number_is_sent_by_key_once_and_only_to_a_mobile() {
    let house = dogane(Kept::new().await, SUNDAY).await;
    let mut booking = call(&house, "CA1");
    let told = booking.plays(&["1", "1", "1", "1"]).await;
    assert!(heard(&told).contains("Per ricevere numero e orario con un messaggio, prema 2"));
    let messages = "SELECT count(*) FROM outbox WHERE address LIKE '%sms%'";
    assert_eq!(house.kept.count(messages).await, 0, "nobody is written to unasked");
    booking.then(&told, super::keys("2"));
    let sent = heard(&booking.ask().await);
    assert!(sent.contains("Il messaggio è in arrivo"), "{sent}");
    for _ in 0..3 {
        booking.ask().await;
    }
    assert_eq!(house.kept.count(messages).await, 1, "once");
    let short = "SELECT count(*) FROM outbox WHERE notice LIKE '%\"reference\"%2026-11-23T08:00:00+01:00%'";
    assert_eq!(house.kept.count(short).await, 1, "with its time");
    // Whoever had a message is told of changes by one, and need not ask.
    let number = house.kept.count("SELECT ticket FROM bookings").await.to_string();
    let moved = quotes(&mut call(&house, "CA2"), &number, &["1", "1", "1"]).await;
    assert!(moved.contains("La richiamata è spostata") && !moved.contains("con un messaggio"), "{moved}");
    assert_eq!(house.kept.count(messages).await, 2);
    let mut landline = call(&house, "CA3");
    "+390668851234".clone_into(&mut landline.incoming.from);
    let told = heard(&landline.plays(&["1", "1", "1", "1"]).await);
    assert!(told.contains("La richiamata è prenotata") && !told.contains("con un messaggio"), "{told}");
}

#[tokio::test]
async fn a_status_can_be_had_in_writing() {
    let house = dogane(Kept::new().await, SUNDAY).await;
    let number = booked(&house).await;
    let mut asking = call(&house, "CA2");
    let told = asking.plays(&["5", &number, "2211"]).await;
    assert!(heard(&told).contains("Per ricevere il numero e la data con un messaggio, prema 1"));
    asking.then(&told, super::keys("1"));
    let sent = heard(&asking.ask().await);
    assert!(sent.contains("Il messaggio è in arrivo"), "{sent}");
    assert_eq!(house.kept.count("SELECT count(*) FROM outbox WHERE address LIKE '%sms%'").await, 1);
}

#[tokio::test]
async fn without_the_store_a_callback_stays_where_it_was() {
    let house = dogane(Kept::new().await, SUNDAY).await;
    let number = booked(&house).await;
    let mut cancelling = call(&house, "CA2");
    let done = cancelling.plays(&["6", &number, "2211", "2"]).await;
    house.kept.store.close().await;
    cancelling.then(&done, super::keys("1"));
    let told = heard(&cancelling.ask().await);
    assert!(told.contains("La richiamata resta prenotata com'era"), "{told}");
}
