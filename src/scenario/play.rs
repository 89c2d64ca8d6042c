//! Plays a call from a script. The platform is played too: keys that a prompt does not want are kept for the next, and forgotten where the
//! engine says so.
//!
//! Time moves on with the waits: a silence takes the length of what was said and the time for a first key, a destination that does not
//! answer takes its ring time. Keys are pressed at once, so that an example at 12:59:59 stays before one o'clock.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Agenda, Because, Clients, Ending, Entry, Line, Press, Reached, Requests, Script, Store, Transcript,
    because,
};
use crate::engine::{EndedBy, Gather, Heard, Outcome, Reply, Say, Then};
use crate::hours::Live;
use crate::menu::announce;
use crate::menu::model::{HangupCause, Menu};
use crate::menu::words::{Phrase, Prompt};
use crate::terms::numbering::dialled;
use crate::terms::{Caller, DestinationId, Digit, Digits, Language};

/// More replies than any call has: the engine lets nobody stay so long.
const LONGEST: usize = 1_000;

/// A call to be played.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who calls.
    pub caller: Caller,
    /// The number dialled; the desk's own, where none is named.
    pub did: Option<String>,
    /// When the call arrives.
    pub at: DateTime<Utc>,
    /// What the caller presses.
    pub script: Script,
    /// How the transfers end, in order; beyond the last, they are answered.
    pub outcomes: Vec<Outcome>,
    /// How the store is.
    pub store: Store,
    /// The requests that the caller can quote.
    pub requests: Requests,
    /// The customers who have a code, and what is theirs.
    pub clients: Clients,
    /// Whether the caller can have a number and date in writing.
    pub messages: bool,
}

/// Plays a call to its end.
#[must_use]
pub fn play(menu: &Arc<Menu>, live: &Live, call: &Call) -> Transcript {
    let mut played = Played {
        menu,
        now: call.at,
        script: call.script.clone(),
        outcomes: call.outcomes.iter().copied().collect(),
        ahead: VecDeque::new(),
        entries: Vec::new(),
        reached: None,
        answered: false,
        through: false,
    };
    if let Some(because) = not_served(menu, call) {
        played.add(Entry::Why(because));
        played.nobody();
        return played.finish(None);
    }
    let agenda = Agenda::with(call.store, call.requests.clone(), call.clients.clone(), call.messages);
    let (mut on, mut reply) = Line::begin(menu, live, agenda, call.caller, call.at);
    for _ in 0..LONGEST {
        played.reply(&reply);
        let Some(heard) = played.next(&reply) else { break };
        reply = on.hear(heard, played.now);
    }
    played.finish(on.ticket())
}

/// Why the desk does not take the call: it does not have the number dialled, or does not serve yet.
fn not_served(menu: &Menu, call: &Call) -> Option<Because> {
    let today = call.at.with_timezone(&menu.zone).date_naive();
    let because = |rule, what| Because { rule, what, layer: None, file: None, line: None, column: None };
    if let Some(from) = menu.in_force_from.filter(|from| today < *from) {
        return Some(because("not-in-force", format!("{} is in force from {from} on", menu.desk)));
    }
    let did = call.did.as_ref()?;
    let has = dialled(did, menu.country).any(|did| menu.numbers.contains(&did));
    (!has).then(|| because("not-its-number", format!("{} does not have the number {did}", menu.desk)))
}

struct Played<'m> {
    menu: &'m Menu,
    now: DateTime<Utc>,
    script: Script,
    outcomes: VecDeque<Outcome>,
    /// Keys that the platform keeps for the next prompt.
    ahead: VecDeque<Digit>,
    entries: Vec<(DateTime<Utc>, Entry)>,
    reached: Option<Reached>,
    answered: bool,
    through: bool,
}

impl Played<'_> {
    fn add(&mut self, entry: Entry) {
        self.entries.push((self.now, entry));
    }

    /// Writes down what a reply says, and why.
    fn reply(&mut self, reply: &Reply) {
        self.answered |= reply.answer;
        for why in &reply.why {
            self.add(Entry::Why(because(self.menu, why)));
        }
        self.says(&reply.say);
    }

    fn says(&mut self, say: &[Say]) {
        for one in say.chunk_by(|one, next| one.language == next.language) {
            let Some(first) = one.first() else { continue };
            let said = one.iter().map(|say| (say.prompt, say.language));
            for sentence in announce::read(self.menu, said) {
                self.add(Entry::Says(first.language, sentence));
            }
        }
    }

    /// What the platform tells after a reply; none at the call's end.
    fn next(&mut self, reply: &Reply) -> Option<Heard> {
        match &reply.then {
            Then::Gather(gather) => Some(self.gather(*gather, &reply.say)),
            Then::Transfer { to, ring, .. } => Some(self.transfer(*to, *ring)),
            Then::Hangup(cause) => {
                self.add(Entry::HangsUp(*cause));
                None
            }
            // A turn asks nothing of a platform.
            Then::Ask(_) => None,
        }
    }

    fn gather(&mut self, gather: Gather, say: &[Say]) -> Heard {
        if !gather.type_ahead {
            self.ahead.clear();
        }
        if self.ahead.is_empty() {
            match self.script.next_press() {
                Press::Keys(keys) => {
                    self.add(Entry::Keys(keys));
                    self.ahead.extend(keys.iter());
                }
                Press::Silence => {
                    self.add(Entry::Silence(gather.first));
                    self.now += self.length(say) + TimeDelta::seconds(gather.first.into());
                    return Heard::Silence;
                }
            }
        }
        self.collect(gather)
    }

    /// The keys that this prompt takes.
    fn collect(&mut self, gather: Gather) -> Heard {
        let mut digits = Digits::default();
        while let Some(digit) = self.ahead.pop_front() {
            if gather.terminator == Some(digit) {
                if digits.is_empty() {
                    digits.push(digit);
                }
                return Heard::Keys { digits, ended: EndedBy::Terminator };
            }
            digits.push(digit);
            if digits.len() >= usize::from(gather.max) {
                return Heard::Keys { digits, ended: EndedBy::Full };
            }
        }
        self.now += TimeDelta::seconds(gather.between.into());
        Heard::Keys { digits, ended: EndedBy::Timeout }
    }

    fn transfer(&mut self, to: DestinationId, ring: u16) -> Heard {
        self.ahead.clear();
        let found = self.menu.destinations.get(to.index());
        let reached = found.map(|found| Reached { name: Arc::clone(&found.name), to: Arc::clone(&found.to) });
        let to = reached.as_ref().map_or_else(|| "".into(), |reached| Arc::clone(&reached.to));
        self.add(Entry::Dials { to, ring });
        self.reached = reached;
        let outcome = self.outcomes.pop_front().unwrap_or(Outcome::Completed);
        self.through = outcome == Outcome::Completed;
        if matches!(outcome, Outcome::NoAnswer | Outcome::WaitedTooLong) {
            self.now += TimeDelta::seconds(ring.into());
        }
        self.add(Entry::Back(outcome));
        Heard::Transferred(outcome)
    }

    /// How long it takes to say something.
    fn length(&self, say: &[Say]) -> TimeDelta {
        let one = |say: &Say| match say.prompt {
            Prompt::Pause(pause) => TimeDelta::milliseconds(pause.into()),
            Prompt::Text(_) | Prompt::Phrase(_) | Prompt::Piece(_) => {
                let words = self.menu.words(say.prompt, say.language);
                TimeDelta::from_std(announce::length(&words, say.language)).unwrap_or_default()
            }
        };
        say.iter().map(one).sum()
    }

    /// Nobody has this number, or not yet.
    fn nobody(&mut self) {
        self.answered = true;
        let say = |language: Language| {
            [Phrase::UnknownNumber, Phrase::Goodbye].map(|phrase| Say {
                prompt: Prompt::Phrase(phrase),
                language,
                interruptible: false,
            })
        };
        let said: Vec<_> = Language::ALL.into_iter().flat_map(say).collect();
        self.says(&said);
        self.add(Entry::HangsUp(HangupCause::Unallocated));
    }

    fn finish(self, ticket: Option<crate::ticket::TicketNumber>) -> Transcript {
        let ending = match (self.through, ticket) {
            (true, _) => Ending::Transfer,
            (false, Some(_)) => Ending::Booked,
            (false, None) => Ending::Hangup,
        };
        let Self { entries, reached, answered, .. } = self;
        let destination = reached.filter(|_| ending == Ending::Transfer);
        Transcript { entries, ending, destination, ticket, answered }
    }
}
