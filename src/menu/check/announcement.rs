//! Words that name other keys than those that work.
//!
#![doc = include_str!("../explain/M044.md")]

use super::Tree;
use super::spoken_keys::spoken_keys;
use crate::menu::diagnostic::{Code, Diagnostic, Severity};
use crate::menu::model::{At, Choice, Node, Step};
use crate::menu::words::Prompt;
use crate::terms::{Digit, Language};

/// Compares an admin's own words with the keys, in each language of the desk. Composed announcements cannot be wrong. `*` and `#` always work
/// and need not be told; `0` for a person should be told, but the menu is served without.
pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Diagnostic>) {
    for (_, node) in tree.live() {
        let Step::Choice(choice) = &node.step else { continue };
        let Some(at) = choice.own_words else { continue };
        for language in &tree.menu.languages {
            compare(tree, (at, node), choice, *language, found);
        }
    }
}

fn compare(
    tree: &Tree<'_>,
    (at, node): (At, &Node),
    choice: &Choice,
    language: Language,
    found: &mut Vec<Diagnostic>,
) {
    let words = tree.menu.words(Prompt::Text(choice.announcement), language);
    let spoken = spoken_keys(&words, language);
    let said_in = match tree.menu.languages.as_slice() {
        [_] => String::new(),
        _ => format!(" in `{}`", language.code()),
    };
    for key in &spoken {
        if !works(tree, node, choice, *key) {
            let message = format!(
                "the announcement of `{}` names the key `{key}`{said_in}, which does nothing there",
                node.path
            );
            let help = if *key == Digit::ZERO {
                "give the desk a `help` destination, or the key `0` something to do, or take it out of the words"
            } else {
                "give that key something to do, or take it out of the words"
            };
            found.push(tree.report(Code::AnnouncementKeys, at, message).help(help));
        }
    }
    for (key, _) in working(choice).filter(|(key, _)| !spoken.contains(key)) {
        let message = format!(
            "the announcement of `{}` does not name the key `{key}`{said_in}, which works there",
            node.path
        );
        let help = format!(
            "say `{} {key}` in the announcement, or remove it and let it be composed",
            press(language)
        );
        found.push(tree.report(Code::AnnouncementKeys, at, message).help(help));
    }
    if staffed(tree, node) && !spoken.contains(&Digit::ZERO) && key(choice, Digit::ZERO).is_none() {
        let message =
            format!("the announcement of `{}` does not say{said_in} that `0` leads to a person", node.path);
        let mut diagnostic = tree
            .report(Code::AnnouncementKeys, at, message)
            .help(format!("say `{} 0` in the announcement", press(language)));
        diagnostic.severity = Severity::Warning;
        found.push(diagnostic);
    }
}

/// Whether `0` leads to a person from here: the desk has somebody to help, and this is no part of the tree for when it is closed.
fn staffed(tree: &Tree<'_>, node: &Node) -> bool {
    let closed = node.path.split('.').next().is_some_and(|root| ["closed", "emergency"].contains(&root));
    tree.menu.help.is_some() && !closed
}

/// Whether a key does something here: `*` and `#` always do, `0` where there is somebody to help.
fn works(tree: &Tree<'_>, node: &Node, choice: &Choice, digit: Digit) -> bool {
    match digit {
        Digit::STAR | Digit::HASH => true,
        Digit::ZERO => staffed(tree, node) || key(choice, digit).is_some(),
        _ => key(choice, digit).is_some(),
    }
}

fn key(choice: &Choice, digit: Digit) -> Option<crate::terms::NodeId> {
    choice.keys.get(usize::from(digit.value()?)).copied().flatten()
}

fn working(choice: &Choice) -> impl Iterator<Item = (Digit, crate::terms::NodeId)> {
    "1234567890".chars().filter_map(Digit::new).filter_map(|digit| Some((digit, key(choice, digit)?)))
}

const fn press(language: Language) -> &'static str {
    match language {
        Language::It => "prema",
        Language::En => "press",
    }
}

#[cfg(test)]
mod tests {
    use crate::menu::check::sketch::Sketch;
    use crate::menu::diagnostic::Code;

    #[test]
    fn words_that_name_other_keys_are_told_both_ways() {
        Sketch::new()
            .choice("open", &[('1', "bye"), ('3', "bye")])
            .announce("open", "Per gli uffici, prema 1. Per il resto, prema 2.")
            .hangup("bye")
            .finds(
                Code::AnnouncementKeys,
                &[
                    "the announcement of `open` names the key `2`, which does nothing there",
                    "the announcement of `open` does not name the key `3`, which works there",
                ],
            );
    }

    #[test]
    fn words_that_agree_are_fine_and_need_not_tell_back_and_repeat() {
        Sketch::new()
            .choice("open", &[('1', "bye"), ('2', "bye")])
            .announce("open", "Uffici: tasto uno. Altro: tasto due. Per riascoltare, cancelletto.")
            .hangup("bye")
            .finds(Code::AnnouncementKeys, &[]);
    }

    #[test]
    fn nobody_is_promised_while_the_desk_is_closed() {
        let menu = |words: &str| {
            Sketch::new().help().choice("closed", &[('1', "bye")]).announce("closed", words).hangup("bye")
        };
        menu("Uffici: prema 1.").finds(Code::AnnouncementKeys, &[]);
        menu("Uffici: prema 1. Una persona: prema 0.").finds(
            Code::AnnouncementKeys,
            &["the announcement of `closed` names the key `0`, which does nothing there"],
        );
    }

    #[test]
    fn zero_is_for_a_person_only_where_there_is_one() {
        let menu = || {
            Sketch::new()
                .choice("open", &[('1', "bye")])
                .announce("open", "Uffici: prema 1. Una persona: prema 0.")
                .hangup("bye")
        };
        menu().finds(
            Code::AnnouncementKeys,
            &["the announcement of `open` names the key `0`, which does nothing there"],
        );
        menu().help().finds(Code::AnnouncementKeys, &[]);
        menu().help().announce("open", "Uffici: prema 1.").finds(
            Code::AnnouncementKeys,
            &["the announcement of `open` does not say that `0` leads to a person"],
        );
    }
}
