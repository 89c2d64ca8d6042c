//! Menus are swapped while calls go on: a call keeps the version on which it began.

use std::sync::Arc;

use super::{Call, House, MENU, MONDAY, heard, keys, published, transferred};
use crate::store::{Kept, on_both};

on_both![
    a_replica_that_never_read_the_version_reads_it_from_the_store,
    a_version_that_is_gone_sends_the_call_back_to_the_greeting,
    calls_go_on_through_a_hundred_swaps,
];

fn renamed() -> String {
    MENU.replace("Risponde la prova", "Risponde la nuova prova")
        .replace("2: lotto-2, 3: lotto-3", "4: lotto-2, 5: lotto-3")
}

#[tokio::test]
async fn a_call_keeps_its_version_and_the_next_call_has_the_new_one() {
    let house = House::at(MONDAY).await;
    let mut old = house.call("CA1");
    let menu = old.plays(&["1"]).await;
    house.service.publish(vec![published("prova.yaml", &renamed())], &[]).await.unwrap();
    old.then(&menu, keys("3"));
    assert_eq!(transferred(&old.ask().await).as_deref(), Some("lotto-3"));
    let mut new = house.call("CA2");
    assert!(heard(&new.ask().await).starts_with("Risponde la nuova prova."));
    assert_eq!(transferred(&new.plays(&["15"]).await).as_deref(), Some("lotto-3"));
}

async fn a_replica_that_never_read_the_version_reads_it_from_the_store(kept: Kept) {
    let house = House::on(kept, MONDAY).await;
    let mut call = house.call("CA1");
    "0668851234".clone_into(&mut call.incoming.from);
    let first = call.ask().await;
    house.service.publish(vec![published("prova.yaml", &renamed())], &[]).await.unwrap();
    let other = house.replica(MONDAY).await;
    other.publish(vec![published("prova.yaml", &renamed())], &[]).await.unwrap();
    // With its directory: the caller is known by the old version's rows.
    call.service = other.clone();
    call.then(&first, keys("1"));
    let done = call.ask().await;
    assert_eq!(transferred(&done).as_deref(), Some("lotto-3"));
    assert_eq!(done.menu.version, first.menu.version);
    // From then on it has it: the store may go.
    other.store().close().await;
    assert_eq!(call.ask().await.menu.version, first.menu.version);
}

async fn a_version_that_is_gone_sends_the_call_back_to_the_greeting(kept: Kept) {
    let house = House::on(kept, MONDAY).await;
    let mut call = house.call("CA1");
    let menu = call.plays(&["1"]).await;
    house.kept.stranger().await.run("DELETE FROM menu_versions").await;
    let other = house.replica(MONDAY).await;
    other.publish(vec![published("prova.yaml", &renamed())], &[]).await.unwrap();
    call.service = other;
    call.then(&menu, keys("3"));
    assert!(heard(&call.ask().await).starts_with("Risponde la nuova prova."));
}

#[tokio::test]
async fn a_broken_file_leaves_its_old_menu_in_service_and_a_deleted_one_does_not() {
    let house = House::at(MONDAY).await;
    let other = published(
        "altra.yaml",
        &MENU.replace("desk: prova", "desk: altra").replace("800 749 049, '7002'", "800 000 001"),
    );
    house.service.publish(vec![other.clone()], &["prova.yaml"]).await.unwrap();
    assert!(heard(&house.call("CA1").ask().await).starts_with("Risponde la prova."));
    assert_eq!(house.service.menus().len(), 3);
    house.service.publish(vec![other], &[]).await.unwrap();
    assert!(super::hung_up(&house.call("CA1").ask().await));
}

async fn calls_go_on_through_a_hundred_swaps(kept: Kept) {
    let house = House::on(kept, MONDAY).await;
    let menus = [published("prova.yaml", MENU), published("prova.yaml", &renamed())];
    let service = house.service.clone();
    let swapping = tokio::spawn(async move {
        for swap in 0..100 {
            service.publish(vec![menus[swap % 2].clone()], &[]).await.unwrap();
        }
    });
    let mut calls = 0;
    while !swapping.is_finished() || calls < 50 {
        let mut call = Call::of(house.service.clone(), &format!("CA{calls}"));
        let begun = call.ask().await;
        let key = if heard(&begun).contains("nuova") { "15" } else { "13" };
        tokio::task::yield_now().await;
        call.then(&begun, keys(key));
        assert_eq!(transferred(&call.ask().await).as_deref(), Some("lotto-3"));
        calls += 1;
    }
    swapping.await.unwrap();
}

#[tokio::test]
async fn an_unchanged_menu_published_again_is_the_same_menu() {
    let house = House::at(MONDAY).await;
    let before = house.call("CA1").ask().await.menu;
    house.service.publish(vec![published("prova.yaml", MENU)], &[]).await.unwrap();
    let after = house.call("CA1").ask().await.menu;
    assert!(Arc::ptr_eq(&before, &after));
    assert_eq!(house.kept.count("SELECT count(*) FROM menu_versions").await, 1);
}
