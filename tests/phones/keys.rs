//! Keys are heard at once, and none is lost.

use std::time::Duration;

use super::asterisk;
use super::caller::Dial;
use super::proxy;
use super::service::{OPEN, Service};
use super::wait;

#[test]
fn a_key_during_the_announcement_stops_it() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let call = Dial::default().place(asterisk, &service);
    let menu = call.hears("uffici territoriali");
    // Well inside it: the tests' voice takes 20 ms a character.
    wait::until(Duration::from_secs(5), || {
        (call.handset.now() > menu.from + Duration::from_millis(500)).then_some(())
    });
    call.press("1");
    let released = call.handset.now();
    let second = call.hears_after("Area Nord", released);
    let cut = call.handset.heard().into_iter().find(|heard| heard.words == menu.words).unwrap();
    let whole = Duration::from_millis(200 + 20 * menu.words.chars().count() as u64);
    let lasted = cut.to.saturating_sub(cut.from);
    assert!(lasted < whole / 2, "all of it was heard: {lasted:?} of {whole:?}");
    assert!(
        cut.to < released + Duration::from_millis(400),
        "it went on for {:?} after the key",
        cut.to.saturating_sub(released)
    );
    println!("the next announcement began {:?} after the key", second.from.saturating_sub(released));
    call.press("3");
    assert_eq!(call.arrives().to, "lotto-3");
}

#[test]
fn two_keys_pressed_ahead_are_kept() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let call = Dial::default().place(asterisk, &service);
    call.hears("");
    call.press("13");
    assert_eq!(call.arrives().to, "lotto-3");
    assert!(!call.transcript().contains("Area Nord"), "no second menu was heard:\n{}", call.transcript());
}

#[test]
fn two_keys_pressed_ahead_are_kept_also_when_the_service_takes_half_a_second() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let slow = proxy::slow(service.port, Duration::from_millis(500));
    let call = Dial::default().place_by(asterisk, &service, slow);
    call.hears("uffici territoriali");
    // The second key falls into the half second in which Asterisk waits for what the first one brings.
    call.press("13");
    assert_eq!(call.arrives().to, "lotto-3");
}
