//! Diagnostics as GitHub's workflow commands, which it shows beside the lines of a pull request
//! (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>).

use std::fmt::Write as _;

use super::places::Texts;
use super::{Diagnostic, Severity};

/// All of them, a line each.
#[must_use]
pub fn github(diagnostics: &[Diagnostic], texts: &Texts) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let _ = write!(out, "::{command} file={}", property(&diagnostic.file));
        if let Some(lines) = texts.lines(&diagnostic.file) {
            let span = texts.word(&diagnostic.file, &diagnostic.span);
            let start = lines.position(span.start as usize);
            let end = lines.position(span.end as usize);
            let _ = write!(out, ",line={},col={}", start.line, start.column);
            if end.line == start.line && end.column > start.column {
                let _ = write!(out, ",endColumn={}", end.column);
            }
        }
        let help = diagnostic.help.as_deref().map_or_else(String::new, |help| format!(" ({help})"));
        let said = escape(&format!("{}{help}", diagnostic.message));
        let _ = writeln!(out, ",title={}::{said}", diagnostic.code);
    }
    out
}

/// What would end a command's message.
fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What would end a command's property.
fn property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}
