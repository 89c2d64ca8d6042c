//! What the pages say of whoever runs them: their name, and the notices that Italian rules want at the foot of each.

use std::net::IpAddr;
use std::path::PathBuf;

use super::{Reader, read};

/// What the pages say of whoever runs them.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// The administration's name, above everything.
    pub organisation: Option<String>,
    /// The privacy notice.
    pub privacy: Option<Note>,
    /// The accessibility statement.
    pub accessibility: Option<Note>,
    /// Where to report a barrier.
    pub feedback: Option<Note>,
    /// How many confirmation codes are sent in an hour for one address that asks.
    pub codes_an_hour: u32,
    /// The proxies that say for whom they ask; one on this machine need not be named.
    pub proxies: Vec<Network>,
}

/// Addresses with the same beginning: `10.0.0.0/8`, or one alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    /// How many bits they share.
    bits: u32,
}

impl Network {
    /// As it is written; none where it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (address, bits) =
            text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Some(most), |bits| bits.parse().ok())?;
        (bits <= most).then_some(Self { address, bits })
    }

    /// Whether an address is one of them.
    #[must_use]
    pub fn has(self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                (own.to_bits() ^ other.to_bits()).leading_zeros() >= self.bits
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                (own.to_bits() ^ other.to_bits()).leading_zeros() >= self.bits
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// A notice of the administration's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// It is elsewhere: `https:`, `http:` or `mailto:`.
    At(String),
    /// A text in a file, whose path may have `{language}` in it.
    File(PathBuf),
}

impl Pages {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            organisation: reader.maybe("organisation", |text| {
                if text.is_empty() {
                    Err("the administration's name".to_owned())
                } else {
                    Ok(text.to_owned())
                }
            }),
            privacy: reader.maybe("privacy-notice", note),
            accessibility: reader.maybe("accessibility-statement", note),
            feedback: reader.maybe("accessibility-feedback", note),
            codes_an_hour: u32::try_from(reader.sure("codes-an-hour", 1, read::count)).unwrap_or(u32::MAX),
            proxies: reader.maybe("proxies", networks).unwrap_or_default(),
        }
    }
}

fn networks(text: &str) -> Result<Vec<Network>, String> {
    let networks = text.split(',').map(|one| Network::read(one.trim())).collect::<Option<_>>();
    networks.ok_or_else(|| "addresses or networks such as 10.0.0.0/8, separated by commas".to_owned())
}

fn note(text: &str) -> Result<Note, String> {
    let is_address = ["https://", "http://", "mailto:"].iter().any(|scheme| text.starts_with(scheme));
    if text.is_empty() || text.contains(char::is_whitespace) && is_address {
        return Err("an address (https://… or mailto:…) or the path of a text file, with {language} in it where there is one for each".to_owned());
    }
    Ok(if is_address { Note::At(text.to_owned()) } else { Note::File(text.into()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_the_addresses_that_begin_like_it() {
        let has =
            |network: &str, address: &str| Network::read(network).unwrap().has(address.parse().unwrap());
        assert!(
            has("10.0.0.0/8", "10.9.9.9")
                && has("10.0.0.0/8", "::ffff:10.1.1.1")
                && !has("10.0.0.0/8", "11.0.0.1")
        );
        assert!(
            has("192.0.2.1", "192.0.2.1") && !has("192.0.2.1", "192.0.2.2") && has("0.0.0.0/0", "8.8.8.8")
        );
        assert!(has("2001:db8::/32", "2001:db8:1::1") && !has("2001:db8::/32", "10.0.0.1"));
        assert!(
            networks("10.0.0.0/33").is_err()
                && networks("proxy").is_err()
                && networks("10.0.0.1, ::1").is_ok()
        );
    }

    #[test]
    fn a_notice_is_an_address_or_a_file() {
        assert_eq!(
            note("https://example.org/privacy"),
            Ok(Note::At("https://example.org/privacy".to_owned()))
        );
        assert_eq!(note("mailto:urp@example.org"), Ok(Note::At("mailto:urp@example.org".to_owned())));
        assert_eq!(
            note("notes/privacy.{language}.txt"),
            Ok(Note::File("notes/privacy.{language}.txt".into()))
        );
        assert!(note("").is_err() && note("https://example.org/a b").is_err());
    }
}
