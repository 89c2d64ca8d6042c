//! Tokens that programs show: long enough that nobody guesses one, shown once, and never printed by accident.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// How many bytes of chance a token has: 256 bits, so that a plain hash of it is safe to keep.
pub const TOKEN_BYTES: usize = 32;

/// With this a token can be told from other text, by a scanner that looks for secrets left in files for instance.
const PREFIX: &str = "centralino_";

/// A token: `centralino_` and 43 letters of base64url. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; TOKEN_BYTES]);

/// It is no token of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a token that begins with `centralino_` and has 43 characters after that")]
pub struct NoToken;

impl Token {
    /// The token of these bytes, which must come from chance alone.
    #[must_use]
    pub const fn new(bytes: [u8; TOKEN_BYTES]) -> Self {
        Self(bytes)
    }

    /// What is hashed to be kept or looked up.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; TOKEN_BYTES] {
        &self.0
    }

    /// As it is shown, once, to whoever it is made for.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl FromStr for Token {
    type Err = NoToken;

    fn from_str(text: &str) -> Result<Self, NoToken> {
        let letters = text.strip_prefix(PREFIX).ok_or(NoToken)?;
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(letters).map_err(|_| NoToken)?;
        bytes.try_into().map(Self).map_err(|_| NoToken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_is_not_shown() {
        let token = Token::new([0xA7; TOKEN_BYTES]);
        assert_eq!(token.text().len(), PREFIX.len() + 43);
        assert_eq!(token.text().parse::<Token>(), Ok(token.clone()));
        assert_eq!(format!("{token:?}"), "Token(…)");
    }

    #[test]
    fn other_text_is_none() {
        let good = Token::new([1; TOKEN_BYTES]).text();
        for text in
            ["", "centralino_", &good[1..], &good[..good.len() - 1], &format!("{good}A"), &format!("{good} ")]
        {
            assert_eq!(text.parse::<Token>(), Err(NoToken), "{text}");
        }
    }
}
