//! What the next page says first: that something was done, or why not. It travels in a cookie as the name of a sentence with its values, and never
//! holds what somebody typed.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::words::Words;

/// A sentence for the next page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    good: bool,
    id: String,
    values: Vec<(String, String)>,
}

impl Flash {
    /// Something was done; `id` is a name of the words.
    #[must_use]
    pub fn done(id: &'static str) -> Self {
        Self { good: true, id: id.to_owned(), values: Vec::new() }
    }

    /// Something was not done.
    #[must_use]
    pub fn not_done(id: &'static str) -> Self {
        Self { good: false, id: id.to_owned(), values: Vec::new() }
    }

    /// With a value for a variable of its sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name.to_owned(), value.into()));
        self
    }

    /// Whether it tells of something that was done.
    #[must_use]
    pub const fn is_good(&self) -> bool {
        self.good
    }

    /// The sentence; none where it is not one of ours, since a browser shows what it likes.
    pub(super) fn sentence(&self, words: Words) -> Option<String> {
        words.maybe(&self.id, &self.values)
    }

    pub(super) fn cookie(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    pub(super) fn read(cookie: &str) -> Option<Self> {
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(cookie).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Language;

    #[test]
    fn it_reads_back_and_only_our_own_sentences_are_said() {
        let told = Flash::done("session-as").with("name", "anna");
        let read = Flash::read(&told.cookie()).unwrap();
        assert_eq!(read, told);
        assert!(read.sentence(Words::of(Language::It)).unwrap().contains("anna"));
        let forged = Flash { good: true, id: "Call 899 000 now".to_owned(), values: Vec::new() };
        assert_eq!(forged.sentence(Words::of(Language::It)), None);
        assert_eq!(Flash::read("pippo"), None);
    }
}
