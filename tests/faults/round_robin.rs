//! The dialplan that posts, with two replicas behind a plain round-robin, of which one dies and returns again and again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::chance::{Chance, seed, times};
use super::labyrinth;
use super::person::{Plan, calls};
use crate::phones::asterisk::Asterisk;
use crate::phones::proxy;
use crate::phones::service::{OPEN, Service};

#[test]
fn the_dialplan_loses_no_call_when_one_of_two_replicas_dies_and_returns() {
    let Some(asterisk) = Asterisk::own() else { return };
    let first = Service::start_on(&asterisk, OPEN, |menus| labyrinth::publish(menus, 0, 0));
    let second = first.replica();
    let way = proxy::round_robin([first.port, second.port]);
    let (over, mut chance) = (AtomicBool::new(false), Chance::of(seed(), 0));
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut chance = Chance::of(seed(), 1);
            while !over.load(Ordering::Relaxed) {
                // Dead for as long as a turn or two take, there for as long: most turns meet both.
                for replica in [&first, &second] {
                    replica.kill();
                    thread::sleep(chance.millis(500, 2_500));
                    replica.restart();
                    thread::sleep(chance.millis(200, 1_500));
                }
            }
        });
        // One after the other: two at a time would send each other's second try to the dead one.
        let calls: Vec<_> = (0..times(5, 25))
            .map(|_| {
                let plan = Plan::by(&mut chance);
                calls(&asterisk, &first, "", way, &plan, &mut chance)
            })
            .collect();
        over.store(true, Ordering::Relaxed);
        for call in calls {
            let account = call.unwrap_or_else(|told| panic!("{told}\nseed {}", seed()));
            println!("{account:.2?}");
            assert!(account.longest() <= Duration::from_secs(2), "{account:?}, seed {}", seed());
        }
    });
}

#[test]
fn a_prompt_that_was_asked_of_a_dead_replica_is_asked_for_again() {
    let Some(asterisk) = Asterisk::own() else { return };
    let first = Service::start_on(&asterisk, OPEN, |menus| labyrinth::publish(menus, 0, 0));
    let second = first.replica();
    let way = proxy::round_robin([first.port, second.port]);
    // Asterisk has no prompt yet, and every second one that it asks for is lost.
    second.kill();
    let mut chance = Chance::of(seed(), 0);
    for _ in 0..2 {
        let plan = Plan::by(&mut chance);
        let account = calls(&asterisk, &first, "", way, &plan, &mut chance);
        println!("{:.2?}", account.unwrap_or_else(|told| panic!("{told}\nseed {}", seed())));
    }
}
