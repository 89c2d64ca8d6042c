//! Fields by their keyword: what is not known there is told of, with the name that was probably meant.

use std::ops::Range;

use super::Lower;
use super::keywords::Keyword;
use crate::menu::diagnostic::{Code, did_you_mean};
use crate::menu::syntax::{Entry, Kind, Node};

/// The fields of a block, each known and allowed there.
pub(super) struct Fields<'t> {
    found: Vec<(Keyword, &'t Entry<'t>)>,
    /// Where something that is missing is told of.
    pub(super) owner: Range<u32>,
}

impl<'t> Fields<'t> {
    /// The field's entry, if it is there.
    pub(super) fn entry(&self, keyword: Keyword) -> Option<&'t Entry<'t>> {
        self.found.iter().find(|(found, _)| *found == keyword).map(|(_, entry)| *entry)
    }

    /// The field's value, if it is there.
    pub(super) fn get(&self, keyword: Keyword) -> Option<&'t Node<'t>> {
        self.entry(keyword).map(|entry| &entry.value)
    }

    pub(super) fn has(&self, keyword: Keyword) -> bool {
        self.entry(keyword).is_some()
    }
}

impl<'t> Lower<'t> {
    /// Reads a block's fields. None, and a word about it, where it is no block.
    pub(super) fn fields(
        &mut self,
        node: &'t Node<'t>,
        owner: &Range<u32>,
        what: &str,
        allowed: &[Keyword],
    ) -> Option<Fields<'t>> {
        let entries = match &node.kind {
            Kind::Map(entries) => entries,
            Kind::Broken => return None,
            Kind::Empty | Kind::Scalar(_) | Kind::List(_) => {
                let sample = allowed.first().map_or("name", |keyword| keyword.spelling());
                self.tell(
                    Code::WrongShape,
                    shown(node, owner),
                    format!("{what} is a block of fields, and here is {}", node.describe()),
                    Some(format!("write its fields below it, each on a line of its own: `{sample}: …`")),
                );
                return None;
            }
        };
        let mut found = Vec::with_capacity(entries.len());
        for entry in entries {
            match Keyword::read(&entry.key).filter(|keyword| allowed.contains(keyword)) {
                Some(keyword) => found.push((keyword, entry)),
                None => self.unknown_field(entry, what, allowed),
            }
        }
        Some(Fields { found, owner: owner.clone() })
    }

    #[cold]
    fn unknown_field(&mut self, entry: &Entry<'_>, what: &str, allowed: &[Keyword]) {
        let name = &*entry.key;
        let names = allowed.iter().map(|keyword| keyword.spelling());
        let a_key = name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_digit());
        let foreign =
            name.find(|sign: char| !sign.is_ascii_graphic() && (sign.is_whitespace() || is_unseen(sign)));
        let help = if foreign.is_some_and(|at| name.get(at..at + 1) != Some(" ")) {
            Some("a blank that is no space stands here, pasted from elsewhere: delete it and use the space bar".to_owned())
        } else if a_key && allowed.contains(&Keyword::Keys) {
            Some("keys stand one level deeper, under `keys:`".to_owned())
        } else {
            did_you_mean(name, names.clone())
        };
        let help = help.or_else(|| {
            let known: Vec<_> = names.map(|name| format!("`{name}`")).collect();
            Some(if known.len() <= 12 {
                format!("what can stand here: {}", known.join(", "))
            } else {
                "menus/README.md lists what can stand here".to_owned()
            })
        });
        let message = if Keyword::read(name).is_some() {
            format!("`{name}` does not belong to {what}")
        } else {
            format!("{what} has no field called `{name}`")
        };
        self.tell(Code::UnknownField, entry.key_span.clone(), message, help);
    }

    /// Says that something must be there.
    #[cold]
    pub(super) fn missing(
        &mut self,
        owner: &Range<u32>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.tell(Code::MissingField, owner.clone(), message, Some(help.into()));
    }
}

/// A sign that takes no room on the screen.
const fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// What to call an entry of a list when something is missing in it: its first field, or what it is.
pub(super) fn head(node: &Node<'_>, owner: &Range<u32>) -> Range<u32> {
    match &node.kind {
        Kind::Map(entries) => entries.first().map_or_else(|| owner.clone(), |entry| entry.key_span.clone()),
        Kind::Scalar(_) => node.span.clone(),
        Kind::Empty | Kind::List(_) | Kind::Broken => owner.clone(),
    }
}

/// Where to point when a value is wrong: at the value, or at its owner where there is nothing to point at or too much.
pub(super) fn shown(node: &Node<'_>, owner: &Range<u32>) -> Range<u32> {
    match node.kind {
        Kind::Scalar(_) => node.span.clone(),
        Kind::Empty | Kind::List(_) | Kind::Map(_) | Kind::Broken => owner.clone(),
    }
}
