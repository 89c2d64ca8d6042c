//! Who may ask what.

use std::collections::{BTreeSet, HashMap};

use reqwest::Method;
use serde_json::{Value, json};

use super::{Api, answered, counted, token};
use crate::rig::Setup;

const SLOTS: &str = "/api/v1/desks/giustizia/slots";

#[tokio::test]
async fn without_a_token_nobody_is_told_anything() {
    let api = Api::start(&["bookings:read"]);
    let client = reqwest::Client::new();
    for header in [None, Some("Bearer centralino_nonsense"), Some("Basic YTpi"), Some("Bearer ")] {
        let mut request = client.get(api.serve.url(SLOTS));
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["www-authenticate"], "Bearer realm=\"centralino\"");
        assert_eq!(answer.status(), 401, "{header:?}");
    }
    assert_eq!(api.get(SLOTS).await.0, 200);
}

#[tokio::test]
async fn a_token_does_what_its_scopes_say() {
    let api = Api::start(&["tickets:read"]);
    let (status, problem) = api.get(SLOTS).await;
    assert_eq!((status, &problem["error_id"]), (403, &"scope".into()));
    assert_eq!(problem["detail"], "the token lacks the scope `bookings:read`");
    let admin = Api { token: token(&api.serve, &["admin"]), serve: api.serve };
    assert_eq!(admin.get(SLOTS).await.0, 200);
}

/// What each operation asks a token for: its scope, and something to send that is in order, so that nothing else is refused.
fn operations() -> Vec<(&'static str, &'static str, &'static str, Value)> {
    let (start, none) = ("2026-11-24T16:00:00+01:00", Value::Null);
    let span = json!({ "queue": "callback", "change": "block", "from": start, "to": "2026-11-24T17:00:00+01:00", "reason": "riunione" });
    vec![
        ("GET", "/desks", "bookings:read", none.clone()),
        ("GET", "/desks/{desk}/slots", "bookings:read", none.clone()),
        (
            "POST",
            "/desks/{desk}/bookings",
            "bookings:write",
            json!({ "queue": "callback", "start": start, "phone": "+390668851234" }),
        ),
        ("GET", "/desks/{desk}/bookings/{ticket}", "bookings:read", none.clone()),
        ("PATCH", "/desks/{desk}/bookings/{ticket}", "bookings:write", json!({ "start": start })),
        ("DELETE", "/desks/{desk}/bookings/{ticket}", "bookings:write", none.clone()),
        ("GET", "/desks/{desk}/changes", "bookings:read", none.clone()),
        ("POST", "/desks/{desk}/changes", "bookings:write", span),
        ("POST", "/desks/{desk}/changes/{id}/undo", "bookings:write", json!({ "reason": "rinviata" })),
        ("GET", "/desks/{desk}/displaced", "bookings:read", none.clone()),
        ("GET", "/tickets", "tickets:read", none.clone()),
        ("POST", "/tickets", "tickets:write", json!({ "desk": "giustizia", "phone": "+390668851234" })),
        ("GET", "/tickets/{number}", "tickets:read", none),
        ("POST", "/tickets/{number}/reminders", "tickets:write", json!({})),
        ("POST", "/tickets/{number}/events", "tickets:write", json!({ "event": "taken-in-charge" })),
    ]
}

#[tokio::test]
async fn each_operation_is_refused_to_whoever_has_every_scope_but_its_own() {
    const SCOPES: [&str; 4] = ["bookings:read", "bookings:write", "tickets:read", "tickets:write"];
    let api = Api::start(&["admin"]);
    let (_, document) = api.get("/api/v1/openapi.json").await;
    let paths = document["paths"].as_object().unwrap().iter();
    let told = paths
        .flat_map(|(path, of)| of.as_object().unwrap().keys().map(|one| (one.to_uppercase(), path.clone())));
    let operations = operations();
    let here = operations.iter().map(|(method, path, ..)| ((*method).to_owned(), format!("/api/v1{path}")));
    assert_eq!(
        told.collect::<BTreeSet<_>>(),
        here.collect(),
        "of a new operation it has to be said here what it needs"
    );
    let others: HashMap<_, _> = SCOPES
        .iter()
        .map(|own| {
            (*own, token(&api.serve, &SCOPES.into_iter().filter(|scope| scope != own).collect::<Vec<_>>()))
        })
        .collect();
    for (method, path, own, body) in operations {
        let at = ["{ticket}", "{number}"]
            .iter()
            .fold(path.replace("{desk}", "giustizia"), |at, one| at.replace(one, "482915072"));
        let url = api.serve.url(&format!("/api/v1{}", at.replace("{id}", "1")));
        let ask = || {
            let request = reqwest::Client::new().request(method.parse().unwrap(), &url);
            if body.is_null() { request } else { request.json(&body) }
        };
        let (status, problem) = answered(ask()).await;
        assert_eq!((status, &problem["error_id"]), (401, &"no-token".into()), "{method} {path}");
        let (status, problem) = answered(ask().bearer_auth(&others[own])).await;
        assert_eq!((status, &problem["error_id"]), (403, &"scope".into()), "{method} {path}: {problem}");
        assert_eq!(problem["detail"], format!("the token lacks the scope `{own}`"), "{method} {path}");
        // Whoever may not hears nothing of what was wrong beside: of values behind the `?`, of the body, of the address.
        let nowhere = url.replace("giustizia", "nessuna").replace("/1/", "/x/");
        let unreadable = || {
            let request =
                reqwest::Client::new().request(method.parse().unwrap(), format!("{nowhere}?limit=x&y"));
            request.header("content-type", "text/plain").body("{")
        };
        assert_eq!(answered(unreadable()).await.0, 401, "{method} {path}");
        let (status, problem) = answered(unreadable().bearer_auth(&others[own])).await;
        assert_eq!((status, &problem["error_id"]), (403, &"scope".into()), "{method} {path}: {problem}");
    }
    assert_eq!(counted(&api.serve, "SELECT count(*) FROM tickets").await, 0, "nothing was written");
    assert_eq!(counted(&api.serve, "SELECT count(*) FROM seat_changes").await, 0, "nothing was changed");
}

#[tokio::test]
async fn a_revoked_token_is_none() {
    let api = Api::start(&["bookings:read"]);
    let listed = api.serve.setup().command(&["token", "list"]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.starts_with("1  prova: bookings:read"), "{listed}");
    assert!(!listed.contains(&api.token), "a list shows no token");
    api.serve.setup().succeeds(&["token", "revoke", "1"]);
    assert_eq!(api.get(SLOTS).await.0, 401);
}

#[tokio::test]
async fn of_strangers_nothing_is_kept_and_who_was_a_friend_hears_no_old_answer() {
    let api = Api::start(&["admin"]);
    let (_, slots) = api.get(SLOTS).await;
    let first = &slots["items"][0];
    let wanted = json!({ "queue": first["queue"], "start": first["start"], "phone": "+390668851234", "email": "anna@user.example" });
    let book = |token: &str| {
        let request = reqwest::Client::new().post(api.serve.url("/api/v1/desks/giustizia/bookings"));
        answered(request.bearer_auth(token).header("idempotency-key", "a-key").json(&wanted))
    };
    for last in ["A", "E", "I"] {
        let stranger = format!("centralino_{}{last}", "a".repeat(42));
        let (status, problem) = book(&stranger).await;
        assert_eq!((status, &problem["error_id"]), (401, &"no-token".into()));
    }
    assert_eq!(counted(&api.serve, "SELECT count(*) FROM repeats").await, 0, "strangers write nothing");
    assert_eq!(book(&api.token).await.0, 201);
    assert_eq!(book(&api.token).await.0, 201, "said again, it is answered alike");
    api.serve.setup().succeeds(&["token", "revoke", "1"]);
    let (status, problem) = book(&api.token).await;
    assert_eq!(
        (status, &problem["error_id"]),
        (401, &"no-token".into()),
        "a revoked token hears nothing of before"
    );
}

#[tokio::test]
async fn a_key_is_of_the_token_that_brings_it() {
    let api = Api::start(&["admin"]);
    let (_, slots) = api.get(SLOTS).await;
    let other = Api { token: token(&api.serve, &["admin"]), serve: api.serve };
    let book = async |token: &str, phone: &str| {
        let wanted = json!({ "queue": slots["items"][0]["queue"], "start": slots["items"][0]["start"], "phone": phone });
        let request = reqwest::Client::new().post(other.serve.url("/api/v1/desks/giustizia/bookings"));
        answered(request.bearer_auth(token).header("idempotency-key", "1").json(&wanted)).await
    };
    let (status, booked) = book(&api.token, "+390668851234").await;
    assert_eq!(status, 201, "{booked}");
    let (status, too) = book(&other.token, "+390668854321").await;
    assert_eq!(status, 201, "another program counts its keys as it likes: {too}");
    assert_ne!(booked["ticket"], too["ticket"]);
    assert_eq!(book(&api.token, "+390668851234").await.1["ticket"], booked["ticket"]);
}

#[test]
fn a_scope_that_is_none_is_told_with_those_there_are() {
    let output = Setup::new().command(&["token", "create", "--scope", "bookings:all"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("bookings:read, bookings:write, tickets:read, tickets:write, admin"), "{said}");
}

#[tokio::test]
async fn no_token_stands_in_the_log() {
    let api = Api::start(&["bookings:read"]);
    answered(api.ask(Method::GET, SLOTS)).await;
    assert!(!api.serve.log().contains(&api.token[20..]));
}
