//! Tokens, people, sessions, wrong tries and repeated writes, as every replica sees them.

use centralino::access::{Role, Scope, Scopes, Token};
use centralino::store::{Admitted, Kept as Answer, Repeat};
use chrono::{DateTime, Duration, Utc};

use super::{Kept, on_both};

on_both!(
    a_token_counts_until_it_runs_out_or_is_revoked_and_is_nowhere,
    a_session_ends_when_nobody_uses_it_and_at_the_end_of_the_day,
    what_a_page_asks_by_itself_is_no_use_of_a_session,
    a_new_password_and_a_removal_end_sessions,
    a_name_is_given_once,
    whoever_a_provider_vouches_for_is_known_by_what_does_not_change,
    wrong_tries_count_for_every_replica_and_are_forgotten_by_a_right_one,
    a_right_try_takes_back_its_own_and_leaves_the_others,
    of_many_that_repeat_a_write_one_does_it,
    a_key_with_another_request_is_told,
    a_write_that_was_lost_with_its_process_may_be_done_again,
);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

fn token(byte: u8) -> Token {
    Token::new([byte; 32])
}

fn kept_answer() -> Answer {
    Answer { status: 201, body: b"{}".to_vec(), tag: Some("\"7\"".to_owned()) }
}

fn reading() -> Scopes {
    [Scope::BookingsRead].into_iter().collect()
}

async fn a_token_counts_until_it_runs_out_or_is_revoked_and_is_nowhere(kept: Kept) {
    let store = &kept.store;
    let ends = now() + Duration::days(1);
    let id = store.add_token(&token(1), "portale", reading(), now(), Some(ends)).await.unwrap();
    let second = store.add_token(&token(2), "senza fine", reading(), now(), None).await.unwrap();
    let found = kept.replica().await.token(&token(1), now()).await.unwrap().unwrap();
    assert_eq!((found.id, found.name.as_str(), found.scopes), (id, "portale", reading()));
    assert_eq!(store.token(&token(1), ends).await.unwrap(), None, "it has run out");
    assert_eq!(store.token(&token(3), now()).await.unwrap(), None, "nobody made it");
    assert!(store.revoke_token(second).await.unwrap() && !store.revoke_token(second).await.unwrap());
    assert_eq!(store.token(&token(2), now()).await.unwrap(), None, "it is revoked");
    assert_eq!(store.tokens().await.unwrap().len(), 1);
}

async fn a_session_ends_when_nobody_uses_it_and_at_the_end_of_the_day(kept: Kept) {
    let store = &kept.store;
    store.add_user("anna", Role::Scheduler, Some("hash"), now()).await.unwrap();
    let anna = store.user("anna").await.unwrap().unwrap();
    store.begin_session(&token(1), anna.id, now()).await.unwrap();
    let at = |minutes: i64| now() + Duration::minutes(minutes);
    // Used every hour and a half it lasts, by whichever replica, for twelve hours and no longer.
    let other = kept.replica().await;
    for minutes in (90..=720).step_by(90) {
        assert_eq!(other.session(&token(1), at(minutes)).await.unwrap(), Some(anna.clone()), "{minutes}");
    }
    assert_eq!(store.session(&token(1), at(721)).await.unwrap(), None);
    store.begin_session(&token(2), anna.id, now()).await.unwrap();
    assert_eq!(store.session(&token(2), at(121)).await.unwrap(), None, "nobody used it");
    store.begin_session(&token(3), anna.id, now()).await.unwrap();
    store.end_session(&token(3)).await.unwrap();
    assert_eq!(store.session(&token(3), now()).await.unwrap(), None, "it was ended");
}

async fn what_a_page_asks_by_itself_is_no_use_of_a_session(kept: Kept) {
    let store = &kept.store;
    store.add_user("anna", Role::Scheduler, Some("hash"), now()).await.unwrap();
    let anna = store.user("anna").await.unwrap().unwrap();
    store.begin_session(&token(1), anna.id, now()).await.unwrap();
    let at = |minutes: i64| now() + Duration::minutes(minutes);
    for minutes in (10..=120).step_by(10) {
        let found = store.session_used(&token(1), at(minutes)).await.unwrap();
        assert_eq!(found, Some((anna.clone(), now())), "{minutes}");
    }
    assert_eq!(store.session_used(&token(1), at(121)).await.unwrap(), None);
}

async fn a_new_password_and_a_removal_end_sessions(kept: Kept) {
    let store = &kept.store;
    store.add_user("anna", Role::Viewer, Some("hash"), now()).await.unwrap();
    let anna = store.user("anna").await.unwrap().unwrap();
    store.begin_session(&token(1), anna.id, now()).await.unwrap();
    assert!(store.change_user("anna", Some(Role::Admin), Some("other")).await.unwrap());
    assert_eq!(store.session(&token(1), now()).await.unwrap(), None);
    let changed = store.user("anna").await.unwrap().unwrap();
    assert_eq!((changed.role, changed.password.as_deref()), (Role::Admin, Some("other")));
    store.begin_session(&token(2), anna.id, now()).await.unwrap();
    assert!(store.remove_user("anna").await.unwrap());
    assert_eq!(store.session(&token(2), now()).await.unwrap(), None);
    assert!(!store.change_user("anna", None, Some("x")).await.unwrap(), "nobody is called so");
}

async fn a_name_is_given_once(kept: Kept) {
    assert!(kept.store.add_user("anna", Role::Viewer, None, now()).await.unwrap());
    assert!(!kept.store.add_user("anna", Role::Admin, None, now()).await.unwrap());
    let names: Vec<_> =
        kept.store.users().await.unwrap().into_iter().map(|user| (user.name, user.role)).collect();
    assert_eq!(names, [("anna".to_owned(), Role::Viewer)]);
}

async fn wrong_tries_count_for_every_replica_and_are_forgotten_by_a_right_one(kept: Kept) {
    let replica = kept.replica().await;
    let mut tries = Vec::new();
    for round in 0..40 {
        let store = if round % 2 == 0 { kept.store.clone() } else { replica.clone() };
        tries.push(tokio::spawn(async move { store.count_wrong_try("ticket/7", now()).await.unwrap() }));
    }
    let mut counts = Vec::new();
    for one in tries {
        counts.push(one.await.unwrap());
    }
    counts.sort_unstable();
    assert_eq!(counts, (1..=40).collect::<Vec<u32>>(), "none is lost and none counted twice");
    assert_eq!(kept.store.wrong_tries("ticket/7").await.unwrap().unwrap().wrong, 40);
    assert_eq!(kept.store.wrong_tries("ticket/8").await.unwrap(), None);
    replica.forget_tries("ticket/7").await.unwrap();
    assert_eq!(kept.store.wrong_tries("ticket/7").await.unwrap(), None);
}

async fn a_right_try_takes_back_its_own_and_leaves_the_others(kept: Kept) {
    let (store, subject) = (&kept.store, "sign-in-from/192.0.2.7");
    let later = now() + Duration::seconds(30);
    for _ in 0..5 {
        store.count_wrong_try(subject, now()).await.unwrap();
    }
    let before = store.wrong_tries(subject).await.unwrap();
    store.count_wrong_try(subject, later).await.unwrap();
    store.take_back_tries(subject, 2, before, later).await.unwrap();
    let left = store.wrong_tries(subject).await.unwrap().unwrap();
    assert_eq!((left.wrong, left.last), (4, now()), "as if it had not been");
    // Somebody else has tried since: theirs is the last.
    store.count_wrong_try(subject, later).await.unwrap();
    store.count_wrong_try(subject, later + Duration::seconds(1)).await.unwrap();
    store.take_back_tries(subject, 1, before, later).await.unwrap();
    let left = store.wrong_tries(subject).await.unwrap().unwrap();
    assert_eq!((left.wrong, left.last), (5, later + Duration::seconds(1)));
    store.take_back_tries(subject, 5, None, later).await.unwrap();
    assert_eq!(store.wrong_tries(subject).await.unwrap(), None);
}

async fn of_many_that_repeat_a_write_one_does_it(kept: Kept) {
    let replica = kept.replica().await;
    let mut claims = Vec::new();
    for round in 0..30 {
        let store = if round % 2 == 0 { kept.store.clone() } else { replica.clone() };
        claims
            .push(tokio::spawn(async move { store.claim_repeat(&[1; 32], &[2; 32], now()).await.unwrap() }));
    }
    let mut first = 0;
    for claim in claims {
        match claim.await.unwrap() {
            Repeat::First => first += 1,
            Repeat::UnderWay => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(first, 1);
    kept.store.keep_repeat(&[1; 32], Some(&kept_answer())).await.unwrap();
    kept.store.sweep(now() + Duration::hours(23)).await.unwrap();
    let again = replica.claim_repeat(&[1; 32], &[2; 32], now()).await.unwrap();
    assert_eq!(again, Repeat::Done(kept_answer()));
    let tomorrow = now() + Duration::hours(25);
    kept.store.sweep(tomorrow).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM repeats").await, 0, "also where nobody writes any more");
    assert_eq!(
        replica.claim_repeat(&[1; 32], &[2; 32], tomorrow).await.unwrap(),
        Repeat::First,
        "it is forgotten"
    );
}

async fn a_key_with_another_request_is_told(kept: Kept) {
    kept.store.claim_repeat(&[1; 32], &[2; 32], now()).await.unwrap();
    assert_eq!(kept.store.claim_repeat(&[1; 32], &[3; 32], now()).await.unwrap(), Repeat::Another);
}

async fn a_write_that_was_lost_with_its_process_may_be_done_again(kept: Kept) {
    let store = &kept.store;
    assert_eq!(store.claim_repeat(&[1; 32], &[2; 32], now()).await.unwrap(), Repeat::First);
    let later = now() + Duration::seconds(61);
    assert_eq!(store.claim_repeat(&[1; 32], &[2; 32], later).await.unwrap(), Repeat::First);
    store.keep_repeat(&[1; 32], None).await.unwrap();
    assert_eq!(
        store.claim_repeat(&[1; 32], &[2; 32], later).await.unwrap(),
        Repeat::First,
        "a fault is not kept"
    );
}

async fn whoever_a_provider_vouches_for_is_known_by_what_does_not_change(kept: Kept) {
    let store = &kept.store;
    let admit =
        async |subject: &str, name: &str, role| store.admit(subject, name, role, now()).await.unwrap();
    let user = |admitted: Admitted| match admitted {
        Admitted::User(user) => user,
        Admitted::Stranger | Admitted::NameTaken => panic!("{admitted:?}"),
    };
    assert_eq!(admit("https://id 1", "anna", None).await, Admitted::Stranger);
    let anna = user(admit("https://id 1", "anna", Some(Role::Operator)).await);
    assert_eq!((anna.name.as_str(), anna.role, &anna.password), ("anna", Role::Operator, &None));
    let again = user(admit("https://id 1", "anna.married", Some(Role::Admin)).await);
    assert_eq!(
        (again.id, again.name.as_str(), again.role),
        (anna.id, "anna", Role::Admin),
        "the role is today's"
    );
    assert_eq!(user(admit("https://id 1", "x", None).await).role, Role::Admin);
    assert_eq!(admit("https://id 2", "anna", Some(Role::Admin)).await, Admitted::NameTaken);

    store.add_user("bruno", Role::Scheduler, None, now()).await.unwrap();
    let bruno = user(admit("https://id 3", "bruno", None).await);
    assert_eq!(bruno.role, Role::Scheduler, "as the admin said");
    assert_eq!(admit("https://id 4", "bruno", None).await, Admitted::Stranger, "he is somebody's already");
    store.add_user("carla", Role::Admin, Some("hash"), now()).await.unwrap();
    assert_eq!(
        admit("https://id 5", "carla", Some(Role::Viewer)).await,
        Admitted::NameTaken,
        "she has a password"
    );
    assert_eq!(admit("https://id 5", "carla", None).await, Admitted::Stranger);
    assert_eq!(store.user("carla").await.unwrap().unwrap().role, Role::Admin);
}
