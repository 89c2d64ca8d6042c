//! Telephones of every kind, and callers who hang up at every moment; by the dialplan that posts and over ARI.

use std::time::Duration;

use super::asterisk::{self, Asterisk};
use super::handset::{Keys, Listens};
use super::service::{OPEN, Service};
use super::telephone::{Ring, Stage, Telephone};
use super::wait;

const PATIENCE: Duration = Duration::from_secs(40);

/// A call with a telephone that sends keys in this way, over ARI or not.
fn ring(asterisk: &Asterisk, service: &Service, keys: Keys, over_ari: bool) -> Telephone {
    let mut headers = vec![format!("X-Service: http://127.0.0.1:{}/hooks/asterisk", service.port)];
    if over_ari {
        headers.push(format!("X-Apps: {}", service.app));
    }
    let ring =
        Ring { did: "800749049", from: "+393331234567", headers: &headers, keys, listens: Listens::Words };
    ring.place(asterisk.port, service.spoken())
}

/// Waits until words are said in which this stands.
pub(super) fn hears(telephone: &Telephone, part: &str) {
    let heard = || telephone.handset.heard();
    wait::until(PATIENCE, || heard().iter().any(|heard| heard.words.contains(part)).then_some(()))
        .unwrap_or_else(|| panic!("{}: `{part}` was never heard, but {:?}", telephone.id, heard()));
}

#[test]
fn keys_of_every_kind_of_telephone_are_heard() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let calls: Vec<Telephone> = [Keys::Events(96), Keys::Events(101), Keys::Tones]
        .into_iter()
        .flat_map(|keys| [false, true].map(|over_ari| ring(asterisk, &service, keys, over_ari)))
        .collect();
    for call in &calls {
        hears(call, "uffici territoriali");
        call.press("1");
    }
    for call in &calls {
        hears(call, "Area Nord");
        call.press("3");
    }
    for call in &calls {
        let arrivals = || asterisk.arrivals(&call.id);
        wait::until(PATIENCE, || arrivals().into_iter().next())
            .unwrap_or_else(|| panic!("{} arrived nowhere", call.id));
        let ended = || (call.stage() == Stage::Ended(200)).then_some(());
        wait::until(PATIENCE, ended).unwrap_or_else(|| panic!("{} goes on: {:?}", call.id, call.stage()));
        let to: Vec<String> = arrivals().into_iter().map(|arrival| arrival.to).collect();
        assert_eq!(to, ["lotto-3"], "{}", call.id);
    }
}

/// Before anything is answered, in the half second before the first word, in a notice, in a menu, while a turn is decided, and while it rings.
#[test]
fn whoever_hangs_up_at_any_moment_leaves_nothing_behind() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let moments = (0..60).map(|at| (at * 67, at % 2 == 0));
    let calls: Vec<(Telephone, u64)> = moments
        .map(|(moment, over_ari)| (ring(asterisk, &service, Keys::Events(101), over_ari), moment))
        .collect();
    std::thread::scope(|scope| {
        for (call, moment) in &calls {
            scope.spawn(move || {
                let there = || (call.handset.now() > Duration::from_millis(*moment)).then_some(());
                // Every third caller is on the way to a destination by then.
                if moment % 3 == 0 && *moment > 1_000 {
                    hears(call, "");
                    call.press("13");
                }
                wait::until(PATIENCE, there);
                call.hang_up();
            });
        }
    });
    for (call, moment) in &calls {
        let over = || matches!(call.stage(), Stage::HungUp | Stage::Ended(_)).then_some(());
        wait::until(PATIENCE, over)
            .unwrap_or_else(|| panic!("hung up after {moment} ms, {} goes on: {:?}", call.id, call.stage()));
    }
    // Neither Asterisk nor the service keeps any of them.
    let left = || service.lent(asterisk);
    wait::until(PATIENCE, || (left() == 0).then_some(())).unwrap_or_else(|| panic!("{} are left", left()));
    let log = service.log();
    // What is not set for callbacks and for the codes of `/book` is told at the start.
    let of_calls = |line: &&str| !line.contains("none is placed") && !line.contains("nobody can book at");
    let faults: Vec<&str> =
        log.lines().filter(|line| line.contains("ERROR") || line.contains("WARN")).filter(of_calls).collect();
    assert!(faults.is_empty(), "a caller who leaves is no fault: {faults:#?}");
    let next = ring(asterisk, &service, Keys::Events(101), true);
    hears(&next, "uffici territoriali");
}
