//! A caller as people are: listens until the way is told, thinks, presses the key that was told; and presses it again when the same words are
//! heard again. Keeps account of every silence.

use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::chance::Chance;
use super::labyrinth::{self, Told, WAITS, Way, door};
use crate::phones::arrivals::Arrival;
use crate::phones::asterisk::Asterisk;
use crate::phones::handset::{Handset, Heard, Keys, Listens};
use crate::phones::service::Service;
use crate::phones::telephone::{Ring, Stage, Telephone};

/// What passes between the answer and the first word, as it is meant to.
const OPENING: Duration = Duration::from_millis(500);
/// For how long the destination rings at which nobody answers (`tests/phones/site.conf`).
const RINGS: Duration = Duration::from_secs(3);
/// How long a caller stays; nobody is meant to need it.
const PATIENCE: Duration = Duration::from_secs(80);

/// What a caller is about to do.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The ways to be taken, one after the other: at the end of all but the last nobody answers.
    pub(super) ways: Vec<Way>,
    /// How often a menu is let pass in silence.
    pub(super) hesitates: usize,
}

impl Plan {
    /// One of all that can be.
    pub(super) fn by(chance: &mut Chance) -> Self {
        let mut way = || -> Way { std::array::from_fn(|_| chance.below(3)) };
        let (first, mut second) = (way(), way());
        if first == second {
            second[2] = (second[2] + 1) % 3;
        }
        let ways = if chance.happens(20) { vec![first, second] } else { vec![first] };
        Self { ways, hesitates: usize::from(chance.happens(15)) }
    }
}

/// How it went for a caller who arrived everywhere they meant to.
#[derive(Clone, Debug)]
pub(super) struct Account {
    /// The whole call.
    pub(super) lasted: Duration,
    /// Each silence, as far as it was longer than the menu's own waits and the caller's hesitation.
    pub(super) waits: Vec<Wait>,
    /// The longest silence, whatever it was for.
    pub(super) silence: Duration,
    /// Keys that had to be pressed again.
    pub(super) again: usize,
    /// The editions that were heard.
    pub(super) editions: Vec<usize>,
}

/// A time from one moment to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wait {
    pub(super) from: Instant,
    pub(super) until: Instant,
}

impl Wait {
    pub(super) fn length(self) -> Duration {
        self.until.saturating_duration_since(self.from)
    }

    /// What is left of it without the times in which there was no service.
    pub(super) fn without(self, outages: &[Self]) -> Duration {
        let within = |outage: &Self| {
            let (from, until) = (self.from.max(outage.from), self.until.min(outage.until));
            until.saturating_duration_since(from)
        };
        self.length().saturating_sub(outages.iter().map(within).sum())
    }
}

impl Account {
    /// The longest wait.
    pub(super) fn longest(&self) -> Duration {
        self.waits.iter().map(|wait| wait.length()).max().unwrap_or_default()
    }

    /// All waits together.
    pub(super) fn total(&self) -> Duration {
        self.waits.iter().map(|wait| wait.length()).sum()
    }
}

/// A call to the labyrinth, by one of `apps` or, where they are empty, by the webhook at `port`.
pub(super) fn calls(
    asterisk: &Asterisk,
    service: &Service,
    apps: &str,
    port: u16,
    plan: &Plan,
    chance: &mut Chance,
) -> Result<Account, String> {
    let mut headers = vec![format!("X-Service: http://127.0.0.1:{port}/hooks/asterisk")];
    if !apps.is_empty() {
        headers.push(format!("X-Apps: {apps}"));
    }
    if plan.ways.len() > 1 {
        headers.push(format!("X-Unanswered: {}", door(&plan.ways[0])));
    }
    let ring = Ring {
        did: labyrinth::NUMBER,
        from: "+393331234567",
        headers: &headers,
        keys: Keys::Events(96),
        listens: Listens::Words,
    };
    let call = ring.place(asterisk.port, service.spoken());
    let mut walk = Walk { asterisk, call: &call, hesitates: plan.hesitates, pressed: Vec::new(), again: 0 };
    let mut arrived = Vec::new();
    for way in &plan.ways {
        arrived.push(walk.to(way, arrived.len(), chance).map_err(|told| {
            let heard = call.handset.heard();
            format!("{}: {told}\n{plan:?}, keys at {:.2?}\n{heard:.2?}", call.id, walk.pressed)
        })?);
    }
    let heard = call.handset.heard();
    let lasted = call.handset.now();
    let began = Instant::now().checked_sub(lasted).unwrap();
    let moments = |(from, until): (Duration, Duration)| Wait { from: began + from, until: began + until };
    Ok(Account {
        lasted,
        waits: waits(&heard, &walk.pressed, &arrived).into_iter().map(moments).collect(),
        silence: longest_silence(&call.handset.sounds(), arrived.last().copied().unwrap_or_default()),
        again: walk.again,
        editions: editions(&heard, &plan.ways),
    })
}

struct Walk<'a> {
    asterisk: &'a Asterisk,
    call: &'a Telephone,
    hesitates: usize,
    /// When keys were let go, on the handset's clock.
    pressed: Vec<Duration>,
    again: usize,
}

impl Walk<'_> {
    /// Walks to a door, `before` others having been reached; when it was, on the handset's clock.
    fn to(&mut self, way: &Way, before: usize, chance: &mut Chance) -> Result<Duration, String> {
        let deadline = Instant::now() + PATIENCE;
        let (mut since, mut stood) = (self.call.handset.now(), None);
        if before == 0 {
            since = Duration::ZERO;
        }
        loop {
            let stage = self.call.stage();
            if let Some(arrival) = self.asterisk.arrivals(&self.call.id).into_iter().nth(before) {
                let at = moment(&self.call.handset, &arrival);
                let right = arrival.to == door(way);
                return if right { Ok(at) } else { Err(format!("arrived at {}", arrival.to)) };
            }
            if Instant::now() > deadline || matches!(stage, Stage::Ended(_)) {
                return Err(format!("never arrived ({stage:?})"));
            }
            let Some((told, from)) = last_told(&self.call.handset.heard(), way, since) else {
                thread::sleep(Duration::from_millis(20));
                continue;
            };
            if self.hesitates > 0 {
                // Until it is said again.
                self.hesitates -= 1;
                since = from + Duration::from_millis(1);
                continue;
            }
            thread::sleep(chance.millis(50, 1_800));
            // Whoever hears other words while thinking thinks again.
            if last_told(&self.call.handset.heard(), way, since).map(|(told, _)| told) != Some(told) {
                continue;
            }
            self.call.press(&told.key.to_string());
            since = self.call.handset.now();
            self.pressed.push(since);
            self.again += usize::from(stood == Some(told.level));
            stood = Some(told.level);
        }
    }
}

/// When an arrival was, on the handset's clock.
pub(super) fn moment(handset: &Handset, arrival: &Arrival) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
    let ago = Duration::from_secs_f64((now - arrival.at.parse::<f64>().unwrap()).max(0.0));
    handset.now().saturating_sub(ago)
}

/// What was told of a way last, in words that begin after a moment and are heard for long enough to be understood.
fn last_told(heard: &[Heard], way: &Way, since: Duration) -> Option<(Told, Duration)> {
    const UNDERSTOOD: Duration = Duration::from_millis(150);
    let latest = heard.iter().rev().take_while(|heard| heard.from >= since);
    let mut understood = latest.filter(|heard| heard.to >= heard.from + UNDERSTOOD);
    understood.find_map(|heard| Some((labyrinth::told(&heard.words, way)?, heard.from)))
}

/// From when to when was waited for the next sound, or for an arrival, beyond what is meant to be: the half second at the beginning, the ringing at
/// a destination, the caller's own thinking before a key, the menu's wait where none is pressed.
fn waits(heard: &[Heard], pressed: &[Duration], arrived: &[Duration]) -> Vec<(Duration, Duration)> {
    let mut nexts: Vec<Duration> =
        heard.iter().map(|heard| heard.from).chain(arrived.iter().copied()).collect();
    nexts.sort();
    let mut waits = Vec::new();
    let mut before = Duration::ZERO;
    for next in nexts {
        let ended = heard.iter().filter(|heard| heard.from < next).map(|heard| heard.to.min(next)).max();
        let begun = before;
        before = next;
        let silent = ended.unwrap_or_default().max(begun);
        let key = pressed.iter().copied().rfind(|at| (begun..next).contains(at));
        let meant = if ended.is_none() {
            OPENING
        } else if arrived.contains(&begun) {
            begun + RINGS
        } else if let Some(key) = key {
            silent.max(key)
        } else {
            silent + Duration::from_secs(WAITS)
        };
        waits.push((meant.min(next), next));
    }
    waits
}

/// The longest time without any sound, from the first one to a moment.
pub(super) fn longest_silence(sounds: &[(Duration, Duration)], until: Duration) -> Duration {
    let nexts = sounds.iter().skip(1).map(|(from, _)| *from).chain([until]);
    let silences = sounds.iter().zip(nexts).map(|((_, to), next)| next.saturating_sub(*to));
    silences.max().unwrap_or_default()
}

fn editions(heard: &[Heard], ways: &[Way]) -> Vec<usize> {
    let mut editions: Vec<usize> = heard
        .iter()
        .flat_map(|heard| ways.iter().filter_map(|way| labyrinth::told(&heard.words, way)))
        .map(|told| told.edition)
        .collect();
    editions.dedup();
    editions
}

#[test]
fn only_what_is_longer_than_it_should_be_is_a_wait() {
    let millis = Duration::from_millis;
    let heard = |from, to| Heard { words: String::new(), from: millis(from), to: millis(to) };
    // Answered late; then a key was lost in the silence after the menu, and one while it was being said; then a silence that was let pass.
    let heard = [heard(1_500, 3_000), heard(5_000, 6_000), heard(8_000, 9_000), heard(12_250, 13_000)];
    let pressed = [millis(4_000), millis(5_500), millis(12_900)];
    let waited: Vec<_> = waits(&heard, &pressed, &[millis(13_100)])
        .iter()
        .map(|(from, until)| until.saturating_sub(*from))
        .collect();
    assert_eq!(waited, [1_000, 1_000, 2_000, 250, 100].map(millis));
}

#[test]
fn what_was_waited_without_a_service_is_not_waited_for_one() {
    let began = Instant::now();
    let wait = |from, until| Wait {
        from: began + Duration::from_millis(from),
        until: began + Duration::from_millis(until),
    };
    let outages = [wait(0, 500), wait(900, 1_400), wait(2_000, 9_000)];
    assert_eq!(wait(1_000, 2_500).without(&outages), Duration::from_millis(600));
    assert_eq!(wait(400, 3_000).without(&outages), Duration::from_secs(1));
    assert_eq!(wait(1_500, 1_900).without(&outages), Duration::from_millis(400));
}
