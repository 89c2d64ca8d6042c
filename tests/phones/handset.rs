//! A caller's telephone: hears what Asterisk sends and presses keys, both over one RTP port, as a telephone does.

use std::fs;
use std::net::{SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::ear::{Ear, Sound};

/// No packet for so long: nothing is being said. Asterisk sends one every 20 ms.
const PAUSE: Duration = Duration::from_millis(100);

/// Something heard from its beginning, to its end or until it was cut off.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    /// The words.
    pub(crate) words: String,
    /// When it began and when it was last heard; since the call was placed.
    pub(crate) from: Duration,
    pub(crate) to: Duration,
}

#[derive(Default)]
struct State {
    far: Option<SocketAddr>,
    heard: Vec<(usize, Duration, Duration)>,
    /// What was heard last, of whatever kind.
    last: Option<Sound>,
}

/// The telephone.
pub(crate) struct Handset {
    socket: UdpSocket,
    /// The lines of the texts that the voice has spoken, by number.
    index: PathBuf,
    /// Those lines, as they were when last one was missing.
    lines: Mutex<Vec<String>>,
    began: Instant,
    state: Arc<Mutex<State>>,
    hung_up: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
    /// RTP's own counting, of the packets that carry keys.
    sequence: Mutex<u16>,
}

impl Handset {
    /// Lifts the receiver.
    pub(crate) fn new(index: PathBuf) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let (state, hung_up) = <(Arc<Mutex<State>>, Arc<AtomicBool>)>::default();
        let began = Instant::now();
        let listening = {
            let (socket, state, hung_up) =
                (socket.try_clone().unwrap(), Arc::clone(&state), Arc::clone(&hung_up));
            thread::spawn(move || listen(&socket, began, &state, &hung_up))
        };
        Self {
            socket,
            index,
            lines: Mutex::default(),
            began,
            state,
            hung_up,
            listening: Some(listening),
            sequence: Mutex::new(1),
        }
    }

    /// Where the sound is to go.
    pub(crate) fn port(&self) -> u16 {
        self.socket.local_addr().unwrap().port()
    }

    /// How long the call has lasted, on the clock of [`Heard`].
    pub(crate) fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// Everything heard so far, in order. What was heard for no longer than a single look is the border between two prompts, if it is
    /// not what is being said right now.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        let heard = self.state.lock().unwrap().heard.clone();
        let mut lines = self.lines.lock().unwrap();
        if heard.iter().any(|(number, ..)| *number >= lines.len()) {
            let text = fs::read_to_string(&self.index).unwrap_or_default();
            *lines = text.lines().map(str::to_owned).collect();
        }
        let last = heard.len().saturating_sub(1);
        heard
            .into_iter()
            .enumerate()
            .filter(|(at, (_, from, to))| from < to || *at == last)
            .map(|(_, (number, from, to))| Heard {
                words: lines.get(number).map_or("?", String::as_str).to_owned(),
                from,
                to,
            })
            .collect()
    }

    /// Presses a key for 100 ms (RFC 4733: an event of payload type 96, its end sent three times) and returns when it is let go.
    pub(crate) fn press(&self, key: char) {
        let event = match key {
            '0'..='9' => key as u8 - b'0',
            '*' => 10,
            '#' => 11,
            _ => panic!("{key} is no key"),
        };
        let far = self.state.lock().unwrap().far.expect("a key can be pressed once something was heard");
        let stamp = u32::try_from(self.began.elapsed().as_millis() * 8).unwrap();
        for packet in 0..8_u16 {
            // 20 ms each; the last three are the end.
            let (last, first) = (packet >= 5, packet == 0);
            let lasted = 160 * (packet.min(4) + 1);
            let mut bytes = vec![0x80, 0x60 | if first { 0x80 } else { 0 }];
            bytes.extend(self.next_sequence().to_be_bytes());
            bytes.extend(stamp.to_be_bytes());
            bytes.extend(0x5afe_u32.to_be_bytes());
            bytes.extend([event, 0x0a | if last { 0x80 } else { 0 }]);
            bytes.extend(lasted.to_be_bytes());
            self.socket.send_to(&bytes, far).unwrap();
            if !last {
                thread::sleep(Duration::from_millis(20));
            }
        }
    }

    fn next_sequence(&self) -> u16 {
        let mut sequence = self.sequence.lock().unwrap();
        *sequence = sequence.wrapping_add(1);
        *sequence
    }
}

impl Drop for Handset {
    fn drop(&mut self) {
        self.hung_up.store(true, Ordering::Relaxed);
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

fn listen(socket: &UdpSocket, began: Instant, state: &Mutex<State>, hung_up: &AtomicBool) {
    let mut ear = Ear::default();
    let mut packet = [0; 2048];
    let mut before = Duration::ZERO;
    while !hung_up.load(Ordering::Relaxed) {
        let Ok((length, far)) = socket.recv_from(&mut packet) else { continue };
        let now = began.elapsed();
        // RTP without extensions, as Asterisk sends it: twelve bytes, then the sound (payload type 0 is µ-law).
        if length <= 12 || packet[1] & 0x7f != 0 {
            continue;
        }
        if now.saturating_sub(before) > PAUSE {
            ear.pause();
        }
        before = now;
        let sounds = ear.listen(&packet[12..length]);
        let mut state = state.lock().unwrap();
        state.far = Some(far);
        for sound in sounds {
            state.take(sound, now);
        }
    }
}

impl State {
    fn take(&mut self, sound: Sound, now: Duration) {
        if let Sound::Text { number, begins } = sound {
            // The mark lasts for two or three blocks, which are one beginning, and may be faint in the first.
            let goes_on = !begins || self.last == Some(sound);
            match self.heard.last_mut() {
                Some((last, from, to)) if *last == number && (goes_on || from == to) => *to = now,
                _ => self.heard.push((number, now, now)),
            }
        }
        self.last = Some(sound);
    }
}
