//! Customers by telephone: a code that names them, calls that their package pays for, and what comes back when nobody answered.

use std::fs;
use std::sync::Arc;

use centralino::booking::call_name;
use centralino::calls::{Further, Service, TurnDone};
use centralino::engine::{Heard, Leg, Outcome, Then};
use centralino::terms::Language;
use centralino::ticket::{CustomerCode, Event, PackageKind, TicketNumber};

use super::{Call, House, heard, hung_up, keys, published, transferred};
use crate::store::{Kept, at, on_both};

on_both![
    a_code_makes_the_booking_the_customers_and_the_next_call_hears_how_it_stands,
    an_old_seal_gives_no_tries_at_codes_back,
    the_number_dialled_pays_once_and_a_call_that_reached_nobody_is_given_back,
    a_caller_who_hangs_up_while_it_rings_costs_nothing_and_one_who_spoke_does,
    with_the_clock_moved_minute_fifteen_spends_another_call_once_and_the_last_one_ends_it,
    a_quarter_of_an_hour_that_nobody_could_be_asked_about_is_spent_with_the_next,
    where_the_menu_says_end_no_second_call_is_spent_however_many_are_left,
    a_conversation_that_nothing_pays_for_is_not_asked_about,
    a_seal_of_an_earlier_transfer_gives_a_later_one_nothing_back,
    whoever_books_by_the_number_dialled_books_for_its_client,
    a_client_who_is_called_back_pays_when_an_operator_joins_and_nothing_where_none_does,
    where_the_package_is_used_up_by_then_the_callback_goes_where_the_menu_says_and_the_history_says_why,
];

/// A Tuesday on which both desks are open.
const TUESDAY: &str = "2026-11-24T10:00:00+01:00";

async fn house(kept: Kept, desk: &str, moment: &str) -> House {
    let house = House::empty_on(kept, moment);
    let path = format!("{}/menus/{desk}.yaml", env!("CARGO_MANIFEST_DIR"));
    let menu = published(&format!("{desk}.yaml"), &fs::read_to_string(path).unwrap());
    house.service.publish(vec![menu], &[]).await.unwrap();
    house
}

fn call(house: &House, name: &str, did: &str) -> Call {
    let mut call = house.call(name);
    did.clone_into(&mut call.incoming.did);
    call
}

async fn customer(house: &House, desk: &str, code: &str) -> i64 {
    let code: CustomerCode = code.parse().unwrap();
    house.kept.store.add_customer(desk, &code, at(TUESDAY)).await.unwrap()
}

/// A body with a package of so many calls, in Italian, whose number is the general one.
async fn body(house: &House, calls: u32) -> i64 {
    let row = customer(house, "palitalsoft", "COMUNE1").await;
    let kind =
        PackageKind { name: "base".into(), size: calls * 2, months: 12, languages: vec![Language::It] };
    house.kept.store.add_package(row, &kind, "2026-03-01".parse().unwrap()).await.unwrap();
    house.kept.store.give_number("palitalsoft", "39073122911", row).await.unwrap();
    row
}

async fn left(house: &House, customer: i64) -> u32 {
    house.kept.store.packages(customer).await.unwrap()[0].calls
}

/// Put through to the operators of the portals, in Italian.
const THROUGH: [&str; 3] = ["1", "1", "1"];

async fn a_code_makes_the_booking_the_customers_and_the_next_call_hears_how_it_stands(kept: Kept) {
    let house = house(kept, "condafne", "2026-11-22T10:00:00+01:00").await;
    let row = customer(&house, "condafne", "HD4711").await;
    let mut first = call(&house, "CA1", "800805093");
    let done = first.plays(&["9", "434711", "1", "1", "1"]).await;
    assert!(heard(&done).contains("La richiamata è prenotata"), "{}", heard(&done));
    assert_eq!(house.kept.count("SELECT customer FROM tickets").await, row);
    first.ask().await;
    assert_eq!(house.kept.count("SELECT count(*) FROM tickets").await, 1, "a repeated webhook opens no more");
    let said = heard(&call(&house, "CA2", "800805093").plays(&["9", "434711"]).await);
    assert!(said.contains("L'ultima richiesta ha la data di domenica 22 novembre 2026"), "{said}");
    assert!(said.contains("La richiesta è aperta"), "{said}");
    let without = call(&house, "CA3", "800805093").plays(&["9", "#", "1", "1", "1"]).await;
    assert!(!heard(&without).contains("L'ultima richiesta"), "{}", heard(&without));
}

#[tokio::test]
async fn the_customers_code_goes_with_the_call() {
    let house = house(Kept::new().await, "condafne", TUESDAY).await;
    customer(&house, "condafne", "HD4711").await;
    let with = call(&house, "CA1", "800805093").plays(&["434711", "1"]).await;
    assert_eq!(transferred(&with).as_deref(), Some("condafne-helpdesk"));
    assert_eq!(with.customer.as_ref().map(CustomerCode::as_str), Some("HD4711"));
    let without = call(&house, "CA2", "800805093").plays(&["#", "1"]).await;
    assert_eq!((transferred(&without).as_deref(), without.customer), (Some("condafne-helpdesk"), None));
}

async fn an_old_seal_gives_no_tries_at_codes_back(kept: Kept) {
    let house = house(kept, "condafne", TUESDAY).await;
    customer(&house, "condafne", "HD4711").await;
    let mut guessing = call(&house, "CA1", "800805093");
    let asked = guessing.ask().await;
    let mut said = Vec::new();
    for code in ["111111", "222222", "333333", "434711"] {
        guessing.then(
            &asked,
            Heard::Keys {
                digits: centralino::terms::Digits::read(code),
                ended: centralino::engine::EndedBy::Terminator,
            },
        );
        said.push(heard(&guessing.ask().await));
    }
    assert!(said[..3].iter().all(|said| said.contains("Il codice non risulta")), "{said:?}");
    assert!(said[3].contains("troppi codici errati"), "the right one comes too late: {said:?}");
}

async fn the_number_dialled_pays_once_and_a_call_that_reached_nobody_is_given_back(kept: Kept) {
    let house = house(kept, "palitalsoft", TUESDAY).await;
    let row = body(&house, 3).await;
    // The platform writes the number dialled in one of its ways.
    for (name, did, outcome, after) in [
        ("CA1", "+39073122911", Outcome::NoAnswer, 3),
        ("CA2", "073122911", Outcome::Busy, 3),
        ("CA3", "0039073122911", Outcome::Completed, 2),
    ] {
        let mut one = call(&house, name, did);
        let done = one.plays(&THROUGH).await;
        assert_eq!(transferred(&done).as_deref(), Some("palitalsoft-assistenza"), "{did}");
        assert_eq!(left(&house, row).await, 2, "held while it rings");
        one.ask().await;
        assert_eq!(left(&house, row).await, 2, "a repeated webhook spends nothing");
        one.then(&done, Heard::Transferred(outcome));
        for _ in 0..3 {
            one.ask().await;
        }
        assert_eq!(left(&house, row).await, after, "{outcome:?}");
    }
}

async fn a_caller_who_hangs_up_while_it_rings_costs_nothing_and_one_who_spoke_does(kept: Kept) {
    let house = house(kept, "palitalsoft", TUESDAY).await;
    let row = body(&house, 3).await;
    for (name, talked, after) in [("CA1", Some(0), 3), ("CA2", Some(80), 2), ("CA3", None, 1)] {
        let mut one = call(&house, name, "073122911");
        let done = one.plays(&THROUGH).await;
        one.then(&done, Heard::Ended);
        one.incoming.talked = talked;
        assert!(hung_up(&one.ask().await));
        assert_eq!(left(&house, row).await, after, "{talked:?}");
    }
}

#[tokio::test]
async fn each_quarter_of_an_hour_that_is_begun_costs_one_more() {
    let house = house(Kept::new().await, "palitalsoft", TUESDAY).await;
    let row = body(&house, 6).await;
    for (name, talked, after) in [("CA1", 900, 5), ("CA2", 901, 3), ("CA3", 7_200, 0)] {
        let mut one = call(&house, name, "073122911");
        let done = one.plays(&THROUGH).await;
        one.then(&done, Heard::Transferred(Outcome::Completed));
        one.incoming.talked = Some(talked);
        one.ask().await;
        one.ask().await;
        assert_eq!(left(&house, row).await, after, "after {talked} seconds");
    }
    let none = call(&house, "CA4", "073122911").plays(&THROUGH).await;
    assert_eq!(transferred(&none), None);
    assert!(heard(&none).contains("sono esaurite"), "{}", heard(&none));
}

#[tokio::test]
async fn with_the_clock_moved_a_call_costs_what_it_lasted_and_no_ringing() {
    // The platform does not say how long they spoke: 25 seconds may have been ringing.
    for (seconds, after) in [(25 + 900, 4), (25 + 901, 3), (25 + 2_700, 2)] {
        let house = house(Kept::new().await, "palitalsoft", TUESDAY).await;
        let row = body(&house, 5).await;
        let mut one = call(&house, "CA1", "073122911");
        let done = one.plays(&THROUGH).await;
        let Then::Transfer { cap: Some(cap), .. } = done.reply.then else { panic!("{:?}", done.reply.then) };
        assert_eq!((cap.length, cap.calls, cap.warning), (900, 5, 60));
        let moved = at(TUESDAY) + chrono::TimeDelta::seconds(seconds);
        one.service = house.replica(&moved.to_rfc3339()).await;
        one.then(&done, Heard::Transferred(Outcome::Completed));
        one.ask().await;
        assert_eq!(left(&house, row).await, after, "after {seconds} seconds");
    }
}

async fn with_the_clock_moved_minute_fifteen_spends_another_call_once_and_the_last_one_ends_it(kept: Kept) {
    let house = house(kept, "palitalsoft", TUESDAY).await;
    let row = body(&house, 2).await;
    let mut one = call(&house, "CA1", "073122911");
    let done = one.plays(&THROUGH).await;
    assert_eq!(left(&house, row).await, 1);
    // Another replica is asked each time, twice, and one of them after the process that was asked first has died.
    for (minutes, calls, further, after) in
        [(0, 1, Further::GoesOn, 1), (15, 2, Further::GoesOn, 0), (30, 3, Further::Ends, 0)]
    {
        let moved = at(TUESDAY) + chrono::TimeDelta::minutes(minutes);
        one.service = house.replica(&moved.to_rfc3339()).await;
        one.then(&done, Heard::Transferred(Outcome::Completed));
        for _ in 0..2 {
            let said = one.service.further(&one.incoming, &one.limits, calls).await;
            assert_eq!(said, Some(further), "at minute {minutes}");
            assert_eq!(left(&house, row).await, after, "at minute {minutes}");
        }
    }
    one.incoming.talked = Some(1_801);
    one.ask().await;
    let package = &house.kept.store.packages(row).await.unwrap()[0];
    assert_eq!((package.calls, package.requests), (0, 2), "the other half pays for no call");
    assert_eq!(house.kept.count("SELECT count(*) FROM spendings").await, 2);
}

async fn a_quarter_of_an_hour_that_nobody_could_be_asked_about_is_spent_with_the_next(kept: Kept) {
    let house = house(kept, "palitalsoft", TUESDAY).await;
    let row = body(&house, 5).await;
    let mut one = call(&house, "CA1", "073122911");
    let done = one.plays(&THROUGH).await;
    one.then(&done, Heard::Transferred(Outcome::Completed));
    assert_eq!(one.service.further(&one.incoming, &one.limits, 3).await, Some(Further::GoesOn));
    assert_eq!(left(&house, row).await, 2);
    house.kept.store.close().await;
    assert_eq!(one.service.further(&one.incoming, &one.limits, 4).await, None, "they speak on");
}

async fn where_the_menu_says_end_no_second_call_is_spent_however_many_are_left(kept: Kept) {
    let house = House::empty_on(kept, TUESDAY);
    let path = format!("{}/menus/palitalsoft.yaml", env!("CARGO_MANIFEST_DIR"));
    let menu = fs::read_to_string(path).unwrap().replacen("at-end: another-call", "at-end: end", 1);
    house.service.publish(vec![published("palitalsoft.yaml", &menu)], &[]).await.unwrap();
    let row = body(&house, 5).await;
    let mut one = call(&house, "CA1", "073122911");
    let done = one.plays(&THROUGH).await;
    one.then(&done, Heard::Transferred(Outcome::Completed));
    for (calls, further) in [(1, Further::GoesOn), (2, Further::Ends)] {
        assert_eq!(one.service.further(&one.incoming, &one.limits, calls).await, Some(further));
    }
    assert_eq!(left(&house, row).await, 4);
}

async fn a_conversation_that_nothing_pays_for_is_not_asked_about(kept: Kept) {
    let house = house(kept, "palitalsoft", TUESDAY).await;
    let row = body(&house, 5).await;
    let mut one = call(&house, "CA1", "073122911");
    let menu = one.plays(&THROUGH[..1]).await;
    one.then(&menu, Heard::Transferred(Outcome::Completed));
    assert_eq!(one.service.further(&one.incoming, &one.limits, 1).await, None, "it is in a menu");
    one.incoming.sealed = Some("nonsense".to_owned());
    assert_eq!(one.service.further(&one.incoming, &one.limits, 1).await, None);
    assert_eq!(left(&house, row).await, 5);
}

async fn a_seal_of_an_earlier_transfer_gives_a_later_one_nothing_back(kept: Kept) {
    let house = house(kept, "palitalsoft", TUESDAY).await;
    let row = body(&house, 3).await;
    let mut one = call(&house, "CA1", "073122911");
    let first = one.plays(&THROUGH).await;
    one.then(&first, Heard::Transferred(Outcome::NoAnswer));
    let offered = one.ask().await;
    assert!(heard(&offered).contains("Primo orario libero"), "{}", heard(&offered));
    // Back to the menu, and put through again.
    let mut done = offered;
    for key in ["*", "1", "1"] {
        one.then(&done, super::keys(key));
        done = one.ask().await;
    }
    assert!(transferred(&done).is_some(), "{}", heard(&done));
    assert_eq!(left(&house, row).await, 2);
    let mut replayed = one.clone();
    replayed.then(&first, Heard::Transferred(Outcome::NoAnswer));
    replayed.ask().await;
    assert_eq!(left(&house, row).await, 2, "the later one still holds its call");
}

#[tokio::test]
async fn the_balance_is_told_to_the_code_and_not_to_the_number_dialled() {
    let house = house(Kept::new().await, "palitalsoft", TUESDAY).await;
    body(&house, 50).await;
    let by_code = heard(&call(&house, "CA1", "073122911").plays(&["1", "4", "2668631"]).await);
    assert!(by_code.contains("Telefonate ancora disponibili: 50."), "{by_code}");
    assert!(by_code.contains("Scadenza: lunedì primo marzo 2027."), "{by_code}");
    let by_number = heard(&call(&house, "CA2", "073122911").plays(&["1"]).await);
    assert!(!by_number.contains("disponibili"), "{by_number}");
    // Whose number it is does not matter to whoever keys in another's code.
    customer(&house, "palitalsoft", "ALTRO9").await;
    let other = heard(&call(&house, "CA3", "073122911").plays(&["1", "4", "258769"]).await);
    assert!(other.contains("Non risulta un pacchetto"), "{other}");
}

#[tokio::test]
async fn in_another_language_and_without_the_store_nobody_is_put_through() {
    let house = house(Kept::new().await, "palitalsoft", TUESDAY).await;
    let row = body(&house, 3).await;
    let english = call(&house, "CA1", "073122911").plays(&["2", "1", "1"]).await;
    assert!(heard(&english).contains("does not include this language"), "{}", heard(&english));
    assert_eq!(left(&house, row).await, 3);
    let mut one = call(&house, "CA2", "073122911");
    let done = one.plays(&["1", "1"]).await;
    house.kept.store.close().await;
    one.then(&done, super::keys("1"));
    let away = one.ask().await;
    assert!(heard(&away).contains("non può essere verificato"), "{}", heard(&away));
    assert_eq!(transferred(&away), None);
}

/// On a Sunday, when the telephone is closed: a callback is booked by key.
const SUNDAY: &str = "2026-11-22T10:00:00+01:00";

/// Books a callback with the number of a client, and gives its request's number.
async fn books(house: &House) -> TicketNumber {
    let mut caller = call(house, "CA1", "073122911");
    let done = caller.plays(&["1", "1", "9", "1", "1", "1"]).await;
    assert!(heard(&done).contains("La richiamata è prenotata"), "{}", heard(&done));
    let ticket = house.kept.count("SELECT ticket FROM tickets").await;
    u32::try_from(ticket).unwrap().try_into().unwrap()
}

async fn whoever_books_by_the_number_dialled_books_for_its_client(kept: Kept) {
    let house = house(kept, "palitalsoft", SUNDAY).await;
    let row = body(&house, 3).await;
    let ticket = books(&house).await;
    assert_eq!(house.kept.count("SELECT customer FROM tickets").await, row);
    let latest = house.kept.store.latest_ticket("palitalsoft", row).await.unwrap();
    assert_eq!(latest.map(|latest| latest.ticket), Some(ticket), "and hears of it with the code");
    assert_eq!(left(&house, row).await, 3, "booking costs nothing");
}

/// Another replica, at another moment.
async fn later(house: &House, moment: &str) -> Arc<Service> {
    let service = house.replica(moment).await;
    let path = format!("{}/menus/palitalsoft.yaml", env!("CARGO_MANIFEST_DIR"));
    service
        .publish(vec![published("palitalsoft.yaml", &fs::read_to_string(path).unwrap())], &[])
        .await
        .unwrap();
    service
}

/// The callback is placed, and its user answers and presses 1.
async fn called_back(house: &House, ticket: TicketNumber, attempt: u16) -> (Call, TurnDone) {
    let store = &house.kept.store;
    let start = store.booking("palitalsoft", ticket, None).await.unwrap().unwrap().slot.start;
    let service = later(house, &start.to_rfc3339()).await;
    let due = store.due_callbacks("palitalsoft", "callback", start).await.unwrap().remove(0).unwrap();
    let one = store.begin_attempt("palitalsoft", &due, attempt, 9, start).await.unwrap().unwrap();
    let shown = centralino::terms::Number::from_digits(390_612_345_678).unwrap();
    store.dialling(&one, "ari", shown, start).await.unwrap().unwrap();
    // What the platform says was dialled is no client's: it is the number that we show.
    let mut user = call(house, &call_name(ticket, attempt), "073122911");
    user.service = service;
    user.incoming.heard = Heard::Placed { ticket, attempt, leg: Leg::User };
    let asks = user.ask().await;
    user.then(&asks, keys("1"));
    let done = user.ask().await;
    (user, done)
}

async fn a_client_who_is_called_back_pays_when_an_operator_joins_and_nothing_where_none_does(kept: Kept) {
    let house = house(kept, "palitalsoft", SUNDAY).await;
    let row = body(&house, 3).await;
    let ticket = books(&house).await;
    let (mut user, through) = called_back(&house, ticket, 1).await;
    assert_eq!(transferred(&through).as_deref(), Some("palitalsoft-assistenza"));
    let Then::Transfer { cap: Some(cap), .. } = through.reply.then else {
        panic!("{:?}", through.reply.then)
    };
    assert_eq!((cap.length, cap.calls), (900, 3), "a quarter of an hour, and as many more as are left");
    assert_eq!(left(&house, row).await, 2, "held while it rings");
    user.ask().await;
    assert_eq!(left(&house, row).await, 2, "a repeated webhook holds no second one");
    user.then(&through, Heard::Transferred(Outcome::NoAnswer));
    user.ask().await;
    assert_eq!(left(&house, row).await, 3, "no operator was reached");

    let (mut user, through) = called_back(&house, ticket, 2).await;
    user.then(&through, Heard::Ended);
    user.incoming.talked = Some(20 * 60);
    user.ask().await;
    assert_eq!(left(&house, row).await, 1, "twenty minutes are two calls");
    user.ask().await;
    assert_eq!(left(&house, row).await, 1, "once");
}

async fn where_the_package_is_used_up_by_then_the_callback_goes_where_the_menu_says_and_the_history_says_why(
    kept: Kept,
) {
    let house = house(kept, "palitalsoft", SUNDAY).await;
    let row = body(&house, 1).await;
    let ticket = books(&house).await;
    let mut another = call(&house, "CA2", "073122911");
    another.service = later(&house, TUESDAY).await;
    another.plays(&THROUGH).await;
    assert_eq!(left(&house, row).await, 0);
    let (_, told) = called_back(&house, ticket, 1).await;
    assert!(heard(&told).contains("sono esaurite"), "{}", heard(&told));
    assert!(heard(&told).contains("Per il rinnovo"), "where the menu says: {}", heard(&told));
    assert_eq!(transferred(&told), None, "nobody is put through unpaid");
    let history = house.kept.store.ticket("palitalsoft", ticket).await.unwrap().unwrap().history;
    let noted = history.iter().find(|one| one.entry.event == Event::Noted).expect("a note");
    assert_eq!(noted.actor, "clock");
    assert!(noted.note.as_deref().unwrap_or_default().contains("sono esaurite"), "{noted:?}");
}
