//! Tables come into being once, and stay.

use centralino::store::{Fault, Store};

use super::{Kept, PATIENT, Stranger, on_both, request};

on_both![
    opening_again_changes_nothing_and_loses_nothing,
    replicas_that_start_together_on_nothing_agree_on_tables_and_on_one_key,
    a_newer_key_in_the_store_seals_and_the_older_ones_open,
    a_database_of_a_newer_release_is_refused,
    both_databases_have_the_same_columns,
];

async fn opening_again_changes_nothing_and_loses_nothing(kept: Kept) {
    kept.store.book(request(1), PATIENT).await.unwrap();
    let steps = kept.count("SELECT count(*) FROM _sqlx_migrations").await;
    kept.store.close().await;
    for _ in 0..3 {
        let again = kept.replica().await;
        again.open().await.unwrap();
        again.close().await;
    }
    assert_eq!(kept.count("SELECT count(*) FROM _sqlx_migrations").await, steps);
    assert_eq!(kept.count("SELECT count(*) FROM bookings").await, 1);
}

async fn replicas_that_start_together_on_nothing_agree_on_tables_and_on_one_key(kept: Kept) {
    let (address, _folder) = kept.empty().await;
    let starting = (0..6_u8).map(|replica| {
        let store = Store::new(&address).unwrap();
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

async fn a_newer_key_in_the_store_seals_and_the_older_ones_open(kept: Kept) {
    let now = super::at("2026-11-22T00:00:00Z");
    assert_eq!(kept.store.seal_keys([1; 32], now).await.unwrap(), [[1; 32]]);
    let mut stranger = kept.stranger().await;
    stranger
        .run_on(
            "INSERT INTO seal_keys (key, created_at) VALUES (unhex(replace(hex(zeroblob(32)), '00', '02')), 0)",
            "INSERT INTO seal_keys (key, created_at) VALUES (decode(repeat('02', 32), 'hex'), 0)",
        )
        .await;
    assert_eq!(kept.store.seal_keys([3; 32], now).await.unwrap(), [[2; 32], [1; 32]]);
}

async fn a_database_of_a_newer_release_is_refused(kept: Kept) {
    let mut stranger = kept.stranger().await;
    stranger
        .run(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'later', true, '', 0)",
        )
        .await;
    kept.store.close().await;
    let fault = Store::new(&kept.address).unwrap().open().await.unwrap_err();
    assert!(fault.to_string().contains("9999") && fault.to_string().contains("newer release"), "{fault}");
    assert!(matches!(kept.store.check().await, Err(Fault::Away)));
}

/// One text serves both databases only while both have the same tables.
async fn both_databases_have_the_same_columns(kept: Kept) {
    let columns = |mut columns: Vec<String>| {
        columns.sort();
        columns
    };
    let sqlite = "SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT GLOB 'sqlite_*'";
    let postgres = "SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = current_schema()";
    let on_sqlite = columns(Kept::new().await.stranger().await.texts(sqlite).await);
    assert!(on_sqlite.contains(&"bookings.ticket".to_owned()), "{on_sqlite:?}");
    let here = kept.stranger().await;
    let asked = if matches!(here, Stranger::Sqlite(_)) { sqlite } else { postgres };
    assert_eq!(columns(here.texts(asked).await), on_sqlite);
}
