//! Single values: words, counts, spans of time, dates, names.

use std::ops::{Range, RangeInclusive};

use chrono::{Duration, NaiveDate};

use super::Lower;
use super::fields::shown;
use crate::menu::diagnostic::{Code, did_you_mean};
use crate::menu::syntax::{Entry, Kind, Node, Scalar};

/// The units of spans of time, with what a person may write for them, in English and Italian.
const UNITS: &[(i64, &[&str])] = &[
    (1, &["s", "sec", "second", "seconds", "secondo", "secondi"]),
    (60, &["m", "min", "minute", "minutes", "minuto", "minuti"]),
    (3_600, &["h", "hour", "hours", "ora", "ore"]),
    (86_400, &["d", "day", "days", "giorno", "giorni"]),
    (604_800, &["w", "week", "weeks", "settimana", "settimane"]),
];

impl<'t> Lower<'t> {
    /// A word or sentence; none, and a word about it, where something else stands.
    pub(super) fn scalar(
        &mut self,
        entry: &'t Entry<'t>,
        what: &str,
    ) -> Option<(&'t Scalar<'t>, Range<u32>)> {
        self.scalar_at(&entry.value, &entry.key_span, what)
    }

    pub(super) fn scalar_at(
        &mut self,
        node: &'t Node<'t>,
        owner: &Range<u32>,
        what: &str,
    ) -> Option<(&'t Scalar<'t>, Range<u32>)> {
        match &node.kind {
            Kind::Scalar(scalar) if !scalar.text.trim().is_empty() => Some((scalar, node.span.clone())),
            Kind::Broken => None,
            Kind::Scalar(_) | Kind::Empty => {
                let help =
                    "write it behind the colon, or remove the field where it may be left out".to_owned();
                self.tell(Code::MissingField, owner.clone(), format!("{what} is missing"), Some(help));
                None
            }
            Kind::List(_) | Kind::Map(_) => {
                let message = format!("{what} is one value, and here is {}", node.describe());
                let help = "write it behind the colon, on one line, in double quotes".to_owned();
                self.tell(Code::WrongShape, shown(node, owner), message, Some(help));
                None
            }
        }
    }

    /// A list's values, of which there can be so many.
    pub(super) fn short_list(&mut self, entry: &'t Entry<'t>, what: &str, most: usize) -> &'t [Node<'t>] {
        let written = self.list(entry, what);
        if written.len() > most {
            let help = "leave the others to another file".to_owned();
            let message = format!("{what} has more than {most} entries");
            self.tell(Code::TooMany, entry.key_span.clone(), message, Some(help));
        }
        written.get(..most).unwrap_or(written)
    }

    /// A list's values; one value alone is a list of one.
    pub(super) fn list(&mut self, entry: &'t Entry<'t>, what: &str) -> &'t [Node<'t>] {
        match &entry.value.kind {
            Kind::List(values) if !values.is_empty() => values,
            Kind::Scalar(_) => std::slice::from_ref(&entry.value),
            Kind::Broken => &[],
            Kind::Map(_) => {
                let help = "begin each entry with a hyphen: `- …`".to_owned();
                let message = format!("{what} is a list, and here is {}", entry.value.describe());
                self.tell(Code::WrongShape, entry.key_span.clone(), message, Some(help));
                &[]
            }
            Kind::List(_) | Kind::Empty => {
                let help =
                    "write what belongs there, or remove the field where it may be left out".to_owned();
                self.tell(
                    Code::MissingField,
                    entry.key_span.clone(),
                    format!("nothing stands under {what}"),
                    Some(help),
                );
                &[]
            }
        }
    }

    /// A span of time (`15 minutes`, `1 hour`, `7 s`, `10 giorni`) within bounds.
    pub(super) fn duration(
        &mut self,
        entry: &'t Entry<'t>,
        within: RangeInclusive<Duration>,
    ) -> Option<Duration> {
        let what = format!("`{}`", entry.key);
        let (scalar, span) = self.scalar(entry, &what)?;
        let Some(duration) = duration(&scalar.text) else {
            let help = if scalar.text.trim().bytes().all(|byte| byte.is_ascii_digit()) {
                format!("of what? write `{0} seconds` or `{0} minutes`", scalar.text.trim())
            } else {
                "write a number and a unit: `7 seconds`, `15 minutes`, `1 hour`, `10 days`".to_owned()
            };
            let message = format!("`{}` is no span of time", scalar.text);
            self.tell(Code::BadDuration, span, message, Some(help));
            return None;
        };
        if within.contains(&duration) {
            return Some(duration);
        }
        let bounds = format!("from {} to {}", spoken(*within.start()), spoken(*within.end()));
        let message = format!("`{}` is out of range for {what}", scalar.text);
        self.tell(Code::BadDuration, span, message, Some(format!("it can be {bounds}")));
        None
    }

    /// A whole number within bounds.
    pub(super) fn count(&mut self, entry: &'t Entry<'t>, within: RangeInclusive<u32>) -> Option<u32> {
        let what = format!("`{}`", entry.key);
        let (scalar, span) = self.scalar(entry, &what)?;
        let text = scalar.text.trim();
        let number =
            text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten();
        if let Some(number) = number.filter(|number| within.contains(number)) {
            Some(number)
        } else {
            let message = format!("`{text}` is no number that {what} can be");
            let help = format!("it is a whole number from {} to {}", within.start(), within.end());
            self.tell(Code::BadCount, span, message, Some(help));
            None
        }
    }

    /// `yes` or `no`, as a word.
    pub(super) fn yes(&mut self, entry: &'t Entry<'t>) -> Option<bool> {
        self.choice(entry, &[("yes", true), ("no", false)])
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, entry: &'t Entry<'t>, words: &[(&str, T)]) -> Option<T> {
        let what = format!("`{}`", entry.key);
        let (scalar, span) = self.scalar(entry, &what)?;
        let written = scalar.text.trim();
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == written) {
            return Some(*value);
        }
        let names: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        let message = format!("`{written}` is nothing that {what} can be");
        let help = did_you_mean(written, words.iter().map(|(word, _)| *word))
            .unwrap_or_else(|| format!("it is {}", names.join(" or ")));
        self.tell(Code::WrongShape, span, message, Some(help));
        None
    }

    /// A day, `2022-10-01`.
    pub(super) fn date(&mut self, entry: &'t Entry<'t>) -> Option<NaiveDate> {
        let what = format!("`{}`", entry.key);
        let (scalar, span) = self.scalar(entry, &what)?;
        let text = scalar.text.trim();
        let shape = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let date = shape.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten();
        if date.is_none() {
            let help = turned(text).map_or_else(
                || "write year, month and day: `2022-10-01`".to_owned(),
                |date| format!("perhaps `{date}`?"),
            );
            self.tell(Code::BadDate, span, format!("`{text}` is no date"), Some(help));
        }
        date
    }

    /// A name that an admin gives: small letters, digits, hyphens.
    pub(super) fn name(&mut self, name: &str, span: &Range<u32>, what: &str) -> bool {
        let fine = !name.is_empty()
            && name.len() <= 64
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && name.bytes().next().is_some_and(|first| first.is_ascii_lowercase());
        if !fine {
            let perhaps = tidy(name);
            let help = (!perhaps.is_empty()).then(|| format!("perhaps `{perhaps}`?"));
            self.tell(
                Code::BadName,
                span.clone(),
                format!("`{name}` cannot be the name of {what}: a name has small letters, digits and hyphens, and begins with a letter"),
                help,
            );
        }
        fine
    }
}

/// A date as people in Italy write it (`1/10/2022`, `01.10.2022`), turned round.
fn turned(text: &str) -> Option<NaiveDate> {
    let parts: Vec<_> = text.split(['/', '.', '-', ' ']).collect();
    match parts.as_slice() {
        [day, month, year] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
        _ => None,
    }
}

/// A name as it might have been meant.
fn tidy(name: &str) -> String {
    let plain: String = name
        .trim()
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .collect();
    plain.trim_start_matches(|first: char| !first.is_ascii_lowercase()).trim_end_matches('-').to_owned()
}

/// A span of time: numbers with units, one after the other.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let mut total = 0_i64;
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit())?;
        let number: i64 = rest.get(..digits)?.parse().ok()?;
        rest = rest.get(digits..)?.trim_start();
        let letters = rest.find(|sign: char| !sign.is_alphabetic()).unwrap_or(rest.len());
        let word = rest.get(..letters)?.to_lowercase();
        let (seconds, _) = UNITS.iter().find(|(_, words)| words.contains(&word.as_str()))?;
        total = total.checked_add(number.checked_mul(*seconds)?)?;
        rest = rest.get(letters..)?.trim_start();
        let joined = ["and ", "e ", ", "].iter().find_map(|and| rest.strip_prefix(and));
        rest = joined.unwrap_or(rest).trim_start();
    }
    Duration::try_seconds(total)
}

/// A span of time as a message shows it.
fn spoken(duration: Duration) -> String {
    let seconds = duration.num_seconds();
    let (unit, name) = [(86_400, "days"), (3_600, "hours"), (60, "minutes")]
        .into_iter()
        .find(|(unit, _)| seconds >= *unit && seconds % unit == 0)
        .unwrap_or((1, "seconds"));
    let count = seconds / unit;
    let name = if count == 1 { name.trim_end_matches('s') } else { name };
    format!("{count} {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time_as_people_write_them() {
        for (text, seconds) in [
            ("15 minutes", 900),
            ("15 minuti", 900),
            ("1 hour", 3_600),
            ("1 ora e 30 minuti", 5_400),
            ("1h30m", 5_400),
            ("10 days", 864_000),
            ("7 s", 7),
        ] {
            assert_eq!(duration(text).map(|span| span.num_seconds()), Some(seconds), "{text}");
        }
        for text in ["", "15", "fifteen minutes", "15 fortnights", "-1 hour", "99999999999999999999 s"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn a_span_is_shown_in_its_largest_unit() {
        assert_eq!(spoken(Duration::seconds(90)), "90 seconds");
        assert_eq!(spoken(Duration::minutes(1)), "1 minute");
        assert_eq!(spoken(Duration::days(10)), "10 days");
    }
}
