//! Slots and bookings.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Api, answered};

const SLOTS: &str = "/api/v1/desks/giustizia/slots";
const BOOKINGS: &str = "/api/v1/desks/giustizia/bookings";

fn all() -> Api {
    Api::start(&["bookings:read", "bookings:write"])
}

async fn first_free(api: &Api) -> Value {
    let (status, slots) = api.get(SLOTS).await;
    assert_eq!(status, 200, "{slots}");
    let free = slots["items"].as_array().unwrap().iter().find(|slot| slot["free"].as_i64() > Some(0));
    free.unwrap().clone()
}

fn wanted(slot: &Value, phone: &str) -> Value {
    json!({ "queue": slot["queue"], "start": slot["start"], "phone": phone })
}

#[tokio::test]
async fn slots_are_in_order_with_the_desks_own_offset_and_their_seats() {
    let api = all();
    let (_, slots) = api.get(SLOTS).await;
    let items = slots["items"].as_array().unwrap();
    let starts: Vec<_> = items.iter().map(|slot| slot["start"].as_str().unwrap()).collect();
    assert!(starts.is_sorted() && starts.len() > 20, "{starts:?}");
    assert!(starts.iter().all(|start| start.ends_with("+01:00")), "{starts:?}");
    assert!(starts[0] > "2026-11-24T10:00", "none is past: {}", starts[0]);
    let (_, day) =
        api.get(&format!("{SLOTS}?from=2026-11-25T00:00:00%2B01:00&to=2026-11-25T09:00:00%2B01:00")).await;
    let day = day["items"].as_array().unwrap();
    assert!(
        !day.is_empty()
            && day.iter().all(|slot| slot["start"].as_str().unwrap().starts_with("2026-11-25T08"))
    );
    for item in items {
        assert_eq!(item["capacity"], item["free"], "nothing is booked yet: {item}");
    }
}

#[tokio::test]
async fn slots_are_asked_for_at_moments_however_an_address_writes_their_offset() {
    let api = all();
    let first = first_free(&api).await;
    let start = first["start"].as_str().unwrap();
    assert!(start.contains('+'), "{start}");
    for from in [start.to_owned(), start.replace('+', "%2B"), start.replace('+', "%20")] {
        let (status, slots) = api.get(&format!("{SLOTS}?from={from}")).await;
        assert_eq!((status, &slots["items"][0]["start"]), (200, &first["start"]), "{from}: {slots}");
    }
    for none in ["ieri", "2026-11-24", "2026-11-24T09:00:00", "2026-11-24%2009:00:00"] {
        let (status, problem) = api.get(&format!("{SLOTS}?from={none}")).await;
        assert_eq!(status, 400, "{none}: {problem}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.starts_with("`from` ") && detail.contains("RFC 3339"), "{detail}");
    }
}

#[tokio::test]
async fn a_booking_takes_a_seat_and_a_full_slot_says_so() {
    let api = all();
    let slot = first_free(&api).await;
    for taken in 0..slot["capacity"].as_i64().unwrap() {
        let (status, booked) = api.post(BOOKINGS, &wanted(&slot, &format!("+39 06 6885 10{taken:02}"))).await;
        assert_eq!(status, 201, "{booked}");
        assert_eq!(
            (&booked["queue"], &booked["start"], &booked["end"]),
            (&slot["queue"], &slot["start"], &slot["end"])
        );
        assert_eq!(booked["date"], "2026-11-24");
        assert_eq!(booked["ticket"].as_str().unwrap().len(), 9, "{booked}");
    }
    let (status, problem) = api.post(BOOKINGS, &wanted(&slot, "+39 06 6885 2000")).await;
    assert_eq!((status, &problem["error_id"]), (409, &"slot-full".into()));
    let (_, slots) = api.get(SLOTS).await;
    let now = slots["items"].as_array().unwrap().iter().find(|one| one["start"] == slot["start"]).unwrap();
    assert_eq!(now["free"], 0);
    assert!(!api.serve.log().contains("6885"), "no number is logged");
}

#[tokio::test]
async fn a_booking_sent_again_under_its_key_is_made_once() {
    let api = all();
    let slot = first_free(&api).await;
    let book = |phone: &str| {
        let request = api.ask(Method::POST, BOOKINGS).header("idempotency-key", "a-key");
        answered(request.json(&wanted(&slot, phone)))
    };
    let (status, first) = book("+39 06 6885 1234").await;
    assert_eq!(status, 201);
    assert_eq!(book("+39 06 6885 1234").await, (201, first));
    let (status, problem) = book("+39 06 6885 9999").await;
    assert_eq!((status, &problem["error_id"]), (409, &"idempotency-key-used".into()));
    let (_, slots) = api.get(SLOTS).await;
    let now = slots["items"].as_array().unwrap().iter().find(|one| one["start"] == slot["start"]).unwrap();
    assert_eq!(now["free"].as_i64(), slot["free"].as_i64().map(|free| free - 1));
}

#[tokio::test]
async fn what_cannot_be_booked_is_told_apart() {
    let api = all();
    let slot = first_free(&api).await;
    let cases = [
        (json!({ "queue": "nowhere", "start": slot["start"], "phone": "+390668851234" }), 404, "not-found"),
        (
            json!({ "queue": slot["queue"], "start": "2026-11-24T03:00:00+01:00", "phone": "+390668851234" }),
            422,
            "no-slot",
        ),
        (wanted(&slot, "899 123 456"), 422, "not-callable"),
        (wanted(&slot, "+1 212 555 0123"), 422, "not-callable"),
        (wanted(&slot, "112"), 422, "not-callable"),
        (wanted(&slot, "pippo"), 422, "impossible"),
        (json!({ "queue": slot["queue"], "start": "domani", "phone": "+390668851234" }), 400, "malformed"),
        (json!({ "queue": slot["queue"], "start": slot["start"] }), 400, "malformed"),
        (
            json!({ "queue": slot["queue"], "start": slot["start"], "phone": "+390668851234", "seat": 3 }),
            400,
            "malformed",
        ),
        (
            json!({ "queue": slot["queue"], "start": slot["start"], "phone": "+390668851234", "language": "de" }),
            422,
            "impossible",
        ),
    ];
    for (body, status, id) in cases {
        let (got, problem) = api.post(BOOKINGS, &body).await;
        assert_eq!((got, problem["error_id"].as_str().unwrap()), (status, id), "{body}: {problem}");
        assert!(!problem["detail"].as_str().unwrap().contains("899"), "{problem}");
    }
    assert_eq!(first_free(&api).await, slot, "nothing was booked");
}

#[tokio::test]
async fn the_description_is_served_with_a_page_to_try_it() {
    let api = all();
    let client = reqwest::Client::new();
    let described: Value =
        client.get(api.serve.url("/api/v1/openapi.json")).send().await.unwrap().json().await.unwrap();
    assert_eq!(described["info"]["title"], "centralino");
    let path = &described["paths"]["/api/v1/desks/{desk}/bookings"]["post"];
    assert!(path["responses"]["409"].is_object(), "{path}");
    let page = client.get(api.serve.url("/api/v1/docs/")).send().await.unwrap();
    assert_eq!(page.status(), 200);
    // A token is typed there: no other site frames it, and nothing but its own scripts runs.
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    for part in [
        "default-src 'none'",
        "script-src 'self';",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ] {
        assert!(policy.contains(part), "{part}: {policy}");
    }
    assert_eq!(
        (&page.headers()["x-content-type-options"], &page.headers()["x-frame-options"]),
        (&"nosniff".parse().unwrap(), &"DENY".parse().unwrap())
    );
    assert_eq!(page.headers()["referrer-policy"], "same-origin");
    assert!(page.text().await.unwrap().contains("swagger-ui"));
}

#[tokio::test]
async fn a_booking_is_moved_and_cancelled_and_its_seats_are_free_again() {
    let api = Api::start(&["admin"]);
    let free = async |start: &Value| {
        let (_, slots) = api.get(SLOTS).await;
        let slot = slots["items"].as_array().unwrap().iter().find(|one| one["start"] == *start).cloned();
        slot.unwrap()["free"].as_i64().unwrap()
    };
    let (_, slots) = api.get(SLOTS).await;
    let (first, second) = (&slots["items"][0], &slots["items"][1]);
    let (before, other) = (free(&first["start"]).await, free(&second["start"]).await);
    let (_, booked) = api.post(BOOKINGS, &wanted(first, "+390668851234")).await;
    let path = format!("{BOOKINGS}/{}", booked["ticket"].as_str().unwrap());
    let move_to = |start: &Value| answered(api.ask(Method::PATCH, &path).json(&json!({ "start": start })));
    let (status, moved) = move_to(&second["start"]).await;
    assert_eq!(
        (status, &moved["start"], &moved["ticket"]),
        (200, &second["start"], &booked["ticket"]),
        "{moved}"
    );
    assert_eq!((free(&first["start"]).await, free(&second["start"]).await), (before, other - 1));
    let (status, problem) = move_to(&json!("2026-11-24T03:00:00+01:00")).await;
    assert_eq!((status, &problem["error_id"]), (422, &"no-slot".into()));
    let cancel = || async { api.ask(Method::DELETE, &path).send().await.unwrap().status().as_u16() };
    assert_eq!((cancel().await, cancel().await), (204, 204), "said again, it was cancelled before");
    assert_eq!(free(&second["start"]).await, other);
    let (status, problem) = move_to(&first["start"]).await;
    assert_eq!((status, &problem["error_id"]), (409, &"too-late".into()));
    let nobody = format!("{BOOKINGS}/123456789");
    assert_eq!(answered(api.ask(Method::DELETE, &nobody)).await.0, 404);
}

#[tokio::test]
async fn what_users_say_of_themselves_is_kept_with_the_request() {
    let api = Api::start(&["admin"]);
    let slot = first_free(&api).await;
    let mut body = wanted(&slot, "+390668851234");
    body["name"] = "Anna Bianchi".into();
    body["email"] = "nobody".into();
    let (status, problem) = api.post(BOOKINGS, &body).await;
    assert_eq!((status, &problem["detail"]), (422, &"`email` is no mailbox".into()));
    body["email"] = "anna@user.example".into();
    body["note"] = "Reinstallazione".into();
    let (status, booked) = api.post(BOOKINGS, &body).await;
    assert_eq!(status, 201, "{booked}");
    let (_, ticket) = api.get(&format!("/api/v1/tickets/{}", booked["ticket"].as_str().unwrap())).await;
    assert_eq!(
        (&ticket["name"], &ticket["email"], &ticket["note"]),
        (&body["name"], &body["email"], &body["note"])
    );
    assert!(!api.serve.log().contains("Bianchi"));
}
