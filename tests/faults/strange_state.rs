//! What was left with a call cannot be used: the caller is back at the greeting, and no worse off.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::labyrinth::{self, NUMBER, NUMBERED};
use crate::phones::asterisk::{self, Asterisk, SECRET};
use crate::phones::caller::Dial;
use crate::phones::service::{OPEN, Service};

#[test]
fn a_state_that_cannot_be_opened_goes_back_to_the_greeting() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start_on(asterisk, OPEN, |menus| labyrinth::publish(menus, 0, 0));
    let dial = || Dial { did: NUMBER, apps: &service.app, ..Dial::default() }.place(asterisk, &service);
    let (foreign, garbled) = (dial(), dial());
    for call in [&foreign, &garbled] {
        call.hears("Corridoio");
        call.press("1");
        call.hears("Sala");
    }
    service.kill();
    garble(asterisk, garbled.id());
    let killed = (foreign.handset.now(), garbled.handset.now());
    // As after somebody lost the keys: what the first process sealed nobody can open.
    service.restart_with("CENTRALINO_SEAL_KEY", "bm9ib2R5IGhhZCB0aGlzIGtleSBldmVyIGJlZm9yZTE=");

    // What was being said needs no seal; what the key means does.
    foreign.hears_after("Sala", killed.0 + Duration::from_millis(100));
    foreign.press("1");
    let greeted = foreign.hears_after("Risponde il labirinto", killed.0).from;
    foreign.hears_after("Corridoio", greeted);
    // Of the other nothing is known at all.
    let greeted_too = garbled.hears_after("Risponde il labirinto", killed.1).from;
    garbled.hears_after("Corridoio", greeted_too);
    for (call, since) in [(&foreign, greeted), (&garbled, greeted_too)] {
        call.press("1");
        call.hears_after("Sala", since);
        call.press("2");
        call.hears_after("Porta", since);
        call.press("3");
        assert_eq!(call.arrives().to, NUMBERED);
    }
}

/// Writes nonsense over what the service left with a call.
fn garble(asterisk: &Asterisk, call: &str) {
    let channels = ask(asterisk, "GET", "/ari/channels", "");
    let at = channels.find(call).unwrap_or_else(|| panic!("{call} is not in {channels}"));
    // The name of the channel stands before its SIP Call-ID or after it, in the same object.
    let object = &channels[channels[..at].rfind("{\"id\"").unwrap()..];
    let name = object.split("\"name\":\"").nth(1).unwrap().split('"').next().unwrap();
    let body =
        format!("{{\"variable\":\"EXPORT({name},CENTRALINO_LEFT_BY_SERVICE)\",\"value\":\"{{nonsense\"}}");
    let said = ask(asterisk, "POST", "/ari/asterisk/variable", &body);
    assert!(said.starts_with("HTTP/1.1 2"), "{said}");
}

fn ask(asterisk: &Asterisk, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", asterisk.ari)).unwrap();
    write!(
        stream,
        "{method} {path}?api_key=centralino:{SECRET} HTTP/1.1\r\nHost: asterisk\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.replace("\" : \"", "\":\"").replace("\": \"", "\":\"")
}
