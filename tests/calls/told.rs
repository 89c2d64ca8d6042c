//! Who is told in writing of what is booked, moved and cancelled: only what can be sent is written, whoever did it.

use std::sync::Arc;

use centralino::calls::seal::Seals;
use centralino::calls::{AtCounter, AtSeat, Service, Ways};
use centralino::clock::Clock;
use centralino::store::{By, Introduction, Store};
use centralino::terms::Language;
use chrono::{TimeDelta, Utc};

use super::{BOOKS, House, MENU, SUNDAY, published};
use crate::store::{Kept, at, on_both};

on_both![
    whatever_becomes_of_a_booking_is_told_to_the_same_address,
    a_booking_by_keypad_is_told_to_the_desks_programs,
];

async fn service(ways: Ways, store: Store) -> Arc<Service> {
    let seals = Seals::new(&[[1; 32]]).unwrap();
    let service = Service::new(Clock::starting_at(at(SUNDAY)), seals, store).that_tells(ways);
    service.publish(vec![published("prova.yaml", MENU)], &[]).await.unwrap();
    Arc::new(service)
}

/// Books over the counter.
async fn booked(service: &Service, phone: &str, email: Option<&str>) -> AtSeat {
    let menu = service.desk("prova").unwrap();
    let queue = &menu.queues[0];
    let free = service.openings(&menu, queue, at(SUNDAY), None).await.unwrap();
    let wanted = AtCounter {
        customer: None,
        start: free.iter().find(|opening| opening.free > 0).unwrap().slot.start,
        phone,
        language: Language::It,
        who: Introduction { email, ..Introduction::default() },
        actor: "anna",
        asked: None,
        without_notice: None,
    };
    service.book_at_counter(&menu, queue, wanted).await.unwrap()
}

/// What is on its way: the addresses with what happened, in order.
async fn outgoing(store: &Store) -> Vec<String> {
    let sent = store.claim_outgoing(Utc::now() + TimeDelta::days(9999), 99).await.unwrap();
    let mut sent: Vec<_> = sent
        .iter()
        .map(|sent| {
            let notice: serde_json::Value = serde_json::from_str(&sent.notice).unwrap();
            format!("{} {}", sent.address, notice["event"].as_str().unwrap())
        })
        .collect();
    sent.sort();
    sent
}

const ALL: Ways = Ways { mail: true, sms: true, webhooks: true };
const MOBILE: &str = "+393921234567";
const LANDLINE: &str = "+390668851234";

fn by(actor: &str) -> By<'_> {
    By { actor, ..By::default() }
}

#[tokio::test]
async fn whoever_left_a_mailbox_gets_mail_and_whoever_left_none_a_short_message() {
    let house = House::empty(SUNDAY).await;
    let service = service(ALL, house.kept.store.clone()).await;
    booked(&service, MOBILE, Some("anna@user.example")).await;
    assert_eq!(
        outgoing(service.store()).await,
        [r#""webhook" booked"#, r#"{"mail":"anna@user.example"} booked"#]
    );
    booked(&service, "+393921234568", None).await;
    assert_eq!(outgoing(service.store()).await, [r#""webhook" booked"#, r#"{"sms":393921234568} booked"#]);
    booked(&service, LANDLINE, None).await;
    assert_eq!(outgoing(service.store()).await, [r#""webhook" booked"#], "no message to a landline");
}

#[tokio::test]
async fn a_mailbox_to_which_nothing_can_be_sent_keeps_nobody_from_short_messages() {
    let house = House::empty(SUNDAY).await;
    let service = service(Ways { mail: false, ..ALL }, house.kept.store.clone()).await;
    booked(&service, MOBILE, Some("anna@user.example")).await;
    assert_eq!(outgoing(service.store()).await, [r#""webhook" booked"#, r#"{"sms":393921234567} booked"#]);
}

async fn whatever_becomes_of_a_booking_is_told_to_the_same_address(kept: Kept) {
    let house = House::empty_on(kept, SUNDAY);
    let service = service(Ways { webhooks: false, ..ALL }, house.kept.store.clone()).await;
    let seat = booked(&service, MOBILE, None).await;
    let menu = service.desk("prova").unwrap();
    let later = seat.slot.end;
    service.move_at_counter(&menu, seat.ticket, later, by("clara"), None).await.unwrap();
    service.cancel_at_counter(&menu, seat.ticket, by("api")).await.unwrap();
    assert_eq!(
        outgoing(service.store()).await,
        [
            r#"{"sms":393921234567} booked"#,
            r#"{"sms":393921234567} cancelled"#,
            r#"{"sms":393921234567} moved"#
        ]
    );
    let ticket = service.store().ticket("prova", seat.ticket).await.unwrap().unwrap();
    let actors: Vec<_> = ticket.history.iter().map(|one| one.actor.as_str()).collect();
    assert_eq!(actors, ["anna", "anna", "clara", "api", "api"]);
}

#[tokio::test]
async fn where_nobody_receives_nothing_is_written() {
    let house = House::empty(SUNDAY).await;
    let service = service(Ways::default(), house.kept.store.clone()).await;
    assert_eq!(service.unwritten(), None);
    let seat = booked(&service, MOBILE, Some("anna@user.example")).await;
    let menu = service.desk("prova").unwrap();
    service.cancel_at_counter(&menu, seat.ticket, by("api")).await.unwrap();
    assert_eq!(house.kept.count("SELECT count(*) FROM outbox").await, 0);
    let told = service.unwritten().unwrap();
    assert!(told.starts_with("mail: CENTRALINO_SMTP_URL is not set"), "{told}");
    let ticket = service.store().ticket("prova", seat.ticket).await.unwrap().unwrap();
    assert_eq!(ticket.email.as_deref(), Some("anna@user.example"), "what they left is kept");
}

async fn a_booking_by_keypad_is_told_to_the_desks_programs(kept: Kept) {
    let house = House::on(kept, SUNDAY).await;
    house.call("CA1").plays(&BOOKS).await;
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, 1);
    assert_eq!(outgoing(&house.kept.store).await, [r#""webhook" booked"#]);
}
