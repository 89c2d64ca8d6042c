//! Notices on their way: each is sent, by one replica at a time, and a replica that dies with one in hand loses none.

use std::collections::HashSet;

use centralino::store::{Left, Post};
use chrono::{DateTime, Duration, Utc};

use super::{Kept, on_both};

on_both!(
    replicas_share_what_is_due_and_none_gets_what_another_has,
    what_failed_comes_again_when_it_is_due,
    a_replica_that_was_away_too_long_has_nothing_to_say,
    one_notice_is_written_once,
);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

async fn post(kept: &Kept, id: &str) {
    let post = Post { id: id.to_owned(), address: "\"webhook\"".to_owned(), notice: "{}".to_owned() };
    kept.store.post_notice("dogane", &post, now()).await.unwrap();
}

async fn replicas_share_what_is_due_and_none_gets_what_another_has(kept: Kept) {
    for id in 0..40 {
        post(&kept, &format!("n-{id}")).await;
    }
    let mut claims = Vec::new();
    for _ in 0..4 {
        let store = kept.replica().await;
        claims.push(tokio::spawn(async move {
            let mut got = Vec::new();
            loop {
                let claimed = store.claim_outgoing(now(), 3).await.unwrap();
                if claimed.is_empty() {
                    return got;
                }
                for one in claimed {
                    assert!(store.settle_outgoing(&one, &Left::Sent, now()).await.unwrap());
                    got.push(one.id);
                }
            }
        }));
    }
    let mut all = Vec::new();
    for claim in claims {
        all.extend(claim.await.unwrap());
    }
    assert_eq!(all.len(), 40);
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 40, "none twice");
    let kept_for = Duration::days(1);
    assert_eq!(kept.store.forget_outgoing(now() + Duration::days(2), kept_for).await.unwrap(), 40);
}

async fn what_failed_comes_again_when_it_is_due(kept: Kept) {
    post(&kept, "n-1").await;
    let first = kept.store.claim_outgoing(now(), 9).await.unwrap().remove(0);
    let due = now() + Duration::minutes(5);
    let again = Left::Again(due, "the receiver answered 503".to_owned());
    assert!(kept.store.settle_outgoing(&first, &again, now()).await.unwrap());
    assert_eq!(kept.store.claim_outgoing(now(), 9).await.unwrap(), []);
    let second = kept.store.claim_outgoing(due, 9).await.unwrap().remove(0);
    assert_eq!((second.id.as_str(), second.tried), ("n-1", 1));
    let given_up = Left::GivenUp("the mail server answered 550".to_owned());
    assert!(kept.store.settle_outgoing(&second, &given_up, due).await.unwrap());
    assert_eq!(kept.store.claim_outgoing(due + Duration::days(9), 9).await.unwrap(), []);
}

async fn a_replica_that_was_away_too_long_has_nothing_to_say(kept: Kept) {
    post(&kept, "n-1").await;
    let slow = kept.store.claim_outgoing(now(), 9).await.unwrap().remove(0);
    assert_eq!(kept.replica().await.claim_outgoing(now(), 9).await.unwrap(), [], "it is in hand");
    // The lease is by the database's clock: as if two minutes had gone by.
    kept.stranger().await.run("UPDATE outbox SET leased_to = unixepoch() - 1").await;
    let other = kept.replica().await;
    let taken = other.claim_outgoing(now(), 9).await.unwrap().remove(0);
    let later = Left::Again(now(), "the receiver took too long".to_owned());
    assert!(!kept.store.settle_outgoing(&slow, &later, now()).await.unwrap(), "another has it");
    assert!(other.settle_outgoing(&taken, &Left::Sent, now()).await.unwrap());
    assert_eq!(other.claim_outgoing(now(), 9).await.unwrap(), []);
}

async fn one_notice_is_written_once(kept: Kept) {
    post(&kept, "n-1").await;
    post(&kept, "n-1").await;
    assert_eq!(kept.store.claim_outgoing(now(), 9).await.unwrap().len(), 1);
}
