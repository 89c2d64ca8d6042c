//! Calls that we placed, turn by turn: what whoever answers says is kept, also where the store is away at that moment.

use std::path::{Path, PathBuf};

use centralino::booking::{Slot, call_name};
use centralino::engine::{Heard, Leg, Outcome};
use centralino::menu::model::AfterMissed;
use centralino::store::{Booked, By, InHand, Pop, Tell, Ticket};
use centralino::terms::{Language, Number};
use centralino::ticket::{Attempted, Event, TicketNumber};
use chrono::TimeDelta;

use super::{Call, House, MENU, MONDAY, heard, hung_up, keys, published, service, transferred};
use crate::rig::comes;
use crate::store::{PATIENT, at, callback};

const USER: u64 = 393_339_990_001;

/// The menu, with somebody to speak with.
fn menu() -> centralino::calls::Published {
    published("prova.yaml", &MENU.replacen("callback: {", "callback: { to: lotto-2,", 1))
}

/// A desk of two languages, the first of which its operators speak.
const BILINGUAL: &str = "
desk: prova
title: { it: Servizio di prova, en: Test desk }
languages: [it, en]
numbers: [800 749 049]
hours:
  operatori: { mon-fri: '08:00-18:00', holidays: closed }
destinations:
  lotto-2: { title: { it: Lotto 2, en: Lot 2 } }
callback: { to: lotto-2, length: 15 minutes, notice: 1 hour, ahead: 10 days, seats: 2 }
menu:
  open: operatori
  closed: { keys: { 9: callback } }
  keys:
    1: lotto-2
    9: callback
  after-errors: callback
";

/// A callback that is booked for now, and dialled.
struct Dialled {
    house: House,
    one: InHand,
    ticket: TicketNumber,
}

impl Dialled {
    async fn new() -> Self {
        let house = House::empty(MONDAY).await;
        house.service.publish(vec![menu()], &[]).await.unwrap();
        let start = at(MONDAY);
        let request = callback("prova", USER, Slot { start, end: start + TimeDelta::minutes(15) });
        let store = &house.kept.store;
        let Booked::Seat { ticket, .. } = store.book(request, PATIENT).await.unwrap() else {
            panic!("it is booked")
        };
        let due = store.due_callbacks("prova", "callback", start).await.unwrap().remove(0).unwrap();
        let one = store.begin_attempt("prova", &due, 1, 9, start).await.unwrap().unwrap();
        let shown = Number::from_digits(390_612_345_678).unwrap();
        assert!(store.dialling(&one, "twilio", shown, start).await.unwrap().is_some());
        Self { house, one, ticket }
    }

    /// The user answers.
    async fn answered(&self) -> (Call, centralino::calls::TurnDone) {
        let mut call = self.house.call(&call_name(self.ticket, 1));
        call.incoming.heard = Heard::Placed { ticket: self.ticket, attempt: 1, leg: Leg::User };
        let asks = call.ask().await;
        assert!(heard(&asks).contains("Servizio di prova"), "{}", heard(&asks));
        (call, asks)
    }

    fn away(&self) -> PathBuf {
        let aside = self.house.kept.folder.path().join("aside.db");
        std::fs::rename(self.house.kept.file(), &aside).unwrap();
        aside
    }

    fn back(&self, aside: &Path) {
        std::fs::rename(aside, self.house.kept.file()).unwrap();
    }

    async fn is_reached(&self) -> bool {
        let kept = self.house.kept.store.keep_in_hand(&self.one).await.unwrap().unwrap();
        kept.reached.is_some()
    }

    /// Whom a clerk sees who has the page open there, once the call is put through.
    async fn seen(&self, destination: &str) -> Pop {
        let store = &self.house.kept.store;
        let last = async || store.last_pop("prova", destination).await.unwrap();
        comes("a clerk sees whom they are put through", last).await.pop
    }

    async fn outcome(&self) -> Option<Attempted> {
        let attempts = self.house.kept.store.attempts(self.ticket).await.unwrap();
        attempts[0].ended.map(|(outcome, _)| outcome)
    }
}

#[tokio::test]
async fn a_key_that_the_store_was_away_for_is_kept_when_it_is_back() {
    let dialled = Dialled::new().await;
    let (mut call, asks) = dialled.answered().await;
    let aside = dialled.away();
    call.then(&asks, keys("1"));
    assert_eq!(transferred(&call.ask().await).as_deref(), Some("lotto-2"), "the call goes on all the same");
    assert!(dialled.house.service.is_unkept(dialled.ticket, 1));
    dialled.back(&aside);
    comes("it is kept that they were reached", async || dialled.is_reached().await.then_some(())).await;
    comes("nothing is left to keep", async || {
        (!dialled.house.service.is_unkept(dialled.ticket, 1)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_clerk_who_takes_a_callback_sees_whose_it_is_and_in_which_language_they_speak() {
    for leg in [Leg::User, Leg::Operator] {
        let dialled = Dialled::new().await;
        let (store, service) = (&dialled.house.kept.store, &dialled.house.service);
        service.publish(vec![published("prova.yaml", BILINGUAL)], &[]).await.unwrap();
        dialled.house.kept.stranger().await.run("UPDATE bookings SET language = 'en'").await;
        store.keep_screens(&[("prova".to_owned(), "lotto-2".to_owned())]).await.unwrap();
        service.refresh_live().await.unwrap();
        let mut call = dialled.house.call(&call_name(dialled.ticket, 1));
        call.incoming.heard = Heard::Placed { ticket: dialled.ticket, attempt: 1, leg };
        let asks = call.ask().await;
        call.then(&asks, keys("1"));
        assert!(transferred(&call.ask().await).is_some());
        let seen = dialled.seen("lotto-2").await;
        assert_eq!((seen.number, seen.ticket), (Number::from_digits(USER), Some(dialled.ticket)), "{leg:?}");
        assert_eq!(seen.language, Language::En, "{leg:?}");
    }
}

#[tokio::test]
async fn an_operator_who_takes_a_callback_that_is_no_longer_to_be_made_has_nobody_called() {
    for why in ["closed", "cancelled", "over", "denied"] {
        let dialled = Dialled::new().await;
        let (store, mut stranger) = (&dialled.house.kept.store, dialled.house.kept.stranger().await);
        match why {
            "closed" => {
                let by = By { actor: "anna", ..By::default() };
                store.happens("prova", dialled.ticket, Event::Closed, by, None, at(MONDAY)).await.unwrap();
            }
            "cancelled" => stranger.run("UPDATE bookings SET cancelled_at = created_at").await,
            "over" => stranger.run("UPDATE bookings SET slot_end = slot_start + 1").await,
            _ => store.deny(Number::from_digits(USER).unwrap(), None, "x", at(MONDAY)).await.unwrap(),
        }
        let mut call = dialled.house.call(&call_name(dialled.ticket, 1));
        call.incoming.heard = Heard::Placed { ticket: dialled.ticket, attempt: 1, leg: Leg::Operator };
        let told = call.ask().await;
        assert!(hung_up(&told), "{why}: {}", heard(&told));
        assert!(heard(&told).contains("l'utente non viene chiamato"), "{why}: {}", heard(&told));
        assert_eq!(dialled.outcome().await, Some(Attempted::Failed), "{why}");
    }
    let dialled = Dialled::new().await;
    let mut call = dialled.house.call(&call_name(dialled.ticket, 1));
    call.incoming.heard = Heard::Placed { ticket: dialled.ticket, attempt: 1, leg: Leg::Operator };
    let asks = call.ask().await;
    call.then(&asks, keys("1"));
    assert!(transferred(&call.ask().await).is_some(), "as ever");
}

#[tokio::test]
async fn whoever_did_not_book_is_left_in_peace_though_the_store_was_away_when_they_said_so() {
    let dialled = Dialled::new().await;
    let (mut call, asks) = dialled.answered().await;
    let aside = dialled.away();
    call.then(&asks, keys("2"));
    assert!(hung_up(&call.ask().await));
    dialled.back(&aside);
    let outcome = comes("it has ended", async || dialled.outcome().await).await;
    assert_eq!(outcome, Attempted::WrongNumber);
}

#[tokio::test]
async fn a_call_that_comes_back_to_another_replica_tells_that_they_had_been_reached() {
    for outcome in [Outcome::Completed, Outcome::NoAnswer] {
        let dialled = Dialled::new().await;
        let store = dialled.house.kept.replica().await;
        let dies = service(MONDAY, 1, store.clone());
        dies.publish(vec![menu()], &[]).await.unwrap();
        let (mut call, asks) = dialled.answered().await;
        // The replica that hears the key has lost the store for good.
        store.close().await;
        call.service = dies;
        call.then(&asks, keys("1"));
        let through = call.ask().await;
        assert!(transferred(&through).is_some());
        assert!(!dialled.is_reached().await);
        call.service = dialled.house.service.clone();
        call.then(&through, Heard::Transferred(outcome));
        assert!(hung_up(&call.ask().await));
        if outcome == Outcome::Completed {
            assert!(dialled.is_reached().await);
        } else {
            assert_eq!(dialled.outcome().await, Some(Attempted::NoOperator));
        }
    }
}

#[tokio::test]
async fn whoever_says_that_they_did_not_book_is_sent_nothing_and_the_desk_is_told_all_the_same() {
    for (outcome, sms) in [(Attempted::WrongNumber, false), (Attempted::NoAnswer, true)] {
        let dialled = Dialled::new().await;
        let service = &dialled.house.service;
        dialled
            .house
            .kept
            .stranger()
            .await
            .run("UPDATE tickets SET texted = TRUE, email = 'anna@user.example'")
            .await;
        assert!(service.callback_ended(dialled.ticket, 1, outcome).await.unwrap());
        let menu = service.desk("prova").unwrap();
        let tell = |ticket: &Ticket| service.posts(&menu, ticket);
        let (store, then) = (service.store(), AfterMissed::Close);
        assert!(store.miss_callback("prova", dialled.ticket, then, Tell(&tell), at(MONDAY)).await.unwrap());
        let _ = service.send_reference(&menu, dialled.ticket).await.unwrap();
        let sent = store.claim_outgoing(at("2036-01-01T00:00:00Z"), 99).await.unwrap();
        let texted = sent.iter().filter(|sent| sent.address.contains("sms")).count();
        assert_eq!(texted > 0, sms, "{outcome:?}: {sent:?}");
        let told = sent.iter().filter(|sent| sent.address.contains("webhook")).count();
        assert_eq!(told, 2, "missed and closed: {sent:?}");
        assert!(sent.iter().any(|sent| sent.address.contains("anna@")), "their own mailbox");
    }
}

#[tokio::test]
async fn what_is_told_of_a_missed_call_is_what_happened_with_its_time_and_what_now() {
    for (outcomes, because) in [
        (&[][..], "not-called"),
        (&[Attempted::Failed], "not-called"),
        (&[Attempted::Busy, Attempted::Failed], "busy"),
        (&[Attempted::NoAnswer, Attempted::NoOperator], "no-operator"),
        (&[Attempted::Unknown], "unknown"),
    ] {
        let dialled = Dialled::new().await;
        let (service, menu) = (&dialled.house.service, dialled.house.service.desk("prova").unwrap());
        let happens = async |event| {
            let by = By { actor: "clock", ..By::default() };
            service.store().happens("prova", dialled.ticket, event, by, None, at(MONDAY)).await.unwrap();
        };
        for (attempt, outcome) in (1..).zip(outcomes) {
            happens(Event::CallbackAttempted { attempt, outcome: *outcome }).await;
        }
        happens(Event::CallbackMissed).await;
        let ticket = service.store().ticket("prova", dialled.ticket).await.unwrap().unwrap();
        let told = service.posts(&menu, &ticket).remove(0);
        let notice: serde_json::Value = serde_json::from_str(&told.notice).unwrap();
        assert_eq!(
            notice["missed"],
            serde_json::json!({ "because": because, "next": "waits" }),
            "{outcomes:?}"
        );
        assert_eq!(notice["callback"]["start"], "2026-11-23T10:30:00+01:00");
    }
}
