//! What an admin is told of the parts of YAML that bite: each in plain words, with what to write instead.

use std::ops::Range;

use super::{Entry, Kind};
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::source::Source;

/// The keys that no menu has to write down.
const CONTROLS: &str = "`*` always leads back and `#` always repeats: they need no line; \
                        to give this to another key too, write `9: back` or `9: repeat`";

/// `{ it: Lotto 2, Area Nord }`.
pub(super) fn comma(source: &Source, before: Option<&Entry<'_>>, key: Range<u32>) -> Diagnostic {
    let name = slice(source, &key);
    let text_before = before.and_then(|entry| match &entry.value.kind {
        Kind::Scalar(scalar) if !scalar.quoted => {
            Some((&entry.key, slice(source, &(entry.value.span.start..key.end))))
        }
        Kind::Scalar(_) | Kind::Empty | Kind::List(_) | Kind::Map(_) | Kind::Broken => None,
    });
    match text_before {
        Some((field, sentence)) => Diagnostic::new(
            Code::UnquotedComma,
            &source.name,
            key,
            format!("the comma before `{name}` ends the text, because this stands in braces"),
        )
        .help(format!("put the whole text in quotes: {field}: \"{sentence}\"")),
        None => Diagnostic::new(Code::UnquotedComma, &source.name, key, format!("`{name}` has no value"))
            .help("in braces, every name has a colon and a value: { name: value, name: value }"),
    }
}

/// `*: back`, `x: *name`.
pub(super) fn alias(source: &Source, at: Range<u32>) -> Diagnostic {
    let word = slice(source, &at);
    let key = word.trim_start_matches('*').starts_with(':') || word == "*";
    let said = Diagnostic::new(
        Code::StarKey,
        &source.name,
        at,
        if key {
            "a line cannot begin with `*`".to_owned()
        } else {
            format!("`{word}` begins with a star, which YAML takes for a reference")
        },
    );
    if key { said.help(CONTROLS) } else { said.help("put the words in quotes") }
}

/// `*: back` where the reader already stumbled.
pub(super) fn star_line(source: &Source, at: Range<u32>) -> Diagnostic {
    Diagnostic::new(Code::StarKey, &source.name, at, "a line cannot begin with `*`").help(CONTROLS)
}

/// `title: &name x`.
pub(super) fn anchor(source: &Source, at: Range<u32>) -> Diagnostic {
    let message = format!("`{}` is a YAML name, which menus do not use", slice(source, &at));
    Diagnostic::new(Code::Machinery, &source.name, at, message).help(
        "if it is part of the words, put them in quotes; what is used twice gets its name under `nodes`",
    )
}

/// `title: !important`.
pub(super) fn tag(source: &Source, at: Range<u32>) -> Diagnostic {
    Diagnostic::new(
        Code::Machinery,
        &source.name,
        at.clone(),
        format!("`{}` is a YAML tag, which menus do not use", slice(source, &at).trim_end()),
    )
    .help("if it is part of the words, put them in quotes")
}

/// `<<: *defaults`.
pub(super) fn merge(source: &Source, at: Range<u32>) -> Diagnostic {
    Diagnostic::new(Code::Machinery, &source.name, at, "`<<` copies fields in YAML, which menus do not use")
        .help("what is used twice gets its name under `nodes`")
}

/// A list or nothing in the place of a key.
pub(super) fn no_key(source: &Source, at: Range<u32>) -> Diagnostic {
    Diagnostic::new(Code::Syntax, &source.name, at, "a field's name must be one word before the colon")
}

pub(super) fn too_deep(source: &Source, at: u32, deepest: usize) -> Diagnostic {
    Diagnostic::new(
        Code::TooDeep,
        &source.name,
        at..at + 1,
        format!("this is nested more than {deepest} levels deep"),
    )
    .help("callers get lost after four levels of keys")
}

pub(super) fn too_many(source: &Source, at: Range<u32>, most: usize) -> Diagnostic {
    Diagnostic::new(Code::TooMany, &source.name, at, format!("a menu has at most {most} values"))
}

pub(super) fn empty(source: &Source) -> Diagnostic {
    Diagnostic::new(Code::EmptyFile, &source.name, 0..0, "the file has nothing in it")
        .help("a menu begins with `desk:` and its name; menus/README.md has an example")
}

/// Lines that begin with `#:`, or sentences that a hash sign cut short: YAML has dropped them without a word.
pub(super) fn hash_keys(source: &Source, blocks: &[Range<u32>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, _) in source.text.match_indices('#') {
        let (before, rest) = source.text.split_at(at);
        let line = before.get(before.rfind('\n').map_or(0, |end| end + 1)..).unwrap_or("");
        let rest = rest.get(1..).unwrap_or("");
        let place = u32::try_from(at).unwrap_or(u32::MAX);
        let after = blocks.partition_point(|block| block.start <= place);
        if after.checked_sub(1).and_then(|last| blocks.get(last)).is_some_and(|block| block.contains(&place))
        {
            continue;
        }
        if line.trim().is_empty() && rest.trim_start_matches(' ').starts_with(':') {
            found.push(
                Diagnostic::new(
                    Code::HashKey,
                    &source.name,
                    place..place + 1,
                    "a line that begins with `#` is a comment, and is not read",
                )
                .help(CONTROLS),
            );
        } else if cuts_a_sentence(line, rest) {
            found.push(
                Diagnostic::new(
                    Code::HashKey,
                    &source.name,
                    place..place + 1,
                    "from this `#` on the line is a comment: the text ends before it",
                )
                .help("put the whole text in quotes; or, if it is a comment, put a space after the `#`"),
            );
        }
    }
    found
}

/// Whether a hash sign after some words of a line, outside quotes, was meant as part of them (`Lotto #2`, `prema #.`).
fn cuts_a_sentence(line: &str, rest: &str) -> bool {
    let begins_a_comment = line.ends_with([' ', '\t']) && !line.trim().is_empty();
    let quoted = line.matches('"').count() % 2 == 1
        || line.contains(['"', '\'']) && line.trim_end().ends_with(['"', '\'']);
    let comment = line.trim_start().starts_with('#') || line.contains(" #");
    let meant = match rest.chars().next() {
        None | Some('\n' | '\r') => true,
        Some(first) => first.is_ascii_digit() || ".,;)".contains(first),
    };
    begins_a_comment && !quoted && !comment && meant
}

/// The text of a span.
pub(super) fn slice<'s>(source: &'s Source, at: &Range<u32>) -> &'s str {
    source.text.get(at.start as usize..at.end as usize).unwrap_or("")
}
