//! The store on real SQLite files and on a real PostgreSQL: what it must refuse, repeat and survive.

mod access;
mod askings;
mod attempts;
mod away;
mod board;
mod bookings;
mod changes;
mod clerk;
mod code_calls;
mod copies;
mod counts;
mod deadlines;
mod denied;
mod encrypted;
mod feeds;
mod live;
mod migrations;
mod outbox;
mod packages;
mod personal;
pub(crate) mod postgres;
mod rebooked;
mod screens;
mod seats;
mod server;
mod swaps;
mod tickets;
mod told;
mod upgrades;
mod versions;

use std::path::PathBuf;
use std::time::Duration;

use centralino::booking::Slot;
use centralino::store::{Along, Asked, By, NewTicket, Request, Room, Store};
use centralino::terms::{CallId, Language, Number};
use centralino::ticket::{Origin, TicketNumber};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, PgConnection, SqliteConnection};

/// Whose bookings, requests and callbacks they are.
const DESK: &str = "giustizia";

/// Long enough that nothing is too slow because the machine is busy.
pub(crate) const PATIENT: Duration = Duration::from_mins(1);

/// The tests of a file, each on both databases.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() {
                super::$test($crate::store::Kept::new().await).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() {
                super::$test($crate::store::Kept::on_postgres().await).await;
            })+
        }
    };
}
pub(crate) use on_both;

/// A store of its own: a file in a folder, or a schema of the tests' PostgreSQL.
pub(crate) struct Kept {
    pub(crate) store: Store,
    pub(crate) folder: tempfile::TempDir,
    address: String,
}

impl Kept {
    /// On SQLite.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::at(address(&folder), folder).await
    }

    pub(crate) async fn on_postgres() -> Self {
        Self::at(postgres::shared().await.address().await, tempfile::tempdir().unwrap()).await
    }

    /// Where replicas that start together find nothing.
    pub(crate) async fn empty(&self) -> (String, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        if self.address.starts_with("sqlite:") {
            (address(&folder), folder)
        } else {
            (postgres::shared().await.address().await, folder)
        }
    }

    async fn at(address: String, folder: tempfile::TempDir) -> Self {
        let store = Store::new(&address).unwrap();
        store.open().await.unwrap();
        Self { store, folder, address }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("centralino.db")
    }

    /// Another replica on the same database.
    pub(crate) async fn replica(&self) -> Store {
        let store = Store::new(&self.address).unwrap();
        store.open().await.unwrap();
        store
    }

    /// A stranger's connection, past the store.
    pub(crate) async fn stranger(&self) -> Stranger {
        Stranger::at(&self.address).await
    }

    /// A number that a query gives.
    pub(crate) async fn count(&self, query: &'static str) -> i64 {
        self.stranger().await.count(query).await
    }
}

/// Somebody else at the database.
pub(crate) enum Stranger {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Stranger {
    /// At the database with this address; an SQLite file must be there.
    pub(crate) async fn at(address: &str) -> Self {
        Self::connected(address, false).await
    }

    /// At a database that need not be there yet.
    async fn anew(address: &str) -> Self {
        Self::connected(address, true).await
    }

    async fn connected(address: &str, create: bool) -> Self {
        if let Some(file) = address.strip_prefix("sqlite://") {
            let options = SqliteConnectOptions::new().filename(file).create_if_missing(create);
            Self::Sqlite(options.connect().await.unwrap())
        } else {
            Self::Postgres(address.parse::<PgConnectOptions>().unwrap().connect().await.unwrap())
        }
    }

    pub(crate) async fn run(&mut self, sql: &'static str) {
        match self {
            Self::Sqlite(on) => drop(sqlx::raw_sql(sql).execute(on).await.unwrap()),
            Self::Postgres(on) => drop(sqlx::raw_sql(sql).execute(on).await.unwrap()),
        }
    }

    /// What the database says to it.
    pub(crate) async fn try_run(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(on) => sqlx::raw_sql(sql).execute(on).await.map(drop),
            Self::Postgres(on) => sqlx::raw_sql(sql).execute(on).await.map(drop),
        }
    }

    pub(crate) async fn texts(mut self, sql: &'static str) -> Vec<String> {
        match &mut self {
            Self::Sqlite(on) => sqlx::query_scalar(sql).fetch_all(on).await.unwrap(),
            Self::Postgres(on) => sqlx::query_scalar(sql).fetch_all(on).await.unwrap(),
        }
    }

    /// Where each database has words of its own for it.
    pub(crate) async fn run_on(&mut self, sqlite: &'static str, postgres: &'static str) {
        self.run(if matches!(self, Self::Sqlite(_)) { sqlite } else { postgres }).await;
    }

    /// Keeps everybody else from reading and writing, until [`Stranger::unlock`].
    pub(crate) async fn lock(&mut self) {
        self.run_on("BEGIN EXCLUSIVE", "BEGIN; LOCK TABLE bookings, answers, seats IN ACCESS EXCLUSIVE MODE")
            .await;
    }

    pub(crate) async fn unlock(&mut self) {
        self.run("ROLLBACK").await;
    }

    pub(crate) async fn count(mut self, sql: &'static str) -> i64 {
        match &mut self {
            Self::Sqlite(on) => sqlx::query_scalar(sql).fetch_one(on).await.unwrap(),
            Self::Postgres(on) => sqlx::query_scalar(sql).fetch_one(on).await.unwrap(),
        }
    }
}

pub(crate) fn address(folder: &tempfile::TempDir) -> String {
    format!("sqlite://{}", folder.path().join("centralino.db").display())
}

pub(crate) fn at(moment: &str) -> DateTime<Utc> {
    moment.parse().unwrap()
}

/// A quarter of an hour at 10 on Tuesday, and so many quarters later.
fn slot(quarters: i32) -> Slot {
    let start = at("2026-11-24T09:00:00Z") + TimeDelta::minutes(15) * quarters;
    Slot { start, end: start + TimeDelta::minutes(15) }
}

/// So many minutes after the first of them began.
fn minute(minutes: i64) -> DateTime<Utc> {
    slot(0).start + TimeDelta::minutes(minutes)
}

/// A slot of one seat.
fn room(quarters: i32) -> Room {
    Room { slot: slot(quarters), seats: 1, seen: 0 }
}

/// A callback that a desk has room for, asked for an hour before its slot; its request's number is the telephone's seed.
pub(crate) fn callback(desk: &str, number: u64, slot: Slot) -> Request {
    Request {
        asked: Asked::new("tests", &CallId::new(&format!("CA{number}")).unwrap(), 1, 1, 0),
        desk: desk.into(),
        queue: "callback".into(),
        slot,
        seats: 100,
        open_per_number: 9,
        number: Number::from_digits(number).unwrap(),
        tickets: vec![TicketNumber::from_seed(number)],
        dated: slot.start.date_naive(),
        now: slot.start - TimeDelta::hours(1),
        ..request(0)
    }
}

/// The so-manieth caller wants the slot at 10.
fn request(caller: u32) -> Request {
    Request {
        asked: Asked::new("twiml", &CallId::new(&format!("CA{caller}")).unwrap(), 1_795_000_000, 5, 0),
        desk: "giustizia".into(),
        queue: "operators".into(),
        slot: slot(0),
        offered: true,
        seats: 3,
        seen: 0,
        open_per_number: 1,
        number: Number::from_digits(390_600_000_000 + u64::from(caller)).unwrap(),
        language: Language::It,
        tickets: (0..4).map(|draw| TicketNumber::from_seed(u64::from(caller) * 7919 + draw * 31)).collect(),
        dated: at("2026-11-23T12:00:00Z").date_naive(),
        now: at("2026-11-23T12:00:00Z"),
        along: Along::default(),
        swapped: false,
    }
}

/// Opens a request by the page, at a moment, for whoever has given a mailbox and no more.
pub(crate) async fn page_opens(store: &Store, desk: &str, moment: &str, seed: u64) -> TicketNumber {
    let at = at(moment);
    let new = NewTicket {
        desk: desk.into(),
        queue: None,
        origin: Origin::Page,
        dated: at.date_naive(),
        language: Language::It,
        number: None,
        email: Some("anna@user.example".to_owned()),
        name: None,
        customer: None,
        tickets: vec![TicketNumber::from_seed(seed)],
    };
    store.open_ticket(&new, By { actor: "page", ..By::default() }, at).await.unwrap().ticket
}
