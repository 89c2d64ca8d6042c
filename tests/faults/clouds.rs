//! Callbacks over a platform in the cloud that is slow, or by a service that dies while it is asked: played by a small server, as Twilio's documents
//! describe it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use centralino::booking::{Slot, What, call_name};
use centralino::store::{Booked, Clerk, NewChange, Store};
use centralino::ticket::{Attempted, Event, TicketNumber};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::rig::{Caller, OPEN, Setup, until};
use crate::store::callback;

/// A user whom the cloud takes long to call.
const SLOW: u64 = 393_330_009_001;
const OTHER: u64 = 393_330_009_002;
/// Two of whom the platform does not say whether it calls them: the desk of one calls nobody again then, the other's does.
const LEFT: u64 = 393_330_009_003;
const AGAIN: u64 = 393_330_009_004;

/// How long that is: shorter than the service waits.
const LONG: Duration = Duration::from_secs(8);

/// Since when a call is there, and how it stands.
type Stands = Option<(DateTime<Utc>, &'static str)>;

/// What the platform was asked, and what it answered, in order.
#[derive(Clone, Default)]
struct Cloud {
    seen: Arc<Mutex<Vec<String>>>,
    /// How the call of the slow user stands: it is taken at once, and told late.
    stands: Arc<Mutex<Stands>>,
}

impl Cloud {
    async fn open(&self) -> String {
        let router = Router::new()
            .route("/2010-04-01/Accounts/AC1/Calls.json", post(create).get(list))
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    fn saw(&self, what: &str) {
        self.seen.lock().unwrap().push(what.to_owned());
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

async fn create(
    State(cloud): State<Cloud>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Json<Value>, StatusCode> {
    for (lost, name) in [(LEFT, "left"), (AGAIN, "again")] {
        if form["To"] == format!("+{lost}") {
            cloud.saw(name);
            return Err(StatusCode::BAD_GATEWAY);
        }
    }
    let is_slow = form["To"] == format!("+{SLOW}");
    cloud.saw(if is_slow { "slow" } else { "other" });
    if is_slow {
        *cloud.stands.lock().unwrap() = Some((Utc::now(), "in-progress"));
        tokio::time::sleep(LONG).await;
        cloud.saw("slow is answered");
    }
    Ok(Json(json!({ "sid": form["To"], "status": "queued" })))
}

async fn list(State(cloud): State<Cloud>) -> Json<Value> {
    cloud.saw("list");
    let stands = *cloud.stands.lock().unwrap();
    let calls: Vec<_> = stands
        .iter()
        .map(|(at, status)| json!({ "sid": "CA1", "status": status, "date_created": at.to_rfc2822() }))
        .collect();
    Json(json!({ "calls": calls }))
}

/// A service with two desks that places its calls there, not started yet; its store; and the cloud.
fn desks(runtime: &Runtime) -> (Setup, Store, Cloud) {
    let cloud = Cloud::default();
    let url = runtime.block_on(cloud.open());
    let setup = Setup::signed()
        .with("TWILIO_ACCOUNT", "AC1")
        .with("TWILIO_URL", &url)
        .with("CALLBACK_FROM", "+390612345678");
    let menu =
        crate::calls::MENU.replacen("numbers: [800 749 049, '7002']", "numbers: ['7002']", 1).replacen(
            "callback: {",
            "callback: { to: lotto-2, unknown: redial, apart: 1 second, attempts: 2,",
            1,
        );
    setup.change_menu(|menu| {
        menu.replacen("  to: richiamate\n", "  to: richiamate\n  apart: 1 second\n  attempts: 2\n", 1)
    });
    std::fs::write(setup.path("menus/prova.yaml"), menu).unwrap();
    std::fs::write(setup.path("menus/numeri.csv"), "numero;destinazione\n06 6885 1234;lotto-3\n").unwrap();
    let store = runtime.block_on(setup.store());
    (setup, store, cloud)
}

/// Books a callback that is due when the service starts.
fn books(runtime: &Runtime, store: &Store, desk: &str, number: u64) -> TicketNumber {
    let start: DateTime<Utc> = OPEN.parse().unwrap();
    let request = callback(desk, number, Slot { start, end: start + TimeDelta::minutes(15) });
    match runtime.block_on(store.book(request, Duration::from_mins(1))).unwrap() {
        Booked::Seat { ticket, .. } => ticket,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_call_that_a_platform_is_slow_to_place_delays_no_other_desks() {
    let runtime = Runtime::new().unwrap();
    let (setup, store, cloud) = desks(&runtime);
    books(&runtime, &store, "giustizia", SLOW);
    books(&runtime, &store, "prova", OTHER);
    let serve = setup.start();
    until("both are ordered", || {
        Some(cloud.seen()).filter(|seen| seen.iter().any(|one| one == "slow is answered"))
    });
    let seen = cloud.seen();
    let place = |what: &str| seen.iter().position(|one| one == what);
    let other = place("other").expect("the other desk's is ordered too");
    assert!(Some(other) < place("slow is answered"), "{seen:?}\n{}", serve.log());
}

#[test]
fn a_callback_in_an_hour_that_a_clerk_opened_beyond_the_desks_hours_is_placed() {
    let runtime = Runtime::new().unwrap();
    let (setup, store, cloud) = desks(&runtime);
    let path = setup.path("menus/prova.yaml");
    let closed = std::fs::read_to_string(&path).unwrap().replacen("08:00-18:00", "20:00-21:00", 1);
    std::fs::write(&path, closed).unwrap();
    let start: DateTime<Utc> = OPEN.parse().unwrap();
    let opened = NewChange {
        desk: "prova".into(),
        queue: "callback".into(),
        what: What::Opened(None),
        span: start..start + TimeDelta::hours(1),
        by: Clerk { actor: "anna", reason: "sportello straordinario", asked: None, now: start },
    };
    books(&runtime, &store, "prova", OTHER);
    runtime.block_on(store.change_seats(&opened)).unwrap();
    let serve = setup.start();
    until("it is ordered", || cloud.seen().first().cloned());
    assert_eq!(cloud.seen()[0], "other", "{}", serve.log());
}

#[test]
fn a_service_that_dies_while_it_orders_a_call_leaves_it_to_the_next_which_asks_the_platform() {
    let runtime = Runtime::new().unwrap();
    let (setup, store, cloud) = desks(&runtime);
    let ticket = books(&runtime, &store, "giustizia", SLOW);
    let mut serve = setup.start();
    until("it is ordered", || cloud.seen().first().cloned());
    serve.crash();
    let serve = serve.start_again();
    // It is taken up when nobody has had it in hand for a while, and the platform says that they speak.
    let asked = || cloud.seen().iter().filter(|one| *one == "list").count();
    until("the platform is asked again and again", || (asked() >= 3).then_some(()));
    let attempts = || runtime.block_on(store.attempts(ticket)).unwrap();
    assert_eq!(attempts()[0].ended, None, "{:?}\n{}", attempts(), serve.log());
    // Whoever answers hears who calls.
    let hook = format!("/hooks/twiml?p={}", call_name(ticket, 1));
    let said = runtime.block_on(async {
        let caller = Caller::from(&serve, "CA1", "+390612345678").to(&format!("+{SLOW}"));
        caller.next(&hook, &[]).await.heard()
    });
    assert!(said.contains("Assistenza Giustizia"), "{said}");
    cloud.stands.lock().unwrap().as_mut().unwrap().1 = "completed";
    let ended = until("it ends", || attempts()[0].ended);
    assert!(matches!(ended.0, Attempted::Refused | Attempted::Unknown), "{ended:?}");
    assert_eq!(cloud.seen().iter().filter(|one| *one == "slow").count(), 1, "it rang once");
}

#[test]
fn an_attempt_of_which_nobody_can_say_what_became_is_unknown_and_dialled_again_only_where_the_desk_says_so() {
    let runtime = Runtime::new().unwrap();
    let (setup, store, cloud) = desks(&runtime);
    let left = books(&runtime, &store, "giustizia", LEFT);
    let again = books(&runtime, &store, "prova", AGAIN);
    let serve = setup.start();
    let ordered = |name: &str| cloud.seen().iter().filter(|one| *one == name).count();
    let ended = |ticket| -> Vec<Option<Attempted>> {
        let attempts = runtime.block_on(store.attempts(ticket)).unwrap();
        attempts.iter().map(|one| one.ended.map(|(outcome, _)| outcome)).collect()
    };
    until("it is dialled again", || (ordered("again") == 2).then_some(()));
    assert_eq!(ended(again)[0], Some(Attempted::Unknown), "{}", serve.log());
    until("the other one has ended too", || ended(left)[0]);
    // Both of one desk's attempts are over, and the other desk's only one.
    until("the second has ended", || (ended(again) == [Some(Attempted::Unknown); 2]).then_some(()));
    assert_eq!(ended(left), [Some(Attempted::Unknown)], "{}", serve.log());
    assert_eq!((ordered("left"), ordered("again")), (1, 2));
    let missed = |desk: &str, ticket| {
        let request = runtime.block_on(store.ticket(desk, ticket)).unwrap().unwrap();
        request.history.iter().any(|one| one.entry.event == Event::CallbackMissed)
    };
    until("both are missed", || (missed("giustizia", left) && missed("prova", again)).then_some(()));
}
