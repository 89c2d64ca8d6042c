//! Words in every language of the desk, and the recordings beside them.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::Lower;
use super::keywords::Keyword;
use crate::menu::diagnostic::{Code, did_you_mean};
use crate::menu::model::{Recording, Text};
use crate::menu::syntax::{Entry, Kind, Node};
use crate::terms::{Language, TextId};

impl<'t> Lower<'t> {
    /// Words, kept as a text of the menu.
    pub(super) fn text(&mut self, entry: &'t Entry<'t>) -> Option<TextId> {
        let text = self.words(&entry.value, &entry.key_span)?;
        Some(self.keep(text))
    }

    /// Keeps a text.
    pub(super) fn keep(&mut self, text: Text) -> TextId {
        let id = TextId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(text);
        id
    }

    /// Keeps words that the program makes itself, in each language of the desk.
    pub(super) fn composed(&mut self, make: impl Fn(Language) -> String) -> TextId {
        let mut text = Text::default();
        for language in &self.languages {
            if let Some(words) = text.words.get_mut(language.index()) {
                *words = make(*language).into();
            }
        }
        self.keep(text)
    }

    /// What a text says in a language.
    pub(super) fn written(&self, id: TextId, language: Language) -> &str {
        let text = self.texts.get(id.index());
        text.and_then(|text| text.words.get(language.index())).map_or("", |words| words)
    }

    /// Words: plain, by language, or with a recording beside them.
    pub(super) fn words(&mut self, node: &'t Node<'t>, owner: &Range<u32>) -> Option<Text> {
        let mut text = Text { at: Some(Self::at(owner)), ..Text::default() };
        let entries = match &node.kind {
            Kind::Map(entries) => entries,
            Kind::Scalar(_) | Kind::Empty | Kind::List(_) | Kind::Broken => {
                self.languages_of(node, owner, &mut text, Half::Words)?;
                return Some(text);
            }
        };
        let with_recording = entries
            .iter()
            .any(|entry| matches!(Keyword::read(&entry.key), Some(Keyword::Text | Keyword::Recording)));
        if !with_recording {
            self.languages_of(node, owner, &mut text, Half::Words)?;
            return Some(text);
        }
        let fields = self.fields(node, owner, "a text", &[Keyword::Text, Keyword::Recording])?;
        if let Some(entry) = fields.entry(Keyword::Recording) {
            self.languages_of(&entry.value, &entry.key_span, &mut text, Half::Recording);
        }
        if let Some(entry) = fields.entry(Keyword::Text) {
            self.languages_of(&entry.value, &entry.key_span, &mut text, Half::Words)?;
        } else {
            self.missing(
                &fields.owner,
                "a recording has no words beside it",
                "write under `text:` what the recording says: it is said where the recording cannot be played",
            );
            return None;
        }
        Some(text)
    }

    /// One value for the desk's only language, or one for each language.
    fn languages_of(
        &mut self,
        node: &'t Node<'t>,
        owner: &Range<u32>,
        text: &mut Text,
        half: Half,
    ) -> Option<()> {
        let entries = match &node.kind {
            Kind::Map(entries) => entries,
            Kind::Scalar(_) | Kind::Empty | Kind::List(_) | Kind::Broken => {
                let what = half.name();
                let (scalar, span) = self.scalar_at(node, owner, what)?;
                self.only_language(&span, half)?;
                let words = tidy(&scalar.text);
                self.put(text, self.first_language(), &words, &span, half);
                return Some(());
            }
        };
        let mut told = false;
        for entry in entries {
            let language = Language::from_code(&entry.key).filter(|one| self.languages.contains(one));
            let Some(language) = language else {
                self.no_such_language(entry);
                told = true;
                continue;
            };
            if let Some((scalar, span)) = self.scalar(entry, half.name()) {
                let words = tidy(&scalar.text);
                self.put(text, language, &words, &span, half);
            } else {
                told = true;
            }
        }
        if half == Half::Words && !told {
            self.translated(text, owner)?;
        }
        Some(())
    }

    /// A recorded file that speaks for itself in every language; words stand in for it where it cannot be played.
    pub(super) fn recorded(
        &mut self,
        path: &str,
        span: &Range<u32>,
        words: impl Fn(Language) -> Cow<'static, str>,
    ) -> TextId {
        let mut text = Text::default();
        for language in self.languages.clone() {
            if let Some(place) = text.words.get_mut(language.index()) {
                *place = words(language).into();
            }
            if language == self.first_language() {
                self.put(&mut text, language, path, span, Half::Recording);
            } else if let Some(place) = text.recording.get_mut(language.index()) {
                *place = Some(Recording { path: path.into(), at: Self::at(span) });
            }
        }
        self.keep(text)
    }

    fn first_language(&self) -> Language {
        self.languages.first().copied().unwrap_or(Language::It)
    }

    /// Plain words are enough only where one language is spoken.
    fn only_language(&mut self, span: &Range<u32>, half: Half) -> Option<()> {
        if self.languages.len() <= 1 {
            return Some(());
        }
        let codes: Vec<_> = self.languages.iter().map(|language| language.code()).collect();
        let sample: Vec<_> = codes.iter().map(|code| format!("{code}: …")).collect();
        let message =
            format!("{} must be given in each language of the desk ({})", half.name(), codes.join(", "));
        let help = format!("write {{ {} }}, or a line for each", sample.join(", "));
        self.tell(Code::MissingTranslation, span.clone(), message, Some(help));
        None
    }

    fn translated(&mut self, text: &Text, owner: &Range<u32>) -> Option<()> {
        let empty = |language: &&Language| {
            text.words.get(language.index()).is_none_or(|words| words.trim().is_empty())
        };
        let missing: Vec<_> = self.languages.iter().filter(empty).map(|language| language.code()).collect();
        if missing.is_empty() {
            return Some(());
        }
        let message =
            format!("these words are missing in a language of the desk: `{}`", missing.join("`, `"));
        self.tell(
            Code::MissingTranslation,
            owner.clone(),
            message,
            Some(format!("add `{}: …`", missing.join("`, `"))),
        );
        None
    }

    fn no_such_language(&mut self, entry: &Entry<'_>) {
        let spoken: Vec<_> = self.languages.iter().map(|language| language.code()).collect();
        let known = Language::from_code(&entry.key).is_some();
        let message = if known {
            format!("the desk does not speak `{}`", entry.key)
        } else {
            format!("`{}` is no language of the desk", entry.key)
        };
        let help = if known {
            format!("add it to `languages`, or leave it out; the desk speaks {}", spoken.join(", "))
        } else {
            did_you_mean(&entry.key, spoken.iter().copied())
                .unwrap_or_else(|| format!("words have a line for each language: {}", spoken.join(", ")))
        };
        self.tell(Code::UnknownLanguage, entry.key_span.clone(), message, Some(help));
    }

    fn put(&mut self, text: &mut Text, language: Language, words: &str, span: &Range<u32>, half: Half) {
        match half {
            Half::Words => {
                if let Some(mark) = words.chars().find(|mark| mark.is_control() || "{}<>".contains(*mark)) {
                    let message = format!("`{}` cannot be spoken", mark.escape_debug());
                    let help = "write the words as they are to be heard".to_owned();
                    self.tell(Code::Placeholder, span.clone(), message, Some(help));
                }
                if let Some(place) = text.words.get_mut(language.index()) {
                    *place = words.into();
                }
            }
            Half::Recording => {
                let path: Arc<str> = words.into();
                if !self.files.exists(&path) {
                    let message = format!("there is no recording `{path}`");
                    let help = "the path is counted from the folder of the menu file".to_owned();
                    self.tell(Code::RecordingMissing, span.clone(), message, Some(help));
                }
                self.recordings.push(Arc::clone(&path));
                if let Some(place) = text.recording.get_mut(language.index()) {
                    *place = Some(Recording { path, at: Self::at(span) });
                }
            }
        }
    }
}

/// Which of the two is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Words,
    Recording,
}

impl Half {
    const fn name(self) -> &'static str {
        match self {
            Self::Words => "the text",
            Self::Recording => "the recording",
        }
    }
}

/// The quotation marks that word processors set around a text: no YAML, and no words.
const QUOTES: [(char, char); 5] = [('“', '”'), ('„', '“'), ('‘', '’'), ('«', '»'), ('”', '”')];

/// Without the quotation marks that enclose the whole of it; those around a part of it stay.
fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inner = QUOTES.iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(*open)?.strip_suffix(*close)?;
        // An apostrophe within is one of the words; an opening mark within means that two parts are quoted.
        (!inner.contains(*open)).then_some(inner)
    });
    inner.unwrap_or(text)
}

/// On one line, with single spaces.
fn tidy(text: &str) -> String {
    let text = unquoted(text);
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn quotation_marks_of_a_word_processor_are_no_words() {
        for written in [
            "“Buongiorno.”",
            " «Buongiorno.» ",
            "„Buongiorno.“",
            "‘Buongiorno.’",
            "”Buongiorno.”",
            "« Buongiorno. »",
            "Buongiorno.",
        ] {
            assert_eq!(tidy(written), "Buongiorno.", "{written}");
        }
        for kept in ["“Uno” e “due”", "Lo «sportello»", "L’ufficio dell’“Anagrafe”", "«Uno» o «due»"]
        {
            assert_eq!(tidy(kept), kept);
        }
        assert_eq!(tidy("“”"), "");
        assert_eq!(tidy("“L’ufficio\n  è chiuso”"), "L’ufficio è chiuso");
    }
}
