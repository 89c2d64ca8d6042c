//! A way that can turn into a black hole: what goes in never comes out, and nobody is told.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// The way, at its near end.
pub(super) struct Hole {
    /// Where it begins, on 127.0.0.1.
    pub(super) port: u16,
    is_black: Arc<AtomicBool>,
}

impl Hole {
    /// A way to a port that is as it should be.
    pub(super) fn before(to: u16) -> Self {
        let door = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = door.local_addr().unwrap().port();
        let is_black = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&is_black);
        thread::spawn(move || {
            let mut swallowed = Vec::new();
            for near in door.incoming().flatten() {
                // What asks to be connected is swallowed too, and gives up.
                if told.load(Ordering::Relaxed) {
                    swallowed.push(near);
                    continue;
                }
                let Ok(far) = TcpStream::connect(("127.0.0.1", to)) else { continue };
                let (back, forth) = ((far.try_clone().unwrap(), near.try_clone().unwrap()), (near, far));
                for way in [back, forth] {
                    let is_black = Arc::clone(&told);
                    thread::spawn(move || carry(way, &is_black));
                }
            }
        });
        Self { port, is_black }
    }

    /// From now on nothing comes through: neither what is on its way, nor that a side has gone.
    pub(super) fn swallows(&self) {
        self.is_black.store(true, Ordering::Relaxed);
    }

    /// It is a way again; what was sent meanwhile arrives late, as it does with TCP.
    pub(super) fn opens(&self) {
        self.is_black.store(false, Ordering::Relaxed);
    }
}

fn carry((mut from, mut to): (TcpStream, TcpStream), is_black: &AtomicBool) {
    let mut bytes = [0; 8192];
    loop {
        let read = from.read(&mut bytes);
        waits_while(is_black);
        match read {
            Ok(count @ 1..) if to.write_all(&bytes[..count]).is_ok() => {}
            _ => break,
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

fn waits_while(is_black: &AtomicBool) {
    while is_black.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_millis(20));
    }
}
