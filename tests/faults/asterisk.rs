//! Asterisk itself goes, and comes back.

use std::time::{Duration, Instant};

use crate::phones::asterisk::Asterisk;
use crate::phones::caller::Dial;
use crate::phones::service::{OPEN, Service};
use crate::phones::wait;

#[test]
fn after_asterisk_was_restarted_the_next_call_is_taken() {
    let Some(asterisk) = Asterisk::own() else { return };
    let service = Service::start(&asterisk, OPEN);
    let dial = || Dial { apps: &service.app, ..Dial::default() }.place(&asterisk, &service);
    for _ in 0..2 {
        let lost = dial();
        lost.hears("uffici territoriali");
        // With the call in the middle of a menu: it goes with its Asterisk, and must not stand in the way of those that come.
        asterisk.crash();
        let told = wait::until(Duration::from_secs(5), || {
            let said = service.readyz();
            said.contains("asterisk:").then_some(said)
        });
        let told = told.expect("/readyz tells that Asterisk is gone");
        assert!(
            told.starts_with("HTTP/1.1 200"),
            "one lost Asterisk takes nobody out of a balancer:\n{told}"
        );
        asterisk.restart();
        let back = Instant::now();
        let connected = wait::until(Duration::from_secs(5), || service.is_ready().then_some(()));
        assert!(connected.is_some(), "not connected again within five seconds: {}", service.readyz());
        println!("connected again {:?} after Asterisk was ready", back.elapsed());
        let next = dial();
        next.hears("uffici territoriali");
        next.press("1");
        next.hears("Area Nord");
        next.press("3");
        assert_eq!(next.arrives().to, "lotto-3");
    }
}
