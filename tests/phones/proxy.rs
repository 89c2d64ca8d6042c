//! Ways to the service that are not as they should be: one on which whatever Asterisk posts arrives later, one on which it is refused the
//! first time, and one on which the first answer is lost; prompts come at once there. One that leads to two services in turn, dead or alive,
//! and one that goes dark.

use std::io::{Read as _, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

/// Opens the way; returns the port at which it begins. It stays open as long as the tests run.
pub(crate) fn slow(to: u16, by: Duration) -> u16 {
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = door.local_addr().unwrap().port();
    thread::spawn(move || {
        for near in door.incoming().flatten() {
            thread::spawn(move || carry(near, to, by));
        }
    });
    port
}

/// Opens a way that can go dark: nothing gets through any more and nobody is told, as where a network drops what it should carry. While the
/// switch is on, what comes is kept, and is carried on afterwards.
pub(crate) fn darkening(to: u16) -> (u16, Arc<AtomicBool>) {
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = door.local_addr().unwrap().port();
    let dark = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&dark);
    thread::spawn(move || {
        for near in door.incoming().flatten() {
            let dark = Arc::clone(&dark);
            thread::spawn(move || {
                // What was opened in the dark never was: its first packet got nowhere.
                if dark.load(Ordering::Relaxed) {
                    waits_for_light(&dark);
                    return;
                }
                let Ok(far) = TcpStream::connect(("127.0.0.1", to)) else { return };
                let (there, back) = (near.try_clone().unwrap(), far.try_clone().unwrap());
                let also = Arc::clone(&dark);
                thread::spawn(move || carry_in_light(far, near, &also));
                carry_in_light(there, back, &dark);
            });
        }
    });
    (port, switch)
}

fn carry_in_light(mut from: TcpStream, mut to: TcpStream, dark: &AtomicBool) {
    let mut bytes = [0; 8192];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        waits_for_light(dark);
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    waits_for_light(dark);
    let _ = to.shutdown(Shutdown::Both);
}

fn waits_for_light(dark: &AtomicBool) {
    while dark.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_millis(5));
    }
}

/// Opens a way on which every other post is refused, as by a service that is just starting again. Gives the port at which it begins, and
/// how many were refused.
pub(crate) fn stumbling(to: u16) -> (u16, Arc<AtomicU32>) {
    every_other_fails(to, |near| {
        let mut asked = [0; 8192];
        let _ = near.read(&mut asked);
    })
}

/// Opens a way on which the answer to every other post is lost after the service gave it, so that Asterisk asks again with the same bytes. Gives
/// the port at which it begins, and how many were lost.
pub(crate) fn forgetful(to: u16) -> (u16, Arc<AtomicU32>) {
    every_other_fails(to, move |near| carry_once(near, to, &mut std::io::sink()))
}

/// Opens a way on which every other post is answered 503, `before` which something is done with it.
fn every_other_fails(
    to: u16,
    before: impl Fn(&mut TcpStream) + Clone + Send + 'static,
) -> (u16, Arc<AtomicU32>) {
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = door.local_addr().unwrap().port();
    let (posts, failed) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let counted = Arc::clone(&failed);
    thread::spawn(move || {
        for mut near in door.incoming().flatten() {
            let (posts, failed, before) = (Arc::clone(&posts), Arc::clone(&failed), before.clone());
            thread::spawn(move || {
                let mut first = [0; 5];
                let is_post = near.peek(&mut first).is_ok_and(|count| count == 5) && first == *b"POST ";
                if is_post && posts.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) {
                    failed.fetch_add(1, Ordering::Relaxed);
                    before(&mut near);
                    refuse(near);
                } else {
                    both_ways(near, to);
                }
            });
        }
    });
    (port, counted)
}

/// Opens a way that leads each request to the next of two services, as the plainest of balancers does: it looks after none of them, and
/// what was for a dead one is lost.
pub(crate) fn round_robin(to: [u16; 2]) -> u16 {
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = door.local_addr().unwrap().port();
    thread::spawn(move || {
        for (near, to) in door.incoming().flatten().zip(to.into_iter().cycle()) {
            thread::spawn(move || both_ways(near, to));
        }
    });
    port
}

fn refuse(mut near: TcpStream) {
    let _ =
        near.write_all(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let _ = near.shutdown(Shutdown::Write);
    // What was still on its way is taken, so that the answer is not lost with it.
    let _ = std::io::copy(&mut near, &mut std::io::sink());
}

/// Carries one request, and its answer back.
fn both_ways(mut near: TcpStream, to: u16) {
    if let Ok(mut back) = near.try_clone() {
        carry_once(&mut near, to, &mut back);
    }
    let _ = near.shutdown(Shutdown::Both);
}

/// Carries one request and its answer: the next one comes on a connection of its own, and is counted.
fn carry_once(near: &mut TcpStream, to: u16, back: &mut impl Write) {
    let mut asked = Vec::new();
    let mut bytes = [0; 8192];
    while !is_whole(&asked) {
        let Ok(count @ 1..) = near.read(&mut bytes) else { return };
        asked.extend_from_slice(&bytes[..count]);
    }
    let head = asked.windows(2).position(|end| end == b"\r\n").unwrap() + 2;
    asked.splice(head..head, *b"Connection: close\r\n");
    let Ok(mut far) = TcpStream::connect(("127.0.0.1", to)) else { return };
    if far.write_all(&asked).is_ok() {
        let _ = std::io::copy(&mut far, back);
    }
}

/// Whether a request is there with its body.
fn is_whole(asked: &[u8]) -> bool {
    let Some(end) = asked.windows(4).position(|end| end == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&asked[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    asked.len() >= end + 4 + length.unwrap_or(0_usize)
}

fn carry(mut near: TcpStream, to: u16, by: Duration) {
    let Ok(mut far) = TcpStream::connect(("127.0.0.1", to)) else { return };
    let (mut answers, mut back) = (far.try_clone().unwrap(), near.try_clone().unwrap());
    thread::spawn(move || {
        let _ = std::io::copy(&mut answers, &mut back);
        let _ = back.shutdown(Shutdown::Both);
    });
    let mut bytes = [0; 8192];
    while let Ok(count @ 1..) = near.read(&mut bytes) {
        if bytes.starts_with(b"POST ") {
            thread::sleep(by);
        }
        if far.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = far.shutdown(Shutdown::Both);
}
