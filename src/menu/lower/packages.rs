//! What a desk sells in advance: `packages`.

use chrono::Duration;

use super::Lower;
use super::fields::Fields;
use super::keywords::Keyword;
use crate::menu::diagnostic::Code;
use crate::menu::model::Packages;
use crate::menu::syntax::{Entry, Kind};
use crate::terms::Language;
use crate::ticket::{AtCap, Cap, PackageKind};

const FIELDS: &[Keyword] =
    &[Keyword::Kinds, Keyword::Months, Keyword::Length, Keyword::Warning, Keyword::AtEnd];

/// How long a package can be used, if nothing else is said; months.
const MONTHS: u32 = 12;

/// One call, if nothing else is said.
const CAP: Cap =
    Cap { length: Duration::minutes(15), warning: Duration::minutes(1), then: AtCap::SpendAnother };

impl<'t> Lower<'t> {
    pub(super) fn packages(&mut self, fields: &Fields<'t>) -> Option<Packages> {
        let entry = fields.entry(Keyword::Packages)?;
        let fields = self.fields(&entry.value, &entry.key_span, "`packages`", FIELDS)?;
        let months = fields.entry(Keyword::Months).and_then(|entry| self.count(entry, 1..=120));
        let cap = self.cap(&fields);
        let Some(kinds) = fields.entry(Keyword::Kinds) else {
            let help = "write `kinds:` and a line for each: `gold: { size: 500 }`";
            self.missing(&entry.key_span, "the desk has packages, but none is named", help);
            return None;
        };
        let lines = self.named_lines(kinds, "`kinds` has a block for each package, with its name");
        let kinds = lines.iter().filter_map(|line| self.package(line, months.unwrap_or(MONTHS))).collect();
        Some(Packages { kinds, cap })
    }

    fn package(&mut self, line: &'t Entry<'t>, months: u32) -> Option<PackageKind> {
        let named = self.name(&line.key, &line.key_span, "a package");
        let allowed = [Keyword::Size, Keyword::Languages];
        let fields = self.fields(&line.value, &line.key_span, "a package", &allowed)?;
        let Some(entry) = fields.entry(Keyword::Size) else {
            let help = "write how many requests it is sold as: `size: 500`";
            self.missing(
                &line.key_span,
                format!("nothing says how large the package `{}` is", line.key),
                help,
            );
            return None;
        };
        let size = self.count(entry, 2..=1_000_000)?;
        if size % 2 != 0 {
            let message = "a package is half calls and half written requests, so its size is even";
            let help = format!("perhaps `{}`?", size + 1);
            self.tell(Code::BadCount, entry.value.span.clone(), message, Some(help));
            return None;
        }
        let languages = self.package_languages(&fields);
        named.then(|| PackageKind { name: (*line.key).into(), size, months, languages })
    }

    /// The languages that a package pays for; the desk's first, if nothing else is said.
    fn package_languages(&mut self, fields: &Fields<'t>) -> Vec<Language> {
        let Some(entry) = fields.entry(Keyword::Languages) else {
            return self.languages.iter().take(1).copied().collect();
        };
        let mut languages = Vec::new();
        for node in self.list(entry, "`languages`") {
            let Some((scalar, span)) = self.scalar_at(node, &entry.key_span, "a language") else { continue };
            let spoken = self.languages.iter().find(|language| language.code() == scalar.text.trim());
            match spoken.copied() {
                Some(language) if languages.contains(&language) => {}
                Some(language) => languages.push(language),
                None => {
                    let codes: Vec<_> = self.languages.iter().map(|language| language.code()).collect();
                    let message = format!("the desk does not speak `{}`", scalar.text.trim());
                    let help = format!("it speaks {}", codes.join(", "));
                    self.tell(Code::UnknownLanguage, span, message, Some(help));
                }
            }
        }
        languages
    }

    fn cap(&mut self, fields: &Fields<'t>) -> Cap {
        let span = |lower: &mut Self, keyword, within| {
            fields.entry(keyword).and_then(|entry| lower.duration(entry, within))
        };
        let length =
            span(self, Keyword::Length, Duration::seconds(10)..=Duration::hours(4)).unwrap_or(CAP.length);
        let longest = length - Duration::seconds(1);
        let warning = match fields.entry(Keyword::Warning) {
            Some(entry) if is_no(entry) => Duration::zero(),
            _ => span(self, Keyword::Warning, Duration::seconds(2)..=longest)
                .unwrap_or(CAP.warning.min(longest)),
        };
        let ends = [("another-call", AtCap::SpendAnother), ("end", AtCap::End)];
        let then =
            fields.entry(Keyword::AtEnd).and_then(|entry| self.choice(entry, &ends)).unwrap_or(CAP.then);
        Cap { length, warning, then }
    }
}

/// Whether there is to be none.
fn is_no(entry: &Entry<'_>) -> bool {
    matches!(&entry.value.kind, Kind::Scalar(scalar) if scalar.text.trim() == "no")
}
