//! What is looked for in the list: a telephone or a name, which nobody is to read in the log of a proxy. It is posted, and stands in the address of
//! what was found sealed by a cookie of the browser that sent it: so the next page, the way back and a reload find the same.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};

use super::super::visit::Visit;
use super::super::wrong::Wrong;
use crate::access::Token;

/// The most of it that is looked for; letters.
const LONGEST: usize = 200;

/// What somebody looks for, for an address.
///
/// # Errors
/// The system gives no random bytes.
pub(super) fn sealed(visit: &Visit, text: &str) -> Result<String, Wrong> {
    let mut nonce = [0; NONCE_LEN];
    SystemRandom::new().fill(&mut nonce).map_err(|_| Wrong::Fault)?;
    let key = key(visit.visitor()?).ok_or(Wrong::Fault)?;
    let letters = text.chars().filter(|letter| !letter.is_control()).take(LONGEST);
    let mut body = letters.collect::<String>().into_bytes();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut body)
        .map_err(|_| Wrong::Fault)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode([&nonce[..], &body].concat()))
}

/// What was looked for; none where nothing was, or where another browser sealed it.
pub(super) fn opened(visit: &Visit, sealed: &str) -> Option<String> {
    read(visit.visitor_shown()?, sealed)
}

fn read(cookie: &Token, sealed: &str) -> Option<String> {
    let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let (nonce, body) = bytes.split_first_chunk_mut::<NONCE_LEN>()?;
    let plain = key(cookie)?.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::empty(), body).ok()?;
    String::from_utf8(plain.to_vec()).ok()
}

/// The key that belongs to a cookie: of it the cookie cannot be told.
fn key(cookie: &Token) -> Option<LessSafeKey> {
    let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, cookie.bytes()), b"centralino search");
    UnboundKey::new(&AES_256_GCM, derived.as_ref()).ok().map(LessSafeKey::new)
}
