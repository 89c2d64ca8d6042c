//! The call carries its own state, so no replica has to remember it: this seals that state so that only we can have written it, and only
//! for this call.
//!
//! AES-256-GCM (NIST SP 800-38D), a random 96-bit nonce, and in front, readable but sealed as associated data, the format's version and the
//! key's id; the platform's name and the call's id are associated data too. A key is changed long before 2³² seals, which keeps random
//! nonces apart. Any old seal of a call may come back: nothing in it is a limit, and whatever must happen once is asked of the store.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::terms::{CallId, Version};

/// How long a seal is good, from the call's start; hours.
pub const GOOD_FOR_HOURS: i64 = 12;

/// The most characters of a sealed state: it travels in an address and in a variable of the platform.
pub const MOST_CHARACTERS: usize = 299;

/// The format: raised to 3 when callers could keep a place in a queue, calls began to speak codes, and operators were called first. A seal names nodes, queues and the like by their numbers in the menu, and a menu's version tells only what it was read
/// from: so a release that numbers them otherwise, or keeps another state, raises this, and the calls of the release before begin again at the
/// greeting. A test holds the numbers of the five desks (`tests/calls/numbering.txt`).
pub const FORMAT: u8 = 4;

/// Format version and key id.
const HEAD: usize = 5;

/// What a call carries from turn to turn. `S` is the engine's own state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed<S> {
    /// The menu on which the call began.
    pub version: Version,
    /// The turn that the next request is, counted from zero.
    pub turn: u16,
    /// When the call began: unix time, seconds.
    pub started: u32,
    /// When this was sealed: seconds after the start.
    pub sealed: u32,
    /// How long the caller had been in menus by then, transfers left out; seconds.
    pub in_menus: u32,
    /// Where the call is.
    pub state: S,
}

/// Why a seal was not opened. The call then begins again at the greeting; it is never dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not something that we seal.
    #[error("is no sealed state")]
    NotASeal,
    /// Sealed in a format or by a key that is not here.
    #[error("was sealed by a key that is not here")]
    UnknownKey,
    /// Changed, or sealed for another call or another platform.
    #[error("was changed, or belongs to another call")]
    NotOurs,
    /// Sealed by us, but by a program whose state had another shape.
    #[error("was sealed by another release")]
    Unreadable,
    /// Older than [`GOOD_FOR_HOURS`].
    #[error("is older than {GOOD_FOR_HOURS} hours")]
    TooOld,
}

/// Why a state could not be sealed: the system gave no random bytes, or the state cannot be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the call's state could not be sealed")]
pub struct CannotSeal;

/// The keys: the first one seals, each of them opens. To change keys, every replica first gets the new one in second place, then in first.
pub struct Seals {
    first: Key,
    others: Vec<Key>,
    random: SystemRandom,
}

struct Key {
    id: [u8; 4],
    key: LessSafeKey,
}

impl fmt::Debug for Seals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seals({} keys)", 1 + self.others.len())
    }
}

impl Seals {
    /// The keys, the one that seals first; none where there is no key.
    #[must_use]
    pub fn new(keys: &[[u8; 32]]) -> Option<Self> {
        let mut keys = keys.iter().filter_map(Key::new);
        let first = keys.next()?;
        Some(Self { first, others: keys.collect(), random: SystemRandom::new() })
    }

    /// Seals a state for a call: base64url without padding, at most [`MOST_CHARACTERS`] for every state of a desk.
    ///
    /// # Errors
    /// [`CannotSeal`], which no ordinary system or state brings about.
    pub fn seal<S: Serialize>(
        &self,
        platform: &str,
        call: &CallId,
        sealed: &Sealed<S>,
    ) -> Result<String, CannotSeal> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(|_| CannotSeal)?;
        let mut bytes = Vec::with_capacity(256);
        bytes.push(FORMAT);
        bytes.extend_from_slice(&self.first.id);
        bytes.extend_from_slice(&nonce);
        let mut bytes = postcard::to_extend(sealed, bytes).map_err(|_| CannotSeal)?;
        let aad = Aad::from(associated(self.first.id, platform, call));
        let (_, body) = bytes.split_at_mut_checked(HEAD + NONCE_LEN).ok_or(CannotSeal)?;
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self.first.key.seal_in_place_separate_tag(nonce, aad, body).map_err(|_| CannotSeal)?;
        bytes.extend_from_slice(tag.as_ref());
        Ok(URL_SAFE_NO_PAD.encode(&bytes))
    }

    /// Opens what [`Seals::seal`] gave out.
    ///
    /// # Errors
    /// Why not; whoever calls begins the call anew.
    pub fn open<S: DeserializeOwned>(
        &self,
        token: &str,
        platform: &str,
        call: &CallId,
        now: DateTime<Utc>,
    ) -> Result<Sealed<S>, Refused> {
        if token.len() > 2 * MOST_CHARACTERS {
            return Err(Refused::NotASeal);
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| Refused::NotASeal)?;
        let (format, rest) = bytes.split_first_mut().ok_or(Refused::NotASeal)?;
        let (id, rest) = rest.split_first_chunk_mut::<4>().ok_or(Refused::NotASeal)?;
        let (nonce, body) = rest.split_first_chunk_mut::<NONCE_LEN>().ok_or(Refused::NotASeal)?;
        let mut keys = std::iter::once(&self.first).chain(&self.others);
        let key = keys.find(|key| *format == FORMAT && key.id == *id).ok_or(Refused::UnknownKey)?;
        let aad = Aad::from(associated(key.id, platform, call));
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = key.key.open_in_place(nonce, aad, body).map_err(|_| Refused::NotOurs)?;
        let (sealed, rest) =
            postcard::take_from_bytes::<Sealed<S>>(plain).map_err(|_| Refused::Unreadable)?;
        if !rest.is_empty() {
            return Err(Refused::Unreadable);
        }
        let age = now.timestamp().saturating_sub(i64::from(sealed.started));
        if age > Duration::hours(GOOD_FOR_HOURS).num_seconds() { Err(Refused::TooOld) } else { Ok(sealed) }
    }
}

impl Key {
    fn new(bytes: &[u8; 32]) -> Option<Self> {
        // The id is a hash of the key, so that two replicas name the same key alike and nobody has to number them.
        let named = [b"centralino seal key id".as_slice(), bytes].concat();
        let id = *digest(&SHA256, &named).as_ref().first_chunk()?;
        let key = UnboundKey::new(&AES_256_GCM, bytes).ok()?;
        Some(Self { id, key: LessSafeKey::new(key) })
    }
}

/// What is sealed along without being carried. The platform's length stands before it, so that no two pairs of names run together alike.
fn associated(key: [u8; 4], platform: &str, call: &CallId) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + 8 + platform.len() + call.as_str().len());
    bytes.push(FORMAT);
    bytes.extend_from_slice(&key);
    bytes.extend_from_slice(&(platform.len() as u64).to_be_bytes());
    bytes.extend_from_slice(platform.as_bytes());
    bytes.extend_from_slice(call.as_str().as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seals(keys: &[u8]) -> Seals {
        let keys: Vec<[u8; 32]> = keys.iter().map(|byte| [*byte; 32]).collect();
        Seals::new(&keys).unwrap()
    }

    fn call(name: &str) -> CallId {
        CallId::new(name).unwrap()
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    const STARTED: u32 = 1_795_000_000;

    fn state(turn: u16, state: Vec<u8>) -> Sealed<Vec<u8>> {
        Sealed { version: Version([7; 16]), turn, started: STARTED, sealed: 3, in_menus: 2, state }
    }

    fn open(
        seals: &Seals,
        token: &str,
        platform: &str,
        name: &str,
        now: i64,
    ) -> Result<Sealed<Vec<u8>>, Refused> {
        seals.open(token, platform, &call(name), at(now))
    }

    const NOW: i64 = STARTED as i64 + 60;

    #[test]
    fn a_newer_key_in_second_place_opens_and_in_first_place_seals() {
        let (old, both, turned) = (seals(&[1]), seals(&[1, 2]), seals(&[2, 1]));
        let by_old = old.seal("twiml", &call("CA1"), &state(4, vec![1])).unwrap();
        let by_new = turned.seal("twiml", &call("CA1"), &state(4, vec![1])).unwrap();
        for keys in [&both, &turned] {
            assert_eq!(open(keys, &by_old, "twiml", "CA1", NOW), Ok(state(4, vec![1])));
            assert_eq!(open(keys, &by_new, "twiml", "CA1", NOW), Ok(state(4, vec![1])));
        }
        assert_eq!(open(&old, &by_new, "twiml", "CA1", NOW), Err(Refused::UnknownKey));
    }

    #[test]
    fn a_seal_of_another_call_or_platform_is_refused() {
        let seals = seals(&[1]);
        let token = seals.seal("twiml", &call("CA1"), &state(0, vec![])).unwrap();
        assert_eq!(open(&seals, &token, "twiml", "CA2", NOW), Err(Refused::NotOurs));
        assert_eq!(open(&seals, &token, "asterisk", "CA1", NOW), Err(Refused::NotOurs));
        assert_eq!(open(&seals, &token, "twim", "lCA1", NOW), Err(Refused::NotOurs));
    }

    #[test]
    fn a_seal_is_good_for_twelve_hours_and_not_a_second_longer() {
        let seals = seals(&[1]);
        let token = seals.seal("twiml", &call("CA1"), &state(0, vec![])).unwrap();
        let last = i64::from(STARTED) + 12 * 3600;
        assert!(open(&seals, &token, "twiml", "CA1", last).is_ok());
        assert_eq!(open(&seals, &token, "twiml", "CA1", last + 1), Err(Refused::TooOld));
    }

    #[test]
    fn a_state_of_another_shape_is_refused_and_not_misread() {
        let seals = seals(&[1]);
        let token = seals.seal("twiml", &call("CA1"), &state(0, vec![9; 3])).unwrap();
        let opened: Result<Sealed<(String, u64)>, _> = seals.open(&token, "twiml", &call("CA1"), at(NOW));
        assert_eq!(opened, Err(Refused::Unreadable));
    }

    #[test]
    fn without_a_key_nothing_is_sealed_and_keys_do_not_print() {
        assert!(Seals::new(&[]).is_none());
        assert_eq!(format!("{:?}", seals(&[1, 2])), "Seals(2 keys)");
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_equal(turn: u16, body in prop::collection::vec(any::<u8>(), 0..150)) {
            let seals = seals(&[1]);
            let token = seals.seal("asterisk", &call("1700000000.17"), &state(turn, body.clone())).unwrap();
            prop_assert!(token.len() <= MOST_CHARACTERS, "{} characters", token.len());
            prop_assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
            prop_assert_eq!(open(&seals, &token, "asterisk", "1700000000.17", NOW), Ok(state(turn, body)));
        }

        #[test]
        fn one_bit_changed_is_refused(bit in 0_usize..8 * 80) {
            let seals = seals(&[1]);
            let token = seals.seal("twiml", &call("CA1"), &state(9, vec![5; 20])).unwrap();
            let mut bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
            let bit = bit % (8 * bytes.len());
            bytes[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(open(&seals, &URL_SAFE_NO_PAD.encode(&bytes), "twiml", "CA1", NOW).is_err());
        }

        #[test]
        fn one_bit_of_the_text_changed_is_refused(bit in 0_usize..7 * 80) {
            let seals = seals(&[1]);
            let token = seals.seal("twiml", &call("CA1"), &state(9, vec![5; 20])).unwrap();
            let mut text = token.into_bytes();
            let bit = bit % (7 * text.len());
            text[bit / 7] ^= 1 << (bit % 7);
            prop_assert!(open(&seals, &String::from_utf8(text).unwrap(), "twiml", "CA1", NOW).is_err());
        }

        #[test]
        fn any_text_at_all_is_refused_and_never_panics(text in ".{0,700}") {
            prop_assert!(open(&seals(&[1]), &text, "twiml", "CA1", NOW).is_err());
        }
    }
}
