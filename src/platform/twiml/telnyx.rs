//! Whether Telnyx signed a request: Ed25519 (RFC 8032) over the time, a bar and the body, with the time in `telnyx-timestamp` and the
//! signature in `telnyx-signature-ed25519` (<https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks>). A request that is
//! older than the tolerance may be somebody's copy, and is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, UnparsedPublicKey};

/// How far Telnyx's clock and ours may be apart, and how long a signed request is good; seconds.
pub const TOLERANCE: i64 = 300;

/// Whether one of the keys signed this body, not long before `now` (Unix time, seconds). `timestamp` and `signature` are the headers.
#[must_use]
pub fn is_signed(keys: &[[u8; 32]], timestamp: &str, signature: &str, body: &[u8], now: i64) -> bool {
    let is_fresh = timestamp.parse::<i64>().is_ok_and(|time| now.abs_diff(time) <= TOLERANCE.unsigned_abs());
    let Ok(signature) = STANDARD.decode(signature) else { return false };
    let message = [timestamp.as_bytes(), b"|", body].concat();
    is_fresh
        && keys.iter().any(|key| UnparsedPublicKey::new(&ED25519, key).verify(&message, &signature).is_ok())
}

#[cfg(test)]
mod tests {
    use ring::signature::{Ed25519KeyPair, KeyPair as _};

    use super::*;

    const BODY: &[u8] = b"CallSid=a&From=%2B390668851234";
    const NOW: i64 = 1_795_000_000;

    fn pair(seed: u8) -> (Ed25519KeyPair, [u8; 32]) {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        let key = pair.public_key().as_ref().try_into().unwrap();
        (pair, key)
    }

    fn signed(pair: &Ed25519KeyPair, timestamp: &str) -> String {
        STANDARD.encode(pair.sign(&[timestamp.as_bytes(), b"|", BODY].concat()))
    }

    #[test]
    fn one_of_the_keys_signed_it() {
        let ((pair, key), (_, other)) = (pair(1), pair(2));
        let time = NOW.to_string();
        let signature = signed(&pair, &time);
        assert!(is_signed(&[other, key], &time, &signature, BODY, NOW));
        assert!(
            !is_signed(&[other], &time, &signature, BODY, NOW)
                && !is_signed(&[], &time, &signature, BODY, NOW)
        );
        assert!(!is_signed(&[key], &time, &signature, b"CallSid=b", NOW), "another body");
        assert!(!is_signed(&[key], &(NOW + 1).to_string(), &signature, BODY, NOW), "another time");
        for wrong in ["", "AAAA", "not base64 at all"] {
            assert!(!is_signed(&[key], &time, wrong, BODY, NOW), "{wrong}");
        }
    }

    #[test]
    fn what_another_tool_signed_is_signed() {
        // Made with `openssl pkeyutl -sign -rawin`.
        let key =
            STANDARD.decode("QItFYTIClrEG6zc+SPEHTlKatV7tVac+MyEkRLkMffo=").unwrap().try_into().unwrap();
        let signature =
            "4+XRr0bP5SLJRC2Ccs3vY0KW5CDiaLf9LLMzEh2tHCyuSPkZ1fWxTnqFKjC3ghaIUVStuFbW/8901VY4tTurDQ==";
        assert!(is_signed(&[key], "1795000000", signature, BODY, NOW));
    }

    #[test]
    fn an_old_request_is_somebodys_copy() {
        let (pair, key) = pair(1);
        for (away, counts) in [
            (0, true),
            (TOLERANCE, true),
            (-TOLERANCE, true),
            (TOLERANCE + 1, false),
            (-TOLERANCE - 1, false),
        ] {
            let time = (NOW + away).to_string();
            assert_eq!(is_signed(&[key], &time, &signed(&pair, &time), BODY, NOW), counts, "{away}");
        }
        for time in ["", "x", "-9223372036854775808", "99999999999999999999"] {
            assert!(!is_signed(&[key], time, &signed(&pair, time), BODY, NOW), "{time}");
        }
    }
}
