//! A seal that does not open never drops the call: it begins again at the greeting.

use centralino::calls::seal::{MOST_CHARACTERS, Sealed, Seals};
use centralino::engine::{Baggage, Heard, Outcome, State};
use centralino::terms::{CallId, Digits, Number, Version};
use centralino::ticket::TicketNumber;

use super::{Call, House, MONDAY, heard, keys, service, transferred};
use crate::store::at;

/// A call that stands in the second menu, where 2 is a destination.
async fn second_menu(house: &House) -> Call {
    let mut call = house.call("CA1");
    let done = call.plays(&["1"]).await;
    call.then(&done, keys("2"));
    call
}

async fn goes_on(call: &Call) -> bool {
    let done = call.ask().await;
    if transferred(&done).as_deref() == Some("lotto-2") {
        return true;
    }
    assert!(heard(&done).starts_with("Risponde la prova."), "dropped: {}", heard(&done));
    assert!(!done.sealed.is_empty());
    false
}

#[tokio::test]
async fn a_seal_goes_on_for_its_own_call_and_for_no_other() {
    let house = House::at(MONDAY).await;
    let call = second_menu(&house).await;
    assert!(goes_on(&call).await);
    let mut other = call.clone();
    other.incoming.call = CallId::new("CA2").unwrap();
    assert!(!goes_on(&other).await);
    let mut other = call.clone();
    other.limits.name = "asterisk";
    assert!(!goes_on(&other).await);
}

#[tokio::test]
async fn a_seal_of_another_key_a_changed_one_and_none_begin_again() {
    let house = House::at(MONDAY).await;
    let call = second_menu(&house).await;
    let mut elsewhere = call.clone();
    elsewhere.service = service(MONDAY, 2, house.kept.replica().await);
    elsewhere.service.publish(vec![super::published("prova.yaml", super::MENU)], &[]).await.unwrap();
    assert!(!goes_on(&elsewhere).await);

    let sealed = call.incoming.sealed.clone().unwrap();
    for place in 0..sealed.len() {
        let mut changed = sealed.clone().into_bytes();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        let mut call = call.clone();
        call.incoming.sealed = Some(String::from_utf8(changed).unwrap());
        assert!(!goes_on(&call).await, "character {place}");
    }
    for sealed in [None, Some(String::new()), Some("?".to_owned()), Some("A".repeat(100_000))] {
        let mut call = call.clone();
        call.incoming.sealed = sealed;
        assert!(!goes_on(&call).await);
    }
}

#[tokio::test]
async fn a_seal_is_good_for_twelve_hours() {
    let house = House::at("2026-11-23T07:30:00Z").await;
    let mut call = second_menu(&house).await;
    let put_through = call.ask().await;
    call.then(&put_through, Heard::Transferred(Outcome::Busy));
    // They spoke all day.
    call.service = house.replica("2026-11-23T19:29:50Z").await;
    assert!(heard(&call.ask().await).contains("Primo orario libero"));
    call.service = house.replica("2026-11-23T19:30:10Z").await;
    call.service.publish(vec![super::published("prova.yaml", super::MENU)], &[]).await.unwrap();
    assert!(heard(&call.ask().await).starts_with("Risponde la prova."));
}

#[tokio::test]
async fn time_at_a_destination_is_not_spent_in_menus_but_time_in_menus_is() {
    let house = House::at(MONDAY).await;
    let mut call = second_menu(&house).await;
    let put_through = call.ask().await;
    // They spoke for an hour, then the line was busy elsewhere: the call goes on where the menu says.
    call.service = house.replica("2026-11-23T10:30:00Z").await;
    call.then(&put_through, Heard::Transferred(Outcome::Busy));
    let back = call.ask().await;
    assert!(heard(&back).contains("Primo orario libero"), "{}", heard(&back));
    // And from here on, a quarter of an hour in menus is too long.
    call.service = house.replica("2026-11-23T10:45:00Z").await;
    call.then(&back, keys("1"));
    let done = call.ask().await;
    assert!(done.reply.why.contains(&centralino::engine::Why::Exhausted), "{:?}", done.reply.why);
}

#[test]
fn the_largest_state_is_sealed_in_less_than_three_hundred_characters() {
    let date = at(MONDAY).date_naive();
    let mut state = State::default();
    state.place.assigned = Some(centralino::terms::DestinationId(u16::MAX));
    state.place.node = centralino::terms::NodeId(u32::MAX);
    let most = Number::from_digits(999_999_999_999_999);
    state.baggage = Baggage {
        caller: most,
        row: u32::MAX,
        ahead: Digits::read(&"#".repeat(32)),
        keyed: Digits::read(&"*".repeat(32)),
        offer: Some(centralino::booking::Slot {
            start: at("2060-12-31T23:00:00Z"),
            end: at("2060-12-31T23:59:00Z"),
        }),
        number: most,
        ticket: Some(TicketNumber::from_seed(89_999_999)),
        dated: Some(date),
        customer: None,
        attempt: u16::MAX,
        kept: Some(centralino::booking::Slot {
            start: at("2060-12-31T23:00:00Z"),
            end: at("2060-12-31T23:59:00Z"),
        }),
        queue: Some(centralino::terms::QueueId(u8::MAX)),
        joined: Some(at("2060-12-31T23:00:00Z")),
        code_call: Some(centralino::terms::CodeCallId(u32::MAX)),
        speaks: Some(centralino::terms::Language::En),
    };
    let sealed = Sealed {
        version: Version([255; 16]),
        turn: u16::MAX,
        started: u32::MAX,
        sealed: u32::MAX,
        in_menus: u32::MAX,
        state,
    };
    let seals = Seals::new(&[[1; 32]]).unwrap();
    let token = seals.seal("asterisk", &CallId::new(&"x".repeat(128)).unwrap(), &sealed).unwrap();
    assert!(token.len() <= MOST_CHARACTERS, "{} characters", token.len());
    assert!(token.len() < 300);
}
