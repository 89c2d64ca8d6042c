//! Whether a played call came out as its example expects.

use std::ops::Range;

use super::{Ending, Ends, Expected, Transcript};

/// An expectation that was not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where the expectation stands: bytes from the file's beginning.
    pub span: Range<u32>,
    /// What happened instead.
    pub said: String,
}

/// Compares a call with what is expected of it. Words are compared without regard to capitals and line breaks.
#[must_use]
pub fn judge(expected: &Expected, transcript: &Transcript) -> Vec<Fault> {
    let Expected { ends, hears, not, answered } = expected;
    let mut faults = Vec::new();
    if let Some((ends, span)) = ends
        && let Some(said) = ended_elsewhere(ends, transcript)
    {
        faults.push(Fault { span: span.clone(), said });
    }
    if let Some((answered, span)) = answered
        && *answered != transcript.answered
    {
        let said = if transcript.answered { "the call was answered" } else { "the call was not answered" };
        faults.push(Fault { span: span.clone(), said: said.to_owned() });
    }
    let heard = plain(&transcript.heard().collect::<Vec<_>>().join(" "));
    let missing = hears.iter().filter(|(words, _)| !heard.contains(&plain(words)));
    faults.extend(
        missing.map(|(words, span)| Fault { span: span.clone(), said: format!("\"{words}\" was not heard") }),
    );
    let present = not.iter().filter(|(words, _)| heard.contains(&plain(words)));
    faults.extend(
        present.map(|(words, span)| Fault { span: span.clone(), said: format!("\"{words}\" was heard") }),
    );
    faults
}

fn ended_elsewhere(ends: &Ends, transcript: &Transcript) -> Option<String> {
    let right = match ends {
        Ends::At(name) => transcript.destination.as_ref().is_some_and(|reached| reached.name == *name),
        Ends::Booked => transcript.ending == Ending::Booked,
        Ends::Hangup => transcript.ending == Ending::Hangup,
    };
    (!right).then(|| format!("the call ended {}", transcript.ended()))
}

fn plain(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
