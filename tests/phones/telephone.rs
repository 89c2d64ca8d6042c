//! A SIP telephone in a thread of its own, for calls by the hundred and for callers who hang up at any moment: SIPp (`caller.rs`) follows a
//! scenario that is written before, and wants a process for each.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::handset::{Handset, Keys, Listens};

/// After how long a request without an answer is sent again (RFC 3261, timer T1), and how often the thread looks.
const AGAIN: Duration = Duration::from_millis(500);
const LOOK: Duration = Duration::from_millis(250);

/// A call to be placed.
pub(crate) struct Ring<'a> {
    /// The number dialled.
    pub(crate) did: &'a str,
    /// The caller's, or `anonymous`.
    pub(crate) from: &'a str,
    /// More SIP headers, without their lines' ends.
    pub(crate) headers: &'a [String],
    /// How the telephone sends keys.
    pub(crate) keys: Keys,
    /// What it does with what it hears.
    pub(crate) listens: Listens,
}

/// How a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nothing but that it rings, or that there is sound before any answer.
    Calling,
    /// Answered.
    Up,
    /// The other side ended it, with the status of its refusal or 200.
    Ended(u16),
    /// The caller hung up.
    HungUp,
}

/// A telephone with its call.
pub(crate) struct Telephone {
    /// The SIP Call-ID.
    pub(crate) id: String,
    pub(crate) handset: Arc<Handset>,
    dialog: Arc<Mutex<Dialog>>,
    talking: Option<JoinHandle<()>>,
}

/// What SIP has to remember.
struct Dialog {
    socket: UdpSocket,
    id: String,
    /// The request line's address, From with its tag, and To as the other side completed it.
    uri: String,
    from: String,
    to: String,
    stage: Stage,
    /// Every status for the INVITE.
    statuses: Vec<u16>,
    /// The request that has no answer yet, and when it was sent.
    unanswered: Option<(String, Instant)>,
    /// The receiver is down: whatever is still open is to be ended.
    leaving: bool,
}

impl Ring<'_> {
    /// Places the call at the Asterisk that answers SIP on this port of 127.0.0.1; `index` is the file of the texts that the voice has spoken.
    pub(crate) fn place(&self, port: u16, index: PathBuf) -> Telephone {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let id = format!("ring-{}@centralino", COUNT.fetch_add(1, Ordering::Relaxed));
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        socket.connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        socket.set_read_timeout(Some(LOOK)).unwrap();
        let handset = Arc::new(Handset::with(index, self.keys, self.listens));
        let host = if self.from == "anonymous" { "anonymous.invalid" } else { "127.0.0.1" };
        let uri = format!("sip:{}@127.0.0.1:{port}", self.did);
        let mut dialog = Dialog {
            socket,
            id: id.clone(),
            from: format!("<sip:{}@{host}>;tag=caller", self.from),
            to: format!("<{uri}>"),
            uri,
            stage: Stage::Calling,
            statuses: Vec::new(),
            unanswered: None,
            leaving: false,
        };
        dialog.invite(self.headers, &handset.offer());
        let dialog = Arc::new(Mutex::new(dialog));
        let talking = {
            let (dialog, handset) = (Arc::clone(&dialog), Arc::clone(&handset));
            thread::spawn(move || talk(&dialog, &handset))
        };
        Telephone { id, handset, dialog, talking: Some(talking) }
    }
}

impl Telephone {
    /// How the call stands.
    pub(crate) fn stage(&self) -> Stage {
        lock(&self.dialog).stage
    }

    /// The statuses that were told for the INVITE, in order.
    pub(crate) fn statuses(&self) -> Vec<u16> {
        lock(&self.dialog).statuses.clone()
    }

    /// Presses keys, one after the other, 150 ms apart.
    pub(crate) fn press(&self, keys: &str) {
        for (at, key) in keys.chars().enumerate() {
            if at > 0 {
                thread::sleep(Duration::from_millis(50));
            }
            self.handset.press(key);
        }
    }

    /// Hangs up, at whatever moment.
    pub(crate) fn hang_up(&self) {
        lock(&self.dialog).leave();
    }
}

impl Drop for Telephone {
    fn drop(&mut self) {
        self.hang_up();
        if let Some(talking) = self.talking.take() {
            let _ = talking.join();
        }
    }
}

fn lock(dialog: &Mutex<Dialog>) -> MutexGuard<'_, Dialog> {
    dialog.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads what comes until the call is over and nothing is open any more.
fn talk(dialog: &Mutex<Dialog>, handset: &Handset) {
    let socket = lock(dialog).socket.try_clone().unwrap();
    let mut bytes = [0; 8192];
    let mut deadline = None;
    loop {
        let read = socket.recv(&mut bytes);
        let mut dialog = lock(dialog);
        if let Ok(length) = read {
            dialog.take(&String::from_utf8_lossy(&bytes[..length]), handset);
        }
        dialog.again();
        let over = matches!(dialog.stage, Stage::Ended(_) | Stage::HungUp);
        if over && dialog.leaving && dialog.unanswered.is_none() {
            return;
        }
        // An Asterisk that is gone answers nothing.
        if dialog.leaving && Instant::now() > *deadline.get_or_insert(Instant::now() + Duration::from_secs(5))
        {
            return;
        }
    }
}

impl Dialog {
    fn invite(&mut self, headers: &[String], offer: &str) {
        let port = self.socket.local_addr().unwrap().port();
        let more = headers.iter().fold(String::new(), |more, header| more + header + "\r\n");
        let text = format!(
            "{}Contact: <sip:caller@127.0.0.1:{port}>\r\nAllow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\n{more}\
             Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{offer}",
            self.head("INVITE", 1, "first"),
            offer.len()
        );
        self.ask(text);
    }

    /// The first lines of a request.
    fn head(&self, method: &str, number: u8, branch: &str) -> String {
        let Self { uri, id, from, to, .. } = self;
        let name = id.split('@').next().unwrap_or_default();
        let port = self.socket.local_addr().unwrap().port();
        format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK-{branch}-{name}\r\nMax-Forwards: 70\r\n\
             From: {from}\r\nTo: {to}\r\nCall-ID: {id}\r\nCSeq: {number} {method}\r\n"
        )
    }

    /// Sends a request that wants an answer.
    fn ask(&mut self, text: String) {
        let _ = self.socket.send(text.as_bytes());
        self.unanswered = Some((text, Instant::now()));
    }

    fn again(&mut self) {
        if let Some((text, sent)) = &mut self.unanswered
            && sent.elapsed() > AGAIN
        {
            let _ = self.socket.send(text.as_bytes());
            *sent = Instant::now();
        }
    }

    fn send_alone(&self, head: &str) {
        let _ = self.socket.send(format!("{head}Content-Length: 0\r\n\r\n").as_bytes());
    }

    fn leave(&mut self) {
        if std::mem::replace(&mut self.leaving, true) {
            return;
        }
        match self.stage {
            // RFC 3261, 9.1: nothing may be cancelled that was not answered at all; `take` does it then.
            Stage::Calling if !self.statuses.is_empty() => self.cancel(),
            Stage::Up => self.bye(),
            Stage::Calling | Stage::Ended(_) | Stage::HungUp => {}
        }
    }

    fn cancel(&mut self) {
        // As in the INVITE, whose To had no tag.
        self.to = format!("<{}>", self.uri);
        let text = format!("{}Content-Length: 0\r\n\r\n", self.head("CANCEL", 1, "first"));
        self.ask(text);
    }

    fn bye(&mut self) {
        self.stage = Stage::HungUp;
        let text = format!("{}Content-Length: 0\r\n\r\n", self.head("BYE", 2, "bye"));
        self.ask(text);
    }

    fn take(&mut self, message: &str, handset: &Handset) {
        if let Some(rest) = message.strip_prefix("SIP/2.0 ") {
            let status = rest.get(..3).and_then(|status| status.parse().ok()).unwrap_or(0);
            self.take_answer(status, message, handset);
        } else {
            self.take_request(message);
        }
    }

    fn take_answer(&mut self, status: u16, message: &str, handset: &Handset) {
        if header(message, "CSeq").is_none_or(|sequence| !sequence.ends_with("INVITE")) {
            // To BYE or CANCEL; the INVITE that was cancelled is answered by itself.
            self.unanswered = None;
            return;
        }
        self.statuses.push(status);
        if self.stage == Stage::Calling
            && self.unanswered.as_ref().is_some_and(|(text, _)| text.starts_with("INVITE"))
        {
            self.unanswered = None;
        }
        if let Some(to) = header(message, "To").filter(|_| status > 100) {
            to.clone_into(&mut self.to);
        }
        if let Some(far) = sound_goes_to(message) {
            handset.connect(far);
        }
        match status {
            ..200 if self.leaving && self.unanswered.is_none() => self.cancel(),
            ..200 => {}
            200..300 => {
                let ack = self.head("ACK", 1, "ack");
                self.send_alone(&ack);
                if self.stage == Stage::Calling {
                    self.stage = Stage::Up;
                    if self.leaving {
                        self.bye();
                    }
                }
            }
            300.. => {
                let ack = self.head("ACK", 1, "first");
                self.send_alone(&ack);
                if self.stage == Stage::Calling {
                    self.stage = if self.leaving { Stage::HungUp } else { Stage::Ended(status) };
                }
            }
        }
    }

    fn take_request(&mut self, message: &str) {
        let method = message.split(' ').next().unwrap_or_default();
        if method == "ACK" {
            return;
        }
        let mut answer = "SIP/2.0 200 OK\r\n".to_owned();
        for line in message.lines().take_while(|line| !line.is_empty()) {
            let name = line.split(':').next().unwrap_or_default();
            if ["Via", "From", "To", "Call-ID", "CSeq"].iter().any(|kept| name.eq_ignore_ascii_case(kept)) {
                answer.push_str(line);
                answer.push_str("\r\n");
            }
        }
        self.send_alone(&answer);
        if method == "BYE" && self.stage == Stage::Up {
            self.stage = Stage::Ended(200);
        }
    }
}

/// The value of a header.
fn header<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    let lines = message.lines().take_while(|line| !line.is_empty());
    lines
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

/// Where an SDP (RFC 8866), of an offer or of an answer, wants sound sent.
pub(super) fn sound_goes_to(message: &str) -> Option<SocketAddr> {
    let value = |kind: &str| message.lines().find_map(|line| line.strip_prefix(kind));
    let host: Ipv4Addr = value("c=IN IP4 ")?.trim().parse().ok()?;
    let port: u16 = value("m=audio ")?.split(' ').next()?.parse().ok()?;
    Some(SocketAddr::from((host, port)))
}
