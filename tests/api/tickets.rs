//! Requests by the API: the one that a booking opens, and what happens to it.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Api, answered, token};
use crate::rig::Setup;

/// A service, and the number of a request that a booking opened.
async fn booked() -> (Api, String) {
    let api = Api::start(&["bookings:read", "bookings:write", "tickets:read", "tickets:write"]);
    let number = first_booked(&api).await;
    (api, number)
}

/// The number of a request that the booking of the first slot opened.
async fn first_booked(api: &Api) -> String {
    let (_, slots) = api.get("/api/v1/desks/giustizia/slots").await;
    let first = &slots["items"][0];
    let wanted = json!({ "queue": first["queue"], "start": first["start"], "phone": "+390668851234" });
    let (status, booked) = api.post("/api/v1/desks/giustizia/bookings", &wanted).await;
    assert_eq!(status, 201, "{booked}");
    booked["ticket"].as_str().unwrap().to_owned()
}

fn events(ticket: &Value) -> Vec<&str> {
    ticket["history"].as_array().unwrap().iter().map(|happened| happened["event"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_booking_opens_a_request_that_is_found_by_its_number() {
    let (api, number) = booked().await;
    let (status, ticket) = api.get(&format!("/api/v1/tickets/{number}")).await;
    assert_eq!(status, 200, "{ticket}");
    assert_eq!(
        (&ticket["ticket"], &ticket["desk"], &ticket["date"]),
        (&number.as_str().into(), &"giustizia".into(), &"2026-11-24".into())
    );
    assert_eq!((&ticket["state"], &ticket["phone"]), (&"opened".into(), &"+390668851234".into()));
    assert_eq!(events(&ticket), ["opened", "callback-booked"]);
    assert!(ticket["callback"].as_str().unwrap().ends_with("+01:00"), "{ticket}");
    let grouped = format!("{} {} {}", &number[..3], &number[3..6], &number[6..]);
    assert_eq!(api.get(&format!("/api/v1/tickets/{grouped}")).await, (200, ticket), "as it is spoken");
    for wrong in ["123456789", "1", "pippo"] {
        let (status, problem) = api.get(&format!("/api/v1/tickets/{wrong}")).await;
        assert_eq!((status, &problem["error_id"]), (404, &"not-found".into()), "{wrong}");
    }
}

#[tokio::test]
async fn a_reminder_stands_in_the_history_once() {
    let (api, number) = booked().await;
    let remind = || {
        let request = api.ask(Method::POST, &format!("/api/v1/tickets/{number}/reminders"));
        answered(request.header("idempotency-key", "r-1").json(&json!({ "note": "Non ho avuto risposta" })))
    };
    let (status, reminded) = remind().await;
    assert_eq!(status, 201, "{reminded}");
    assert_eq!(events(&reminded), ["opened", "callback-booked", "reminded"]);
    assert_eq!(reminded["history"][2]["note"], "Non ho avuto risposta");
    assert_eq!(reminded["history"][2]["actor"], "api: prova");
    assert_eq!(reminded["history"][0]["actor"], "api: prova", "and whoever booked");
    assert_eq!(remind().await, (201, reminded));
    assert!(!api.serve.log().contains("Non ho avuto"), "what people write is not logged");
}

#[tokio::test]
async fn a_reminder_says_nothing_more_unless_somebody_has_something_to_say() {
    let (api, number) = booked().await;
    let path = format!("/api/v1/tickets/{number}/reminders");
    let (status, ticket) = answered(api.ask(Method::POST, &path)).await;
    assert_eq!(status, 201, "{ticket}");
    assert_eq!(events(&ticket).iter().filter(|one| **one == "reminded").count(), 1, "{ticket}");
    let (status, problem) = answered(api.ask(Method::POST, &path).body("Ancora niente")).await;
    assert_eq!((status, &problem["error_id"]), (415, &"not-json".into()), "what was sent is not lost");
}

#[tokio::test]
async fn what_was_written_before_its_answer_was_lost_is_not_written_again() {
    let (api, number) = booked().await;
    let mut stranger = api.serve.setup().stranger().await;
    for (path, body, event) in [
        ("reminders", json!({ "note": "Ancora niente" }), "reminded"),
        ("events", json!({ "event": "noted", "note": "Sentito il fornitore" }), "noted"),
    ] {
        for _ in 0..2 {
            let request = api.ask(Method::POST, &format!("/api/v1/tickets/{number}/{path}"));
            let (status, ticket) = answered(request.header("idempotency-key", path).json(&body)).await;
            assert_eq!(status, 201, "{ticket}");
            assert_eq!(events(&ticket).iter().filter(|one| **one == event).count(), 1, "{ticket}");
            // The process died before it could keep its answer, and nobody came back within a minute.
            stranger.run("DELETE FROM repeats").await;
        }
    }
    // Under another key, or none, it is another one.
    let (_, ticket) = api.post(&format!("/api/v1/tickets/{number}/reminders"), &json!({})).await;
    assert_eq!(events(&ticket).iter().filter(|one| **one == "reminded").count(), 2, "{ticket}");
}

#[tokio::test]
async fn what_may_not_happen_is_told_and_a_request_that_went_on_is_left_alone() {
    let (api, number) = booked().await;
    let path = format!("/api/v1/tickets/{number}/events");
    let (status, problem) = api.post(&path, &json!({ "event": "answered" })).await;
    assert_eq!((status, &problem["error_id"]), (409, &"ticket-refuses".into()));
    assert_eq!(problem["detail"], "the request does not wait for the user");

    let seen = api.ask(Method::GET, &format!("/api/v1/tickets/{number}")).send().await.unwrap();
    let tag = seen.headers()["etag"].clone();
    let take = || {
        let request = api.ask(Method::POST, &path).header("if-match", tag.clone());
        answered(request.json(&json!({ "event": "taken-in-charge" })))
    };
    let (status, taken) = take().await;
    assert_eq!((status, &taken["state"]), (201, &"taken-in-charge".into()), "{taken}");
    let (status, problem) = take().await;
    assert_eq!((status, &problem["error_id"]), (412, &"gone-on".into()));

    let severe = json!({ "event": "severity", "severity": "high" });
    assert_eq!(api.post(&path, &severe).await.1["severity"], "high");
    let (status, closed) = api.post(&path, &json!({ "event": "closed", "note": "Risolto" })).await;
    assert_eq!((status, &closed["state"]), (201, &"closed".into()));
    let (status, problem) = api.post(&format!("/api/v1/tickets/{number}/reminders"), &json!({})).await;
    assert_eq!((status, &problem["detail"]), (409, &"the request is closed".into()));
}

#[tokio::test]
async fn a_list_goes_on_from_page_to_page_and_tells_each_once() {
    let api = Api::start(&["admin"]);
    let (_, slots) = api.get("/api/v1/desks/giustizia/slots").await;
    let mut made = Vec::new();
    for (slot, item) in slots["items"].as_array().unwrap().iter().take(5).enumerate() {
        let wanted = json!({ "queue": item["queue"], "start": item["start"], "phone": format!("+3906688512{slot:02}") });
        made.push(api.post("/api/v1/desks/giustizia/bookings", &wanted).await.1["ticket"].clone());
    }
    let (mut listed, mut cursor) = (Vec::new(), String::new());
    loop {
        let (status, page) = api.get(&format!("/api/v1/tickets?desk=giustizia&limit=2{cursor}")).await;
        assert_eq!(status, 200, "{page}");
        listed.extend(page["items"].as_array().unwrap().iter().map(|ticket| ticket["ticket"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    listed.sort_by_key(ToString::to_string);
    made.sort_by_key(ToString::to_string);
    assert_eq!(listed, made);
    assert_eq!(api.get("/api/v1/tickets?state=closed").await.1["items"], json!([]));
    let (status, problem) = api.get("/api/v1/tickets?cursor=pippo").await;
    assert_eq!((status, &problem["error_id"]), (400, &"malformed".into()));
    for invented in ["482915072", "1795510800", "1795510800.123456789", "x.482915072"] {
        let (status, problem) = api.get(&format!("/api/v1/tickets?cursor={invented}")).await;
        assert_eq!((status, &problem["error_id"]), (400, &"malformed".into()), "{invented}");
    }
}

#[tokio::test]
async fn a_page_goes_on_where_the_last_one_ended_though_its_last_request_is_cleared_away() {
    let api = Api::start(&["admin"]);
    let (_, slots) = api.get("/api/v1/desks/giustizia/slots").await;
    let mut made = Vec::new();
    for (slot, item) in slots["items"].as_array().unwrap().iter().take(3).enumerate() {
        let wanted = json!({ "queue": item["queue"], "start": item["start"], "phone": format!("+3906688512{slot:02}") });
        made.push(api.post("/api/v1/desks/giustizia/bookings", &wanted).await.1["ticket"].clone());
    }
    let listed =
        async |query: &str| api.get(&format!("/api/v1/tickets?desk=giustizia&limit=1{query}")).await.1;
    let first = listed("").await;
    let number = first["items"][0]["ticket"].as_str().unwrap().to_owned();
    let events = format!("/api/v1/tickets/{number}/events");
    assert_eq!(api.post(&events, &json!({ "event": "closed" })).await.0, 201);
    // As `purge` does, once it is old.
    api.serve.setup().stranger().await.run("DELETE FROM tickets WHERE state = 'closed'").await;
    assert_eq!(api.get(&format!("/api/v1/tickets/{number}")).await.0, 404, "it is cleared away");
    let mut rest = Vec::new();
    let mut next = first["next"].clone();
    while let Some(cursor) = next.as_str() {
        let page = listed(&format!("&cursor={cursor}")).await;
        rest.extend(page["items"].as_array().unwrap().iter().map(|ticket| ticket["ticket"].clone()));
        next = page["next"].clone();
    }
    assert_eq!(rest.len(), 2, "those after it are told all the same");
    assert!(rest.iter().all(|ticket| made.contains(ticket) && *ticket != number), "{rest:?}");
}

#[tokio::test]
async fn a_reminder_is_for_the_request_as_it_was_seen() {
    let (api, number) = booked().await;
    let path = format!("/api/v1/tickets/{number}");
    let tag = api.ask(Method::GET, &path).send().await.unwrap().headers()["etag"].clone();
    let remind = || {
        let request = api.ask(Method::POST, &format!("{path}/reminders")).header("if-match", tag.clone());
        answered(request.json(&json!({ "note": "ancora" })))
    };
    assert_eq!(remind().await.0, 201);
    let (status, problem) = remind().await;
    assert_eq!((status, &problem["error_id"]), (412, &"gone-on".into()), "{problem}");
}

#[tokio::test]
async fn a_note_is_as_long_as_the_description_says_and_no_longer() {
    let (api, number) = booked().await;
    let (fits, long) = ("à".repeat(4000), "a".repeat(4001));
    for (path, body) in [("reminders", json!({})), ("events", json!({ "event": "noted" }))] {
        let path = format!("/api/v1/tickets/{number}/{path}");
        let with = |note: &str| {
            let mut body = body.clone();
            body["note"] = note.into();
            body
        };
        let (status, problem) = api.post(&path, &with(&long)).await;
        assert_eq!((status, &problem["error_id"]), (422, &"impossible".into()), "{path}");
        assert_eq!(problem["detail"], "`note` has at most 4000 characters");
        assert_eq!(api.post(&path, &with(&fits)).await.0, 201, "{path}");
    }
    let described = api.get("/api/v1/openapi.json").await.1;
    let noted = described["components"]["schemas"]["ToHappen"].to_string();
    assert_eq!(noted.matches("\"maxLength\":4000").count(), noted.matches("\"note\":{").count(), "{noted}");
}

#[tokio::test]
async fn the_kind_of_a_request_is_one_of_its_desks() {
    let setup = Setup::new();
    setup.change_menu(|text| {
        format!("{text}\ntickets:\n  kinds:\n    hardware: Apparecchiature\n    software: Programmi\n")
    });
    let serve = setup.start();
    let api = Api { token: super::token(&serve, &["admin"]), serve };
    let number = first_booked(&api).await;
    let path = format!("/api/v1/tickets/{number}/events");
    let (status, kept) =
        api.post(&path, &json!({ "event": "kind", "kind": "software", "note": "come dice" })).await;
    assert_eq!((status, &kept["kind"]), (201, &"software".into()), "{kept}");
    assert_eq!(kept["history"].as_array().unwrap().last().unwrap()["note"], "come dice");
    let (status, problem) = api.post(&path, &json!({ "event": "kind", "kind": "telefoni" })).await;
    assert_eq!((status, &problem["error_id"]), (404, &"not-found".into()), "{problem}");
}

#[tokio::test]
async fn what_nobody_could_send_is_no_fault_of_the_store() {
    let (api, number) = booked().await;
    assert_eq!(api.post(&format!("/api/v1/tickets/{number}/reminders"), &json!({})).await.0, 201);
    let (status, problem) =
        api.post(&format!("/api/v1/tickets/{number}/events"), &json!({ "event": "escalated" })).await;
    assert_eq!((status, &problem["error_id"]), (409, &"no-mail".into()), "{problem}");
}

#[tokio::test]
async fn what_the_desk_promises_is_told_with_what_is_left_and_what_is_broken() {
    let setup = Setup::new();
    let menu = concat!(env!("CARGO_MANIFEST_DIR"), "/menus/condafne.yaml");
    std::fs::copy(menu, setup.path("menus/condafne.yaml")).unwrap();
    let setup = setup
        .with("SMTP_URL", "smtp://127.0.0.1:1")
        .with("MAIL_FROM", "Assistenza <assistenza@desk.example>");
    let serve = setup.start();
    let token = token(&serve, &["admin"]);
    let api = Api { serve, token };
    let (_, slots) = api.get("/api/v1/desks/condafne/slots").await;
    let first = &slots["items"][0];
    let wanted = json!({ "queue": first["queue"], "start": first["start"], "phone": "+390668851234" });
    let (status, booked) = api.post("/api/v1/desks/condafne/bookings", &wanted).await;
    assert_eq!(status, 201, "{booked}");
    let number = booked["ticket"].as_str().unwrap();
    let (_, ticket) = api.get(&format!("/api/v1/tickets/{number}")).await;
    let [reaction, resolution] = ticket["promises"].as_array().unwrap().as_slice() else {
        panic!("{ticket}")
    };
    assert_eq!((&reaction["goal"], &resolution["goal"]), (&"reaction".into(), &"resolution".into()));
    assert_eq!((&reaction["clock"], &reaction["breached"]), (&"staffed".into(), &false.into()));
    // Half an hour of open hours, until somebody has judged; a moment ago it was opened.
    let left = reaction["left_seconds"].as_i64().unwrap();
    assert!((1_500..=1_800).contains(&left), "{ticket}");
    assert!(reaction["due"].as_str().unwrap().ends_with("+01:00"), "{ticket}");
    assert_eq!((&ticket["next_deadline"], &ticket["breached"]), (&reaction["due"], &false.into()));

    let path = format!("/api/v1/tickets/{number}/events");
    let (status, charged) = api.post(&path, &json!({ "event": "taken-in-charge" })).await;
    assert_eq!(status, 201, "{charged}");
    assert!(
        charged["promises"][0]["kept"].is_string() && charged["promises"][0]["left_seconds"].is_null(),
        "{charged}"
    );
    assert_eq!(charged["next_deadline"], resolution["due"]);
    let (status, told) =
        api.post(&path, &json!({ "event": "kind", "kind": "documenti", "note": "fatture" })).await;
    assert_eq!((status, &told["kind"]), (201, &"documenti".into()), "{told}");
    let (status, problem) = api.post(&path, &json!({ "event": "kind", "kind": "altre" })).await;
    assert_eq!((status, &problem["detail"]), (404, &"there is no such kind".into()));
    // While the user is waited for nothing is due.
    let (_, waits) = api.post(&path, &json!({ "event": "asked", "note": "Quale?" })).await;
    assert_eq!(
        (&waits["next_deadline"], &waits["promises"][1]["due"]),
        (&Value::Null, &Value::Null),
        "{waits}"
    );
    assert!(waits["promises"][1]["left_seconds"].as_i64().unwrap() > 0, "{waits}");

    // The desk names no mailbox: nothing is brought before it, and the history does not say that it was.
    let (status, reminded) = api.post(&format!("/api/v1/tickets/{number}/reminders"), &json!({})).await;
    assert_eq!(status, 201, "{reminded}");
    let (status, problem) = api.post(&path, &json!({ "event": "escalated" })).await;
    assert_eq!((status, &problem["error_id"]), (409, &"no-mailbox".into()), "{problem}");
    let (_, ticket) = api.get(&format!("/api/v1/tickets/{number}")).await;
    assert!(!events(&ticket).contains(&"escalated"), "{ticket}");
}
