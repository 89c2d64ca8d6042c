//! TLS: one library of cryptography for every connection of this process, named once.

use rustls::crypto::ring;

/// Names it, before anything connects; again does nothing.
pub fn begin() {
    // It is refused only where it is named already.
    let _ = ring::default_provider().install_default();
}
