//! Callers who wait in a queue, what an operator's telephone is told, and what a trunk is not.

use std::time::Duration;

use super::asterisk::{self, Asterisk, MUSIC};
use super::caller::{Call, Dial};
use super::service::{OPEN, Service};

/// The Ministry's menu with a queue at Lotto 2, and telephones at two others.
fn service(asterisk: &Asterisk) -> Service {
    Service::start_with(asterisk, OPEN, |menu| {
        let queue = "lotto-2:\n    title: Lotto 2, Area Nord\n    to: queue\n    waiting:\n      longest: 10 seconds\n      \
                     music: attesa.wav\n      keys: { 9: callback }\n";
        menu.replacen("lotto-2: Lotto 2, Area Nord\n", queue, 1)
            .replacen("lotto-3: Lotto 3, Area Centro", "lotto-3: { title: Lotto 3, to: inside }", 1)
            .replacen("lotto-4: Lotto 4, Area Sud", "lotto-4: { title: Lotto 4, to: outside }", 1)
            .replacen(
                "lotto-5: Lotto 5, Uffici Centrali",
                "lotto-5: { title: Lotto 5, to: served, waiting: { longest: 10 seconds } }",
                1,
            )
    })
}

/// By the dialplan that posts, and over ARI.
fn both<'a>(asterisk: &'a Asterisk, service: &Service) -> [Call<'a>; 2] {
    ["", service.app.as_str()].map(|apps| Dial { apps, ..Dial::default() }.place(asterisk, service))
}

/// The same, on their way to the queue.
fn both_to_the_queue<'a>(asterisk: &'a Asterisk, service: &Service) -> [Call<'a>; 2] {
    let calls = both(asterisk, service);
    for call in &calls {
        call.hears("uffici territoriali");
        call.press("12");
    }
    calls
}

#[test]
fn the_longest_wait_has_its_own_next_step_and_music_until_then() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = service(asterisk);
    let calls = both_to_the_queue(asterisk, &service);
    for call in &calls {
        let arrival = call.arrives();
        assert_eq!((arrival.to.as_str(), arrival.ring.as_str()), ("queue", "10"));
        assert_eq!(arrival.music, "attesa");
        let told = call.hears("Durante l'attesa: per prenotare una richiamata, prema 9.");
        let music = call.hears_after(MUSIC, told.to);
        // Ten seconds in the queue, and not a moment before.
        let over = call.hears("L'attesa si sta prolungando");
        let waited = over.from.saturating_sub(music.from);
        assert!((9.0..13.0).contains(&waited.as_secs_f64()), "{waited:?}:\n{}", call.transcript());
        call.hears_after("Primo orario libero", over.from);
        assert_eq!(call.arrivals(), ["queue"], "it went nowhere else");
    }
}

#[test]
fn one_key_leaves_the_queue_and_no_other_does() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = service(asterisk);
    let calls = both_to_the_queue(asterisk, &service);
    for call in &calls {
        let music = call.hears(MUSIC);
        call.press("5");
        call.press("0");
        // The music goes on: nothing was lost by a wrong key.
        let on = call.hears_after(MUSIC, music.to + Duration::from_millis(300));
        call.press("9");
        call.hears_after("Primo orario libero", on.from);
        assert!(!call.transcript().contains("prolungando"), "{}", call.transcript());
    }
}

#[test]
fn whoever_presses_the_key_while_it_is_told_never_begins_to_wait() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = service(asterisk);
    let calls = both(asterisk, &service);
    for call in &calls {
        call.hears("uffici territoriali");
        call.press("12");
        call.hears("Durante l'attesa");
        call.press("9");
        call.hears("Primo orario libero");
        assert_eq!(call.arrivals(), [""; 0]);
    }
}

#[test]
fn an_inside_telephone_is_told_what_call_it_is_and_a_trunk_is_not() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = service(asterisk);
    let dial = |apps: &str, from: &str| {
        let from = format!("{from}@127.0.0.1");
        Dial { apps, from: &from, ..Dial::default() }.place(asterisk, &service)
    };
    // Dialled, and by a queue. Each call is found by its caller's number.
    for (at, apps) in ["", &service.app].into_iter().enumerate() {
        for (key, path) in [("3", "open.1.3"), ("5", "open.1.5")] {
            let from = format!("+3933300000{at}{key}");
            let call = dial(apps, &from);
            call.hears("uffici territoriali");
            call.press(&format!("1{key}"));
            let told = asterisk.inside.told(&from);
            let [call, rest @ ..] = told.as_slice() else { panic!("nothing was told of {from}") };
            assert!(call.starts_with("X-Centralino-Call: 1"), "{call}");
            let path = format!("X-Centralino-Path: {path}");
            assert_eq!(rest, ["X-Centralino-Desk: giustizia", path.as_str(), "X-Centralino-Language: it"]);
        }
        let from = format!("+3933300000{at}4");
        let call = dial(apps, &from);
        call.hears("uffici territoriali");
        call.press("14");
        call.hears("è occupata");
        assert_eq!(asterisk.outside.told(&from), [""; 0], "the trunk saw the call and nothing of ours");
    }
}
