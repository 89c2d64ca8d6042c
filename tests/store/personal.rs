//! What is kept of a number and is not in a table of its own: who forgets one finds it there too, and nobody else's.

use centralino::store::{Booked, By, Clerk, Kept as Answered, NewTicket, Post, Request};
use centralino::terms::{Language, Number};
use centralino::ticket::{CustomerCode, Origin, State, TicketNumber};
use chrono::{DateTime, Utc};

use super::{Kept, PATIENT, on_both, request, slot};

on_both![
    the_base_number_of_an_exchange_is_not_that_of_its_extensions,
    what_was_answered_to_a_write_is_shown_and_forgotten,
    why_a_clerk_waived_the_notice_is_shown_and_forgotten_and_nothing_else_of_the_history,
    the_requests_of_who_is_forgotten_are_withdrawn_and_a_customers_stay,
];

fn now() -> DateTime<Utc> {
    request(1).now
}

fn number(digits: u64) -> Number {
    Number::from_digits(digits).unwrap()
}

fn new(seed: u64, of: Number) -> NewTicket {
    NewTicket {
        desk: "giustizia".into(),
        queue: None,
        origin: Origin::Api,
        dated: now().date_naive(),
        language: Language::It,
        number: Some(of),
        email: Some("anna@example.org".to_owned()),
        name: None,
        customer: None,
        tickets: vec![TicketNumber::from_seed(seed)],
    }
}

async fn opened(kept: &Kept, seed: u64, of: Number) -> TicketNumber {
    kept.store.open_ticket(&new(seed, of), By::default(), now()).await.unwrap().ticket
}

async fn tables(kept: &Kept, of: Number) -> Vec<(&'static str, String)> {
    kept.store.export_number(of, now()).await.unwrap()
}

async fn the_base_number_of_an_exchange_is_not_that_of_its_extensions(kept: Kept) {
    let (base, extension) = (number(3_906_688_512), number(390_668_851_234));
    let theirs = opened(&kept, 7, extension).await;
    let post = |id: String, address: String| Post { id, address, notice: r#"{"event":"closed"}"#.to_owned() };
    for post in [
        post("code-x".to_owned(), r#"{"code":390668851234}"#.to_owned()),
        post(format!("{}-9-sms", theirs.value()), r#"{"sms":390668851234}"#.to_owned()),
        post(format!("{}-9-mail", theirs.value()), r#"{"mail":"anna@example.org"}"#.to_owned()),
        post("1-9-webhook".to_owned(), r#""webhook""#.to_owned()),
    ] {
        kept.store.post_notice("giustizia", &post, now()).await.unwrap();
    }
    assert_eq!(tables(&kept, base).await, [], "somebody else's");
    kept.store.forget_number(base, now()).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM outbox").await, 4);
    let shown = tables(&kept, extension).await;
    assert_eq!(shown.iter().filter(|(table, _)| *table == "outbox").count(), 3, "the mail too: {shown:?}");
    kept.store.forget_number(extension, now()).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM outbox").await, 1);
}

async fn what_was_answered_to_a_write_is_shown_and_forgotten(kept: Kept) {
    let (mine, theirs) = (number(390_668_851_234), number(390_668_855_555));
    let ticket = opened(&kept, 7, mine).await;
    let bodies = [
        r#"{"ticket":"123456789","phone":"+390668851234","name":"Anna"}"#.to_owned(),
        format!(r#"{{"ticket":"{}","start":"2026-11-24T15:00:00+01:00"}}"#, ticket.value()),
        r#"{"ticket":"123456788","phone":"+3906688512345"}"#.to_owned(),
        String::new(),
    ];
    for (key, body) in bodies.iter().enumerate() {
        let hash = [u8::try_from(key).unwrap(); 32];
        kept.store.claim_repeat(&hash, &hash, now()).await.unwrap();
        let answer = Answered { status: 201, body: body.clone().into_bytes(), tag: None };
        kept.store.keep_repeat(&hash, Some(&answer)).await.unwrap();
    }
    assert_eq!(tables(&kept, theirs).await, []);
    let shown = tables(&kept, mine).await;
    let answers: Vec<_> = shown.iter().filter(|(table, _)| *table == "repeats").collect();
    assert!(answers.len() == 2 && answers.iter().any(|(_, row)| row.contains("Anna")), "{shown:?}");
    kept.store.forget_number(mine, now()).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM repeats").await, 2);
    assert_eq!(tables(&kept, mine).await, []);
    kept.store.purge(now() + chrono::TimeDelta::hours(1), now()).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM repeats").await, 0);
}

async fn why_a_clerk_waived_the_notice_is_shown_and_forgotten_and_nothing_else_of_the_history(kept: Kept) {
    let wanted: Request = request(1);
    let clerk = |reason| Clerk { actor: "anna", reason, asked: None, now: now() };
    let call = wanted.asked.call().to_owned();
    kept.store
        .waive_notice("giustizia", "operators", slot(0), &call, clerk("la signora Verdi è malata"))
        .await
        .unwrap();
    kept.store
        .waive_notice("giustizia", "operators", slot(0), "counter/other", clerk("un altro motivo"))
        .await
        .unwrap();
    let seen = kept.store.changes("giustizia", "operators", now()).await.unwrap().seen;
    kept.store.book(Request { seen, ..wanted.clone() }, PATIENT).await.unwrap();
    let shown = tables(&kept, wanted.number).await;
    let reasons: Vec<_> = shown.iter().filter(|(table, _)| *table == "seat_changes").collect();
    assert!(reasons.len() == 1 && reasons[0].1.contains("Verdi"), "{shown:?}");
    kept.store.forget_number(wanted.number, now()).await.unwrap();
    let history = kept.store.change_history("giustizia", None, None, 10).await.unwrap();
    let told: Vec<_> = history.iter().map(|one| (one.reason.as_str(), one.actor.as_str())).collect();
    assert_eq!(told, [("un altro motivo", "anna"), ("-", "anna")]);
    let mut stranger = kept.stranger().await;
    for sql in [
        "UPDATE seat_changes SET reason = 'nessuno'",
        "UPDATE seat_changes SET reason = '-', actor = 'bruno'",
        "UPDATE seat_changes SET at = 0",
    ] {
        assert!(stranger.try_run(sql).await.is_err(), "{sql}");
    }
    // What is old enough goes whatever number it was about.
    kept.store.purge(slot(9).end, slot(9).end).await.unwrap();
    let history = kept.store.change_history("giustizia", None, None, 10).await.unwrap();
    assert!(history.iter().all(|one| one.reason == "-"), "{history:?}");
}

async fn the_requests_of_who_is_forgotten_are_withdrawn_and_a_customers_stay(kept: Kept) {
    let mine = number(390_668_851_234);
    let (own, others) = (opened(&kept, 7, mine).await, opened(&kept, 8, number(390_668_855_555)).await);
    let customer = kept
        .store
        .add_customer("giustizia", &"HD1047".parse::<CustomerCode>().unwrap(), now())
        .await
        .unwrap();
    let theirs = NewTicket { customer: Some(customer), ..new(9, mine) };
    let firm = kept.store.open_ticket(&theirs, By::default(), now()).await.unwrap().ticket;
    let booked = Request { number: mine, ..request(1) };
    let booked = kept.store.book(booked, PATIENT).await.unwrap();
    let Booked::Seat { ticket: called, .. } = booked else { panic!("{booked:?}") };
    kept.store.forget_number(mine, now()).await.unwrap();
    for (ticket, state) in
        [(own, State::Closed), (others, State::Opened), (firm, State::Opened), (called, State::Closed)]
    {
        let left = kept.store.ticket("giustizia", ticket).await.unwrap().unwrap();
        assert_eq!((left.life.state, left.life.callback), (state, None), "{left:?}");
        assert_eq!(left.number.is_some(), ticket == others);
    }
    // Once more changes nothing.
    let events = "SELECT count(*) FROM ticket_events";
    let before = kept.count(events).await;
    kept.store.forget_number(mine, now()).await.unwrap();
    assert_eq!(kept.count(events).await, before);
}
