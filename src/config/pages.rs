//! What the pages say of whoever runs them: their name, and the notices that Italian rules want at the foot of each.

use std::path::PathBuf;

use super::Reader;

/// What the pages say of whoever runs them.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// The administration's name, above everything.
    pub organisation: Option<String>,
    /// The privacy notice.
    pub privacy: Option<Note>,
    /// The accessibility statement.
    pub accessibility: Option<Note>,
    /// Where to report a barrier.
    pub feedback: Option<Note>,
}

/// A notice of the administration's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// It is elsewhere: `https:`, `http:` or `mailto:`.
    At(String),
    /// A text in a file, whose path may have `{language}` in it.
    File(PathBuf),
}

impl Pages {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            organisation: reader.maybe("organisation", |text| {
                if text.is_empty() {
                    Err("the administration's name".to_owned())
                } else {
                    Ok(text.to_owned())
                }
            }),
            privacy: reader.maybe("privacy-notice", note),
            accessibility: reader.maybe("accessibility-statement", note),
            feedback: reader.maybe("accessibility-feedback", note),
        }
    }
}

fn note(text: &str) -> Result<Note, String> {
    let is_address = ["https://", "http://", "mailto:"].iter().any(|scheme| text.starts_with(scheme));
    if text.is_empty() || text.contains(char::is_whitespace) && is_address {
        return Err("an address (https://… or mailto:…) or the path of a text file, with {language} in it where there is one for each".to_owned());
    }
    Ok(if is_address { Note::At(text.to_owned()) } else { Note::File(text.into()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_an_address_or_a_file() {
        assert_eq!(
            note("https://example.org/privacy"),
            Ok(Note::At("https://example.org/privacy".to_owned()))
        );
        assert_eq!(note("mailto:urp@example.org"), Ok(Note::At("mailto:urp@example.org".to_owned())));
        assert_eq!(
            note("notes/privacy.{language}.txt"),
            Ok(Note::File("notes/privacy.{language}.txt".into()))
        );
        assert!(note("").is_err() && note("https://example.org/a b").is_err());
    }
}
