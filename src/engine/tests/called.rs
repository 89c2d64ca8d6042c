//! A call that we placed: nobody is joined before a key, and every end is kept.

use super::desk::{HELP, open};
use super::*;
use crate::menu::model::First;
use crate::terms::{Language, QueueId};

fn placed(first: First) -> Call {
    let placed = PlacedCall {
        queue: QueueId(0),
        language: Language::It,
        number: number(),
        ticket: ticket(),
        attempt: 2,
        first,
    };
    Call::begin(open(), Event::Placed(placed))
}

fn user() -> Call {
    placed(First::Customer)
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
fn an_operator_who_is_called_first_may_decline() {
    let call = placed(First::Agent);
    assert!(call.heard().starts_with("OperatorBegins | queue | TicketIs"), "{}", call.heard());
    let call = call.keys("2");
    assert!(call.hung_up());
    assert_eq!(kept(&call), [Some(Attempted::NoOperator)]);
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
