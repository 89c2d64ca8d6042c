//! Whether jambonz signed a request: `Jambonz-Signature: t=<unix time>,v1=<hex>`, the HMAC-SHA256 of the time, a full stop and the body
//! (<https://docs.jambonz.org/webhooks/overview>). A request that is older than the tolerance may be somebody's copy, and is refused.

use ring::hmac;

/// How far the signer's clock and ours may be apart, and how long a signed request is good; seconds.
pub const TOLERANCE: i64 = 300;

/// A webhook secret of the account, ready to check with.
#[derive(Clone)]
pub struct Token(hmac::Key);

impl Token {
    /// Readies a secret.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(not shown)")
    }
}

/// Whether one of the secrets signed this body, not long before `now` (Unix time, seconds). Takes the same time whatever differs.
#[must_use]
pub fn is_signed(tokens: &[Token], header: &str, body: &[u8], now: i64) -> bool {
    let mut told = None;
    let mut given = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", time)) => told = Some(time),
            Some(("v1", hex)) => given.extend(bytes(hex)),
            Some(_) | None => {}
        }
    }
    let Some(told) = told else { return false };
    let is_fresh = told.parse::<i64>().is_ok_and(|time| now.abs_diff(time) <= TOLERANCE.unsigned_abs());
    let message = message(told, body);
    is_fresh
        && given
            .iter()
            .any(|given| tokens.iter().any(|token| hmac::verify(&token.0, &message, given).is_ok()))
}

/// The header of a request, as jambonz makes it: for tests and for trying things out with `curl`.
#[must_use]
pub fn sign(token: &Token, body: &[u8], now: i64) -> String {
    use std::fmt::Write as _;
    let tag = hmac::sign(&token.0, &message(&now.to_string(), body));
    let mut header = format!("t={now},v1=");
    for byte in tag.as_ref() {
        let _ = write!(header, "{byte:02x}");
    }
    header
}

fn message(time: &str, body: &[u8]) -> Vec<u8> {
    [time.as_bytes(), b".", body].concat()
}

/// Hexadecimal digits, lower or upper case, as bytes.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    if hex.len() != 64 {
        return None;
    }
    hex.as_bytes()
        .chunks_exact(2)
        .map(|pair| pair.iter().try_fold(0, |byte, one| Some(byte << 4 | digit(*one)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"call_sid":"a","reason":"timeout"}"#;
    const NOW: i64 = 1_795_000_000;
    /// Made with `openssl dgst -sha256 -hmac whsec`, of the time, a full stop and the body.
    const HEADER: &str = "t=1795000000,v1=01dfadd321ac448edd9f87da7ccd5dcb5a3d6ce00e0da7a91e502c71bb7d6584";

    fn check(header: &str, body: &[u8], now: i64) -> bool {
        is_signed(&[Token::new("another"), Token::new("whsec")], header, body, now)
    }

    #[test]
    fn what_another_tool_signed_is_signed() {
        assert!(check(HEADER, BODY, NOW));
        assert_eq!(sign(&Token::new("whsec"), BODY, NOW), HEADER);
        assert!(check(&HEADER.replace(',', ", v0=00,"), BODY, NOW), "other generations are passed over");
        let two = HEADER.replace("v1=", &format!("v1={},v1=", "0".repeat(64)));
        assert!(check(&two, BODY, NOW), "one of two");
    }

    #[test]
    fn anything_changed_is_not() {
        assert!(!check(HEADER, b"{}", NOW));
        assert!(!check(&HEADER.replace("t=1795000000", "t=1795000001"), BODY, NOW));
        assert!(!is_signed(&[Token::new("another")], HEADER, BODY, NOW));
        assert!(!is_signed(&[], HEADER, BODY, NOW));
        for header in ["", "t=1795000000", "v1=00", "t=1795000000,v1=zz", "t=x,v1=y", "t=,v1="] {
            assert!(!check(header, BODY, NOW), "{header}");
        }
    }

    #[test]
    fn an_old_request_is_somebodys_copy() {
        assert!(check(HEADER, BODY, NOW + TOLERANCE) && check(HEADER, BODY, NOW - TOLERANCE));
        assert!(!check(HEADER, BODY, NOW + TOLERANCE + 1) && !check(HEADER, BODY, NOW - TOLERANCE - 1));
        let huge = HEADER.replace("t=1795000000", "t=-9223372036854775808");
        assert!(!check(&huge, BODY, NOW));
    }
}
