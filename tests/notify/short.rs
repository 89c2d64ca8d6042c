//! Short messages through a gateway that drops twins, as Standard Webhooks asks of a receiver: whatever breaks between the two, a user's telephone
//! gets one message.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ring::hmac;
use serde_json::Value;

use super::webhook::KEY;
use crate::api;
use crate::rig::{Serve, Setup, comes};

/// What becomes of a request that the gateway has taken.
#[derive(Clone, Copy, Debug)]
enum Taken {
    /// It is said that it was.
    Said,
    /// The gateway says that it failed, though the message is on its way.
    Denied,
    /// No answer is ever given.
    Silent,
}

/// A gateway that sends what it has not sent before, by its id.
#[derive(Clone)]
struct Gateway {
    /// What becomes of the first request; all others are answered.
    first: Taken,
    /// The ids of all requests, in order.
    asked: Arc<Mutex<Vec<String>>>,
    /// What went out, by id.
    sent: Arc<Mutex<BTreeMap<String, Value>>>,
}

impl Gateway {
    async fn open(first: Taken) -> (Self, String) {
        let gateway = Self { first, asked: Arc::default(), sent: Arc::default() };
        let router = Router::new().route("/sms", post(take)).with_state(gateway.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/sms", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (gateway, url)
    }

    /// Waits until so many requests came.
    async fn asked(&self, count: usize) -> Vec<String> {
        let all = async || Some(self.asked.lock().unwrap().clone()).filter(|asked| asked.len() >= count);
        comes(&format!("{count} requests came"), all).await
    }

    /// What went out: to whom, and what.
    fn messages(&self) -> Vec<(String, String)> {
        let text = |data: &Value, name: &str| data[name].as_str().unwrap().to_owned();
        let sent = self.sent.lock().unwrap();
        sent.values().map(|data| (text(data, "to"), text(data, "text"))).collect()
    }
}

async fn take(State(gateway): State<Gateway>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let id = header("webhook-id");
    assert_eq!(header("webhook-signature"), signature(&id, &header("webhook-timestamp"), &body));
    let message: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(message["type"], "sms.send");
    gateway.sent.lock().unwrap().entry(id.clone()).or_insert_with(|| message["data"].clone());
    let is_first = {
        let mut asked = gateway.asked.lock().unwrap();
        asked.push(id);
        asked.len() == 1
    };
    match gateway.first {
        Taken::Denied if is_first => StatusCode::BAD_GATEWAY,
        Taken::Silent if is_first => std::future::pending().await,
        Taken::Said | Taken::Denied | Taken::Silent => StatusCode::NO_CONTENT,
    }
}

/// As Standard Webhooks describes it, made here anew so that the service's own cannot be wrong alike.
fn signature(id: &str, timestamp: &str, body: &[u8]) -> String {
    let key = BASE64_STANDARD.decode(KEY.strip_prefix("whsec_").unwrap()).unwrap();
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), &signed);
    format!("v1,{}", BASE64_STANDARD.encode(tag))
}

fn service(url: &str) -> Serve {
    Setup::new().with("SMS_URL", url).with("WEBHOOK_SECRET", KEY).start()
}

/// Books a callback for a mobile over the API; the request's number, in groups.
async fn book(serve: &Serve, phone: &str) -> String {
    let (tickets, _) = api::books(serve, &[phone]).await;
    let ticket = tickets[0].value().to_string();
    format!("{} {} {}", &ticket[..3], &ticket[3..6], &ticket[6..])
}

/// One message, to whom and with the number, though it was asked for twice under one id.
async fn once(gateway: &Gateway, ticket: &str) {
    let asked = gateway.asked(2).await;
    assert_eq!(asked[0], asked[1], "the same id");
    let messages = gateway.messages();
    let [(to, text)] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!(to, "+393921234567");
    assert!(text.contains(ticket) && text.contains("prenotata la telefonata"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_the_gateway_took_and_denied_is_asked_for_again_and_goes_out_once() {
    let (gateway, url) = Gateway::open(Taken::Denied).await;
    let serve = service(&url);
    let ticket = book(&serve, "+39 392 123 4567").await;
    once(&gateway, &ticket).await;
    assert!(!serve.log().contains("3921234567"), "no number is logged");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_dies_between_the_message_and_the_answer_asks_again_and_it_goes_out_once() {
    let (gateway, url) = Gateway::open(Taken::Silent).await;
    let mut serve = service(&url);
    let ticket = book(&serve, "+39 392 123 4567").await;
    gateway.asked(1).await;
    serve.crash();
    // It had the message in hand for two minutes, which are over now.
    let over = "UPDATE outbox SET leased_to = unixepoch() WHERE sent_at IS NULL RETURNING id";
    assert_eq!(serve.setup().stranger().await.texts(over).await.len(), 1);
    let _serve = serve.start_again();
    once(&gateway, &ticket).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_was_taken_is_not_asked_for_again() {
    let (gateway, url) = Gateway::open(Taken::Said).await;
    let serve = service(&url);
    let ticket = book(&serve, "+39 392 123 4567").await;
    gateway.asked(1).await;
    crate::rig::until("it is noted as sent", || serve.log().contains("a notice is sent").then_some(()));
    let serve = serve.crash_and_start();
    book(&serve, "+39 392 123 4568").await;
    let asked = gateway.asked(2).await;
    assert!(asked.len() == 2 && asked[0] != asked[1], "{asked:?}");
    let messages = gateway.messages();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert_eq!(messages.iter().filter(|(_, text)| text.contains(&ticket)).count(), 1, "{messages:?}");
}
