//! The fields of an example, as words with their places.

use std::ops::Range;
use std::sync::Arc;

use crate::menu::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::menu::syntax::{Entry, Kind, Node};

/// A word and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Word<'n> {
    pub(super) text: &'n str,
    pub(super) span: Range<u32>,
}

/// Whoever reads fields, and what was wrong with them.
pub(super) struct Reader {
    pub(super) file: Arc<str>,
    pub(super) found: Vec<Diagnostic>,
}

impl Reader {
    /// Tells a mistake, and what to do about it.
    pub(super) fn tell(
        &mut self,
        code: Code,
        span: &Range<u32>,
        message: impl Into<String>,
        help: impl Into<Option<String>>,
    ) {
        let mut one = Diagnostic::new(code, &self.file, span.clone(), message);
        one.help = help.into();
        self.found.push(one);
    }

    /// The fields of a block; none where it is no block.
    pub(super) fn fields<'n, 's>(&mut self, node: &'n Node<'s>, what: &str) -> &'n [Entry<'s>] {
        match &node.kind {
            Kind::Map(entries) => entries,
            Kind::Broken => &[],
            Kind::Empty | Kind::Scalar(_) | Kind::List(_) => {
                let message = format!("expected {what}, but found {}", node.describe());
                self.tell(Code::WrongShape, &node.span, message, None);
                &[]
            }
        }
    }

    /// One word, or each of a list of them.
    pub(super) fn words<'n>(&mut self, entry: &'n Entry<'_>) -> Vec<Word<'n>> {
        match &entry.value.kind {
            Kind::List(nodes) => nodes.iter().filter_map(|node| self.word(node, &entry.key)).collect(),
            Kind::Scalar(_) | Kind::Empty | Kind::Map(_) | Kind::Broken => {
                self.word(&entry.value, &entry.key).into_iter().collect()
            }
        }
    }

    /// One word.
    pub(super) fn word<'n>(&mut self, node: &'n Node<'_>, field: &str) -> Option<Word<'n>> {
        match &node.kind {
            Kind::Scalar(scalar) => Some(Word { text: &scalar.text, span: node.span.clone() }),
            Kind::Broken => None,
            Kind::Empty | Kind::List(_) | Kind::Map(_) => {
                let message = format!("expected a text for `{field}`, but found {}", node.describe());
                self.tell(Code::WrongShape, &node.span, message, None);
                None
            }
        }
    }

    /// A word out of a few.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        word: &Word<'_>,
        field: &str,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let chosen = choices.iter().find(|(name, _)| *name == word.text).map(|(_, value)| *value);
        if chosen.is_none() {
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            let help = did_you_mean(word.text, names.iter().copied())
                .unwrap_or_else(|| format!("write one of: {}", names.join(", ")));
            let message = format!("`{field}` cannot be `{}`", word.text);
            self.tell(Code::WrongShape, &word.span, message, help);
        }
        chosen
    }
}
