//! Callers who are put through, and what changed since somebody looked.

use centralino::store::{Pick, Pop};
use centralino::terms::{Language, Number};

use super::{Kept, PATIENT, on_both, request, slot};

on_both!(
    a_caller_is_seen_where_they_are_put_through_and_for_minutes_only,
    screens_that_nobody_keeps_open_are_closed,
    what_is_noted_is_read_once_and_in_order,
    seats_that_are_held_change_the_digest_and_so_does_their_lapse,
);

fn pop(destination: &str) -> Pop {
    Pop {
        desk: "giustizia".to_owned(),
        destination: destination.to_owned(),
        language: Language::It,
        number: Number::from_digits(390_668_851_234),
        ticket: None,
    }
}

async fn a_caller_is_seen_where_they_are_put_through_and_for_minutes_only(kept: Kept) {
    let store = &kept.store;
    store.pop(&pop("lotto-2")).await.unwrap();
    store.pop(&pop("lotto-3")).await.unwrap();
    let all = kept.replica().await.pops(0).await.unwrap();
    assert_eq!(all.iter().map(|of| of.pop.clone()).collect::<Vec<_>>(), [pop("lotto-2"), pop("lotto-3")]);
    assert_eq!(store.pops(all[0].id).await.unwrap().len(), 1);
    assert_eq!(store.last_pop("giustizia", "lotto-2").await.unwrap().unwrap(), all[0]);
    assert_eq!(store.last_pop("giustizia", "lotto-9").await.unwrap(), None);

    kept.stranger().await.run("UPDATE screen_pops SET at = at - 600").await;
    assert_eq!(store.last_pop("giustizia", "lotto-2").await.unwrap(), None);
    store.pop(&pop("lotto-4")).await.unwrap();
    store.sweep(super::at("2026-11-23T12:00:00Z")).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM screen_pops").await, 1, "the older ones are gone");
    let shown =
        store.export_number(pop("").number.unwrap(), super::at("2026-11-23T12:00:00Z")).await.unwrap();
    assert_eq!(shown.len(), 1, "{shown:?}");
}

async fn screens_that_nobody_keeps_open_are_closed(kept: Kept) {
    let open =
        [("giustizia".to_owned(), "lotto-2".to_owned()), ("dogane".to_owned(), "sportello".to_owned())];
    kept.store.keep_screens(&open).await.unwrap();
    kept.store.keep_screens(&open[..1]).await.unwrap();
    let mut known = kept.replica().await.screens().await.unwrap();
    known.sort();
    assert_eq!(known, [open[1].clone(), open[0].clone()]);
    kept.stranger().await.run("UPDATE screens SET open_until = open_until - 61 WHERE desk = 'dogane'").await;
    assert_eq!(kept.store.screens().await.unwrap(), open[..1]);
}

async fn what_is_noted_is_read_once_and_in_order(kept: Kept) {
    let store = &kept.store;
    assert_eq!(store.last_noted().await.unwrap(), 0);
    store.book(request(1), PATIENT).await.unwrap();
    let last = store.last_noted().await.unwrap();
    store.book(request(2), PATIENT).await.unwrap();
    let all = store.noted_after(0, 100).await.unwrap();
    let events: Vec<_> = all.iter().map(|noted| noted.event.as_str()).collect();
    assert_eq!(events, ["opened", "callback-booked", "opened", "callback-booked"]);
    assert!(all.is_sorted_by_key(|noted| noted.id) && all.iter().all(|noted| noted.desk == "giustizia"));
    assert_eq!(store.noted_after(last, 100).await.unwrap(), all[2..]);
    assert_eq!(store.noted_after(0, 1).await.unwrap(), all[..1]);
}

async fn seats_that_are_held_change_the_digest_and_so_does_their_lapse(kept: Kept) {
    let store = &kept.store;
    let pick = |holder: &str, at| Pick {
        holder: holder.into(),
        desk: "giustizia".into(),
        queue: "operators".into(),
        slot: slot(at),
        seats: 3,
        seen: 0,
    };
    assert_eq!(store.held_now().await.unwrap(), []);
    store.hold(&pick("page", 0)).await.unwrap();
    let first = store.held_now().await.unwrap();
    assert_eq!((first.len(), first[0].queue.as_str(), first[0].digest.0), (1, "operators", 1));
    store.hold(&pick("page", 1)).await.unwrap();
    let second = store.held_now().await.unwrap();
    assert_ne!(second, first, "another slot is held");
    kept.stranger().await.run("UPDATE seats SET held_until = held_until - 121").await;
    assert_eq!(store.held_now().await.unwrap(), []);
}
