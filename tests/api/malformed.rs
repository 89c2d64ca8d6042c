//! What cannot be read is refused with words that a program's author understands, and always alike.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Api, answered};

const BOOKINGS: &str = "/api/v1/desks/giustizia/bookings";

fn told(problem: &Value) -> (&str, &str) {
    (problem["error_id"].as_str().unwrap(), problem["detail"].as_str().unwrap())
}

#[tokio::test]
async fn a_body_is_an_object_and_nothing_else_is_taken_for_one() {
    let api = Api::start(&["admin"]);
    let (_, slots) = api.get("/api/v1/desks/giustizia/slots").await;
    let first = &slots["items"][0];
    let list = json!([first["queue"], first["start"], "+390668851234", null, null, null, null, null, null]);
    let bodies = [list, json!([]), json!("prenota"), json!(1), json!(null), json!([{}])];
    for path in [BOOKINGS, "/api/v1/desks/giustizia/changes", "/api/v1/tickets"] {
        for body in &bodies {
            let (status, problem) = api.post(path, body).await;
            assert_eq!(status, 400, "{path}: {body}");
            assert_eq!(told(&problem), ("malformed", "the body must be a JSON object: `{…}`"), "{body}");
        }
    }
    let nothing = api.ask(Method::POST, BOOKINGS).header("content-type", "application/json");
    assert_eq!(answered(nothing).await.0, 400);
}

#[tokio::test]
async fn what_is_wrong_is_told_by_its_name_and_not_in_the_words_of_a_parser() {
    let api = Api::start(&["admin"]);
    let book = |change: &str, value: Value| {
        let mut body =
            json!({ "queue": "callback", "start": "2026-11-24T16:00:00+01:00", "phone": "+390668851234" });
        body[change] = value;
        body
    };
    let seats = json!({ "queue": "callback", "change": "seats", "from": "2026-11-24T16:00:00+01:00", "to": "2026-11-24T17:00:00+01:00",
        "seats": "due", "reason": "riunione" });
    let changes = "/api/v1/desks/giustizia/changes";
    for (path, body, wanted) in [
        (BOOKINGS, book("queue", 5.into()), "`queue` must be a text"),
        (BOOKINGS, book("phone", json!(["+39"])), "`phone` must be a text"),
        (
            BOOKINGS,
            json!({ "queue": "callback", "start": "2026-11-24T16:00:00+01:00" }),
            "`phone` is missing",
        ),
        (changes, seats.clone(), "`seats` must be a whole number from -32768 to 32767"),
    ] {
        let (status, problem) = api.post(path, &body).await;
        assert_eq!((status, told(&problem)), (400, ("malformed", wanted)), "{body}");
    }
    let (_, problem) = api.post(BOOKINGS, &book("telephone", "+39".into())).await;
    assert!(told(&problem).1.starts_with("`telephone` is not known here; these are: `queue`"), "{problem}");
    let (_, problem) = api.get("/api/v1/tickets?limit=viele").await;
    assert_eq!(told(&problem), ("malformed", "`limit` must be a whole number from 0 to 65535"));
    let (_, problem) = api.get("/api/v1/tickets?limit=1&limit=2").await;
    assert_eq!(told(&problem), ("malformed", "`limit` stands there twice"));
    for broken in ["{\"queue\": ", "{queue}", "{} {}"] {
        let request = api.ask(Method::POST, BOOKINGS).header("content-type", "application/json").body(broken);
        let (status, problem) = answered(request).await;
        assert_eq!(status, 400);
        let detail = told(&problem).1;
        assert!(!detail.contains("ToBook"), "{detail}");
        assert!(detail.starts_with("the body "), "{detail}");
    }
}

#[tokio::test]
async fn a_body_of_another_kind_and_one_that_is_too_large_are_told_as_what_they_are() {
    let api = Api::start(&["admin"]);
    let large = json!({ "queue": "callback", "note": "a".repeat(17 * 1024) });
    for key in [None, Some("a-key")] {
        let ask = || {
            let request = api.ask(Method::POST, BOOKINGS);
            key.map_or(request.try_clone(), |key| Some(request.header("idempotency-key", key))).unwrap()
        };
        let (status, problem) = answered(ask().json(&large)).await;
        assert_eq!(
            (status, told(&problem)),
            (413, ("too-large", "the body is larger than 16 KiB")),
            "{key:?}"
        );
        let (status, problem) = answered(ask().body("queue=callback")).await;
        assert_eq!((status, told(&problem).0), (415, "not-json"), "{key:?}");
        let (status, problem) = answered(ask().form(&[("queue", "callback")])).await;
        assert_eq!((status, told(&problem).0), (415, "not-json"), "{key:?}");
    }
    let utf8 = api.ask(Method::POST, BOOKINGS).header("content-type", "application/json; charset=utf-8");
    assert_eq!(answered(utf8.body("{}")).await.1["detail"], "`queue` is missing");
}

#[tokio::test]
async fn one_id_has_one_type_wherever_it_is_told() {
    let api = Api::start(&["admin"]);
    for path in ["/api/v1/desks/nessuna/slots", "/api/v1/nowhere", "/nowhere"] {
        let (status, problem) = api.get(path).await;
        assert_eq!((status, &problem["error_id"]), (404, &"not-found".into()), "{path}");
        assert_eq!(problem["type"], "urn:centralino:problem:not-found", "{path}");
    }
    let (status, problem) = answered(api.ask(Method::PUT, BOOKINGS)).await;
    assert_eq!((status, &problem["type"]), (405, &"urn:centralino:problem:method-not-allowed".into()));
}

#[tokio::test]
async fn a_span_that_has_no_time_in_it_is_refused() {
    let api = Api::start(&["admin"]);
    let at = |from: &str, to: &str| format!("/api/v1/desks/giustizia/slots?from={from}&to={to}");
    let (nine, ten) = ("2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z");
    for (from, to) in [(nine, nine), (ten, nine)] {
        let (status, problem) = api.get(&at(from, to)).await;
        let words = "`to` must lie after `from`, at most 62 days";
        assert_eq!((status, told(&problem)), (422, ("impossible", words)));
    }
    assert_eq!(api.get(&at(nine, ten)).await.0, 200);
}
