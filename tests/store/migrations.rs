//! Tables come into being once, and stay.

use centralino::store::Store;

use super::{Kept, PATIENT, address, request};

#[tokio::test]
async fn opening_again_changes_nothing_and_loses_nothing() {
    let kept = Kept::new().await;
    kept.store.book(request(1), PATIENT).await.unwrap();
    let tables = "SELECT count(*) FROM sqlite_master";
    let (before, steps) =
        (kept.count(tables).await, kept.count("SELECT count(*) FROM _sqlx_migrations").await);
    kept.store.close().await;
    for _ in 0..3 {
        let again = kept.replica().await;
        again.open().await.unwrap();
        again.close().await;
    }
    assert_eq!(kept.count(tables).await, before);
    assert_eq!(kept.count("SELECT count(*) FROM _sqlx_migrations").await, steps);
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn replicas_that_start_together_on_no_file_agree_on_tables_and_on_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let starting = (0..6_u8).map(|replica| {
        let store = Store::new(&address(&folder)).unwrap();
        tokio::spawn(async move {
            store.open().await.unwrap();
            store.seal_keys([replica; 32], super::at("2026-11-22T00:00:00Z")).await.unwrap()
        })
    });
    let starting: Vec<_> = starting.collect();
    let mut keys = Vec::new();
    for replica in starting {
        keys.push(replica.await.unwrap());
    }
    assert_eq!(keys[0].len(), 1);
    keys.dedup();
    assert_eq!(keys.len(), 1, "two replicas seal with different keys");
}

#[tokio::test]
async fn a_newer_key_in_the_store_seals_and_the_older_ones_open() {
    let kept = Kept::new().await;
    let now = super::at("2026-11-22T00:00:00Z");
    assert_eq!(kept.store.seal_keys([1; 32], now).await.unwrap(), [[1; 32]]);
    let mut stranger = kept.stranger().await;
    sqlx::query("INSERT INTO seal_keys (key, created_at) VALUES ($1, 0)")
        .bind(&[2_u8; 32][..])
        .execute(&mut stranger)
        .await
        .unwrap();
    assert_eq!(kept.store.seal_keys([3; 32], now).await.unwrap(), [[2; 32], [1; 32]]);
}

#[tokio::test]
async fn a_file_of_a_newer_release_is_refused() {
    let kept = Kept::new().await;
    let mut stranger = kept.stranger().await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'later', 1, x'00', 0)",
    )
    .execute(&mut stranger)
    .await
    .unwrap();
    kept.store.close().await;
    let fault = Store::new(&address(&kept.folder)).unwrap().open().await.unwrap_err();
    assert!(fault.to_string().contains("9999") && fault.to_string().contains("newer release"), "{fault}");
}
