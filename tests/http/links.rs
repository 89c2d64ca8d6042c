//! An Asterisk that is not there takes nothing from anybody else, and one that comes to us must be one of ours.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use reqwest::Client;
use serde_json::Value;

use crate::rig::{Serve, Setup, until};

#[tokio::test]
async fn an_asterisk_that_is_not_there_is_named_and_the_service_stays_ready() {
    // A port that nobody listens on: taken, and let go.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/ari");
    let serve = Setup::new().with("ARI_URL", &url).with("ARI_PASSWORD", "tre pappagalli").start();
    let told = ready_with(&serve, &format!("asterisk: {url}: ")).await;
    assert!(!told.contains("pappagalli"), "{told}");
}

/// Waits until the service is ready and says this of what is missing; all that it says of it.
async fn ready_with(serve: &Serve, what: &str) -> String {
    let look = async || {
        let answer = Client::new().get(serve.url("/readyz")).send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        let told = body["degraded"].to_string();
        (status == 200 && told.contains(what)).then_some(told)
    };
    serve.comes(&format!("it is ready and says `{what}`"), look).await
}

/// What is answered to a WebSocket's first words (RFC 6455, section 4.1), up to the end of the head.
fn shakes(serve: &Serve, more: &str) -> String {
    let mut stream = TcpStream::connect(serve.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(
        stream,
        "GET /ari/events HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n{more}\r\n",
        serve.address
    )
    .unwrap();
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|count| count == 1) {
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}

/// `centralino:tre-pappagalli` (RFC 7617).
const OURS: &str = "Authorization: Basic Y2VudHJhbGlubzp0cmUtcGFwcGFnYWxsaQ==\r\n";

#[test]
fn an_asterisk_that_connects_shows_name_and_password() {
    let closed = Setup::new().start();
    assert!(shakes(&closed, OURS).starts_with("HTTP/1.1 403"), "without a password nobody gets in");
    assert!(closed.log().contains("CENTRALINO_ARI_PASSWORD is not set"), "{}", closed.log());

    let serve = Setup::new().with("ARI_PASSWORD", "tre-pappagalli").start();
    // `centralino:due-pappagalli`, `altro:tre-pappagalli`, and no name at all.
    for wrong in ["Y2VudHJhbGlubzpkdWUtcGFwcGFnYWxsaQ==", "YWx0cm86dHJlLXBhcHBhZ2FsbGk=", "%%%"] {
        let answer = shakes(&serve, &format!("Authorization: Basic {wrong}\r\n"));
        assert!(answer.starts_with("HTTP/1.1 403"), "{wrong}: {answer}");
    }
    assert!(shakes(&serve, "").starts_with("HTTP/1.1 403"));
    assert!(serve.log().contains("websocket_client.conf"), "{}", serve.log());
    assert!(!serve.log().contains("pappagalli"), "{}", serve.log());

    until("it is ready", || shakes(&serve, OURS).starts_with("HTTP/1.1 101").then_some(()));
    let answer = shakes(&serve, &format!("{OURS}Sec-WebSocket-Protocol: ari\r\n")).to_ascii_lowercase();
    assert!(answer.starts_with("http/1.1 101"), "{answer}");
    // Asterisk ends the connection on an extension, or on a protocol that it did not ask for.
    assert!(!answer.contains("sec-websocket-extensions"), "{answer}");
    assert!(answer.contains("sec-websocket-protocol: ari\r\n"), "{answer}");
    let answer = shakes(&serve, &format!("{OURS}Sec-WebSocket-Protocol: media\r\n")).to_ascii_lowercase();
    assert!(!answer.contains("sec-websocket-protocol"), "{answer}");
}

#[tokio::test]
async fn where_an_asterisk_is_awaited_readyz_says_so_and_is_200() {
    let serve = Setup::new().with("ARI_PASSWORD", "tre-pappagalli").start();
    ready_with(&serve, "none has connected to /ari/events yet").await;
}

/// Whether the service has taken a connection and read all that was sent on it so far, as the kernel says (`proc_net_tcp` of its documentation: the local
/// and the remote address, the state, the bytes that are not acknowledged, those that nobody has read yet; the inode is 0 until it is taken).
fn was_read(stream: &TcpStream) -> bool {
    let of = |address: SocketAddr| {
        let SocketAddr::V4(address) = address else { panic!("{address} is of another table") };
        format!("{:08X}:{:04X}", u32::from_ne_bytes(address.ip().octets()), address.port())
    };
    let (ours, theirs) = (of(stream.local_addr().unwrap()), of(stream.peer_addr().unwrap()));
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let ends = |local: &str, remote: &str| {
        let rows = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let mut found = rows.filter(|row| row[1] == local && row[2] == remote);
        found.next().map(|row| (row[4].to_owned(), row[9] != "0"))
    };
    let nothing = |queues: &str| queues == "00000000:00000000";
    let (Some((sent, _)), Some((waits, is_taken))) = (ends(&ours, &theirs), ends(&theirs, &ours)) else {
        return false;
    };
    nothing(&sent) && nothing(&waits) && is_taken
}

#[tokio::test]
async fn told_to_stop_it_is_not_ready_any_more() {
    let mut serve = Setup::new().start();
    until("it is ready", || {
        let mut stream = TcpStream::connect(serve.address).unwrap();
        write!(stream, "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.starts_with("HTTP/1.1 200").then_some(())
    });
    // A balancer that had begun to ask when the process was told to stop.
    let mut stream = TcpStream::connect(serve.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: x\r\n").unwrap();
    until("the service has read that much", || was_read(&stream).then_some(()));
    serve.terminate();
    until("it says that it stops", || serve.log().contains("told to stop").then_some(()));
    write!(stream, "\r\n").unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("stopping"), "{answer}");
    assert!(serve.ended().success());
}

#[test]
fn certificates_that_are_none_keep_it_from_starting() {
    let setup = Setup::new()
        .with("ARI_URL", "https://127.0.0.1:8089/ari")
        .with("ARI_PASSWORD", "tre-pappagalli")
        .with("ARI_CA", "/nowhere/at-all.pem");
    let (code, told) = setup.refused();
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("CENTRALINO_ARI_CA") && told.contains("/nowhere/at-all.pem"), "{told}");
}
