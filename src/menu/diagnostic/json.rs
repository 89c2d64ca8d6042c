//! Diagnostics for other programs: one JSON array, whose objects keep their shape.

use serde::Serialize;

use super::places::{Position, Texts};
use super::{Diagnostic, Severity};

#[derive(Serialize)]
struct Object<'a> {
    code: &'static str,
    severity: Severity,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(flatten)]
    place: Place<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    also: Option<Labelled<'a>>,
}

#[derive(Serialize)]
struct Labelled<'a> {
    label: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

/// Lines and columns counted from one, columns in characters; the end is not included. Without a text there are bytes only.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Position>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Position>,
    bytes: [u32; 2],
}

/// All of them as one JSON array.
#[must_use]
pub fn json(diagnostics: &[Diagnostic], texts: &Texts) -> String {
    let objects: Vec<_> = diagnostics.iter().map(|diagnostic| object(diagnostic, texts)).collect();
    serde_json::to_string_pretty(&objects).unwrap_or_else(|_| "[]".to_owned())
}

fn object<'a>(diagnostic: &'a Diagnostic, texts: &Texts) -> Object<'a> {
    Object {
        code: diagnostic.code.number(),
        severity: diagnostic.severity,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        place: place(&diagnostic.file, &diagnostic.span, texts),
        also: diagnostic
            .also
            .as_ref()
            .map(|also| Labelled { label: &also.label, place: place(&also.file, &also.span, texts) }),
    }
}

fn place<'a>(file: &'a str, span: &std::ops::Range<u32>, texts: &Texts) -> Place<'a> {
    let lines = texts.lines(file);
    let span = texts.word(file, span);
    Place {
        file,
        start: lines.map(|lines| lines.position(span.start as usize)),
        end: lines.map(|lines| lines.position(span.end as usize)),
        bytes: [span.start, span.end],
    }
}
