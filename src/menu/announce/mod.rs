//! What callers hear, in every language: the words of the menu's texts, of the program's own phrases and of the pieces that dates, times and
//! numbers are put together of; the announcements that are composed from the tree; and the lists of prompts that say a value.
//!
//! Whoever speaks asks a menu for the [`Menu::words`] of a prompt, or for its [`Menu::recording`]; whoever decides what to say puts prompts in a
//! list and need not know a word.

mod aloud;
mod closed;
mod compose;
mod length;
mod phrases;
mod pieces;
mod places;
mod read;
mod said;
mod spoken;
mod vocabulary;
mod waits;

use std::borrow::Cow;

use super::model::{Menu, Recording, Text};
use super::words::Prompt;
use crate::terms::{Digit, Language, TextId};

pub use aloud::aloud;
pub use closed::closed;
pub use compose::{
    Entry, Keys, callback_title, callback_voice, choice, help_voice, keeping_voice, language_choice, leaving,
    privacy, repeat, transfer, with_controls,
};
pub use length::length;
pub use phrases::phrase;
pub use pieces::piece;
pub use places::{Place, name, places};
pub use read::read;
pub use spoken::{code, count, date, number, reopening, slot, ticket, time_of_day};

impl Text {
    /// Ready for the voice: addresses spelled, numbers in groups. Once, when a menu is loaded, and not for every caller.
    #[must_use]
    pub fn made_ready(mut self) -> Self {
        for (language, (words, place)) in
            Language::ALL.into_iter().zip(self.words.iter().zip(&mut self.aloud))
        {
            *place = match aloud(words, language) {
                Cow::Borrowed(_) => None,
                Cow::Owned(spelled) => Some(spelled.into()),
            };
        }
        self
    }
}

impl Menu {
    /// What the voice says for a prompt: written for ears, addresses spelled and numbers in groups. Empty for a pause, and for a text that is
    /// not there.
    #[must_use]
    pub fn words(&self, prompt: Prompt, language: Language) -> Cow<'_, str> {
        match prompt {
            Prompt::Text(text) => Cow::Borrowed(self.spoken(text, language)),
            Prompt::Phrase(one) => phrase(one, language),
            Prompt::Piece(one) => piece(one, language),
            Prompt::Pause(_) => Cow::Borrowed(""),
        }
    }

    /// A text as the admin wrote it, for eyes. In a language that the desk does not speak, its first one.
    #[must_use]
    pub fn written(&self, text: TextId, language: Language) -> &str {
        self.in_language(text, language)
            .map_or("", |(text, place)| text.words.get(place).map_or("", |words| words))
    }

    /// A text as the voice says it.
    fn spoken(&self, text: TextId, language: Language) -> &str {
        let Some((text, place)) = self.in_language(text, language) else { return "" };
        let aloud = text.aloud.get(place).and_then(Option::as_ref);
        aloud.or_else(|| text.words.get(place)).map_or("", |words| words)
    }

    /// A text and the place of its words: those of a language, or else of the desk's first one.
    fn in_language(&self, text: TextId, language: Language) -> Option<(&Text, usize)> {
        let text = self.texts.get(text.index())?;
        let languages = [Some(language), self.languages.first().copied()];
        let mut places = languages.into_iter().flatten().map(Language::index);
        let place = places.find(|place| text.words.get(*place).is_some_and(|words| !words.is_empty()))?;
        Some((text, place))
    }

    /// The recorded file that the menu names in place of the voice for a prompt.
    #[must_use]
    pub fn recording(&self, prompt: Prompt, language: Language) -> Option<&Recording> {
        match prompt {
            Prompt::Text(text) => self.texts.get(text.index())?.recording.get(language.index())?.as_ref(),
            Prompt::Phrase(_) | Prompt::Piece(_) | Prompt::Pause(_) => None,
        }
    }

    /// Every prompt that this desk can ever say, with its language, so that it is made before anybody waits for it. Pauses are not among them;
    /// different prompts may have the same words.
    pub fn vocabulary(&self) -> impl Iterator<Item = (Prompt, Language)> + use<> {
        vocabulary::vocabulary(self).into_iter()
    }
}

/// A key as it is spoken: `*` and `#` by name.
fn key_name(key: Digit, language: Language) -> Cow<'static, str> {
    match (key, language) {
        (Digit::STAR, Language::It) => Cow::Borrowed("asterisco"),
        (Digit::STAR, Language::En) => Cow::Borrowed("star"),
        (Digit::HASH, Language::It) => Cow::Borrowed("cancelletto"),
        (Digit::HASH, Language::En) => Cow::Borrowed("hash"),
        (key, Language::It | Language::En) => Cow::Owned(key.char().to_string()),
    }
}

#[cfg(test)]
mod tests;
