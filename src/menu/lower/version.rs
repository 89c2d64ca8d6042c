//! A menu's version: the hash of all that it was read from, so that two replicas with the same files have the same menu.

use ring::digest::{Context, SHA256};

use super::Lower;
use crate::terms::Version;

/// The hash's first bytes.
const BYTES: usize = 16;

impl Lower<'_> {
    /// The first 16 bytes of SHA-256 over the menu's text, the files that it was read with, and the names of its recordings.
    pub(super) fn version(&self) -> Version {
        let mut hash = Context::new(&SHA256);
        part(&mut hash, self.source.text.as_bytes());
        self.read.iter().for_each(|bytes| part(&mut hash, bytes));
        self.recordings.iter().for_each(|path| part(&mut hash, path.as_bytes()));
        let mut version = [0; BYTES];
        for (place, byte) in version.iter_mut().zip(hash.finish().as_ref()) {
            *place = *byte;
        }
        Version(version)
    }
}

/// Adds a part with its length in front, so that no two lists of parts run into the same bytes.
fn part(hash: &mut Context, bytes: &[u8]) {
    hash.update(&(bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}
