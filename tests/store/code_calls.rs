//! Calls that speak the codes of the public page: claimed once, spoken only while they count, ended once, and few.

use centralino::store::{CodeBy, CodeCallStands, NewCodeCall, Page, Sending, Sent, Typed, Wanted};
use centralino::terms::{CodeCallId, Language};
use centralino::ticket::Attempted;

use super::askings::{self, MINE, THEIRS};
use super::attempts::{begins, booked, due};
use super::{Kept, minute, on_both, request};

on_both![
    a_call_is_dialled_by_one_and_ends_once,
    a_code_is_said_only_while_it_counts,
    a_call_of_which_nobody_tells_ends_all_the_same,
    strangers_are_not_rung_all_day,
    the_other_way_takes_the_place_of_the_call,
    a_number_is_shown_its_calls_and_forgotten,
    a_telephone_rings_for_a_code_or_for_its_callback_and_not_for_both,
];

fn wanted(caller: u32) -> Wanted {
    Wanted { name: None, way: CodeBy::Call, ..askings::wanted(caller) }
}

/// The so-manieth call, from an address of its own.
fn by_call(call: u32, address: &str) -> Sending<'_> {
    let new = NewCodeCall { call: CodeCallId(call), sealed: "sealed", language: Language::En };
    Sending { code: "123456", post: None, call: Some(new), address, by_address: 1_000, now: request(1).now }
}

impl Kept {
    /// Two minutes later, for whoever waits for another call.
    async fn two_minutes_later(&self) {
        let later =
            "UPDATE askings SET sent_at = sent_at - 120; UPDATE code_calls SET asked_at = asked_at - 120";
        self.stranger().await.run(later).await;
    }
}

async fn a_call_is_dialled_by_one_and_ends_once(kept: Kept) {
    let store = &kept.store;
    assert_eq!(store.code_call_of(MINE).await.unwrap(), None);
    assert_eq!(store.ask(MINE, &wanted(1), by_call(1, "a")).await.unwrap(), Sent::OnItsWay);
    assert_eq!(store.code_call_of(MINE).await.unwrap(), Some(CodeCallStands::Rings));
    assert!(store.open_code_calls().await.unwrap().waiting);
    assert_eq!(store.claim_code_calls(None).await.unwrap(), [], "nobody is ready to dial");
    let replicas: Vec<_> = (0..6)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.claim_code_calls(Some("ari")).await.unwrap() })
        })
        .collect();
    let mut claimed = Vec::new();
    for replica in replicas {
        claimed.extend(replica.await.unwrap());
    }
    assert_eq!(claimed.len(), 1, "one dials: {claimed:?}");
    assert_eq!((claimed[0].number, claimed[0].language), (request(1).number, Language::En));
    let open = store.open_code_calls().await.unwrap();
    assert!(!open.waiting && open.dialled.is_empty(), "whoever dials has not said where it is: {open:?}");
    store.code_call_placed(CodeCallId(1), "here").await.unwrap();
    assert_eq!(store.open_code_calls().await.unwrap().dialled[0].place.as_deref(), Some("here"));
    let whose = store.code_call_answered(CodeCallId(1)).await.unwrap();
    assert_eq!(whose, Some(("giustizia".to_owned(), Language::En)));
    assert_eq!(store.code_call_of(MINE).await.unwrap(), Some(CodeCallStands::Answered));
    assert!(store.end_code_call(CodeCallId(1), Attempted::Voicemail).await.unwrap());
    assert!(!store.end_code_call(CodeCallId(1), Attempted::Busy).await.unwrap(), "once");
    assert_eq!(store.code_call_of(MINE).await.unwrap(), Some(CodeCallStands::Ended(Attempted::Voicemail)));
    assert_eq!(store.code_call_of(THEIRS).await.unwrap(), None);
    assert_eq!(store.code_call_answered(CodeCallId(1)).await.unwrap(), None);
    assert_eq!(kept.count("SELECT count(*) FROM code_calls WHERE code <> ''").await, 0);
}

async fn a_code_is_said_only_while_it_counts(kept: Kept) {
    let store = &kept.store;
    let (one, said) = (CodeCallId(1), Some("sealed".to_owned()));
    store.ask(MINE, &wanted(1), by_call(1, "a")).await.unwrap();
    store.claim_code_calls(Some("ari")).await.unwrap();
    store.code_call_answered(one).await.unwrap();
    assert_eq!(store.code_to_say(one).await.unwrap(), said);
    assert_eq!(store.code_to_say(one).await.unwrap(), said, "as often as they ask");
    assert_eq!(store.code_call_of(MINE).await.unwrap(), Some(CodeCallStands::Told));
    assert_eq!(store.code_to_say(CodeCallId(2)).await.unwrap(), None, "no such call");
    kept.stranger().await.run("UPDATE askings SET good_until = good_until - 601").await;
    assert_eq!(store.code_to_say(one).await.unwrap(), None, "ten minutes later");
    kept.stranger().await.run("UPDATE askings SET good_until = good_until + 601").await;
    assert_eq!(store.try_code(MINE, "123456").await.unwrap(), Typed::Right);
    assert_eq!(store.code_to_say(one).await.unwrap(), None, "it was typed");
    // However it ends: it was spoken.
    store.end_code_call(one, Attempted::NoAnswer).await.unwrap();
    assert_eq!(store.code_call_of(MINE).await.unwrap(), Some(CodeCallStands::Ended(Attempted::Spoken)));
}

async fn a_call_of_which_nobody_tells_ends_all_the_same(kept: Kept) {
    let store = &kept.store;
    let stands = async || store.code_call_of(MINE).await.unwrap();
    // No platform is ready for half a minute.
    store.ask(MINE, &wanted(1), by_call(1, "a")).await.unwrap();
    kept.stranger().await.run("UPDATE code_calls SET asked_at = asked_at - 31").await;
    assert_eq!(store.claim_code_calls(Some("ari")).await.unwrap(), [], "too late to ring");
    assert_eq!(stands().await, Some(CodeCallStands::Ended(Attempted::Failed)));
    // The replica dies in mid-order: nobody dials again, and it is looked for.
    kept.two_minutes_later().await;
    assert_eq!(store.ask_again(MINE, by_call(2, "a")).await.unwrap(), Sent::OnItsWay);
    assert_eq!(store.claim_code_calls(Some("ari")).await.unwrap().len(), 1);
    assert_eq!(store.claim_code_calls(Some("ari")).await.unwrap(), []);
    kept.stranger()
        .await
        .run("UPDATE code_calls SET dialled_at = dialled_at - 31 WHERE outcome IS NULL")
        .await;
    assert_eq!(store.open_code_calls().await.unwrap().dialled[0].call, CodeCallId(2));
    assert_eq!(store.code_call_gone(CodeCallId(2)).await.unwrap(), Some(Attempted::Unknown));
    assert_eq!(store.code_call_gone(CodeCallId(2)).await.unwrap(), None);
    // One that is answered, and of whose end nobody hears.
    kept.two_minutes_later().await;
    assert_eq!(store.ask_again(MINE, by_call(3, "a")).await.unwrap(), Sent::OnItsWay);
    store.claim_code_calls(Some("ari")).await.unwrap();
    store.code_call_answered(CodeCallId(3)).await.unwrap();
    kept.stranger()
        .await
        .run("UPDATE code_calls SET dialled_at = dialled_at - 301 WHERE outcome IS NULL")
        .await;
    assert!(store.open_code_calls().await.unwrap().waiting);
    store.claim_code_calls(None).await.unwrap();
    assert_eq!(stands().await, Some(CodeCallStands::Ended(Attempted::Refused)));
}

async fn strangers_are_not_rung_all_day(kept: Kept) {
    let store = &kept.store;
    let pages: Vec<Vec<u8>> = (0..20_u8).map(|page| vec![page; 40]).collect();
    let page = |at: usize| Page(&pages[at]);
    let ends = async |call| store.end_code_call(CodeCallId(call), Attempted::NoAnswer).await.unwrap();
    assert_eq!(store.ask(page(1), &wanted(1), by_call(1, "a")).await.unwrap(), Sent::OnItsWay);
    // While it rings, and for a minute, nobody has it ring again: neither the same page nor another.
    assert_eq!(store.ask(page(1), &wanted(1), by_call(2, "a")).await.unwrap(), Sent::TooSoon);
    assert_eq!(store.ask(page(2), &wanted(1), by_call(2, "b")).await.unwrap(), Sent::TooOften);
    ends(1).await;
    assert_eq!(store.ask(page(2), &wanted(1), by_call(2, "b")).await.unwrap(), Sent::TooOften);
    // Three an hour for a number, whoever asks, and five a day.
    for call in 2..=3 {
        kept.two_minutes_later().await;
        assert_eq!(
            store.ask(page(2), &wanted(1), by_call(call, "b")).await.unwrap(),
            Sent::OnItsWay,
            "{call}"
        );
        ends(call).await;
    }
    kept.two_minutes_later().await;
    assert_eq!(store.ask(page(3), &wanted(1), by_call(4, "c")).await.unwrap(), Sent::TooOften);
    for call in 4..=5 {
        kept.stranger().await.run("UPDATE sendings SET at = at - 3601").await;
        assert_eq!(
            store.ask(page(3), &wanted(1), by_call(call, "c")).await.unwrap(),
            Sent::OnItsWay,
            "{call}"
        );
        ends(call).await;
        kept.two_minutes_later().await;
    }
    kept.stranger().await.run("UPDATE sendings SET at = at - 3601").await;
    assert_eq!(
        store.ask(page(3), &wanted(1), by_call(6, "c")).await.unwrap(),
        Sent::TooOften,
        "that was the fifth"
    );
    kept.stranger().await.run("UPDATE sendings SET at = at - 86401").await;
    assert_eq!(store.ask(page(3), &wanted(1), by_call(6, "c")).await.unwrap(), Sent::OnItsWay, "a day later");
    // Whoever did not ask for it is left in peace, by every page.
    store.end_code_call(CodeCallId(6), Attempted::WrongNumber).await.unwrap();
    kept.two_minutes_later().await;
    kept.stranger().await.run("UPDATE sendings SET at = at - 3601").await;
    assert_eq!(store.ask(page(4), &wanted(1), by_call(7, "d")).await.unwrap(), Sent::TooOften);
    // Five an hour for an address, whomever it has rung.
    for call in 10..15 {
        assert_eq!(
            store.ask(page(5), &wanted(call), by_call(call, "e")).await.unwrap(),
            Sent::OnItsWay,
            "{call}"
        );
    }
    assert_eq!(store.ask(page(5), &wanted(15), by_call(15, "e")).await.unwrap(), Sent::TooOften);
    // What is refused is not counted and not dialled.
    assert_eq!(kept.count("SELECT count(*) FROM code_calls WHERE call = 15").await, 0);
    // A page that asks anew is called for the last alone; and only so many ring at once.
    assert_eq!(store.claim_code_calls(Some("ari")).await.unwrap().len(), 1);
    for call in 20..28_u32 {
        let at = usize::try_from(call - 14).unwrap();
        let address = format!("f{call}");
        assert_eq!(
            store.ask(page(at), &wanted(call), by_call(call, &address)).await.unwrap(),
            Sent::OnItsWay
        );
    }
    assert_eq!(store.claim_code_calls(Some("ari")).await.unwrap().len(), 4, "five at once");
    assert_eq!(store.claim_code_calls(Some("ari")).await.unwrap().len(), 0);
}

async fn the_other_way_takes_the_place_of_the_call(kept: Kept) {
    let store = &kept.store;
    store.ask(MINE, &wanted(1), by_call(1, "a")).await.unwrap();
    store.claim_code_calls(Some("ari")).await.unwrap();
    store.code_call_answered(CodeCallId(1)).await.unwrap();
    kept.stranger().await.run("UPDATE askings SET sent_at = sent_at - 61").await;
    let by_message = Sending { call: None, code: "654321", ..by_call(9, "a") };
    assert_eq!(store.ask_again(MINE, by_message).await.unwrap(), Sent::OnItsWay);
    assert_eq!(store.asking(MINE).await.unwrap().unwrap().wanted.way, CodeBy::Sms);
    assert_eq!(store.code_to_say(CodeCallId(1)).await.unwrap(), None, "its code counts no more");
    assert_eq!(store.try_code(MINE, "654321").await.unwrap(), Typed::Right);
}

async fn a_number_is_shown_its_calls_and_forgotten(kept: Kept) {
    let (store, now) = (&kept.store, request(1).now);
    store.ask(MINE, &wanted(1), by_call(1, "192.0.2.1")).await.unwrap();
    let shown = store.export_number(request(1).number, now).await.unwrap();
    let (_, row) = shown.iter().find(|(table, _)| *table == "code_calls").unwrap();
    assert!(row.contains("giustizia") && !row.contains("sealed"), "{row}");
    store.forget_number(request(1).number, now).await.unwrap();
    assert_eq!(kept.count("SELECT count(*) FROM code_calls").await, 0);
    assert_eq!(store.claim_code_calls(Some("ari")).await.unwrap(), [], "it is not called any more");
}

async fn a_telephone_rings_for_a_code_or_for_its_callback_and_not_for_both(kept: Kept) {
    let store = &kept.store;
    booked(&kept, 1).await;
    let callback = due(store, minute(0)).await.remove(0);
    let attempt = begins(store, &callback).await.unwrap();
    store.ask(MINE, &wanted(1), by_call(1, "a")).await.unwrap();
    store.ask(THEIRS, &wanted(2), by_call(2, "b")).await.unwrap();
    let claimed = store.claim_code_calls(Some("ari")).await.unwrap();
    assert_eq!(claimed.iter().map(|due| due.call).collect::<Vec<_>>(), [CodeCallId(2)], "the other rings");
    assert!(store.end_in_hand(&attempt, Attempted::Busy, minute(0)).await.unwrap());
    let claimed = store.claim_code_calls(Some("ari")).await.unwrap();
    assert_eq!(claimed.iter().map(|due| due.call).collect::<Vec<_>>(), [CodeCallId(1)]);
    let again = due(store, minute(1)).await.remove(0);
    let begins_again = async || store.begin_attempt("giustizia", &again, 2, 1_000, minute(1)).await.unwrap();
    assert!(begins_again().await.is_none(), "it rings for the code");
    assert!(store.end_code_call(CodeCallId(1), Attempted::Spoken).await.unwrap());
    assert!(begins_again().await.is_some());
}
