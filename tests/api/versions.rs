//! Two who change the same: nobody overrides in silence what another has done, and a write that comes late undoes nothing.

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use super::{Api, counted};

const BOOKINGS: &str = "/api/v1/desks/giustizia/bookings";

/// A service with a booking in the first of its slots, and all of these.
async fn booked() -> (Api, String, String, Vec<Value>) {
    let api = Api::start(&["admin"]);
    let (_, slots) = api.get("/api/v1/desks/giustizia/slots").await;
    let slots = slots["items"].as_array().unwrap().clone();
    let wanted = json!({ "queue": slots[0]["queue"], "start": slots[0]["start"], "phone": "+390668851234" });
    let (status, headers, made) =
        asked(&api, Method::POST, BOOKINGS, &[("idempotency-key", "first")], &wanted).await;
    assert_eq!(status, 201, "{made}");
    let path = format!("{BOOKINGS}/{}", made["ticket"].as_str().unwrap());
    let tag = headers["etag"].to_str().unwrap().to_owned();
    (api, path, tag, slots)
}

async fn asked(
    api: &Api,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> (u16, HeaderMap, Value) {
    let mut request = api.ask(method, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if !body.is_null() {
        request = request.json(body);
    }
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, headers, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or(Value::Null))
}

fn to(slot: &Value) -> Value {
    json!({ "start": slot["start"] })
}

#[tokio::test]
async fn who_has_not_seen_a_colleagues_move_does_not_undo_it() {
    let (api, path, tag, slots) = booked().await;
    let seen = [("if-match", tag.as_str())];
    let (status, headers, moved) = asked(&api, Method::PATCH, &path, &seen, &to(&slots[4])).await;
    assert_eq!((status, &moved["start"]), (200, &slots[4]["start"]), "{moved}");
    let newer = headers["etag"].to_str().unwrap().to_owned();
    assert_ne!(newer, tag);
    for (method, body) in [(Method::PATCH, to(&slots[8])), (Method::DELETE, Value::Null)] {
        let (status, _, problem) = asked(&api, method.clone(), &path, &seen, &body).await;
        assert_eq!((status, &problem["error_id"]), (412, &"gone-on".into()), "{method}");
    }
    let (status, headers, stands) = asked(&api, Method::GET, &path, &[], &Value::Null).await;
    assert_eq!(
        (status, &stands["start"], &headers["etag"]),
        (200, &slots[4]["start"], &newer.as_str().parse().unwrap())
    );
    assert_eq!(stands["state"], "booked");
    let (status, ..) = asked(&api, Method::PATCH, &path, &[("if-match", &newer)], &to(&slots[8])).await;
    assert_eq!(status, 200, "who has seen it may");
    let (status, ..) = asked(&api, Method::DELETE, &path, &[("if-match", "*")], &Value::Null).await;
    assert_eq!(status, 204);
    let (status, _, stands) = asked(&api, Method::GET, &path, &[], &Value::Null).await;
    assert_eq!((status, &stands["state"]), (200, &"cancelled".into()), "{stands}");
    let nobody = format!("{BOOKINGS}/123456789");
    assert_eq!(asked(&api, Method::GET, &nobody, &[], &Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_tag_that_was_never_given_is_told_from_an_older_one() {
    let (api, path, tag, slots) = booked().await;
    let several = format!("{tag}, \"2\"");
    for wrong in [tag.trim_matches('"'), several.as_str(), "", "\"", "*, *"] {
        let seen = [("if-match", wrong)];
        let (status, _, problem) = asked(&api, Method::PATCH, &path, &seen, &to(&slots[4])).await;
        assert_eq!((status, &problem["error_id"]), (400, &"malformed".into()), "{wrong}: {problem}");
        assert!(problem["detail"].as_str().unwrap().starts_with("`If-Match` takes one"), "{problem}");
    }
    let weak = format!("W/{tag}");
    for other in [weak.as_str(), "\"abc\"", "\"\""] {
        let seen = [("if-match", other)];
        let (status, _, problem) = asked(&api, Method::PATCH, &path, &seen, &to(&slots[4])).await;
        assert_eq!((status, &problem["error_id"]), (412, &"gone-on".into()), "{other}: {problem}");
    }
    let twice = [("if-match", tag.as_str()), ("if-match", "\"2\"")];
    let (status, ..) = asked(&api, Method::PATCH, &path, &twice, &to(&slots[4])).await;
    assert_eq!(status, 400);
    assert_eq!(asked(&api, Method::PATCH, &path, &[("if-match", &tag)], &to(&slots[4])).await.0, 200);
}

#[tokio::test]
async fn an_answer_that_is_given_again_has_its_version_too() {
    let (api, path, tag, slots) = booked().await;
    let wanted = json!({ "queue": slots[0]["queue"], "start": slots[0]["start"], "phone": "+390668851234" });
    let (status, headers, _) =
        asked(&api, Method::POST, BOOKINGS, &[("idempotency-key", "first")], &wanted).await;
    assert_eq!((status, &headers["idempotency-replayed"]), (201, &"true".parse().unwrap()));
    assert_eq!(headers["etag"], tag.as_str());
    let number = path.rsplit('/').next().unwrap();
    let reminders = format!("/api/v1/tickets/{number}/reminders");
    let remind =
        async || asked(&api, Method::POST, &reminders, &[("idempotency-key", "r")], &json!({})).await;
    let (first, again) = (remind().await, remind().await);
    assert_eq!((first.0, again.0), (201, 201));
    assert_eq!(again.1.get("etag"), first.1.get("etag"));
    assert!(again.1.contains_key("etag") && again.1.contains_key("idempotency-replayed"));
    let cancel = async || asked(&api, Method::DELETE, &path, &[("idempotency-key", "c")], &Value::Null).await;
    assert_eq!(cancel().await.0, 204);
    let (status, headers, _) = cancel().await;
    assert!(status == 204 && !headers.contains_key("content-type"), "nothing has no kind: {headers:?}");
}

#[tokio::test]
async fn a_move_that_is_sent_again_late_undoes_no_move_made_since() {
    let (api, path, _, slots) = booked().await;
    let first = async || asked(&api, Method::PATCH, &path, &[("idempotency-key", "m")], &to(&slots[4])).await;
    assert_eq!(first().await.0, 200);
    assert_eq!(asked(&api, Method::PATCH, &path, &[], &to(&slots[8])).await.0, 200);
    // As if the process had gone before it kept the answer, or a day had passed.
    assert_eq!(counted(&api.serve, "DELETE FROM repeats RETURNING 1").await, 1);
    let (status, _, told) = first().await;
    assert_eq!(status, 200, "{told}");
    let (_, _, stands) = asked(&api, Method::GET, &path, &[], &Value::Null).await;
    assert_eq!(stands["start"], slots[8]["start"], "it stands where it was moved last");
}
