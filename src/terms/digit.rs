//! Keys of a telephone, and runs of them: `0` to `9`, `*` and `#`; the letters A to D of RFC 4733 are no caller's keys.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Digit(u8);

impl Digit {
    /// The `*` key.
    pub const STAR: Self = Self(b'*');
    /// The `#` key.
    pub const HASH: Self = Self(b'#');
    /// The `0` key.
    pub const ZERO: Self = Self(b'0');

    /// The key with this character, if a telephone has it.
    #[must_use]
    pub const fn new(key: char) -> Option<Self> {
        match key {
            '0'..='9' | '*' | '#' => Some(Self(key as u8)),
            _ => None,
        }
    }

    /// The key's character.
    #[must_use]
    pub const fn char(self) -> char {
        self.0 as char
    }

    /// The number on the key, none for `*` and `#`.
    #[must_use]
    pub const fn value(self) -> Option<u8> {
        match self.0 {
            b'0'..=b'9' => Some(self.0 - b'0'),
            _ => None,
        }
    }
}

impl fmt::Display for Digit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.char())
    }
}

impl fmt::Debug for Digit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.char())
    }
}

/// A run of at most [`Digits::MAX`] keys. It may be a person's number or code, so it prints only its length.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct Digits {
    len: u8,
    keys: [u8; Self::MAX],
}

impl Digits {
    /// The most keys that are kept; a storm of more is cut here.
    pub const MAX: usize = 32;

    /// Reads the keys out of a text, leaving out what no telephone has and what is beyond [`Digits::MAX`].
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut digits = Self::default();
        for digit in text.chars().filter_map(Digit::new) {
            digits.push(digit);
        }
        digits
    }

    /// Adds a key at the end; false, and nothing added, when the run is full.
    pub fn push(&mut self, digit: Digit) -> bool {
        match self.keys.get_mut(usize::from(self.len)) {
            Some(place) => {
                *place = digit.0;
                self.len += 1;
                true
            }
            None => false,
        }
    }

    /// Takes the first key away.
    pub fn take_first(&mut self) -> Option<Digit> {
        let first = self.iter().next()?;
        self.keys.rotate_left(1);
        self.len -= 1;
        if let Some(last) = self.keys.get_mut(usize::from(self.len)) {
            *last = 0;
        }
        Some(first)
    }

    /// How many keys there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The keys in order.
    pub fn iter(&self) -> impl Iterator<Item = Digit> + '_ {
        self.keys.iter().take(self.len()).map(|key| Digit(*key))
    }

    /// The keys as text, for a look-up or a check; never for a log.
    #[must_use]
    pub fn text(&self) -> String {
        self.iter().map(Digit::char).collect()
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digits({} keys)", self.len)
    }
}

impl From<Digits> for String {
    fn from(digits: Digits) -> Self {
        digits.text()
    }
}

impl From<String> for Digits {
    fn from(text: String) -> Self {
        Self::read(&text)
    }
}
