//! The store is away: menus serve all the same, nothing is booked, and what was decided by hand last still holds.

use std::time::{Duration, Instant};

use super::{BOOKS, House, MENU, MONDAY, SUNDAY, heard, hung_up, keys, published, service, transferred};
use crate::store::{Kept, at, on_both};

on_both![
    a_caller_is_told_that_no_callback_can_be_booked_and_is_sent_on,
    a_locked_store_is_given_up_in_time_for_the_platform_and_books_nothing_later,
    an_override_of_one_desk_closes_that_desk_until_it_is_over,
];

#[tokio::test]
async fn without_a_store_from_the_start_menus_serve_and_are_stored_when_it_comes() {
    let kept = Kept::new().await;
    kept.store.close().await;
    let aside = kept.folder.path().join("aside.db");
    std::fs::rename(kept.file(), &aside).unwrap();
    let service = service(MONDAY, 1, kept.store.clone());
    assert!(service.publish(vec![published("prova.yaml", MENU)], &[]).await.is_err());
    assert!(service.refresh_live().await.is_err());
    let mut call = super::Call::of(service.clone(), "CA1");
    assert_eq!(transferred(&call.plays(&["12"]).await).as_deref(), Some("lotto-2"));

    std::fs::rename(&aside, kept.file()).unwrap();
    service.refresh_live().await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM menu_versions WHERE replaced_at IS NULL").await, 1);
}

async fn a_caller_is_told_that_no_callback_can_be_booked_and_is_sent_on(kept: Kept) {
    let house = House::on(kept, SUNDAY).await;
    let mut call = house.call("CA1");
    let confirming = call.plays(&BOOKS[..3]).await;
    house.kept.store.close().await;
    // In the middle of it, and from the start.
    call.then(&confirming, keys("1"));
    for done in [call.ask().await, house.call("CA2").plays(&["9"]).await] {
        let said = heard(&done);
        assert!(!said.contains("Il numero della richiesta") && !said.contains("Primo orario"), "{said}");
        assert!(!said.is_empty());
    }
}

async fn a_locked_store_is_given_up_in_time_for_the_platform_and_books_nothing_later(kept: Kept) {
    let house = House::on(kept, SUNDAY).await;
    let mut call = house.call("CA1");
    call.limits.patience = Duration::from_secs(2);
    let confirming = call.plays(&BOOKS[..3]).await;
    let mut stranger = house.kept.stranger().await;
    stranger.lock().await;
    call.then(&confirming, keys("1"));
    let began = Instant::now();
    let done = call.ask().await;
    let took = began.elapsed();
    assert!(took < Duration::from_millis(1_950), "the platform gave up before {took:?}");
    assert!(!heard(&done).contains("Il numero della richiesta"), "{}", heard(&done));
    stranger.unlock().await;
    // Whoever writes next waits behind the one that came too late.
    house.kept.store.set_emergency("altra", true, at(SUNDAY)).await.unwrap();
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, 0);
}

#[tokio::test]
async fn the_emergency_switch_is_in_force_with_the_next_refresh_and_outlasts_the_store() {
    let house = House::at(MONDAY).await;
    let open = async |name: &str| transferred(&house.call(name).plays(&["12"]).await).is_some();
    assert!(open("CA1").await);
    house.kept.replica().await.set_emergency("prova", true, at("2026-11-23T09:00:00Z")).await.unwrap();
    assert!(house.service.refresh_live().await.unwrap().changed);
    assert!(!house.service.refresh_live().await.unwrap().changed);
    assert!(!open("CA2").await);

    let aside = house.kept.folder.path().join("aside.db");
    std::fs::rename(house.kept.file(), &aside).unwrap();
    assert!(house.service.refresh_live().await.is_err());
    assert!(!open("CA3").await, "the last value is kept");

    std::fs::rename(&aside, house.kept.file()).unwrap();
    house.service.refresh_live().await.unwrap();
    house.kept.store.set_emergency("prova", false, at(MONDAY)).await.unwrap();
    house.service.refresh_live().await.unwrap();
    assert!(open("CA4").await);
}

async fn an_override_of_one_desk_closes_that_desk_until_it_is_over(kept: Kept) {
    let house = House::on(kept, MONDAY).await;
    let closed = centralino::store::NewOverride {
        desk: "prova".to_owned(),
        calendar: Some("operatori".to_owned()),
        from: at("2026-11-23T09:00:00Z"),
        until: at("2026-11-23T12:00:00Z"),
        open: false,
    };
    house.kept.store.add_override(&closed, at(MONDAY)).await.unwrap();
    house.service.refresh_live().await.unwrap();
    let done = house.call("CA1").plays(&["12"]).await;
    assert!(transferred(&done).is_none() && !hung_up(&done));
    let later = house.replica("2026-11-23T12:00:00Z").await;
    later.publish(vec![published("prova.yaml", MENU)], &[]).await.unwrap();
    later.refresh_live().await.unwrap();
    let done = super::Call::of(later, "CA2").plays(&["12"]).await;
    assert_eq!(transferred(&done).as_deref(), Some("lotto-2"));
}
