//! A call that speaks a code: to a person only, twice, and as often as they ask.

use super::desk::open;
use super::*;
use crate::terms::{CodeCallId, Language};

fn called() -> Call {
    Call::begin(open(), Event::CodeCall(CodeCalled { call: CodeCallId(77), language: Language::It }))
}

const ASKS: &str = "CodeCallBegins | small desk | CodeCallKeys";

/// How it was kept that the call ended.
fn kept(call: &Call) -> Vec<Attempted> {
    let kept = call.asked.iter().filter_map(|question| match question {
        Question::CodeCall { call: CodeCallId(77), outcome } => Some(*outcome),
        _ => None,
    });
    kept.collect()
}

#[test]
fn a_person_who_presses_1_hears_the_code_twice_and_again_by_key() {
    let call = called();
    assert_eq!(call.heard(), ASKS);
    assert!(call.reply.answer);
    let call = call.keys("1");
    let said = call.heard();
    assert!(said.starts_with("CodeCallTells | "), "{said}");
    let [_, code, _, again, more] = said.split(" | ").collect::<Vec<_>>()[..] else { panic!("{said}") };
    assert_eq!((code, more), (again, "CodeCallMore"), "twice");
    assert_eq!(call.asked, [Question::Code { call: CodeCallId(77) }]);
    let call = call.keys("1");
    assert_eq!((call.heard(), call.asked.len()), (said, 2), "asked for anew, and said as before");
    let call = call.silence();
    assert_eq!((call.heard().as_str(), call.hung_up()), ("CodeCallBye", true));
}

#[test]
fn the_code_is_not_carried() {
    let call = called().keys("1");
    let state = format!("{:?}", call.state);
    assert!(!state.contains("052917"), "{state}");
    let sealed = serde_json::to_string(&call.state).unwrap();
    assert!(!sealed.contains("052917") && !sealed.contains("[5,41"), "{sealed}");
    let other = |question| match question {
        Question::Code { .. } => Answer::Code(Digits::read("999999")),
        question => usual(question),
    };
    let mut another = called();
    another.answers = other;
    assert_eq!(another.keys("1").state, call.state, "the state is the same whatever the code is");
}

#[test]
fn a_machine_hears_no_code() {
    let call = called().silence();
    assert_eq!(call.heard(), ASKS, "perhaps they were slow");
    let call = call.silence();
    assert!(call.hung_up());
    assert_eq!(kept(&call), [Attempted::Voicemail]);
    assert!(!call.asked.iter().any(|question| matches!(question, Question::Code { .. })));
}

#[test]
fn who_did_not_ask_for_it_hears_none() {
    let call = called().keys("2");
    assert_eq!((call.heard().as_str(), call.hung_up()), ("CodeCallWrong", true));
    assert_eq!(kept(&call), [Attempted::WrongNumber]);
}

#[test]
fn nobody_is_promised_silence_that_the_store_knows_nothing_of() {
    let mut call = called();
    call.answers = |_| Answer::Unavailable;
    let call = call.keys("2");
    assert_eq!((call.heard().as_str(), call.hung_up()), ("CodeCallBye", true));
    assert_eq!(kept(&call), [Attempted::WrongNumber]);
}

#[test]
fn another_key_is_told_once_and_then_it_is_nobody() {
    let call = called().keys("7");
    assert!(call.heard().ends_with(ASKS), "{}", call.heard());
    let call = call.keys("8");
    assert!(call.hung_up());
    assert_eq!(kept(&call), [Attempted::Voicemail]);
}

#[test]
fn it_is_repeated_only_so_often() {
    let mut call = called().keys("1");
    for _ in 0..3 {
        call = call.keys("1");
        assert!(call.heard().starts_with("CodeCallTells"), "{}", call.heard());
    }
    let call = call.keys("1");
    assert_eq!((call.heard().as_str(), call.hung_up()), ("CodeCallBye", true));
}

#[test]
fn a_code_that_counts_no_more_is_not_said() {
    for answer in [|_| Answer::NotCallable, |_| Answer::Unavailable] {
        let mut call = called();
        call.answers = answer;
        let call = call.keys("1");
        assert_eq!((call.heard().as_str(), call.hung_up()), ("CodeCallGone", true));
    }
}

#[test]
fn it_speaks_the_pages_language() {
    let mut desk = open();
    let mut menu = crate::menu::model::Menu::clone(&desk.menu);
    menu.languages = vec![Language::It, Language::En];
    desk.menu = menu.into();
    let called = Event::CodeCall(CodeCalled { call: CodeCallId(77), language: Language::En });
    let call = Call::begin(desk, called);
    assert!(call.reply.say.iter().all(|say| say.language == Language::En));
}
