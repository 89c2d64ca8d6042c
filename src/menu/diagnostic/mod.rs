//! What is wrong with a menu, said so that somebody who is no programmer can put it right: what, where, what was probably meant.
//!
//! A diagnostic is a value. It is printed as text with the guilty word underlined, as JSON, or as annotations of a pull request; the texts are
//! asked for only then, so that whoever makes a diagnostic need not carry them.

mod code;
mod github;
mod json;
mod places;
mod text;

use std::ops::Range;
use std::sync::Arc;

pub use code::{Code, Severity};
pub use github::github;
pub use json::json;
pub use places::Texts;
pub use text::text;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of mistake.
    pub code: Code,
    /// Whether it stops the load.
    pub severity: Severity,
    /// What is wrong: one sentence, small first letter, no full stop, names in backticks.
    pub message: String,
    /// The file's name, as its source has it.
    pub file: Arc<str>,
    /// The guilty word, in bytes from the file's beginning; empty for the whole file.
    pub span: Range<u32>,
    /// What to do, or what was probably meant.
    pub help: Option<String>,
    /// Another place that belongs to it (where the first of two stands).
    pub also: Option<Also>,
}

/// Another place that helps to understand a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Also {
    /// The file's name.
    pub file: Arc<str>,
    /// The word, in bytes from the file's beginning.
    pub span: Range<u32>,
    /// What is there ("the first one").
    pub label: String,
}

impl Diagnostic {
    /// A mistake as severe as its code says.
    #[must_use]
    pub fn new(code: Code, file: &Arc<str>, span: Range<u32>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            file: Arc::clone(file),
            span,
            help: None,
            also: None,
        }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, with another place that belongs to it.
    #[must_use]
    pub fn also(mut self, file: &Arc<str>, span: Range<u32>, label: impl Into<String>) -> Self {
        self.also = Some(Also { file: Arc::clone(file), span, label: label.into() });
        self
    }

    /// Whether it stops the load.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// The same diagnostics in reading order: by file as they came, then by place, then by code; equal ones once.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (&a.file, a.span.start, a.span.end, a.code).cmp(&(&b.file, b.span.start, b.span.end, b.code))
    });
    diagnostics.dedup();
}

/// The most that is told of one menu. Beyond it nobody reads on, and underlining a million words takes minutes.
const MOST: usize = 1_000;

/// Keeps the errors before the warnings, each from the file's beginning on, and says that there is more.
pub fn shorten(diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.len() <= MOST {
        return;
    }
    diagnostics.sort_by_key(|said| !said.is_error());
    let severity =
        if diagnostics.iter().any(Diagnostic::is_error) { Severity::Error } else { Severity::Warning };
    diagnostics.truncate(MOST);
    sort(diagnostics);
    if let Some(last) = diagnostics.last() {
        let message = format!("more is wrong than this: only {MOST} mistakes are told at once");
        let more = Diagnostic::new(Code::TooMany, &last.file, last.span.clone(), message)
            .help("mend these first, and check again");
        diagnostics.push(Diagnostic { severity, ..more });
    }
}

/// The most names among which one that was meant is looked for.
const MOST_NAMES: usize = 2_000;

/// "did you mean `x`?", where one of the names is close enough to what was written.
#[must_use]
pub fn did_you_mean<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    closest(written, names).map(|name| format!("did you mean `{name}`?"))
}

/// The name that was probably meant: few letters apart for its length, capitals and hyphens aside.
#[must_use]
pub fn closest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |name: &str| name.to_lowercase().replace(['_', ' '], "-");
    let wanted = plain(written);
    let room = match wanted.chars().count() {
        0..=1 => return None,
        2..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    names
        .into_iter()
        .take(MOST_NAMES)
        .filter(|name| name.len().abs_diff(written.len()) <= 8)
        .map(|name| (strsim::osa_distance(&wanted, &plain(name)), name))
        .filter(|(distance, _)| *distance <= room)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{closest, did_you_mean};

    #[test]
    fn the_name_that_was_meant_is_found() {
        let names = ["lotto-2", "lotto-3", "pct-foro", "operators"];
        assert_eq!(closest("loto-3", names), Some("lotto-3"));
        assert_eq!(closest("Lotto_3", names), Some("lotto-3"));
        assert_eq!(closest("oeprators", names), Some("operators"));
        assert_eq!(closest("sicoge", names), None);
        assert_eq!(did_you_mean("loto-2", names).as_deref(), Some("did you mean `lotto-2`?"));
    }
}
