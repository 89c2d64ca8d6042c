//! Copies of an SQLite store that is in use, and what is done with personal data.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use centralino::store::{BackupFault, Booked, Request, Store};
use chrono::TimeDelta;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use super::{Kept, PATIENT, on_both, request, slot};
use crate::rig::comes;

on_both![
    a_number_is_shown_whole_to_whom_it_belongs_and_forgotten_when_they_ask,
    what_is_over_for_long_is_cleared_away_and_nothing_else,
    every_table_with_a_number_is_shown_and_forgotten,
];

/// Waits until somebody else has booked so many.
async fn has_booked(kept: &Kept, many: i64) {
    let all = async || kept.count("SELECT count(*) FROM bookings").await;
    comes("enough is booked", async || (all().await >= many).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_copy_made_while_bookings_go_on_is_whole_and_comes_back_while_the_service_runs() {
    let kept = Kept::new().await;
    let over = Arc::new(AtomicBool::new(false));
    let booking = {
        let (store, over) = (kept.store.clone(), over.clone());
        tokio::spawn(async move {
            let mut booked = 0;
            while !over.load(Ordering::Relaxed) {
                let wanted = Request { seats: 60_000, ..request(booked) };
                assert!(matches!(store.book(wanted, PATIENT).await, Ok(Booked::Seat { .. })));
                booked += 1;
            }
            i64::from(booked)
        })
    };
    has_booked(&kept, 20).await;
    let copy = kept.folder.path().join("copy.db");
    let at_least = kept.count("SELECT count(*) FROM bookings").await;
    kept.store.backup(&copy).await.unwrap();
    let at_most = kept.count("SELECT count(*) FROM bookings").await + 1;
    assert!(matches!(kept.store.backup(&copy).await, Err(BackupFault::Exists(_))), "never written over");
    over.store(true, Ordering::Relaxed);
    let all = booking.await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, all, "nothing was lost meanwhile");

    let aside = kept.store.restore(&copy, ".before").await.unwrap().unwrap();
    assert!(kept.store.check().await.is_err(), "a service notices that the file is another");
    kept.store.open().await.unwrap();
    let back = kept.count("SELECT count(*) FROM bookings").await;
    assert!((at_least..=at_most).contains(&back), "{at_least} {back} {at_most}");
    let whole = "SELECT count(*) FROM bookings JOIN seats USING (ticket) JOIN answers USING (ticket)";
    assert_eq!(kept.count(whole).await, back, "each booking with its seat and its answer");
    // What was there is kept, whole.
    let before = Store::new(&format!("sqlite://{}", aside.display())).unwrap();
    before.open().await.unwrap();
    let seats = before.taken("giustizia", "operators", slot(0).start, None).await.unwrap();
    assert_eq!(i64::try_from(seats.len()).unwrap(), all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_booked_while_a_copy_comes_back_is_in_the_copy_or_in_what_was_kept() {
    let kept = Kept::new().await;
    kept.store.book(request(0), PATIENT).await.unwrap();
    let copy = kept.folder.path().join("copy.db");
    kept.store.backup(&copy).await.unwrap();
    let over = Arc::new(AtomicBool::new(false));
    let booking = {
        let (store, over) = (kept.store.clone(), over.clone());
        tokio::spawn(async move {
            let mut told = Vec::new();
            for booked in 1.. {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                let wanted = Request { seats: 60_000, ..request(booked) };
                if let Ok(Booked::Seat { ticket, .. }) = store.book(wanted, PATIENT).await {
                    told.push(ticket);
                }
            }
            told
        })
    };
    let mut asides = Vec::new();
    for time in 0..3 {
        let before = kept.count("SELECT count(*) FROM bookings").await;
        has_booked(&kept, before + 10).await;
        // Somebody reads for longer than the log can wait.
        let file = kept.store.file().unwrap().to_owned();
        let reader = SqliteConnectOptions::new().filename(&file).connect().await;
        let mut reader = reader.unwrap();
        sqlx::raw_sql("BEGIN; SELECT count(*) FROM bookings").execute(&mut reader).await.unwrap();
        asides.push(kept.store.restore(&copy, &format!(".before-{time}")).await.unwrap().unwrap());
        comes("it notices that the file is another", async || kept.store.check().await.err()).await;
        drop(reader);
        kept.store.open().await.unwrap();
    }
    over.store(true, Ordering::Relaxed);
    let told = booking.await.unwrap();
    assert!(told.len() >= 30, "{}", told.len());
    let mut found = HashSet::new();
    for file in asides.iter().map(AsRef::as_ref).chain(kept.store.file()) {
        let mut on = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
        let whole: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut on).await.unwrap();
        assert_eq!(whole, "ok", "{}", file.display());
        let tickets: Vec<i64> =
            sqlx::query_scalar("SELECT ticket FROM bookings").fetch_all(&mut on).await.unwrap();
        found.extend(tickets);
    }
    let lost = told.iter().filter(|ticket| !found.contains(&i64::from(ticket.value()))).count();
    assert_eq!(lost, 0, "of {} that were told", told.len());
}

#[tokio::test]
async fn what_is_damaged_or_no_copy_is_not_put_back() {
    let kept = Kept::new().await;
    kept.store.book(request(1), PATIENT).await.unwrap();
    let copy = kept.folder.path().join("copy.db");
    kept.store.backup(&copy).await.unwrap();
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xff);
    std::fs::write(&copy, &bytes).unwrap();
    let letter = kept.folder.path().join("letter.db");
    std::fs::write(&letter, "dear grandmother").unwrap();
    for wrong in [&copy, &letter] {
        let fault = kept.store.restore(wrong, ".before").await.unwrap_err();
        assert!(matches!(fault, BackupFault::Damaged(..)), "{fault}");
    }
    let fault = kept.store.restore(&kept.folder.path().join("none.db"), ".before").await.unwrap_err();
    assert!(matches!(fault, BackupFault::File(..)), "{fault}");
    kept.store.check().await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 1);
}

#[tokio::test]
async fn postgresql_has_its_own_copies() {
    let kept = Kept::on_postgres().await;
    let fault = kept.store.backup(&kept.folder.path().join("copy.db")).await.unwrap_err();
    assert!(fault.to_string().contains("pg_dump"), "{fault}");
}

async fn a_number_is_shown_whole_to_whom_it_belongs_and_forgotten_when_they_ask(kept: Kept) {
    let now = request(1).now;
    for caller in [1, 2] {
        kept.store.book(request(caller), PATIENT).await.unwrap();
    }
    let number = request(1).number;
    let shown = kept.store.export_number(number, now).await.unwrap();
    let tables: Vec<_> = shown.iter().map(|(table, _)| *table).collect();
    assert_eq!(tables, ["bookings", "tickets"], "{shown:?}");
    let row: serde_json::Value = serde_json::from_str(&shown[0].1).unwrap();
    assert_eq!(row["number"], "+390600000001");
    assert_eq!(row["from"], "2026-11-24T09:00:00Z");
    assert_eq!(row["dated"], "2026-11-23");
    assert_eq!(row["cancelled"], serde_json::Value::Null);
    assert_eq!(
        kept.store.forget_number(number, now).await.unwrap(),
        4,
        "answer, seat, booking and whose request it was"
    );
    assert_eq!(kept.count("SELECT count(*) FROM tickets").await, 2, "the request keeps its turn");
    assert!(kept.store.export_number(number, now).await.unwrap().is_empty());
    assert_eq!(kept.store.export_number(request(2).number, now).await.unwrap().len(), 2);
    assert_eq!(kept.count("SELECT count(*) FROM seats").await, 1, "its seat is free");
    let noted = kept.stranger().await.texts("SELECT action || ' ' || subject FROM audit ORDER BY id").await;
    let masked = "+3906•••01";
    let export = format!("export {masked}");
    assert_eq!(noted, [&export, &format!("forget {masked}"), &export, "export +3906•••02"]);
}

async fn what_is_over_for_long_is_cleared_away_and_nothing_else(kept: Kept) {
    let wanted = |caller: u32, quarters: i32| Request { slot: slot(quarters), ..request(caller) };
    for (caller, quarters) in [(1, 0), (2, 1), (3, 9)] {
        kept.store.book(wanted(caller, quarters), PATIENT).await.unwrap();
    }
    // One of those that are over was worked on since, and none was closed.
    let lately = "INSERT INTO ticket_events (ticket, at, event, actor)
        SELECT ticket, 1795512600, 'asked', 'anna' FROM bookings ORDER BY slot_start LIMIT 1 OFFSET 1";
    kept.stranger().await.run(lately).await;
    let tickets =
        kept.stranger().await.texts("SELECT CAST(ticket AS TEXT) FROM bookings ORDER BY slot_start").await;
    let before = slot(2).start;
    kept.store.purge(before, before + TimeDelta::days(365)).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 1);
    assert_eq!(kept.count("SELECT count(*) FROM seats").await, 1);
    let left = kept
        .stranger()
        .await
        .texts("SELECT CAST(ticket AS TEXT) FROM tickets ORDER BY opened_at, ticket")
        .await;
    assert_eq!(
        left.iter().collect::<HashSet<_>>(),
        tickets[1..].iter().collect(),
        "what nobody closed goes too"
    );
    let noted = kept.stranger().await.texts("SELECT action || ' ' || subject FROM audit").await;
    assert_eq!(noted, ["purge before 2026-11-24T09:30:00Z"]);
}

/// Who adds a table with a number adds it to what is shown and forgotten.
async fn every_table_with_a_number_is_shown_and_forgotten(kept: Kept) {
    let columns = match kept.stranger().await {
        super::Stranger::Sqlite(_) => {
            "SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_table_info(t.name) c
             WHERE c.name IN ('number', 'phone', 'caller') ORDER BY 1"
        }
        super::Stranger::Postgres(_) => {
            "SELECT table_name || '.' || column_name FROM information_schema.columns
             WHERE table_schema = current_schema() AND column_name IN ('number', 'phone', 'caller') ORDER BY 1"
        }
    };
    let found = kept.stranger().await.texts(columns).await;
    assert_eq!(
        found,
        ["askings.number", "bookings.number", "code_calls.number", "screen_pops.number", "tickets.number"],
        "add it to `src/store/personal.rs`, then here"
    );
}
