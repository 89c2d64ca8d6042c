//! Languages that nobody hears.
//!
#![doc = include_str!("../explain/M062.md")]

use super::Tree;
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::model::At;

/// The first language is heard by everybody; each other one must be on a key of the choice of languages.
pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Diagnostic>) {
    let choice = tree.menu.language_choice.as_ref();
    for language in tree.menu.languages.iter().skip(1) {
        if !choice.is_some_and(|choice| choice.keys.iter().any(|(_, offered, _)| offered == language)) {
            let message = format!("no caller can choose the language `{}`", language.code());
            found.push(
                tree.report(Code::UnheardLanguage, At { file: 0, byte: 0 }, message)
                    .help("offer it on a key, or take it off the desk's languages"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::menu::check::sketch::Sketch;
    use crate::menu::diagnostic::Code;
    use crate::terms::Language;

    #[test]
    fn a_second_language_must_be_offered() {
        let menu = || Sketch::new().hangup("open");
        menu().finds(Code::UnheardLanguage, &[]);
        menu()
            .speaks(&[Language::It, Language::En], &[])
            .finds(Code::UnheardLanguage, &["no caller can choose the language `en`"]);
        menu()
            .speaks(&[Language::It, Language::En], &[('1', Language::It), ('2', Language::En)])
            .finds(Code::UnheardLanguage, &[]);
    }
}
