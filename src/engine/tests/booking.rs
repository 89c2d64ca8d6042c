//! The dialogue that books a callback.

use super::desk::{CALLBACK, open};
use super::*;

fn known() -> Call {
    Call::from(open(), Caller::Known(number()))
}

fn books(call: &Call) -> usize {
    call.asked.iter().filter(|question| matches!(question, Question::Book { .. })).count()
}

#[test]
fn privacy_comes_first_then_the_first_free_slot() {
    let call = known().keys("3");
    assert_eq!(
        call.heard(),
        "privacy | FirstFree | oggi, martedì 24 novembre, dalle 15 alle 15 e 15. \
         | OfferKeys"
    );
    assert!(!call.reply.say[0].interruptible, "the notice is heard whole");
    assert!(!call.gather().type_ahead);
}

#[test]
fn the_whole_way_books_once_and_says_the_number_twice() {
    let call = known().keys("3").keys("1");
    assert_eq!(call.heard(), "CallYouAt | 06 6885 1234. | NumberKeys");
    let call = call.keys("1");
    assert_eq!(
        call.heard(),
        "ConfirmSlot | oggi, martedì 24 novembre, dalle 15 alle 15 e 15. \
         | CallYouAt | 06 6885 1234. | ConfirmKeys"
    );
    assert_eq!(books(&call), 0);
    let call = call.keys("1");
    assert_eq!(books(&call), 1);
    let spoken = format!("TicketIs | {}.", ticket());
    assert_eq!(call.heard().matches(&spoken).count(), 2, "{}", call.heard());
    assert!(
        call.heard().contains("martedì 24 novembre 2026") && call.heard().contains("dalle 15 alle 15 e 15")
    );
    let again = call.keys("1");
    assert_eq!(again.heard().matches(&spoken).count(), 2);
    assert_eq!(books(&again), 1, "hearing it again books nothing");
    let end = again.silence();
    assert!(end.hung_up() && end.heard().contains("Goodbye"));
}

#[test]
fn another_hour_and_another_day_are_asked_of_the_slot_that_was_offered() {
    let call = known().keys("3").keys("2");
    assert!(call.heard().starts_with("NextFree | oggi, martedì 24 novembre, dalle 16"), "{}", call.heard());
    let call = call.keys("3");
    assert_eq!(
        call.asked.last(),
        Some(&Question::Slot {
            queue: crate::terms::QueueId(0),
            from: SlotsFrom::AnotherDay(slot(15).start),
            not: None,
        })
    );
    assert!(call.heard().contains("domani, mercoledì 25 novembre"), "{}", call.heard());
}

#[test]
fn where_no_other_day_is_free_the_first_slot_is_offered_again() {
    let mut call = known();
    call.answers = |question| match question {
        Question::Slot { from: SlotsFrom::AnotherDay(_) | SlotsFrom::After(_), .. } => Answer::NoSlot,
        Question::Slot { .. }
        | Question::Callable { .. }
        | Question::OwnNumber { .. }
        | Question::Hold { .. }
        | Question::Book { .. }
        | Question::Move { .. }
        | Question::Cancel { .. }
        | Question::Write { .. }
        | Question::TicketNumber { .. }
        | Question::Request { .. }
        | Question::Customer { .. }
        | Question::Spend { .. }
        | Question::Called { .. }
        | Question::Swap { .. }
        | Question::Code { .. }
        | Question::CodeCall { .. } => usual(question),
    };
    let call = call.keys("3");
    let day = call.keys("3");
    assert!(day.heard().starts_with("NoOtherDay | FirstFree"), "{}", day.heard());
    let hour = day.keys("2");
    assert!(hour.heard().starts_with("NoOtherHour | FirstFree"), "{}", hour.heard());
}

#[test]
fn a_number_can_be_keyed_in_cleared_and_left() {
    let call = known().keys("3").keys("1").keys("2");
    assert_eq!(call.heard(), "KeyInNumber");
    assert_eq!((call.gather().max, call.gather().terminator), (17, crate::terms::Digit::new('#')));
    let cleared = call.keys("0612*");
    assert!(cleared.heard().starts_with("Cleared"));
    let back = cleared.keys("*");
    assert!(back.heard().starts_with("CallYouAt | 06"), "{}", back.heard());
    let call =
        back.keys("2").hears(Heard::Keys { digits: Digits::read("0612345678"), ended: EndedBy::Terminator });
    assert_eq!(
        call.asked.last(),
        Some(&Question::Callable { queue: crate::terms::QueueId(0), digits: Digits::read("0612345678") })
    );
    assert!(call.heard().contains("ConfirmKeys"), "{}", call.heard());
}

#[test]
fn a_withheld_caller_keys_in_a_number_at_once() {
    let call = Call::from(open(), Caller::Withheld).keys("3").keys("1");
    assert_eq!(call.heard(), "KeyInNumber");
    assert!(call.state.baggage.caller.is_none());
}

#[test]
fn a_number_that_cannot_be_called_is_asked_for_again_three_times() {
    let mut call = Call::start(open());
    call.answers = |question| match question {
        Question::Callable { .. } => Answer::NotCallable,
        Question::Slot { .. }
        | Question::OwnNumber { .. }
        | Question::Hold { .. }
        | Question::Book { .. }
        | Question::Move { .. }
        | Question::Cancel { .. }
        | Question::Write { .. }
        | Question::TicketNumber { .. }
        | Question::Request { .. }
        | Question::Customer { .. }
        | Question::Spend { .. }
        | Question::Called { .. }
        | Question::Swap { .. }
        | Question::Code { .. }
        | Question::CodeCall { .. } => usual(question),
    };
    let call = call.keys("3").keys("1").keys("899123456#");
    assert!(call.heard().starts_with("NumberRefused | KeyInNumber"), "{}", call.heard());
    let call = call.keys("899123456#").keys("899123456#");
    assert!(call.hung_up() && call.heard().ends_with("farewell"), "{}", call.heard());
}

#[test]
fn an_own_number_that_cannot_be_called_is_not_offered() {
    let mut call = known();
    call.answers = |question| match question {
        Question::OwnNumber { .. } => Answer::NotCallable,
        Question::Slot { .. }
        | Question::Callable { .. }
        | Question::Hold { .. }
        | Question::Book { .. }
        | Question::Move { .. }
        | Question::Cancel { .. }
        | Question::Write { .. }
        | Question::TicketNumber { .. }
        | Question::Request { .. }
        | Question::Customer { .. }
        | Question::Spend { .. }
        | Question::Called { .. }
        | Question::Swap { .. }
        | Question::Code { .. }
        | Question::CodeCall { .. } => usual(question),
    };
    assert!(call.keys("3").keys("1").heard().starts_with("KeyInNumber"));
}

#[test]
fn star_goes_back_one_step() {
    let call = known().keys("3").keys("1").keys("1").keys("*");
    assert!(call.heard().starts_with("CallYouAt"), "{}", call.heard());
    let call = call.keys("*");
    assert!(call.heard().contains("OfferKeys"), "{}", call.heard());
    let call = call.keys("*");
    assert_eq!(call.heard(), "open");
}

#[test]
fn a_slot_that_is_picked_is_held_before_anything_else_is_asked() {
    let call = known().keys("3");
    assert!(
        !call.asked.iter().any(|question| matches!(question, Question::Hold { .. })),
        "an offer holds nothing"
    );
    let call = call.keys("1");
    let hold = Question::Hold { queue: crate::terms::QueueId(0), slot: slot(14) };
    assert!(call.asked.contains(&hold), "{:?}", call.asked);
}

#[test]
fn a_slot_that_was_taken_while_it_was_offered_brings_the_next_offer() {
    let mut call = known().keys("3");
    call.answers = |question| match question {
        Question::Hold { .. } => Answer::Full,
        Question::Slot { .. }
        | Question::Callable { .. }
        | Question::OwnNumber { .. }
        | Question::Book { .. }
        | Question::Move { .. }
        | Question::Cancel { .. }
        | Question::Write { .. }
        | Question::TicketNumber { .. }
        | Question::Request { .. }
        | Question::Customer { .. }
        | Question::Spend { .. }
        | Question::Called { .. }
        | Question::Swap { .. }
        | Question::Code { .. }
        | Question::CodeCall { .. } => usual(question),
    };
    let mut call = call.keys("1");
    assert!(call.heard().starts_with("JustTaken | FirstFree"), "{}", call.heard());
    call.answers = usual;
    assert!(call.keys("1").heard().starts_with("CallYouAt"));
}

#[test]
fn a_seat_taken_meanwhile_brings_the_next_offer_and_keeps_the_number() {
    let mut call = known().keys("3").keys("1").keys("1");
    call.answers = |question| match question {
        Question::Book { .. } => Answer::Full,
        Question::Slot { .. }
        | Question::Callable { .. }
        | Question::OwnNumber { .. }
        | Question::Hold { .. }
        | Question::Move { .. }
        | Question::Cancel { .. }
        | Question::Write { .. }
        | Question::TicketNumber { .. }
        | Question::Request { .. }
        | Question::Customer { .. }
        | Question::Spend { .. }
        | Question::Called { .. }
        | Question::Swap { .. }
        | Question::Code { .. }
        | Question::CodeCall { .. } => usual(question),
    };
    let mut call = call.keys("1");
    assert!(call.heard().starts_with("JustTaken | FirstFree"), "{}", call.heard());
    call.answers = usual;
    let call = call.keys("1");
    assert!(call.heard().contains("ConfirmKeys"), "the number is not asked for twice: {}", call.heard());
}

#[test]
fn what_cannot_be_booked_is_said_and_the_call_goes_on() {
    type Store = fn(Question) -> Answer;
    let cases: [(Store, &str); 4] = [
        (|_| Answer::NoSlot, "NothingFree"),
        (|_| Answer::Unavailable, "BookingsAway"),
        (|_| Answer::TooMany, "TooManyBookings"),
        (|_| Answer::TooOften, "TooManyTries"),
    ];
    for (answers, words) in cases {
        let mut call = known();
        call.answers = answers;
        let call = call.keys("3");
        assert_eq!(call.heard(), format!("privacy | {words} | farewell"));
        assert!(call.hung_up());
    }
}

#[test]
fn a_caller_who_says_nothing_books_nothing() {
    for keys in ["", "1", "11"] {
        let mut call = known().keys("3");
        for key in keys.chars() {
            call = call.keys(&key.to_string());
        }
        let call = call.silence();
        assert!(call.heard().starts_with("NothingPressed"), "{}", call.heard());
        let call = call.silence();
        assert!(call.hung_up() && call.heard().ends_with("farewell"), "{}", call.heard());
        assert_eq!(books(&call), 0);
    }
}

#[test]
fn giving_up_at_the_confirmation_books_nothing() {
    let call = known().keys("3").keys("1").keys("1").keys("2");
    assert_eq!((books(&call), call.heard().as_str()), (0, "farewell"));
}

#[test]
fn every_question_forgets_the_keys_pressed_before_it() {
    let call = known().keys("3111");
    assert!(call.heard().contains("OfferKeys"), "{}", call.heard());
    assert!(call.reply.why.contains(&Why::AheadDropped(CALLBACK)));
    let call = call.keys("111");
    assert!(call.heard().starts_with("CallYouAt"), "{}", call.heard());
    let call = call.keys("111");
    assert!(call.heard().starts_with("ConfirmSlot"), "{}", call.heard());
    assert_eq!(books(&call), 0);
}

#[test]
fn who_has_booked_and_stays_is_not_sent_to_the_last_resort() {
    let call = known().keys("3").keys("1").keys("1").keys("1");
    let (_, reply) = step(&call.desk, call.state, Event::Exhausted, super::desk::now());
    assert!(matches!(reply.then, Then::Hangup(_)));
}
