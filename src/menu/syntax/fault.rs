//! A broken file, told in an admin's words: the reader says where it stumbled, and the lines around that place say over what.

use std::ops::Range;

use serde_yaml::granit_parser::{ErrorKind, ScanError};

use super::sayings;
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::source::Source;

/// The line at which the reader stumbled.
struct Line<'s> {
    source: &'s Source,
    start: usize,
    text: &'s str,
    /// Where in it, in bytes.
    stumble: usize,
}

pub(super) fn classify(source: &Source, fault: &ScanError) -> Diagnostic {
    let mark = fault.marker().byte_offset().unwrap_or(0);
    let line = Line::around(source, mark);
    tabs(source, &line, fault.kind())
        .or_else(|| star(&line))
        .or_else(|| by_kind(source, &line, fault.kind()))
        .or_else(|| quotes(&line))
        .or_else(|| unclosed(&line))
        .or_else(|| colon(&line))
        .unwrap_or_else(|| unclear(&line))
}

impl<'s> Line<'s> {
    /// The line of a byte; where that line is empty (the file's end), the last one before it that is not.
    fn around(source: &'s Source, byte: usize) -> Self {
        let mut byte = byte.min(source.text.len());
        while !source.text.is_char_boundary(byte) {
            byte -= 1;
        }
        loop {
            let before = source.text.get(..byte).unwrap_or("");
            let start = before.rfind('\n').map_or(0, |end| end + 1);
            let rest = source.text.get(start..).unwrap_or("");
            let text = rest.split('\n').next().unwrap_or("").trim_end();
            if !text.is_empty() || start == 0 {
                return Self { source, start, text, stumble: (byte - start).min(text.len()) };
            }
            byte = start - 1;
        }
    }

    /// The line before, with words on it.
    fn before(&self) -> Option<Self> {
        self.start.checked_sub(1).map(|end| Self::around(self.source, end))
    }

    /// The line after, if there is one.
    fn after(&self) -> Option<Self> {
        let rest = self.source.text.get(self.start..)?;
        let start = self.start + rest.find('\n')? + 1;
        let text = self.source.text.get(start..)?.split('\n').next()?.trim_end();
        Some(Self { source: self.source, start, text, stumble: 0 })
    }

    fn span(&self, within: Range<usize>) -> Range<u32> {
        let place = |byte: usize| u32::try_from(self.start + byte).unwrap_or(u32::MAX);
        place(within.start)..place(within.end)
    }

    /// The word at the stumbling place, at least one character.
    fn word(&self) -> Range<usize> {
        let rest = self.text.get(self.stumble..).unwrap_or("");
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        match (length, rest.chars().next()) {
            (0, None) => self.text.trim_start().len().min(1).max(self.indent())..self.text.len(),
            (0, Some(first)) => self.stumble..self.stumble + first.len_utf8(),
            (length, _) => self.stumble..self.stumble + length,
        }
    }

    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start().len()
    }

    /// Where the value begins: after the first colon that ends a key, or after the dash of a list.
    fn value(&self) -> usize {
        let after_key = self.text.find(": ").map_or(0, |colon| colon + 2);
        let rest = self.text.get(after_key..).unwrap_or("");
        let blank = rest.len() - rest.trim_start_matches([' ', '-']).len();
        after_key + blank
    }

    fn say(&self, code: Code, within: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, &self.source.name, self.span(within), message)
    }
}

/// A tab before the first word of the line, or of a line near it, or wherever the reader complains of one.
fn tabs(source: &Source, line: &Line<'_>, kind: &ErrorKind) -> Option<Diagnostic> {
    let complains = matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
    );
    let leading = |line: &Line<'_>| {
        line.text.find(|first: char| !first.is_whitespace()).and_then(|end| line.text.get(..end)?.find('\t'))
    };
    let here = Line::around(source, line.start + line.stumble);
    // Where hours with a colon come before the tab, the reader stumbles two lines too early.
    let after = std::iter::successors(here.after(), Line::after).take(3);
    let (guilty, at) = [Some(here), line.before()]
        .into_iter()
        .flatten()
        .chain(after)
        .find_map(|near| leading(&near).map(|at| (near, at)))
        .or_else(|| {
            complains.then(|| line.text.find('\t').map(|at| (Line::around(source, line.start + at), at)))?
        })?;
    let end = guilty.text.get(at..).and_then(|rest| rest.find(|c| c != '\t')).map_or(at + 1, |n| at + n);
    Some(
        guilty
            .say(Code::Tab, at..end, "a tab stands here, where YAML wants spaces")
            .help("use the space bar: two spaces for each level"),
    )
}

/// `*: back`, in a block or in braces.
fn star(line: &Line<'_>) -> Option<Diagnostic> {
    let at = ["*:", "* :"].iter().find_map(|key| line.text.find(key))?;
    let before = line.text.get(..at)?.trim_end();
    (before.is_empty() || before.ends_with(['{', ',', '-']))
        .then(|| sayings::star_line(line.source, line.span(at..at + 1)))
}

/// What the reader itself knows well enough.
fn by_kind(source: &Source, line: &Line<'_>, kind: &ErrorKind) -> Option<Diagnostic> {
    match kind {
        ErrorKind::RecursionLimitExceeded => {
            Some(sayings::too_deep(source, line.span(line.word()).start, 64))
        }
        ErrorKind::DirectiveDisallowed => Some(
            line.say(
                Code::Machinery,
                line.word(),
                "a line that begins with `%` speaks to YAML, not to the menu",
            )
            .help("leave the line out"),
        ),
        ErrorKind::UndeclaredTagHandle
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::MissingTagUri
        | ErrorKind::UnclosedVerbatimTag
        | ErrorKind::ExpectedTagBang => {
            let at = line.text.find('!').unwrap_or(line.stumble);
            Some(
                line.say(
                    Code::Machinery,
                    at..line.text.len(),
                    "words that begin with `!` mean something else to YAML",
                )
                .help("put the words in quotes"),
            )
        }
        ErrorKind::MissingAnchorOrAliasName => Some(
            line.say(
                Code::Machinery,
                line.word(),
                "words that begin with `&` or `*` mean something else to YAML",
            )
            .help("put the words in quotes"),
        ),
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
            let at = line.text.find(*character).unwrap_or(line.stumble);
            let message = format!(
                "an invisible character stands here, which is no text: U+{:04X}",
                u32::from(*character)
            );
            Some(
                line.say(Code::Quote, at..at + character.len_utf8(), message)
                    .help("delete it, with its neighbours if it cannot be seen, and write those again"),
            )
        }
        ErrorKind::UnexpectedCharacter { character } => {
            let at = line.text.find(*character).unwrap_or(line.stumble);
            Some(
                line.say(
                    Code::Quote,
                    at..at + character.len_utf8(),
                    format!("words cannot begin with {}", named(*character)),
                )
                .help("put the words in quotes"),
            )
        }
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => Some(
            line.say(Code::Quote, line.word(), "in double quotes, a backslash means something to YAML")
                .help("use single quotes, or write the backslash twice"),
        ),
        ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => {
            let at = line.value().min(line.text.len());
            Some(
                line.say(Code::Quote, at..line.text.len(), "words cannot begin with `|` or `>`")
                    .help("put the words in quotes"),
            )
        }
        // Everything else says little by itself: the line is looked at instead.
        _ => None,
    }
}

/// A bracket that is opened and not closed; the reader may notice only at the next line, or at the end.
fn unclosed(line: &Line<'_>) -> Option<Diagnostic> {
    let here = Line::around(line.source, line.start + line.stumble);
    let (mut braces, mut brackets) = (0_usize, 0_usize);
    for candidate in std::iter::once(here).chain(std::iter::successors(line.before(), Line::before).take(40))
    {
        for (at, sign) in candidate.text.char_indices().rev() {
            match sign {
                '}' => braces += 1,
                ']' => brackets += 1,
                '{' if braces > 0 => braces -= 1,
                '[' if brackets > 0 => brackets -= 1,
                '{' | '[' => return Some(open_bracket(&candidate, at, sign)),
                _ => {}
            }
        }
    }
    None
}

fn open_bracket(line: &Line<'_>, at: usize, open: char) -> Diagnostic {
    let close = if open == '{' { '}' } else { ']' };
    line.say(Code::Syntax, at..at + 1, format!("`{open}` is opened here, and no `{close}` closes it"))
        .help(format!("write `{close}` where the list ends, or put each entry on a line of its own"))
}

/// Quotes that end too early, or never.
fn quotes(line: &Line<'_>) -> Option<Diagnostic> {
    let near = [Line::around(line.source, line.start + line.stumble)]
        .into_iter()
        .chain(std::iter::successors(line.before(), Line::before).take(20));
    for candidate in near {
        let at = candidate.value();
        let rest = candidate.text.get(at..)?;
        let Some(quote @ ('\'' | '"')) = rest.chars().next() else { continue };
        let inside = rest.get(1..)?;
        let closed = inside.trim_end_matches([',', '}', ']', ' ']).ends_with(quote);
        let inner = inside.trim_end_matches([',', '}', ']', ' ', quote]);
        let again = inner.find(quote);
        let message = match (quote, closed, again) {
            (_, true, None) => continue,
            ('\'', _, Some(_)) => "this apostrophe ends the text, which began with an apostrophe",
            (_, _, Some(_)) => "this quotation mark ends the text, which began with one",
            ('\'', false, None) => "the text begins with an apostrophe, and none ends it",
            (_, false, None) => "the text begins with a quotation mark, and none ends it",
        };
        let place = again.map_or(at, |again| at + 1 + again);
        let help = if quote == '\'' {
            "put the whole text in double quotes: \"…\""
        } else {
            "put the whole text in double quotes once, and « » or ' ' inside it"
        };
        return Some(candidate.say(Code::Quote, place..place + 1, message).help(help));
    }
    None
}

/// A second colon in a sentence.
fn colon(line: &Line<'_>) -> Option<Diagnostic> {
    let guilty = [Some(Line::around(line.source, line.start + line.stumble)), line.before()]
        .into_iter()
        .flatten()
        .find(|candidate| second_colon(candidate).is_some())?;
    let at = second_colon(&guilty)?;
    let value = guilty.value();
    let sentence = guilty.text.get(value..)?;
    let help = if sentence.contains('"') {
        "put the whole text in quotes".to_owned()
    } else {
        format!("put the whole text in quotes: \"{sentence}\"")
    };
    Some(
        guilty
            .say(
                Code::Colon,
                at..at + 1,
                "a colon with a space after it, in a text without quotes, begins a new field",
            )
            .help(help),
    )
}

fn second_colon(line: &Line<'_>) -> Option<usize> {
    line.text.find(": ")?;
    let value = line.value();
    let rest = line.text.get(value..)?;
    let plain = !rest.starts_with(['"', '\'', '{', '[', '|', '>', '#']);
    let colon = rest.find(": ").or_else(|| rest.ends_with(':').then(|| rest.len() - 1))?;
    plain.then_some(value + colon)
}

/// A sign as a message shows it.
fn named(sign: char) -> String {
    match sign {
        '`' => "a backtick".to_owned(),
        sign => format!("`{sign}`"),
    }
}

/// Nothing in particular was recognised: what is said is about where lines begin, the commonest slip of all.
fn unclear(line: &Line<'_>) -> Diagnostic {
    let above = line.before();
    // The line above is a name without its value: the reader took it for words that go on here.
    if let Some(above) = above.as_ref().filter(|above| {
        above.indent() == line.indent()
            && !above.text.contains(": ")
            && !above.text.ends_with([':', ',', '[', '{'])
    }) && !above.text.trim_start().starts_with(['-', '#', ']', '}', '"', '\''])
        && line.text.contains(':')
    {
        return nameless(above);
    }
    let first =
        line.indent()..line.indent() + line.text.trim_start().split(':').next().unwrap_or("").len().max(1);
    if let Some(above) = above.filter(|above| above.indent() != line.indent()) {
        return line
            .say(
                Code::Indentation,
                first,
                format!("this line begins {} in, which fits none of the lines above it", spaces(line.indent())),
            )
            .help(format!(
                "the line above begins {} in: fields of one block begin in the same column, and deeper ones two spaces further",
                spaces(above.indent())
            ));
    }
    let word = line.text.get(line.word()).unwrap_or("");
    if line.text.contains(": ") || line.text.ends_with(':') {
        line.say(Code::Syntax, line.word(), format!("`{word}` does not fit here"))
            .help("a line is `name: value`, or `- value` in a list; a text with signs in it stands in quotes")
    } else {
        nameless(line)
    }
}

/// A line that should have a name and a colon, and has not.
fn nameless(line: &Line<'_>) -> Diagnostic {
    let written = line.text.trim_start();
    let glued = written
        .split_once(':')
        .filter(|(name, value)| !name.contains(' ') && !value.is_empty() && !value.starts_with([' ', '/']));
    let whole = line.indent()..line.text.len();
    if let Some((name, value)) = glued {
        return line
            .say(Code::Syntax, whole, "a space is missing after the colon")
            .help(format!("write `{name}: {value}`"));
    }
    if let Some((name, value)) = written.split_once('=') {
        return line.say(Code::Syntax, whole, "this line has no `name:` before its words").help(format!(
            "write `{}: {}`",
            name.trim(),
            value.trim()
        ));
    }
    line.say(Code::Syntax, whole, "this line has no `name:` before its words")
        .help("a line is `name: value`, or `- value` in a list; a long text goes on with more spaces than its name has")
}

fn spaces(count: usize) -> String {
    match count {
        0 => "no spaces".to_owned(),
        1 => "one space".to_owned(),
        many => format!("{many} spaces"),
    }
}
