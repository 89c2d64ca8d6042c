//! Conversations that a package pays for, with calls of ten seconds instead of a quarter of an hour: what both hear before the end, when it
//! comes, and what it costs.

use std::time::Duration;

use centralino::ticket::{Attempted, Event};

use super::asterisk::{self, Asterisk};
use super::callbacks::{Desk, attempted, rings_once};
use super::caller::{Call, Dial};
use super::handset::{Keys, Listens};
use super::service::{Named, OPEN, Service};
use super::telephone::{Ring, Stage};
use super::telephones::hears;
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
    client(&service);
    service
}

/// A client with that package.
fn client(service: &Service) {
    for arguments in [
        &["customer", "add", "giustizia", "CLIENTE1"][..],
        &["customer", "number", "giustizia", "CLIENTE1", "800749049"],
        &["package", "add", "giustizia", "CLIENTE1", "base", "--signed", "2026-03-01"],
    ] {
        typed(service, arguments);
    }
}

fn typed(service: &Service, arguments: &[&str]) -> String {
    let output = service.command(arguments).output().unwrap();
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

/// By which way Asterisk lets the service have its calls.
#[derive(Clone, Copy, Debug)]
enum By {
    Dialplan,
    Ari,
}

impl By {
    const BOTH: [Self; 2] = [Self::Dialplan, Self::Ari];

    fn apps(self, service: &Service) -> String {
        match self {
            Self::Dialplan => String::new(),
            Self::Ari => service.app.clone(),
        }
    }

    fn dial<'a>(self, asterisk: &'a Asterisk, service: &Service) -> Call<'a> {
        let apps = self.apps(service);
        Dial { apps: &apps, ..Dial::default() }.place(asterisk, service)
    }
}

/// Waits until the caller is put through.
fn put_through(call: &Call<'_>) -> Duration {
    call.hears("uffici territoriali");
    call.press("13");
    call.hears("Trasferiamo la chiamata").to
}

#[test]
fn both_are_warned_before_each_call_ends_and_the_last_one_ends_it() {
    let Some(asterisk) = asterisk::shared() else { return };
    for by in By::BOTH {
        let service = service(asterisk, "another-call");
        let mut call = by.dial(asterisk, &service);
        let put = put_through(&call);
        left(&service, 1);
        let first = call.hears_after("sta per finire", put);
        // The second call is spent while they speak, and not when it is over.
        left(&service, 0);
        let spent = call.handset.now();
        let second = call.hears_after("sta per finire", first.to + Duration::from_secs(4));
        assert!(spent < second.from, "{by:?}: spent at {spent:?}, the next warning at {:?}", second.from);
        let between = second.from.saturating_sub(first.from).as_secs_f64();
        assert!(
            (9.5..10.8).contains(&between),
            "{by:?}: the next call's warning, {between} s later:\n{}",
            call.transcript()
        );
        let from_answer = first.from.saturating_sub(put).as_secs_f64();
        assert!(
            (6.0..9.0).contains(&from_answer),
            "{by:?}: ten seconds less four, and one of ringing: {from_answer} s"
        );
        let over = call.hears_after("terminato", second.to);
        let last = over.from.saturating_sub(second.from).as_secs_f64();
        assert!((3.5..5.5).contains(&last), "{by:?}: it ends four seconds after the warning: {last} s");
        call.ends();
        left(&service, 0);
        let mut none = by.dial(asterisk, &service);
        none.hears("uffici territoriali");
        none.press("13");
        none.hears("sono esaurite");
        none.ends();
        assert_eq!(none.arrivals(), [""; 0], "{by:?}: nobody is put through unpaid");
    }
}

#[test]
fn whoever_finds_the_last_call_spent_by_another_is_told_and_ends_with_the_first() {
    let Some(asterisk) = asterisk::shared() else { return };
    for by in By::BOTH {
        let service = service(asterisk, "another-call");
        let mut first = by.dial(asterisk, &service);
        let put = put_through(&first);
        left(&service, 1);
        // When the first began, one more was left for it.
        let second = by.dial(asterisk, &service);
        put_through(&second);
        left(&service, 0);
        let warned = first.hears_after("sta per finire", put);
        let over = first.hears_after("terminato", warned.to);
        let lasted = over.from.saturating_sub(warned.from).as_secs_f64();
        assert!((3.5..5.5).contains(&lasted), "{by:?}: after the call that was paid for: {lasted} s");
        first.ends();
        left(&service, 0);
    }
}

#[test]
fn where_the_menu_says_end_one_call_is_spent_and_the_conversation_is_over() {
    let Some(asterisk) = asterisk::shared() else { return };
    for by in By::BOTH {
        let service = service(asterisk, "end");
        let mut call = by.dial(asterisk, &service);
        put_through(&call);
        call.hears("sta per finire");
        call.hears("terminato");
        call.ends();
        let warnings = call.transcript().matches("sta per finire").count();
        assert_eq!(warnings, 1, "{by:?}: {}", call.transcript());
        left(&service, 1);
    }
}

#[test]
fn a_service_that_dies_while_they_speak_interrupts_nobody_and_gives_no_call_away() {
    let Some(asterisk) = asterisk::shared() else { return };
    for by in By::BOTH {
        let service = service(asterisk, "another-call");
        let mut call = by.dial(asterisk, &service);
        let put = put_through(&call);
        let first = call.hears_after("sta per finire", put);
        service.kill();
        // The first call is over, and nobody is there to spend another: they speak on, as long as there was one.
        let second = call.hears_after("sta per finire", first.to + Duration::from_secs(4));
        service.restart();
        call.hears_after("terminato", second.to);
        call.ends();
        left(&service, 0);
    }
}

#[test]
fn a_caller_who_hangs_up_while_it_rings_gets_the_call_back_and_one_who_spoke_does_not() {
    let Some(asterisk) = asterisk::shared() else { return };
    for by in By::BOTH {
        let service = service(asterisk, "another-call");
        for (speaks, after) in [(false, 2), (true, 1)] {
            hangs_up(asterisk, &service, by, speaks);
            left(&service, after);
        }
    }
}

/// A caller who hangs up while it rings, or once they have spoken for a while.
fn hangs_up(asterisk: &Asterisk, service: &Service, by: By, speaks: bool) {
    let header = [
        format!("X-Service: http://127.0.0.1:{}/hooks/asterisk", service.port),
        format!("X-Apps: {}", by.apps(service)),
    ];
    let ring = Ring {
        did: "800749049",
        from: "+393331234567",
        headers: &header,
        keys: Keys::Events(101),
        listens: Listens::Words,
    };
    let call = ring.place(asterisk.port, service.spoken());
    hears(&call, "uffici territoriali");
    call.press("13");
    let arrived = || asterisk.arrivals(&call.id).into_iter().next();
    wait::until(PATIENCE, arrived).expect("it rings");
    left(service, 1);
    if speaks {
        hears(&call, "sta per finire");
    }
    call.hang_up();
    wait::until(PATIENCE, || matches!(call.stage(), Stage::HungUp | Stage::Ended(_)).then_some(())).unwrap();
}

/// A desk that calls its client back, where two calls of ten seconds pay for the operators at this extension.
fn calls_back(asterisk: &Asterisk, to: &str, placing: &str) -> Desk {
    let change = |menu: String| {
        let paid = format!("    to: {to}\n    package: {{ otherwise: hangup }}");
        menu.replacen("    to: giustizia-richiamate", &paid, 1)
            + "\npackages:\n  kinds: { base: { size: 4 } }\n  length: 10 seconds\n  warning: 4 seconds\n  at-end: another-call\n"
    };
    let desk = Desk::with(asterisk, &Named::default(), change, placing, &[]);
    client(&desk.service);
    desk
}

#[test]
fn a_client_who_is_called_back_pays_while_they_speak_whoever_is_called_first_and_the_last_call_ends_it() {
    let Some(asterisk) = asterisk::shared() else { return };
    for (to, placing, number) in
        [("talks", "", 393_332_001_001), ("clerkquick", "  first: agent\n", 393_332_002_001)]
    {
        let desk = calls_back(asterisk, to, placing);
        let ticket = desk.books_for(Some("CLIENTE1"), number, 2, 900);
        rings_once(asterisk, number);
        left(&desk.service, 1);
        left(&desk.service, 0);
        let history = desk.comes_to(ticket, &attempted(1, Attempted::Spoken));
        assert_eq!(history, [Event::CallbackSpoken, attempted(1, Attempted::Spoken)], "{to}");
        left(&desk.service, 0);
    }
}

#[test]
fn a_callback_that_met_no_operator_costs_its_client_nothing() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = calls_back(asterisk, "clerkbusy", "  attempts: 1\n");
    let ticket = desk.books_for(Some("CLIENTE1"), 393_332_003_001, 2, 900);
    let history = desk.comes_to(ticket, &Event::CallbackMissed);
    assert_eq!(history, [attempted(1, Attempted::NoOperator), Event::CallbackMissed]);
    left(&desk.service, 2);
}
