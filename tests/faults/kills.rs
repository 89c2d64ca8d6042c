//! `kill -9` at random moments, again and again, under fifty calls.

use std::thread;
use std::time::{Duration, Instant};

use super::chance::{Chance, seed, times};
use super::crowd::{MANY, calls_while};
use super::labyrinth;
use super::person::Wait;
use crate::phones::asterisk::Asterisk;
use crate::phones::service::{OPEN, Service};

/// What a caller may wait beyond the menu's own waits, the service being restarted at once.
const BOUND: Duration = Duration::from_secs(3);

/// What of it a restart may take, on a machine that has time for it: the fastest of all shows that, since whatever else the machine does only makes
/// them slower. For the rest no time counts in which the service was on its way.
const RESTART: Duration = Duration::from_secs(1);

#[test]
fn killed_again_and_again_under_fifty_calls_nobody_is_lost() {
    let Some(asterisk) = Asterisk::own() else { return };
    let service = Service::start_on(&asterisk, OPEN, |menus| labyrinth::publish(menus, 0, 0));
    let mut chance = Chance::of(seed(), MANY);
    let (mut outages, mut restarts) = (Vec::new(), Vec::new());
    let outcome = calls_while(&asterisk, &service, &service.app, service.port, || {
        for _ in 0..times(20, 100) {
            thread::sleep(chance.millis(200, 2_500));
            let from = Instant::now();
            service.kill();
            // What starts it again needs a moment to see that it is gone.
            thread::sleep(chance.millis(0, 200));
            let started = Instant::now();
            service.restart();
            let until = Instant::now();
            outages.push(Wait { from, until });
            restarts.push(until - started);
        }
    });
    restarts.sort();
    let fastest = restarts[0];
    println!("restarts: the fastest {fastest:.3?}, the slowest {:.3?}", restarts[restarts.len() - 1]);
    outcome.is_good_without(&outages, BOUND.saturating_sub(RESTART));
    assert!(fastest <= RESTART, "the fastest restart took {fastest:?}");
    assert!(outcome.again() > 0, "no key was ever lost, so nothing was shown");
}
