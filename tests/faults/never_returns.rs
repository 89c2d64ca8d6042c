//! A replica that never returns.

use std::thread;
use std::time::Duration;

use super::chance::{Chance, seed};
use super::crowd::{MANY, calls_while};
use super::labyrinth::{self, NUMBER, WAITS};
use super::person::{longest_silence, moment};
use crate::phones::asterisk::{self, Asterisk};
use crate::phones::caller::{Call, Dial};
use crate::phones::service::{OPEN, Service};

/// What nobody is to hear more of, the menu's own waits and all.
const SILENCE: Duration = Duration::from_secs(WAITS + 8);

#[test]
fn when_one_of_two_replicas_never_returns_the_other_has_all_its_calls() {
    let Some(asterisk) = Asterisk::own() else { return };
    let dies = Service::start_on(&asterisk, OPEN, |menus| labyrinth::publish(menus, 0, 0));
    let stays = dies.replica();
    let apps = format!("{}&{}", dies.app, stays.app);
    let mut chance = Chance::of(seed(), MANY);
    let outcome = calls_while(&asterisk, &stays, &apps, stays.port, || {
        thread::sleep(chance.millis(2_000, 6_000));
        dies.kill();
        // The dead-man's time, and all the calls that follow.
        thread::sleep(Duration::from_secs(25));
    });
    // Whoever pressed a key just before waits for the whole of it.
    outcome.is_good(SILENCE);
    let silence = outcome.longest_silence();
    println!("the longest silence was {silence:?}");
    assert!(silence <= SILENCE, "somebody heard {silence:?} of silence, seed {}", seed());
}

#[test]
fn when_the_only_replica_dies_or_freezes_nobody_is_left_in_silence() {
    let Some(asterisk) = asterisk::shared() else { return };
    let start = || Service::start_on(asterisk, OPEN, |menus| labyrinth::publish(menus, 0, 0));
    let (dead, frozen) = (start(), start());
    let dial = |service: &Service| {
        Dial { did: NUMBER, apps: &service.app, ..Dial::default() }.place(asterisk, service)
    };
    let calls: Vec<(Call<'_>, &str)> = [(&dead, "killed"), (&frozen, "frozen")]
        .into_iter()
        .flat_map(|(service, what)| [(dial(service), what), (dial(service), what)])
        .collect();
    for (call, _) in &calls {
        call.hears("Corridoio");
    }
    dead.kill();
    frozen.freeze();
    // One of each two presses a key that nobody hears; the other waits.
    for (call, _) in calls.iter().step_by(2) {
        call.press("1");
    }
    let arriving = dial(&frozen);
    for (call, what) in &calls {
        let arrival = call.arrives();
        assert_eq!(arrival.to, "fallback", "{what}");
        let silence = longest_silence(&call.handset.sounds(), moment(&call.handset, &arrival));
        println!("{what}: {silence:?} of silence");
        assert!(silence <= SILENCE, "{what}: {silence:?} of silence\n{}", call.transcript());
    }
    assert_eq!(arriving.arrives().to, "fallback");
}
