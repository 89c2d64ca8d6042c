//! A PostgreSQL server that is stopped, started again, or has no connection left: told, survived, and nothing is lost or done twice.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use centralino::store::{Booked, Fault, Request, Store};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, PgConnection, Row as _};

use super::postgres::Cluster;
use super::{PATIENT, request};

async fn started() -> Cluster {
    tokio::task::spawn_blocking(|| Cluster::start(&[])).await.unwrap()
}

async fn open(address: &str) -> Store {
    let store = Store::new(address).unwrap();
    store.open().await.unwrap();
    store
}

async fn stranger(address: &str) -> PgConnection {
    address.parse::<PgConnectOptions>().unwrap().connect().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn three_replicas_survive_servers_that_crash_under_load_and_each_answer_that_was_heard_holds() {
    let mut cluster = started().await;
    let address = cluster.address().await;
    let over = std::sync::Arc::new(AtomicBool::new(false));
    let next = std::sync::Arc::new(AtomicUsize::new(0));
    let mut callers = Vec::new();
    for replica in 0..3 {
        let store = open(&address).await;
        for _ in 0..4 {
            let (store, over, next) = (store.clone(), over.clone(), next.clone());
            callers.push(tokio::spawn(async move {
                let mut heard = Vec::new();
                while !over.load(Ordering::Relaxed) {
                    let caller = u32::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap();
                    let wanted = Request { seats: 60_000, ..request(caller) };
                    if let Ok(Booked::Seat { ticket, .. }) = store.book(wanted, PATIENT).await {
                        heard.push((caller, ticket));
                    }
                }
                (replica, heard)
            }));
        }
    }
    let cluster = tokio::task::spawn_blocking(move || {
        for _ in 0..3 {
            std::thread::sleep(Duration::from_millis(700));
            cluster.crash(Duration::from_millis(300));
        }
        std::thread::sleep(Duration::from_millis(700));
        cluster
    });
    let cluster = cluster.await.unwrap();
    over.store(true, Ordering::Relaxed);
    let mut heard = Vec::new();
    let mut replicas = [0; 3];
    for caller in callers {
        let (replica, booked) = caller.await.unwrap();
        replicas[replica] += booked.len();
        heard.extend(booked);
    }
    assert!(replicas.iter().all(|heard| *heard > 0), "{replicas:?}");
    let mut found: Vec<(String, i64)> = sqlx::query("SELECT call_id, ticket FROM bookings")
        .fetch_all(&mut stranger(&address).await)
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    let mut heard: Vec<_> = heard
        .into_iter()
        .map(|(caller, ticket)| (format!("twiml/CA{caller}"), i64::from(ticket.value())))
        .collect();
    found.sort();
    heard.sort();
    assert_eq!(found, heard, "booked, and heard");
    drop(cluster);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_away_is_told_in_time_and_found_again() {
    let mut cluster = started().await;
    let address = cluster.address().await;
    let store = open(&address).await;
    store.book(request(1), PATIENT).await.unwrap();
    let store_away = store.clone();
    let cluster = tokio::task::spawn_blocking(move || {
        cluster.stop();
        cluster
    });
    let mut cluster = cluster.await.unwrap();
    let began = std::time::Instant::now();
    assert!(store_away.book(request(2), Duration::from_millis(300)).await.is_err());
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert!(store_away.check().await.is_err());
    let cluster = tokio::task::spawn_blocking(move || {
        cluster.start_again();
        cluster
    });
    let _cluster = cluster.await.unwrap();
    store.check().await.unwrap();
    let booked = store.book(request(2), PATIENT).await.unwrap();
    assert!(matches!(booked, Booked::Seat { .. }), "{booked:?}");
    let booked = sqlx::query("SELECT count(*) FROM bookings").fetch_one(&mut stranger(&address).await).await;
    assert_eq!(booked.unwrap().get::<i64, _>(0), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_not_there_at_the_start_is_found_when_it_is() {
    let mut cluster = started().await;
    let address = cluster.address().await;
    let cluster = tokio::task::spawn_blocking(move || {
        cluster.stop();
        cluster
    });
    let mut cluster = cluster.await.unwrap();
    let store = Store::new(&address).unwrap();
    assert!(store.open().await.is_err());
    assert!(matches!(store.book(request(1), PATIENT).await, Err(Fault::Away)));
    let cluster = tokio::task::spawn_blocking(move || {
        cluster.start_again();
        cluster
    });
    let _cluster = cluster.await.unwrap();
    store.open().await.unwrap();
    assert!(matches!(store.book(request(1), PATIENT).await, Ok(Booked::Seat { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_callers_at_once_wait_for_a_connection_and_each_is_answered() {
    let address = super::postgres::shared().await.address().await;
    let store = open(&address).await;
    let callers: Vec<_> = (0..200)
        .map(|caller| {
            let store = store.clone();
            let wanted = Request { seats: 200, ..request(caller) };
            tokio::spawn(async move { store.book(wanted, PATIENT).await })
        })
        .collect();
    for caller in callers {
        assert!(matches!(caller.await.unwrap(), Ok(Booked::Seat { .. })));
    }
}

#[test]
fn a_password_is_never_shown() {
    let store = Store::new("postgres://centralino:geheim@db.example/desks").unwrap();
    assert_eq!(store.to_string(), "desks at db.example:5432");
    assert!(!format!("{store:?}").contains("geheim"));
}
