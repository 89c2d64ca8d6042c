//! Whether a request was signed by whoever knows the account's token: `X-Twilio-Signature`, as
//! <https://www.twilio.com/docs/usage/security#validating-requests> describes it.
//!
//! The signature is Base64 of HMAC-SHA1 over the public address, query included, and after it each field's name and value, sorted by name,
//! with nothing between. A JSON body is not in it: there the address carries `bodySHA256`, and the body must have that hash.
//! Requests signed with a shared key instead of the account's token say so in `X-Twilio-Webhooks-Signature-Settings`, and then the hash is
//! SHA-256 and the token that key's secret.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac};
use subtle::ConstantTimeEq as _;

use crate::platform::form::Form;

/// The hash of a signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// Where nothing else is said.
    #[default]
    Sha1,
    /// Of shared keys.
    Sha256,
}

impl Algorithm {
    /// Reads `X-Twilio-Webhooks-Signature-Settings` (`key=…,algorithm=HMAC_SHA256`); none for a hash that we do not know.
    #[must_use]
    pub fn read(settings: &str) -> Option<Self> {
        let named = settings.split(',').filter_map(|part| part.split_once('='));
        let algorithm = named
            .map(|(name, value)| (name.trim(), value.trim()))
            .find(|(name, value)| *name == "algorithm" && !value.is_empty());
        match algorithm {
            None => Some(Self::Sha1),
            Some((_, name)) if name.eq_ignore_ascii_case("HMAC_SHA1") => Some(Self::Sha1),
            Some((_, name)) if name.eq_ignore_ascii_case("HMAC_SHA256") => Some(Self::Sha256),
            Some(_) => None,
        }
    }
}

/// A token of the platform's account, or the secret of a shared key, ready to check with.
#[derive(Clone)]
pub struct Token {
    sha1: hmac::Key,
    sha256: hmac::Key,
}

impl Token {
    /// Readies a token.
    #[must_use]
    pub fn new(token: &str) -> Self {
        Self {
            sha1: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes()),
            sha256: hmac::Key::new(hmac::HMAC_SHA256, token.as_bytes()),
        }
    }

    const fn key(&self, algorithm: Algorithm) -> &hmac::Key {
        match algorithm {
            Algorithm::Sha1 => &self.sha1,
            Algorithm::Sha256 => &self.sha256,
        }
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(not shown)")
    }
}

/// What was signed beside the address.
#[derive(Clone, Copy, Debug)]
pub enum Body<'a> {
    /// A form: its fields are signed.
    Form(&'a Form<'a>),
    /// Any other body: its hash stands in the address.
    Other(&'a [u8]),
}

/// Whether one of the tokens signed this request. `url` is the address by which the platform reached us, query included; the platform
/// may have signed it with or without the scheme's usual port, so both count. Takes the same time whatever differs.
#[must_use]
pub fn is_signed(tokens: &[Token], url: &str, body: Body<'_>, signature: &str) -> bool {
    is_signed_by(Algorithm::Sha1, tokens, url, body, signature)
}

/// The same with the hash that the request names.
#[must_use]
pub fn is_signed_by(
    algorithm: Algorithm,
    tokens: &[Token],
    url: &str,
    body: Body<'_>,
    signature: &str,
) -> bool {
    let Ok(given) = STANDARD.decode(signature) else { return false };
    if !body_is_as_told(url, body) {
        return false;
    }
    let sorted = sorted(body);
    let matches = |url: &str| {
        let mut tags = tokens.iter().map(|token| signed(token.key(algorithm), url, &sorted));
        tags.any(|tag| bool::from(tag.as_ref().ct_eq(given.as_slice())))
    };
    matches(url) || other_port(url).is_some_and(|url| matches(&url))
}

/// The signature of a request: what a platform does, for tests and for trying things out with `curl`.
#[must_use]
pub fn sign(token: &Token, url: &str, body: Body<'_>) -> String {
    STANDARD.encode(signed(&token.sha1, url, &sorted(body)))
}

fn signed(key: &hmac::Key, url: &str, sorted: &[(&str, &str)]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    context.update(url.as_bytes());
    for (name, value) in sorted {
        context.update(name.as_bytes());
        context.update(value.as_bytes());
    }
    context.sign()
}

/// The fields by name; of two with one name and one value, one.
fn sorted(body: Body<'_>) -> Vec<(&str, &str)> {
    let Body::Form(form) = body else { return Vec::new() };
    let mut fields: Vec<_> =
        form.fields().iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
}

/// Whether the body has the hash that the address tells. A form needs none.
fn body_is_as_told(url: &str, body: Body<'_>) -> bool {
    let Body::Other(bytes) = body else { return true };
    let told = url
        .split_once('?')
        .and_then(|(_, query)| query.split('&').find_map(|pair| pair.strip_prefix("bodySHA256=")));
    let Some(told) = told else { return false };
    let hash = digest::digest(&digest::SHA256, bytes);
    let hash = hash.as_ref().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    told.as_bytes().ct_eq(hash.as_bytes()).into()
}

/// The address with its port taken away, or with the scheme's usual one where it had none.
fn other_port(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    let usual = match scheme {
        "https" => 443,
        "http" => 80,
        _ => return None,
    };
    // An IPv6 address has colons of its own, within brackets.
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => Some(format!("{scheme}://{host}{path}")),
        Some(_) | None => Some(format!("{scheme}://{authority}:{usual}{path}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Twilio's documentation and of its libraries' own tests.
    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const FORM: &[u8] =
        b"CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309";
    const SIGNATURE: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

    fn is_signed_form(url: &str, form: &[u8], signature: &str) -> bool {
        let form = Form::read(form).unwrap();
        is_signed(&[Token::new("wrong"), Token::new("12345")], url, Body::Form(&form), signature)
    }

    #[test]
    fn the_documented_example() {
        assert!(is_signed_form(URL, FORM, SIGNATURE));
        let form = Form::read(FORM).unwrap();
        assert_eq!(sign(&Token::new("12345"), URL, Body::Form(&form)), SIGNATURE);
    }

    #[test]
    fn a_shared_key_signs_with_the_other_hash() {
        // As Twilio's own library for Python makes it.
        const SHA256: &str = "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s=";
        let settings = Algorithm::read("key=webhooks_sharedkey_1,algorithm=HMAC_SHA256").unwrap();
        let form = Form::read(FORM).unwrap();
        let tokens = [Token::new("wrong"), Token::new("12345")];
        assert!(is_signed_by(settings, &tokens, URL, Body::Form(&form), SHA256));
        assert!(!is_signed_by(settings, &tokens, URL, Body::Form(&form), SIGNATURE));
        assert!(!is_signed(&tokens, URL, Body::Form(&form), SHA256));
    }

    #[test]
    fn the_settings_name_the_hash() {
        for (settings, algorithm) in [
            ("", Some(Algorithm::Sha1)),
            ("key=x", Some(Algorithm::Sha1)),
            ("algorithm=", Some(Algorithm::Sha1)),
            ("key=x, algorithm = hmac_sha256 ", Some(Algorithm::Sha256)),
            ("algorithm=HMAC_SHA1", Some(Algorithm::Sha1)),
            ("algorithm=HMAC_SHA512", None),
        ] {
            assert_eq!(Algorithm::read(settings), algorithm, "{settings}");
        }
    }

    #[test]
    fn anything_changed_is_not_signed() {
        assert!(!is_signed_form("https://mycompany.com/myapp.php?foo=1", FORM, SIGNATURE));
        assert!(!is_signed_form(URL, b"Digits=1234", SIGNATURE));
        assert!(!is_signed_form(URL, FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B9="));
        for signature in ["", "=", "RSOY", "not base64 at all"] {
            assert!(!is_signed_form(URL, FORM, signature), "{signature}");
        }
        let form = Form::read(FORM).unwrap();
        assert!(!is_signed(&[Token::new("12346")], URL, Body::Form(&form), SIGNATURE));
        assert!(!is_signed(&[], URL, Body::Form(&form), SIGNATURE));
    }

    #[test]
    fn the_port_may_be_told_or_not() {
        let with_port = URL.replace(".com", ".com:1234");
        assert!(is_signed_form(&with_port, FORM, SIGNATURE), "taken away");
        assert!(is_signed_form(URL, FORM, "kvajT1Ptam85bY51eRf/AJRuM3w="), "443 added");
        let http = URL.replace("https", "http");
        assert!(is_signed_form(&http, FORM, "0ZXoZLH/DfblKGATFgpif+LLRf4="), "80 added");
        assert!(
            is_signed_form(&http.replace(".com", ".com:1234"), FORM, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
            "kept"
        );
        assert_eq!(other_port("http://[::1]/x").as_deref(), Some("http://[::1]:80/x"));
        assert_eq!(other_port("http://[::1]:80/x").as_deref(), Some("http://[::1]/x"));
        assert_eq!(other_port("https://a.example?x=b:1").as_deref(), Some("https://a.example:443?x=b:1"));
    }

    #[test]
    fn a_name_given_twice_is_sorted_by_value_and_counted_once() {
        let twice = b"Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234";
        assert!(is_signed_form(URL, twice, "IK+Dwps556ElfBT0I3Rgjkr1wJU="));
        let thrice = b"Digits=1234&Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234";
        assert!(is_signed_form(URL, thrice, "IK+Dwps556ElfBT0I3Rgjkr1wJU="));
    }

    #[test]
    fn a_json_body_is_signed_by_its_hash_in_the_address() {
        let body = br#"{"property": "value", "boolean": true}"#;
        let url =
            format!("{URL}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620");
        let signature = "a9nBmqA0ju/hNViExpshrM61xv4=";
        let tokens = [Token::new("12345")];
        assert!(is_signed(&tokens, &url, Body::Other(body), signature));
        assert!(!is_signed(&tokens, &url, Body::Other(b"{}"), signature), "another body");
        assert!(!is_signed(&tokens, URL, Body::Other(body), signature), "no hash");
    }
}
