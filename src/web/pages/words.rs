//! What the pages say, in Italian and in English, by Fluent (<https://projectfluent.org>): `words/it/*.ftl`, `words/en/*.ftl`, a file for each
//! group of pages. A sentence whose words depend on a value takes it as a variable. A test holds that both languages say the same things, and
//! that nothing stands there which no page says.
//!
//! A file that is new is seen once this one is compiled again.

use std::borrow::Cow;
use std::collections::HashMap;

use axum::http::{HeaderMap, header};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader as _, langid, static_loader};

use crate::terms::Language;

static_loader! {
    static WORDS = {
        locales: "./src/web/pages/words",
        fallback_language: "it",
        // The marks would be heard by screen readers and copied with numbers.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static ITALIAN: LanguageIdentifier = langid!("it");
static ENGLISH: LanguageIdentifier = langid!("en");

/// The words of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(Language);

impl Words {
    /// Those of a language.
    #[must_use]
    pub const fn of(language: Language) -> Self {
        Self(language)
    }

    /// Which language it is.
    #[must_use]
    pub const fn language(self) -> Language {
        self.0
    }

    /// What stands under a name.
    #[must_use]
    pub fn say(self, id: &str) -> String {
        found(id, WORDS.try_lookup(self.identifier(), id))
    }

    /// What stands under a name, with values for its variables.
    #[must_use]
    pub fn tell(self, id: &str, values: &[(&'static str, FluentValue<'_>)]) -> String {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
            values.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
        found(id, WORDS.try_lookup_with_args(self.identifier(), id, &values))
    }

    /// The same for a name that came from outside: none where nothing stands under it.
    pub(super) fn maybe(self, id: &str, values: &[(String, String)]) -> Option<String> {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
            values.iter().map(|(name, value)| (Cow::Owned(name.clone()), value.as_str().into())).collect();
        WORDS.try_lookup_with_args(self.identifier(), id, &values)
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self.0 {
            Language::It => &ITALIAN,
            Language::En => &ENGLISH,
        }
    }
}

fn found(id: &str, words: Option<String>) -> String {
    words.unwrap_or_else(|| {
        tracing::error!("the pages have no words for `{id}`");
        id.to_owned()
    })
}

/// The language that a browser asks for (RFC 9110, section 12.5.4): of ours the one it likes best; Italian where it likes neither.
#[must_use]
pub(super) fn accepted(headers: &HeaderMap) -> Language {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let liked = asked.split(',').filter_map(|one| {
        let (range, quality) = one.split_once(';').unwrap_or((one, "q=1"));
        let quality: f32 = quality.trim().strip_prefix("q=")?.parse().ok()?;
        let code = range.trim().split('-').next()?.to_ascii_lowercase();
        Language::from_code(&code).filter(|_| quality > 0.0).map(|language| (quality, language))
    });
    // Of two that are liked as much, the first.
    liked
        .reduce(|best, one| if one.0 > best.0 { one } else { best })
        .map_or(Language::It, |(_, language)| language)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    use super::*;

    const ROOM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/pages");

    /// Each name of a language with its variables, by the file that it stands in.
    fn told(language: &str) -> BTreeMap<(String, String), BTreeSet<String>> {
        let mut told = BTreeMap::new();
        for file in fs::read_dir(format!("{ROOM}/words/{language}")).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            let mut last = None;
            for line in text.lines() {
                if let Some((id, _)) = line.split_once(" =")
                    && line.starts_with(|first: char| first.is_ascii_lowercase())
                {
                    let twice = told.insert((name.clone(), id.to_owned()), BTreeSet::new());
                    assert_eq!(twice, None, "{language}/{name} has {id} twice");
                    last = Some(id.to_owned());
                }
                let Some(id) = &last else { continue };
                for (at, _) in line.match_indices('$') {
                    let word = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
                    let variable: String = line[at + 1..].chars().take_while(word).collect();
                    told.get_mut(&(name.clone(), id.clone())).unwrap().insert(variable);
                }
            }
        }
        told
    }

    fn sources(folder: &Path, found: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.extend(text.lines().filter(|line| !line.trim_start().starts_with("//")));
            }
        }
    }

    #[test]
    fn both_languages_say_the_same_things_with_the_same_values() {
        let (italian, english) = (told("it"), told("en"));
        assert!(italian.len() > 20);
        let missing = |of: &BTreeMap<_, _>, from: &BTreeMap<(String, String), _>| -> Vec<_> {
            from.keys().filter(|key| !of.contains_key(*key)).cloned().collect()
        };
        assert_eq!(missing(&english, &italian), [], "missing in English");
        assert_eq!(missing(&italian, &english), [], "missing in Italian");
        for (key, variables) in &italian {
            assert_eq!(variables, &english[key], "{key:?}");
        }
    }

    #[test]
    fn every_sentence_is_said_by_some_page_and_every_page_finds_its_words() {
        let mut code = String::new();
        sources(Path::new(ROOM), &mut code);
        let told = told("it");
        let italian: BTreeSet<String> = told.keys().map(|(_, id)| id.clone()).collect();
        assert_eq!(italian.len(), told.len(), "two files say something under one name");
        let unsaid: Vec<_> = italian.iter().filter(|id| !code.contains(&format!("\"{id}\""))).collect();
        assert!(unsaid.is_empty(), "no page says {unsaid:?}");
        for way in [".say(\"", ".tell(\""] {
            for (at, _) in code.match_indices(way) {
                let id: String = code[at + way.len()..].chars().take_while(|c| *c != '"').collect();
                assert!(italian.contains(&id), "a page says `{id}`, which has no words");
            }
        }
    }

    #[test]
    fn a_browser_gets_the_language_it_likes_best() {
        for (asked, language) in [
            ("", Language::It),
            ("de-DE, fr;q=0.5", Language::It),
            ("en-GB,en;q=0.9,it;q=0.8", Language::En),
            ("en;q=0.3, it-IT;q=0.7", Language::It),
            ("it;q=0, en;q=0.1", Language::En),
            ("EN", Language::En),
            ("en;q=x", Language::It),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, asked.parse().unwrap());
            assert_eq!(accepted(&headers), language, "{asked}");
        }
    }

    #[test]
    fn values_stand_in_sentences_without_invisible_marks() {
        let told = Words::of(Language::En).tell("session-as", &[("name", "anna".into())]);
        assert!(told.contains("anna") && told.is_ascii(), "{told:?}");
    }
}
