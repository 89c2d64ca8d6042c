//! Bookings a second: ours, with everything that keeps a promise (a repeated request, holds, one booking for each number, slots that overlap,
//! taking back what nobody heard), beside bare programs that write the same rows: on SQLite one that shares commits as well, on PostgreSQL one
//! hand-written statement on 32 connections. Both in turns within one run, on the disk (`synchronous=FULL`, `fsync=on`). And the question that each
//! caller asks: which slots of thirty days are free, with 50,000 bookings in the store.
//!
//! `cargo bench --bench bookings` prints the tables; `-- sqlite`, `-- postgres` and `-- free` one of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    missing_docs,
    dead_code,
    reason = "a benchmark ends at the first thing that is not as expected, and measures by the real clock"
)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use centralino::booking::Slot;
use centralino::store::{Along, Asked, Booked, Request, Store};
use centralino::terms::{CallId, Language, Number};
use centralino::ticket::TicketNumber;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

#[path = "counter.rs"]
mod counter;
#[path = "../store/postgres.rs"]
mod postgres;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(2);
const WARM: Duration = Duration::from_secs(1);
/// Callers at once on SQLite: as many as may share a commit.
const CALLERS: u32 = 256;
const CLIENTS: u32 = 32;
/// Slots over which they spread, a quarter of an hour each.
const SLOTS: u32 = 20_000;

/// Numbers all bookings of a run.
static NEXT: AtomicU32 = AtomicU32::new(0);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let only = std::env::args().nth(1).filter(|part| !part.starts_with("--"));
    let wanted = |part: &str| only.as_ref().is_none_or(|only| part.starts_with(only.as_str()));
    println!("bookings a second, {ROUNDS} rounds of {} s in turns\n", ROUND.as_secs());
    println!("| store | callers | slots | ours | bare | ratio |");
    println!("|---|---:|---:|---:|---:|---:|");
    if wanted("sqlite") {
        on_sqlite().await;
    }
    if wanted("postgres") {
        on_postgres(SLOTS).await;
        on_postgres(1).await;
    }
    if wanted("free") {
        free_slots().await;
    }
}

fn begin() -> DateTime<Utc> {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

fn slot(number: u32) -> Slot {
    let start = begin() + TimeDelta::minutes(15) * i32::try_from(number).unwrap();
    Slot { start, end: start + TimeDelta::minutes(15) }
}

/// The so-manieth booking of this run.
fn request(number: u32, slots: u32, seats: u16) -> Request {
    Request {
        asked: Asked::new("twiml", &CallId::new(&format!("CA{number:032x}")).unwrap(), 1_795_000_000, 5, 0),
        desk: "giustizia".into(),
        queue: "operators".into(),
        slot: slot(number.wrapping_mul(7919) % slots),
        offered: true,
        seats,
        seen: 0,
        open_per_number: 1,
        number: Number::from_digits(390_600_000_000 + u64::from(number)).unwrap(),
        language: Language::It,
        tickets: (0..8).map(|draw| TicketNumber::from_seed(u64::from(number) * 7919 + draw * 31)).collect(),
        dated: begin().date_naive(),
        now: begin() - TimeDelta::hours(12),
        along: Along::default(),
        swapped: false,
    }
}

/// Counts what so many callers get done at once in one round.
async fn round<F: Future<Output = ()> + Send + 'static>(
    callers: u32,
    length: Duration,
    one: impl Fn(u32) -> F + Clone + Send + 'static,
) -> f64 {
    let began = Instant::now();
    let all: Vec<_> = (0..callers)
        .map(|caller| {
            let one = one.clone();
            tokio::spawn(async move {
                let mut done = 0_u32;
                while began.elapsed() < length {
                    one(caller).await;
                    done += 1;
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for caller in all {
        done += caller.await.unwrap();
    }
    f64::from(done) / began.elapsed().as_secs_f64()
}

/// The same, after a second that does not count: a server has loaded its tables by then, and planned what it is asked on each connection.
async fn warm_round<F: Future<Output = ()> + Send + 'static>(
    callers: u32,
    one: impl Fn(u32) -> F + Clone + Send + 'static,
) -> f64 {
    round(callers, WARM, one.clone()).await;
    round(callers, ROUND, one).await
}

async fn book(store: &Store, slots: u32, seats: u16) {
    let wanted = request(NEXT.fetch_add(1, Ordering::Relaxed), slots, seats);
    let booked = store.book(wanted, Duration::from_mins(1)).await.unwrap();
    assert!(matches!(booked, Booked::Seat { .. }), "{booked:?}");
}

fn tell(store: &str, callers: u32, slots: u32, mut ours: Vec<f64>, mut bare: Vec<f64>) {
    let mut ratios: Vec<_> = ours.iter().zip(&bare).map(|(ours, bare)| ours / bare).collect();
    for figures in [&mut ours, &mut bare, &mut ratios] {
        figures.sort_by(f64::total_cmp);
    }
    let middle = ROUNDS / 2;
    println!(
        "| {store} | {callers} | {slots} | {:.0} | {:.0} | {:.2} |",
        ours[middle], bare[middle], ratios[middle]
    );
}

async fn on_sqlite() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for number in 0..ROUNDS {
        // A new file for each: a fuller one is slower, and both are to have the same.
        let store = sqlite(&folder.path().join(format!("ours{number}.db"))).await;
        let using = store.clone();
        ours.push(
            round(CALLERS, ROUND, move |_| {
                let store = using.clone();
                async move { book(&store, SLOTS, 10_000).await }
            })
            .await,
        );
        store.close().await;
        let file = folder.path().join(format!("bare{number}.db"));
        sqlite(&file).await.close().await;
        let group = bare_group(&file).await;
        bare.push(
            round(CALLERS, ROUND, move |_| {
                let group = group.clone();
                async move {
                    let (tell, told) = oneshot::channel();
                    let wanted = request(NEXT.fetch_add(1, Ordering::Relaxed), SLOTS, 1);
                    group.send((wanted, tell)).await.unwrap();
                    told.await.unwrap();
                }
            })
            .await,
        );
    }
    tell("SQLite", CALLERS, SLOTS, ours, bare);
}

async fn sqlite(file: &Path) -> Store {
    let store = Store::new(&format!("sqlite://{}", file.display())).unwrap();
    store.open().await.unwrap();
    store
}

/// The rows of a booking, each on the next seat of its slot.
const ROWS: &str = "INSERT INTO seats (desk, queue, slot_start, slot_end, seat, ticket)
        SELECT $1, $2, $3, $4, (SELECT coalesce(max(seat), 0) + 1 FROM seats WHERE desk = $1 AND queue = $2 AND slot_start = $3), $5
        WHERE true ON CONFLICT DO NOTHING;
    INSERT INTO bookings (ticket, dated, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at)
        SELECT $5, $6, $1, $2, $3, $4, 1, $7, $8, $9, $10, $11 WHERE true ON CONFLICT DO NOTHING;
    INSERT INTO answers (call_id, started, turn, question, outcome, ticket, dated, claims, created_at)
        SELECT $9, $11, $10, 0, 'booked', $5, $6, 'one', $11 WHERE true ON CONFLICT DO NOTHING";

type Bare = mpsc::Sender<(Request, oneshot::Sender<()>)>;

/// One connection that writes what waits in one transaction, and nothing else.
async fn bare_group(file: &Path) -> Bare {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
        .foreign_keys(true)
        .disable_statement_logging();
    let mut on: SqliteConnection = options.connect().await.unwrap();
    let (send, mut jobs) = mpsc::channel::<(Request, oneshot::Sender<()>)>(1024);
    tokio::spawn(async move {
        while let Some(first) = jobs.recv().await {
            let mut writing = on.begin_with("BEGIN IMMEDIATE").await.unwrap();
            let mut together = Vec::new();
            let mut next = Some(first);
            while let Some((wanted, tell)) = next {
                let ticket = i64::from(wanted.tickets[0].value());
                sqlx::query(ROWS)
                    .bind(&*wanted.desk)
                    .bind(&*wanted.queue)
                    .bind(wanted.slot.start.timestamp())
                    .bind(wanted.slot.end.timestamp())
                    .bind(ticket)
                    .bind(wanted.dated.to_string())
                    .bind(wanted.number.e164())
                    .bind(wanted.language.code())
                    .bind(wanted.asked.call())
                    .bind(5_i64)
                    .bind(wanted.now.timestamp())
                    .execute(&mut *writing)
                    .await
                    .unwrap();
                together.push(tell);
                next = if together.len() < 256 { jobs.try_recv().ok() } else { None };
            }
            writing.commit().await.unwrap();
            for tell in together {
                tell.send(()).unwrap();
            }
        }
    });
    send
}

/// The same rows in one statement; a seat by chance, since another may be taking the next one.
const STATEMENT: &str = "WITH seat AS (
        INSERT INTO seats (desk, queue, slot_start, slot_end, seat, ticket) VALUES ($1, $2, $3, $4, $12, $5)
        ON CONFLICT DO NOTHING RETURNING seat),
    booking AS (
        INSERT INTO bookings (ticket, dated, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at)
        SELECT $5, $6, $1, $2, $3, $4, seat, $7, $8, $9, $10, $11 FROM seat RETURNING ticket)
    INSERT INTO answers (call_id, started, turn, question, outcome, ticket, dated, claims, created_at)
    SELECT $9, $11, $10, 0, 'booked', ticket, $6, 'one', $11 FROM booking RETURNING ticket";

async fn on_postgres(slots: u32) {
    let cluster = tokio::task::spawn_blocking(|| postgres::Cluster::start(&["fsync=on"])).await.unwrap();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let address = cluster.address().await;
        let store = Store::new(&address).unwrap();
        store.open().await.unwrap();
        let using = store.clone();
        ours.push(
            warm_round(CLIENTS, move |_| {
                let store = using.clone();
                async move { book(&store, slots, 60_000).await }
            })
            .await,
        );
        store.close().await;
        let address = cluster.address().await;
        let made = Store::new(&address).unwrap();
        made.open().await.unwrap();
        made.close().await;
        let options: PgConnectOptions = address.parse().unwrap();
        let mut connections = Vec::new();
        for _ in 0..CLIENTS {
            let on: PgConnection = options.clone().disable_statement_logging().connect().await.unwrap();
            connections.push(tokio::sync::Mutex::new(on));
        }
        let connections = Arc::new(connections);
        bare.push(
            warm_round(CLIENTS, move |client| {
                let connections = connections.clone();
                async move {
                    let mut on = connections[client as usize].lock().await;
                    let number = NEXT.fetch_add(1, Ordering::Relaxed);
                    let wanted = request(number, slots, 1);
                    sqlx::query(STATEMENT)
                        .bind(&*wanted.desk)
                        .bind(&*wanted.queue)
                        .bind(wanted.slot.start.timestamp())
                        .bind(wanted.slot.end.timestamp())
                        .bind(i64::from(wanted.tickets[0].value()))
                        .bind(wanted.dated.to_string())
                        .bind(wanted.number.e164())
                        .bind(wanted.language.code())
                        .bind(wanted.asked.call())
                        .bind(5_i64)
                        .bind(wanted.now.timestamp())
                        .bind(i64::from(number / slots) + 1)
                        .fetch_optional(&mut *on)
                        .await
                        .unwrap();
                }
            })
            .await,
        );
    }
    tell("PostgreSQL", CLIENTS, slots, ours, bare);
}

/// What the store says of thirty days with 50,000 bookings in them, and every slot of the calendar with its free seats: of a desk that is open day and
/// night, and of one with the hours of an office.
async fn free_slots() {
    const BOOKED: u32 = 50_000;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let cluster = tokio::task::spawn_blocking(|| postgres::Cluster::start(&["fsync=off"])).await.unwrap();
    let stores = [
        ("SQLite", format!("sqlite://{}", folder.path().join("free.db").display())),
        ("PostgreSQL", cluster.address().await),
    ];
    println!("\n| store | thirty days with {BOOKED} bookings | slots | ms |\n|---|---|---:|---:|");
    for (name, address) in stores {
        let store = Store::new(&address).unwrap();
        store.open().await.unwrap();
        for (desk, hours) in [("giustizia", counter::ALWAYS), ("dogane", counter::OFFICE)] {
            let service = counter::service(&store, begin(), desk, hours).await;
            let menu = service.desk(desk).unwrap();
            let offered = service.openings(&menu, &menu.queues[0], begin(), None).await.unwrap();
            let slots: Arc<[Slot]> = offered.iter().map(|of| of.slot).collect();
            fill(&store, desk, &slots, BOOKED).await;
            let shown = |what: &str, took: Duration| {
                println!("| {name} | {what} | {} | {:.2} |", slots.len(), took.as_secs_f64() * 1e3);
            };
            let counted = store.counted(desk, "operators", begin(), None).await.unwrap();
            assert_eq!(counted.iter().map(|of| u32::from(of.booked)).sum::<u32>(), BOOKED);
            shown(
                "what is taken, counted",
                middle(async || drop(store.counted(desk, "operators", begin(), None).await.unwrap())).await,
            );
            shown(
                "what is taken, each seat",
                middle(async || drop(store.taken(desk, "operators", begin(), None).await.unwrap())).await,
            );
            let open = service.openings(&menu, &menu.queues[0], begin(), None).await.unwrap();
            assert_eq!(open.iter().map(|of| u32::from(of.capacity - of.free)).sum::<u32>(), BOOKED);
            shown(
                "every slot and its free seats",
                middle(async || drop(service.openings(&menu, &menu.queues[0], begin(), None).await.unwrap()))
                    .await,
            );
        }
        store.close().await;
    }
}

/// Books so many seats, evenly in all slots.
async fn fill(store: &Store, desk: &'static str, slots: &Arc<[Slot]>, booked: u32) {
    let next = Arc::new(AtomicU32::new(0));
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (store, next, slots) = (store.clone(), next.clone(), slots.clone());
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= booked {
                        break;
                    }
                    let slot = slots[number as usize % slots.len()];
                    let one = request(NEXT.fetch_add(1, Ordering::Relaxed), 1, 100);
                    let wanted = Request { desk: desk.into(), slot, ..one };
                    let booked = store.book(wanted, Duration::from_mins(1)).await.unwrap();
                    assert!(matches!(booked, Booked::Seat { .. }), "{booked:?}");
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
}

/// The middle of many.
async fn middle(one: impl AsyncFn()) -> Duration {
    let mut took = Vec::new();
    for _ in 0..51 {
        let began = Instant::now();
        one().await;
        took.push(began.elapsed());
    }
    took.sort();
    took[25]
}
