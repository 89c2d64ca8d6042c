//! What a desk says about requests: `tickets`, with its table of severities.

use std::ops::Range;
use std::sync::Arc;

use chrono::Duration;

use super::Lower;
use super::fields::Fields;
use super::keywords::Keyword;
use super::values::duration;
use crate::menu::diagnostic::Code;
use crate::menu::model::Tickets;
use crate::menu::syntax::{Entry, Kind};
use crate::terms::{CalendarId, TextId};
use crate::ticket::{Amount, Clock, Escalation, Figure, Figures, Lapse, Promise, Severity, Warning};

const FIELDS: &[Keyword] = &[
    Keyword::Hours,
    Keyword::Kinds,
    Keyword::Severity,
    Keyword::Warning,
    Keyword::Lapse,
    Keyword::Escalation,
];

const SEVERITY: &[Keyword] = &[Keyword::High, Keyword::Medium, Keyword::Low, Keyword::Info, Keyword::Assumed];

/// What a row of the table can promise.
const ROW: &[Keyword] = &[Keyword::Reaction, Keyword::Resolution, Keyword::AtOtherTimes];

/// When a desk is told of a deadline, if nothing else is said.
const WARNING: Warning = Warning { before: Duration::minutes(30), at_any_hour: false };

/// The longest that can be promised, in working days.
const MOST_DAYS: u16 = 500;

impl<'t> Lower<'t> {
    pub(super) fn tickets(&mut self, fields: &Fields<'t>) -> Tickets {
        let Some(entry) = fields.entry(Keyword::Tickets) else { return Tickets::default() };
        let Some(fields) = self.fields(&entry.value, &entry.key_span, "`tickets`", FIELDS) else {
            return Tickets::default();
        };
        let calendar =
            fields.entry(Keyword::Hours).and_then(|entry| self.calendar_named(&entry.value, &entry.key_span));
        let promise = fields.entry(Keyword::Severity).and_then(|entry| self.promise(entry));
        let warning = fields
            .entry(Keyword::Warning)
            .and_then(|entry| self.warning(entry, fields.has(Keyword::Severity)));
        let (warning, warned) = warning.unzip();
        Tickets {
            calendar: calendar.unwrap_or(CalendarId(0)),
            lapse: fields.entry(Keyword::Lapse).and_then(|entry| self.lapse(entry)),
            escalation: fields.entry(Keyword::Escalation).and_then(|entry| self.escalation(entry)),
            warning: warning.or(promise.map(|_| WARNING)),
            warned: warned.flatten(),
            promise,
            kinds: self.kinds(&fields),
        }
    }

    fn kinds(&mut self, fields: &Fields<'t>) -> Vec<(Arc<str>, TextId)> {
        let Some(entry) = fields.entry(Keyword::Kinds) else { return Vec::new() };
        let lines =
            self.named_lines(entry, "`kinds` has a line for each kind of request: its name and its title");
        let kind = |line: &'t Entry<'t>| {
            let named = self.name(&line.key, &line.key_span, "a kind of request");
            let title = self.text(line)?;
            named.then(|| (Arc::from(&*line.key), title))
        };
        lines.iter().filter_map(kind).collect()
    }

    /// A block whose keys are the admin's own names.
    pub(super) fn named_lines(&mut self, entry: &'t Entry<'t>, what: &str) -> &'t [Entry<'t>] {
        match &entry.value.kind {
            Kind::Map(lines) => lines,
            Kind::Broken => &[],
            Kind::Empty | Kind::Scalar(_) | Kind::List(_) => {
                let help = "write `name: …` below it, a line for each".to_owned();
                self.tell(Code::WrongShape, entry.key_span.clone(), what, Some(help));
                &[]
            }
        }
    }

    fn promise(&mut self, entry: &'t Entry<'t>) -> Option<Promise> {
        let fields = self.fields(&entry.value, &entry.key_span, "`severity`", SEVERITY)?;
        let mut figures = [Figures::default(); Severity::COUNT];
        for severity in Severity::ALL {
            let row = fields.entry(keyword(severity)).and_then(|entry| self.promise_row(entry));
            if let (Some(place), Some(row)) = (figures.get_mut(severity.index()), row) {
                *place = row;
            }
        }
        let written = |severity: &Severity| fields.has(keyword(*severity));
        let Some(gravest) = Severity::ALL.into_iter().find(|severity| written(severity)) else {
            let help =
                "write for instance `high: { reaction: 30 minutes staffed, resolution: 8 hours staffed }`";
            self.missing(&entry.key_span, "the table of severities promises nothing", help);
            return None;
        };
        let words = Severity::ALL.map(|severity| (severity.name(), severity));
        let assumed = match fields.entry(Keyword::Assumed) {
            Some(entry) => {
                let assumed = self.choice(entry, &words)?;
                if !written(&assumed) {
                    let message = format!("the table promises nothing for `{assumed}`");
                    let help = format!("add a line `{assumed}: …`, or name one that is there");
                    self.tell(Code::Contradiction, entry.value.span.clone(), message, Some(help));
                }
                assumed
            }
            None => gravest,
        };
        Some(Promise { figures, assumed })
    }

    fn promise_row(&mut self, entry: &'t Entry<'t>) -> Option<Figures> {
        let fields = self.fields(&entry.value, &entry.key_span, "a severity", ROW)?;
        let mut figure = |keyword| fields.entry(keyword).and_then(|entry| self.figure(entry));
        let reaction = figure(Keyword::Reaction);
        let staffed = figure(Keyword::Resolution);
        let otherwise = figure(Keyword::AtOtherTimes).or(staffed);
        if let (Some(other), false) = (fields.entry(Keyword::AtOtherTimes), fields.has(Keyword::Resolution)) {
            self.missing(
                &other.key_span,
                "`at-other-times` stands here without `resolution`",
                "say first what holds for requests that come while the desk is staffed: `resolution: 8 hours staffed`",
            );
        }
        Some(Figures { reaction, staffed, otherwise })
    }

    /// `30 minutes staffed`, `12 hours wall`, `1 working day staffed`.
    fn figure(&mut self, entry: &'t Entry<'t>) -> Option<Figure> {
        let what = format!("`{}`", entry.key);
        let (scalar, span) = self.scalar(entry, &what)?;
        match figure(&scalar.text) {
            Ok(figure) => Some(figure),
            Err(help) => {
                let message = format!("`{}` does not say what is promised", scalar.text.trim());
                self.tell(Code::BadDuration, span, message, Some(help));
                None
            }
        }
    }

    fn warning(&mut self, entry: &'t Entry<'t>, promised: bool) -> Option<(Warning, Option<Box<str>>)> {
        let allowed = [Keyword::Before, Keyword::AtAnyHour, Keyword::To];
        let fields = self.fields(&entry.value, &entry.key_span, "`warning`", &allowed)?;
        if !promised {
            let help = "write a table under `severity`, or leave this out".to_owned();
            let message = "there is no deadline to warn of: the desk promises nothing";
            self.tell(Code::Contradiction, entry.key_span.clone(), message, Some(help));
        }
        let within = Duration::minutes(1)..=Duration::days(7);
        let before = fields.entry(Keyword::Before).and_then(|entry| self.duration(entry, within));
        let at_any_hour = fields.entry(Keyword::AtAnyHour).and_then(|entry| self.yes(entry));
        let to = fields.entry(Keyword::To).and_then(|entry| self.mailbox(entry));
        let warning = Warning {
            before: before.unwrap_or(WARNING.before),
            at_any_hour: at_any_hour.unwrap_or(WARNING.at_any_hour),
        };
        Some((warning, to))
    }

    /// One plain mail address.
    fn mailbox(&mut self, entry: &'t Entry<'t>) -> Option<Box<str>> {
        let (scalar, span) = self.scalar(entry, &format!("`{}`", entry.key))?;
        let to = scalar.text.trim();
        if !is_mailbox(to) {
            let help = "write one address, without a name beside it: `desk@example.it`".to_owned();
            self.tell(Code::WrongShape, span, format!("`{to}` is no mail address"), Some(help));
            return None;
        }
        Some(to.into())
    }

    fn lapse(&mut self, entry: &'t Entry<'t>) -> Option<Lapse> {
        if let Kind::Scalar(scalar) = &entry.value.kind
            && (scalar.text.trim().bytes().all(|byte| byte.is_ascii_digit()) || !whole_days(&scalar.text))
        {
            let help = "write it as `60 days`".to_owned();
            let message = "a request lapses at the end of a day, so this is a number of days";
            self.tell(Code::BadDuration, entry.value.span.clone(), message, Some(help));
            return None;
        }
        let lapse = self.duration(entry, Duration::days(1)..=Duration::days(3_650))?;
        Some(Lapse { days: u16::try_from(lapse.num_days()).ok()?, zone: self.zone })
    }

    fn escalation(&mut self, entry: &'t Entry<'t>) -> Option<Escalation> {
        let allowed = [Keyword::To, Keyword::Subject];
        let fields = self.fields(&entry.value, &entry.key_span, "`escalation`", &allowed)?;
        let to =
            self.needed(&fields, Keyword::To, "write the mailbox to which it goes: `to: desk@example.it`");
        let subject =
            self.needed(&fields, Keyword::Subject, "write the subject, letter for letter: `subject: …`");
        let (to, span) = to?;
        if !is_mailbox(&to) {
            let help = "write one address, without a name beside it: `desk@example.it`".to_owned();
            self.tell(Code::WrongShape, span, format!("`{to}` is no mail address"), Some(help));
            return None;
        }
        let (subject, span) = subject?;
        if subject.len() > 200 || subject.chars().any(char::is_control) {
            let help = "write one line of at most 200 letters".to_owned();
            self.tell(Code::WrongShape, span, "this is no subject of a mail", Some(help));
            return None;
        }
        Some(Escalation { to, subject })
    }

    /// A word or sentence that must be there.
    fn needed(
        &mut self,
        fields: &Fields<'t>,
        keyword: Keyword,
        help: &str,
    ) -> Option<(Box<str>, Range<u32>)> {
        let Some(entry) = fields.entry(keyword) else {
            let message = format!("`{}` is missing", keyword.spelling());
            self.missing(&fields.owner, message, help);
            return None;
        };
        let (scalar, span) = self.scalar(entry, &format!("`{}`", entry.key))?;
        Some((scalar.text.trim().into(), span))
    }
}

const fn keyword(severity: Severity) -> Keyword {
    match severity {
        Severity::High => Keyword::High,
        Severity::Medium => Keyword::Medium,
        Severity::Low => Keyword::Low,
        Severity::Info => Keyword::Info,
    }
}

/// A figure, or what to write instead.
fn figure(text: &str) -> Result<Figure, String> {
    let text = text.trim();
    let (amount, clock) = match text.rsplit_once([' ', ',']) {
        Some((amount, "staffed")) => (amount, Some(Clock::Staffed)),
        Some((amount, "wall")) => (amount, Some(Clock::Wall)),
        Some(_) | None => (text, None),
    };
    let amount = amount.trim_end_matches([' ', ',']);
    let Some(read) = working_days(amount).or_else(|| duration(amount).map(Amount::Time)) else {
        return Err("write how much, and on which clock: `30 minutes staffed`, `12 hours wall`, `2 working days staffed`".to_owned());
    };
    let Some(clock) = clock else {
        return Err(format!(
            "on which clock? write `{amount} staffed` (the desk's open hours) or `{amount} wall` (all hours)"
        ));
    };
    match read {
        Amount::WorkingDays(days) if days == 0 || days > MOST_DAYS => {
            Err(format!("it can be from 1 to {MOST_DAYS} working days"))
        }
        Amount::Time(length) if length < Duration::minutes(1) || length > Duration::days(366) => {
            Err("it can be from 1 minute to 366 days".to_owned())
        }
        Amount::Time(_) if clock == Clock::Staffed && in_days(amount) => {
            Err("a day has more hours than the desk is staffed: write `2 working days staffed`, or hours"
                .to_owned())
        }
        Amount::WorkingDays(_) | Amount::Time(_) => Ok(Figure { amount: read, clock }),
    }
}

/// `1 working day`, `10 giorni lavorativi`.
fn working_days(text: &str) -> Option<Amount> {
    let mut words = text.split_whitespace();
    let number = words.next()?.parse().ok()?;
    let rest: Vec<_> = words.collect();
    matches!(
        rest.as_slice(),
        ["working", "day" | "days"] | ["giorno", "lavorativo"] | ["giorni", "lavorativi"]
    )
    .then_some(Amount::WorkingDays(number))
}

/// Whether a text is a span of whole days, or none at all.
fn whole_days(text: &str) -> bool {
    duration(text).is_none_or(|span| span.num_seconds() % Duration::days(1).num_seconds() == 0)
}

/// Whether a span of time was written in days or weeks.
fn in_days(text: &str) -> bool {
    let units = text.split(|sign: char| !sign.is_alphabetic());
    units.into_iter().any(|unit| {
        matches!(
            unit,
            "d" | "day" | "days" | "giorno" | "giorni" | "w" | "week" | "weeks" | "settimana" | "settimane"
        )
    })
}

/// Whether a text is one plain mail address. Whether mail arrives there, nobody can see.
fn is_mailbox(text: &str) -> bool {
    let word = |part: &str, more: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && part.chars().all(|sign| sign.is_ascii_alphanumeric() || more.contains(sign))
    };
    text.len() <= 254
        && text.split_once('@').is_some_and(|(name, host)| {
            word(name, ".!#$%&'*+-/=?^_`{|}~")
                && word(host, ".-")
                && host.contains('.')
                && !host.contains("..")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_as_people_write_them() {
        let time = |minutes| Amount::Time(Duration::minutes(minutes));
        for (text, amount, clock) in [
            ("30 minutes staffed", time(30), Clock::Staffed),
            ("8 ore, staffed", time(480), Clock::Staffed),
            ("12 hours wall", time(720), Clock::Wall),
            ("2 days wall", time(2880), Clock::Wall),
            ("1 working day staffed", Amount::WorkingDays(1), Clock::Staffed),
            ("10 giorni lavorativi wall", Amount::WorkingDays(10), Clock::Wall),
        ] {
            assert_eq!(figure(text), Ok(Figure { amount, clock }), "{text}");
        }
        for (text, told) in [
            ("8 hours", "on which clock?"),
            ("2 working days", "on which clock?"),
            ("staffed", "write how much"),
            ("soon wall", "write how much"),
            ("0 working days wall", "from 1 to"),
            ("10 seconds wall", "from 1 minute"),
            ("2 days staffed", "working days"),
            ("-1 hour wall", "write how much"),
        ] {
            let help = figure(text).unwrap_err();
            assert!(help.contains(told), "{text}: {help}");
        }
    }

    #[test]
    fn a_mailbox_is_one_address() {
        for fine in ["desk@example.it", "a.b+c@x-y.example.org"] {
            assert!(is_mailbox(fine), "{fine}");
        }
        for wrong in [
            "desk",
            "desk@",
            "@example.it",
            "desk@host",
            "a b@example.it",
            "a@b@example.it",
            "Desk <desk@example.it>",
            "a@x..it",
            "a@x.it.",
        ] {
            assert!(!is_mailbox(wrong), "{wrong}");
        }
    }
}
