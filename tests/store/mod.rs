//! The store on real SQLite files: what it must refuse, repeat and survive.

mod away;
mod bookings;
mod live;
mod migrations;
mod versions;

use std::path::PathBuf;
use std::time::Duration;

use centralino::booking::Slot;
use centralino::store::{Asked, Request, Store};
use centralino::terms::{CallId, Language, Number};
use centralino::ticket::TicketNumber;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection};

/// Long enough that nothing is too slow because the machine is busy.
pub(crate) const PATIENT: Duration = Duration::from_mins(1);

/// A store in a folder of its own.
pub(crate) struct Kept {
    pub(crate) store: Store,
    pub(crate) folder: tempfile::TempDir,
}

impl Kept {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(&address(&folder)).unwrap();
        store.open().await.unwrap();
        Self { store, folder }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("centralino.db")
    }

    /// Another replica on the same file.
    pub(crate) async fn replica(&self) -> Store {
        let store = Store::new(&address(&self.folder)).unwrap();
        store.open().await.unwrap();
        store
    }

    /// A stranger's connection, past the store.
    pub(crate) async fn stranger(&self) -> SqliteConnection {
        SqliteConnectOptions::new().filename(self.file()).connect().await.unwrap()
    }

    /// A number that a query gives.
    pub(crate) async fn count(&self, query: &'static str) -> i64 {
        let mut stranger = self.stranger().await;
        let row = sqlx::query(query).fetch_one(&mut stranger).await.unwrap();
        stranger.close().await.unwrap();
        row.get(0)
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

/// The so-manieth caller wants the slot at 10.
fn request(caller: u32) -> Request {
    Request {
        asked: Asked::new("twiml", &CallId::new(&format!("CA{caller}")).unwrap(), 1_795_000_000, 5, 0),
        desk: "giustizia".into(),
        queue: "operators".into(),
        slot: slot(0),
        offered: true,
        seats: 3,
        open_per_number: 1,
        number: Number::from_digits(390_600_000_000 + u64::from(caller)).unwrap(),
        language: Language::It,
        tickets: (0..4).map(|draw| TicketNumber::from_seed(u64::from(caller) * 7919 + draw * 31)).collect(),
        dated: at("2026-11-23T12:00:00Z").date_naive(),
        now: at("2026-11-23T12:00:00Z"),
    }
}
