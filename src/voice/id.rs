//! A sound's name: what it is made from. The same words in the same voice are the same file for every desk, and a changed word is another
//! file, so whoever fetched one may keep it for good.

use std::fmt::{self, Write as _};

use ring::digest::{Context, SHA256};

/// Changed when sounds are made in another way, so that old ones are not taken for new.
const MADE: u8 = 2;

/// The first 80 bits of SHA-256 over what a sound is made from: 20 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SoundId([u8; 10]);

impl SoundId {
    /// The id of what these parts make. Each part is told from the next by its length.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut context = Context::new(&SHA256);
        context.update(&[MADE]);
        for part in parts {
            context.update(&part.len().to_le_bytes());
            context.update(part);
        }
        let hash = context.finish();
        let mut id = [0; 10];
        id.iter_mut().zip(hash.as_ref()).for_each(|(byte, hashed)| *byte = *hashed);
        Self(id)
    }

    /// Reads a file's name, `<20 hex>.wav`, small letters only.
    #[must_use]
    pub fn from_file_name(name: &str) -> Option<Self> {
        let digits = name.strip_suffix(".wav")?;
        if digits.len() != 20 || digits.bytes().any(|digit| !matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        let mut id = [0; 10];
        for (byte, pair) in id.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(id))
    }

    /// The file's name: `<20 hex>.wav`.
    #[must_use]
    pub fn file_name(&self) -> String {
        let mut name = String::with_capacity(24);
        let _ = write!(name, "{self}.wav");
        name
    }
}

impl fmt::Display for SoundId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digit = |half: u8| if half < 10 { b'0' + half } else { b'a' + half - 10 };
        let mut name = [0; 20];
        for (pair, byte) in name.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        f.write_str(std::str::from_utf8(&name).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for SoundId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_and_nothing_else_does() {
        let id = SoundId::of(&[b"it", b"Prema 1"]);
        assert_eq!(SoundId::from_file_name(&id.file_name()), Some(id));
        let hex = id.to_string();
        for wrong in [
            &hex,
            "",
            ".wav",
            "../../etc/passwd",
            "0123456789ABCDEF0123.wav",
            "+123456789abcdef0123.wav",
            "é23456789abcdef0123.wav",
        ] {
            assert_eq!(SoundId::from_file_name(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(SoundId::of(&[b"ab", b"c"]), SoundId::of(&[b"a", b"bc"]));
        assert_ne!(SoundId::of(&[b"a"]), SoundId::of(&[b"a", b""]));
    }
}
