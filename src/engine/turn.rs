//! The loop of question and answer, written once: keys that came together are fed one by one, what nobody has asked for yet is carried, and
//! each question goes out to whoever can answer it.

use chrono::{DateTime, Utc};

use super::walk::hold_interruptions;
use super::{
    Answer, CodeCalled, Desk, EndedBy, Event, Heard, Outcome, PlacedCall, Question, Reply, Say, Stage, State,
    Then, Why, step,
};
use crate::terms::{Caller, Digit};

/// The most questions that a turn asks: a platform waits two seconds.
pub const QUESTIONS: u8 = 4;

/// The turns that a call has before its last resort.
pub const TURNS: u16 = 100;

/// The turns that the last resort has.
pub const LAST_TURNS: u16 = 30;

/// The time that the last resort has beyond the menu's own limit; seconds.
pub const LAST_SECONDS: u32 = 300;

/// How much a call has used, counted outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Turns so far, this one not among them.
    pub turns: u16,
    /// In menus so far, the time at destinations not among it; seconds.
    pub seconds: u32,
}

/// One turn of a call: from what a platform told to what it is told.
#[derive(Debug)]
pub struct Turn<'d> {
    desk: &'d Desk,
    now: DateTime<Utc>,
    state: State,
    /// What is fed to the next step.
    event: Option<Event>,
    /// What ended the keys that came together, fed after the last of them if digits are still being collected.
    end: Option<Event>,
    /// Said by steps that others followed, and not to be lost.
    said: Vec<Say>,
    why: Vec<Why>,
    questions: u8,
    /// Questions that were not let out any more.
    refused: u8,
}

/// What a turn wants next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// An answer, given by [`Turn::answer`].
    Ask(Question),
    /// Nothing: this is the reply, and [`Turn::state`] what is to be sealed with it.
    Reply(Reply),
}

impl<'d> Turn<'d> {
    /// The first turn of a call. What the directory says of the caller is looked up here, once for the whole call.
    #[must_use]
    pub fn start(desk: &'d Desk, caller: Caller, now: DateTime<Utc>) -> Self {
        Self::begin(desk, State::default(), caller, now)
    }

    /// The first turn of a call that we placed.
    #[must_use]
    pub fn placed(desk: &'d Desk, placed: PlacedCall, now: DateTime<Utc>) -> Self {
        Self::with(desk, State::default(), Event::Placed(placed), now)
    }

    /// The first turn of a call that is to speak a code.
    #[must_use]
    pub fn code_call(desk: &'d Desk, called: CodeCalled, now: DateTime<Utc>) -> Self {
        Self::with(desk, State::default(), Event::CodeCall(called), now)
    }

    /// A later turn: what the platform told, in the place where the call stood. A call that has used up its turns or its time goes to its
    /// last resort instead, unless it is over.
    #[must_use]
    pub fn new(desk: &'d Desk, state: State, heard: Heard, used: Used, now: DateTime<Utc>) -> Self {
        let spent = spent(desk, &state, used);
        match heard {
            Heard::Start => {
                let caller = state.baggage.caller.map_or(Caller::Unknown, Caller::Known);
                Self::begin(desk, state, caller, now)
            }
            // What is called is in the state already, or it is none of ours.
            Heard::Placed { .. } | Heard::CodeCall(_) => Self::with(desk, state, Event::DigitsEnd, now),
            Heard::Ended => Self::with(desk, state, Event::Ended, now),
            Heard::Transferred(Outcome::Completed) if matches!(state.place.stage, Stage::Ringing(_)) => {
                Self::with(desk, state, Event::Transferred(Outcome::Completed), now)
            }
            Heard::Unmet(outcome) => Self::with(desk, state, Event::Unmet(outcome), now),
            Heard::Transferred(_) | Heard::Keys { .. } | Heard::Silence if spent => {
                Self::with(desk, state, Event::Exhausted, now)
            }
            Heard::Transferred(outcome) => Self::with(desk, state, Event::Transferred(outcome), now),
            Heard::Silence => Self::with(desk, state, Event::Silence, now),
            Heard::Keys { digits, ended } => {
                let mut turn = Self::with(desk, state, Event::DigitsEnd, now);
                for digit in digits.iter() {
                    turn.state.baggage.ahead.push(digit);
                }
                turn.end = Some(match ended {
                    EndedBy::Terminator => Event::Digit(Digit::HASH),
                    EndedBy::Timeout | EndedBy::Full => Event::DigitsEnd,
                });
                turn.event = turn.state.baggage.ahead.take_first().map(Event::Digit).or(turn.event);
                turn
            }
        }
    }

    fn begin(desk: &'d Desk, state: State, caller: Caller, now: DateTime<Utc>) -> Self {
        let assigned = caller.number().and_then(|number| desk.menu.directory.look_up(number));
        Self::with(desk, state, Event::Start { caller, assigned }, now)
    }

    fn with(desk: &'d Desk, state: State, event: Event, now: DateTime<Utc>) -> Self {
        let event = Some(event);
        Self {
            desk,
            now,
            state,
            event,
            end: None,
            said: Vec::new(),
            why: Vec::new(),
            questions: 0,
            refused: 0,
        }
    }

    /// Goes on until something is wanted from outside. Called again before its question is answered, it goes on as if the store were away.
    #[expect(clippy::should_implement_trait, reason = "a turn is no iterator: it wants answers in between")]
    pub fn next(&mut self) -> Next {
        loop {
            let event = self.event.take().unwrap_or(Event::Answer(Answer::Unavailable));
            let (state, reply) = step(self.desk, self.state, event, self.now);
            self.state = state;
            match reply.then {
                Then::Ask(question) => {
                    self.keep(reply, true);
                    if self.questions < QUESTIONS {
                        self.questions += 1;
                        return Next::Ask(question);
                    }
                    self.event = Some(self.too_many());
                }
                Then::Gather(_) => match self.more() {
                    Some(event) => {
                        self.keep(reply, false);
                        self.event = Some(event);
                    }
                    None => return Next::Reply(self.close(reply)),
                },
                Then::Transfer { .. } | Then::Hangup(_) => return Next::Reply(self.close(reply)),
            }
        }
    }

    /// Answers the question that [`Turn::next`] asked.
    pub fn answer(&mut self, answer: Answer) {
        self.event = Some(Event::Answer(answer));
    }

    /// Where the call stands now.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// What is fed after the answers have run out: the store counts as away, and where even that only leads to more questions, the call goes
    /// to its end.
    fn too_many(&mut self) -> Event {
        self.refused = self.refused.saturating_add(1);
        if self.refused > QUESTIONS { Event::Exhausted } else { Event::Answer(Answer::Unavailable) }
    }

    /// What is still to be fed before the caller is waited for.
    fn more(&mut self) -> Option<Event> {
        if let Some(digit) = self.state.baggage.ahead.take_first() {
            return Some(Event::Digit(digit));
        }
        self.end.take().filter(|_| self.state.place.collecting())
    }

    /// A step that another follows: its words are skipped, as whoever presses ahead wants, but not those that must be heard.
    fn keep(&mut self, reply: Reply, all: bool) {
        self.said.extend(reply.say.into_iter().filter(|say| all || !say.interruptible));
        self.why.extend(reply.why);
    }

    fn close(&mut self, reply: Reply) -> Reply {
        let Reply { answer, language, say, then, why } = reply;
        let mut said = std::mem::take(&mut self.said);
        said.extend(say);
        hold_interruptions(&mut said);
        let mut whys = std::mem::take(&mut self.why);
        whys.extend(why);
        Reply { answer, language, say: said, then, why: whys }
    }
}

/// Whether a call has had its share, and the last resort its own.
fn spent(desk: &Desk, state: &State, used: Used) -> bool {
    let longest = u32::from(desk.menu.pace.longest);
    let (turns, seconds) = if state.place.last {
        (TURNS + LAST_TURNS, longest.saturating_add(LAST_SECONDS))
    } else {
        (TURNS, longest)
    };
    used.turns >= turns || used.seconds >= seconds
}
