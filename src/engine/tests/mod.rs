//! What callers notice, on a small desk built by hand.

mod booking;
mod called;
mod code_call;
mod customer;
mod desk;
mod keys;
mod payment;
mod places;
mod properties;
mod rebooking;
mod request;
mod roads;
mod swap;
mod turns;

use chrono::NaiveDate;

use super::*;
use crate::booking::Slot;
use crate::menu::announce;
use crate::menu::model::Task;
use crate::menu::words::Prompt;
use crate::terms::{Caller, Digits, Number, QueueId};
use crate::ticket::TicketNumber;

/// A call that is played by hand: what it heard last, and where it stands.
struct Call {
    desk: Desk,
    state: State,
    reply: Reply,
    /// What every question is answered.
    answers: fn(Question) -> Answer,
    asked: Vec<Question>,
}

impl Call {
    fn start(desk: Desk) -> Self {
        Self::from(desk, Caller::Unknown)
    }

    fn from(desk: Desk, caller: Caller) -> Self {
        Self::begin(desk, Event::Start { caller, assigned: None })
    }

    fn begin(desk: Desk, start: Event) -> Self {
        let (state, reply) = step(&desk, State::default(), start, desk::now());
        Self { desk, state, reply, answers: usual, asked: Vec::new() }
    }

    fn hears(mut self, heard: Heard) -> Self {
        let mut turn = Turn::new(&self.desk, self.state, heard, Used::default(), desk::now());
        self.reply = loop {
            match turn.next() {
                Next::Reply(reply) => break reply,
                Next::Ask(question) => {
                    self.asked.push(question);
                    turn.answer((self.answers)(question));
                }
            }
        };
        self.state = *turn.state();
        self
    }

    fn keys(self, keys: &str) -> Self {
        self.hears(Heard::Keys { digits: Digits::read(keys), ended: EndedBy::Full })
    }

    fn silence(self) -> Self {
        self.hears(Heard::Silence)
    }

    /// What the last reply said: the menu's texts in their words, the program's phrases by name, spoken values as they are read.
    fn heard(&self) -> String {
        let mut said = Vec::new();
        for run in self.reply.say.chunk_by(|one, next| is_value(one) && is_value(next)) {
            said.extend(match run.first().map(|say| (say.prompt, say.language)) {
                Some((Prompt::Phrase(phrase), _)) => vec![format!("{phrase:?}")],
                Some((Prompt::Text(text), language)) => {
                    vec![self.desk.menu.written(text, language).to_owned()]
                }
                Some((Prompt::Piece(_) | Prompt::Pause(_), _)) | None => {
                    let value = run.iter().map(|say| (say.prompt, say.language));
                    announce::read(&self.desk.menu, value)
                        .into_iter()
                        .map(|read| read.to_lowercase())
                        .collect()
                }
            });
        }
        said.join(" | ")
    }

    fn gather(&self) -> Gather {
        match &self.reply.then {
            Then::Gather(gather) => *gather,
            Then::Transfer { .. } | Then::Ask(_) | Then::Hangup(_) => {
                panic!("no gather: {:?}", self.reply.then)
            }
        }
    }

    fn transferred_to(&self) -> Option<crate::terms::DestinationId> {
        match self.reply.then {
            Then::Transfer { to, .. } => Some(to),
            Then::Gather(_) | Then::Ask(_) | Then::Hangup(_) => None,
        }
    }

    fn hung_up(&self) -> bool {
        matches!(self.reply.then, Then::Hangup(_))
    }
}

fn is_value(say: &Say) -> bool {
    matches!(say.prompt, Prompt::Piece(_) | Prompt::Pause(_))
}

/// A store with free slots, in which every number can be called.
fn usual(question: Question) -> Answer {
    match question {
        Question::Slot { from: SlotsFrom::Soonest, .. } => Answer::Slot(slot(14)),
        Question::Slot { from: SlotsFrom::After(_), .. } => Answer::Slot(slot(15)),
        Question::Slot { from: SlotsFrom::AnotherDay(_), .. } => Answer::Slot(slot(38)),
        Question::Callable { .. } => Answer::Callable(number()),
        Question::OwnNumber { number, .. } => Answer::Callable(number),
        Question::Hold { .. } => Answer::Held,
        Question::Book { .. } | Question::Swap { .. } => {
            Answer::Booked { ticket: ticket(), date: date(), writes: false }
        }
        Question::Move { .. } => Answer::Moved { writes: false },
        Question::Cancel { .. } => Answer::Cancelled,
        Question::Write { .. } => Answer::Written,
        Question::TicketNumber { .. } => Answer::Ticket(ticket()),
        Question::Called { .. } | Question::CodeCall { .. } => Answer::Kept,
        Question::Code { .. } => Answer::Code(Digits::read("052917")),
        Question::Request { task: Task::Escalation, .. } => Answer::Requested(Requested::Escalated),
        Question::Request { task: Task::Reminder, .. } => Answer::Requested(Requested::Reminded),
        Question::Request { task: Task::Status, .. } => Answer::Requested(Requested::Stands {
            state: crate::ticket::State::Opened,
            callback: Some(crate::engine::Coming::At(slot(14))),
            writes: false,
        }),
        Question::Customer { .. } => Answer::Identified(Identified::Nobody),
        Question::Spend { .. } => Answer::Unpaid(crate::ticket::Unspendable::None),
        Question::Request { task: Task::Booking, .. } => {
            Answer::Requested(Requested::Callback { queue: QueueId(0), slot: slot(20), date: date() })
        }
    }
}

fn slot(hours: i64) -> Slot {
    let start =
        desk::now().date_naive().and_hms_opt(0, 0, 0).unwrap().and_utc() + chrono::Duration::hours(hours);
    Slot { start, end: start + chrono::Duration::minutes(15) }
}

fn number() -> Number {
    Number::from_digits(390_668_851_234).unwrap()
}

fn ticket() -> TicketNumber {
    TicketNumber::from_seed(7)
}

fn date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}
