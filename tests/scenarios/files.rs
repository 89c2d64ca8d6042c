//! Files of examples: what they say, and what is wrong with them, with its place.

use std::sync::Arc;

use centralino::engine::Outcome;
use centralino::files::read_menu;
use centralino::menu::diagnostic::{Code, Diagnostic};
use centralino::menu::model::Menu;
use centralino::menu::source::Source;
use centralino::scenario::{Ending, Ends, Example, judge, play, read};

fn menu() -> Arc<Menu> {
    read_menu(&super::desks::menus().join("giustizia.yaml")).0.menu.unwrap()
}

fn read_text(text: &str) -> (Vec<Example>, Vec<Diagnostic>) {
    read(&Source::new("menus/tests/giustizia.yaml", text), &menu())
}

/// The mistakes of a text: the code and the words that are underlined.
fn mistakes(text: &str) -> Vec<(Code, String, String)> {
    let (_, found) = read_text(text);
    let words =
        |one: &Diagnostic| text.get(one.span.start as usize..one.span.end as usize).unwrap_or("").to_owned();
    found.iter().map(|one| (one.code, words(one), one.help.clone().unwrap_or_default())).collect()
}

#[test]
fn lists_make_a_call_of_every_combination() {
    let text = "Due momenti e tre tasti:\n  at: [2026-11-24 10:00, 2026-11-24 11:00]\n  keys: [1, \"1,2\", T]\n  \
                transfers: [busy, no-answer]\n  hears: Giustizia\n";
    let (examples, found) = read_text(text);
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(examples.len(), 1);
    let takes = &examples[0].takes;
    let labels: Vec<_> = takes.iter().map(|take| take.label.as_str()).collect();
    assert_eq!((labels.len(), labels[0], labels[5]), (6, "2026-11-24 10:00, 1", "2026-11-24 11:00, T"));
    assert_eq!(takes[3].call.outcomes, [Outcome::Busy, Outcome::NoAnswer]);
}

#[test]
fn a_number_stays_as_it_is_written() {
    let text = "Zeri davanti e un più:\n  at: 2026-11-24 10:00\n  from: [0668851234, +390668851234, 0039 06 6885 1234]\n  ends: hangup\n";
    let (examples, found) = read_text(text);
    assert!(found.is_empty(), "{found:#?}");
    let callers: Vec<_> = examples[0].takes.iter().map(|take| take.call.caller).collect();
    assert!(callers[0].number().is_some() && callers.iter().all(|caller| *caller == callers[0]));
}

#[test]
fn each_mistake_has_its_place_and_all_are_told_at_once() {
    let text = "Uno:\n  at: 2026-13-24 10:00\n  ends: loto-3\n  kezs: 1\nDue:\n  at: 2026-10-25 02:30\n  keys: 1;3\n  \
                transfers: engaged\nTre:\n  keys: 1\n  hears: [x]\nQuattro:\n  at: 2026-11-24 10:00\n";
    let found = mistakes(text);
    let codes: Vec<_> = found.iter().map(|(code, words, _)| (*code, words.as_str())).collect();
    assert_eq!(
        codes,
        [
            (Code::BadDate, "2026-13-24 10:00"),
            (Code::UnknownDestination, "loto-3"),
            (Code::UnknownField, "kezs"),
            (Code::BadDate, "2026-10-25 02:30"),
            (Code::UnknownKey, "1;3"),
            (Code::WrongShape, "engaged"),
            (Code::MissingField, "Tre"),
            (Code::MissingField, "Quattro"),
        ]
    );
    assert!(found[1].2.contains("`lotto-3`") && found[2].2.contains("`keys`"), "{found:#?}");
}

#[test]
fn a_file_without_examples_or_with_a_name_twice_is_a_mistake() {
    assert_eq!(mistakes("# niente\n").len(), 1);
    let twice = "A:\n  at: 2026-11-24 10:00\n  ends: hangup\nA:\n  at: 2026-11-24 10:00\n  ends: hangup\n";
    assert_eq!(mistakes(twice).first().map(|(code, _, _)| *code), Some(Code::DuplicateKey));
    assert_eq!(
        mistakes("- at: 2026-11-24 10:00\n").first().map(|(code, _, _)| *code),
        Some(Code::WrongShape)
    );
}

#[test]
fn what_does_not_come_out_is_told_with_what_happened_instead() {
    let text = "Sbagliato:\n  at: 2026-11-24 10:00\n  keys: 1,3\n  ends: lotto-2\n  hears: Trattoria\n  not: area centro\n  answered: no\n";
    let (examples, found) = read_text(text);
    assert!(found.is_empty(), "{found:#?}");
    let example = &examples[0];
    assert_eq!(example.expected.ends.as_ref().map(|(ends, _)| ends), Some(&Ends::At("lotto-2".into())));
    let transcript = play(&menu(), &example.takes[0].live, &example.takes[0].call);
    assert_eq!(transcript.ending, Ending::Transfer);
    let said: Vec<_> = judge(&example.expected, &transcript).into_iter().map(|fault| fault.said).collect();
    assert_eq!(
        said,
        [
            "the call ended at `lotto-3`",
            "the call was answered",
            "\"Trattoria\" was not heard",
            "\"area centro\" was heard",
        ]
    );
}
