//! Booked callbacks that Twilio and jambonz place. Their REST is played by a small server, from their documents; all that they then ask of us goes by
//! their hooks to the running service, until it is known what became of each call.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use centralino::ticket::{Attempted, Event};
use chrono::DateTime;
use reqwest::Client;
use serde_json::{Value, json};

use super::jambonz;
use crate::api;
use crate::rig::{Caller, PUBLIC_URL, Serve, Setup};

/// What users see.
pub(super) const FROM: &str = "+390612345678";

/// Which platform is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Twilio,
    Jambonz,
}

/// A call that the platform was asked for.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// What the platform calls it.
    sid: String,
    to: String,
    pub(super) from: String,
    /// Where it asks what to do, and tells how it ended.
    pub(super) hook: String,
}

/// The platform's REST.
#[derive(Clone)]
pub(super) struct Cloud {
    kind: Kind,
    orders: Arc<Mutex<Vec<Order>>>,
    /// How each call stands that is under way or over.
    stands: Arc<Mutex<HashMap<String, &'static str>>>,
}

impl Cloud {
    pub(super) async fn open(kind: Kind) -> (Self, String) {
        let cloud = Self { kind, orders: Arc::default(), stands: Arc::default() };
        let router = Router::new()
            .route("/2010-04-01/Accounts/AC1/Calls.json", post(of_twilio))
            .route("/2010-04-01/Accounts/AC1/Calls/{sid}", get(read))
            .route("/v1/Accounts/AC1/Calls", post(of_jambonz))
            .route("/v1/Accounts/AC1/Calls/{sid}", get(read))
            .with_state(cloud.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (cloud, url)
    }

    fn takes(&self, to: &str, from: &str, hook: &str) -> String {
        let mut orders = self.orders.lock().unwrap();
        let sid = format!("CA{}", orders.len());
        let [to, from, hook] = [to, from, hook].map(str::to_owned);
        orders.push(Order { sid: sid.clone(), to, from, hook });
        self.stands.lock().unwrap().insert(sid.clone(), "ringing");
        sid
    }

    /// Every order for a number so far.
    pub(super) fn orders(&self, number: &str) -> Vec<Order> {
        self.orders.lock().unwrap().iter().filter(|order| order.to == number).cloned().collect()
    }

    pub(super) fn stands(&self, order: &Order, how: &'static str) {
        self.stands.lock().unwrap().insert(order.sid.clone(), how);
    }
}

/// <https://www.twilio.com/docs/voice/api/call-resource>
async fn of_twilio(
    State(cloud): State<Cloud>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> (StatusCode, Json<Value>) {
    assert!(headers["authorization"].to_str().unwrap().starts_with("Basic "));
    assert_eq!(form["StatusCallback"], form["Url"]);
    let sid = cloud.takes(&form["To"], &form["From"], &form["Url"]);
    (StatusCode::CREATED, Json(json!({ "sid": sid, "status": "queued" })))
}

/// <https://docs.jambonz.org/reference/rest-call-control/calls/create-call>
async fn of_jambonz(
    State(cloud): State<Cloud>,
    headers: HeaderMap,
    Json(wanted): Json<Value>,
) -> (StatusCode, Json<Value>) {
    assert_eq!(headers["authorization"], "Bearer api-key");
    assert_eq!(wanted["call_hook"], wanted["call_status_hook"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (to, from) = (text(&wanted["to"]["number"]), text(&wanted["from"]));
    let sid = cloud.takes(&to, &from, &text(&wanted["call_hook"]["url"]));
    (StatusCode::CREATED, Json(json!({ "sid": sid })))
}

/// How a call stands. jambonz does not tell of one that is over.
async fn read(State(cloud): State<Cloud>, Path(name): Path<String>) -> (StatusCode, Json<Value>) {
    let sid = name.trim_end_matches(".json");
    let stands = cloud.stands.lock().unwrap().get(sid).copied();
    match (cloud.kind, stands) {
        (Kind::Twilio, Some(status)) => (StatusCode::OK, Json(json!({ "sid": sid, "status": status }))),
        (Kind::Jambonz, Some(status)) if status != "completed" => {
            (StatusCode::OK, Json(json!({ "call_sid": sid, "call_status": status })))
        }
        (_, _) => (StatusCode::NOT_FOUND, Json(json!({}))),
    }
}

/// What a platform tells of a call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Told<'a> {
    Status(&'a str),
    Key(&'a str),
    Silence,
    Dialled(&'a str),
}

/// What it is told to do.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) heard: String,
    /// Where keys go, if any are asked for.
    pub(super) asks: Option<String>,
    /// Who is dialled, and where it is told how that ended.
    pub(super) dials: Option<(String, String)>,
    pub(super) is_over: bool,
}

/// A call as its platform leads it.
pub(super) struct Line<'a> {
    pub(super) cloud: &'a Cloud,
    pub(super) serve: &'a Serve,
    pub(super) order: Order,
    /// The service's time, for jambonz's signatures; Unix seconds.
    pub(super) time: i64,
}

impl Line<'_> {
    pub(super) async fn tells(&self, address: &str, told: Told<'_>) -> Said {
        match self.cloud.kind {
            Kind::Twilio => self.tells_as_twilio(address, told).await,
            Kind::Jambonz => self.tells_as_jambonz(address, told).await,
        }
    }

    async fn tells_as_twilio(&self, address: &str, told: Told<'_>) -> Said {
        let Order { sid, to, from, hook: _ } = &self.order;
        let caller = Caller::by_number(sid, from).to(to).behind(&self.serve.url(""));
        let field = match told {
            Told::Status(status) => ("CallStatus", status),
            Told::Key(key) => ("Digits", key),
            Told::Silence => ("Digits", ""),
            Told::Dialled(status) => ("DialCallStatus", status),
        };
        let document = caller.next(address, &[("Direction", "outbound-api"), field]).await;
        Said {
            heard: document.heard(),
            asks: document.element("Gather").map(|_| document.action().to_owned()),
            dials: document
                .element("Dial")
                .map(|_| (document.dialled().to_owned(), document.action().to_owned())),
            is_over: document.element("Hangup").is_some(),
        }
    }

    async fn tells_as_jambonz(&self, address: &str, told: Told<'_>) -> Said {
        let Order { sid, to, from, hook: _ } = &self.order;
        let mut body = json!({
            "call_sid": sid, "account_sid": "AC1", "direction": "outbound", "from": from, "to": to, "call_id": "c",
            "call_status": "in-progress", "sip_status": 200, "trace_id": "d",
        });
        let more = match told {
            Told::Status(status) => json!({ "call_status": status }),
            Told::Key(key) => json!({ "digits": key, "reason": "dtmfDetected" }),
            Told::Silence => json!({ "reason": "timeout" }),
            Told::Dialled(status) => json!({ "dial_call_status": status, "dial_call_sid": "e" }),
        };
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let url = self.serve.url(address.strip_prefix(PUBLIC_URL).unwrap());
        let answer = jambonz::signed(&Client::new(), &url, self.time, body.to_string()).send().await.unwrap();
        if answer.status() == 204 {
            return Said::default();
        }
        assert_eq!(answer.status(), 200);
        let mut said = Said::default();
        for verb in answer.json::<Vec<Value>>().await.unwrap() {
            words(&verb, &mut said.heard);
            let back = || verb["actionHook"].as_str().unwrap().to_owned();
            match verb["verb"].as_str().unwrap() {
                "gather" => said.asks = Some(back()),
                "dial" => {
                    let to = verb["target"][0]["sipUri"].as_str().unwrap().to_owned();
                    said.dials = Some((to, back()));
                }
                "hangup" => said.is_over = true,
                _ => {}
            }
        }
        said
    }

    /// Somebody or something answers. jambonz tells how the call stands beside it, to the same hook.
    async fn is_answered(&self) -> Said {
        let said = self.answers().await;
        assert!(said.heard.contains("questa è la richiamata prenotata"), "{said:?}");
        assert!(said.asks.is_some() && said.dials.is_none(), "nobody is joined before a key: {said:?}");
        said
    }

    /// The same, whatever is said then.
    pub(super) async fn answers(&self) -> Said {
        let hook = &self.order.hook;
        if self.cloud.kind == Kind::Jambonz {
            self.tells(hook, Told::Status("ringing")).await;
            self.tells(hook, Told::Status("in-progress")).await;
        }
        self.cloud.stands(&self.order, "in-progress");
        self.tells(hook, Told::Status("in-progress")).await
    }

    /// The call ends so, and the hook hears of it.
    pub(super) async fn ends(&self, status: &'static str) {
        self.cloud.stands(&self.order, status);
        self.tells(&self.order.hook, Told::Status(status)).await;
    }
}

/// The texts of a verb, and of what stands in it.
fn words(verb: &Value, heard: &mut String) {
    let texts: Vec<_> = match (&verb["text"], &verb["say"]["text"]) {
        (Value::String(one), _) | (_, Value::String(one)) => vec![one.as_str()],
        (Value::Array(all), _) | (_, Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        (_, _) => Vec::new(),
    };
    for text in texts {
        write!(heard, "{text} ").unwrap();
    }
}

pub(super) fn service(kind: Kind, url: &str) -> Serve {
    let (secret, value) = jambonz::secret();
    let setup = Setup::signed().with("CALLBACK_FROM", FROM);
    let setup = match kind {
        Kind::Twilio => setup.with("TWILIO_ACCOUNT", "AC1").with("TWILIO_URL", url),
        Kind::Jambonz => setup
            .with("JAMBONZ_ACCOUNT", "AC1")
            .with("JAMBONZ_API_KEY", "api-key")
            .with("JAMBONZ_URL", url)
            .with(secret, &value)
            .with("JAMBONZ_SIP_DOMAIN", "pbx.example"),
    };
    setup.change_menu(|menu| menu.replacen("  seats: 2", "  seats: 20", 1));
    setup.start()
}

const SPOKEN: &str = "+393331000001";
const BUSY: &str = "+393331000002";
const UNANSWERED: &str = "+393331000003";
const MACHINE: &str = "+393331000004";
const STRANGER: &str = "+393331000005";
const DECLINED: &str = "+393331000006";
const ALONE: &str = "+393331000007";

async fn every_end_is_kept(kind: Kind) {
    let (cloud, url) = Cloud::open(kind).await;
    let mut serve = service(kind, &url);
    let numbers = [SPOKEN, BUSY, UNANSWERED, MACHINE, STRANGER, DECLINED, ALONE];
    let (tickets, start) = api::books(&serve, &numbers).await;
    assert_eq!(cloud.orders.lock().unwrap().len(), 0, "not before its time");
    // Its time has come.
    serve.crash();
    let serve = serve.start_again_at(&start);
    let time = DateTime::parse_from_rfc3339(&start).unwrap().timestamp();
    let line = async |number: &str| {
        let order = serve.comes("the order is there", async || cloud.orders(number).into_iter().next()).await;
        assert_eq!(order.from, FROM, "the number that can be called back is shown");
        Line { cloud: &cloud, serve: &serve, order, time }
    };

    // Spoken with: the key, then the operator.
    let call = line(SPOKEN).await;
    let asked = call.is_answered().await.asks.unwrap();
    let (to, action) = call.tells(&asked, Told::Key("1")).await.dials.unwrap();
    assert_eq!(to, "sip:giustizia-richiamate@pbx.example");
    let after = call.tells(&action, Told::Dialled("completed")).await;
    assert!(after.is_over && after.asks.is_none(), "{after:?}");
    call.ends("completed").await;

    // Nobody answers, and the line is busy: only the hook tells.
    for (number, status) in [(BUSY, "busy"), (UNANSWERED, "no-answer")] {
        let call = line(number).await;
        call.tells(&call.order.hook, Told::Status(status)).await;
    }

    // A machine, which presses nothing.
    let call = line(MACHINE).await;
    let asked = call.is_answered().await.asks.unwrap();
    let again = call.tells(&asked, Told::Silence).await.asks.unwrap();
    let left = call.tells(&again, Told::Silence).await;
    assert!(left.is_over && left.dials.is_none(), "no operator meets a machine: {left:?}");
    call.ends("completed").await;

    // Whoever did not book it.
    let call = line(STRANGER).await;
    let asked = call.is_answered().await.asks.unwrap();
    let left = call.tells(&asked, Told::Key("2")).await;
    assert!(left.is_over && left.heard.contains("Ci scusiamo per il disturbo"), "{left:?}");
    call.ends("completed").await;

    // Whoever answers and hangs up.
    let call = line(DECLINED).await;
    call.is_answered().await;
    call.ends("completed").await;

    // A key, and then no operator.
    let call = line(ALONE).await;
    let asked = call.is_answered().await.asks.unwrap();
    let (_, action) = call.tells(&asked, Told::Key("1")).await.dials.unwrap();
    let left = call.tells(&action, Told::Dialled("no-answer")).await;
    assert!(left.is_over && left.heard.contains("nessun operatore può rispondere"), "{left:?}");
    call.ends("completed").await;

    let store = serve.setup().store().await;
    let one = |outcome| Event::CallbackAttempted { attempt: 1, outcome };
    let expected = [
        vec![Event::CallbackSpoken, one(Attempted::Spoken)],
        vec![one(Attempted::Busy)],
        vec![one(Attempted::NoAnswer)],
        vec![one(Attempted::Voicemail)],
        vec![one(Attempted::WrongNumber)],
        vec![one(Attempted::Refused)],
        vec![one(Attempted::NoOperator)],
    ];
    for ((ticket, number), expected) in tickets.into_iter().zip(numbers).zip(expected) {
        serve
            .comes(&format!("{expected:?} of {number}"), async || {
                let ticket = store.ticket("giustizia", ticket).await.unwrap().unwrap();
                // After the opening and the booking.
                let history: Vec<_> =
                    ticket.history.into_iter().skip(2).map(|happened| happened.entry.event).collect();
                history.starts_with(&expected).then_some(())
            })
            .await;
        assert_eq!(cloud.orders(number).len(), 1, "{number} rings once");
    }
    assert!(!serve.log().contains("33310000"), "no number is logged");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_twilio_placed_runs_to_its_outcome_by_its_hook() {
    every_end_is_kept(Kind::Twilio).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_jambonz_placed_runs_to_its_outcome_by_its_hook() {
    every_end_is_kept(Kind::Jambonz).await;
}
