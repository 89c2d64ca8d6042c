//! Words, figures and signs of a key or a value, each with its place.

use std::ops::Range;

use super::words;

/// A piece of a key or a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, folded; a dot or an apostrophe at its end belongs to it.
    Word(String),
    /// Digits, with single colons or dots between them: `2026`, `08:00`, `24.12.2026`.
    Figures(String),
    /// A stroke between two things.
    Dash,
    /// Two dots or more, or `…`.
    Dots,
    /// What stands between the items of a list.
    Comma,
    /// `/`.
    Slash,
    /// Any other character.
    Other(char),
}

/// The pieces of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, character)) = rest.next() {
        let kind = if character.is_whitespace() || character == '°' || character == 'º' {
            continue;
        } else if character.is_ascii_digit() {
            Kind::Figures(figures(text.get(start..).unwrap_or_default()).to_owned())
        } else if character.is_alphabetic() {
            Kind::Word(words::fold(word(text.get(start..).unwrap_or_default())))
        } else if words::is_dash(character) {
            Kind::Dash
        } else if text.get(start..).is_some_and(|rest| rest.starts_with("..")) || character == '…' {
            Kind::Dots
        } else {
            match character {
                ',' | ';' | '&' | '+' => Kind::Comma,
                '/' => Kind::Slash,
                other => Kind::Other(other),
            }
        };
        let length = match &kind {
            Kind::Word(_) => word(text.get(start..).unwrap_or_default()).len(),
            Kind::Figures(figures) => figures.len(),
            Kind::Dots if character == '.' => {
                text.get(start..).map_or(0, |rest| rest.len() - rest.trim_start_matches('.').len())
            }
            Kind::Dash | Kind::Dots | Kind::Comma | Kind::Slash | Kind::Other(_) => character.len_utf8(),
        };
        let end = start + length;
        while rest.next_if(|(at, _)| *at < end).is_some() {}
        tokens.push(Token { kind, range: start..end });
    }
    tokens
}

/// The run of digits that a text begins with; a colon or dot counts only between two digits.
fn figures(text: &str) -> &str {
    let bytes = text.as_bytes();
    let end = (0..bytes.len()).find(|at| {
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let joins = matches!(bytes.get(*at), Some(b':' | b'.')) && digit(at + 1);
        !digit(*at) && !joins
    });
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// The word that a text begins with, and the dot or apostrophe that ends it (`lun.`, `lunedi'`).
fn word(text: &str) -> &str {
    let letter = |character: char| character.is_alphabetic() || matches!(character, '\u{300}' | '\u{301}');
    let end = text.find(|character| !letter(character)).unwrap_or(text.len());
    let rest = text.get(end..).unwrap_or_default();
    let closing = rest.chars().next().filter(|character| matches!(character, '.' | '\'' | '’'));
    let end = match closing {
        Some('.') if rest.starts_with("..") => end,
        Some(closing) => end + closing.len_utf8(),
        None => end,
    };
    text.get(..end).unwrap_or_default()
}
