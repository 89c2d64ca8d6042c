//! A customer's code: asked for, never needed, and what it brings is told to nobody else.

use super::desk::{CUSTOMER, OPEN, desk, menu, open};
use super::*;
use crate::menu::model::{Menu, Tells};
use crate::terms::{Digit, NodeId};
use crate::ticket::{Balance, CustomerId};

fn known(_: Question) -> Answer {
    let balance = Some(Balance { calls: 235, requests: 0, until: date() });
    let latest = Some((crate::ticket::State::TakenInCharge, date()));
    Answer::Identified(Identified::Customer(Customer { id: CustomerId(42), latest, balance }))
}

/// At the question, by its key.
fn asked() -> Call {
    Call::start(open()).keys("4").keys("7")
}

/// The desk whose calls begin with the question.
fn asking_first() -> Desk {
    desk(Menu { open: CUSTOMER, ..menu() }, None, None)
}

#[test]
fn a_code_is_asked_about_as_it_was_keyed_in_and_its_customer_is_told_all() {
    let mut call = asked();
    assert_eq!(call.heard(), "customer");
    assert_eq!((call.gather().max, call.gather().terminator), (6, Some(Digit::HASH)));
    assert!(!call.gather().secret, "a code is no secret");
    call.answers = known;
    let call = call.hears(Heard::Keys { digits: Digits::read("4347"), ended: EndedBy::Terminator });
    let tells = Tells { latest: true, balance: true };
    assert_eq!(call.asked, [Question::Customer { digits: Digits::read("4347"), caller: None, tells }]);
    let told = "CodeKnown | LatestRequest | martedì 24 novembre 2026. | StandsTaken | CallsLeft | 200 35. | \
                RequestsLeft | 0. | UsableUntil | martedì 24 novembre 2026. | open";
    assert_eq!(call.heard(), told);
    assert_eq!(call.state.baggage.customer, Some(CustomerId(42)));
    assert_eq!(call.state.place.node, OPEN);
}

#[test]
fn a_booking_after_it_is_the_customers() {
    let mut call = asked();
    call.answers = |question| match question {
        Question::Customer { .. } => known(question),
        other => usual(other),
    };
    let call = call.keys("434711").keys("3").keys("1").keys("0612345678#").keys("1");
    let booked = call.asked.iter().find_map(|question| match question {
        Question::Book { customer, .. } => Some(*customer),
        _ => None,
    });
    assert_eq!(booked, Some(Some(CustomerId(42))));
}

#[test]
fn hash_alone_and_silence_go_on_without_one() {
    for without in [asked().keys("#"), asked().silence()] {
        assert_eq!(without.heard(), "offices");
        assert_eq!((without.asked.len(), without.state.baggage.customer), (0, None));
    }
}

#[test]
fn a_pause_ends_the_code_and_too_few_digits_are_said_to_be_so() {
    let mut call = asked();
    call.answers = known;
    let call = call.hears(Heard::Keys { digits: Digits::read("434"), ended: EndedBy::Timeout });
    assert!(call.heard().starts_with("CodeKnown"), "{}", call.heard());
    let call = asked().hears(Heard::Keys { digits: Digits::read("43"), ended: EndedBy::Terminator });
    assert_eq!(call.heard(), "TooFewDigits | customer");
    assert_eq!(call.asked.len(), 0);
}

#[test]
fn wrong_codes_are_keyed_in_again_twice_and_then_the_call_goes_on() {
    let call = asked().keys("111111");
    assert_eq!(call.heard(), "CodeUnknown | customer");
    assert!(!call.gather().type_ahead, "what was pressed on is not the next code");
    let call = call.keys("222222").keys("333333");
    assert_eq!(call.heard(), "CodeUnknown | CodeGivenUp | offices");
    assert_eq!(call.asked.len(), 3);
}

#[test]
fn too_many_tries_and_a_store_that_is_away_hold_nobody_up() {
    for (answer, said) in [
        (Answer::Identified(Identified::TooManyTries), "TooManyCodes | offices"),
        (Answer::Unavailable, "CodesAway | offices"),
        (Answer::Full, "CodesAway | offices"),
    ] {
        let call = asked();
        let (state, _) = step(&call.desk, call.state, Event::Digit(Digit::new('1').unwrap()), desk::now());
        let state = State { place: Place { stage: Stage::Customer(Coding::Answer), ..state.place }, ..state };
        let (state, reply) = step(&call.desk, state, Event::Answer(answer), desk::now());
        let call = Call { state, reply, ..call };
        assert_eq!(call.heard(), said);
    }
}

#[test]
fn star_clears_and_then_leads_back() {
    let call = asked().keys("43*");
    assert_eq!(call.heard(), "Cleared | customer");
    assert_eq!(call.keys("*").heard(), "open");
}

#[test]
fn at_the_beginning_it_is_asked_once() {
    let mut call = Call::start(asking_first());
    assert!(call.heard().ends_with("customer"), "{}", call.heard());
    call.answers = known;
    let call = call.keys("434711");
    assert!(call.heard().ends_with("| open"), "{}", call.heard());
    // `start`, and whatever else leads to the beginning again.
    let again = step(
        &call.desk,
        State {
            place: Place { node: NodeId(15), stage: Stage::Request(Asking::Answer), ..call.state.place },
            ..call.state
        },
        Event::Answer(Answer::Requested(Requested::Stands {
            state: crate::ticket::State::Closed,
            callback: None,
            writes: false,
        })),
        desk::now(),
    );
    assert!(matches!(again.1.then, Then::Gather(gather) if gather.max == 1), "{:?}", again.1);
    // By its own key it is asked again: perhaps it was another's code.
    assert_eq!(call.keys("4").keys("7").heard(), "open", "the node is the beginning here, and was asked");
    assert_eq!(asked().keys("#").keys("*").keys("4").keys("7").heard(), "customer");
}
