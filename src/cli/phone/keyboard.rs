//! The terminal as a telephone's keypad: each key as it is pressed. Where there is no terminal, a line is what is pressed at one prompt.

use std::io::{IsTerminal as _, Read as _};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

use crate::terms::{Digit, Digits};

/// What came from the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// Keys of a telephone.
    Keys(Digits),
    /// The caller hangs up, or the input is at its end.
    HangUp,
    /// An empty line: a silence, or the Enter key.
    Silence,
    /// Something that no telephone has.
    Other(char),
    /// Nothing, in the given time.
    Nothing,
}

/// The keyboard.
pub(super) struct Keyboard {
    typed: Receiver<Typed>,
    /// How the terminal was before; none where there is none.
    before: Option<Termios>,
    hung_up: bool,
}

impl Keyboard {
    /// Takes the keyboard: keys come one by one, unseen. The terminal is given back when this is dropped.
    pub(super) fn open() -> Self {
        let before = if std::io::stdin().is_terminal() { key_by_key() } else { None };
        let (to, typed) = channel();
        let is_terminal = before.is_some();
        // It ends with the process: nothing can call a blocking read back.
        thread::spawn(move || if is_terminal { read_keys(&to) } else { read_lines(&to) });
        Self { typed, before, hung_up: false }
    }

    /// What is typed next, within this time.
    pub(super) fn wait(&self, within: Duration) -> Typed {
        if self.hung_up {
            return Typed::HangUp;
        }
        match self.typed.recv_timeout(within) {
            Ok(typed) => typed,
            Err(RecvTimeoutError::Timeout) => Typed::Nothing,
            Err(RecvTimeoutError::Disconnected) => Typed::HangUp,
        }
    }

    /// Whether keys come one by one, from a person.
    pub(super) const fn is_terminal(&self) -> bool {
        self.before.is_some()
    }

    /// Forgets the keys that were pressed before a prompt. Lines wait for their prompt: nobody pressed them yet.
    pub(super) fn forget(&mut self) {
        while self.is_terminal() {
            match self.typed.try_recv() {
                Ok(Typed::HangUp) => self.hung_up = true,
                Ok(Typed::Keys(_) | Typed::Silence | Typed::Other(_) | Typed::Nothing) => {}
                Err(_) => break,
            }
        }
    }

    /// The caller has hung up: from here on nothing else is heard.
    pub(super) const fn hang_up(&mut self) {
        self.hung_up = true;
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            // Nothing is left to be done where even this fails.
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, before);
        }
    }
}

/// Makes the terminal give each key at once, not shown, and Ctrl-C as a key, so that the terminal is always given back.
fn key_by_key() -> Option<Termios> {
    let before = tcgetattr(std::io::stdin()).ok()?;
    let mut keys = before.clone();
    keys.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
    keys.special_codes[SpecialCodeIndex::VMIN] = 1;
    tcsetattr(std::io::stdin(), OptionalActions::Now, &keys).ok()?;
    Some(before)
}

fn read_keys(to: &Sender<Typed>) {
    for byte in std::io::stdin().lock().bytes() {
        let Ok(byte) = byte else { break };
        if to.send(key(char::from(byte))).is_err() {
            break;
        }
    }
}

/// One key: Ctrl-C, Ctrl-D and `q` hang up.
fn key(pressed: char) -> Typed {
    match pressed {
        'q' | 'Q' | '\u{3}' | '\u{4}' => Typed::HangUp,
        '\n' | '\r' => Typed::Silence,
        other => match Digit::new(other) {
            Some(_) => Typed::Keys(Digits::read(other.encode_utf8(&mut [0; 4]))),
            None => Typed::Other(other.to_ascii_lowercase()),
        },
    }
}

fn read_lines(to: &Sender<Typed>) {
    for line in std::io::stdin().lines() {
        let Ok(line) = line else { break };
        if to.send(typed(line.trim())).is_err() {
            break;
        }
    }
}

/// One line: keys, nothing, or the first letter of something else.
fn typed(line: &str) -> Typed {
    let digits = Digits::read(line);
    match line.chars().next() {
        None => Typed::Silence,
        Some(_) if !digits.is_empty() => Typed::Keys(digits),
        Some(first) => key(first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_digit_an_end_or_something_else() {
        assert_eq!(key('7'), Typed::Keys(Digits::read("7")));
        assert_eq!(key('#'), Typed::Keys(Digits::read("#")));
        for end in ['q', 'Q', '\u{3}', '\u{4}'] {
            assert_eq!(key(end), Typed::HangUp);
        }
        assert_eq!((key('\n'), key('B')), (Typed::Silence, Typed::Other('b')));
    }

    #[test]
    fn a_line_is_what_is_pressed_at_one_prompt() {
        assert_eq!(typed("13"), Typed::Keys(Digits::read("13")));
        assert_eq!(typed(""), Typed::Silence);
        assert_eq!((typed("busy"), typed("quit")), (Typed::Other('b'), Typed::HangUp));
    }
}
