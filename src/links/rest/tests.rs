//! The platforms played by a small server, from their documents; a real one cannot be had here. What is shown is what we ask, and what we make of the
//! answers: that a call is ordered once, and that a broken order is looked for before it counts as uncertain.

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use std::sync::Mutex;

use super::*;
use crate::config::{Account, Secret};
use crate::links::placing::Agent;
use crate::menu::model::First;
use crate::ticket::{Attempted, TicketNumber};

/// What the platform answers to its so-manieth request: status and body; none: it hangs up without a word.
type Answers = Vec<Option<(u16, String)>>;

/// A platform that answers so, in order, and keeps what it was asked.
async fn platform(answers: Answers) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked);
    tokio::spawn(async move {
        for answer in answers {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            loop {
                let mut part = [0; 4096];
                let read = socket.read(&mut part).await.unwrap();
                request.extend_from_slice(&part[..read]);
                let text = String::from_utf8_lossy(&request).to_string();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = head
                    .lines()
                    .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
                if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                    kept.lock().unwrap().push(text);
                    break;
                }
            }
            if let Some((status, body)) = answer {
                let head = format!(
                    "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                socket.write_all(head.as_bytes()).await.unwrap();
                socket.write_all(body.as_bytes()).await.unwrap();
            }
        }
    });
    (url, asked)
}

fn account(url: &str) -> Account {
    Account {
        url: url.to_owned(),
        id: "AC1".to_owned(),
        user: "AC1".to_owned(),
        secret: Secret::new("s3cret"),
    }
}

fn twilio(url: &str) -> Placer<Twilio> {
    crate::tls::begin();
    Placer::new(Twilio::new(account(url), "https://phone.example", Client::new()))
}

fn jambonz(url: &str) -> Placer<Jambonz> {
    crate::tls::begin();
    Placer::new(Jambonz::new(account(url), "https://phone.example", Client::new()))
}

fn order() -> Order {
    Order {
        ticket: Some(TicketNumber::from_seed(7)),
        attempt: 2,
        id: "callback-482915070-2".to_owned(),
        to: Number::from_digits(393_921_234_567).unwrap(),
        from: Number::from_digits(390_612_345_678).unwrap(),
        desk: "dogane".into(),
        language: crate::terms::Language::It,
        first: First::Customer,
        agents: vec![Agent { to: "operatori".into(), ring: 25 }],
        ring: 30,
        arrival: None,
    }
}

/// The call of [`order`], ordered so many seconds ago by whoever.
fn sought(place: Option<&str>, seconds: i64) -> Sought<'_> {
    let order = order();
    let ago = TimeDelta::seconds(seconds);
    Sought { id: "callback-482915070-2", place, to: Some(order.to), from: Some(order.from), ago }
}

#[tokio::test]
async fn twilio_is_asked_for_a_call_that_our_hook_leads() {
    let (url, asked) = platform(vec![Some((201, r#"{"sid":"CA77","status":"queued"}"#.to_owned()))]).await;
    let placed = twilio(&url).place(&order()).await;
    assert_eq!(placed, Placed::UnderWay { place: "CA77".to_owned() });
    let asked = asked.lock().unwrap().clone();
    let [request] = asked.as_slice() else { panic!("{asked:?}") };
    assert!(request.starts_with("POST /2010-04-01/Accounts/AC1/Calls.json "), "{request}");
    assert!(request.contains("authorization: Basic QUMxOnMzY3JldA=="), "{request}");
    let hook = "https%3A%2F%2Fphone.example%2Fhooks%2Ftwiml%3Fp%3Dcallback-482915070-2";
    for field in [
        "To=%2B393921234567",
        "From=%2B390612345678",
        &format!("Url={hook}"),
        &format!("StatusCallback={hook}"),
        "Timeout=30",
    ] {
        assert!(request.contains(field), "{field}: {request}");
    }
}

#[tokio::test]
async fn a_refusal_rings_nowhere_and_is_not_looked_for() {
    for status in [400, 401, 404, 429] {
        let (url, asked) = platform(vec![Some((status, r#"{"code":21211}"#.to_owned()))]).await;
        let placed = twilio(&url).place(&order()).await;
        assert!(
            matches!(&placed, Placed::Refused { because } if !because.contains("39392")),
            "{status}: {placed:?}"
        );
        assert_eq!(asked.lock().unwrap().len(), 1);
    }
    // Nobody listens there at all.
    assert!(matches!(twilio("http://127.0.0.1:9").place(&order()).await, Placed::Refused { .. }));
}

/// A list with one call to our user, created so many seconds from now.
fn list(seconds: i64, status: &str) -> (u16, String) {
    let created = (Clock::system().now() + chrono::TimeDelta::seconds(seconds)).to_rfc2822();
    (200, format!(r#"{{"calls":[{{"sid":"CA78","status":"{status}","date_created":"{created}"}}]}}"#))
}

#[tokio::test]
async fn an_order_that_broke_off_is_looked_for_before_it_is_uncertain() {
    // It hangs up, and the call is there.
    let (url, asked) = platform(vec![None, Some(list(0, "ringing"))]).await;
    assert_eq!(twilio(&url).place(&order()).await, Placed::UnderWay { place: "CA78".to_owned() });
    let looked = asked.lock().unwrap()[1].clone();
    for part in [
        "GET /2010-04-01/Accounts/AC1/Calls.json?",
        "To=%2B393921234567",
        "From=%2B390612345678",
        "StartTime%3E=",
    ] {
        assert!(looked.contains(part), "{part}: {looked}");
    }
    // The same with a fault of theirs; an earlier call to the same user is another one.
    let (url, asked) = platform(vec![
        Some((500, String::new())),
        Some(list(-3_600, "in-progress")),
        Some(list(-3_600, "completed")),
    ])
    .await;
    assert!(matches!(twilio(&url).place(&order()).await, Placed::Uncertain { .. }));
    assert_eq!(twilio(&url).fate(&sought(None, 60)).await, Fate::Gone, "asked once more, it is not there");
    assert_eq!(
        asked.lock().unwrap().iter().filter(|asked| asked.starts_with("POST")).count(),
        1,
        "never ordered twice"
    );
}

#[tokio::test]
async fn a_call_whose_orderer_died_is_looked_for_by_whoever_has_it_in_hand_now() {
    // Another replica: it has ordered nothing, and knows what the attempt says.
    for (status, fate) in [("ringing", Fate::UnderWay), ("no-answer", Fate::Ended(Attempted::NoAnswer))] {
        let (url, asked) = platform(vec![Some(list(-2, status))]).await;
        assert_eq!(twilio(&url).fate(&sought(None, 2)).await, fate, "{status}");
        let looked = asked.lock().unwrap()[0].clone();
        assert!(looked.contains("To=%2B393921234567") && looked.contains("From=%2B390612345678"), "{looked}");
    }
    let nothing = || Some((200, r#"{"calls":[]}"#.to_owned()));
    let (url, _) = platform(vec![nothing(), nothing(), None, Some((503, String::new()))]).await;
    let fresh = twilio(&url);
    assert_eq!(fresh.fate(&sought(None, 2)).await, Fate::Unreachable, "the order may still be on its way");
    assert_eq!(fresh.fate(&sought(None, 60)).await, Fate::Gone);
    assert_eq!(fresh.fate(&sought(None, 60)).await, Fate::Unreachable, "it hangs up without a word");
    assert_eq!(fresh.fate(&sought(None, 60)).await, Fate::Unreachable, "it is out of order");
    let calls = r#"[{"call_sid":"j2","to":"393921234567","from":"+390612345678","call_status":"ringing"}]"#;
    let (url, _) = platform(vec![Some((200, calls.to_owned()))]).await;
    assert_eq!(jambonz(&url).fate(&sought(None, 2)).await, Fate::UnderWay);
    // An attempt of a release that kept no number shown: nobody can say.
    let unknown = Sought { from: None, ..sought(None, 60) };
    assert_eq!(twilio("http://127.0.0.1:9").fate(&unknown).await, Fate::Unreachable);
}

#[tokio::test]
async fn what_became_of_a_call_is_asked_for_by_its_own_name() {
    for (status, fate) in [
        ("queued", Fate::UnderWay),
        ("ringing", Fate::UnderWay),
        ("in-progress", Fate::UnderWay),
        ("busy", Fate::Ended(Attempted::Busy)),
        ("no-answer", Fate::Ended(Attempted::NoAnswer)),
        ("canceled", Fate::Ended(Attempted::NoAnswer)),
        ("failed", Fate::Ended(Attempted::Failed)),
        ("completed", Fate::Gone),
    ] {
        let (url, asked) =
            platform(vec![Some((200, format!(r#"{{"sid":"CA77","status":"{status}"}}"#)))]).await;
        assert_eq!(twilio(&url).fate(&sought(Some("CA77"), 5)).await, fate, "{status}");
        assert!(asked.lock().unwrap()[0].starts_with("GET /2010-04-01/Accounts/AC1/Calls/CA77.json "));
        let (url, asked) =
            platform(vec![Some((200, format!(r#"{{"call_sid":"j1","call_status":"{status}"}}"#)))]).await;
        assert_eq!(jambonz(&url).fate(&sought(Some("j1"), 5)).await, fate, "{status}");
        assert!(asked.lock().unwrap()[0].starts_with("GET /v1/Accounts/AC1/Calls/j1 "));
    }
    let (url, _) = platform(vec![Some((404, String::new())), Some((503, String::new()))]).await;
    let placer = twilio(&url);
    assert_eq!(placer.fate(&sought(Some("CA77"), 5)).await, Fate::Gone);
    assert_eq!(placer.fate(&sought(Some("CA77"), 5)).await, Fate::Unreachable);
}

#[tokio::test]
async fn jambonz_is_asked_with_hooks_of_its_own_and_a_tag() {
    let (url, asked) = platform(vec![Some((201, r#"{"sid":"j1"}"#.to_owned()))]).await;
    assert_eq!(jambonz(&url).place(&order()).await, Placed::UnderWay { place: "j1".to_owned() });
    let request = asked.lock().unwrap()[0].clone();
    assert!(request.starts_with("POST /v1/Accounts/AC1/Calls "), "{request}");
    assert!(request.contains("authorization: Bearer s3cret"), "{request}");
    let body: Value = serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
    let hook = serde_json::json!({ "url": "https://phone.example/hooks/jambonz?p=callback-482915070-2", "method": "POST" });
    assert_eq!(body["to"], serde_json::json!({ "type": "phone", "number": "+393921234567" }));
    assert_eq!((&body["call_hook"], &body["call_status_hook"]), (&hook, &hook));
    assert_eq!((&body["from"], &body["timeout"]), (&"+390612345678".into(), &30.into()));
}

#[tokio::test]
async fn a_broken_order_at_jambonz_is_found_among_the_calls_under_way() {
    let calls = r#"[{"call_sid":"j0","to":"390699","from":"390612345678","call_status":"ringing"},
        {"call_sid":"j2","to":"393921234567","from":"+390612345678","call_status":"ringing"}]"#;
    let (url, _) = platform(vec![None, Some((200, calls.to_owned()))]).await;
    assert_eq!(jambonz(&url).place(&order()).await, Placed::UnderWay { place: "j2".to_owned() });
    let (url, _) = platform(vec![None, Some((200, "[]".to_owned()))]).await;
    assert!(matches!(jambonz(&url).place(&order()).await, Placed::Uncertain { .. }));
}

#[test]
fn operators_who_are_called_first_are_called_by_neither() {
    for (customer, agent) in [
        (twilio("http://x").can(First::Customer), twilio("http://x").can(First::Agent)),
        (jambonz("http://x").can(First::Customer), jambonz("http://x").can(First::Agent)),
    ] {
        assert!(customer && !agent);
    }
}
