//! Versions of menus: stored whole, once, and gone when no call can be on them any more.

use std::sync::Arc;

use centralino::menu::source::{FileFault, Files as _};
use centralino::store::Sources;
use centralino::terms::Version;
use chrono::TimeDelta;

use super::{Kept, at, on_both};

on_both![
    a_version_comes_back_as_it_was_read_also_on_another_replica,
    what_two_versions_share_is_stored_once,
    a_replaced_version_stays_twelve_hours_and_its_files_go_with_it,
    a_version_that_serves_again_is_kept,
    what_two_replicas_serve_apart_stays_for_as_long_as_either_serves_it,
];

fn sources(text: &str, directory: Option<&[u8]>) -> Sources {
    let mut sources = Sources { name: "menus/giustizia.yaml".into(), text: text.into(), files: [].into() };
    if let Some(bytes) = directory {
        sources.files.insert("numeri.csv".to_owned(), Some(Arc::from(bytes)));
    }
    sources.files.insert("benvenuto.wav".to_owned(), None);
    sources
}

const OLD: Version = Version([1; 16]);
const NEW: Version = Version([2; 16]);

async fn a_version_comes_back_as_it_was_read_also_on_another_replica(kept: Kept) {
    let now = at("2026-11-22T10:00:00Z");
    // A directory as Excel writes it, which is no UTF-8, and an empty one.
    for (version, directory) in [(OLD, &b"+3906;citt\xe0\r\n"[..]), (NEW, &b""[..])] {
        let written = sources("desk: giustizia", Some(directory));
        kept.store.keep_version(version, "giustizia", &written, now).await.unwrap();
        let read = kept.replica().await.version(version).await.unwrap().unwrap();
        assert_eq!(read, written);
        assert_eq!(read.read("numeri.csv").unwrap(), directory);
        assert!(read.exists("benvenuto.wav") && !read.exists("altro.wav"));
        assert_eq!(read.read("altro.csv"), Err(FileFault::Missing));
    }
    assert_eq!(kept.store.version(Version([9; 16])).await.unwrap(), None);
}

async fn what_two_versions_share_is_stored_once(kept: Kept) {
    let now = at("2026-11-22T10:00:00Z");
    let directory = Some(&b"+3906;lotto-2\n"[..]);
    kept.store.keep_version(OLD, "giustizia", &sources("title: A", directory), now).await.unwrap();
    kept.store.keep_version(NEW, "giustizia", &sources("title: B", directory), now).await.unwrap();
    kept.store.keep_version(NEW, "giustizia", &sources("title: B", directory), now).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM menu_versions").await, 2);
    assert_eq!(kept.count("SELECT count(*) FROM menu_files").await, 3);
}

async fn a_replaced_version_stays_twelve_hours_and_its_files_go_with_it(kept: Kept) {
    let began = at("2026-11-22T10:00:00Z");
    let hours = TimeDelta::hours;
    for version in [OLD, NEW] {
        kept.store
            .keep_version(version, "giustizia", &sources(&version.to_string(), None), began)
            .await
            .unwrap();
    }
    let tell = async |serving: &[Version], after: i64| {
        let now = began + hours(after);
        kept.store.serving(serving, now, now - hours(12)).await.unwrap();
    };
    tell(&[NEW], 1).await;
    tell(&[NEW], 12).await;
    assert!(kept.store.version(OLD).await.unwrap().is_some(), "a call may still be on it");
    tell(&[NEW], 13).await;
    assert!(kept.store.version(OLD).await.unwrap().is_none());
    assert!(kept.store.version(NEW).await.unwrap().is_some());
    assert_eq!(kept.count("SELECT count(*) FROM menu_files").await, 1);
}

async fn a_version_that_serves_again_is_kept(kept: Kept) {
    let began = at("2026-11-22T10:00:00Z");
    let keep = async |version| {
        kept.store.keep_version(version, "giustizia", &sources("x", None), began).await.unwrap();
    };
    keep(OLD).await;
    kept.store.serving(&[NEW], began, began - TimeDelta::hours(12)).await.unwrap();
    keep(OLD).await;
    let later = began + TimeDelta::hours(40);
    kept.store.serving(&[OLD], later, later - TimeDelta::hours(12)).await.unwrap();
    assert!(kept.store.version(OLD).await.unwrap().is_some());
}

async fn what_two_replicas_serve_apart_stays_for_as_long_as_either_serves_it(kept: Kept) {
    let (began, life) = (at("2026-11-22T10:00:00Z"), TimeDelta::hours(12));
    for version in [OLD, NEW] {
        kept.store.keep_version(version, "giustizia", &sources("x", None), began).await.unwrap();
    }
    let other = kept.replica().await;
    for minutes in (0..26 * 60).step_by(10) {
        let now = began + TimeDelta::minutes(minutes);
        kept.store.serving(&[OLD], now, now - life).await.unwrap();
        other.serving(&[NEW], now, now - life).await.unwrap();
    }
    assert!(kept.store.version(OLD).await.unwrap().is_some(), "served until a moment ago");
    for minutes in (26 * 60..40 * 60).step_by(10) {
        let now = began + TimeDelta::minutes(minutes);
        other.serving(&[NEW], now, now - life).await.unwrap();
    }
    assert!(kept.store.version(OLD).await.unwrap().is_none(), "nobody serves it any more");
    assert!(kept.store.version(NEW).await.unwrap().is_some());
}
