//! Conversations that a package pays for, with calls of ten seconds instead of a quarter of an hour: what both hear before the end, when it
//! comes, and what it costs.

use std::process::Command;
use std::time::Duration;

use super::asterisk::{self, Asterisk};
use super::caller::Dial;
use super::handset::{Keys, Listens};
use super::service::{OPEN, Service};
use super::telephone::{Ring, Stage};
use super::wait;

const PATIENCE: Duration = Duration::from_secs(40);

/// The Ministry's desk, whose Lotto 3 is paid for by a package of two calls.
fn service(asterisk: &Asterisk, at_end: &str) -> Service {
    let service = Service::start_with(asterisk, OPEN, |menu| {
        let lotto = "lotto-3: { title: Lotto 3, to: talks, package: { otherwise: hangup } }";
        let packages = format!(
            "\npackages:\n  kinds: {{ base: {{ size: 4 }} }}\n  length: 10 seconds\n  warning: 4 seconds\n  at-end: {at_end}\n"
        );
        menu.replacen("lotto-3: Lotto 3, Area Centro", lotto, 1) + &packages
    });
    for arguments in [
        &["customer", "add", "giustizia", "CLIENTE1"][..],
        &["customer", "number", "giustizia", "CLIENTE1", "800749049"],
        &["package", "add", "giustizia", "CLIENTE1", "base", "--signed", "2026-03-01"],
    ] {
        typed(&service, arguments);
    }
    service
}

fn typed(service: &Service, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_centralino"))
        .args(arguments)
        .env("CENTRALINO_MENUS", service.menus())
        .env("CENTRALINO_DATABASE", format!("sqlite://{}", service.database.display()))
        .env("CENTRALINO_TEST_CLOCK", OPEN)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Waits until so many calls are left.
fn left(service: &Service, calls: u32) {
    let says = format!(" {calls} calls and ");
    let listed = || typed(service, &["package", "list", "giustizia"]);
    wait::until(PATIENCE, || listed().contains(&says).then_some(()))
        .unwrap_or_else(|| panic!("not{says}are left: {}", listed()));
}

#[test]
fn both_are_warned_before_each_call_ends_and_the_last_one_ends_it() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = service(asterisk, "another-call");
    let mut call = Dial::default().place(asterisk, &service);
    call.hears("uffici territoriali");
    call.press("13");
    let put = call.hears("Trasferiamo la chiamata");
    left(&service, 1);
    let first = call.hears_after("sta per finire", put.to);
    let second = call.hears_after("sta per finire", first.to + Duration::from_secs(4));
    let between = second.from.saturating_sub(first.from).as_secs_f64();
    assert!(
        (9.5..10.8).contains(&between),
        "the next call's warning, {between} s later:\n{}",
        call.transcript()
    );
    let from_answer = first.from.saturating_sub(put.to).as_secs_f64();
    assert!((6.0..9.0).contains(&from_answer), "ten seconds less four, and one of ringing: {from_answer} s");
    call.ends();
    left(&service, 0);
    let mut none = Dial::default().place(asterisk, &service);
    none.hears("uffici territoriali");
    none.press("13");
    none.hears("sono esaurite");
    none.ends();
    assert_eq!(none.arrivals(), [""; 0], "nobody is put through unpaid");
}

#[test]
fn where_the_menu_says_end_one_call_is_spent_and_the_conversation_is_over() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = service(asterisk, "end");
    let mut call = Dial::default().place(asterisk, &service);
    call.hears("uffici territoriali");
    call.press("13");
    call.hears("sta per finire");
    call.ends();
    let warnings = call.transcript().matches("sta per finire").count();
    assert_eq!(warnings, 1, "{}", call.transcript());
    left(&service, 1);
}

#[test]
fn a_caller_who_hangs_up_while_it_rings_gets_the_call_back_and_one_who_spoke_does_not() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = service(asterisk, "another-call");
    let header = [format!("X-Service: http://127.0.0.1:{}/hooks/asterisk", service.port)];
    for (speaks, after) in [(false, 2), (true, 1)] {
        let ring = Ring {
            did: "800749049",
            from: "+393331234567",
            headers: &header,
            keys: Keys::Events(101),
            listens: Listens::Words,
        };
        let call = ring.place(asterisk.port, service.spoken());
        let hears = |part: &str| {
            let heard = || call.handset.heard();
            wait::until(PATIENCE, || heard().iter().any(|heard| heard.words.contains(part)).then_some(()))
                .unwrap_or_else(|| panic!("`{part}` was never heard, but {:?}", heard()));
        };
        hears("uffici territoriali");
        call.press("13");
        let arrived = || asterisk.arrivals(&call.id).into_iter().next();
        wait::until(PATIENCE, arrived).expect("it rings");
        left(&service, 1);
        if speaks {
            hears("sta per finire");
        }
        call.hang_up();
        wait::until(PATIENCE, || matches!(call.stage(), Stage::HungUp | Stage::Ended(_)).then_some(()))
            .unwrap();
        left(&service, after);
    }
}
