//! Requests that a program opens: for anybody, and for a customer whose package pays for them.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Api, answered, token};
use crate::rig::Setup;

/// The desk that sells packages, the smallest of which has a single written request; a customer with one of those, and one without.
fn api() -> Api {
    let setup = Setup::new();
    setup.sells_small_packages(&[
        ("COMUNE1", Some("2026-03-01")),
        ("COMUNE2", None),
        ("COMUNE3", Some("2025-03-01")),
    ]);
    let serve = setup.start();
    let token = token(&serve, &["tickets:read", "tickets:write"]);
    Api { serve, token }
}

fn wanted(more: &Value) -> Value {
    let mut wanted =
        json!({ "desk": "palitalsoft", "phone": "06 6885 1234", "note": "Il portale non si apre" });
    wanted.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    wanted
}

fn events(ticket: &Value) -> Vec<&str> {
    ticket["history"].as_array().unwrap().iter().map(|happened| happened["event"].as_str().unwrap()).collect()
}

fn left(api: &Api) -> String {
    api.serve.setup().succeeds(&["package", "list", "palitalsoft", "COMUNE1"])
}

#[tokio::test]
async fn a_request_for_anybody_is_opened_once_and_costs_nothing() {
    let api = api();
    let open = || {
        let request = api.ask(Method::POST, "/api/v1/tickets").header("idempotency-key", "o-1");
        answered(request.json(&wanted(&json!({ "name": "Anna", "severity": "high" }))))
    };
    let (status, opened) = open().await;
    assert_eq!(status, 201, "{opened}");
    assert_eq!((&opened["state"], &opened["phone"]), (&"opened".into(), &"+390668851234".into()));
    assert_eq!((&opened["note"], &opened["language"]), (&"Il portale non si apre".into(), &"it".into()));
    assert_eq!(events(&opened), ["opened", "severity"]);
    assert_eq!(open().await, (201, opened.clone()));
    let number = opened["ticket"].as_str().unwrap();
    assert_eq!(api.get(&format!("/api/v1/tickets/{number}")).await, (200, opened.clone()));
    assert!(left(&api).contains("1 written requests left"), "{}", left(&api));
    assert!(!api.serve.log().contains("non si apre"), "what people write is not logged");
}

#[tokio::test]
async fn a_customers_request_is_paid_for_by_their_package_until_it_is_used_up() {
    let api = api();
    let theirs = wanted(&json!({ "customer": "comune-1" }));
    let open =
        || answered(api.ask(Method::POST, "/api/v1/tickets").header("idempotency-key", "o-1").json(&theirs));
    let (status, opened) = open().await;
    assert_eq!(status, 201, "{opened}");
    assert_eq!(events(&opened), ["opened", "spent"]);
    assert!(left(&api).contains("1 calls and 0 written requests left"), "{}", left(&api));
    assert_eq!(open().await, (201, opened), "asked again, nothing more is spent");
    for (customer, error) in
        [("COMUNE1", "package-used-up"), ("COMUNE2", "no-package"), ("COMUNE3", "package-expired")]
    {
        let (status, problem) = api.post("/api/v1/tickets", &wanted(&json!({ "customer": customer }))).await;
        assert_eq!((status, &problem["error_id"]), (409, &error.into()), "{problem}");
    }
    let english = wanted(&json!({ "customer": "COMUNE1", "language": "en" }));
    let (status, problem) = api.post("/api/v1/tickets", &english).await;
    assert_eq!((status, &problem["error_id"]), (409, &"package-language".into()), "{problem}");
    let (_, listed) = api.get("/api/v1/tickets").await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "nothing is opened that is not paid for");
    // Whoever telephones has paid with the call.
    let spoken = wanted(&json!({ "customer": "COMUNE1", "by_telephone": true }));
    let (status, opened) = api.post("/api/v1/tickets", &spoken).await;
    assert_eq!((status, events(&opened)), (201, vec!["opened"]), "{opened}");
}

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let api = api();
    for (more, status, error, told) in [
        (json!({ "phone": null }), 422, "impossible", "`phone` or `email` is needed"),
        (json!({ "phone": "pippo" }), 422, "impossible", "`phone`"),
        (json!({ "email": "pippo" }), 422, "impossible", "`email` is no mailbox"),
        (json!({ "language": "de" }), 422, "impossible", "`language`"),
        (json!({ "customer": "?!" }), 422, "impossible", "`customer`"),
        (json!({ "customer": "COMUNE9" }), 404, "not-found", "no such customer"),
        (json!({ "desk": "nessuno" }), 404, "not-found", "no such desk"),
        (json!({ "queue": "nessuna" }), 404, "not-found", "no such queue"),
        (json!({ "kind": "nessuno" }), 404, "not-found", "no such kind"),
        (json!({ "urgent": true }), 400, "malformed", "urgent"),
        (json!({ "note": "a\u{0}b" }), 400, "malformed", "U+0000"),
    ] {
        let (code, problem) = api.post("/api/v1/tickets", &wanted(&more)).await;
        assert_eq!((code, &problem["error_id"]), (status, &error.into()), "{more}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains(told), "{problem}");
    }
    let (code, problem) = api.get("/api/v1/tickets?desk=%00").await;
    assert_eq!((code, &problem["error_id"]), (400, &"malformed".into()), "{problem}");
    let reader = Api { token: token(&api.serve, &["tickets:read"]), serve: api.serve };
    assert_eq!(reader.post("/api/v1/tickets", &wanted(&json!({}))).await.0, 403);
    assert_eq!(reader.get("/api/v1/tickets").await.1["items"], json!([]));
}

#[tokio::test]
async fn a_callback_that_is_booked_for_a_customer_is_theirs_and_a_code_of_nobodys_books_nothing() {
    let mut api = api();
    api.token = token(&api.serve, &["bookings:read", "bookings:write", "tickets:read"]);
    let (_, slots) = api.get("/api/v1/desks/palitalsoft/slots").await;
    let slot = &slots["items"][0];
    let book = |code: &str| json!({ "queue": slot["queue"], "start": slot["start"], "phone": "06 6885 1234", "customer": code });
    let bookings = "/api/v1/desks/palitalsoft/bookings";
    for (code, status) in [("COMUNE9", 404), ("?", 422)] {
        let (answered, problem) = api.post(bookings, &book(code)).await;
        assert_eq!(answered, status, "{problem}");
    }
    let (status, booked) = api.post(bookings, &book("comune-1")).await;
    assert_eq!(status, 201, "{booked}");
    let number = booked["ticket"].as_str().unwrap();
    let (_, ticket) = api.get(&format!("/api/v1/tickets/{number}")).await;
    assert_eq!(
        (&ticket["customer"], &ticket["waiting_since"]),
        (&"COMUNE1".into(), &Value::Null),
        "{ticket}"
    );
    assert!(left(&api).contains("1 calls and "), "booking costs nothing: {}", left(&api));
}
