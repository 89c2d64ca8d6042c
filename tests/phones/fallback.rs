//! Without the service, the call goes where the site says.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::asterisk;
use super::caller::Dial;
use super::proxy;
use super::service::{OPEN, Service};

#[test]
fn with_the_service_killed_in_mid_call_the_fallback_takes_over() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let call = Dial::default().place(asterisk, &service);
    call.hears("uffici territoriali");
    service.kill();
    call.press("1");
    let released = since_1970();
    let arrival = call.arrives();
    assert_eq!(arrival.to, "fallback");
    let took = arrival.at.parse::<f64>().unwrap() - released;
    assert!(took < 1.0, "a service that is gone is seen at once, and this took {took} s");
}

#[test]
fn a_service_that_hangs_is_given_two_seconds() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let call = Dial::default().place(asterisk, &service);
    call.hears("uffici territoriali");
    service.freeze();
    call.press("1");
    let released = since_1970();
    let arrival = call.arrives();
    assert_eq!(arrival.to, "fallback");
    let took = arrival.at.parse::<f64>().unwrap() - released;
    assert!((1.5..2.5).contains(&took), "{took} s");
}

#[test]
fn a_service_that_refuses_each_event_once_loses_no_call() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let (way, refused) = proxy::stumbling(service.port);
    let call = Dial::default().place_by(asterisk, &service, way);
    call.hears("uffici territoriali");
    call.press("1");
    call.press("3");
    assert_eq!(call.arrives().to, "lotto-3");
    assert!(refused.load(Ordering::Relaxed) >= 2, "nothing was refused, so nothing was tried again");
}

#[test]
fn a_call_that_comes_while_the_service_is_down_reaches_the_fallback() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    service.kill();
    let call = Dial::default().place(asterisk, &service);
    assert_eq!(call.arrives().to, "fallback");
}

fn since_1970() -> f64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs_f64()
}
