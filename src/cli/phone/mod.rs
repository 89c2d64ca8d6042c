//! A call from the terminal, live: prompts are spoken if there is a voice and printed in any case, keys are typed, time-outs are waited for.

mod keyboard;
mod speaker;

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use self::keyboard::{Keyboard, Typed};
use self::speaker::Speaker;
use super::settings::SettingsArgs;
use super::{call, opened, shown};
use crate::clock::Clock;
use crate::engine::{EndedBy, Gather, Heard, Outcome, Reply, Say, Then};
use crate::hours::Live;
use crate::menu::announce;
use crate::menu::model::Menu;
use crate::menu::words::Prompt;
use crate::scenario::{Agenda, Line, Store, because};
use crate::terms::{DestinationId, Digit, Digits, moment};

/// What it takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Type the telephone's keys; q hangs up. When the call is put through: Enter answers, b is busy, n is no \
    answer, f fails, w has waited too long in a queue, l left it by key.\nWithout a terminal each line of the input is what the caller presses at one prompt, and an empty line a \
    silence."
)]
pub struct Args {
    /// The desk's menu file.
    #[arg(value_name = "MENU")]
    pub menu: String,
    /// Who calls [default: an unknown number].
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub from: Option<String>,
    /// When the call arrives: the desk's own time, or with an offset; the time runs on from there [default: now].
    #[arg(long, value_name = "MOMENT")]
    pub at: Option<String>,
    /// Print the prompts only, even where there is a voice.
    #[arg(long)]
    pub silent: bool,
    /// Print why the call goes as it does.
    #[arg(long)]
    pub why: bool,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let menu = match opened::menu(&args.menu) {
        Ok(menu) => menu,
        Err(code) => return code,
    };
    let at = match args.at.as_ref().map(|at| moment(at, menu.zone)).transpose() {
        Ok(at) => at,
        Err(fault) => return super::fail(super::USAGE, &format!("--at: {fault}")),
    };
    let speaker = if args.silent { None } else { Speaker::find(&args.settings.options(), &menu, &args.menu) };
    let mut phone = Phone {
        menu: Arc::clone(&menu),
        clock: Clock::starting_at_or_system(at),
        keyboard: Keyboard::open(),
        speaker,
        ahead: Vec::new(),
        why: args.why,
        destination: None,
    };
    phone.call(args);
    ExitCode::SUCCESS
}

/// A telephone at this terminal.
struct Phone {
    menu: Arc<Menu>,
    clock: Clock,
    keyboard: Keyboard,
    speaker: Option<Speaker>,
    /// Keys typed that no prompt has taken yet.
    ahead: Vec<Digit>,
    why: bool,
    destination: Option<String>,
}

/// How a wait ended.
enum Waited {
    Heard(Heard),
    HungUp,
}

impl Phone {
    fn call(&mut self, args: &Args) {
        let menu = Arc::clone(&self.menu);
        let live = Live::default();
        let caller = call::caller(args.from.as_deref(), &menu);
        print(&format!("{} is called {}; q hangs up", menu.desk, shown::caller(caller)));
        let agenda = Agenda::new(Store::There);
        let (mut on, mut reply) = Line::begin(&menu, &live, agenda, caller, self.clock.now());
        loop {
            let waited = self.reply(&reply);
            let Some(waited) = waited else { break };
            let heard = match waited {
                Waited::Heard(heard) => heard,
                Waited::HungUp => {
                    print("the caller hangs up");
                    on.hear(Heard::Ended, self.clock.now());
                    break;
                }
            };
            reply = on.hear(heard, self.clock.now());
        }
        if let Some(to) = &self.destination {
            print(&format!("The call ended at `{to}`."));
        }
        if let Some(ticket) = on.ticket() {
            print(&format!("A callback is booked (in memory only); request number: {ticket}"));
        }
    }

    /// Says a reply and waits for what comes of it; none at the call's end.
    fn reply(&mut self, reply: &Reply) -> Option<Waited> {
        if self.why {
            for why in &reply.why {
                print(&shown::entry(&crate::scenario::Entry::Why(because(&self.menu, why))));
            }
        }
        if let Then::Gather(Gather { type_ahead: false, .. }) = reply.then {
            self.ahead.clear();
            self.keyboard.forget();
        }
        self.print_words(&reply.say);
        let unheard = self.speak(&reply.say);
        match &reply.then {
            Then::Gather(gather) => Some(self.gather(*gather, unheard)),
            Then::Transfer { to, ring, .. } => Some(self.transfer(*to, *ring)),
            Then::Hangup(cause) => {
                print(&format!("the desk hangs up {}", shown::cause_name(*cause)));
                None
            }
            Then::Ask(_) => None,
        }
    }

    fn print_words(&self, say: &[Say]) {
        for sentence in announce::read(&self.menu, say.iter().map(|say| (say.prompt, say.language))) {
            print(&format!("  {sentence}"));
        }
    }

    /// Speaks, until a key cuts it short. Returns how long a caller would still listen where nothing is spoken.
    fn speak(&mut self, say: &[Say]) -> Duration {
        let Some(speaker) = &self.speaker else { return self.length(say) };
        for one in say {
            if one.interruptible && !self.ahead.is_empty() {
                break;
            }
            let Some(mut sound) = speaker.play(one.prompt, one.language) else { continue };
            while sound.is_playing() {
                match self.keyboard.wait(Duration::from_millis(20)) {
                    Typed::Keys(keys) => {
                        self.ahead.extend(keys.iter());
                        if one.interruptible {
                            sound.stop();
                        }
                    }
                    Typed::HangUp => {
                        sound.stop();
                        self.keyboard.hang_up();
                        return Duration::ZERO;
                    }
                    Typed::Nothing | Typed::Silence | Typed::Other(_) => {}
                }
            }
        }
        Duration::ZERO
    }

    /// How long it takes to say something.
    fn length(&self, say: &[Say]) -> Duration {
        let one = |say: &Say| match say.prompt {
            Prompt::Pause(pause) => Duration::from_millis(pause.into()),
            Prompt::Text(_) | Prompt::Phrase(_) | Prompt::Piece(_) => {
                announce::length(&self.menu.words(say.prompt, say.language), say.language)
            }
        };
        say.iter().map(one).sum()
    }

    fn gather(&mut self, gather: Gather, unheard: Duration) -> Waited {
        if self.ahead.is_empty() {
            let first = unheard.saturating_add(Duration::from_secs(gather.first.into()));
            match self.next_keys(first) {
                Typed::Keys(keys) => self.ahead.extend(keys.iter()),
                Typed::HangUp => return Waited::HungUp,
                Typed::Nothing | Typed::Silence | Typed::Other(_) => return Waited::Heard(Heard::Silence),
            }
        }
        let mut digits = Digits::default();
        loop {
            let Some(digit) = self.take_ahead() else {
                match self.next_keys(Duration::from_secs(gather.between.into())) {
                    Typed::Keys(keys) => self.ahead.extend(keys.iter()),
                    Typed::HangUp => return Waited::HungUp,
                    Typed::Nothing | Typed::Silence | Typed::Other(_) => {
                        return Waited::Heard(Heard::Keys { digits, ended: EndedBy::Timeout });
                    }
                }
                continue;
            };
            if gather.terminator == Some(digit) {
                if digits.is_empty() {
                    digits.push(digit);
                }
                return Waited::Heard(Heard::Keys { digits, ended: EndedBy::Terminator });
            }
            digits.push(digit);
            if digits.len() >= usize::from(gather.max) {
                return Waited::Heard(Heard::Keys { digits, ended: EndedBy::Full });
            }
        }
    }

    /// The next keys within this time; what is no key is passed over.
    fn next_keys(&mut self, within: Duration) -> Typed {
        let end = self.clock.deadline(within);
        loop {
            match self.keyboard.wait(end.left()) {
                Typed::Other(_) => {}
                typed @ (Typed::Keys(_) | Typed::HangUp | Typed::Nothing | Typed::Silence) => return typed,
            }
        }
    }

    fn take_ahead(&mut self) -> Option<Digit> {
        if self.ahead.is_empty() { None } else { Some(self.ahead.remove(0)) }
    }

    /// Nobody is at the other end: the person at the terminal says how it went.
    fn transfer(&mut self, to: DestinationId, ring: u16) -> Waited {
        self.ahead.clear();
        let destination = self.menu.destinations.get(to.index());
        let to = destination.map_or_else(String::new, |destination| destination.to.to_string());
        let waits = destination.is_some_and(|destination| destination.waiting.is_some());
        let (verb, more) =
            if waits { ("holds", ", w waited too long, l left by key") } else { ("rings", "") };
        print(&format!("-> {to} {verb} for {ring} s: Enter answers, b busy, n no answer, f fails{more}"));
        let end = self.clock.deadline(Duration::from_secs(ring.into()));
        let outcome = loop {
            match self.keyboard.wait(end.left()) {
                Typed::Other('b') => break Outcome::Busy,
                Typed::Other('w') => break Outcome::WaitedTooLong,
                Typed::Other('l') => break Outcome::Left,
                Typed::Nothing if waits => break Outcome::WaitedTooLong,
                Typed::Other('n') | Typed::Nothing => break Outcome::NoAnswer,
                Typed::Other('f') => break Outcome::Failed,
                Typed::HangUp if self.keyboard.is_terminal() => return Waited::HungUp,
                // An input that is used up is answered too.
                Typed::Silence | Typed::Other('a') | Typed::HangUp => break Outcome::Completed,
                Typed::Keys(_) | Typed::Other(_) => {}
            }
        };
        print(&format!("<- {}", shown::outcome_name(outcome)));
        self.destination = (outcome == Outcome::Completed).then_some(to);
        Waited::Heard(Heard::Transferred(outcome))
    }
}

fn print(line: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever closed the output has stopped reading; the call goes on to its end.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
