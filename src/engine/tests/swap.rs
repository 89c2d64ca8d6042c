//! Hanging up without losing one's place: what a caller hears who waits, and what is stored when.

use chrono::{DateTime, Utc};

use super::desk::{DEST_3, desk, menu, now};
use super::*;
use crate::menu::model::{First, Leave, Waiting};
use crate::terms::Digit;

/// The small desk, whose callbacks wait with the callers at lotto 3.
fn keeps() -> Desk {
    let mut menu = menu();
    let leave = Leave { key: Digit::new('9').unwrap(), told: menu.destinations[0].title };
    menu.destinations[DEST_3.index()].waiting = Some(Waiting {
        longest: 600,
        music: None,
        position: false,
        expected: false,
        every: 60,
        leave: Some(leave),
        keeps: Some(QueueId(0)),
    });
    for destination in &mut menu.destinations {
        destination.transfer.ring = if destination.waiting.is_some() { 600 } else { 25 };
    }
    if let crate::menu::model::Step::Transfer(transfer) = &mut menu.nodes[super::desk::LOTTO_3.index()].step {
        transfer.ring = 600;
    }
    menu.queues[0].placing.to = Some(DEST_3);
    menu.queues[0].placing.first = First::Agent;
    menu.queues[0].placing.in_queue = true;
    desk(menu, None, None)
}

/// A caller with a number, who has waited in the queue and pressed its key.
fn pressed() -> Call {
    waits(Caller::Known(number())).hears(Heard::Transferred(Outcome::Left))
}

fn waits(caller: Caller) -> Call {
    Call::from(keeps(), caller).keys("13")
}

/// A user whom we call first, though callers wait at the destination where operators are.
fn called_back(desk: Desk, queue: QueueId) -> Call {
    let leg = Leg::User;
    let (number, ticket, dated) = (number(), ticket(), date());
    let language = crate::terms::Language::It;
    let (in_turn, customer) = (false, None);
    let placed = PlacedCall { queue, language, number, ticket, dated, attempt: 1, leg, in_turn, customer };
    Call::begin(desk, Event::Placed(placed))
}

#[test]
fn whoever_is_called_back_is_not_told_to_leave_the_queue_for_a_callback() {
    let call = called_back(keeps(), QueueId(0)).keys("1");
    assert_eq!(call.transferred_to(), Some(DEST_3));
    assert_eq!(call.heard(), "to lotto-3", "the key that leaves a queue is for callers");
    assert!(!call.state.place.may_leave());
    assert!(waits(Caller::Withheld).state.place.may_leave());
}

/// To where, for how many seconds, and since when.
fn waits_again(call: &Call) -> Option<(u16, DateTime<Utc>)> {
    match call.reply.then {
        Then::Transfer { to: DEST_3, ring, joined, .. } => Some((ring, joined?)),
        Then::Transfer { .. } | Then::Gather(_) | Then::Ask(_) | Then::Hangup(_) => None,
    }
}

#[test]
fn a_caller_confirms_the_number_and_the_place_is_kept_since_they_joined() {
    let call = pressed();
    assert_eq!(
        call.heard(),
        "privacy | PlaceOffer | CallYouAt | 06 6885 1234. | PlaceKeys",
        "nothing is stored before it is said what for"
    );
    assert!(!call.gather().type_ahead, "a habit must not give a place up");
    let kept = call.keys("1");
    assert!(kept.heard().starts_with("PlaceKept | TicketIs"), "{}", kept.heard());
    assert!(kept.heard().contains("PlaceTurn") && !kept.heard().contains("CallbackOn"), "{}", kept.heard());
    let language = crate::terms::Language::It;
    let asked =
        Question::Swap { queue: QueueId(0), number: number(), language, customer: None, joined: now() };
    assert_eq!(kept.asked.last(), Some(&asked));
    let again = kept.keys("1");
    assert!(again.heard().starts_with("TicketIs"), "{}", again.heard());
    assert!(again.silence().hung_up());
}

#[test]
fn whoever_says_no_or_nothing_or_presses_at_random_waits_on_at_the_place_that_they_had() {
    for keys in ["2", "0", "*"] {
        let call = pressed().keys(keys);
        assert_eq!(call.heard(), "PlaceStays", "{keys}");
        assert_eq!(waits_again(&call), Some((600, now())), "{keys}");
        assert!(!call.asked.iter().any(|asked| matches!(asked, Question::Swap { .. })), "{keys}");
    }
    let call = pressed().silence();
    assert!(call.heard().starts_with("NothingPressed | PlaceOffer"), "{}", call.heard());
    assert_eq!(waits_again(&call.silence()), Some((600, now())));
    let call = pressed().keys("5").keys("5");
    assert!(call.heard().starts_with("NoSuchKey"), "{}", call.heard());
    assert!(waits_again(&call.keys("5")).is_some());
}

#[test]
fn a_number_that_is_not_known_or_not_called_is_told_so_and_the_place_stays() {
    let withheld = waits(Caller::Withheld).hears(Heard::Transferred(Outcome::Left));
    assert_eq!(withheld.heard(), "privacy | PlaceNoNumber | PlaceStays");
    assert_eq!(waits_again(&withheld), Some((600, now())));
    for (answers, said) in [
        (not_callable as fn(Question) -> Answer, "privacy | NumberRefused | PlaceStays"),
        (away, "privacy | BookingsAway | PlaceStays"),
    ] {
        let mut call = waits(Caller::Known(number()));
        call.answers = answers;
        let call = call.hears(Heard::Transferred(Outcome::Left));
        assert_eq!(call.heard(), said);
        assert_eq!(waits_again(&call), Some((600, now())));
    }
}

#[test]
fn what_the_store_refuses_leaves_the_caller_waiting() {
    for (answers, said) in [
        (too_many as fn(Question) -> Answer, "TooManyBookings | PlaceStays"),
        (too_often, "TooManyTries | PlaceStays"),
        (unstored, "BookingsAway | PlaceStays"),
    ] {
        let mut call = pressed();
        call.answers = answers;
        let call = call.keys("1");
        assert_eq!(call.heard(), said);
        assert_eq!(waits_again(&call), Some((600, now())), "{said}");
        assert!(call.state.baggage.ticket.is_none());
    }
}

#[test]
fn what_was_waited_counts_when_they_wait_on() {
    let mut call = pressed();
    call.state.baggage.joined = Some(now() - chrono::Duration::seconds(420));
    let call = call.keys("2");
    assert_eq!(waits_again(&call), Some((180, now() - chrono::Duration::seconds(420))));
    let mut call = pressed();
    call.state.baggage.joined = Some(now() - chrono::Duration::seconds(4_000));
    assert_eq!(
        waits_again(&call.keys("2")).map(|(ring, _)| ring),
        Some(15),
        "a moment to find out that it is over"
    );
}

#[test]
fn a_destination_where_no_callbacks_wait_has_no_places() {
    let call = Call::from(keeps(), Caller::Known(number())).keys("12");
    assert!(matches!(call.reply.then, Then::Transfer { joined: None, .. }), "{:?}", call.reply.then);
}

/// Since when whoever is put through has a place in the queue.
fn joined(call: &Call) -> Option<DateTime<Utc>> {
    match call.reply.then {
        Then::Transfer { joined, .. } => joined,
        Then::Gather(_) | Then::Ask(_) | Then::Hangup(_) => None,
    }
}

#[test]
fn whoever_comes_to_the_same_queue_by_another_road_is_in_the_same_order() {
    let mut desk = keeps();
    let mut menu = (*desk.menu).clone();
    menu.destinations[0].to = menu.destinations[DEST_3.index()].to.clone();
    let mut other = menu.queues[0].clone();
    (other.placing.first, other.placing.in_queue) = (First::Customer, false);
    menu.queues.push(other);
    desk.menu = std::sync::Arc::new(menu);
    let caller = Call::from(desk.clone(), Caller::Known(number())).keys("12");
    assert_eq!(joined(&caller), Some(now()), "by another destination");
    let user = called_back(desk, QueueId(1)).keys("1");
    assert_eq!(joined(&user), Some(now()), "who was called first, and is behind nobody who comes later");
}

#[test]
fn every_place_of_a_desk_that_keeps_places_ends() {
    let desk = keeps();
    let found = crate::engine::places::places(std::slice::from_ref(&desk), now());
    let swaps = found.iter().filter(|place| matches!(place.stage, Stage::Swap(_))).count();
    assert!(swaps > 2, "{swaps}");
    for place in found {
        let state = State { place, baggage: Baggage::default() };
        let (once, _) = step(&desk, state, Event::Exhausted, now());
        let (_, reply) = step(&desk, once, Event::Exhausted, now());
        assert!(matches!(reply.then, Then::Hangup(_)), "{place:?}");
        if matches!(place.stage, Stage::Swap(_)) {
            let (_, reply) = step(&desk, state, Event::Answer(Answer::Unavailable), now());
            assert!(
                matches!(reply.then, Then::Transfer { to: DEST_3, .. } | Then::Gather(_)),
                "the place is theirs still: {place:?}"
            );
        }
    }
}

fn not_callable(question: Question) -> Answer {
    if matches!(question, Question::OwnNumber { .. }) { Answer::NotCallable } else { usual(question) }
}

fn away(_: Question) -> Answer {
    Answer::Unavailable
}

fn too_many(question: Question) -> Answer {
    if matches!(question, Question::Swap { .. }) { Answer::TooMany } else { usual(question) }
}

fn too_often(question: Question) -> Answer {
    if matches!(question, Question::Swap { .. }) { Answer::TooOften } else { usual(question) }
}

fn unstored(question: Question) -> Answer {
    if matches!(question, Question::Swap { .. }) { Answer::Unavailable } else { usual(question) }
}
