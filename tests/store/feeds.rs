//! Calendar feeds in the store: found by their secret alone, and only while they may be.

use centralino::access::{Role, Token};
use centralino::store::{By, Change, FeedOf};
use centralino::ticket::Event;

use super::{Kept, PATIENT, at, on_both, request, room, slot};

on_both!(
    a_feed_is_found_by_its_secret_until_it_is_revoked,
    a_clerks_feed_ends_with_their_account,
    what_somebody_made_ends_with_their_account_and_what_the_command_line_made_stays,
    a_feed_shows_its_own_callbacks_with_what_became_of_them,
);

fn queue(desk: &str, queue: &str) -> FeedOf {
    FeedOf::Queue { desk: desk.to_owned(), queue: queue.to_owned() }
}

async fn a_feed_is_found_by_its_secret_until_it_is_revoked(kept: Kept) {
    let (store, now) = (&kept.store, at("2026-11-23T12:00:00Z"));
    let of = queue("giustizia", "operators");
    let id = store.add_feed(&Token::new([1; 32]), &of, None, now).await.unwrap();
    let found = kept.replica().await.feed(&Token::new([1; 32])).await.unwrap().unwrap();
    assert_eq!((found.id, found.of.clone(), found.created), (id, of, now));
    assert_eq!(store.feed(&Token::new([2; 32])).await.unwrap(), None);
    assert_eq!(store.feeds().await.unwrap(), [found]);
    assert!(store.revoke_feed(id).await.unwrap() && !store.revoke_feed(id).await.unwrap());
    assert_eq!(store.feed(&Token::new([1; 32])).await.unwrap(), None);
}

async fn a_clerks_feed_ends_with_their_account(kept: Kept) {
    let (store, now) = (&kept.store, at("2026-11-23T12:00:00Z"));
    store.add_user("anna", Role::Scheduler, None, now).await.unwrap();
    store.add_feed(&Token::new([1; 32]), &FeedOf::Clerk("anna".to_owned()), None, now).await.unwrap();
    assert!(store.feed(&Token::new([1; 32])).await.unwrap().is_some());
    store.remove_user("anna").await.unwrap();
    assert_eq!(store.feed(&Token::new([1; 32])).await.unwrap(), None);
}

async fn what_somebody_made_ends_with_their_account_and_what_the_command_line_made_stays(kept: Kept) {
    let (store, now) = (&kept.store, at("2026-11-23T12:00:00Z"));
    let of = queue("giustizia", "operators");
    store.add_user("anna", Role::Scheduler, None, now).await.unwrap();
    store.add_feed(&Token::new([1; 32]), &of, Some("anna"), now).await.unwrap();
    store.add_feed(&Token::new([2; 32]), &of, None, now).await.unwrap();
    let made: Vec<_> = store.feeds().await.unwrap().into_iter().map(|feed| feed.made_by).collect();
    assert_eq!(made, [None, Some("anna".to_owned())]);
    store.remove_user("anna").await.unwrap();
    assert_eq!(kept.replica().await.feed(&Token::new([1; 32])).await.unwrap(), None);
    assert!(store.feed(&Token::new([2; 32])).await.unwrap().is_some());
    store.add_user("anna", Role::Viewer, None, now).await.unwrap();
    assert_eq!(store.feed(&Token::new([1; 32])).await.unwrap(), None, "another of her name");
    assert_eq!(store.feeds().await.unwrap().len(), 1);
}

async fn a_feed_shows_its_own_callbacks_with_what_became_of_them(kept: Kept) {
    let (store, now) = (&kept.store, at("2026-11-23T12:00:00Z"));
    let mut tickets = Vec::new();
    for (caller, name) in [(1, "operators"), (2, "operators"), (3, "others")] {
        let mut wanted = request(caller);
        wanted.queue = name.into();
        let centralino::store::Booked::Seat { ticket, .. } = store.book(wanted, PATIENT).await.unwrap()
        else {
            panic!("it is booked")
        };
        tickets.push(ticket);
    }
    let change = Change { desk: "giustizia".into(), ticket: tickets[0], dated: None, now };
    store.move_booking(&change, room(4), None, By::default()).await.unwrap();
    store.cancel_booking(&change, By::default()).await.unwrap();
    let feed = store.feed_entries(&queue("giustizia", "operators"), now).await.unwrap();
    let shown: Vec<_> =
        feed.iter().map(|of| (of.ticket, of.slot, of.changes, of.cancelled.is_some())).collect();
    assert_eq!(shown, [(tickets[1], slot(0), 0, false), (tickets[0], slot(4), 2, true)]);
    assert!(feed[1].changed >= feed[1].booked);
    assert_eq!(store.feed_entries(&queue("giustizia", "operators"), slot(0).end).await.unwrap().len(), 1);

    let anna = FeedOf::Clerk("anna".to_owned());
    assert_eq!(store.feed_entries(&anna, now).await.unwrap(), []);
    let by = By { actor: "anna", ..By::default() };
    store.happens("giustizia", tickets[2], Event::TakenInCharge, by, None, now).await.unwrap();
    let hers = store.feed_entries(&anna, now).await.unwrap();
    assert_eq!(hers.iter().map(|of| of.ticket).collect::<Vec<_>>(), [tickets[2]]);
}
