//! How booked callbacks are placed: the number that is shown, and each queue's own way.

use chrono::Duration;

use super::Lower;
use super::fields::Fields;
use super::keywords::Keyword;
use crate::menu::diagnostic::{Code, did_you_mean};
use crate::menu::model::{AfterMissed, AfterUnknown, First, Placing};
use crate::menu::syntax::Entry;
use crate::terms::numbering::{self, NotShown};
use crate::terms::{DestinationId, Number};

impl<'t> Lower<'t> {
    /// The number that users see when the desk calls them.
    pub(super) fn callback_from(&mut self, fields: &Fields<'t>) -> Option<Number> {
        let entry = fields.entry(Keyword::CallbackFrom)?;
        let (scalar, span) = self.scalar(entry, "the number that is shown")?;
        let text = scalar.text.trim();
        let (message, help) = match numbering::number(text, self.country) {
            Ok(number) => match numbering::shown(number) {
                Ok(()) => return Some(number),
                Err(NotShown(kind)) => (
                    format!("`{text}` is {kind}, and users could not or should not call it back"),
                    "write a geographic or mobile number of the desk's own, at which calls back arrive",
                ),
            },
            Err(fault) => (
                format!("the number `{text}` {fault}"),
                "write it as it is dialled inside the country, or with `+` and the country's code",
            ),
        };
        self.tell(Code::BadPhone, span, message, Some(help.to_owned()));
        None
    }

    /// A queue's way to place its callbacks.
    pub(super) fn placing(&mut self, fields: &Fields<'t>) -> Placing {
        let to = fields.entry(Keyword::To).and_then(|entry| self.answers(entry));
        let usual = Placing::usual(to);
        let firsts = [("customer", First::Customer), ("agent", First::Agent)];
        let unknowns = [("leave", AfterUnknown::Leave), ("redial", AfterUnknown::Redial)];
        let afterwards =
            [("leave", AfterMissed::Leave), ("close", AfterMissed::Close), ("rebook", AfterMissed::Rebook)];
        let minutes = Duration::zero()..=Duration::hours(8);
        let first = fields.entry(Keyword::First).and_then(|entry| self.choice(entry, &firsts));
        let first = first.unwrap_or(usual.first);
        let waits =
            |to: DestinationId| self.destinations.get(to.index()).is_some_and(|one| one.waiting.is_some());
        let in_queue = first == First::Agent && to.is_some_and(waits);
        let missed = fields.entry(Keyword::AfterMissed).and_then(|entry| self.choice(entry, &afterwards));
        let missed = missed.unwrap_or(usual.missed);
        if let Some(entry) = fields.entry(Keyword::RebookAtMost).filter(|_| missed != AfterMissed::Rebook) {
            let help = "write `after-missed: rebook` beside it, or leave it out".to_owned();
            let message = "nothing is booked again here";
            self.tell(Code::Contradiction, entry.key_span.clone(), message, Some(help));
        }
        Placing {
            first,
            attempts: self.number(fields, Keyword::Attempts, usual.attempts, 1..=10),
            apart: self.span(fields, Keyword::Apart, usual.apart, minutes),
            at_once: fields
                .entry(Keyword::AtOnce)
                .and_then(|entry| self.count(entry, 1..=1_000))
                .and_then(|most| u16::try_from(most).ok()),
            unknown: fields
                .entry(Keyword::Unknown)
                .and_then(|entry| self.choice(entry, &unknowns))
                .unwrap_or(usual.unknown),
            missed,
            rebookings: self.number(fields, Keyword::RebookAtMost, usual.rebookings, 1..=10),
            in_queue,
            to,
        }
    }

    /// The destination where operators answer the queue's callbacks.
    fn answers(&mut self, entry: &'t Entry<'t>) -> Option<DestinationId> {
        let (scalar, span) = self.scalar(entry, "the destination that answers")?;
        let name = scalar.text.trim();
        let found = self.destinations.iter().position(|destination| *destination.name == *name);
        let found = found.and_then(|place| u16::try_from(place).ok()).map(DestinationId);
        if found.is_none() && !self.names.broken.contains(&name) {
            let help = did_you_mean(name, self.destinations.iter().map(|destination| &*destination.name));
            let message = format!("no destination is called `{name}`");
            self.tell(Code::UnknownDestination, span, message, help);
        }
        found
    }
}
