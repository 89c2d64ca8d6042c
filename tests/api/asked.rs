//! What is asked wrongly: each thing is told by its name, in words, and never before it is known that whoever asks may.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Api, answered, token};

const SLOTS: &str = "/api/v1/desks/giustizia/slots";
const BOOKINGS: &str = "/api/v1/desks/giustizia/bookings";

/// Every operation with a body, at addresses where something could be.
const WITH_BODY: [(&str, &str); 7] = [
    ("POST", BOOKINGS),
    ("PATCH", "/api/v1/desks/giustizia/bookings/482915072"),
    ("POST", "/api/v1/desks/giustizia/changes"),
    ("POST", "/api/v1/desks/giustizia/changes/1/undo"),
    ("POST", "/api/v1/tickets"),
    ("POST", "/api/v1/tickets/482915072/reminders"),
    ("POST", "/api/v1/tickets/482915072/events"),
];

/// The answer to a body, word for word.
async fn sent(api: &Api, (method, path): (&str, &str), kind: &str, body: impl Into<String>) -> (u16, Value) {
    let request = api.ask(method.parse().unwrap(), path).header("content-type", kind);
    answered(request.body(body.into())).await
}

#[tokio::test]
async fn a_body_is_an_object_on_every_route() {
    let api = Api::start(&["admin"]);
    let (_, slots) = api.get(SLOTS).await;
    let start = &slots["items"][0]["start"];
    let in_order =
        json!(["callback", start, "+390668851234", null, null, null, null, null, null, null]).to_string();
    for to in WITH_BODY {
        for body in
            [in_order.as_str(), &json!([start]).to_string(), "[]", "null", "3", "\"callback\"", "true"]
        {
            let (status, problem) = sent(&api, to, "application/json", body).await;
            assert_eq!(
                (status, &problem["error_id"]),
                (400, &"malformed".into()),
                "{to:?} {body}: {problem}"
            );
            assert_eq!(problem["detail"], "the body must be a JSON object: `{…}`", "{to:?} {body}");
        }
    }
}

#[tokio::test]
async fn what_is_wrong_in_a_body_is_told_by_its_name_in_plain_words() {
    let api = Api::start(&["admin"]);
    let book = ("POST", BOOKINGS);
    let event = ("POST", "/api/v1/tickets/482915072/events");
    let change = ("POST", "/api/v1/desks/giustizia/changes");
    let open = ("POST", "/api/v1/tickets");
    let time = "must be a time as RFC 3339 writes it: 2026-11-24T09:00:00+01:00";
    let cases = [
        (book, r#"{"queue": "#, "the body ends before its JSON does".to_owned()),
        (book, "", "the body ends before its JSON does".to_owned()),
        (book, "{\n  \"queue\": callback}", "the body is no JSON: line 2, column 12".to_owned()),
        (book, r#"{"queue": 3}"#, "`queue` must be a text".to_owned()),
        (book, r#"{"queue": ["callback"]}"#, "`queue` must be a text".to_owned()),
        (book, r#"{"queue": "callback", "start": "domani"}"#, format!("`start` {time}")),
        (book, r#"{"start": 1764000000}"#, format!("`start` {time}")),
        (book, r#"{"start": null}"#, format!("`start` {time}")),
        (book, r#"{"note": {}}"#, "`note` must be a text".to_owned()),
        (book, r#"{"queue": "callback"}"#, "`start` is missing".to_owned()),
        (book, r#"{"queue": "callback", "queue": "altra"}"#, "`queue` stands there twice".to_owned()),
        (
            ("PATCH", "/api/v1/desks/giustizia/bookings/482915072"),
            r#"{"begin": 1}"#,
            "`begin` is not known here; these are: `start`".to_owned(),
        ),
        (change, r#"{"change": "shut"}"#, "`change` must be one of `block`, `open`, `seats`".to_owned()),
        (change, r#"{"change": 3}"#, "`change` must be one of `block`, `open`, `seats`".to_owned()),
        (change, r#"{"seats": 2.5}"#, "`seats` must be a whole number from -32768 to 32767".to_owned()),
        (change, r#"{"seats": 99999}"#, "`seats` must be a whole number from -32768 to 32767".to_owned()),
        (open, r#"{"by_telephone": "yes"}"#, "`by_telephone` must be `true` or `false`".to_owned()),
        (open, r#"{"severity": 1}"#, "`severity` must be one of `high`, `medium`, `low`, `info`".to_owned()),
        (event, "{}", "`event` is missing".to_owned()),
        (event, r#"{"event": "noted", "note": 3}"#, "`note` must be a text".to_owned()),
        (event, r#"{"event": "severity"}"#, "`severity` is missing".to_owned()),
        (
            event,
            r#"{"event": "noted", "kind": "danno"}"#,
            "`kind` belongs to the event `kind` alone".to_owned(),
        ),
    ];
    for (to, body, detail) in cases {
        let (status, problem) = sent(&api, to, "application/json", body).await;
        assert_eq!((status, &problem["error_id"]), (400, &"malformed".into()), "{body}: {problem}");
        assert_eq!(problem["detail"], detail, "{body}");
    }
}

#[tokio::test]
async fn what_is_wrong_behind_the_question_mark_is_told_by_its_name() {
    let api = Api::start(&["admin"]);
    let cases = [
        ("/api/v1/tickets?limit=molti", "`limit` must be a whole number from 0 to 65535"),
        ("/api/v1/tickets?limit=0", "`limit` is 1 to 200"),
        ("/api/v1/tickets?limit=5&limit=6", "`limit` stands there twice"),
        ("/api/v1/tickets?page=2", "`page` is not known here; these are: `desk`, `state`, `cursor`, `limit`"),
        ("/api/v1/tickets?cursor=2", "`cursor` is not one that a page gave"),
        ("/api/v1/desks/giustizia/displaced?from=x", "`from` is not known here; these are: `queue`"),
    ];
    for (path, detail) in cases {
        let (status, problem) = api.get(path).await;
        assert_eq!((status, &problem["detail"]), (400, &detail.into()), "{path}");
    }
    for path in ["/api/v1/desks", "/api/v1/tickets/482915072", &format!("{BOOKINGS}/482915072")] {
        let (status, problem) = api.get(&format!("{path}?full=yes")).await;
        assert_eq!(
            (status, &problem["detail"]),
            (400, &"`full` is not known here: nothing is".into()),
            "{path}"
        );
    }
    for to in [&WITH_BODY[..], &[("DELETE", "/api/v1/desks/giustizia/bookings/482915072")]].concat() {
        let (status, problem) =
            sent(&api, (to.0, &format!("{}?notify=no", to.1)), "application/json", "{}").await;
        assert_eq!(status, 400, "{to:?}");
        assert_eq!(
            problem["detail"],
            "a write takes nothing behind the `?`: what it is told stands in its body"
        );
    }
    let (status, problem) = api.get("/api/v1/tickets?state=pending").await;
    let detail = problem["detail"].as_str().unwrap();
    assert!(status == 400 && detail.starts_with("`state` must be one of `opened`, "), "{problem}");
}

#[tokio::test]
async fn a_span_without_length_is_a_programs_mistake() {
    let api = Api::start(&["bookings:read"]);
    for to in ["2026-11-25T09:00:00Z", "2026-11-25T08:59:59Z"] {
        let (status, problem) = api.get(&format!("{SLOTS}?from=2026-11-25T09:00:00Z&to={to}")).await;
        assert_eq!((status, &problem["error_id"]), (422, &"impossible".into()), "{to}: {problem}");
        assert_eq!(problem["detail"], "`to` must lie after `from`, at most 62 days");
    }
}

#[tokio::test]
async fn signs_that_hide_or_turn_words_are_in_no_text() {
    let api = Api::start(&["admin"]);
    let open =
        |field: &str, text: &str| json!({ "desk": "giustizia", "phone": "+390668851234", field: text });
    for field in ["name", "note", "customer", "desk"] {
        for sign in ['\u{0}', '\u{1}', '\u{1b}', '\u{7f}', '\u{9b}', '\u{202e}', '\u{2067}'] {
            let (status, problem) = api.post("/api/v1/tickets", &open(field, &format!("a{sign}b"))).await;
            assert_eq!((status, &problem["error_id"]), (400, &"malformed".into()), "{problem}");
            let detail =
                format!("`{field}` has the character U+{:04X}, which no text may have", u32::from(sign));
            assert_eq!(problem["detail"], detail);
        }
    }
    let note = "una riga\r\n\tun'altra \u{200f}محمد 👩\u{200d}💻";
    let (status, opened) = api.post("/api/v1/tickets", &open("note", note)).await;
    assert_eq!((status, &opened["note"]), (201, &note.into()), "{opened}");
    let (status, problem) = api.post("/api/v1/tickets", &open("name", "Anna\nBianchi")).await;
    assert_eq!((status, &problem["detail"]), (422, &"`name` has one line".into()), "{problem}");
}

#[tokio::test]
async fn a_body_of_another_kind_or_too_large_is_told_so() {
    let api = Api::start(&["admin"]);
    let large = json!({ "note": "a".repeat(16 * 1024) }).to_string();
    for to in WITH_BODY {
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json"] {
            let (status, problem) = sent(&api, to, kind, "{}").await;
            assert_eq!((status, &problem["error_id"]), (415, &"not-json".into()), "{to:?} {kind}: {problem}");
        }
        let (status, problem) = sent(&api, to, "application/json; charset=utf-8", "{").await;
        assert_eq!((status, &problem["error_id"]), (400, &"malformed".into()), "{to:?}: {problem}");
        let (status, problem) = sent(&api, to, "application/json", large.as_str()).await;
        assert_eq!((status, &problem["error_id"]), (413, &"too-large".into()), "{to:?}: {problem}");
        assert_eq!(problem["detail"], "the body is larger than 16 KiB");
        let request = api.ask(to.0.parse().unwrap(), to.1).header("idempotency-key", "large");
        let (status, problem) = answered(request.json(&json!({ "note": "a".repeat(16 * 1024) }))).await;
        assert_eq!((status, &problem["error_id"]), (413, &"too-large".into()), "{to:?}: {problem}");
    }
}

#[tokio::test]
async fn who_may_not_learns_nothing_of_what_is_wrong_besides() {
    let api = Api::start(&["tickets:read", "bookings:read"]);
    let only_writes = token(&api.serve, &["tickets:write", "bookings:write"]);
    let asks = |method: &str, path: &str| {
        let method: Method = method.parse().unwrap();
        reqwest::Client::new().request(method, api.serve.url(path))
    };
    for (method, path) in WITH_BODY {
        for (kind, body) in
            [("application/json", "{"), ("text/plain", "{}"), ("application/json", &"a".repeat(20_000))]
        {
            let ask = || asks(method, path).header("content-type", kind).body(body.to_owned());
            assert_eq!(answered(ask()).await.0, 401, "{method} {path} {kind}");
            let (status, problem) = answered(ask().bearer_auth(&api.token)).await;
            assert_eq!((status, &problem["error_id"]), (403, &"scope".into()), "{method} {path} {kind}");
        }
    }
    for path in [
        format!("{SLOTS}?from=x"),
        format!("{SLOTS}?no=1"),
        "/api/v1/tickets?limit=x".to_owned(),
        format!("{BOOKINGS}/x"),
    ] {
        assert_eq!(answered(asks("GET", &path)).await.0, 401, "{path}");
        assert_eq!(answered(asks("GET", &path).bearer_auth(&only_writes)).await.0, 403, "{path}");
    }
}

#[tokio::test]
async fn a_problem_has_one_type_for_one_id_and_a_method_that_is_none_says_which_are() {
    let api = Api::start(&["admin"]);
    for path in ["/api/v1/nothing", "/api/v1/desks/nobody/slots", "/api/v1/desks/", "/nothing"] {
        let (status, problem) = api.get(path).await;
        assert_eq!((status, &problem["error_id"]), (404, &"not-found".into()), "{path}");
        assert_eq!(problem["type"], "urn:centralino:problem:not-found", "{path}");
    }
    let answer = api.ask(Method::PUT, "/api/v1/tickets").send().await.unwrap();
    assert_eq!(answer.status(), 405);
    let mut allowed: Vec<_> = answer.headers()["allow"].to_str().unwrap().split(',').map(str::trim).collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "POST"]);
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["type"], "urn:centralino:problem:method-not-allowed");
    let head = api.ask(Method::HEAD, SLOTS).send().await.unwrap();
    assert_eq!(
        (head.status().as_u16(), head.headers()["content-type"].to_str().unwrap()),
        (200, "application/json")
    );
}

#[tokio::test]
async fn a_key_whose_first_request_was_lost_with_its_process_says_when_to_ask_again() {
    let api = Api::start(&["admin"]);
    let open = || {
        let request = api.ask(Method::POST, "/api/v1/tickets").header("idempotency-key", "a-key");
        request.json(&json!({ "desk": "giustizia", "phone": "+390668851234" })).send()
    };
    assert_eq!(open().await.unwrap().status(), 201);
    api.serve.setup().stranger().await.run("UPDATE repeats SET status = NULL, body = NULL").await;
    let answer = open().await.unwrap();
    assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (409, &"5".parse().unwrap()));
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["error_id"], "under-way");
    assert!(problem["detail"].as_str().unwrap().ends_with("for a minute at most"), "{problem}");
}
