//! The languages that the program itself can speak: composing an announcement needs a grammar, not only a translation, so the set is closed.

use serde::{Deserialize, Serialize};

/// A language of prompts. A new one is a new variant, and every table of words then fails to build until it is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Italian, formal and genderless.
    It,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order in which tables list them.
    pub const ALL: [Self; 2] = [Self::It, Self::En];

    /// How many languages there are: the length of a table with one entry for each.
    pub const COUNT: usize = Self::ALL.len();

    /// The place of this language in a table of [`Language::COUNT`] entries.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The two-letter code of ISO 639-1, as menu files write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::It => "it",
            Self::En => "en",
        }
    }

    /// The tag of BCP 47 that platforms expect for speech (`it-IT`, `en-GB`).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::It => "it-IT",
            Self::En => "en-GB",
        }
    }

    /// The language with this ISO 639-1 code, in small letters.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}
