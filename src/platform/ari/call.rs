//! One call as a machine: from keys, ended playbacks and the time to what Asterisk is to do. Keys that come while nobody listens are kept, and
//! count, or do not, when a menu listens again.

use std::time::Duration;

use super::plan::{Left, Plan, Then, Transfer};
use crate::engine::{EndedBy, Heard, Outcome};
use crate::terms::{Digit, Digits};

/// What passes between opening the line and the first word: the path for sound opens late, and the first syllable would be lost.
const OPENING: Duration = Duration::from_millis(500);

/// What a process may need beyond the words and the menu's own waits before Asterisk takes the call back.
const SPARE: Duration = Duration::from_secs(5);

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The turn is decided.
    Reply {
        /// What is to be done.
        plan: Plan,
        /// How long all its words last.
        lasts: Duration,
    },
    /// The turn could not be decided.
    NoReply,
    /// A key was let go.
    Key(Digit),
    /// A playback ended.
    Played {
        /// Which.
        playback: String,
        /// Whether some of it could not be had.
        failed: bool,
    },
    /// The deadline is reached.
    Time,
}

/// What Asterisk is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Keep this text with the channel.
    Leave(String),
    /// Take the call back if nothing is heard of us for so long.
    Renew(Duration),
    /// Answer the call.
    Answer,
    /// Open early media.
    Progress,
    /// Play sounds, names joined by `&`.
    Play {
        /// Under this id.
        playback: String,
        /// What.
        sounds: String,
    },
    /// Stop a playback, if it still goes on.
    Stop(String),
    /// Put the call through: to this extension of `centralino-ari-transfer`.
    Transfer(String),
    /// Let the conversation that this channel keeps the time of go on (true), or end.
    Talk(bool),
    /// Give the call to the site's own fallback.
    GiveUp,
    /// Hang up, with a cause of Q.850.
    Hangup(u8),
}

/// What is to be done now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// By Asterisk, in this order.
    pub commands: Vec<Command>,
    /// By us: a turn is to be decided on what was heard.
    pub heard: Option<Heard>,
}

/// Where the call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// A turn is being decided.
    Turn,
    /// The line was opened a moment ago.
    Opening,
    /// What no key stops is being said.
    Notice,
    /// What a key stops is being said.
    Prompt,
    /// Nothing is said, keys are waited for.
    Listening,
    /// It is not ours any more.
    Away,
}

/// One call that is lent to us.
#[derive(Clone, Debug)]
pub struct Call {
    channel: String,
    /// Whether it was answered.
    is_up: bool,
    /// Whether it hears us, answered or in early media.
    is_open: bool,
    turn: u32,
    plan: Option<Plan>,
    phase: Phase,
    keys: Digits,
    deadline: Option<Duration>,
    /// What the words of the plan, the menu's own waits and a process may take together.
    within: Duration,
}

impl Call {
    /// A call that was lent a moment ago; `left` is what was found with it. Its first turn is being decided, or [`Call::resume`] goes on.
    #[must_use]
    pub fn new(channel: &str, is_up: bool, left: Option<Left>) -> Self {
        let (turn, plan) = left.map_or((0, None), |left| (left.turn, Some(left.plan)));
        Self {
            channel: channel.to_owned(),
            is_up,
            is_open: is_up,
            turn,
            plan,
            phase: Phase::Turn,
            keys: Digits::default(),
            deadline: None,
            within: SPARE,
        }
    }

    /// Goes on from what another process left: what it began to say is stopped, and said from its beginning. None where nothing was left.
    pub fn resume(&mut self, lasts: Duration, now: Duration) -> Option<Step> {
        let plan = self.plan.clone()?;
        let stops = ["n", "p"].map(|part| Command::Stop(self.playback(part)));
        let mut step = self.handle(Input::Reply { plan, lasts }, now);
        step.commands.splice(0..0, stops);
        Some(step)
    }

    /// The number of the plan in force; 0 before the first.
    #[must_use]
    pub const fn turn(&self) -> u32 {
        self.turn
    }

    /// The plan in force.
    #[must_use]
    pub const fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// When [`Input::Time`] is due, on the clock of `now`.
    #[must_use]
    pub const fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    /// Takes what happened and tells what is to be done. `now` never goes back.
    pub fn handle(&mut self, input: Input, now: Duration) -> Step {
        match (input, self.phase) {
            (Input::Reply { plan, lasts }, Phase::Turn) => self.reply(plan, lasts, now),
            (Input::NoReply, Phase::Turn) => self.give_up(),
            (Input::Key(key), Phase::Turn | Phase::Opening | Phase::Notice) => {
                self.keys.push(key);
                Step::default()
            }
            (Input::Key(key), Phase::Prompt) => {
                self.keys.push(key);
                let mut step = self.collect(now);
                step.commands.insert(0, Command::Stop(self.playback("p")));
                step
            }
            (Input::Key(key), Phase::Listening) => {
                self.keys.push(key);
                self.collect(now)
            }
            (Input::Played { playback, failed }, Phase::Notice) if playback == self.playback("n") => {
                if failed && !self.transfers() { self.give_up() } else { self.listen(now) }
            }
            (Input::Played { playback, failed }, Phase::Prompt) if playback == self.playback("p") => {
                if failed { self.give_up() } else { self.wait(now) }
            }
            (Input::Time, Phase::Opening) => self.begins(now),
            (Input::Time, Phase::Listening) => {
                let ended = EndedBy::Timeout;
                let digits = std::mem::take(&mut self.keys);
                self.heard(if digits.is_empty() { Heard::Silence } else { Heard::Keys { digits, ended } })
            }
            // What was stopped ends too, and a call that is away may have a key under way.
            (Input::Played { .. }, _)
            | (Input::Key(_), Phase::Away)
            | (Input::Time, Phase::Turn | Phase::Notice | Phase::Prompt | Phase::Away)
            | (
                Input::Reply { .. } | Input::NoReply,
                Phase::Opening | Phase::Notice | Phase::Prompt | Phase::Listening | Phase::Away,
            ) => Step::default(),
        }
    }

    /// Begins a plan: it is left with the channel before anything of it is heard.
    fn reply(&mut self, plan: Plan, lasts: Duration, now: Duration) -> Step {
        self.turn = self.turn.saturating_add(1);
        let waits = match plan.then {
            Then::Gather { first, between, .. } => Duration::from_secs(first.max(between).into()),
            Then::Transfer(_) | Then::Hangup(_) => Duration::ZERO,
        };
        let left = Left { turn: self.turn, plan };
        let mut commands = vec![Command::Leave(left.text())];
        let answers = left.plan.answer && !self.is_up;
        self.plan = Some(left.plan);
        self.within = lasts + waits + SPARE;
        if !answers && self.is_open {
            let said = self.begins(now);
            commands.extend(said.commands);
            return Step { commands, ..said };
        }
        // As long as the words last is allowed for once they are being said: a caller must not hear nothing for so long.
        commands.push(Command::Renew(OPENING + SPARE));
        commands.push(if answers { Command::Answer } else { Command::Progress });
        (self.is_up, self.is_open) = (answers, true);
        self.phase = Phase::Opening;
        self.deadline = Some(now + OPENING);
        Step { commands, heard: None }
    }

    /// Begins to say what there is to be said, in as much time as it needs.
    fn begins(&mut self, now: Duration) -> Step {
        let mut step = self.say(now);
        step.commands.insert(0, Command::Renew(self.within));
        step
    }

    /// Says what no key stops.
    fn say(&mut self, now: Duration) -> Step {
        self.deadline = None;
        let notice = self.plan.as_ref().map(|plan| plan.notice.clone()).unwrap_or_default();
        if self.transfers() {
            // What was pressed before the words that tell of the queue's key is not meant for it.
            self.keys = Digits::default();
        }
        if notice.is_empty() {
            return self.listen(now);
        }
        self.phase = Phase::Notice;
        self.play("n", notice)
    }

    /// Comes to the plan's ending, the notices said.
    fn listen(&mut self, now: Duration) -> Step {
        let Some(plan) = &self.plan else { return self.give_up() };
        match &plan.then {
            Then::Gather { keep, .. } => {
                let sounds = plan.play.clone();
                if !keep {
                    self.keys = Digits::default();
                }
                if !self.keys.is_empty() {
                    return self.collect(now);
                }
                if sounds.is_empty() {
                    return self.wait(now);
                }
                self.phase = Phase::Prompt;
                self.play("p", sounds)
            }
            Then::Transfer(transfer) => {
                let Transfer { to, ring, leave, .. } = &**transfer;
                // Who does not want to wait need not begin to.
                if leave.chars().filter_map(Digit::new).any(|leave| self.keys.iter().any(|key| key == leave))
                {
                    self.keys = Digits::default();
                    return self.heard(Heard::Transferred(Outcome::Left));
                }
                let command = Command::Transfer(format!("{ring}-{}-{}-{to}", plan.language, self.turn));
                self.away(command)
            }
            Then::Hangup(cause) => {
                let command = Command::Hangup(*cause);
                self.away(command)
            }
        }
    }

    /// Waits for the first key, all being said.
    fn wait(&mut self, now: Duration) -> Step {
        let first = match self.plan.as_ref().map(|plan| &plan.then) {
            Some(Then::Gather { first, .. }) => *first,
            Some(Then::Transfer(_) | Then::Hangup(_)) | None => 0,
        };
        self.phase = Phase::Listening;
        self.deadline = Some(now + Duration::from_secs(first.into()));
        Step::default()
    }

    /// Looks at the keys that there are: they end the turn, or more may come.
    fn collect(&mut self, now: Duration) -> Step {
        let Some(Then::Gather { max, between, end, .. }) = self.plan.as_ref().map(|plan| plan.then.clone())
        else {
            return self.give_up();
        };
        if let Some(at) = end.and_then(|end| self.keys.iter().position(|key| key == end)) {
            let mut digits = taken(&self.keys, 0, at);
            // What was pressed after the key that ends is kept: it is meant for what comes next.
            self.keys = taken(&self.keys, at + 1, Digits::MAX);
            if digits.is_empty() {
                digits.push(Digit::HASH);
            }
            return self.heard(Heard::Keys { digits, ended: EndedBy::Terminator });
        }
        if self.keys.len() >= usize::from(max) {
            let digits = std::mem::take(&mut self.keys);
            return self.heard(Heard::Keys { digits, ended: EndedBy::Full });
        }
        let between = Duration::from_secs(between.into());
        self.phase = Phase::Listening;
        self.deadline = Some(now + between);
        Step { commands: vec![Command::Renew(between + SPARE)], heard: None }
    }

    fn heard(&mut self, heard: Heard) -> Step {
        self.phase = Phase::Turn;
        self.deadline = None;
        Step { commands: Vec::new(), heard: Some(heard) }
    }

    fn give_up(&mut self) -> Step {
        self.away(Command::GiveUp)
    }

    fn away(&mut self, command: Command) -> Step {
        self.phase = Phase::Away;
        self.deadline = None;
        Step { commands: vec![command], heard: None }
    }

    fn play(&self, part: &str, sounds: String) -> Step {
        let command = Command::Play { playback: self.playback(part), sounds };
        Step { commands: vec![command], heard: None }
    }

    /// The id of a playback; one that no other of this channel ever has, by whichever process: a second of the same id would wait for the first.
    fn playback(&self, part: &str) -> String {
        format!("{}-{}-{part}", self.channel, self.turn)
    }

    /// Whether the plan puts the call through: that is worth doing also where its announcement cannot be had.
    fn transfers(&self) -> bool {
        matches!(self.plan.as_ref().map(|plan| &plan.then), Some(Then::Transfer(_)))
    }
}

/// The keys from one place to before another.
fn taken(keys: &Digits, from: usize, to: usize) -> Digits {
    let mut taken = Digits::default();
    for key in keys.iter().take(to).skip(from) {
        taken.push(key);
    }
    taken
}

#[cfg(test)]
#[path = "call/tests.rs"]
mod tests;
