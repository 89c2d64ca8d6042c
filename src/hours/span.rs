//! Spans of a day: read from what stands behind the colon.

use std::fmt;
use std::ops::Range;

use super::LineProblem;
use super::lex::{self, Kind, Token};
use super::words::{self, Phrase};

/// Minutes of a day.
pub(super) const DAY: u16 = 24 * 60;

/// The longest span that may end before it starts, and so runs past midnight without being asked; minutes.
const NIGHT: u16 = 12 * 60;

/// The longest key or value, in bytes; what is longer is no calendar's.
pub(super) const LONGEST: usize = 300;

/// A span of local time, in minutes from the midnight with which its day begins. An end beyond [`DAY`] lies in the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Span {
    /// The first minute.
    pub(super) start: u16,
    /// The end, not included: after the start, at most a day after it.
    pub(super) end: u16,
}

impl Span {
    /// From midnight to midnight.
    pub(super) const WHOLE_DAY: Self = Self { start: 0, end: DAY };
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = if self.end > DAY { self.end - DAY } else { self.end };
        write!(f, "{:02}:{:02}–{:02}:{:02}", self.start / 60, self.start % 60, end / 60, end % 60)
    }
}

/// What a value says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Open in these spans, in order, none touching another; closed when there are none.
    Hours(Vec<Span>),
    /// On holidays: as if the day were none.
    AsWeekdays,
    /// Words that are no hours: a holiday's name.
    Words(String),
}

/// A fault and its place in the text.
pub(super) type Fault = (Range<usize>, LineProblem);

/// Reads a value. Faults are all that are found; there is a value exactly when there are none.
pub(super) fn value(text: &str) -> Result<Value, Vec<Fault>> {
    let range = trimmed(text);
    let unknown = |word: String, perhaps: Option<&str>| {
        let perhaps = perhaps.map(str::to_owned);
        Err(vec![(range.clone(), LineProblem::UnknownValue { word, perhaps })])
    };
    if text.len() > LONGEST {
        return unknown(text.chars().take(20).chain(['…']).collect(), None);
    }
    let folded = words::fold(text);
    match words::phrase(&folded) {
        Some(Phrase::Closed) => return Ok(Value::Hours(Vec::new())),
        Some(Phrase::Always) => return Ok(Value::Hours(vec![Span::WHOLE_DAY])),
        Some(Phrase::AsWeekdays) => return Ok(Value::AsWeekdays),
        None => {}
    }
    let tokens = lex::tokens(text);
    if tokens.is_empty() {
        return Err(vec![(0..text.len(), LineProblem::Empty)]);
    }
    if !tokens.iter().any(|token| matches!(token.kind, Kind::Figures(_))) {
        let word = text.get(range.clone()).unwrap_or_default().to_owned();
        return match words::value_like(&word) {
            Some(perhaps) => unknown(word, Some(perhaps)),
            None if words::could_be_a_name(&folded) => Ok(Value::Words(word)),
            None => unknown(word, None),
        };
    }
    Reader { text, tokens: &tokens, at: 0, faults: Vec::new() }.hours().map(Value::Hours)
}

/// The bytes of a text without the blanks around it.
pub(super) fn trimmed(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start().len();
    start..start + text.trim().len()
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn hours(mut self) -> Result<Vec<Span>, Vec<Fault>> {
        let mut spans: Vec<(Span, Range<usize>)> = Vec::new();
        while self.skip(&["dalle", "dal", "ore", "h", "from", "le", "e", "ed", "and"], true) {
            if let Some(span) = self.span() {
                spans.push(span);
            }
        }
        spans.sort_by_key(|(span, _)| *span);
        for pair in spans.windows(2) {
            if let [(first, before), (second, after)] = pair
                && second.start < first.end
            {
                let overlap = LineProblem::Overlap { first: self.said(before), second: self.said(after) };
                self.faults.push((after.clone(), overlap));
            }
        }
        if !self.faults.is_empty() {
            return Err(self.faults);
        }
        let mut joined: Vec<Span> = Vec::new();
        for (span, _) in spans {
            match joined.last_mut() {
                Some(last) if last.end == span.start => last.end = span.end,
                Some(_) | None => joined.push(span),
            }
        }
        Ok(joined)
    }

    /// Leaves out words that only lead to what follows; false at the end.
    fn skip(&mut self, leading: &[&str], commas: bool) -> bool {
        while let Some(token) = self.tokens.get(self.at) {
            match &token.kind {
                Kind::Word(word) if leading.contains(&word.as_str()) => self.at += 1,
                Kind::Comma | Kind::Slash if commas => self.at += 1,
                Kind::Other('.') => self.at += 1,
                Kind::Word(_)
                | Kind::Figures(_)
                | Kind::Dash
                | Kind::Dots
                | Kind::Comma
                | Kind::Slash
                | Kind::Other(_) => return true,
            }
        }
        false
    }

    fn said(&self, range: &Range<usize>) -> String {
        self.text.get(range.clone()).unwrap_or_default().to_owned()
    }

    /// `08:00-18:00`; none, and a fault, when it is no span. At least one token is taken.
    fn span(&mut self) -> Option<(Span, Range<usize>)> {
        let first = self.tokens.get(self.at)?.range.start;
        let start = self.time();
        let stroke = self.tokens.get(self.at).is_some_and(|token| match &token.kind {
            Kind::Dash | Kind::Dots => true,
            Kind::Word(word) => ["alle", "al", "a", "to", "until", "till", "fino"].contains(&word.as_str()),
            Kind::Figures(_) | Kind::Comma | Kind::Slash | Kind::Other(_) => false,
        });
        if !stroke {
            let (_, range) = start?;
            self.faults.push((range.clone(), LineProblem::NoEnd { word: self.said(&range) }));
            return None;
        }
        self.at += 1;
        if !self.skip(&["alle", "ore", "h", "le"], false) {
            let (_, range) = start?;
            self.faults.push((range.clone(), LineProblem::NoEnd { word: self.said(&range) }));
            return None;
        }
        let end = self.time();
        let ((start, _), (end, range)) = (start?, end?);
        let range = first..range.end;
        match span(start, end, self.said(&range)) {
            Ok(span) => Some((span, range)),
            Err(problem) => {
                self.faults.push((range, problem));
                None
            }
        }
    }

    /// A time of day in minutes; none, and a fault, when it is none. At least one token is taken.
    fn time(&mut self) -> Option<(u16, Range<usize>)> {
        let Some(token) = self.tokens.get(self.at) else {
            let end = self.text.trim_end().len();
            self.faults.push((end..end, LineProblem::Empty));
            return None;
        };
        self.at += 1;
        let mut range = token.range.clone();
        let problem = match &token.kind {
            Kind::Figures(figures) => match minutes(figures) {
                Some(minutes) => return Some((minutes, range)),
                None => LineProblem::Time { perhaps: perhaps(figures), word: self.said(&range) },
            },
            Kind::Word(_) | Kind::Dash | Kind::Dots | Kind::Comma | Kind::Slash | Kind::Other(_) => {
                // A remark is one fault, not one for each word.
                while let Some(token) = self.tokens.get(self.at).filter(|token| !starts_hours(&token.kind)) {
                    range.end = token.range.end;
                    self.at += 1;
                }
                let word = self.said(&range);
                let perhaps = words::value_like(&word).map(str::to_owned);
                LineProblem::UnknownValue { word, perhaps }
            }
        };
        self.faults.push((range, problem));
        None
    }
}

/// Whether hours may begin, or go on behind a comma, with such a token.
const fn starts_hours(kind: &Kind) -> bool {
    match kind {
        Kind::Figures(_) | Kind::Comma => true,
        Kind::Word(_) | Kind::Dash | Kind::Dots | Kind::Slash | Kind::Other(_) => false,
    }
}

/// A span; an end before its start lies in the next day, where the span is no longer than a night. Longer ones are asked for by
/// counting the hours on (`18:00-32:00`), because `18:00-08:00` is as often a slip of the pen.
fn span(start: u16, end: u16, said: String) -> Result<Span, LineProblem> {
    if start >= DAY {
        return Err(LineProblem::LateStart { span: said });
    }
    let end = match end {
        _ if end == start => return Err(LineProblem::EmptySpan { span: said }),
        _ if end > start => end,
        _ if end + DAY - start <= NIGHT => end + DAY,
        _ => return Err(LineProblem::Backwards { span: said }),
    };
    if end - start > DAY {
        return Err(LineProblem::LongerThanADay { span: said });
    }
    Ok(Span { start, end })
}

/// `8:00`, `08:00`, and `26:00` for 02:00 on the next day.
fn minutes(figures: &str) -> Option<u16> {
    let (hours, minutes) = figures.split_once(':')?;
    if !(1..=2).contains(&hours.len()) || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= 2 * DAY).then_some(total)
}

/// The time of day that somebody probably meant who wrote `8`, `8.00`, `0800` or `8:5`.
fn perhaps(figures: &str) -> Option<String> {
    let (hours, minutes) = match figures.split_once(['.', ':']) {
        Some((hours, minutes)) => (hours, minutes),
        None if figures.len() >= 3 => figures.split_at_checked(figures.len() - 2)?,
        None => (figures, "00"),
    };
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 24 && minutes < 60 && hours * 60 + minutes <= DAY).then(|| format!("{hours:02}:{minutes:02}"))
}

/// A time of day as it should be written, from what somebody wrote.
pub(super) fn nearest_time(word: &str) -> Option<String> {
    let figures = word.trim();
    if !figures.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    perhaps(figures)
}
