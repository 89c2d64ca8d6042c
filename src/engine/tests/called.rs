//! A call that we placed: nobody is joined before a key, and every end is kept.

use super::desk::{HELP, open};
use super::*;
use crate::terms::{Language, QueueId};

fn call_of(leg: Leg) -> PlacedCall {
    PlacedCall {
        queue: QueueId(0),
        language: Language::It,
        number: number(),
        ticket: ticket(),
        dated: date(),
        attempt: 2,
        leg,
        in_turn: false,
        customer: None,
    }
}

fn placed(leg: Leg) -> Call {
    Call::begin(open(), Event::Placed(call_of(leg)))
}

fn user() -> Call {
    placed(Leg::User)
}

/// What was kept of the attempt.
fn kept(call: &Call) -> Vec<Option<Attempted>> {
    let kept = call.asked.iter().map(|question| match question {
        Question::Called { ticket: of, attempt: 2, outcome } if *of == ticket() => *outcome,
        other => panic!("{other:?}"),
    });
    kept.collect()
}

#[test]
fn whoever_answers_hears_who_calls_and_one_key_leads_to_an_operator() {
    let call = user();
    assert_eq!(call.heard(), "CallbackBegins | small desk | CallbackKeys");
    assert!(call.reply.answer);
    let call = call.keys("1");
    assert_eq!(kept(&call), [None], "that a person was reached is kept before anybody is joined");
    assert_eq!(call.transferred_to(), Some(HELP));
    let call = call.hears(Heard::Transferred(Outcome::Completed));
    assert!(call.hung_up() && kept(&call) == [None]);
}

#[test]
fn a_machine_presses_nothing_and_meets_nobody() {
    let call = user().silence();
    assert_eq!(call.heard(), "CallbackBegins | small desk | CallbackKeys", "perhaps they were slow");
    let call = call.silence();
    assert!(call.hung_up());
    assert_eq!(kept(&call), [Some(Attempted::Voicemail)]);
}

#[test]
fn who_did_not_book_says_so_and_is_left_in_peace() {
    let call = user().keys("2");
    assert_eq!((call.heard().as_str(), call.hung_up()), ("CallbackWrong", true));
    assert_eq!(kept(&call), [Some(Attempted::WrongNumber)]);
}

#[test]
fn another_key_is_told_and_the_words_come_again() {
    let call = user().keys("7");
    assert!(call.heard().ends_with("CallbackBegins | small desk | CallbackKeys"), "{}", call.heard());
    let call = call.keys("#").keys("1");
    assert_eq!(call.transferred_to(), Some(HELP));
}

#[test]
fn where_no_operator_comes_the_user_is_told_and_it_is_kept() {
    for outcome in [Outcome::Busy, Outcome::NoAnswer, Outcome::Failed, Outcome::WaitedTooLong, Outcome::Left]
    {
        let call = user().keys("1").hears(Heard::Transferred(outcome));
        assert_eq!((call.heard().as_str(), call.hung_up()), ("CallbackNoOperator", true));
        assert_eq!(kept(&call), [None, Some(Attempted::NoOperator)]);
    }
}

#[test]
fn a_store_that_is_away_keeps_nobody_from_speaking() {
    let mut call = user();
    call.answers = |_| Answer::Unavailable;
    assert_eq!(call.keys("1").transferred_to(), Some(HELP));
}

#[test]
fn an_operator_who_is_called_first_hears_what_it_is_about_and_one_key_has_the_user_called() {
    let call = placed(Leg::Operator);
    assert_eq!(
        call.heard(),
        "OperatorBegins | queue | TicketIs | 100 000 079. | DatedOn | martedì 24 novembre 2026. | OperatorKeys",
        "one language needs not be told"
    );
    let call = call.keys("1");
    assert_eq!((call.heard().as_str(), kept(&call)), ("OperatorCalls", vec![]), "nobody was reached yet");
    assert_eq!(call.transferred_to(), Some(HELP));
    let call = call.hears(Heard::Transferred(Outcome::Completed));
    assert!(call.hung_up() && kept(&call).is_empty());
}

#[test]
fn operators_hear_the_desks_own_language_and_which_one_the_user_speaks() {
    let placed = PlacedCall { leg: Leg::Operator, language: Language::En, ..call_of(Leg::Operator) };
    let desk = super::desk::desk(super::desk::bilingual(), None, None);
    let call = Call::begin(desk.clone(), Event::Placed(placed));
    assert!(call.heard().contains("OperatorLanguage(En)"), "{}", call.heard());
    assert_eq!(call.state.place.language, Language::It);
    let user = Call::begin(desk, Event::Placed(PlacedCall { leg: Leg::Awaited, ..placed }));
    assert_eq!(user.state.place.language, Language::En);
}

#[test]
fn an_operator_who_is_called_first_may_decline_and_a_machine_there_calls_nobody() {
    for call in [placed(Leg::Operator).keys("2"), placed(Leg::Operator).silence().silence()] {
        assert_eq!((call.heard().as_str(), call.hung_up()), ("OperatorDeclined", true));
        assert_eq!(kept(&call), [Some(Attempted::NoOperator)]);
    }
}

#[test]
fn an_operator_is_told_why_the_user_does_not_come() {
    for (outcome, told) in [
        (Attempted::NoAnswer, "UserUnanswered"),
        (Attempted::Busy, "UserBusy"),
        (Attempted::Refused, "UserRefused"),
        (Attempted::WrongNumber, "UserWrong"),
        (Attempted::Failed, "UserFailed"),
    ] {
        let call = placed(Leg::Operator).keys("1").hears(Heard::Unmet(outcome));
        assert_eq!((call.heard().as_str(), call.hung_up()), (told, true));
        assert_eq!(kept(&call), [Some(outcome)]);
    }
    // What the user's own call kept counts.
    let mut call = placed(Leg::Operator).keys("1");
    call.answers = |_| Answer::Ended(Attempted::Voicemail);
    assert_eq!(call.hears(Heard::Unmet(Attempted::Refused)).heard(), "UserMachine");
}

#[test]
fn a_user_for_whom_an_operator_waits_hears_who_calls_and_is_joined_by_a_key() {
    let call = placed(Leg::Awaited);
    assert_eq!(call.heard(), "CallbackBegins | small desk | CallbackKeys");
    let call = call.keys("1");
    assert_eq!((kept(&call), call.transferred_to()), (vec![None], Some(HELP)));
    let call = call.hears(Heard::Transferred(Outcome::Failed));
    assert_eq!((call.heard().as_str(), call.hung_up()), ("CallbackNoOperator", true), "the operator left");
    assert_eq!(kept(&call), [None, Some(Attempted::NoOperator)]);
    for (call, outcome) in [
        (placed(Leg::Awaited).keys("2"), Attempted::WrongNumber),
        (placed(Leg::Awaited).silence().silence(), Attempted::Voicemail),
        (placed(Leg::Awaited).hears(Heard::Transferred(Outcome::Failed)), Attempted::NoOperator),
    ] {
        assert!(call.hung_up());
        assert_eq!(kept(&call), [Some(outcome)]);
    }
}

#[test]
fn at_booking_the_number_that_will_call_is_told() {
    let mut desk = open();
    let mut menu = crate::menu::model::Menu::clone(&desk.menu);
    menu.callback_from = Number::from_digits(390_612_345_678);
    desk.menu = menu.into();
    let call = Call::from(desk, Caller::Known(number())).keys("3").keys("1").keys("1").keys("1");
    assert!(call.heard().contains("CallYouFrom"), "{}", call.heard());
}

#[test]
fn whoever_kept_a_place_hears_of_a_turn_and_of_no_booking() {
    for (leg, heard) in [
        (Leg::User, "PlaceBegins | small desk | PlaceBeginsKeys"),
        (Leg::Awaited, "PlaceBegins | small desk | PlaceBeginsKeys"),
    ] {
        let call = Call::begin(open(), Event::Placed(PlacedCall { in_turn: true, ..call_of(leg) }));
        assert_eq!(call.heard(), heard);
        assert_eq!(call.keys("#").heard(), heard, "and again");
    }
    let operator = PlacedCall { in_turn: true, ..call_of(Leg::Operator) };
    let heard = Call::begin(open(), Event::Placed(operator)).heard();
    assert!(heard.starts_with("OperatorPlace | queue | TicketIs"), "{heard}");
}
