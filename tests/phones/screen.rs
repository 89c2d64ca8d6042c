//! An operator's telephone that is always busy, and remembers what it was told of each call.

use std::net::UdpSocket;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::wait;

/// The telephone.
pub(crate) struct Screen {
    port: u16,
    invites: Arc<Mutex<Vec<String>>>,
}

impl Screen {
    /// Waits for calls for as long as the tests run.
    pub(crate) fn new() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        let invites = Arc::<Mutex<Vec<String>>>::default();
        let kept = Arc::clone(&invites);
        thread::spawn(move || {
            let mut packet = [0; 4096];
            while let Ok((length, far)) = socket.recv_from(&mut packet) {
                let text = String::from_utf8_lossy(&packet[..length]).into_owned();
                if text.starts_with("INVITE ") {
                    let _ = socket.send_to(busy(&text).as_bytes(), far);
                    kept.lock().unwrap().push(text);
                }
            }
        });
        Self { port, invites }
    }

    /// Where it is called, on 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The whole request of the first call at which `part` stands in it.
    pub(crate) fn asked(&self, part: &str) -> String {
        let found = wait::until(Duration::from_secs(20), || {
            self.invites.lock().unwrap().iter().find(|invite| invite.contains(part)).cloned()
        });
        found.unwrap_or_else(|| panic!("no call came with `{part}`"))
    }

    /// Our headers of the first call at which `part` stands in the request.
    pub(crate) fn told(&self, part: &str) -> Vec<String> {
        let found = wait::until(Duration::from_secs(20), || {
            self.invites.lock().unwrap().iter().find(|invite| invite.contains(part)).cloned()
        });
        let invite = found.unwrap_or_else(|| panic!("no call came with `{part}`"));
        let headers = invite.lines().filter(|line| line.to_ascii_lowercase().contains("centralino"));
        headers.map(|line| line.trim().to_owned()).collect()
    }
}

/// `486 Busy Here` to a request (RFC 3261, section 8.2.6).
fn busy(invite: &str) -> String {
    let kept = ["Via", "From", "Call-ID", "CSeq"];
    let headers = invite.lines().filter(|line| kept.iter().any(|name| line.starts_with(&format!("{name}:"))));
    let to = invite.lines().find(|line| line.starts_with("To:")).unwrap_or_default();
    let headers: Vec<_> = headers.map(str::trim_end).collect();
    let (headers, to) = (headers.join("\r\n"), to.trim_end());
    format!("SIP/2.0 486 Busy Here\r\n{headers}\r\n{to};tag=busy\r\nContent-Length: 0\r\n\r\n")
}
