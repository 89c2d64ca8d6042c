//! Where calls are sent: transfers and what comes of them, known callers, closed doors and emergencies.

use super::desk::{BRANCH, DEST_3, FALLBACK, HELP, LOTTO_3, OFFICES, closed, desk, menu, open};
use super::*;
use crate::hours::Closed;
use crate::menu::model::{Answering, HangupCause, Leave, Waiting};
use crate::terms::{Digit, NodeId};

fn known(desk: Desk) -> Call {
    let start = Event::Start { caller: Caller::Known(number()), assigned: Some((DEST_3, 12)) };
    Call::begin(desk, start)
}

#[test]
fn keys_one_and_three_reach_lotto_3() {
    let call = Call::start(open()).keys("1").keys("3");
    assert_eq!(call.heard(), "to lotto-3");
    assert_eq!(
        call.reply.then,
        Then::Transfer { to: DEST_3, ring: 25, from: LOTTO_3, ticket: None, cap: None, joined: None }
    );
}

#[test]
fn a_known_caller_goes_straight_on_with_no_second_menu() {
    let call = known(open());
    assert_eq!(call.reply.why[0], Why::Assigned { to: DEST_3, row: 12 });
    let call = call.keys("1");
    assert_eq!(call.heard(), "to lotto-3");
    assert_eq!(call.transferred_to(), Some(DEST_3));
    assert!(call.reply.why.contains(&Why::KnownCaller(OFFICES)));
}

#[test]
fn a_known_caller_whose_lotto_is_busy_is_not_sent_there_again() {
    let call = known(open()).keys("1").hears(Heard::Transferred(Outcome::Busy));
    assert_eq!(call.heard(), "DestinationBusy | fallback");
    assert_eq!(call.state.place.assigned, None);
}

#[test]
fn a_completed_transfer_ends_the_call() {
    let call = Call::start(open()).keys("13").hears(Heard::Transferred(Outcome::Completed));
    assert_eq!((call.heard().as_str(), call.reply.then), ("", Then::Hangup(HangupCause::Normal)));
}

#[test]
fn every_bad_outcome_has_its_words_and_its_node() {
    let after = |outcome| Call::start(open()).keys("13").hears(Heard::Transferred(outcome));
    assert_eq!(after(Outcome::Busy).heard(), "DestinationBusy | fallback");
    assert_eq!(after(Outcome::NoAnswer).heard(), "DestinationUnanswered | fallback");
    assert_eq!(after(Outcome::Failed).heard(), "DestinationFailed | farewell");
    let of_the_site = after(Outcome::WaitedTooLong).heard();
    assert_eq!(of_the_site, "DestinationUnanswered | farewell", "a queue that the menu does not speak of");
    assert!(
        after(Outcome::Left).heard().starts_with("open"),
        "who leaves a queue by key is told nothing of it"
    );
    assert!(!after(Outcome::Left).gather().type_ahead, "the key that left decides nothing more");
    assert!(!after(Outcome::Busy).gather().type_ahead);
}

#[test]
fn a_platform_that_does_not_tell_how_a_transfer_ended_reached_nobody() {
    let call = Call::start(open()).keys("13").silence();
    assert_eq!(call.heard(), "DestinationFailed | farewell");
}

#[test]
fn the_key_that_leaves_a_queue_is_told_before_the_wait() {
    let mut menu = menu();
    let leave = Leave { key: Digit::ZERO, told: menu.nodes[0].title.unwrap_or(menu.destinations[0].title) };
    let waiting = Waiting {
        longest: 600,
        music: None,
        position: true,
        expected: false,
        every: 60,
        leave: Some(leave),
        keeps: None,
    };
    menu.destinations[DEST_3.index()].waiting = Some(waiting);
    let call = Call::start(desk(menu, None, None)).keys("13");
    assert_eq!(call.heard(), "to lotto-3 | lotto-2");
    assert_eq!(call.transferred_to(), Some(DEST_3));
    let over = call.hears(Heard::Transferred(Outcome::WaitedTooLong));
    assert_eq!(over.heard(), "WaitedTooLong | farewell");
}

#[test]
fn a_closed_branch_says_so_by_its_title() {
    let call = Call::start(desk(menu(), None, Some(Closed::Holiday))).keys("43");
    assert_eq!(
        call.heard(),
        "the branch | Closed(Holiday) | Reopens | domani, mercoledì, alle 9. \
         | channels | fallback"
    );
    assert_eq!(call.state.place.node, FALLBACK);
    assert!(call.reply.why.contains(&Why::AheadDropped(BRANCH)), "{:?}", call.reply.why);
    let call = Call::start(open()).keys("43");
    assert_eq!(call.transferred_to(), Some(DEST_3));
}

#[test]
fn who_was_let_in_before_closing_stays_in() {
    let mut call = Call::start(open()).keys("1");
    call.desk = closed();
    assert_eq!(call.keys("3").transferred_to(), Some(DEST_3));
}

#[test]
fn an_emergency_meets_a_call_at_its_next_node() {
    let mut call = Call::start(open()).keys("1");
    call.desk.emergency = true;
    let call = call.keys("3");
    assert_eq!(call.heard(), "Closed(Emergency) | emergency");
    assert!(call.hung_up());
}

#[test]
fn an_emergency_greets_whoever_calls_whether_open_or_closed() {
    for mut desk in [open(), closed()] {
        desk.emergency = true;
        let call = Call::start(desk);
        assert_eq!(call.heard(), "greeting | Closed(Emergency) | emergency");
    }
}

#[test]
fn a_closed_desk_that_never_answers_speaks_and_refuses() {
    let mut menu = menu();
    menu.answer = Answering::Never;
    menu.closed = super::desk::FAREWELL;
    let call = Call::start(desk(menu.clone(), Some(Closed::OutsideHours), None));
    assert!(!call.reply.answer);
    assert_eq!(call.reply.then, Then::Hangup(HangupCause::Busy));
    assert!(Call::start(desk(menu, None, None)).reply.answer, "open callers are always answered");
}

#[test]
fn a_closed_caller_who_books_is_answered_for_it() {
    let mut menu = menu();
    menu.answer = Answering::Never;
    let call = Call::start(desk(menu, Some(Closed::OutsideHours), None));
    assert!(!call.reply.answer);
    assert!(call.keys("9").reply.answer);
}

#[test]
fn notices_come_before_anybody_is_put_through() {
    let mut menu = menu();
    menu.closed = LOTTO_3;
    let call = Call::start(desk(menu, Some(Closed::OutsideHours), None));
    assert!(call.heard().ends_with("notice | to lotto-3"), "{}", call.heard());
    let again = Call::start(open()).keys("13");
    assert_eq!(again.heard(), "to lotto-3", "but not twice");
}

#[test]
fn a_circle_of_words_ends() {
    let mut menu = menu();
    if let crate::menu::model::Step::Say { then, .. } = &mut menu.nodes[5].step {
        *then = NodeId(5);
    }
    menu.open = NodeId(5);
    let call = Call::start(desk(menu, None, None));
    assert!(call.hung_up());
    assert!(call.heard().ends_with("Goodbye"));
}

#[test]
fn what_is_used_up_goes_to_the_last_resort_and_from_there_to_the_end() {
    let mut menu = menu();
    menu.last_resort = OFFICES;
    let call = Call::start(desk(menu, None, None));
    let used = Used { turns: TURNS, seconds: 0 };
    let mut turn = Turn::new(&call.desk, call.state, Heard::Silence, used, super::desk::now());
    let Next::Reply(first) = turn.next() else { panic!("a question") };
    assert!(matches!(first.then, Then::Gather(_)));
    let (_, reply) = step(&call.desk, *turn.state(), Event::Exhausted, super::desk::now());
    assert!(matches!(reply.then, Then::Hangup(_)));
}

#[test]
fn time_runs_out_in_menus_but_not_in_a_conversation() {
    let call = Call::start(open()).keys("13");
    let used = Used { turns: 3, seconds: 3_600 };
    let outcome = Heard::Transferred(Outcome::Completed);
    let mut turn = Turn::new(&call.desk, call.state, outcome, used, super::desk::now());
    let Next::Reply(reply) = turn.next() else { panic!("a question") };
    assert_eq!(reply.say, []);
    let call = Call::start(open());
    let mut turn = Turn::new(&call.desk, call.state, Heard::Silence, used, super::desk::now());
    let Next::Reply(reply) = turn.next() else { panic!("a question") };
    assert!(reply.why.contains(&Why::Exhausted));
}

#[test]
fn the_end_is_the_end_however_often_and_whenever_it_comes() {
    for state in [State::default(), Call::start(open()).state, Call::start(open()).keys("13").state] {
        let (over, reply) = step(&open(), state, Event::Ended, super::desk::now());
        assert!(over.place.over() && matches!(reply.then, Then::Hangup(_)));
        for event in [Event::Ended, Event::Silence, Event::Digit(crate::terms::Digit::ZERO), Event::Exhausted]
        {
            let (still, reply) = step(&open(), over, event, super::desk::now());
            assert_eq!((still, reply.say.len()), (over, 0));
            assert!(matches!(reply.then, Then::Hangup(_)));
        }
    }
}

#[test]
fn help_that_does_not_answer_comes_back_to_its_own_fallback() {
    let mut menu = menu();
    menu.help = Some(HELP);
    let call = Call::start(desk(menu, None, None)).keys("0").hears(Heard::Transferred(Outcome::NoAnswer));
    assert_eq!(call.heard(), "DestinationUnanswered | fallback");
}
