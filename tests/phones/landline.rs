//! A citizen's telephone, called over SIP: it rings, answers or not, hears with real ears, presses keys and hangs up.

use std::net::{SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::handset::{Handset, Heard, Keys, Listens};
use super::telephone::sound_goes_to;
use super::wait;

/// What it does when it is called.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Does {
    /// It is answered.
    Answers,
    /// Its line is busy.
    IsBusy,
}

/// The telephone.
pub(crate) struct Landline {
    port: u16,
    pub(crate) handset: Arc<Handset>,
    line: Arc<Mutex<Line>>,
}

#[derive(Default)]
struct Line {
    /// Every call's request.
    invites: Vec<String>,
    /// How many of them the other side has ended.
    ended: usize,
}

impl Landline {
    /// Waits for calls; `index` is the file of the texts that the voice has spoken.
    pub(crate) fn new(index: PathBuf, does: Does) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        // Keys go as Asterisk's offers want them: as events of type 101.
        let handset = Arc::new(Handset::with(index, Keys::Events(101), Listens::Words));
        let line = Arc::<Mutex<Line>>::default();
        let (phone, kept) = (Arc::clone(&handset), Arc::clone(&line));
        thread::spawn(move || {
            let mut packet = [0; 8192];
            while let Ok((length, far)) = socket.recv_from(&mut packet) {
                let text = String::from_utf8_lossy(&packet[..length]).into_owned();
                take(&socket, far, &text, does, &phone, &kept);
            }
        });
        Self { port, handset, line }
    }

    /// How Asterisk dials it, whatever the number.
    pub(crate) fn trunk(&self) -> String {
        format!("PJSIP/outside/sip:{{digits}}@127.0.0.1:{}", self.port)
    }

    /// Waits until it has rung so often, and tells the last call's request.
    pub(crate) fn rings(&self, times: usize) -> String {
        let rang = || self.line.lock().unwrap().invites.get(times - 1).cloned();
        wait::until(Duration::from_secs(30), rang).unwrap_or_else(|| panic!("it never rang"))
    }

    /// How often it has rung.
    pub(crate) fn rang(&self) -> usize {
        self.line.lock().unwrap().invites.len()
    }

    /// Waits until the other side has hung up so often.
    pub(crate) fn is_left(&self, times: usize) {
        let left = || (self.line.lock().unwrap().ended >= times).then_some(());
        assert!(
            wait::until(Duration::from_mins(1), left).is_some(),
            "nobody hangs up; heard:\n{:#?}",
            self.words()
        );
    }

    /// Waits until words are said in which `part` stands.
    pub(crate) fn hears(&self, part: &str) -> Heard {
        let found = wait::until(Duration::from_secs(30), || {
            self.handset.heard().into_iter().find(|heard| heard.words.contains(part))
        });
        found.unwrap_or_else(|| panic!("`{part}` was never heard, but:\n{:#?}", self.words()))
    }

    /// All that was heard.
    pub(crate) fn words(&self) -> Vec<String> {
        self.handset.heard().into_iter().map(|heard| heard.words).collect()
    }
}

fn take(socket: &UdpSocket, far: SocketAddr, text: &str, does: Does, handset: &Handset, line: &Mutex<Line>) {
    let send = |status: &str, body: &str| {
        let _ = socket.send_to(answer(text, status, body).as_bytes(), far);
    };
    let method = text.split(' ').next().unwrap_or_default();
    match method {
        "INVITE" => {
            line.lock().unwrap().invites.push(text.to_owned());
            if does == Does::IsBusy {
                return send("486 Busy Here", "");
            }
            send("180 Ringing", "");
            if let Some(sound) = sound_goes_to(text) {
                handset.connect(sound);
            }
            send("200 OK", &handset.offer());
        }
        "BYE" => {
            send("200 OK", "");
            line.lock().unwrap().ended += 1;
        }
        "CANCEL" => send("200 OK", ""),
        // ACK, and answers to nothing that we asked.
        _ => {}
    }
}

/// An answer to a request (RFC 3261, section 8.2.6).
fn answer(request: &str, status: &str, body: &str) -> String {
    let kept = ["Via", "From", "Call-ID", "CSeq"];
    let lines: Vec<_> = request.lines().map(str::trim_end).collect();
    let headers: Vec<_> = lines
        .iter()
        .copied()
        .filter(|line| kept.iter().any(|name| line.starts_with(&format!("{name}:"))))
        .collect();
    let to = lines.iter().find(|line| line.starts_with("To:")).copied().unwrap_or_default();
    let tag = if to.contains(";tag=") { "" } else { ";tag=landline" };
    let host = lines.first().and_then(|line| line.split(' ').nth(1)).unwrap_or("sip:landline@127.0.0.1");
    let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
    format!(
        "SIP/2.0 {status}\r\n{}\r\n{to}{tag}\r\nContact: <{host}>\r\n{kind}Content-Length: {}\r\n\r\n{body}",
        headers.join("\r\n"),
        body.len()
    )
}
