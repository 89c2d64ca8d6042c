//! A million requests in the store: how long a number takes to be looked up, an operator's page, and the scheduler's week. Each is to stay under
//! ten milliseconds, on both databases.
//!
//! `cargo bench --bench tickets` prints the table.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs,
    dead_code,
    reason = "a benchmark ends at the first thing that is not as expected, and measures by the real clock"
)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use centralino::booking::Slot;
use centralino::store::{Asked, Board, Find, Listing, Request, Standing, Store};
use centralino::terms::{CallId, Language, Number};
use centralino::ticket::TicketNumber;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _};

#[path = "counter.rs"]
mod counter;
#[path = "../store/postgres.rs"]
mod postgres;

/// How many requests there are; three in a hundred are open.
const REQUESTS: u64 = 1_000_000;
/// How many callbacks are booked in the week.
const BOOKED: u32 = 2_000;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let cluster = tokio::task::spawn_blocking(|| postgres::Cluster::start(&["fsync=off"])).await.unwrap();
    println!("| store | with {REQUESTS} requests | ms |\n|---|---|---:|");
    let sqlite = format!("sqlite://{}", folder.path().join("tickets.db").display());
    for (name, address) in [("SQLite", sqlite), ("PostgreSQL", cluster.address().await)] {
        let store = Store::new(&address).unwrap();
        store.open().await.unwrap();
        fill(&address).await;
        book(&store).await;
        measure(name, &store).await;
        store.close().await;
    }
}

fn monday() -> DateTime<Utc> {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

fn number(of: u64) -> Number {
    Number::from_digits(390_600_000_000 + of % 200_000).unwrap()
}

/// Requests of three years, each opened, most of them closed again.
async fn fill(address: &str) {
    let (mut sqlite, mut postgres) = (None, None);
    if address.starts_with("sqlite:") {
        sqlite = Some(address.parse::<SqliteConnectOptions>().unwrap().connect().await.unwrap());
    } else {
        postgres = Some(address.parse::<PgConnectOptions>().unwrap().connect().await.unwrap());
    }
    for from in (0..REQUESTS).step_by(5_000) {
        let (mut requests, mut events) = (String::new(), String::new());
        for of in from..from + 5_000 {
            let ticket = TicketNumber::from_seed(of).value();
            let at = monday().timestamp() - i64::try_from((REQUESTS - of) * 90).unwrap();
            let open = of % 33 == 0;
            let (state, comma) = (if open { "opened" } else { "closed" }, if of == from { "" } else { "," });
            let phone = number(of).e164();
            write!(
                requests,
                "{comma}({ticket},'giustizia','operators','2026-01-01','it','{phone}','{state}',{at})"
            )
            .unwrap();
            write!(events, "{comma}({ticket},{at},'opened','call','caller')").unwrap();
            if !open {
                write!(events, ",({ticket},{at},'closed',NULL,'clara')").unwrap();
            }
        }
        let text = format!(
            "BEGIN; INSERT INTO tickets (ticket, desk, queue, dated, language, number, state, opened_at) VALUES {requests};
             INSERT INTO ticket_events (ticket, at, event, detail, actor) VALUES {events}; COMMIT"
        );
        match (&mut sqlite, &mut postgres) {
            (Some(on), _) => drop(sqlx::raw_sql(AssertSqlSafe(text)).execute(on).await.unwrap()),
            (None, Some(on)) => drop(sqlx::raw_sql(AssertSqlSafe(text)).execute(on).await.unwrap()),
            (None, None) => unreachable!(),
        }
    }
    if let Some(on) = &mut postgres {
        sqlx::raw_sql("VACUUM ANALYZE").execute(on).await.unwrap();
    }
}

async fn book(store: &Store) {
    for of in 0..BOOKED {
        let start = monday() + TimeDelta::minutes(15) * i32::try_from(of % 600).unwrap();
        let request = Request {
            asked: Asked::new("twiml", &CallId::new(&format!("CA{of}")).unwrap(), 1_795_000_000, 5, 0),
            desk: "giustizia".into(),
            queue: "operators".into(),
            slot: Slot { start, end: start + TimeDelta::minutes(15) },
            offered: true,
            seats: 30,
            seen: 0,
            open_per_number: 100,
            number: number(of.into()),
            language: Language::It,
            tickets: (0..4)
                .map(|draw| TicketNumber::from_seed(REQUESTS + u64::from(of) * 4 + draw))
                .collect(),
            dated: monday().date_naive(),
            now: monday(),
            along: centralino::store::Along::default(),
            swapped: false,
        };
        store.book(request, Duration::from_mins(1)).await.unwrap();
    }
}

async fn measure(name: &str, store: &Store) {
    let shown =
        |what: &str, took: Duration| println!("| {name} | {what} | {:.2} |", took.as_secs_f64() * 1e3);
    let wanted = TicketNumber::from_seed(500_000);
    let took = middle(async || assert!(store.ticket_of_any(wanted).await.unwrap().is_some())).await;
    shown("a request by its number", took);
    let find = Some(Find::Number(number(123_456)));
    let open = Board { desk: Some("giustizia"), find, most: 100, ..Board::default() };
    shown(
        "what is open of a telephone number",
        middle(async || drop(store.board(open).await.unwrap())).await,
    );
    let any = Board { standing: Standing::Any, ..open };
    let took = middle(async || assert!(store.board(any).await.unwrap().len() >= 5)).await;
    shown("all of a telephone number", took);
    let first = Board { desk: Some("giustizia"), most: 100, ..Board::default() };
    let took = middle(async || assert_eq!(store.board(first).await.unwrap().len(), 100)).await;
    shown("the first hundred that are open", took);
    let wanted = store.ticket_of_any(wanted).await.unwrap().unwrap().place();
    let page = Listing { desk: Some("giustizia"), after: Some(wanted), most: 100, ..Listing::default() };
    let took = middle(async || assert_eq!(store.tickets(page).await.unwrap().len(), 100)).await;
    shown("a page of a hundred, in the middle", took);
    let service = counter::service(store, monday(), "giustizia", counter::ALWAYS).await;
    let menu = service.desk("giustizia").unwrap();
    let week = monday()..monday() + TimeDelta::days(7);
    let cells = async || service.cells(&menu, &menu.queues[0], week.clone()).await.unwrap();
    assert_eq!(cells().await.iter().map(|cell| u32::from(cell.booked)).sum::<u32>(), BOOKED);
    shown("the seats of a week", middle(async || drop(cells().await)).await);
    let bookings = async || store.bookings_within("giustizia", "operators", week.clone()).await.unwrap();
    assert_eq!(bookings().await.len(), BOOKED as usize);
    shown(&format!("the {BOOKED} bookings of a week"), middle(async || drop(bookings().await)).await);
}

/// The middle of many.
async fn middle(one: impl AsyncFn()) -> Duration {
    let mut took = Vec::new();
    for _ in 0..21 {
        let began = Instant::now();
        one().await;
        took.push(began.elapsed());
    }
    took.sort();
    took[10]
}
