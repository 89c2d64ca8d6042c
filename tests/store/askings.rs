//! Callbacks that citizens ask for on the public page: their codes, how often they are tried and sent, and whom they belong to.

use centralino::store::{CODE_TRIES, CodeBy, Page, Post, Sending, Sent, Trier, Trying, Typed, Wanted};
use centralino::terms::Language;
use chrono::TimeDelta;

use super::{Kept, on_both, request, slot};

on_both![
    a_code_confirms_once_and_only_for_the_browser_that_asked,
    what_was_asked_for_is_gone_after_an_hour_also_where_nobody_asks_any_more,
    tries_at_one_moment_are_as_many_as_they_are,
    another_code_takes_the_place_of_the_first_and_is_sent_only_so_often,
    of_a_code_nothing_is_kept_once_it_is_sent_and_the_rest_is_forgotten_by_number,
];

pub(super) const MINE: Page<'static> = Page(b"the cookie of one browser");
pub(super) const THEIRS: Page<'static> = Page(b"the cookie of another one");

pub(super) fn wanted(caller: u32) -> Wanted {
    Wanted {
        question: 7,
        desk: "giustizia".to_owned(),
        queue: "operators".to_owned(),
        slot: slot(0),
        number: request(caller).number,
        language: Language::It,
        name: Some("Anna Verdi".to_owned()),
        email: None,
        way: CodeBy::Sms,
    }
}

fn sending<'a>(code: &'a str, address: &'a str) -> Sending<'a> {
    Sending { code, post: None, call: None, address, by_address: 1_000, now: request(1).now }
}

async fn a_code_confirms_once_and_only_for_the_browser_that_asked(kept: Kept) {
    let store = &kept.store;
    assert_eq!(store.asking(MINE).await.unwrap(), None);
    assert_eq!(store.try_code(MINE, "123456").await.unwrap(), Typed::Nothing);
    assert_eq!(store.ask(MINE, &wanted(1), sending("123456", "a")).await.unwrap(), Sent::OnItsWay);
    assert_eq!(store.try_code(THEIRS, "123456").await.unwrap(), Typed::Nothing);
    assert_eq!(store.try_code(MINE, "654321").await.unwrap(), Typed::Wrong(CODE_TRIES - 1));
    let asking = store.asking(MINE).await.unwrap().unwrap();
    assert_eq!((asking.wanted, asking.confirmed, asking.booked), (wanted(1), false, None));
    assert_eq!(store.try_code(MINE, "123456").await.unwrap(), Typed::Right);
    assert!(store.asking(MINE).await.unwrap().unwrap().confirmed);
    // The same is asked for in another slot, as a new question.
    store.ask_for_slot(MINE, slot(1), 8).await.unwrap();
    let asking = store.asking(MINE).await.unwrap().unwrap();
    assert_eq!((asking.wanted.slot, asking.wanted.question, asking.confirmed), (slot(1), 8, true));
    let ticket = request(1).tickets[0];
    store.asking_booked(MINE, ticket, request(1).dated).await.unwrap();
    let booked = store.asking(MINE).await.unwrap().unwrap();
    assert_eq!((booked.booked, booked.wanted.name), (Some((ticket, request(1).dated)), None));
    // Asked for anew, it is to be confirmed anew.
    store.ask(MINE, &wanted(1), sending("111111", "a")).await.unwrap();
    assert!(!store.asking(MINE).await.unwrap().unwrap().confirmed);
}

async fn what_was_asked_for_is_gone_after_an_hour_also_where_nobody_asks_any_more(kept: Kept) {
    let store = &kept.store;
    assert_eq!(store.ask(MINE, &wanted(1), sending("123456", "a")).await.unwrap(), Sent::OnItsWay);
    let trying = Trying { by: Trier::Page("a".to_owned()), code: Some("482915072".to_owned()), number: None };
    assert!(store.try_at("giustizia", &trying, false).await.unwrap());
    store.count_wrong_try("sign-in/anna", request(1).now).await.unwrap();
    store.sweep(request(1).now).await.unwrap();
    assert!(store.asking(MINE).await.unwrap().is_some());
    assert!(store.wrong_tries("sign-in/anna").await.unwrap().is_some());
    let mut stranger = kept.stranger().await;
    stranger.run("UPDATE askings SET created_at = created_at - 3601").await;
    stranger.run("UPDATE sendings SET at = at - 86401").await;
    stranger.run("UPDATE guesses SET at = at - 86401").await;
    store.sweep(request(1).now + TimeDelta::hours(25)).await.unwrap();
    let left = "SELECT (SELECT count(*) FROM askings) + (SELECT count(*) FROM sendings) + (SELECT count(*) FROM guesses)
        + (SELECT count(*) FROM tries)";
    assert_eq!(kept.count(left).await, 0);
}

async fn tries_at_one_moment_are_as_many_as_they_are(kept: Kept) {
    kept.store.ask(MINE, &wanted(1), sending("123456", "a")).await.unwrap();
    let guesses: Vec<_> = (0..30)
        .map(|guess| {
            let store = kept.store.clone();
            tokio::spawn(async move { store.try_code(MINE, &format!("{guess:06}")).await.unwrap() })
        })
        .collect();
    let mut looked_at = 0;
    for guess in guesses {
        looked_at += u32::from(matches!(guess.await.unwrap(), Typed::Wrong(_)));
    }
    assert_eq!(looked_at, CODE_TRIES - 1, "the last one is told that it was the last");
    assert_eq!(kept.store.try_code(MINE, "123456").await.unwrap(), Typed::RunOut);
}

async fn another_code_takes_the_place_of_the_first_and_is_sent_only_so_often(kept: Kept) {
    let store = &kept.store;
    let later = async |sql| kept.stranger().await.run(sql).await;
    assert_eq!(store.ask_again(MINE, sending("222222", "a")).await.unwrap(), Sent::Nothing);
    store.ask(MINE, &wanted(1), sending("111111", "a")).await.unwrap();
    assert_eq!(store.ask_again(MINE, sending("222222", "a")).await.unwrap(), Sent::TooSoon);
    later("UPDATE askings SET sent_at = sent_at - 61").await;
    assert_eq!(store.ask_again(MINE, sending("222222", "a")).await.unwrap(), Sent::OnItsWay);
    assert_eq!(store.try_code(MINE, "111111").await.unwrap(), Typed::Wrong(CODE_TRIES - 1));
    assert_eq!(store.try_code(MINE, "222222").await.unwrap(), Typed::Right);
    // Ten minutes later a code is good no more.
    store.ask(THEIRS, &wanted(2), sending("333333", "b")).await.unwrap();
    later("UPDATE askings SET good_until = good_until - 601").await;
    assert_eq!(store.try_code(THEIRS, "333333").await.unwrap(), Typed::RunOut);
    // Five an hour for a number, whoever asks, and as many as are allowed for an address.
    for sent in 3..=5 {
        assert_eq!(
            store.ask(THEIRS, &wanted(1), sending("444444", "c")).await.unwrap(),
            Sent::OnItsWay,
            "{sent}"
        );
    }
    assert_eq!(store.ask(THEIRS, &wanted(1), sending("444444", "d")).await.unwrap(), Sent::TooOften);
    let stingy = Sending { by_address: 3, ..sending("444444", "c") };
    assert_eq!(store.ask(THEIRS, &wanted(3), stingy).await.unwrap(), Sent::TooOften);
    later("UPDATE sendings SET at = at - 3601").await;
    assert_eq!(store.ask(THEIRS, &wanted(1), stingy).await.unwrap(), Sent::OnItsWay, "an hour later");
}

async fn of_a_code_nothing_is_kept_once_it_is_sent_and_the_rest_is_forgotten_by_number(kept: Kept) {
    let (store, now) = (&kept.store, request(1).now);
    let post = Post {
        id: "code-1".to_owned(),
        address: r#"{"code":390600000001}"#.to_owned(),
        notice: r#"{"code":"123456"}"#.to_owned(),
    };
    store
        .ask(MINE, &wanted(1), Sending { post: Some(&post), ..sending("123456", "192.0.2.1") })
        .await
        .unwrap();
    let written = async |sql| kept.count(sql).await;
    assert_eq!(written("SELECT count(*) FROM outbox WHERE notice LIKE '%123456%'").await, 1);
    let claimed = store.claim_outgoing(now, 10).await.unwrap();
    store.settle_outgoing(&claimed[0], &centralino::store::Left::Sent, now).await.unwrap();
    assert_eq!(written("SELECT count(*) FROM outbox WHERE notice LIKE '%123456%'").await, 0);
    let shown = store.export_number(request(1).number, now).await.unwrap();
    let (_, row) = shown.iter().find(|(table, _)| *table == "askings").unwrap();
    assert!(row.contains("Anna Verdi") && !row.contains("123456"), "{row}");
    assert!(shown.iter().any(|(table, _)| *table == "outbox"), "to whom it went is shown: {shown:?}");
    store.forget_number(request(1).number, now).await.unwrap();
    assert_eq!(written("SELECT count(*) FROM askings").await, 0);
    assert_eq!(written("SELECT count(*) FROM outbox").await, 0, "to whom it went is forgotten too");
    assert_eq!(store.try_code(MINE, "123456").await.unwrap(), Typed::Nothing);
}
