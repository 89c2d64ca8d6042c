//! Three replicas on one PostgreSQL behind the load balancer with the configuration of `compose.ha.yaml`; one of them dies and returns, again and
//! again. Calls book by telephone and programs book by the API meanwhile: each step is answered, and each booking that was told stands once.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;

use super::files::docker;
use crate::api;
use crate::rig::{Caller, SUNDAY, Serve, Setup, comes, until};
use crate::store::postgres::shared;

/// The load balancer, ended with the test.
struct Balancer {
    child: Child,
    address: String,
    folder: tempfile::TempDir,
}

impl Balancer {
    /// With the configuration that we ship, in which the test's own addresses stand for those of the containers.
    fn start(replicas: &[u16]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let mut text = fs::read_to_string(docker().join("haproxy.cfg")).unwrap();
        let mut put = |from: &str, to: &str| {
            assert_eq!(text.matches(from).count(), 1, "{from}");
            text = text.replace(from, to);
        };
        put("    bind :8000\n", &format!("    bind 127.0.0.1:{port}\n"));
        for (at, replica) in replicas.iter().enumerate() {
            put(&format!(" centralino-{}:8080 ", at + 1), &format!(" 127.0.0.1:{replica} "));
        }
        let file = folder.path().join("haproxy.cfg");
        fs::write(&file, text).unwrap();
        let said = fs::File::create(folder.path().join("log")).unwrap();
        let mut command = Command::new("haproxy");
        command.arg("-db").arg("-f").arg(&file).stdin(Stdio::null()).stdout(said).stderr(Stdio::null());
        let child = command.spawn().expect("haproxy of Debian's package haproxy");
        Self { child, address: format!("http://127.0.0.1:{port}"), folder }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn replica(port: u16, database: &str) -> Serve {
    let setup = Setup::signed().with("TEST_CLOCK", SUNDAY).with("DATABASE", database);
    setup.change_menu(|menu| menu.replace("  seats: 2\n", "  seats: 60\n"));
    let serve = setup.with("LISTEN", &format!("127.0.0.1:{port}")).start();
    until("it can take calls", || healthy(&serve).then_some(()));
    serve
}

/// As the container's health check asks.
fn healthy(serve: &Serve) -> bool {
    let asked = serve.setup().command(&["health"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.unwrap().success()
}

/// What has been told to whoever booked.
#[derive(Default)]
struct Told {
    bookings: Mutex<Vec<String>>,
    steps: AtomicUsize,
    asked_again: AtomicUsize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_replica_that_dies_behind_the_load_balancer_costs_nobody_a_call_or_a_booking() {
    let database = shared().await.address().await;
    let ports: Vec<_> = (0..3).map(|_| free_port()).collect();
    let (replicas, balancer) = {
        let (ports, database) = (ports.clone(), database.clone());
        tokio::task::spawn_blocking(move || {
            let replicas: Vec<_> = ports.iter().map(|port| replica(*port, &database)).collect();
            (replicas, Balancer::start(&ports))
        })
        .await
        .unwrap()
    };
    let token = api::token(&replicas[0], &["bookings:read", "bookings:write"]);
    wait_for(&balancer.address).await;
    let (over, numbers, told) = (AtomicBool::new(false), AtomicU32::new(0), Told::default());
    let (replicas, deaths) = std::thread::scope(|scope| {
        let dying = scope.spawn(|| {
            let mut replicas = replicas;
            for round in 0..6 {
                std::thread::sleep(Duration::from_millis(400));
                let mut dead = replicas.remove(0);
                dead.crash();
                // Long enough for the health checks of one round to see it, and not of another.
                std::thread::sleep(Duration::from_millis(if round % 2 == 0 { 100 } else { 2_500 }));
                let again = dead.start_again();
                until("it can take calls again", || healthy(&again).then_some(()));
                replicas.push(again);
            }
            over.store(true, Ordering::Relaxed);
            (replicas, 6)
        });
        for _ in 0..4 {
            scope.spawn(|| {
                block_on(async {
                    while !over.load(Ordering::Relaxed) {
                        by_telephone(&balancer.address, &numbers, &told).await;
                    }
                });
            });
        }
        for _ in 0..2 {
            scope.spawn(|| {
                block_on(async {
                    while !over.load(Ordering::Relaxed) {
                        by_api(&balancer.address, &token, &numbers, &told).await;
                    }
                });
            });
        }
        dying.join().unwrap()
    });
    let mut heard = told.bookings.into_inner().unwrap();
    heard.sort();
    println!(
        "{} bookings in {} steps over {deaths} deaths; a write was asked again {} times",
        heard.len(),
        told.steps.load(Ordering::Relaxed),
        told.asked_again.load(Ordering::Relaxed)
    );
    assert!(heard.len() > 20, "hardly anything was booked");
    let booked = bookings(&database).await;
    let twice: Vec<_> = booked.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
    let (heard, booked): (BTreeSet<_>, BTreeSet<_>) =
        (heard.into_iter().collect(), booked.into_iter().collect());
    assert_eq!(heard, booked, "told, and booked");
    let log = balancer.log();
    assert!(log.contains(" /hooks"), "{log}");
    assert!(!log.contains("3902123") && !log.contains("state="), "no number and no seal is in its log");
    drop(replicas);
}

/// What a load balancer must not pass on, and whom it asks for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_load_balancer_keeps_figures_inside_and_says_whom_it_asks_for() {
    let database = shared().await.address().await;
    let port = free_port();
    let (serve, balancer) = tokio::task::spawn_blocking(move || {
        let serve = replica(port, &database);
        (serve, Balancer::start(&[port, free_port(), free_port()]))
    })
    .await
    .unwrap();
    wait_for(&balancer.address).await;
    let client = reqwest::Client::new();
    let get = |path: &str| client.get(format!("{}{path}", balancer.address)).send();
    assert_eq!(get("/metrics").await.unwrap().status(), 404);
    let ready = get("/readyz").await.unwrap();
    assert_eq!(ready.status(), 200);
    let ready: Value = ready.json().await.unwrap();
    assert!(ready.get("desks").is_none(), "who comes through it is not this machine: {ready}");
    drop(serve);
    // With nobody left it says so itself, at once.
    let began = Instant::now();
    assert!(get("/readyz").await.unwrap().status().is_server_error());
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

fn block_on(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
}

async fn wait_for(balancer: &str) {
    let look = async || {
        let answer = reqwest::get(format!("{balancer}/readyz")).await.ok()?;
        (answer.status() == 200).then_some(())
    };
    comes("the load balancer answers", look).await;
}

fn number(numbers: &AtomicU32) -> String {
    format!("+3902123{:05}", 10_000 + numbers.fetch_add(1, Ordering::Relaxed))
}

/// A call on a Sunday that books: every step must be answered, whatever died.
async fn by_telephone(balancer: &str, numbers: &AtomicU32, told: &Told) {
    let from = number(numbers);
    let caller = Caller::by_number(&format!("CA{}", &from[1..]), &from).behind(balancer);
    let mut document = caller.arrives().await;
    let mut keys = vec!["1", "1", "1", "9"];
    while let Some(key) = keys.pop() {
        // As people are, though in a hurry.
        tokio::time::sleep(Duration::from_millis(50)).await;
        document = caller.presses(&document, key).await;
        told.steps.fetch_add(1, Ordering::Relaxed);
        if document.heard().contains("appena stato preso") {
            // Another one was quicker: the next time is offered, and taken.
            keys = vec!["1"; 3];
        } else if document.heard().contains("Per confermare") {
            keys = vec!["1"];
        }
    }
    assert!(document.heard().contains("La richiamata è prenotata"), "{}", document.heard());
    told.bookings.lock().unwrap().push(from);
}

/// A program that books, and asks again under the same key while it is not told what became of it.
async fn by_api(balancer: &str, token: &str, numbers: &AtomicU32, told: &Told) {
    let client = reqwest::Client::new();
    let slots = format!("{balancer}/api/v1/desks/giustizia/slots");
    let slots = client.get(slots).bearer_auth(token).send().await.unwrap();
    assert_eq!(slots.status(), 200);
    let slots: Value = slots.json().await.unwrap();
    let free: Vec<_> =
        slots["items"].as_array().unwrap().iter().filter(|slot| slot["free"].as_u64() > Some(0)).collect();
    let phone = number(numbers);
    let slot = free[free.len() / 2];
    tokio::time::sleep(Duration::from_millis(100)).await;
    let wanted = json!({ "queue": slot["queue"], "start": slot["start"], "phone": phone });
    let began = Instant::now();
    loop {
        let request = client.post(format!("{balancer}/api/v1/desks/giustizia/bookings")).bearer_auth(token);
        let answer = request.header("Idempotency-Key", &phone).json(&wanted).send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap_or_default();
        match status {
            StatusCode::CREATED => break,
            StatusCode::CONFLICT if body["error_id"] == "slot-full" => return,
            // The replica died with it, or another one still believes it to be under way.
            StatusCode::BAD_GATEWAY | StatusCode::CONFLICT | StatusCode::SERVICE_UNAVAILABLE => {
                told.asked_again.fetch_add(1, Ordering::Relaxed);
                assert!(began.elapsed() < Duration::from_mins(2), "{status}: {body}");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            _ => panic!("{status}: {body}"),
        }
    }
    told.bookings.lock().unwrap().push(phone);
}

async fn bookings(database: &str) -> Vec<String> {
    let mut on = database.parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
    sqlx::query_scalar("SELECT number FROM bookings WHERE cancelled_at IS NULL ORDER BY number")
        .fetch_all(&mut on)
        .await
        .unwrap()
}
