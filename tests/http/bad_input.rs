//! What nobody should send, and what it gets: a problem, once in the log, and nothing more.

use reqwest::Client;
use serde_json::Value;

use super::answered;
use crate::rig::{Caller, PUBLIC_URL, Serve, Setup, sign};

/// Posts bytes; gives the status and the problem.
async fn post(serve: &Serve, path: &str, kind: &str, body: Vec<u8>) -> (u16, Value) {
    let request = Client::new().post(serve.url(path)).header("content-type", kind).body(body);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    (answer.status().as_u16(), answer.json().await.unwrap())
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn malformed_bodies_are_refused_and_logged_once() {
    let serve = Setup::new().start();
    let bodies: [(&str, &[u8]); 7] = [
        (FORM, b"CallSid=CA1&To=%ff%fe"),
        (FORM, b"CallSid=CA1&To=\xff\xfe"),
        (FORM, b"CallSid=CA1&To=%2"),
        (FORM, b"To=800749049"),
        (FORM, b""),
        ("application/json", b"{\"CallSid\": "),
        ("text/xml", b"<Response"),
    ];
    for (kind, body) in bodies {
        let before = serve.log().lines().count();
        let (status, problem) = post(&serve, "/hooks/twiml", kind, body.to_vec()).await;
        assert_eq!((status, &problem["error_id"]), (400, &"malformed".into()), "{body:?}");
        assert_eq!(problem["status"], 400);
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
        assert_eq!(serve.log().lines().count(), before + 1, "{}", serve.log());
    }
    for body in [&b"call=1"[..], b"call=1&event=dance&state=&did=&from=&presentation=", b"\xff"] {
        let (status, _) = post(&serve, "/hooks/asterisk", FORM, body.to_vec()).await;
        assert_eq!(status, 400, "{body:?}");
    }
    assert!(!serve.log().contains("panicked"), "{}", serve.log());
}

#[tokio::test]
async fn a_body_over_64_kib_is_refused() {
    let serve = Setup::new().start();
    let body = |bytes: usize| format!("CallSid=CA1&To=800749049&Field={}", "x".repeat(bytes)).into_bytes();
    for hook in ["/hooks/twiml", "/hooks/asterisk"] {
        let (status, problem) = post(&serve, hook, FORM, body(64 * 1024)).await;
        assert_eq!((status, &problem["error_id"]), (413, &"too-large".into()), "{hook}");
    }
    let answer =
        Client::new().post(serve.url("/hooks/twiml")).header("content-type", FORM).body(body(60_000)).send();
    assert_eq!(answer.await.unwrap().status(), 200);
}

#[test]
fn a_body_that_is_told_to_be_too_large_is_not_waited_for() {
    let serve = Setup::new().with("TWIML_PATIENCE", "60s").start();
    let answer = answered(&serve, "Content-Length: 65537\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("too-large"), "{answer}");
}

#[tokio::test]
async fn a_wrong_signature_learns_nothing() {
    let serve = Setup::signed().start();
    let caller = Caller::new(&serve, "CA-forged");
    let fields = caller.fields(&[]);
    let right = sign(&format!("{PUBLIC_URL}/hooks/twiml"), &fields);
    let mut answers = Vec::new();
    for signature in ["AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "", "not base64", "RSOYDt4T1cUTdK1PDd93/VVr8B8="] {
        let request = Client::new()
            .post(serve.url("/hooks/twiml"))
            .form(&fields)
            .header("x-twilio-signature", signature);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 403, "{signature}");
        answers.push(answer.text().await.unwrap());
    }
    let unsigned = Client::new().post(serve.url("/hooks/twiml")).form(&fields).send().await.unwrap();
    assert_eq!(unsigned.status(), 403);
    answers.push(unsigned.text().await.unwrap());
    let changed =
        Client::new().post(serve.url("/hooks/twiml?x=1")).form(&fields).header("x-twilio-signature", &right);
    answers.push(changed.send().await.unwrap().text().await.unwrap());
    answers.dedup();
    assert_eq!(answers.len(), 1, "whatever was wrong, the same is said: {answers:?}");
    assert!(!answers[0].contains("signature"), "{}", answers[0]);
    let request =
        Client::new().post(serve.url("/hooks/twiml")).form(&fields).header("x-twilio-signature", right);
    assert_eq!(request.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn other_methods_and_addresses_are_told_as_problems() {
    let serve = Setup::new().start();
    for path in ["/hooks/twiml", "/hooks/asterisk"] {
        let answer = Client::new().get(serve.url(path)).send().await.unwrap();
        assert_eq!(answer.status(), 405, "{path}");
        assert_eq!(answer.headers()["allow"], "POST");
        assert_eq!(answer.json::<Value>().await.unwrap()["error_id"], "method-not-allowed");
    }
    let answer = Client::new().get(serve.url("/prompts/%ff.wav")).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.json::<Value>().await.unwrap()["error_id"], "malformed");
    for path in ["/nothing", "/hooks", "/hooks/twiml/", "/prompts/../centralino.db", "/prompts/centralino.db"]
    {
        let answer = Client::new().get(serve.url(path)).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(answer.json::<Value>().await.unwrap()["error_id"], "not-found");
    }
}

#[tokio::test]
async fn a_state_that_is_not_ours_begins_the_call_again() {
    let serve = Setup::signed().start();
    let caller = Caller::new(&serve, "CA-seal");
    let second = caller.walks("1").await;
    let stranger = Caller::new(&serve, "CA-other");
    for action in [second.action(), "/hooks/twiml?s=AAAA&n=1", "/hooks/twiml?s=%00&n=1"] {
        let again = stranger.next(action, &[("Digits", "3")]).await;
        assert!(again.heard().contains("Risponde"), "the greeting, and no transfer: {again:?}");
    }
}

#[tokio::test]
async fn a_storm_of_keys_ends_well() {
    let serve = Setup::signed().start();
    let caller = Caller::new(&serve, "CA-storm");
    let mut document = caller.arrives().await;
    for turn in 0..400 {
        let Some(_) = document.element("Gather") else {
            assert!(turn > 3, "it is not that short: {document:?}");
            return;
        };
        document = caller.presses(&document, &"7".repeat(if turn % 2 == 0 { 400 } else { 0 })).await;
    }
    panic!("the call never ends: {document:?}");
}
