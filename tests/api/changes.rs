//! What clerks change by hand, as a program does it for them.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Api, answered};

const SLOTS: &str = "/api/v1/desks/giustizia/slots";
const BOOKINGS: &str = "/api/v1/desks/giustizia/bookings";
const CHANGES: &str = "/api/v1/desks/giustizia/changes";

fn all() -> Api {
    Api::start(&["bookings:read", "bookings:write"])
}

async fn slots(api: &Api) -> Vec<Value> {
    let (status, slots) = api.get(SLOTS).await;
    assert_eq!(status, 200, "{slots}");
    slots["items"].as_array().unwrap().clone()
}

fn change(kind: &str, slot: &Value, reason: &str) -> Value {
    json!({
        "queue": slot["queue"], "change": kind, "from": slot["start"], "to": slot["end"], "reason": reason, "clerk": "clara",
    })
}

fn booking(slot: &Value, phone: &str) -> Value {
    json!({ "queue": slot["queue"], "start": slot["start"], "phone": phone })
}

#[tokio::test]
async fn a_blocked_slot_is_not_offered_and_what_is_booked_there_is_listed_until_it_is_undone() {
    let api = all();
    let before = slots(&api).await;
    let slot = before[3].clone();
    let (status, booked) = api.post(BOOKINGS, &booking(&slot, "+39 06 6885 1234")).await;
    assert_eq!(status, 201, "{booked}");

    let (status, blocked) = api.post(CHANGES, &change("block", &slot, "riunione")).await;
    assert_eq!(status, 201, "{blocked}");
    assert_eq!(
        (&blocked["change"], &blocked["clerk"], &blocked["reason"]),
        (&"block".into(), &"clara".into(), &"riunione".into())
    );
    assert_eq!(blocked["displaced"], json!([booked]));
    let now = slots(&api).await;
    assert_eq!(now.len(), before.len() - 1);
    assert!(now.iter().all(|one| one["start"] != slot["start"]));
    let (status, problem) = api.post(BOOKINGS, &booking(&slot, "+39 06 6885 1235")).await;
    assert_eq!((status, &problem["error_id"]), (409, &"slot-full".into()));
    let (_, displaced) = api.get("/api/v1/desks/giustizia/displaced").await;
    assert_eq!(displaced["items"], json!([booked]));
    // It is booked still, and can be moved away.
    let path = format!("{BOOKINGS}/{}", booked["ticket"].as_str().unwrap());
    let away = json!({ "start": before[5]["start"] });
    let (status, moved) = answered(api.ask(Method::PATCH, &path).json(&away)).await;
    assert_eq!((status, &moved["start"]), (200, &before[5]["start"]));
    let (_, displaced) = api.get("/api/v1/desks/giustizia/displaced?queue=callback").await;
    assert_eq!(displaced["items"], json!([]));

    let undo = format!("{CHANGES}/{}/undo", blocked["id"]);
    let why = json!({ "reason": "rinviata" });
    let (status, undone) = api.post(&undo, &why).await;
    assert_eq!(status, 201, "{undone}");
    assert_eq!((&undone["undoes"], &undone["clerk"]), (&blocked["id"], &"api: prova".into()));
    assert_eq!(slots(&api).await.len(), before.len());
    let (status, problem) = api.post(&undo, &why).await;
    assert_eq!((status, &problem["error_id"]), (409, &"undone-before".into()));
    let (_, history) = api.get(CHANGES).await;
    let told: Vec<_> = history["items"].as_array().unwrap().iter().map(|one| &one["change"]).collect();
    assert_eq!(told, ["undo", "block"]);
    assert_eq!(history["items"][1]["undone_by"], undone["id"]);
    assert!(!api.serve.log().contains("6885"), "no number is logged");
}

#[tokio::test]
async fn seats_are_added_and_taken_away_and_hours_are_opened() {
    let api = all();
    let before = slots(&api).await;
    let slot = &before[2];
    let seats = |more: i64| {
        let mut wanted = change("seats", slot, "rinforzo");
        wanted["seats"] = more.into();
        wanted
    };
    let capacity = |slots: &[Value]| {
        slots.iter().find(|one| one["start"] == slot["start"]).map(|one| one["capacity"].clone())
    };
    let had = slot["capacity"].as_i64().unwrap();
    assert_eq!(api.post(CHANGES, &seats(2)).await.0, 201);
    assert_eq!(capacity(&slots(&api).await), Some((had + 2).into()));
    assert_eq!(api.post(CHANGES, &seats(-2 - had)).await.0, 201);
    assert_eq!(capacity(&slots(&api).await), None, "a slot without seats is not offered");

    // On Sunday the desk is closed.
    let mut open = change("open", slot, "recupero");
    open["from"] = "2026-11-29T10:00:00+01:00".into();
    open["to"] = "2026-11-29T11:00:00+01:00".into();
    open["seats"] = 4.into();
    assert_eq!(api.post(CHANGES, &open).await.0, 201);
    let sunday = slots(&api).await;
    let sunday: Vec<_> =
        sunday.iter().filter(|one| one["start"].as_str().unwrap().starts_with("2026-11-29")).collect();
    assert!(!sunday.is_empty() && sunday.iter().all(|one| one["capacity"] == 4), "{sunday:?}");
    assert_eq!(api.post(BOOKINGS, &booking(sunday[0], "+39 06 6885 1234")).await.0, 201);
}

#[tokio::test]
async fn a_clerk_who_says_why_books_without_the_notice_and_undoing_that_cancels_it() {
    let api = all();
    // It is half past ten or so on Tuesday, and the queue wants some notice: the slot that begins next is not offered.
    let first = slots(&api).await[0].clone();
    let start = chrono::DateTime::parse_from_rfc3339(first["start"].as_str().unwrap()).unwrap();
    let length = chrono::DateTime::parse_from_rfc3339(first["end"].as_str().unwrap()).unwrap() - start;
    let soon = json!({ "queue": first["queue"], "start": (start - length).to_rfc3339() });
    let mut wanted = booking(&soon, "+39 06 6885 1234");
    let (status, problem) = api.post(BOOKINGS, &wanted).await;
    assert_eq!((status, &problem["error_id"]), (422, &"no-slot".into()));
    wanted["without_notice"] = " ".into();
    let (status, problem) = api.post(BOOKINGS, &wanted).await;
    assert_eq!((status, &problem["error_id"]), (422, &"impossible".into()));
    wanted["without_notice"] = "terza chiamata".into();
    wanted["clerk"] = "clara".into();
    let (status, booked) = api.post(BOOKINGS, &wanted).await;
    assert_eq!(status, 201, "{booked}");
    let (_, history) = api.get(CHANGES).await;
    let waived = &history["items"][0];
    assert_eq!(
        (&waived["change"], &waived["reason"], &waived["clerk"]),
        (&"without-notice".into(), &"terza chiamata".into(), &"clara".into())
    );
    let (status, _) =
        api.post(&format!("{CHANGES}/{}/undo", waived["id"]), &json!({ "reason": "errore" })).await;
    assert_eq!(status, 201);
    // The number may book again: its booking is cancelled.
    wanted["without_notice"] = Value::Null;
    wanted["start"] = first["start"].clone();
    assert_eq!(api.post(BOOKINGS, &wanted).await.0, 201);
}

#[tokio::test]
async fn what_cannot_be_changed_is_told_apart() {
    let api = all();
    let slot = slots(&api).await[0].clone();
    let with = |name: &str, value: Value| {
        let mut wanted = change("block", &slot, "riunione");
        wanted[name] = value;
        wanted
    };
    for (wanted, status, id) in [
        (with("queue", "nessuna".into()), 404, "not-found"),
        (with("to", slot["start"].clone()), 422, "impossible"),
        (with("to", "2029-11-24T10:00:00+01:00".into()), 422, "impossible"),
        (with("reason", "  ".into()), 422, "impossible"),
        (with("reason", "x".repeat(501).into()), 422, "impossible"),
        (with("seats", 2.into()), 422, "impossible"),
        (with("clerk", "Clock".into()), 422, "impossible"),
        (with("clerk", "api: portale".into()), 422, "impossible"),
        (with("change", "seats".into()), 422, "impossible"),
        (with("change", "undo".into()), 400, "malformed"),
    ] {
        let (got, problem) = api.post(CHANGES, &wanted).await;
        assert_eq!((got, problem["error_id"].as_str().unwrap()), (status, id), "{wanted} {problem}");
    }
    let mut past = change("block", &slot, "riunione");
    past["from"] = "2026-11-20T10:00:00+01:00".into();
    past["to"] = "2026-11-20T11:00:00+01:00".into();
    assert_eq!(api.post(CHANGES, &past).await.0, 422);
    assert_eq!(api.post(&format!("{CHANGES}/99/undo"), &json!({ "reason": "x" })).await.0, 404);
    let (_, history) = api.get(CHANGES).await;
    assert_eq!(history["items"], json!([]));

    let reader = Api::start(&["bookings:read"]);
    assert_eq!(reader.post(CHANGES, &change("block", &slot, "riunione")).await.0, 403);
    assert_eq!(reader.get(CHANGES).await.0, 200);
}

#[tokio::test]
async fn a_change_sent_again_under_its_key_is_made_once_and_pages_follow_each_other() {
    let api = all();
    let slot = slots(&api).await[0].clone();
    let send = || {
        let request = api.ask(Method::POST, CHANGES).header("idempotency-key", "a-key");
        answered(request.json(&change("block", &slot, "riunione")))
    };
    let first = send().await;
    assert_eq!(first.0, 201);
    assert_eq!(send().await, first);
    assert_eq!(api.post(CHANGES, &change("open", &slot, "di nuovo")).await.0, 201);
    let (_, page) = api.get(&format!("{CHANGES}?limit=1")).await;
    assert_eq!(page["items"][0]["change"], "open");
    let (_, page) = api.get(&format!("{CHANGES}?limit=1&cursor={}", page["next"].as_str().unwrap())).await;
    assert_eq!(page["items"][0]["change"], "block");
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
}
