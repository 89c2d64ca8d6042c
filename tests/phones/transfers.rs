//! A transfer that nobody answers comes back.

use super::asterisk;
use super::caller::Dial;
use super::service::{OPEN, Service};

#[test]
fn an_unanswered_destination_comes_back_to_the_menus_fallback() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let call = Dial { unanswered: "lotto-3", ..Dial::default() }.place(asterisk, &service);
    call.hears("uffici territoriali");
    call.press("13");
    let arrival = call.arrives();
    assert_eq!((arrival.to.as_str(), arrival.ring.as_str()), ("lotto-3", "25"));
    // The Ministry's menu says so, and offers a callback.
    call.hears("non risponde nessuno");
    call.hears("Primo orario libero");
    assert_eq!(call.arrivals(), ["lotto-3"], "and the call has gone nowhere else");
}
