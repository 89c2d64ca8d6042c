//! `kill -9` at random moments, again and again, under fifty calls.

use std::thread;
use std::time::Duration;

use super::chance::{Chance, seed, times};
use super::crowd::{MANY, calls_while};
use super::labyrinth;
use crate::phones::asterisk::Asterisk;
use crate::phones::service::{OPEN, Service};

/// What a caller may wait beyond the menu's own waits, the service being restarted at once.
const BOUND: Duration = Duration::from_secs(3);

#[test]
fn killed_again_and_again_under_fifty_calls_nobody_is_lost() {
    let Some(asterisk) = Asterisk::own() else { return };
    let service = Service::start_on(&asterisk, OPEN, |menus| labyrinth::publish(menus, 0, 0));
    let mut chance = Chance::of(seed(), MANY);
    let outcome = calls_while(&asterisk, &service, &service.app, service.port, || {
        for _ in 0..times(20, 100) {
            thread::sleep(chance.millis(200, 2_500));
            service.kill();
            // What starts it again needs a moment to see that it is gone.
            thread::sleep(chance.millis(0, 200));
            service.restart();
        }
    });
    outcome.is_good(BOUND);
    assert!(outcome.again() > 0, "no key was ever lost, so nothing was shown");
}
