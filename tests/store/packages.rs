//! Packages and codes: never spent twice, given back where nobody was reached, and no code guessed at for long.

use centralino::store::{
    Beside, By, Conversation, Identified, NewTicket, Post, Spending, Spent, Tell, Ticket, Trier, Trying,
};
use centralino::terms::{Language, Number};
use centralino::ticket::{CustomerCode, Event, Origin, PackageKind, Spend, TicketNumber, Unspendable};
use chrono::NaiveDate;

use super::{Kept, at, on_both};

on_both![
    fifty_calls_on_two_replicas_spend_what_there_is_and_no_more,
    a_call_that_reached_nobody_is_given_back_and_one_that_did_is_not,
    further_calls_of_twenty_conversations_are_spent_once_and_of_any_package,
    of_thirty_requests_at_two_replicas_as_many_are_opened_as_are_paid_for,
    the_halves_the_days_and_the_languages_are_kept,
    a_code_is_found_by_its_keys_and_not_guessed_at,
    wrong_codes_are_counted_for_the_code_and_for_the_number_that_calls_from_call_to_call,
    a_number_dialled_belongs_to_one_customer,
];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn kind(size: u32) -> PackageKind {
    PackageKind { name: "light".into(), size, months: 12, languages: vec![Language::It] }
}

fn code(text: &str) -> CustomerCode {
    text.parse().unwrap()
}

async fn customer(kept: &Kept, text: &str) -> i64 {
    kept.store.add_customer("palitalsoft", &code(text), at("2026-11-23T10:00:00Z")).await.unwrap()
}

fn spending(customer: i64, call: &str) -> Spending {
    Spending {
        customer,
        what: Spend::Call,
        language: Language::It,
        today: day("2026-11-23"),
        asked: format!("{call}/3/0"),
        call: call.to_owned(),
    }
}

fn conversation(call: &str) -> Conversation<'_> {
    Conversation { call, language: Language::It, today: day("2026-11-23") }
}

async fn fifty_calls_on_two_replicas_spend_what_there_is_and_no_more(kept: Kept) {
    let customer = customer(&kept, "COMUNE1").await;
    kept.store.add_package(customer, &kind(10), day("2026-01-10")).await.unwrap();
    kept.store.add_package(customer, &kind(4), day("2026-06-10")).await.unwrap();
    let stores = [kept.store.clone(), kept.replica().await];
    let calls: Vec<_> = (0..50)
        .map(|call: usize| {
            let store = stores[call % 2].clone();
            tokio::spawn(
                async move { store.spend(&spending(customer, &format!("ari/{call}"))).await.unwrap() },
            )
        })
        .collect();
    let mut spent = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(_) => spent += 1,
            Err(why) => assert_eq!(why, Unspendable::UsedUp),
        }
    }
    assert_eq!(spent, 7);
    let left = kept.store.packages(customer).await.unwrap();
    assert_eq!(
        left.iter().map(|package| (package.calls, package.requests)).collect::<Vec<_>>(),
        [(0, 5), (0, 2)]
    );
}

async fn a_call_that_reached_nobody_is_given_back_and_one_that_did_is_not(kept: Kept) {
    let customer = customer(&kept, "COMUNE1").await;
    let package = kept.store.add_package(customer, &kind(10), day("2026-01-10")).await.unwrap();
    let left = async || kept.store.packages(customer).await.unwrap()[0].calls;
    for _ in 0..3 {
        // A platform that repeats its request spends once.
        let spent = kept.store.spend(&spending(customer, "ari/1")).await.unwrap();
        assert_eq!(spent, Ok(Spent { package, left: 4 }));
    }
    assert_eq!(left().await, 4);
    assert!(kept.store.give_back("ari/1").await.unwrap());
    assert!(!kept.store.give_back("ari/1").await.unwrap(), "once");
    assert_eq!(left().await, 5);
    kept.store.spend(&spending(customer, "ari/2")).await.unwrap().unwrap();
    assert_eq!(kept.store.spent_for(conversation("ari/2"), 1).await.unwrap(), 1);
    assert!(!kept.store.give_back("ari/2").await.unwrap(), "an operator answered");
    assert_eq!(left().await, 4);
    // A caller who hung up while it rang: nobody says so.
    kept.store.spend(&spending(customer, "ari/3")).await.unwrap().unwrap();
    kept.stranger().await.run("UPDATE spendings SET held_at = held_at - 43201 WHERE call_id = 'ari/3'").await;
    kept.store.spend(&spending(customer, "ari/4")).await.unwrap().unwrap();
    assert_eq!(left().await, 3, "the one is back, the other is spent");
}

async fn further_calls_of_twenty_conversations_are_spent_once_and_of_any_package(kept: Kept) {
    let customer = customer(&kept, "COMUNE1").await;
    kept.store.add_package(customer, &kind(40), day("2026-01-10")).await.unwrap();
    kept.store.add_package(customer, &kind(20), day("2026-06-10")).await.unwrap();
    for call in 0..20 {
        kept.store.spend(&spending(customer, &format!("ari/{call}"))).await.unwrap().unwrap();
    }
    // The first package is used up. Each of the twenty needs a second call, and asks for it at both replicas at once.
    let stores = [kept.store.clone(), kept.replica().await];
    let asked: Vec<_> = (0..40)
        .map(|asked: usize| {
            let store = stores[asked % 2].clone();
            tokio::spawn(async move {
                store.spent_for(conversation(&format!("ari/{}", asked / 2)), 2).await.unwrap()
            })
        })
        .collect();
    let mut costs = Vec::new();
    for asked in asked {
        costs.push(asked.await.unwrap());
    }
    let went_on = costs.chunks(2).filter(|cost| cost[1] == 2 || cost[0] == 2).count();
    assert_eq!(went_on, 10, "{costs:?}");
    let left = kept.store.packages(customer).await.unwrap();
    assert_eq!(left.iter().map(|package| package.calls).collect::<Vec<_>>(), [0, 0]);
    for call in 0..20 {
        assert!(
            !kept.store.give_back(&format!("ari/{call}")).await.unwrap(),
            "an operator answered them all"
        );
    }
    assert_eq!(kept.store.spent_for(conversation("ari/none"), 2).await.unwrap(), 0, "it holds nothing");
}

async fn of_thirty_requests_at_two_replicas_as_many_are_opened_as_are_paid_for(kept: Kept) {
    let customer = customer(&kept, "COMUNE1").await;
    kept.store.add_package(customer, &kind(10), day("2026-01-10")).await.unwrap();
    kept.store.add_package(customer, &kind(4), day("2026-06-10")).await.unwrap();
    let stores = [kept.store.clone(), kept.replica().await];
    // Each is asked for twice, at both.
    let asked: Vec<_> = (0..60)
        .map(|asked: usize| {
            let store = stores[asked % 2].clone();
            tokio::spawn(async move { opened(&store, customer, asked / 2).await })
        })
        .collect();
    let mut numbers = std::collections::BTreeSet::new();
    for asked in asked {
        match asked.await.unwrap() {
            Ok(ticket) => {
                let events: Vec<_> = ticket.history.iter().map(|one| one.entry.event.name()).collect();
                assert_eq!(events, ["opened", "spent", "kind"]);
                assert!(matches!(ticket.history[1].entry.event, Event::Spent { left: 0..7 }));
                assert_eq!((ticket.customer, ticket.note.as_deref()), (Some(customer), Some("Non si apre")));
                numbers.insert(ticket.ticket);
            }
            Err(why) => assert_eq!(why, Unspendable::UsedUp),
        }
    }
    assert_eq!(numbers.len(), 7);
    let counted = async |sql| kept.count(sql).await;
    assert_eq!(counted("SELECT count(*) FROM tickets").await, 7);
    assert_eq!(counted("SELECT count(*) FROM spendings").await, 7);
    assert_eq!(counted("SELECT count(*) FROM outbox WHERE notice = 'opened'").await, 7, "each is told once");
    assert_eq!(counted("SELECT count(*) FROM outbox").await, 7);
    let left = kept.store.packages(customer).await.unwrap();
    assert!(left.iter().all(|package| package.requests == 0 && package.calls > 0), "{left:?}");
}

async fn opened(
    store: &centralino::store::Store,
    customer: i64,
    asked: usize,
) -> Result<Ticket, Unspendable> {
    let asked = format!("api/{asked}");
    let seed = u64::try_from(asked.len()).unwrap() + asked.bytes().map(u64::from).sum::<u64>() * 31;
    let new = NewTicket {
        desk: "palitalsoft".into(),
        queue: None,
        origin: Origin::Api,
        dated: day("2026-11-23"),
        language: Language::It,
        number: Number::from_digits(390_668_851_234),
        email: None,
        name: None,
        customer: Some(customer),
        tickets: (0..80).map(|draw| TicketNumber::from_seed(seed * 7919 + draw * 104_729)).collect(),
    };
    let pays =
        Spending { what: Spend::Request, asked: format!("request/{asked}"), ..spending(customer, &asked) };
    let kind = "codici".into();
    let beside =
        Beside { note: Some("Non si apre"), kind: Some(&kind), pays: Some(&pays), ..Beside::default() };
    let told = |ticket: &Ticket| {
        let last = ticket.history.last().unwrap();
        let id = format!("{}-{}", ticket.ticket.value(), last.row);
        vec![Post { id, address: "{}".to_owned(), notice: last.entry.event.name().to_owned() }]
    };
    let by = By { actor: "api", asked: Some(&asked), tell: Some(Tell(&told)), ..By::default() };
    store.open_paid(&new, beside, by, at("2026-11-23T10:00:00Z")).await.unwrap()
}

async fn the_halves_the_days_and_the_languages_are_kept(kept: Kept) {
    let customer = customer(&kept, "COMUNE1").await;
    let spend = async |change: &dyn Fn(&mut Spending), call: &str| {
        let mut spending = spending(customer, call);
        change(&mut spending);
        kept.store.spend(&spending).await.unwrap()
    };
    assert_eq!(spend(&|_| {}, "a/0").await, Err(Unspendable::None));
    let package = kept.store.add_package(customer, &kind(2), day("2026-01-10")).await.unwrap();
    assert_eq!(spend(&|of| of.language = Language::En, "a/1").await, Err(Unspendable::Language));
    assert_eq!(spend(&|of| of.today = day("2027-01-11"), "a/2").await, Err(Unspendable::Expired));
    assert_eq!(spend(&|of| of.what = Spend::Request, "a/3").await, Ok(Spent { package, left: 0 }));
    assert!(!kept.store.give_back("a/3").await.unwrap(), "a written request is spent for good");
    assert_eq!(spend(&|of| of.what = Spend::Request, "a/4").await, Err(Unspendable::UsedUp));
    assert_eq!(
        spend(&|of| of.today = day("2027-01-10"), "a/5").await,
        Ok(Spent { package, left: 0 }),
        "its last day"
    );
}

fn trying(call: &str, code: &str) -> Trying {
    Trying { by: Trier::Call(call.to_owned()), code: Some(code.to_owned()), number: None }
}

async fn a_code_is_found_by_its_keys_and_not_guessed_at(kept: Kept) {
    let one = customer(&kept, "HD1047").await;
    assert_eq!(customer(&kept, "hd-1047").await, one, "the same code");
    let ask = async |keys: &str, call: &str| {
        kept.store.customer_by_keys("palitalsoft", keys, &trying(call, keys)).await.unwrap()
    };
    assert_eq!(ask("431047", "a/1").await, Identified::Customer(one));
    for _ in 0..3 {
        assert_eq!(ask("431048", "a/1").await, Identified::Nobody);
    }
    assert_eq!(ask("431047", "a/1").await, Identified::TooMany);
    assert_eq!(ask("431047", "a/2").await, Identified::Customer(one));
    customer(&kept, "GE1047").await;
    assert_eq!(ask("431047", "a/3").await, Identified::Nobody, "two codes on the same keys");
}

async fn wrong_codes_are_counted_for_the_code_and_for_the_number_that_calls_from_call_to_call(kept: Kept) {
    let one = customer(&kept, "HD1047").await;
    let replica = kept.replica().await;
    let mut calls = 0;
    // Each in a call of its own, at whichever replica.
    let mut ask = async |keys: &str, number: u64| {
        calls += 1;
        let by = Trier::Call(format!("a/{calls}"));
        let number = Number::from_digits(390_668_850_000 + number).map(Number::e164);
        let trying = Trying { by, code: Some(keys.to_owned()), number: Some(number.unwrap()) };
        let store = if calls % 2 == 0 { &kept.store } else { &replica };
        store.customer_by_keys("palitalsoft", keys, &trying).await.unwrap()
    };
    for number in 0..5 {
        assert_eq!(ask("431048", number).await, Identified::Nobody);
    }
    assert_eq!(ask("431048", 5).await, Identified::TooMany, "one code, tried from many telephones");
    for code in 0..10 {
        assert_eq!(ask(&format!("43200{code}"), 6).await, Identified::Nobody);
    }
    assert_eq!(ask("431047", 6).await, Identified::TooMany, "one telephone that tries many codes");
    assert_eq!(ask("431047", 7).await, Identified::Customer(one));
}

async fn a_number_dialled_belongs_to_one_customer(kept: Kept) {
    let (one, two) = (customer(&kept, "COMUNE1").await, customer(&kept, "COMUNE2").await);
    assert_eq!(kept.store.customer_of_number("palitalsoft", "073122911").await.unwrap(), None);
    kept.store.give_number("palitalsoft", "073122911", one).await.unwrap();
    assert_eq!(kept.store.customer_of_number("palitalsoft", "073122911").await.unwrap(), Some(one));
    kept.store.give_number("palitalsoft", "073122911", two).await.unwrap();
    assert_eq!(kept.store.customer_of_number("palitalsoft", "073122911").await.unwrap(), Some(two));
    assert_eq!(kept.store.customer_of_number("dogane", "073122911").await.unwrap(), None);
}
