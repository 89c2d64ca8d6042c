//! One call that is measured: down the tree and up again a few times, and at last to the destination.

use std::time::{Duration, UNIX_EPOCH};

use super::Way;
use super::asterisk::Asterisk;
use super::handset::{Keys, LetGo, Listens};
use super::served::Served;
use super::telephone::{Ring, Telephone};
use super::wait;

/// How long the next prompt and the arrival are waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// How far into a prompt a key is pressed: well after the mark with which it begins.
const INTO: Duration = Duration::from_millis(250);
/// Down and up again, so many times.
const ROUNDS: usize = 3;

/// What was measured, in milliseconds from the end of a key.
#[derive(Debug, Default)]
pub(crate) struct Times {
    /// To the first packet of the next prompt.
    pub(crate) prompts: Vec<f64>,
    /// To the destination, with its announcement before.
    pub(crate) arrivals: Vec<f64>,
    /// Keys that nothing came of.
    pub(crate) lost: usize,
}

impl Times {
    pub(crate) fn add(&mut self, mut more: Self) {
        self.prompts.append(&mut more.prompts);
        self.arrivals.append(&mut more.arrivals);
        self.lost += more.lost;
    }
}

/// Rings up a number of the Asterisk that answers SIP on this port.
pub(crate) fn ring(port: u16, served: &Served, did: &str, way: Way, listens: Listens) -> Telephone {
    let mut headers = vec![format!("X-Service: http://127.0.0.1:{}/hooks/asterisk", served.port)];
    if way == Way::Ari {
        headers.push(format!("X-Apps: {}", served.app));
    }
    let ring = Ring { did, from: "+390612345678", headers: &headers, keys: Keys::Events(101), listens };
    ring.place(port, served.spoken.clone())
}

/// One call.
pub(crate) fn measure(asterisk: &Asterisk, served: &Served, way: Way) -> Times {
    let telephone = ring(asterisk.port, served, way.number(), way, Listens::Beginnings);
    let mut times = Times::default();
    let menu = begins_after(&telephone, Duration::ZERO);
    let mut began = menu.unwrap_or_else(|| panic!("by {way:?} nothing is heard: {:?}", telephone.statuses()));
    for key in "1*".repeat(ROUNDS).chars().chain(['1']) {
        let let_go = presses(&telephone, key, began);
        let Some(next) = begins_after(&telephone, let_go.at) else {
            times.lost += 1;
            return times;
        };
        times.prompts.push(next.saturating_sub(let_go.at).as_secs_f64() * 1e3);
        began = next;
    }
    let let_go = presses(&telephone, '3', began);
    match wait::until(PATIENCE, || asterisk.arrivals(&telephone.id).into_iter().next()) {
        Some(arrival) => {
            let released = let_go.moment.duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
            times.arrivals.push((arrival.at.parse::<f64>().unwrap() - released) * 1e3);
        }
        None => times.lost += 1,
    }
    times
}

/// Presses a key well inside the prompt that began then.
fn presses(telephone: &Telephone, key: char, began: Duration) -> LetGo {
    std::thread::sleep((began + INTO).saturating_sub(telephone.handset.now()));
    telephone.handset.press(key)
}

/// When the first prompt began after a moment.
fn begins_after(telephone: &Telephone, moment: Duration) -> Option<Duration> {
    wait::until(PATIENCE, || telephone.handset.beginnings().into_iter().find(|began| *began > moment))
}
