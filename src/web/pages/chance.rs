//! What nobody may guess: the bytes of tokens and salts, and the names under which a form does its work once.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom as _, SystemRandom};

use super::Wrong;

/// Random bytes of the system; [`Wrong::Fault`] where it gives none.
pub(super) fn chance<const LENGTH: usize>() -> Result<[u8; LENGTH], Wrong> {
    let mut bytes = [0; LENGTH];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Wrong::Fault)?;
    Ok(bytes)
}

/// A name that nothing else has: 16 letters, digits, `-` and `_`.
pub(super) fn name() -> Result<String, Wrong> {
    Ok(BASE64_URL_SAFE_NO_PAD.encode(chance::<12>()?))
}
