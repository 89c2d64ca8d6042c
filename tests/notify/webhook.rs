//! Signed webhooks as a receiver gets them.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use centralino::notify::{Event, Notice, SigningKey, Verdict, Webhooks};
use chrono::Utc;

use super::notice;

pub(super) const KEY: &str = OLD;
const OLD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NEW: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Webhooks as the program sends them.
fn webhooks(keys: &[SigningKey]) -> Webhooks {
    centralino::tls::begin();
    Webhooks::new(keys.to_vec()).unwrap()
}

pub(super) type Received = Arc<Mutex<Vec<(HeaderMap, String)>>>;

async fn take(State(received): State<Received>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut received = received.lock().unwrap();
    received.push((headers, String::from_utf8(body.to_vec()).unwrap()));
    if received.len() == 1 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::NO_CONTENT }
}

/// A receiver that refuses what comes first, and its address.
pub(super) async fn receiver() -> (Received, String) {
    let received = Received::default();
    let router = Router::new().route("/in", post(take)).with_state(Arc::clone(&received));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/in", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (received, url)
}

fn moved() -> Notice {
    notice(Event::Moved, "2026-11-22T10:00:00+01:00", "dogane")
}

#[tokio::test]
async fn a_webhook_comes_again_with_the_same_id_and_a_signature_that_fits() {
    let (received, url) = receiver().await;
    let keys = [OLD, NEW].map(|key| SigningKey::read(key).unwrap());
    let webhooks = webhooks(&keys);
    let now = Utc::now();
    let refused = webhooks.send(&url, "n-1", &moved(), now).await;
    assert_eq!(refused, Verdict::Later { because: "the receiver answered 503".to_owned(), after: None });
    let later = now + chrono::Duration::seconds(5);
    assert_eq!(webhooks.send(&url, "n-1", &moved(), later).await, Verdict::Sent);

    let received = received.lock().unwrap();
    let [(first, body), (second, again)] = &received[..] else { panic!("{received:?}") };
    assert_eq!(body, again);
    assert_eq!(
        (&first["webhook-id"], &second["webhook-id"]),
        (&"n-1".parse().unwrap(), &"n-1".parse().unwrap())
    );
    assert_ne!(first["webhook-timestamp"], second["webhook-timestamp"], "a kept one is refused by its age");
    // A receiver that knows only one of the keys takes it.
    let signatures: Vec<_> = second["webhook-signature"].to_str().unwrap().split(' ').collect();
    assert_eq!(signatures, keys.map(|key| key.sign("n-1", later, again)));
    let said: serde_json::Value = serde_json::from_str(again).unwrap();
    assert_eq!(said["type"], "callback.moved");
    assert_eq!(said["timestamp"], "2026-11-22T10:00:00+01:00");
    assert_eq!(said["data"]["dated"], "2026-11-22");
}

#[tokio::test]
async fn a_short_message_is_asked_of_the_gateway() {
    let (received, url) = receiver().await;
    let webhooks = webhooks(&[SigningKey::read(OLD).unwrap()]);
    webhooks.send_sms(&url, "n-2", "+393331234567", "Prova", Utc::now()).await;
    let received = received.lock().unwrap();
    let said: serde_json::Value = serde_json::from_str(&received[0].1).unwrap();
    assert_eq!(said["type"], "sms.send");
    assert_eq!(said["data"], serde_json::json!({ "to": "+393331234567", "text": "Prova" }));
}

#[tokio::test]
async fn nobody_there_is_later_and_the_address_is_not_told() {
    let webhooks = webhooks(&[SigningKey::read(OLD).unwrap()]);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/secret-part", listener.local_addr().unwrap());
    drop(listener);
    let verdict = webhooks.send(&url, "n-3", &moved(), Utc::now()).await;
    assert_eq!(
        verdict,
        Verdict::Later { because: "the receiver could not be reached".to_owned(), after: None }
    );
}
