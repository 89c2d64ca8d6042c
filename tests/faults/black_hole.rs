//! The network to Asterisk swallows everything: no side is told that the other is gone.

use std::time::{Duration, Instant};

use super::hole::Hole;
use super::labyrinth::{self, NUMBER};
use super::person::{longest_silence, moment};
use crate::phones::asterisk::{self, Asterisk};
use crate::phones::caller::{Call, Dial};
use crate::phones::service::{OPEN, Service};
use crate::phones::wait;

/// What nobody is to hear more of, beyond the menu's own waits.
const SILENCE: Duration = Duration::from_secs(8);

fn dial<'a>(asterisk: &'a Asterisk, service: &Service) -> Call<'a> {
    Dial { did: NUMBER, apps: &service.app, ..Dial::default() }.place(asterisk, service)
}

#[test]
fn a_black_hole_before_asterisk_is_told_and_ends_by_itself() {
    let Some(asterisk) = asterisk::shared() else { return };
    let hole = Hole::before(asterisk.ari);
    let service = Service::start_by(asterisk, hole.port, OPEN, |menus| labyrinth::publish(menus, 0, 0));
    let caught = dial(asterisk, &service);
    caught.hears("Corridoio");
    hole.swallows();
    let began = Instant::now();
    let arriving = dial(asterisk, &service);

    let told = wait::until(Duration::from_secs(20), || {
        let said = service.readyz();
        said.contains("asterisk:").then_some(said)
    });
    println!("told after {:?}", began.elapsed());
    let told = told.expect("/readyz tells of it");
    assert!(told.starts_with("HTTP/1.1 200"), "it takes nobody out of a balancer:\n{told}");

    // Asterisk takes its callers back, and lends them to nobody who does not answer.
    for (call, name) in [(&caught, "caught"), (&arriving, "arriving")] {
        let arrival = call.arrives();
        assert_eq!(arrival.to, "fallback");
        let silence = longest_silence(&call.handset.sounds(), moment(&call.handset, &arrival));
        println!("{name}: {silence:?} of silence");
        assert!(silence < SILENCE + Duration::from_secs(labyrinth::WAITS), "{name}: {silence:?} of silence");
    }

    hole.opens();
    let back = Instant::now();
    let up = wait::until(Duration::from_secs(10), || service.is_ready().then_some(()));
    assert!(up.is_some(), "not connected again within ten seconds: {}", service.readyz());
    println!("connected again after {:?}", back.elapsed());
    let next = dial(asterisk, &service);
    for (words, key) in [("Corridoio", "1"), ("Sala", "1"), ("Porta", "1")] {
        next.hears(words);
        next.press(key);
    }
    assert!(next.arrives().to.starts_with("porta-"));
}
