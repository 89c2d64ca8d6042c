//! The real Asterisk with real SIP calls (`tests/phones` is the rig), by the dialplan that posts and by ARI. Its caller listens: what is heard
//! is decoded from the sound itself, and must be what a player of documents was told to play.

use std::collections::HashMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::Duration;

use centralino::platform::{ari, dialplan};
use centralino::terms::Limits;

use super::conformance::Conforming;
use super::conformance::play::{Act, Line, Trace};
use crate::phones::asterisk::{self, Asterisk as Running};
use crate::phones::ear;
use crate::phones::handset::{Keys, Listens, Numbered};
use crate::phones::telephone::{Ring, Stage, Telephone};
use crate::phones::{proxy, wait};

/// How long a caller waits for what must be heard next; longer than any menu of the table is silent.
const PATIENCE: Duration = Duration::from_secs(30);
/// Silence after which nothing more is coming. Between two prompts it is a tenth of that.
const QUIET: Duration = Duration::from_millis(500);

/// By which of our dialplans a call comes to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// `extensions.conf`, which posts.
    Dialplan,
    /// `extensions-ari.conf`, which lends the call.
    Ari,
}

/// Asterisk as a platform.
#[derive(Clone, Copy)]
pub(crate) struct Asterisk {
    way: Way,
    running: &'static Running,
}

impl Asterisk {
    /// None where this run was told to leave Asterisk out, which is said aloud.
    pub(crate) fn by(way: Way) -> Option<Self> {
        let running = asterisk::shared();
        if running.is_none() {
            println!("!! Asterisk is LEFT OUT of the conformance suite, as asked: no call by {way:?}");
        }
        Some(Self { way, running: running? })
    }

    /// Whether this run has one.
    pub(crate) fn is_there() -> bool {
        asterisk::shared().is_some()
    }

    pub(crate) fn name(self) -> &'static str {
        match self.way {
            Way::Dialplan => "asterisk, dialplan",
            Way::Ari => "asterisk, ARI",
        }
    }

    pub(crate) fn limits(self) -> Limits {
        match self.way {
            Way::Dialplan => dialplan::LIMITS,
            Way::Ari => ari::LIMITS,
        }
    }

    /// Rings up and does what `acts` says; `model` is what came of it elsewhere, and must here. The error tells what was otherwise.
    pub(crate) fn play(
        self,
        serve: &Conforming,
        line: &Line,
        acts: &[Act],
        model: &Trace,
        hears_its_own: bool,
    ) -> Result<(), String> {
        let repeats = acts.iter().any(|act| matches!(act, Act::PressTwice(_)));
        let way = repeats.then(|| proxy::forgetful(serve.address.port()));
        let port = way.as_ref().map_or(serve.address.port(), |(port, _)| *port);
        let mut headers = vec![
            format!("X-Service: http://127.0.0.1:{port}/hooks/asterisk"),
            format!("X-Outcomes: {}", outcomes(acts, model)),
        ];
        if self.way == Way::Ari {
            headers.push(format!("X-Apps: {}", serve.app));
        }
        let keys = Keys::Events(101);
        let ring = Ring { did: &line.to, from: &line.from, headers: &headers, keys, listens: Listens::Words };
        let telephone = ring.place(self.running.port, serve.setup().path("spoken"));
        let mut caller =
            Caller { asterisk: self, serve, telephone, model, hears_its_own, had: 0, arrived: 0 };
        caller.goes_through(acts).map_err(|fault| format!("{fault}; heard:\n{}", caller.transcript()))?;
        match way {
            Some((_, lost)) if lost.load(std::sync::atomic::Ordering::Relaxed) == 0 => {
                Err("no answer was lost, so nothing was asked twice".to_owned())
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// What is to become of the call at each destination; `ringing` where the caller leaves meanwhile.
fn outcomes(acts: &[Act], model: &Trace) -> String {
    let mut outcomes: Vec<&str> = acts
        .iter()
        .filter_map(|act| match act {
            Act::Answered => Some("answered"),
            Act::Busy => Some("busy"),
            Act::Unanswered => Some("unanswered"),
            Act::Unreachable => Some("unreachable"),
            _ => None,
        })
        .collect();
    outcomes.resize(model.dialled.len().max(outcomes.len()), "ringing");
    outcomes.join("-")
}

/// A call under way.
struct Caller<'a> {
    asterisk: Asterisk,
    serve: &'a Conforming,
    telephone: Telephone,
    model: &'a Trace,
    hears_its_own: bool,
    /// How much of what was heard is already compared, and how many destinations.
    had: usize,
    arrived: usize,
}

impl Caller<'_> {
    fn goes_through(&mut self, acts: &[Act]) -> Result<(), String> {
        let mut acts = acts.iter();
        // Words that may be cut off anywhere, by keys pressed ahead: the menus of the keys but the first are not heard at all.
        let mut cut: Option<&[String]> = None;
        let mut ahead = 0;
        for (turn, words) in self.model.heard.iter().enumerate() {
            if let Some(Act::Ahead(keys)) = acts.as_slice().first() {
                self.presses_ahead(keys)?;
                (ahead, cut) = (keys.len(), Some(words.as_slice()));
                acts.next();
            }
            if ahead > 0 {
                ahead -= 1;
                continue;
            }
            let rings = matches!(
                acts.as_slice().first(),
                Some(Act::Answered | Act::Busy | Act::Unanswered | Act::Unreachable)
            );
            self.hears(words, cut.take().unwrap_or_default(), rings)?;
            if turn + 1 == self.model.heard.len() && self.model.ended {
                self.arrives_everywhere()?;
                return self.is_hung_up();
            }
            match acts.next() {
                Some(Act::Press(keys) | Act::PressTwice(keys)) => self.telephone.press(keys),
                Some(Act::Answered | Act::Busy | Act::Unanswered | Act::Unreachable) => self.arrives()?,
                Some(Act::Wait) => {}
                Some(Act::Leave) | None => break,
                Some(act @ (Act::Ahead(_) | Act::PressStale(_) | Act::PressBroken(_))) => {
                    panic!("{act:?} on a telephone that was asked")
                }
            }
        }
        self.arrives_everywhere()?;
        if !matches!(self.telephone.stage(), Stage::Calling | Stage::Up) {
            return Err(format!("the call was over before its caller was: {:?}", self.telephone.statuses()));
        }
        self.telephone.hang_up();
        let over = wait::until(PATIENCE, || (self.telephone.stage() == Stage::HungUp).then_some(()));
        over.ok_or_else(|| "hanging up ended nothing".to_owned())
    }

    /// Waits until all of a turn is said, and compares it. The beginning of `cut` may come before it, and if it `rings` now, anything after it.
    fn hears(&mut self, names: &[String], cut: &[String], rings: bool) -> Result<(), String> {
        let (expected, cut) = (self.texts_of(names), self.texts_of(cut));
        if expected.is_empty() {
            return Ok(());
        }
        // What comes back from a destination goes on with the next words at once: only who is asked something hears silence then.
        let waits = if rings { Duration::ZERO } else { QUIET };
        let found = wait::until(PATIENCE, || {
            let heard = self.heard();
            let quiet = heard.last().is_some_and(|(_, _, to)| self.telephone.handset.now() > *to + waits);
            begins_with(&self.without_its_own(numbers(&heard)), &expected, &cut).filter(|_| quiet)
        });
        let heard = self.heard();
        if let Some(count) = found {
            let mut count = count;
            let own = |text: &&Numbered| {
                count -= usize::from(!self.without_its_own(vec![text.0]).is_empty()).min(count);
                count > 0
            };
            self.had += heard.iter().take_while(own).count() + 1;
            return Ok(());
        }
        let heard = self.without_its_own(numbers(&heard));
        let (expected, heard) = (self.words(&expected), self.words(&heard));
        Err(format!("it was to hear {expected:?}, and heard {heard:?}"))
    }

    /// Presses keys as soon as anything is heard.
    fn presses_ahead(&mut self, keys: &str) -> Result<(), String> {
        wait::until(PATIENCE, || (!self.heard().is_empty()).then_some(())).ok_or("nothing was heard")?;
        self.telephone.press(keys);
        Ok(())
    }

    /// Waits for the next destination.
    fn arrives(&mut self) -> Result<(), String> {
        let at = self.arrived;
        let expected = self.model.dialled.get(at).ok_or("one destination too many")?;
        let arrivals = || self.asterisk.running.arrivals(&self.telephone.id);
        let arrival = wait::until(PATIENCE, || arrivals().into_iter().nth(at));
        let arrival = arrival.ok_or_else(|| format!("it never arrived at {expected}"))?;
        self.arrived += 1;
        if arrival.to == *expected {
            Ok(())
        } else {
            Err(format!("it arrived at {arrival:?}, not at {expected}"))
        }
    }

    /// Waits for those destinations that nothing was done at, and looks that there is no other.
    fn arrives_everywhere(&mut self) -> Result<(), String> {
        while self.arrived < self.model.dialled.len() {
            self.arrives()?;
        }
        let all = self.asterisk.running.arrivals(&self.telephone.id);
        if all.len() == self.arrived { Ok(()) } else { Err(format!("it arrived elsewhere too: {all:?}")) }
    }

    /// Waits for the end, before which nothing else may be heard.
    fn is_hung_up(&self) -> Result<(), String> {
        let over = || match self.telephone.stage() {
            Stage::Ended(_) => Some(()),
            Stage::Calling | Stage::Up | Stage::HungUp => None,
        };
        wait::until(PATIENCE, over).ok_or("it was to be hung up, and is not")?;
        // Within a destination's own sound a single block may look like a text; a text is many.
        let mut heard = self.heard();
        heard.retain(|(_, from, until)| from < until);
        let more = self.without_its_own(numbers(&heard));
        if more.is_empty() { Ok(()) } else { Err(format!("it heard {:?} in the end", self.words(&more))) }
    }

    /// What was heard and not yet compared.
    fn heard(&self) -> Vec<Numbered> {
        self.telephone.handset.numbers().split_off(self.had)
    }

    /// Its own number and its ticket's are digits, which no two calls hear alike.
    fn without_its_own(&self, mut texts: Vec<usize>) -> Vec<usize> {
        const DIGITS: [&str; 10] =
            ["zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"];
        if self.hears_its_own {
            let lines = self.lines();
            texts.retain(|text| lines.get(*text).is_some_and(|words| !DIGITS.contains(&words.as_str())));
        }
        texts
    }

    /// The texts that sounds speak, by their numbers.
    fn texts_of(&self, sounds: &[String]) -> Vec<usize> {
        self.without_its_own(sounds.iter().filter_map(|sound| self.text_of(sound)).collect())
    }

    /// The text that a sound speaks; a pause speaks none.
    fn text_of(&self, sound: &str) -> Option<usize> {
        static KNOWN: Mutex<Option<HashMap<String, Option<usize>>>> = Mutex::new(None);
        let key = format!("{} {sound}", self.serve.address);
        let known = KNOWN.lock().unwrap().get_or_insert_default().get(&key).copied();
        known.unwrap_or_else(|| {
            let text = ear::spoken(&self.fetch(sound));
            KNOWN.lock().unwrap().get_or_insert_default().insert(key, text);
            text
        })
    }

    /// A sound's WAV file.
    fn fetch(&self, sound: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.serve.address).unwrap();
        let host = self.serve.address;
        write!(stream, "GET /prompts/{sound}.wav HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let body = bytes.windows(4).position(|end| end == b"\r\n\r\n").expect("an answer") + 4;
        bytes.split_off(body)
    }

    fn lines(&self) -> Vec<String> {
        let index = fs::read_to_string(self.serve.setup().path("spoken")).unwrap();
        index.lines().map(str::to_owned).collect()
    }

    fn words(&self, texts: &[usize]) -> Vec<String> {
        let lines = self.lines();
        texts.iter().map(|text| lines.get(*text).cloned().unwrap_or_else(|| format!("? ({text})"))).collect()
    }

    fn transcript(&self) -> String {
        let heard = self.telephone.handset.heard().into_iter();
        let lines = heard.map(|heard| {
            format!("  {:6.2}–{:6.2} s  {}\n", heard.from.as_secs_f32(), heard.to.as_secs_f32(), heard.words)
        });
        let arrivals = self.asterisk.running.arrivals(&self.telephone.id);
        format!("{}  {} arrived at {arrivals:?}", lines.collect::<String>(), self.telephone.id)
    }
}

/// Whether something is the beginning of `cut`, then all of `expected`, and then perhaps more: the length of both.
fn begins_with(heard: &[usize], expected: &[usize], cut: &[usize]) -> Option<usize> {
    (0..=cut.len())
        .find(|from| heard.starts_with(&cut[..*from]) && heard[*from..].starts_with(expected))
        .map(|from| from + expected.len())
}

fn numbers(heard: &[Numbered]) -> Vec<usize> {
    heard.iter().map(|(number, _, _)| *number).collect()
}
