//! A caller's telephone: hears what Asterisk sends and presses keys, both over one RTP port, as a telephone does.

use std::f64::consts::TAU;
use std::fs;
use std::net::{SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

use super::ear::{self, Ear, Sound, ulaw};

/// No packet for so long: nothing is being said. Asterisk sends one every 20 ms.
const PAUSE: Duration = Duration::from_millis(100);

/// How a telephone sends keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keys {
    /// As events (RFC 4733) of this payload type, which is any that the caller's offer names.
    Events(u8),
    /// As the tones themselves (ITU-T Q.23), in a call whose offer knows no events.
    Tones,
}

/// What a telephone does with what it hears.
#[allow(dead_code, reason = "but for words, they are for tests/bench/calls")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listens {
    /// Knows the words.
    Words,
    /// Notes when each text begins, to the packet.
    Beginnings,
    /// Nothing: it is only there, and takes no time from those that are measured.
    Not,
}

/// When a key was let go.
#[allow(dead_code, reason = "read in tests/bench/calls")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct LetGo {
    /// On the clock of [`Heard`].
    pub(crate) at: Duration,
    /// For other clocks.
    pub(crate) moment: SystemTime,
}

/// Something heard from its beginning, to its end or until it was cut off.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    /// The words.
    pub(crate) words: String,
    /// When it began and when it was last heard; since the call was placed.
    pub(crate) from: Duration,
    pub(crate) to: Duration,
}

/// A text by its number in the voice's index, from when to when it was heard.
pub(crate) type Numbered = (usize, Duration, Duration);

#[derive(Default)]
struct State {
    far: Option<SocketAddr>,
    heard: Vec<Numbered>,
    /// When there was any sound at all.
    sounds: Vec<(Duration, Duration)>,
    /// What was heard last, of whatever kind.
    last: Option<Sound>,
    /// When texts began, where nothing else is noted.
    beginnings: Vec<Duration>,
}

/// The telephone.
pub(crate) struct Handset {
    socket: UdpSocket,
    keys: Keys,
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
    /// Lifts the receiver of a telephone that sends keys as most of ours do.
    pub(crate) fn new(index: PathBuf) -> Self {
        Self::with(index, Keys::Events(96), Listens::Words)
    }

    /// Lifts the receiver; `index` is the file of the texts that the voice has spoken.
    pub(crate) fn with(index: PathBuf, keys: Keys, listens: Listens) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let (state, hung_up) = <(Arc<Mutex<State>>, Arc<AtomicBool>)>::default();
        let began = Instant::now();
        let listening = {
            let (socket, state, hung_up) =
                (socket.try_clone().unwrap(), Arc::clone(&state), Arc::clone(&hung_up));
            thread::spawn(move || match listens {
                Listens::Words => listen(&socket, began, &state, &hung_up),
                Listens::Beginnings => note(&socket, began, &state, &hung_up),
                Listens::Not => {}
            })
        };
        Self {
            socket,
            keys,
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

    /// The session that it offers (RFC 8866).
    pub(super) fn offer(&self) -> String {
        let port = self.port();
        let events = match self.keys {
            Keys::Events(kind) => {
                format!(" {kind}\r\na=rtpmap:{kind} telephone-event/8000\r\na=fmtp:{kind} 0-15")
            }
            Keys::Tones => String::new(),
        };
        format!(
            "v=0\r\no=caller 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0{events}\r\n\
             a=rtpmap:0 PCMU/8000\r\na=ptime:20\r\na=sendrecv\r\n"
        )
    }

    /// Where keys go, before anything was heard that tells it.
    pub(super) fn connect(&self, far: SocketAddr) {
        self.state.lock().unwrap().far = Some(far);
    }

    /// How long the call has lasted, on the clock of [`Heard`].
    pub(crate) fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// Everything heard so far, in order. What was heard for no longer than a single look is the border between two prompts, if it is
    /// not what is being said right now.
    pub(crate) fn numbers(&self) -> Vec<Numbered> {
        let mut heard = self.state.lock().unwrap().heard.clone();
        let last = heard.last().copied();
        heard.retain(|text| text.1 < text.2 || Some(*text) == last);
        heard
    }

    /// The same in words.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        let heard = self.numbers();
        let mut lines = self.lines.lock().unwrap();
        if heard.iter().any(|(number, ..)| *number >= lines.len()) {
            let text = fs::read_to_string(&self.index).unwrap_or_default();
            *lines = text.lines().map(str::to_owned).collect();
        }
        let words = |number: usize| lines.get(number).map_or("?", String::as_str).to_owned();
        heard.into_iter().map(|(number, from, to)| Heard { words: words(number), from, to }).collect()
    }

    /// When texts began, for a telephone that notes nothing else.
    #[allow(dead_code, reason = "for tests/bench/calls")]
    pub(crate) fn beginnings(&self) -> Vec<Duration> {
        self.state.lock().unwrap().beginnings.clone()
    }

    /// From when to when there was any sound, words or tones.
    #[allow(dead_code, reason = "tests/bench/calls has no need of it")]
    pub(crate) fn sounds(&self) -> Vec<(Duration, Duration)> {
        self.state.lock().unwrap().sounds.clone()
    }

    /// Presses a key for 100 ms and returns when it is let go.
    pub(crate) fn press(&self, key: char) -> LetGo {
        let far = self.state.lock().unwrap().far.expect("a key can be pressed once the call has sound");
        match self.keys {
            Keys::Events(kind) => self.send_events(far, kind, key),
            Keys::Tones => self.send_tones(far, key),
        }
    }

    /// RFC 4733: an event every 20 ms, its end sent three times.
    fn send_events(&self, far: SocketAddr, kind: u8, key: char) -> LetGo {
        let event = match key {
            '0'..='9' => key as u8 - b'0',
            '*' => 10,
            '#' => 11,
            _ => panic!("{key} is no key"),
        };
        let stamp = u32::try_from(self.began.elapsed().as_millis() * 8).unwrap();
        let mut let_go = self.let_go();
        for packet in 0..8_u16 {
            // 20 ms each; the last three are the end.
            let (last, first) = (packet >= 5, packet == 0);
            if packet == 5 {
                let_go = self.let_go();
            }
            let lasted = 160 * (packet.min(4) + 1);
            let [high, low] = lasted.to_be_bytes();
            let body = [event, 0x0a | if last { 0x80 } else { 0 }, high, low];
            self.send(far, kind | if first { 0x80 } else { 0 }, stamp, &body);
            if !last {
                thread::sleep(Duration::from_millis(20));
            }
        }
        let_go
    }

    fn let_go(&self) -> LetGo {
        LetGo { at: self.now(), moment: SystemTime::now() }
    }

    /// A tone of each group for 100 ms, and then silence, without which a key does not end.
    fn send_tones(&self, far: SocketAddr, key: char) -> LetGo {
        const ROWS: [&str; 4] = ["123", "456", "789", "*0#"];
        let (row, column) = ROWS
            .iter()
            .enumerate()
            .find_map(|(row, keys)| Some((row, keys.find(key)?)))
            .unwrap_or_else(|| panic!("{key} is no key"));
        let pair = [[697.0, 770.0, 852.0, 941.0][row], [1209.0, 1336.0, 1477.0][column]];
        let stamp = u32::try_from(self.began.elapsed().as_millis() * 8).unwrap();
        let mut let_go = self.let_go();
        for packet in 0..9_u32 {
            if packet == 5 {
                let_go = self.let_go();
            }
            let sample = |at: u32| {
                let now = f64::from(packet * 160 + at) / 8000.0;
                let tones: f64 = pair.iter().map(|tone| (TAU * tone * now).sin()).sum();
                #[expect(clippy::cast_possible_truncation, reason = "at most 12,000")]
                ulaw(if packet < 5 { (6000.0 * tones) as i16 } else { 0 })
            };
            let body: Vec<u8> = (0..160).map(sample).collect();
            self.send(far, 0, stamp + packet * 160, &body);
            thread::sleep(Duration::from_millis(20));
        }
        let_go
    }

    /// An RTP packet (RFC 3550) without extensions.
    fn send(&self, far: SocketAddr, kind: u8, stamp: u32, body: &[u8]) {
        let mut bytes = vec![0x80, kind];
        bytes.extend(self.next_sequence().to_be_bytes());
        bytes.extend(stamp.to_be_bytes());
        bytes.extend(0x5afe_u32.to_be_bytes());
        bytes.extend(body);
        self.socket.send_to(&bytes, far).unwrap();
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

/// Notes when texts begin: the time of a packet is taken before anything else is done with it.
fn note(socket: &UdpSocket, began: Instant, state: &Mutex<State>, hung_up: &AtomicBool) {
    let mut packet = [0; 2048];
    let mut goes_on = false;
    while !hung_up.load(Ordering::Relaxed) {
        let Ok((length, far)) = socket.recv_from(&mut packet) else { continue };
        let now = began.elapsed();
        if length <= 12 || packet[1] & 0x7f != 0 {
            continue;
        }
        let begins = ear::begins(&packet[12..length]);
        let mut state = state.lock().unwrap();
        state.far = Some(far);
        if begins && !goes_on {
            state.beginnings.push(now);
        }
        goes_on = begins;
    }
}

impl State {
    fn take(&mut self, sound: Sound, now: Duration) {
        if sound != Sound::Silence {
            match self.sounds.last_mut() {
                Some((_, to)) if now <= *to + PAUSE => *to = now,
                _ => self.sounds.push((now, now)),
            }
        }
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
