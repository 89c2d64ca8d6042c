//! From bytes to lines and columns, for those files only that have something to tell.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::Diagnostic;

/// The texts that diagnostics point into, by file name.
#[derive(Debug, Default)]
pub struct Texts {
    files: BTreeMap<Arc<str>, Lines>,
}

/// A text and where its lines begin.
#[derive(Debug)]
pub(super) struct Lines {
    text: Arc<str>,
    starts: Vec<usize>,
}

/// Where something stands: lines and columns counted from one, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Texts {
    /// The texts of every file that one of these diagnostics names; `read` gives none for a file that is no text.
    pub fn gather(diagnostics: &[Diagnostic], mut read: impl FnMut(&str) -> Option<Arc<str>>) -> Self {
        let mut texts = Self::default();
        let also = diagnostics.iter().filter_map(|diagnostic| diagnostic.also.as_ref());
        for name in diagnostics.iter().map(|one| &one.file).chain(also.map(|one| &one.file)) {
            if !texts.files.contains_key(name)
                && let Some(text) = read(name)
            {
                texts.add(name, text);
            }
        }
        texts
    }

    /// A span; where it is empty, the word that begins there: who found the mistake knew its place, not the text. The beginning of
    /// a file stays the whole file.
    pub(super) fn word(&self, name: &str, span: &Range<u32>) -> Range<u32> {
        let text = self.files.get(name).and_then(|lines| lines.text.get(span.start as usize..));
        match text {
            Some(text) if span.is_empty() && span.start > 0 => {
                let quoted = text.strip_prefix('"').and_then(|rest| rest.find('"')).map(|end| end + 2);
                let end = quoted.unwrap_or_else(|| {
                    text.find(|letter: char| letter.is_whitespace() || ":,{}[]".contains(letter))
                        .unwrap_or(text.len())
                });
                span.start..span.start + u32::try_from(end).unwrap_or(0)
            }
            Some(_) | None => span.clone(),
        }
    }

    /// Adds one text.
    pub fn add(&mut self, name: &Arc<str>, text: Arc<str>) {
        let newlines = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(newlines).collect();
        self.files.insert(Arc::clone(name), Lines { text, starts });
    }

    pub(super) fn lines(&self, name: &str) -> Option<&Lines> {
        self.files.get(name)
    }
}

impl Lines {
    /// The line in which a byte lies: its number, and its text without the line's end.
    pub(super) fn line(&self, byte: usize) -> (usize, usize, &str) {
        let byte = byte.min(self.text.len());
        let number = self.starts.partition_point(|start| *start <= byte).max(1);
        let start = self.starts.get(number - 1).copied().unwrap_or(0);
        let end = self.starts.get(number).copied().unwrap_or(self.text.len());
        let line = self.text.get(start..end).unwrap_or("");
        (number, start, line.trim_end_matches(['\n', '\r']))
    }

    /// A byte as line and column.
    pub(super) fn position(&self, byte: usize) -> Position {
        let (line, start, text) = self.line(byte);
        let before = floor(text, byte.saturating_sub(start));
        Position { line, column: text.get(..before).unwrap_or("").chars().count() + 1 }
    }

    /// A span cut to its first line, in bytes of that line, on whole characters.
    pub(super) fn on_line(&self, span: &Range<u32>) -> (usize, &str, Range<usize>) {
        let (number, start, text) = self.line(span.start as usize);
        let from = floor(text, (span.start as usize).saturating_sub(start));
        let to = floor(text, (span.end as usize).saturating_sub(start)).max(from);
        (number, text, from..to)
    }
}

/// The nearest place at or before a byte where a character begins.
fn floor(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_span_is_the_word_that_begins_there() {
        let name: Arc<str> = "a.yaml".into();
        let mut texts = Texts::default();
        texts.add(&name, "desk: x\nkeys: { 3: loto-3, \"due parole\": y }\n".into());
        let word = |from: u32, to: u32| {
            let span = texts.word(&name, &(from..to));
            (span.start, span.end)
        };
        assert_eq!(word(8, 8), (8, 12), "keys");
        assert_eq!(word(16, 16), (16, 17), "3");
        assert_eq!(word(19, 19), (19, 25), "loto-3");
        assert_eq!(word(27, 27), (27, 39), "what stands in quotes is one word");
        assert_eq!(word(19, 21), (19, 21), "a span that is not empty is left alone");
        assert_eq!(word(0, 0), (0, 0), "the whole file");
        assert_eq!(word(900, 900), (900, 900), "no such place");
    }
}
