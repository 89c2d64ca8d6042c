//! A way to the service that is slow: whatever Asterisk posts arrives half a second later. Prompts come at once.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Opens the way; returns the port at which it begins. It stays open as long as the tests run.
pub(super) fn slow(to: u16, by: Duration) -> u16 {
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = door.local_addr().unwrap().port();
    thread::spawn(move || {
        for near in door.incoming().flatten() {
            thread::spawn(move || carry(near, to, by));
        }
    });
    port
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
