//! What must never be printed: a secret shows itself only to who asks for it by name.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// A password, token or key.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself: for comparing and signing, never for printing.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(not shown)")
    }
}

/// A key of 256 bits that seals the state of calls.
#[derive(Clone, PartialEq, Eq)]
pub struct SealKey([u8; 32]);

impl SealKey {
    /// The key's bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A key of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 32 bytes in base64, as `openssl rand -base64 32` writes them, or in 64 hexadecimal digits.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = if text.len() == 64 {
            hexadecimal(text)?
        } else {
            STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok()?
        };
        Some(Self(bytes.try_into().ok()?))
    }
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| {
            pair.iter().try_fold(0, |byte, digit| {
                Some(byte << 4 | u8::try_from(char::from(*digit).to_digit(16)?).ok()?)
            })
        })
        .collect()
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey(not shown)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_print() {
        let secret = Secret::new("tre pappagalli");
        assert!(!format!("{secret:?}").contains("pappagalli"));
        let key = SealKey::read(&"5a".repeat(32)).unwrap();
        assert_eq!(key.bytes(), &[0x5a; 32]);
        assert!(!format!("{key:?}").contains("90"), "{key:?}");
    }

    #[test]
    fn a_seal_key_is_32_bytes_in_base64_or_hexadecimal_and_nothing_else() {
        let key = SealKey::read(&"0F".repeat(32)).unwrap();
        assert_eq!(SealKey::read("Dw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8="), Some(key.clone()));
        assert_eq!(SealKey::read("Dw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8"), Some(key));
        assert!(SealKey::read(&"0f".repeat(31)).is_none());
        assert!(SealKey::read(&"0g".repeat(32)).is_none());
        assert!(SealKey::read(&"+f".repeat(32)).is_none(), "a sign is no digit");
        assert!(SealKey::read(&"é".repeat(32)).is_none(), "64 bytes, but no digits");
        assert!(SealKey::read("").is_none());
    }
}
