//! A menu file as a located tree: every word as it was written, and where.
//!
//! It is made from the events of `granit-parser`, the parser inside `serde-saphyr`, and not by serde-saphyr's typed decoding, which
//! stops at the first fault, follows anchors in silence, and hands a visitor values instead of words as they were written (`0800`,
//! `+39800…`, `no`, a quoted `1`). Events keep all of it, with byte spans.

mod build;
mod fault;
mod sayings;

use std::borrow::Cow;
use std::ops::Range;

use super::diagnostic::Diagnostic;
use super::source::Source;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node<'s> {
    /// Bytes from the file's beginning.
    pub span: Range<u32>,
    /// What it is.
    pub kind: Kind<'s>,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Kind<'s> {
    /// Nothing stands there.
    Empty,
    /// A word or sentence.
    Scalar(Scalar<'s>),
    /// A list.
    List(Vec<Node<'s>>),
    /// Fields.
    Map(Vec<Entry<'s>>),
    /// Something that has already been told of: to be passed over in silence.
    Broken,
}

/// A word as it was written, never guessed to be a number or a truth value.
#[derive(Clone, Debug)]
pub struct Scalar<'s> {
    /// Without its quotes.
    pub text: Cow<'s, str>,
    /// Whether it stood in quotes or in a block of its own (`|`, `>`).
    pub quoted: bool,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Entry<'s> {
    /// Its name, without quotes.
    pub key: Cow<'s, str>,
    /// Where the name stands.
    pub key_span: Range<u32>,
    /// Its value.
    pub value: Node<'s>,
}

impl Node<'_> {
    /// What it is, in an admin's words.
    #[must_use]
    pub const fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Empty => "nothing",
            Kind::Scalar(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a block of fields",
            Kind::Broken => "something else",
        }
    }
}

/// Reads a menu's text. There is no tree only where its syntax is broken.
#[must_use]
pub fn read(source: &Source) -> (Option<Node<'_>>, Vec<Diagnostic>) {
    build::build(source)
}
