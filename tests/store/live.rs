//! What is decided by hand: overrides and the emergency switch, seen by every replica.

use centralino::hours::{Live, Override};
use centralino::store::{Fault, NewOverride};

use super::{Kept, at, on_both};

on_both![
    the_emergency_switch_is_seen_by_every_replica_and_remembers_since_when,
    overrides_are_given_until_they_are_over_and_their_ids_are_never_used_again,
    an_override_that_ends_before_it_begins_is_refused,
];

fn closing(desk: &str, from: &str, until: &str) -> NewOverride {
    NewOverride { desk: desk.to_owned(), calendar: None, from: at(from), until: at(until), open: false }
}

async fn the_emergency_switch_is_seen_by_every_replica_and_remembers_since_when(kept: Kept) {
    let other = kept.replica().await;
    let (nine, ten) = (at("2026-11-23T09:00:00Z"), at("2026-11-23T10:00:00Z"));
    assert!(kept.store.set_emergency("giustizia", true, nine).await.unwrap());
    assert!(!other.set_emergency("giustizia", true, ten).await.unwrap(), "it was on");
    let live = other.live(nine).await.unwrap();
    assert_eq!(live["giustizia"], Live { overrides: vec![], emergency: Some(nine) });
    assert!(other.set_emergency("giustizia", false, ten).await.unwrap());
    assert!(!kept.store.set_emergency("giustizia", false, ten).await.unwrap(), "it was off");
    assert!(kept.store.live(nine).await.unwrap().is_empty());
}

async fn overrides_are_given_until_they_are_over_and_their_ids_are_never_used_again(kept: Kept) {
    let now = at("2026-11-23T09:00:00Z");
    let closed = closing("giustizia", "2026-11-23T10:00:00Z", "2026-11-23T12:00:00Z");
    let first = kept.store.add_override(&closed, now).await.unwrap();
    let opened = NewOverride { calendar: Some("night".to_owned()), open: true, ..closed.clone() };
    let second = kept.store.add_override(&opened, now).await.unwrap();
    kept.store
        .add_override(&closing("dogane", "2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z"), now)
        .await
        .unwrap();

    let found = kept.store.live(at("2026-11-23T11:00:00Z")).await.unwrap();
    let expected = |id, calendar: Option<&str>, open| Override {
        id,
        calendar: calendar.map(str::to_owned),
        from: closed.from,
        until: closed.until,
        open,
    };
    let overrides = vec![expected(first, None, false), expected(second, Some("night"), true)];
    assert_eq!(found["giustizia"], Live { overrides, emergency: None });
    assert!(!found.contains_key("dogane"), "it is over");

    assert!(!kept.store.remove_override("dogane", second).await.unwrap(), "it is another desk's");
    assert!(kept.store.remove_override("giustizia", second).await.unwrap());
    assert!(!kept.store.remove_override("giustizia", second).await.unwrap());
    let third = kept.store.add_override(&closed, now).await.unwrap();
    assert!(third > second + 1, "an id was used twice: {third}");
}

async fn an_override_that_ends_before_it_begins_is_refused(kept: Kept) {
    let now = at("2026-11-23T09:00:00Z");
    for until in ["2026-11-23T10:00:00Z", "2026-11-23T09:00:00Z"] {
        let wrong = closing("giustizia", "2026-11-23T10:00:00Z", until);
        assert!(matches!(kept.store.add_override(&wrong, now).await, Err(Fault::Span)));
    }
    assert!(kept.store.live(now).await.unwrap().is_empty());
}
