//! Requests by keypad: a booked call can be quoted in another call, on another replica, by number and date, and by nobody who guesses.

use std::fs;

use super::{Call, House, heard, published};
use crate::store::{Kept, on_both};

on_both![
    what_was_booked_by_keypad_is_reminded_of_and_followed_in_another_call,
    a_repeated_webhook_reminds_once,
    an_escalation_needs_a_reminder_and_the_callers_key,
    an_old_seal_gives_no_tries_back,
];

const SUNDAY: &str = "2026-11-22T10:00:00+01:00";

pub(super) async fn dogane(kept: Kept, moment: &str) -> House {
    let house = House::empty_on(kept, moment);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/menus/dogane.yaml");
    let menu = published("dogane.yaml", &fs::read_to_string(path).unwrap());
    house.service.publish(vec![menu], &[]).await.unwrap();
    house
}

pub(super) fn call(house: &House, name: &str) -> Call {
    let mut call = house.call(name);
    "7002".clone_into(&mut call.incoming.did);
    call
}

/// Books by keypad, and gives the number that was read out.
pub(super) async fn booked(house: &House) -> String {
    let done = call(house, "CA1").plays(&["1", "1", "1", "1"]).await;
    assert!(heard(&done).contains("La richiamata è prenotata"), "{}", heard(&done));
    house.kept.count("SELECT ticket FROM bookings").await.to_string()
}

async fn quotes(house: &House, name: &str, key: &str, number: &str, date: &str) -> String {
    heard(&call(house, name).plays(&[key, number, date]).await)
}

async fn what_was_booked_by_keypad_is_reminded_of_and_followed_in_another_call(kept: Kept) {
    let house = dogane(kept, SUNDAY).await;
    let number = booked(&house).await;
    let status = quotes(&house, "CA2", "5", &number, "2211").await;
    assert!(status.contains("La richiesta è aperta"), "{status}");
    assert!(status.contains("lunedì 23 novembre"), "the callback is told: {status}");
    let reminded = quotes(&house, "CA3", "2", &number, "2211").await;
    assert!(reminded.contains("Il sollecito è registrato"), "{reminded}");
    assert_eq!(house.kept.count("SELECT count(*) FROM ticket_events WHERE event = 'reminded'").await, 1);
}

async fn a_repeated_webhook_reminds_once(kept: Kept) {
    let house = dogane(kept, SUNDAY).await;
    let number = booked(&house).await;
    let mut reminding = call(&house, "CA2");
    reminding.plays(&["2", &number, "2211"]).await;
    for _ in 0..5 {
        let again = reminding.ask().await;
        assert!(heard(&again).contains("Il sollecito è registrato"));
    }
    assert_eq!(house.kept.count("SELECT count(*) FROM ticket_events WHERE event = 'reminded'").await, 1);
}

async fn an_escalation_needs_a_reminder_and_the_callers_key(kept: Kept) {
    let house = dogane(kept, SUNDAY).await;
    let number = booked(&house).await;
    let escalate = async |name: &str, keys: &[&str]| {
        let all = [&["3", number.as_str(), "2211"], keys].concat();
        heard(&call(&house, name).plays(&all).await)
    };
    let early = escalate("CA2", &["1"]).await;
    assert!(early.contains("Prima occorre sollecitare"), "{early}");
    quotes(&house, "CA3", "2", &number, "2211").await;
    escalate("CA4", &["2"]).await;
    assert_eq!(house.kept.count("SELECT count(*) FROM ticket_events WHERE event = 'escalated'").await, 0);
    let sent = escalate("CA5", &["1"]).await;
    assert!(sent.contains("La mancata risposta è segnalata"), "{sent}");
    assert_eq!(house.kept.count("SELECT count(*) FROM ticket_events WHERE event = 'escalated'").await, 1);
    let twice = escalate("CA6", &["1"]).await;
    assert!(twice.contains("già stata segnalata"), "{twice}");
    let mails = "SELECT count(*) FROM outbox WHERE address LIKE '%dogane.tecnologie@%'
         AND notice LIKE '%Mancata Risposta Assistenza%'";
    assert_eq!(house.kept.count(mails).await, 1, "the caller was told so, and the mail is on its way");
}

async fn an_old_seal_gives_no_tries_back(kept: Kept) {
    let house = dogane(kept, SUNDAY).await;
    let number = booked(&house).await;
    let mut guessing = call(&house, "CA2");
    let done = guessing.plays(&["5", &number]).await;
    // The same state again and again, with another date each time.
    let mut told = Vec::new();
    for date in ["0111", "0211", "0311", "2211"] {
        guessing.then(&done, super::keys(date));
        told.push(heard(&guessing.ask().await));
    }
    assert!(told[..3].iter().all(|said| said.contains("Non troviamo")), "{told:?}");
    assert!(told[3].contains("I tentativi sono stati troppi"), "{told:?}");
}

#[tokio::test]
async fn without_the_store_a_caller_is_told_so_and_goes_on() {
    let house = dogane(Kept::new().await, SUNDAY).await;
    let number = booked(&house).await;
    house.kept.store.close().await;
    let said = quotes(&house, "CA2", "5", &number, "2211").await;
    assert!(said.contains("non è possibile consultare le richieste"), "{said}");
}
