//! Calls that a package pays for: nobody is put through unpaid, and each reason for which nothing is spent leads where the menu says.

use super::desk::{DEST_PAID, PAID, desk, menu, open, packages};
use super::*;
use crate::engine::reply::Capped;
use crate::menu::model::Menu;
use crate::terms::Language;
use crate::ticket::{AtCap, CustomerId, Unspendable};

fn paid(desk: Desk, answer: fn(Question) -> Answer) -> Call {
    let mut call = Call::start(desk).keys("4");
    call.answers = answer;
    call.keys("8")
}

#[test]
fn a_call_is_spent_before_it_is_put_through_and_lasts_as_long_as_is_paid_for() {
    let call = paid(open(), |_| Answer::Paid { left: 3 });
    assert_eq!(call.asked, [Question::Spend { language: Language::It, customer: None }]);
    assert_eq!(call.heard(), "to paid");
    let cap = Capped { length: 900, calls: 4, warning: 60 };
    assert_eq!(cap.most(), 3_600);
    let through =
        Then::Transfer { to: DEST_PAID, ring: 25, from: PAID, ticket: None, cap: Some(cap), joined: None };
    assert_eq!(call.reply.then, through);
}

#[test]
fn where_the_menu_says_end_it_is_one_call_however_many_are_left() {
    let menu = Menu { packages: Some(packages(AtCap::End)), ..menu() };
    let call = paid(desk(menu, None, None), |_| Answer::Paid { left: 200 });
    assert!(matches!(call.reply.then, Then::Transfer { cap: Some(Capped { calls: 1, .. }), .. }));
}

#[test]
fn no_conversation_lasts_longer_than_four_hours() {
    let call = paid(open(), |_| Answer::Paid { left: 10_000 });
    assert!(matches!(call.reply.then, Then::Transfer { cap: Some(cap), .. } if cap.most() == 14_400));
}

#[test]
fn each_reason_leads_where_the_menu_says() {
    type Case = (fn(Question) -> Answer, &'static str);
    let cases: [Case; 5] = [
        (|_| Answer::Unpaid(Unspendable::None), "NoPackage | customer"),
        (|_| Answer::Unpaid(Unspendable::Expired), "PackageExpired | farewell"),
        (|_| Answer::Unpaid(Unspendable::Language), "PackageLanguage | fallback"),
        (|_| Answer::Unpaid(Unspendable::UsedUp), "PackageUsedUp | said | farewell"),
        (|_| Answer::Unavailable, "PackagesAway | branch"),
    ];
    for (answer, said) in cases {
        assert_eq!(paid(open(), answer).heard(), said);
    }
}

#[test]
fn whoever_keyed_in_a_code_pays() {
    let mut call = Call::start(open()).keys("4").keys("7");
    call.answers = |question| match question {
        Question::Customer { .. } => Answer::Identified(Identified::Customer(Customer {
            id: CustomerId(42),
            latest: None,
            balance: None,
        })),
        _ => Answer::Paid { left: 0 },
    };
    let call = call.keys("434711").keys("4").keys("8");
    let spend = Question::Spend { language: Language::It, customer: Some(CustomerId(42)) };
    assert_eq!(call.asked.last(), Some(&spend));
    assert_eq!(call.transferred_to(), Some(DEST_PAID));
}

#[test]
fn keys_and_silence_in_between_put_nobody_through() {
    let call = Call::start(open());
    let asking = Place { node: PAID, stage: Stage::Paying(Via::Node), ..call.state.place };
    let state = State { place: asking, ..call.state };
    let key = Event::Digit(crate::terms::Digit::new('1').unwrap());
    for event in [key, Event::Silence, Event::DigitsEnd, Event::Transferred(Outcome::Completed)] {
        let (after, reply) = step(&call.desk, state, event.clone(), desk::now());
        assert!(matches!(reply.then, Then::Gather(_)), "{event:?}: {reply:?}");
        assert_eq!(after.place.stage, Stage::Here);
    }
}

/// Whom we call back for this customer, and whose key it is time for.
fn called_back(leg: Leg) -> Call {
    let mut menu = menu();
    menu.queues[0].placing.to = Some(DEST_PAID);
    let placed = PlacedCall {
        queue: QueueId(0),
        language: Language::It,
        number: number(),
        ticket: ticket(),
        dated: date(),
        attempt: 1,
        leg,
        in_turn: false,
        customer: Some(CustomerId(42)),
    };
    Call::begin(desk(menu, None, None), Event::Placed(placed))
}

fn pays(question: Question) -> Answer {
    match question {
        Question::Spend { .. } => Answer::Paid { left: 1 },
        _ => usual(question),
    }
}

fn used_up(question: Question) -> Answer {
    match question {
        Question::Spend { .. } => Answer::Unpaid(Unspendable::UsedUp),
        _ => usual(question),
    }
}

fn away(question: Question) -> Answer {
    match question {
        Question::Spend { .. } => Answer::Unavailable,
        _ => usual(question),
    }
}

#[test]
fn who_is_called_back_pays_once_they_want_to_speak_and_is_joined_for_as_long_as_is_paid_for() {
    for leg in [Leg::User, Leg::Awaited] {
        let mut call = called_back(leg);
        assert!(!call.asked.iter().any(|asked| matches!(asked, Question::Spend { .. })), "not for listening");
        call.answers = pays;
        let call = call.keys("1");
        let spend = Question::Spend { language: Language::It, customer: Some(CustomerId(42)) };
        assert_eq!(call.asked.last(), Some(&spend), "{leg:?}");
        let cap = Capped { length: 900, calls: 2, warning: 60 };
        assert!(
            matches!(call.reply.then, Then::Transfer { cap: Some(found), .. } if found == cap),
            "{leg:?}"
        );
    }
    let mut operator = called_back(Leg::Operator);
    operator.answers = |question| panic!("an operator pays nothing: {question:?}");
    assert!(matches!(operator.keys("1").reply.then, Then::Transfer { cap: None, .. }));
}

#[test]
fn where_nothing_pays_for_a_callback_the_user_goes_where_the_menu_says_and_no_operator_waits_in_vain() {
    let mut user = called_back(Leg::User);
    user.answers = used_up;
    assert_eq!(user.keys("1").heard(), "PackageUsedUp | said | farewell", "as whoever calls");
    let mut awaited = called_back(Leg::Awaited);
    awaited.answers = used_up;
    let awaited = awaited.keys("1");
    assert_eq!(awaited.heard(), "PackageUsedUp", "the operator waits for as long as the user is there");
    assert!(matches!(awaited.reply.then, Then::Hangup(_)));
    let ended = Question::Called { ticket: ticket(), attempt: 1, outcome: Some(Attempted::Spoken) };
    assert_eq!(awaited.asked.last(), Some(&ended), "and nobody calls them again to say so");
}

#[test]
fn a_callback_that_cannot_be_paid_for_now_is_tried_again() {
    for leg in [Leg::User, Leg::Awaited] {
        let mut call = called_back(leg);
        call.answers = away;
        let call = call.keys("1");
        assert_eq!(call.heard(), "PackagesAway | CallbackNoOperator", "{leg:?}");
        let ended = Question::Called { ticket: ticket(), attempt: 1, outcome: Some(Attempted::NoOperator) };
        assert_eq!(call.asked.last(), Some(&ended));
    }
}
