//! What happens at a place.

use super::super::Lower;
use super::super::fields::Fields;
use super::super::keywords::Keyword;
use super::super::places::Around;
use crate::menu::diagnostic::Code;
use crate::menu::model::{Collect, HangupCause, Step, Task, Transfer};
use crate::menu::syntax::{Entry, Kind};
use crate::terms::{Digit, Digits, NodeId};

/// How many times silence and wrong keys are let pass, if nothing else is said. The second silence goes on.
pub(super) const REPEATS_SILENCE: u8 = 1;
pub(super) const REPEATS_WRONG: u8 = 2;

impl<'t> Lower<'t> {
    pub(super) fn step(
        &mut self,
        id: NodeId,
        fields: &Fields<'t>,
        path: &mut String,
        around: &Around,
    ) -> Option<Step> {
        if let Some(entry) = fields.entry(Keyword::Keys) {
            return self.keys(id, entry, fields, path, around).map(Step::Choice);
        }
        if let Some(entry) = fields.entry(Keyword::Collect) {
            return self.collect(id, entry, fields, path, around).map(Step::Collect);
        }
        if let Some(entry) = fields.entry(Keyword::Say) {
            let text = self.text(entry);
            let then = self.then(id, fields, path, around);
            return Some(Step::Say { text: text?, then });
        }
        if let Some(entry) = fields.entry(Keyword::Transfer) {
            return self.transfer(id, entry, fields, path, around).map(Step::Transfer);
        }
        if let Some(entry) = fields.entry(Keyword::Callback) {
            return self.callback(id, entry, fields, path, around);
        }
        if let Some(entry) = fields.entry(Keyword::Request) {
            return self.request(id, entry, fields, path, around);
        }
        if let Some(entry) = fields.entry(Keyword::Customer) {
            return self.customer(id, entry, fields, path, around).map(Step::Customer);
        }
        let entry = fields.entry(Keyword::Hangup)?;
        let text = match entry.value.kind {
            Kind::Empty => None,
            Kind::Scalar(_) | Kind::List(_) | Kind::Map(_) | Kind::Broken => Some(self.text(entry)?),
        };
        let cause = fields.entry(Keyword::Reason).map(|entry| self.reason(entry));
        Some(Step::Hangup { text, cause: cause.unwrap_or(Some(HangupCause::Normal))? })
    }

    fn reason(&mut self, entry: &'t Entry<'t>) -> Option<HangupCause> {
        self.choice(
            entry,
            &[
                ("normal", HangupCause::Normal),
                ("busy", HangupCause::Busy),
                ("rejected", HangupCause::Rejected),
                ("unallocated", HangupCause::Unallocated),
            ],
        )
    }

    /// Where the call goes on.
    pub(super) fn then(
        &mut self,
        id: NodeId,
        fields: &Fields<'t>,
        path: &mut String,
        around: &Around,
    ) -> NodeId {
        let Some(entry) = fields.entry(Keyword::Then) else {
            let help =
                "write `then:` and a destination, a node, `callback`, `back`, `hangup`, or a block of fields";
            self.missing(&fields.owner, "nothing is said about how the call goes on from here", help);
            return self.nowhere();
        };
        self.leads(id, entry, Keyword::Then, path, around)
    }

    /// The place that a field leads to.
    pub(super) fn leads(
        &mut self,
        id: NodeId,
        entry: &'t Entry<'t>,
        keyword: Keyword,
        path: &mut String,
        around: &Around,
    ) -> NodeId {
        let inside = around.inside(id);
        self.below(path, keyword.spelling(), |lower, path| {
            lower.place_or_nowhere(&entry.value, &entry.key_span, path, &inside)
        })
    }

    fn transfer(
        &mut self,
        id: NodeId,
        entry: &'t Entry<'t>,
        fields: &Fields<'t>,
        path: &str,
        around: &Around,
    ) -> Option<Transfer> {
        let (scalar, span) = self.scalar(entry, "the destination")?;
        let to = self.destination_called(scalar.text.trim(), span);
        let ring = self.ring(fields);
        let own = self.fallbacks_in(fields, path, &around.inside(id).at_the_end());
        let to = to?;
        if let (Some(_), Some(entry)) = (self.waits_at(to), fields.entry(Keyword::Ring)) {
            self.rings_in_a_queue(&entry.key_span);
        }
        Some(self.put_through(to, ring, own, around))
    }

    /// `busy`, `no-answer` and `failed`, or `otherwise` for those of them that are not there.
    pub(super) fn fallbacks_in(
        &mut self,
        fields: &Fields<'t>,
        path: &str,
        around: &Around,
    ) -> [Option<NodeId>; 3] {
        let mut path = path.to_owned();
        let mut read = |keyword: Keyword| {
            let entry = fields.entry(keyword)?;
            Some(self.below(&mut path, keyword.spelling(), |lower, path| {
                lower.place_or_nowhere(&entry.value, &entry.key_span, path, around)
            }))
        };
        let otherwise = read(Keyword::Otherwise);
        [Keyword::Busy, Keyword::NoAnswer, Keyword::Failed].map(|keyword| read(keyword).or(otherwise))
    }

    fn callback(
        &mut self,
        id: NodeId,
        entry: &'t Entry<'t>,
        fields: &Fields<'t>,
        path: &mut String,
        around: &Around,
    ) -> Option<Step> {
        let queue = match entry.value.kind {
            Kind::Empty => self.only_queue(&entry.key_span),
            Kind::Scalar(_) | Kind::List(_) | Kind::Map(_) | Kind::Broken => {
                let (scalar, span) = self.scalar(entry, "the queue's name")?;
                self.queue_called(scalar.text.trim(), span)
            }
        };
        let otherwise = match fields.entry(Keyword::Otherwise) {
            Some(entry) => self.leads(id, entry, Keyword::Otherwise, path, &around.at_the_end()),
            None => self.unbooked(around),
        };
        Some(Step::Callback { queue: queue?, otherwise })
    }

    fn request(
        &mut self,
        id: NodeId,
        entry: &'t Entry<'t>,
        fields: &Fields<'t>,
        path: &mut String,
        around: &Around,
    ) -> Option<Step> {
        let tasks = [
            ("status", Task::Status),
            ("reminder", Task::Reminder),
            ("booking", Task::Booking),
            ("escalation", Task::Escalation),
        ];
        let task = self.choice(entry, &tasks);
        if task == Some(Task::Escalation) && !self.escalates {
            let help =
                "name it under `tickets`: `escalation: { to: desk@example.it, subject: … }`".to_owned();
            let message = "the desk has no mailbox for escalations";
            self.tell(Code::Contradiction, entry.value.span.clone(), message, Some(help));
        }
        if task == Some(Task::Booking) && self.queues.is_empty() {
            // Tells what is missing.
            self.only_queue(&entry.value.span);
        }
        let then = match fields.entry(Keyword::Then) {
            Some(entry) => self.leads(id, entry, Keyword::Then, path, around),
            None => around.last_resort,
        };
        let otherwise = match fields.entry(Keyword::Otherwise) {
            Some(entry) => self.leads(id, entry, Keyword::Otherwise, path, &around.at_the_end()),
            None => around.fallback(),
        };
        Some(Step::Request { task: task?, then, otherwise })
    }

    fn collect(
        &mut self,
        id: NodeId,
        entry: &'t Entry<'t>,
        fields: &Fields<'t>,
        path: &mut String,
        around: &Around,
    ) -> Option<Collect> {
        let prompt = self.text(entry);
        let digits = self.digits(fields);
        let ends = [("hash", Some(Digit::HASH)), ("star", Some(Digit::STAR)), ("none", None)];
        let terminator =
            fields.entry(Keyword::End).map_or(Some(Some(Digit::HASH)), |entry| self.choice(entry, &ends));
        let secret = fields.entry(Keyword::Secret).map_or(Some(false), |entry| self.yes(entry));
        let around = self.errors_here(id, fields, path, around);
        let no_input = self.misses(id, Keyword::NoInput, fields, path, &around);
        let no_match = self.misses(id, Keyword::NoMatch, fields, path, &around);
        let then = self.then(id, fields, path, &around);
        let (min, max) = digits?;
        Some(Collect {
            prompt: prompt?,
            min,
            max,
            terminator: terminator?,
            no_input,
            no_match,
            secret: secret?,
            then,
        })
    }

    /// `5`, or `1-16`.
    pub(super) fn digits(&mut self, fields: &Fields<'t>) -> Option<(u8, u8)> {
        let Some(entry) = fields.entry(Keyword::Digits) else {
            self.missing(
                &fields.owner,
                "nothing says how many digits are asked for",
                "write `digits: 5` or `digits: 1-16`",
            );
            return None;
        };
        let (scalar, span) = self.scalar(entry, "`digits`")?;
        let text = scalar.text.trim();
        let (least, most) = text.split_once('-').unwrap_or((text, text));
        let most_ever = u8::try_from(Digits::MAX).unwrap_or(u8::MAX);
        match (least.trim().parse::<u8>(), most.trim().parse::<u8>()) {
            (Ok(least), Ok(most)) if least >= 1 && least <= most && most <= most_ever => Some((least, most)),
            _ => {
                let help =
                    format!("write one number, or the fewest and the most: `5`, `1-16`; at most {most_ever}");
                self.tell(Code::BadCount, span, format!("`{text}` is no number of digits"), Some(help));
                None
            }
        }
    }
}
