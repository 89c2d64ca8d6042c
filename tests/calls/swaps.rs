//! A caller who waits in a queue presses the key that keeps the place: what they hear, and whether they wait on, whatever comes in between. On both
//! databases.

use std::time::{Duration, Instant};

use centralino::engine::{Heard, Outcome, Then};
use centralino::terms::{Number, WaitingLimits};
use chrono::{DateTime, TimeDelta, Utc};

use super::{Call, House, MENU, MONDAY, heard, keys, published, transferred};
use crate::store::{Kept, PATIENT, at, on_both};

on_both![
    a_key_pressed_twice_keeps_one_place_and_reads_the_number_out_again,
    a_repeated_webhook_hears_the_same_number_and_keeps_no_other_place,
    the_place_is_that_of_when_they_joined_however_late_they_press,
    whoever_hangs_up_in_the_middle_has_nothing,
    wrong_keys_and_silence_lead_back_to_the_place_that_they_had,
    a_number_that_may_not_be_called_back_is_told_so_and_the_caller_waits_on,
    a_number_that_is_denied_hears_what_others_hear_whose_number_is_not_called,
    whoever_has_a_place_already_waits_on_with_the_one_that_they_have,
    where_the_store_goes_away_before_or_after_the_question_the_caller_waits_on,
    a_place_that_could_not_be_stored_in_time_is_not_stored_later,
    where_no_asterisk_can_be_asked_the_caller_is_told_and_waits_on,
];

const PLACES: &str = "SELECT count(*) FROM bookings WHERE swapped";

/// The service, whose callers of Lotto 2 may keep their places for a call from its operators.
async fn house(kept: Kept) -> House {
    let house = House::empty_on(kept, MONDAY);
    let menu = MENU
        .replacen(
            "lotto-2: Lotto 2\n",
            "lotto-2: { title: Lotto 2, waiting: { longest: 10 minutes, keep-place: 9 } }\n",
            1,
        )
        .replacen(
            "callback: {",
            "callback-from: '+39 06 1234 5678'\ncallback: { to: lotto-2, first: agent,",
            1,
        );
    house.service.publish(vec![published("prova.yaml", &menu)], &[]).await.unwrap();
    house.service.places_callbacks(true);
    house
}

fn call(house: &House, name: &str) -> Call {
    let mut call = house.call(name);
    call.limits.waiting = Some(WaitingLimits { position: true, expected: true, keys: true, callbacks: true });
    call
}

/// They wait in the queue, since when the platform says.
async fn waits(call: &mut Call) -> centralino::calls::TurnDone {
    let done = call.plays(&["12"]).await;
    assert!(waits_since(&done).is_some(), "{:?}", done.reply.then);
    done
}

/// They pressed the queue's key.
async fn pressed(call: &mut Call) -> centralino::calls::TurnDone {
    let done = waits(call).await;
    call.then(&done, Heard::Transferred(Outcome::Left));
    call.ask().await
}

/// Since when they wait in the queue of Lotto 2; none where they do not.
fn waits_since(done: &centralino::calls::TurnDone) -> Option<DateTime<Utc>> {
    match &done.reply.then {
        Then::Transfer { joined, .. } if transferred(done).as_deref() == Some("lotto-2") => *joined,
        Then::Transfer { .. } | Then::Gather(_) | Then::Hangup(_) | Then::Ask(_) => None,
    }
}

/// They are told this, and wait on at the place that they had.
fn waits_on(done: &centralino::calls::TurnDone, told: &str) {
    let said = heard(done);
    assert!(said.contains(told) && said.contains("al posto che aveva"), "{said}");
    assert!(!said.contains("Il numero della richiesta") && !said.contains("è mantenuto"), "{said}");
    let since = waits_since(done).unwrap_or_else(|| panic!("they wait no more: {:?}", done.reply.then));
    assert!((since - at(MONDAY)).num_seconds().abs() < 5, "since they joined: {since}");
}

async fn a_key_pressed_twice_keeps_one_place_and_reads_the_number_out_again(kept: Kept) {
    let house = house(kept).await;
    let mut caller = call(&house, "CA1");
    let offered = pressed(&mut caller).await;
    assert!(heard(&offered).contains("senza perdere il Suo posto"), "{}", heard(&offered));
    assert_eq!(house.kept.count(PLACES).await, 0, "nothing is stored before they confirm");
    // Both in one request, and then once more.
    caller.then(&offered, keys("11"));
    let kept = caller.ask().await;
    assert!(heard(&kept).contains("Il numero della richiesta"), "{}", heard(&kept));
    caller.then(&kept, keys("1"));
    let again = caller.ask().await;
    assert!(heard(&again).contains("Il numero della richiesta"), "{}", heard(&again));
    assert_eq!(house.kept.count(PLACES).await, 1);
    let number = house.kept.count("SELECT ticket FROM bookings").await.to_string();
    let digits: String = heard(&again).chars().filter(char::is_ascii_digit).collect();
    assert!(digits.contains(&number), "{number} in {}", heard(&again));
    assert_eq!(house.kept.count("SELECT count(*) FROM tickets").await, 1);
    assert_eq!(house.kept.count("SELECT count(*) FROM seats").await, 0, "a place takes no seat");
}

async fn a_repeated_webhook_hears_the_same_number_and_keeps_no_other_place(kept: Kept) {
    let house = house(kept).await;
    let mut caller = call(&house, "CA1");
    let offered = pressed(&mut caller).await;
    caller.then(&offered, keys("1"));
    let first = caller.ask().await;
    assert!(heard(&first).contains("Il Suo posto è mantenuto"), "{}", heard(&first));
    // On the same replica, and on another that has read no menu; also at once.
    let mut other = caller.clone();
    other.service = house.replica(MONDAY).await;
    other.service.places_callbacks(true);
    let (again, elsewhere) = tokio::join!(caller.ask(), other.ask());
    assert_eq!([heard(&again), heard(&elsewhere)], [heard(&first), heard(&first)]);
    assert_eq!(house.kept.count(PLACES).await, 1);
}

async fn the_place_is_that_of_when_they_joined_however_late_they_press(kept: Kept) {
    let house = house(kept).await;
    let mut caller = call(&house, "CA1");
    let waiting = waits(&mut caller).await;
    let since = waits_since(&waiting).unwrap();
    let later = async |minutes| {
        let later = house.replica(&(at(MONDAY) + TimeDelta::minutes(minutes)).to_rfc3339()).await;
        later.places_callbacks(true);
        later
    };
    caller.service = later(5).await;
    caller.then(&waiting, Heard::Transferred(Outcome::Left));
    let offered = caller.ask().await;
    caller.service = later(6).await;
    caller.then(&offered, keys("1"));
    let told = caller.ask().await;
    assert!(heard(&told).contains("Il Suo posto è mantenuto"), "{}", heard(&told));
    assert_eq!(house.kept.count("SELECT slot_start FROM bookings WHERE swapped").await, since.timestamp());
}

async fn whoever_hangs_up_in_the_middle_has_nothing(kept: Kept) {
    let house = house(kept).await;
    for (name, keys) in [("CA1", None), ("CA2", Some("T"))] {
        let mut caller = call(&house, name);
        let mut done = pressed(&mut caller).await;
        if let Some(keys) = keys {
            caller.then(&done, super::keys(keys));
            done = caller.ask().await;
        }
        caller.then(&done, Heard::Ended);
        caller.ask().await;
    }
    assert_eq!(house.kept.count("SELECT count(*) FROM bookings").await, 0);
    // And nothing that they left behind keeps them from it in the next call.
    let mut caller = call(&house, "CA3");
    let offered = pressed(&mut caller).await;
    caller.then(&offered, keys("1"));
    assert!(heard(&caller.ask().await).contains("Il Suo posto è mantenuto"));
}

async fn wrong_keys_and_silence_lead_back_to_the_place_that_they_had(kept: Kept) {
    let house = house(kept).await;
    for (name, wrong) in [("CA1", "5"), ("CA2", "T")] {
        let mut caller = call(&house, name);
        let mut done = pressed(&mut caller).await;
        let mut asked = 0;
        while waits_since(&done).is_none() {
            assert!(matches!(done.reply.then, Then::Gather(_)), "{wrong}: {:?}", done.reply.then);
            asked += 1;
            assert!(asked < 9, "`{wrong}` goes on for ever");
            caller.then(&done, keys(wrong));
            done = caller.ask().await;
        }
        assert!(asked > 1, "one mistake is forgiven");
        waits_on(&done, "Resta in attesa");
    }
    // They may change their mind, and again.
    let mut caller = call(&house, "CA3");
    let mut done = pressed(&mut caller).await;
    for _ in 0..3 {
        caller.then(&done, keys("2"));
        done = caller.ask().await;
        waits_on(&done, "Resta in attesa");
        caller.then(&done, Heard::Transferred(Outcome::Left));
        done = caller.ask().await;
    }
    assert_eq!(house.kept.count(PLACES).await, 0);
    caller.then(&done, keys("1"));
    assert!(heard(&caller.ask().await).contains("Il Suo posto è mantenuto"));
}

async fn a_number_that_may_not_be_called_back_is_told_so_and_the_caller_waits_on(kept: Kept) {
    let house = house(kept).await;
    let cases = [
        ("CA1", "anonymous", "non è visibile"),
        ("CA2", "", "non è visibile"),
        // Shared cost, premium, emergency, and a country that the desk does not name.
        ("CA3", "+39848000000", "Questo numero non può essere richiamato"),
        ("CA4", "+39899123456", "Questo numero non può essere richiamato"),
        ("CA5", "+442079460000", "Questo numero non può essere richiamato"),
    ];
    for (name, from, told) in cases {
        let mut caller = call(&house, name);
        from.clone_into(&mut caller.incoming.from);
        waits_on(&pressed(&mut caller).await, told);
    }
    let mut withheld = call(&house, "CA6");
    withheld.incoming.withheld = true;
    waits_on(&pressed(&mut withheld).await, "non è visibile");
    assert_eq!(house.kept.count(PLACES).await, 0);
}

async fn a_number_that_is_denied_hears_what_others_hear_whose_number_is_not_called(kept: Kept) {
    let house = house(kept).await;
    let number = Number::from_digits(393_921_234_567).unwrap();
    let mut before = call(&house, "CA1");
    let offered = pressed(&mut before).await;
    house.kept.store.deny(number, Some("prova"), "scherzi", at(MONDAY)).await.unwrap();
    waits_on(&pressed(&mut call(&house, "CA2")).await, "Questo numero non può essere richiamato");
    // Denied while they listened.
    before.then(&offered, keys("1"));
    waits_on(&before.ask().await, "non è possibile prenotare");
    assert_eq!(house.kept.count(PLACES).await, 0);
}

async fn whoever_has_a_place_already_waits_on_with_the_one_that_they_have(kept: Kept) {
    let house = house(kept).await;
    for (name, told) in [("CA1", None), ("CA2", Some("altre richiamate"))] {
        let mut caller = call(&house, name);
        let offered = pressed(&mut caller).await;
        caller.then(&offered, keys("1"));
        let done = caller.ask().await;
        match told {
            Some(told) => waits_on(&done, told),
            None => assert!(heard(&done).contains("Il Suo posto è mantenuto"), "{}", heard(&done)),
        }
        // Asked again, the same is answered.
        assert_eq!(heard(&caller.ask().await), heard(&done));
    }
    assert_eq!(house.kept.count(PLACES).await, 1);
}

async fn where_the_store_goes_away_before_or_after_the_question_the_caller_waits_on(kept: Kept) {
    let house = house(kept).await;
    let mut confirming = call(&house, "CA1");
    let offered = pressed(&mut confirming).await;
    let mut waiting = call(&house, "CA2");
    let queued = waits(&mut waiting).await;
    house.kept.store.close().await;
    confirming.then(&offered, keys("1"));
    waiting.then(&queued, Heard::Transferred(Outcome::Left));
    for call in [&confirming, &waiting] {
        waits_on(&call.ask().await, "non è possibile prenotare");
    }
}

async fn a_place_that_could_not_be_stored_in_time_is_not_stored_later(kept: Kept) {
    let house = house(kept).await;
    let mut caller = call(&house, "CA1");
    caller.limits.patience = Duration::from_secs(2);
    let offered = pressed(&mut caller).await;
    let mut stranger = house.kept.stranger().await;
    stranger.lock().await;
    caller.then(&offered, keys("1"));
    let began = Instant::now();
    let done = caller.ask().await;
    assert!(began.elapsed() < Duration::from_millis(1_950), "the platform gave up before");
    waits_on(&done, "non è possibile prenotare");
    stranger.unlock().await;
    // Whoever writes next waits behind the one that came too late.
    let other = Number::from_digits(393_921_239_999).unwrap();
    let denying = house.kept.store.deny(other, None, "altro", at(MONDAY));
    tokio::time::timeout(PATIENT, denying).await.unwrap().unwrap();
    assert_eq!(house.kept.count(PLACES).await, 0);
    // The key again, in the next round of the same call.
    caller.then(&done, Heard::Transferred(Outcome::Left));
    let offered = caller.ask().await;
    caller.then(&offered, keys("1"));
    assert!(heard(&caller.ask().await).contains("Il Suo posto è mantenuto"));
}

async fn where_no_asterisk_can_be_asked_the_caller_is_told_and_waits_on(kept: Kept) {
    let house = house(kept).await;
    let mut caller = call(&house, "CA1");
    let offered = pressed(&mut caller).await;
    house.service.places_callbacks(false);
    caller.then(&offered, keys("1"));
    waits_on(&caller.ask().await, "non è possibile prenotare");
    assert_eq!(house.kept.count(PLACES).await, 0);
}
