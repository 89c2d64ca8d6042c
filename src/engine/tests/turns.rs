//! Keys that come together, and questions that nobody can answer.

use super::desk::{CALLBACK, CLOSED, DEST_3, closed, desk, menu, open};
use super::*;
use crate::hours::Closed;
use crate::menu::words::{Phrase, Prompt};

#[test]
fn keys_pressed_ahead_walk_node_after_node() {
    let call = Call::start(open()).keys("13");
    assert_eq!(call.transferred_to(), Some(DEST_3));
    assert_eq!(call.heard(), "to lotto-3", "the menus between are not read");
}

#[test]
fn keys_pressed_ahead_reach_digits_and_go_on_behind_them() {
    let call = Call::start(open()).keys("2123456").keys("13");
    assert_eq!(call.transferred_to(), Some(DEST_3));
    let call = Call::start(open()).keys("21234#13");
    assert_eq!(call.transferred_to(), Some(DEST_3));
}

#[test]
fn a_wrong_key_drops_what_was_pressed_behind_it() {
    let call = Call::start(open()).keys("713");
    assert_eq!(call.heard(), "NoSuchKey(7) | open again");
    assert!(call.reply.why.iter().any(|why| matches!(why, Why::AheadDropped(_))));
}

#[test]
fn the_habit_of_one_and_three_books_nothing_on_a_sunday() {
    let call = Call::start(closed()).keys("13");
    assert_eq!(call.heard(), "NoSuchKey(1) | closed again");
    assert_eq!(call.asked, []);
    // Even where the closed desk goes straight to the booking, each question wants a key of its own.
    let mut menu = menu();
    menu.closed = CALLBACK;
    let desk = desk(menu, Some(Closed::OutsideHours), None);
    let call = Call::start(desk.clone()).keys("13");
    assert!(!call.asked.iter().any(|question| matches!(question, Question::Book { .. })));
    let call = Call::start(desk).keys("1111");
    assert!(!call.asked.iter().any(|question| matches!(question, Question::Book { .. })));
    assert_eq!(call.state.baggage.ahead, Digits::default());
}

#[test]
fn no_key_keeps_a_caller_from_hearing_that_nobody_is_there() {
    let call = Call::start(closed());
    let cut = call.reply.say.iter().position(|say| say.interruptible).expect("something can be cut short");
    let whole = &call.reply.say[..cut];
    assert!(whole.iter().any(|say| say.prompt == Prompt::Phrase(Phrase::Closed(Closed::OutsideHours))));
    assert!(whole.iter().any(|say| say.prompt == Prompt::Phrase(Phrase::Reopens)));
    assert!(!whole.iter().any(|say| Some(say.prompt) == call.desk.menu.channels.map(Prompt::Text)));
    let mut emergency = open();
    emergency.emergency = true;
    let call = Call::start(emergency);
    let reason =
        call.reply.say.iter().find(|say| say.prompt == Prompt::Phrase(Phrase::Closed(Closed::Emergency)));
    assert!(reason.is_some_and(|say| !say.interruptible));
}

#[test]
fn keys_pressed_ahead_of_a_closed_door_are_dropped() {
    let (state, _) = step(&closed(), State::default(), Event::Ended, super::desk::now());
    assert!(state.place.over());
    let mut state = State::default();
    state.baggage.ahead = Digits::read("13");
    let start = Event::Start { caller: Caller::Unknown, assigned: None };
    let (state, reply) = step(&closed(), state, start, super::desk::now());
    assert_eq!(state.baggage.ahead, Digits::default());
    assert!(reply.why.contains(&Why::AheadDropped(CLOSED)));
}

#[test]
fn a_storm_of_keys_is_cut_and_ends() {
    let storm = "9".repeat(500);
    let mut call = Call::start(open());
    for _ in 0..10 {
        call = call.keys(&storm);
        if call.hung_up() {
            return;
        }
    }
    panic!("still there: {:?}", call.reply.then);
}

#[test]
fn a_store_that_never_answers_well_is_asked_four_times_at_most() {
    let mut call = Call::start(open());
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
    let call = call.keys("3").keys("1").keys("0612345678#").keys("1");
    assert_eq!(call.asked.len(), 5, "each once, and the next slot: {:?}", call.asked);
    let mut circle = menu();
    if let crate::menu::model::Step::Callback { otherwise, .. } = &mut circle.nodes[CALLBACK.index()].step {
        *otherwise = CALLBACK;
    }
    let mut call = Call::start(desk(circle, None, None));
    call.answers = |_| Answer::Unavailable;
    let call = call.keys("3");
    assert_eq!(call.asked.len(), usize::from(QUESTIONS));
    assert!(call.hung_up(), "{:?}", call.reply.then);
}

#[test]
fn a_turn_that_gets_no_answer_goes_on_as_if_the_store_were_away() {
    let call = Call::start(open());
    let heard = Heard::Keys { digits: Digits::read("3"), ended: EndedBy::Full };
    let mut turn = Turn::new(&call.desk, call.state, heard, Used::default(), super::desk::now());
    assert!(matches!(turn.next(), Next::Ask(Question::Slot { .. })));
    let Next::Reply(reply) = turn.next() else { panic!("another question") };
    assert!(reply.why.contains(&Why::Answered("unavailable")));
}

#[test]
fn a_notice_is_heard_even_by_those_who_press_ahead() {
    let mut state = State::default();
    state.baggage.ahead = Digits::read("13");
    let call = Call { state, ..Call::start(open()) }.hears(Heard::Start);
    assert_eq!(call.heard(), "greeting | notice | to lotto-3");
    assert_eq!(call.transferred_to(), Some(DEST_3));
}
