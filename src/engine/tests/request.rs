//! A request that is quoted: its number, its date, and nothing sent that nobody asked for.

use super::desk::open;
use super::*;
use crate::terms::Digit;

/// At the escalation, with number and date keyed in.
fn quoted() -> Call {
    Call::start(open()).keys("6").keys("482915070").keys("2411")
}

#[test]
fn number_and_date_are_asked_for_one_after_the_other() {
    let call = Call::start(open()).keys("6");
    assert_eq!(call.heard(), "KeyInTicket");
    assert_eq!((call.gather().max, call.gather().terminator), (9, Some(Digit::HASH)));
    let call = call.keys("482915070");
    assert_eq!(call.heard(), "KeyInDate");
    assert_eq!(call.gather().max, 4);
    assert_eq!(call.asked, [Question::TicketNumber { digits: Digits::read("482915070") }]);
}

#[test]
fn an_escalation_is_sent_by_a_key_of_its_own() {
    let call = quoted();
    assert_eq!(call.heard(), "ConfirmEscalation");
    assert!(!call.gather().type_ahead, "a habit sends nothing");
    assert_eq!(call.asked.len(), 1, "nothing is asked of the store yet");
    let call = call.keys("1");
    assert!(call.heard().starts_with("Escalated | KeyInTicket"), "{}", call.heard());
    let date = Digits::read("2411");
    assert_eq!(
        call.asked[1],
        Question::Request { task: Task::Escalation, ticket: ticket(), date, caller: None }
    );
    assert!(quoted().keys("2").hung_up(), "who gives up goes on");
    assert_eq!(quoted().keys("7").heard(), "NoSuchKey(7) | ConfirmEscalation");
    assert_eq!(quoted().keys("*").heard(), "KeyInTicket");
}

#[test]
fn keys_pressed_ahead_quote_but_do_not_send() {
    let call = Call::start(open()).keys("648291507024111");
    assert_eq!(call.heard(), "ConfirmEscalation");
    assert_eq!(call.asked.len(), 1);
}

#[test]
fn how_a_request_stands_is_told_with_its_callback() {
    let call = quoted().keys("1").keys("482915070").keys("2411");
    let heard = call.heard();
    assert!(heard.starts_with("StandsOpened | CallbackOn | "), "{heard}");
    assert!(heard.contains("oggi, martedì 24 novembre"), "{heard}");
}

#[test]
fn wrong_digits_are_asked_for_again_and_too_many_end_it() {
    let mut call = Call::start(open()).keys("6");
    call.answers = |question| match question {
        Question::TicketNumber { .. } => Answer::NotANumber,
        Question::Slot { .. }
        | Question::Callable { .. }
        | Question::OwnNumber { .. }
        | Question::Hold { .. }
        | Question::Book { .. }
        | Question::Request { .. }
        | Question::Customer { .. }
        | Question::Spend { .. }
        | Question::Called { .. }
        | Question::Swap { .. }
        | Question::Code { .. }
        | Question::CodeCall { .. }
        | Question::Move { .. }
        | Question::Cancel { .. }
        | Question::Write { .. } => usual(question),
    };
    let call = call.keys("482915071");
    assert_eq!(call.heard(), "TicketInvalid | KeyInTicket");
    let call = call.keys("482915071").keys("482915071");
    assert!(call.heard().starts_with("TooManyErrors"), "{}", call.heard());
    let few = Call::start(open()).keys("6").keys("4829#");
    assert_eq!(few.heard(), "TooFewDigits | KeyInTicket");
    let star = Call::start(open()).keys("6").keys("*");
    assert!(star.heard().starts_with("open"), "back to the menu: {}", star.heard());
}

#[test]
fn whoever_says_nothing_goes_on_after_the_second_time() {
    let call = Call::start(open()).keys("6").silence();
    assert_eq!(call.heard(), "NothingPressed | KeyInTicket");
    assert!(call.silence().heard().starts_with("TooManyErrors"));
}

#[test]
fn an_escalation_that_nobody_confirms_is_given_up() {
    let call = quoted().silence();
    assert_eq!(call.heard(), "NothingPressed | ConfirmEscalation");
    assert!(call.silence().heard().starts_with("TooManyErrors"));
    let call = quoted().keys("7").keys("8").keys("9");
    assert!(call.heard().starts_with("TooManyErrors"), "{}", call.heard());
}

#[test]
fn a_status_can_be_had_in_writing_where_it_can_be_sent() {
    let status = || {
        let mut call = Call::start(open()).keys("6").keys("482915070").keys("2411").keys("1");
        call.answers = |question| match usual(question) {
            Answer::Requested(Requested::Stands { state, callback, .. }) => {
                Answer::Requested(Requested::Stands { state, callback, writes: true })
            }
            other => other,
        };
        call.keys("482915070").keys("2411")
    };
    assert!(status().heard().ends_with("MessageKeys"), "{}", status().heard());
    let sent = status().keys("1");
    assert_eq!(sent.asked.last(), Some(&Question::Write { ticket: ticket() }));
    assert!(sent.heard().starts_with("MessageSent | open"), "{}", sent.heard());
    for on in [status().keys("2"), status().silence()] {
        assert!(on.heard().starts_with("open"), "who wants none goes on: {}", on.heard());
        assert!(!on.asked.contains(&Question::Write { ticket: ticket() }));
    }
    assert!(status().keys("7").heard().starts_with("NoSuchKey(7) | MessageKeys"));
    let mut away = status();
    away.answers = |_| Answer::Unavailable;
    assert!(away.keys("1").heard().starts_with("MessageAway | open"));
}

#[test]
fn what_the_store_refuses_is_told() {
    for (requested, phrase) in [
        (Requested::NotFound, "RequestNotFound | KeyInTicket"),
        (Requested::TooManyTries, "TooManyTries"),
        (Requested::Closed, "RequestClosed"),
        (Requested::NotReminded, "RemindFirst"),
        (Requested::EscalatedBefore, "EscalatedBefore"),
    ] {
        let (_, reply) = step(&open(), quoted().state, Event::Digit(Digit::new('1').unwrap()), desk::now());
        assert!(matches!(reply.then, Then::Ask(_)));
        let state = step(&open(), quoted().state, Event::Digit(Digit::new('1').unwrap()), desk::now()).0;
        let answer = Event::Answer(Answer::Requested(requested));
        let (state, reply) = step(&open(), state, answer, desk::now());
        let call = Call { state, reply, ..Call::start(open()) };
        assert!(call.heard().starts_with(phrase), "{}", call.heard());
    }
    let mut call = quoted();
    call.answers = |_| Answer::Unavailable;
    assert!(call.keys("1").heard().starts_with("RequestsAway"));
}
