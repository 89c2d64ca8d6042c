//! Places in a queue that are kept for callbacks, as everybody sees them: clerks and operators in a real browser, the citizen on the public page, a
//! calendar, and programs.

use std::time::Duration;

use centralino::booking::Slot;
use centralino::store::{Along, Asked, Booked, Request, Store};
use centralino::terms::{CallId, Language, Number};
use centralino::ticket::TicketNumber;
use reqwest::Client;
use serde_json::{Value, json};

use super::browser::walk;
use super::visitor::add_user;
use crate::rig::{Serve, Setup};
use crate::store::at;

/// Whoever telephoned this morning, and whoever did yesterday, two minutes before closing time.
const TODAY: u64 = 393_330_040_001;
const YESTERDAY: u64 = 393_330_040_002;

/// Keeps the place of a number since a moment, as the keypad does.
async fn keeps(serve: &Serve, number: u64, since: &str, until: &str) -> TicketNumber {
    let store = Store::new(&format!("sqlite://{}", serve.setup().path("centralino.db").display())).unwrap();
    store.open().await.unwrap();
    let request = Request {
        asked: Asked::new("tests", &CallId::new(&format!("CA{number}")).unwrap(), 1, 1, 0),
        desk: "giustizia".into(),
        queue: "callback".into(),
        slot: Slot { start: at(since), end: at(until) },
        offered: true,
        seats: 0,
        seen: 0,
        open_per_number: 1,
        number: Number::from_digits(number).unwrap(),
        language: Language::It,
        tickets: vec![TicketNumber::from_seed(number)],
        dated: at(since).date_naive(),
        now: at(since),
        along: Along::default(),
        swapped: true,
    };
    let Booked::Seat { ticket, .. } = store.book(request, Duration::from_secs(30)).await.unwrap() else {
        panic!("it is kept")
    };
    store.close().await;
    ticket
}

fn said(serve: &Serve, arguments: &[&str]) -> String {
    let output = serve.setup().command(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().last().unwrap().to_owned()
}

/// The desk on a Tuesday morning, with two clerks and an operator, and two places that are kept.
fn with_two_places() -> (Serve, Value) {
    let setup = Setup::new();
    for (name, role) in [("anna", "scheduler"), ("bruno", "scheduler"), ("olga", "operator")] {
        add_user(&setup, name, role);
    }
    let serve = setup.start();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (today, yesterday) = runtime.block_on(async {
        let today = keeps(&serve, TODAY, "2026-11-24T09:41:00+01:00", "2026-11-24T18:00:00+01:00").await;
        let yesterday =
            keeps(&serve, YESTERDAY, "2026-11-23T17:58:00+01:00", "2026-11-24T18:00:00+01:00").await;
        (today, yesterday)
    });
    (serve, json!({ "today": today.value().to_string(), "yesterday": yesterday.value().to_string() }))
}

#[test]
fn a_kept_place_is_shown_as_a_turn_and_at_no_time() {
    let (serve, places) = with_two_places();
    walk(&serve, "kept", &places);
}

#[test]
fn a_kept_place_is_given_up_by_its_user_and_by_a_clerk() {
    let (serve, places) = with_two_places();
    walk(&serve, "kept-given-up", &places);
}

#[tokio::test]
async fn a_kept_place_takes_no_time_in_a_calendar_and_programs_read_since_when_it_is_kept() {
    let serve = Setup::new().start();
    let ticket = keeps(&serve, TODAY, "2026-11-24T09:41:00+01:00", "2026-11-24T18:00:00+01:00").await;
    let address = said(&serve, &["calendar", "create", "--desk", "giustizia", "--queue", "callback"]);
    let feed = reqwest::get(serve.url(&address)).await.unwrap();
    assert_eq!(feed.status(), 200);
    let feed = feed.text().await.unwrap();
    assert!(
        feed.contains("BEGIN:VCALENDAR") && !feed.contains("BEGIN:VEVENT"),
        "nobody's day is full of it: {feed}"
    );

    let token = said(&serve, &["token", "create", "--scope", "admin"]);
    let read = async |path: String| {
        let answer = Client::new().get(serve.url(&path)).bearer_auth(&token).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.json::<Value>().await.unwrap()
    };
    let request = read(format!("/api/v1/tickets/{}", ticket.value())).await;
    let history = request["history"].as_array().unwrap();
    let kept: Vec<_> = history.iter().filter(|one| one["event"] == "place-kept").collect();
    let [kept] = kept[..] else { panic!("{request}") };
    assert!(kept.to_string().contains("2026-11-24T09:41:00+01:00"), "since when: {kept}");
    assert!(!history.iter().any(|one| one["event"] == "callback-booked"), "{request}");
    assert_eq!((&request["state"], &request["callback"]), (&json!("opened"), &Value::Null), "{request}");
    // A slot of the desk is as free as before.
    let slots = read("/api/v1/desks/giustizia/slots".to_owned()).await;
    for slot in slots["items"].as_array().unwrap() {
        assert_eq!(slot["free"], slot["capacity"], "{slot}");
    }
}
