//! Keys in menus, and keys that never come.

use super::desk::{HELP, OFFICES, bilingual, closed, desk, menu, open};
use super::*;
use crate::hours::Closed;
use crate::terms::Language;

#[test]
fn an_open_desk_greets_tells_its_notices_and_reads_the_menu() {
    let call = Call::start(open());
    assert_eq!(call.heard(), "greeting | notice | open");
    let interruptible: Vec<_> = call.reply.say.iter().map(|say| say.interruptible).collect();
    assert_eq!(interruptible, [false, false, true], "what comes before a notice is not cut short either");
    let gather = call.gather();
    assert_eq!((gather.max, gather.first, gather.between, gather.terminator), (1, 7, 4, None));
    assert!(gather.type_ahead && call.reply.answer);
}

#[test]
fn a_wrong_key_is_named_and_the_menu_repeated_slower() {
    let call = Call::start(open()).keys("7");
    assert_eq!(call.heard(), "NoSuchKey(7) | open again");
    assert_eq!((call.gather().first, call.gather().between), (10, 7));
    assert!(!call.gather().type_ahead, "a habit does not answer an error");
}

#[test]
fn wrong_keys_and_silences_are_counted_apart() {
    let call = Call::start(open()).keys("7").silence().keys("8");
    assert_eq!(call.heard(), "NoSuchKey(8) | open again");
    let call = call.keys("8");
    assert_eq!(call.heard(), "TooManyErrors | farewell");
    assert!(call.hung_up());
}

#[test]
fn a_key_that_leads_on_forgives_the_errors_before_it() {
    let call = Call::start(open()).keys("7").keys("8").keys("4").keys("*");
    let call = call.keys("7").keys("8");
    assert_eq!(call.heard(), "NoSuchKey(8) | open again");
}

#[test]
fn two_silences_go_where_errors_go_when_nobody_helps() {
    let call = Call::start(open()).silence();
    assert_eq!(call.heard(), "NothingPressed | open again");
    let call = call.silence();
    assert_eq!(call.heard(), "TooManyErrors | farewell");
    assert!(call.hung_up());
}

#[test]
fn two_silences_reach_a_person_while_one_is_there() {
    let mut helped = menu();
    helped.help = Some(HELP);
    let call = Call::start(desk(helped.clone(), None, None)).silence().silence();
    assert_eq!(call.transferred_to(), Some(HELP));
    let call = Call::start(desk(helped, Some(Closed::Holiday), None)).silence().silence();
    assert!(call.hung_up(), "nobody is there on a holiday");
}

#[test]
fn zero_reaches_a_person_or_repeats() {
    let mut helped = menu();
    helped.help = Some(HELP);
    assert_eq!(Call::start(desk(helped.clone(), None, None)).keys("0").transferred_to(), Some(HELP));
    assert_eq!(Call::start(desk(helped, Some(Closed::Holiday), None)).keys("0").heard(), "closed again");
    assert_eq!(Call::start(open()).keys("0").heard(), "open again");
}

#[test]
fn a_zero_that_the_admin_defined_wins_over_help() {
    let mut menu = menu();
    menu.help = Some(HELP);
    if let crate::menu::model::Step::Choice(choice) = &mut menu.nodes[0].step {
        choice.keys[0] = Some(super::desk::OFFICES);
    }
    assert_eq!(Call::start(desk(menu, None, None)).keys("0").heard(), "offices");
}

#[test]
fn star_goes_to_the_lexical_parent_and_repeats_at_the_root() {
    assert_eq!(Call::start(open()).keys("1").keys("*").heard(), "open");
    assert_eq!(Call::start(open()).keys("*").heard(), "open again");
    assert_eq!(Call::start(open()).keys("1").keys("#").heard(), "offices again");
}

#[test]
fn star_passes_over_words_that_only_lead_here_again() {
    let mut menu = menu();
    // Words that stand between the root and the offices.
    menu.nodes[OFFICES.index()].parent = Some(super::desk::SAID);
    let call = Call::start(desk(menu.clone(), None, None)).keys("1").keys("*");
    assert_eq!(call.heard(), "open");
    // A node that is used twice has no parent of its own: the way back leads to the beginning.
    menu.nodes[super::desk::SAID.index()].parent = None;
    let call = Call::start(desk(menu.clone(), None, None)).keys("1").keys("*");
    assert_eq!(call.heard(), "open");
    menu.nodes[super::desk::CLOSED.index()].step = menu.nodes[OFFICES.index()].step.clone();
    menu.closed = OFFICES;
    let call = Call::start(desk(menu, Some(Closed::Holiday), None)).keys("*");
    assert_eq!(call.heard(), "offices again", "the closed desk's own root");
}

#[test]
fn digits_end_by_hash_by_count_or_by_time() {
    let by_hash = Call::start(open())
        .keys("2")
        .hears(Heard::Keys { digits: Digits::read("1234"), ended: EndedBy::Terminator });
    let by_time = Call::start(open())
        .keys("2")
        .hears(Heard::Keys { digits: Digits::read("1234"), ended: EndedBy::Timeout });
    let by_count = Call::start(open()).keys("2").keys("123456");
    for call in [by_hash, by_time, by_count] {
        assert_eq!(call.heard(), "open");
    }
}

#[test]
fn too_few_digits_are_asked_for_again_and_star_begins_anew() {
    let call = Call::start(open()).keys("2").keys("12");
    assert_eq!(call.heard(), "TooFewDigits | code");
    let call = Call::start(open()).keys("2").keys("12*");
    assert_eq!(call.heard(), "Cleared | code");
    assert_eq!(call.state.place.keyed, 0);
    assert_eq!(call.gather().max, 6);
}

#[test]
fn zero_is_a_digit_while_digits_are_collected() {
    let mut menu = menu();
    menu.help = Some(HELP);
    let call = Call::start(desk(menu, None, None)).keys("2").keys("000000");
    assert_eq!(call.heard(), "open");
    assert_eq!(call.state.baggage.keyed, Digits::read("000000"));
}

#[test]
fn a_secret_is_gathered_as_one_and_never_carried() {
    let call = Call::start(open()).keys("5");
    assert!(call.gather().secret);
    let call = call.keys("1234561");
    assert_eq!(call.heard(), "open", "a digit too many is not a choice");
    assert_eq!((call.state.baggage.keyed, call.state.baggage.ahead), Default::default());
}

#[test]
fn a_language_is_chosen_by_key_and_the_first_is_spoken_to_the_silent() {
    let call = Call::start(desk(bilingual(), None, None));
    assert_eq!(call.heard(), "italiano 1 | English 2");
    assert_eq!(call.reply.say[1].language, Language::En);
    let english = call.keys("2");
    assert_eq!(english.heard(), "greeting (en) | notice (en) | open (en)");
    let silent = Call::start(desk(bilingual(), None, None)).silence();
    assert_eq!(silent.heard(), "greeting | notice | open");
    let wrong = Call::start(desk(bilingual(), None, None)).keys("5");
    assert_eq!(wrong.heard(), "NoSuchKey(5) | italiano 1 | English 2");
}

#[test]
fn nothing_helps_in_a_menu_that_nobody_is_at() {
    let call = Call::start(closed());
    assert_eq!(
        call.heard(),
        "greeting | Closed(OutsideHours) | Reopens | domani, mercoledì, alle 9. | channels | closed"
    );
    assert!(!call.gather().type_ahead);
}
