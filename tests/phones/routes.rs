//! Keys lead where the menu says.

use super::asterisk;
use super::caller::Dial;
use super::service::{OPEN, Service};

#[test]
fn keys_1_and_3_reach_lotto_3() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    // SIPp presses these by itself, over RTP, a second and a half after the call is answered and three seconds later.
    let mut call = Dial { keys: &[(1500, "1"), (3000, "3")], ..Dial::default() }.place(asterisk, &service);
    let arrival = call.arrives();
    assert_eq!(arrival.to, "lotto-3");
    assert_eq!(arrival.from, "+393331234567", "the destination sees who calls");
    assert!(call.ends().contains(&200), "the call was answered");
    assert_eq!(call.arrivals(), ["lotto-3"], "and nowhere else");
}

#[test]
fn a_known_number_reaches_its_lotto_with_no_second_menu() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let call = Dial { from: "+390668851234@127.0.0.1", ..Dial::default() }.place(asterisk, &service);
    call.hears("uffici territoriali");
    call.press("1");
    assert_eq!(call.arrives().to, "lotto-5");
    assert!(!call.transcript().contains("Area Nord"), "no second menu:\n{}", call.transcript());
}

#[test]
fn a_number_that_the_caller_hides_opens_no_short_cut() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let call = Dial {
        from: "anonymous@anonymous.invalid",
        headers: "P-Asserted-Identity: <sip:+390668851234@127.0.0.1>\r\nPrivacy: id\r\n",
        ..Dial::default()
    }
    .place(asterisk, &service);
    call.hears("uffici territoriali");
    call.press("1");
    call.hears("Area Nord");
    call.press("6");
    assert_eq!(call.arrives().to, "lotto-6");
}

#[test]
fn a_wrong_key_is_told_and_the_menu_heard_again() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let call = Dial::default().place(asterisk, &service);
    call.hears("uffici territoriali");
    call.press("7");
    let told = call.hears("tasto 7");
    call.hears_after("uffici territoriali", told.from);
    call.press("2");
    call.hears_after("libero Foro", told.from);
    call.press("1");
    assert_eq!(call.arrives().to, "pct-foro");
}

#[test]
fn a_silence_is_told_and_the_menu_heard_again() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let call = Dial::default().place(asterisk, &service);
    let menu = call.hears("uffici territoriali");
    let again = call.hears_after("uffici territoriali", menu.from + std::time::Duration::from_secs(5));
    call.press("3");
    call.hears_after("SICOGE", again.to);
    call.press("1");
    assert_eq!(call.arrives().to, "sicoge");
}
