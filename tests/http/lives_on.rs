//! Calls outlive the process, and the process ends well.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::{answered, on_both};
use crate::rig::{Caller, SUNDAY, Serve, Setup, until};

on_both![
    a_crash_in_mid_call_loses_no_call,
    a_crash_and_a_changed_menu_together_lose_no_call_either,
    a_menu_that_was_broken_before_a_restart_serves_as_it_last_did,
    a_booking_repeated_after_a_crash_is_the_same_booking,
];

async fn a_crash_in_mid_call_loses_no_call(setup: Setup) {
    let serve = setup.start();
    let caller = Caller::new(&serve, "CA-crash");
    let second = caller.walks("1").await;
    let serve = serve.crash_and_start();
    let caller = caller.at(&serve);
    let dial = caller.presses(&second, "3").await;
    assert_eq!(dial.dialled(), "sip:lotto-3@pbx.example");
}

async fn a_crash_and_a_changed_menu_together_lose_no_call_either(setup: Setup) {
    let serve = setup.start();
    let caller = Caller::new(&serve, "CA-both");
    let second = caller.walks("1").await;
    serve
        .setup()
        .change_menu(|menu| menu.replace("3: lotto-3", "3: lotto-4").replace("4: lotto-4\n      5", "5"));
    let serve = serve.crash_and_start();
    let dial = caller.at(&serve).presses(&second, "3").await;
    assert_eq!(dial.dialled(), "sip:lotto-3@pbx.example", "{}", serve.log());
}

async fn a_menu_that_was_broken_before_a_restart_serves_as_it_last_did(setup: Setup) {
    let serve = setup.start();
    let caller = Caller::new(&serve, "CA-before");
    let second = caller.walks("1").await;
    serve.setup().change_menu(|menu| menu.replace("3: lotto-3", "3: loto-3"));
    let serve = serve.crash_and_start();
    assert!(serve.log().contains("giustizia.yaml is broken: the version of it that served last serves"));
    let dial = caller.at(&serve).presses(&second, "3").await;
    assert_eq!(dial.dialled(), "sip:lotto-3@pbx.example");
    let dial = Caller::new(&serve, "CA-after").walks("13").await;
    assert_eq!(dial.dialled(), "sip:lotto-3@pbx.example");
    let ready = reqwest::get(serve.url("/readyz")).await.unwrap().text().await.unwrap();
    assert!(ready.contains("giustizia.yaml has mistakes"), "{ready}");
    let serve = serve.crash_and_start();
    assert!(
        Caller::new(&serve, "CA-again").arrives().await.element("Gather").is_some(),
        "the next restart too"
    );
}

async fn a_booking_repeated_after_a_crash_is_the_same_booking(setup: Setup) {
    let serve = setup.with("TEST_CLOCK", SUNDAY).start();
    let caller = Caller::new(&serve, "CA-book");
    let confirm = caller.walks("911").await;
    let booked = caller.presses(&confirm, "1").await;
    let serve = serve.crash_and_start();
    let again = caller.at(&serve).presses(&confirm, "1").await;
    assert_eq!(booked.heard(), again.heard());
    assert!(booked.heard().contains("numero"), "{}", booked.heard());
}

#[test]
fn told_to_stop_it_finishes_what_is_under_way_and_takes_no_more() {
    let mut serve = Setup::new().start();
    let body = "CallSid=CA1&From=anonymous&To=800749049";
    let (early, late) = body.split_at(10);
    let mut stream = TcpStream::connect(serve.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(
        stream,
        "POST /hooks/twiml HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    )
    .unwrap();
    // It asks for the body: from here on the request is under way.
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    assert!(asked.starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&asked));
    stream.write_all(early.as_bytes()).unwrap();
    serve.terminate();
    until("no connection is taken any more", || TcpStream::connect(serve.address).is_err().then_some(()));
    stream.write_all(late.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("200 OK") && answer.contains("</Response>"), "{answer}");
    assert_eq!(serve.ended().code(), Some(0), "{}", serve.log());
}

/// A request whose body never comes, once the service waits for it.
fn begins_a_request(serve: &Serve) -> TcpStream {
    let mut stream = TcpStream::connect(serve.address).unwrap();
    write!(
        stream,
        "POST /hooks/twiml HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n"
    )
    .unwrap();
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    stream
}

#[test]
fn a_request_that_never_ends_does_not_hold_up_the_stop() {
    let mut serve = Setup::new().with("STOP_WITHIN", "200ms").start();
    let _open = begins_a_request(&serve);
    serve.terminate();
    assert_eq!(serve.ended().code(), Some(0), "{}", serve.log());
    assert!(serve.log().contains("not answered in time"), "{}", serve.log());
}

#[test]
fn told_to_stop_twice_it_waits_for_nobody() {
    let mut serve = Setup::new().with("STOP_WITHIN", "600s").with("TWIML_PATIENCE", "600s").start();
    let _open = begins_a_request(&serve);
    serve.terminate();
    until("it says that it was told", || serve.log().contains("told to stop").then_some(()));
    serve.terminate();
    assert_eq!(serve.ended().code(), Some(0), "{}", serve.log());
    assert!(serve.log().contains("not answered in time"), "{}", serve.log());
}

#[test]
fn whoever_sends_too_slowly_is_told_so() {
    let serve = Setup::new().with("TWIML_PATIENCE", "600ms").start();
    let answer = answered(&serve, "Content-Length: 10\r\n\r\nCall");
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("too-slow"), "{answer}");
}
