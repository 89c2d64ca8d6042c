//! A store that is deleted, locked or slow: the caller is told in time that nothing is booked, and nothing is.

use std::time::{Duration, Instant};

use centralino::store::{Booked, Fault, Request, Store};

use super::{Kept, PATIENT, on_both, request};
use crate::rig::comes;

on_both![
    a_locked_store_answers_in_time_and_books_nothing_afterwards,
    a_store_that_is_free_again_in_time_books,
    a_booking_that_outlasts_the_platforms_patience_does_not_stand,
    whoever_asked_may_vanish_at_any_time_and_no_booking_stands_that_nobody_heard_of,
];

/// Waits until a query gives this number.
async fn becomes(kept: &Kept, query: &'static str, wanted: i64) {
    let look = async || (kept.count(query).await == wanted).then_some(());
    comes(&format!("`{query}` gives {wanted}"), look).await;
}

/// Makes each booking long, as a slow disk does: it cannot be stopped on its way.
const SLOW: [&str; 2] = [
    "CREATE VIEW burn AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3000000)
     SELECT max(x) AS x FROM c;
     CREATE TRIGGER slow AFTER INSERT ON answers BEGIN SELECT x FROM burn; END",
    "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$;
     CREATE TRIGGER slow AFTER INSERT ON answers FOR EACH ROW EXECUTE FUNCTION slow()",
];

async fn a_locked_store_answers_in_time_and_books_nothing_afterwards(kept: Kept) {
    let mut stranger = kept.stranger().await;
    stranger.lock().await;
    let began = Instant::now();
    let told = kept.store.book(request(1), Duration::from_millis(300)).await;
    assert!(matches!(told, Err(Fault::TooSlow)), "{told:?}");
    assert!(began.elapsed() < Duration::from_millis(900), "{:?}", began.elapsed());
    stranger.unlock().await;
    // Whoever waits in line is served after the one that came too late, which wrote nothing.
    assert!(matches!(kept.store.book(request(2), PATIENT).await, Ok(Booked::Seat { .. })));
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 1);
    assert_eq!(kept.count("SELECT count(*) FROM answers WHERE call_id = 'twiml/CA1'").await, 0);
}

async fn a_store_that_is_free_again_in_time_books(kept: Kept) {
    let mut stranger = kept.stranger().await;
    stranger.lock().await;
    let store = kept.store.clone();
    let waiting = tokio::spawn(async move { store.book(request(1), PATIENT).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!waiting.is_finished());
    stranger.unlock().await;
    assert!(matches!(waiting.await.unwrap(), Ok(Booked::Seat { .. })));
}

async fn a_booking_that_outlasts_the_platforms_patience_does_not_stand(kept: Kept) {
    let mut stranger = kept.stranger().await;
    stranger.run_on(SLOW[0], SLOW[1]).await;
    let told = kept.store.book(request(1), Duration::from_millis(50)).await;
    assert!(matches!(told, Err(Fault::TooSlow)), "{told:?}");
    stranger.run_on("PRAGMA busy_timeout = 20000; DROP TRIGGER slow", "DROP TRIGGER slow ON answers").await;
    // The slow one is over now; its seat is free for somebody else.
    assert!(matches!(
        kept.store.book(Request { seats: 1, ..request(2) }, PATIENT).await,
        Ok(Booked::Seat { .. })
    ));
    becomes(&kept, "SELECT count(*) FROM bookings WHERE call_id = 'twiml/CA1'", 0).await;
    becomes(&kept, "SELECT count(*) FROM answers WHERE call_id = 'twiml/CA1'", 0).await;
}

async fn whoever_asked_may_vanish_at_any_time_and_no_booking_stands_that_nobody_heard_of(kept: Kept) {
    let mut heard = 0;
    for caller in 0..40_u32 {
        let (store, seats) = (kept.store.clone(), 100);
        let asking =
            tokio::spawn(async move { store.book(Request { seats, ..request(caller) }, PATIENT).await });
        // From at once to later than a booking takes: some vanish before, some during, some after the commit.
        tokio::time::sleep(Duration::from_micros(u64::from(caller) * 250)).await;
        asking.abort();
        heard += i64::from(matches!(asking.await, Ok(Ok(Booked::Seat { .. }))));
    }
    becomes(&kept, "SELECT count(*) FROM bookings", heard).await;
    becomes(&kept, "SELECT count(*) FROM answers", heard).await;
}

#[tokio::test]
async fn a_deleted_file_is_noticed_before_anything_is_lost_in_it() {
    let kept = Kept::new().await;
    std::fs::remove_file(kept.file()).unwrap();
    assert!(matches!(kept.store.book(request(1), PATIENT).await, Err(Fault::Moved)));
    assert!(matches!(kept.store.check().await, Err(Fault::Moved)));
    // It is not made anew: whoever deleted it by mistake can put it back, and one that is empty would pass for it.
    assert!(kept.store.open().await.is_err());
    assert!(!kept.file().exists());
    assert!(matches!(kept.store.check().await, Err(Fault::Away)));
}

#[tokio::test]
async fn a_file_that_is_put_back_is_found_again() {
    let kept = Kept::new().await;
    kept.store.book(request(1), PATIENT).await.unwrap();
    kept.store.close().await;
    let aside = kept.folder.path().join("aside.db");
    std::fs::rename(kept.file(), &aside).unwrap();
    assert!(kept.store.open().await.is_err());
    assert!(matches!(kept.store.book(request(2), PATIENT).await, Err(Fault::Away)));
    std::fs::rename(&aside, kept.file()).unwrap();
    kept.store.open().await.unwrap();
    kept.store.book(request(2), PATIENT).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 2);
}

#[tokio::test]
async fn a_file_put_in_its_place_is_taken_up_and_not_written_past() {
    let kept = Kept::new().await;
    kept.store.book(request(1), PATIENT).await.unwrap();
    // A backup of yesterday, without that booking, is put back while the service runs.
    let yesterday = Kept::new().await;
    yesterday.store.close().await;
    std::fs::rename(yesterday.file(), kept.file()).unwrap();
    for beside in ["-wal", "-shm"] {
        std::fs::remove_file(format!("{}{beside}", kept.file().display())).unwrap();
    }
    assert!(matches!(kept.store.book(request(2), PATIENT).await, Err(Fault::Moved)));
    kept.store.open().await.unwrap();
    kept.store.book(request(3), PATIENT).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM bookings WHERE call_id = 'twiml/CA3'").await, 1);
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 1);
}

#[tokio::test]
async fn a_store_that_was_never_opened_is_away_and_says_so_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(&super::address(&folder)).unwrap();
    assert!(matches!(store.book(request(1), PATIENT).await, Err(Fault::Away)));
    assert!(matches!(store.live(super::at("2026-11-22T00:00:00Z")).await, Err(Fault::Away)));
}

#[tokio::test]
async fn a_folder_that_does_not_exist_is_a_fault_and_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(&format!("sqlite://{}/no/such/folder.db", folder.path().display())).unwrap();
    assert!(matches!(store.open().await, Err(Fault::File(_))));
}

#[tokio::test]
async fn what_is_no_database_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("centralino.db");
    std::fs::write(
        &file,
        "this is a letter to grandmother, not a database, and longer than a header of one is".repeat(9),
    )
    .unwrap();
    let before = std::fs::read(&file).unwrap();
    let store = Store::new(&super::address(&folder)).unwrap();
    assert!(store.open().await.is_err());
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn only_files_and_postgresqls_databases_are_taken() {
    for address in [
        "mysql://host/db",
        "postgres://host",
        "centralino.db",
        "sqlite://",
        "sqlite://:memory:",
        "sqlite:x.db",
        "",
    ] {
        assert!(matches!(Store::new(address), Err(Fault::Address)), "{address}");
    }
}
