//! Who may use a hook that has no secret: this machine alone, and nobody who might have come through a proxy on it.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, Uri, Version, header};
use subtle::{Choice, ConstantTimeEq as _};

use crate::config::Secret;

/// Whether a request comes from this machine and from nowhere behind it.
///
/// A proxy on this machine would make the whole world look like this machine. So a header of a proxy is refused, a `Host` that is not
/// this machine's own, and HTTP/1.0: nginx, told nothing else, asks in that version, as if it were the one who asks, with the `Host` of
/// whom it asks. A browser here may be showing a page of somebody else's, which can post too: it says of which `Origin` (RFC 6454), and
/// is refused.
#[must_use]
pub fn is_from_this_machine(peer: SocketAddr, version: Version, uri: &Uri, headers: &HeaderMap) -> bool {
    let is_sent_on = version < Version::HTTP_11 || headers.keys().any(|name| is_of_a_proxy(name.as_str()));
    let is_of_a_page = headers.contains_key(header::ORIGIN);
    let host = match headers.get_all(header::HOST).iter().collect::<Vec<_>>().as_slice() {
        [one] => one.to_str().ok(),
        [] | [_, _, ..] => None,
    };
    let named_in_uri = uri.authority().is_none_or(|authority| is_loopback_name(authority.as_str()));
    peer.ip().to_canonical().is_loopback()
        && !is_sent_on
        && !is_of_a_page
        && named_in_uri
        && host.is_some_and(is_loopback_name)
}

/// Whether what somebody shows is one of the secrets. Each of them is compared, whichever fits, in a time that does not tell how much of
/// it is right (but for its length).
pub(super) fn is_one_of(secrets: &[Secret], shown: &[u8]) -> bool {
    let fits = secrets.iter().map(|secret| secret.expose().as_bytes().ct_eq(shown));
    fits.fold(Choice::from(0), |any, one| any | one).into()
}

/// Whether a header's name is one that proxies add: `Forwarded` (RFC 7239), `Via` (RFC 9110, section 7.6.3), and the customary ones.
fn is_of_a_proxy(name: &str) -> bool {
    matches!(name, "forwarded" | "via" | "x-real-ip") || name.starts_with("x-forwarded")
}

/// Whether a `Host` (RFC 9110, section 7.2), port or no port, is this machine.
fn is_loopback_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(peer: &str, uri: &str, headers: &[(&'static str, &str)]) -> bool {
        allowed_by(Version::HTTP_11, peer, uri, headers)
    }

    fn allowed_by(version: Version, peer: &str, uri: &str, headers: &[(&'static str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        is_from_this_machine(peer.parse().unwrap(), version, &uri.parse().unwrap(), &map)
    }

    #[test]
    fn this_machine_may() {
        for host in
            ["127.0.0.1:8080", "localhost", "LOCALHOST:80", "[::1]:8080", "127.1.2.3", "[::ffff:127.0.0.1]:1"]
        {
            assert!(allowed("127.0.0.1:5", "/hooks/twiml", &[("host", host)]), "{host}");
        }
        assert!(allowed("[::1]:5", "/", &[("host", "localhost")]));
        assert!(allowed("[::ffff:127.0.0.1]:5", "/", &[("host", "localhost")]));
    }

    #[test]
    fn nobody_behind_it_may() {
        assert!(!allowed("192.0.2.1:5", "/", &[("host", "localhost")]), "another machine");
        for host in [
            "phone.example.org",
            "127.0.0.1.example.org",
            "localhost.example.org:80",
            "",
            ":80",
            "localhost:80:80",
        ] {
            assert!(!allowed("127.0.0.1:5", "/", &[("host", host)]), "{host}");
        }
        assert!(!allowed("127.0.0.1:5", "/", &[]), "no host at all");
        assert!(!allowed("127.0.0.1:5", "/", &[("host", "localhost"), ("host", "phone.example.org")]));
        assert!(!allowed("127.0.0.1:5", "http://phone.example.org/", &[("host", "localhost")]));
        for header in
            ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "via", "x-real-ip"]
        {
            assert!(
                !allowed("127.0.0.1:5", "/", &[("host", "localhost"), (header, "127.0.0.1")]),
                "{header}"
            );
        }
    }

    #[test]
    fn any_of_the_secrets_opens_and_no_part_of_one() {
        let secrets = ["fedcba9876543210", "0123456789abcdef"].map(Secret::new);
        assert!(is_one_of(&secrets, b"fedcba9876543210") && is_one_of(&secrets, b"0123456789abcdef"));
        for wrong in
            [&b""[..], b"0123456789abcde", b"0123456789abcdeff", b"fedcba9876543210,0123456789abcdef"]
        {
            assert!(!is_one_of(&secrets, wrong));
        }
        assert!(!is_one_of(&[], b""), "no secret is not an empty one");
    }

    #[test]
    fn a_proxy_that_says_nothing_may_not() {
        assert!(!allowed_by(Version::HTTP_10, "127.0.0.1:5", "/", &[("host", "127.0.0.1:8080")]));
        assert!(!allowed_by(Version::HTTP_09, "127.0.0.1:5", "/", &[("host", "127.0.0.1:8080")]));
    }

    #[test]
    fn a_page_of_another_site_in_a_browser_here_may_not() {
        for origin in ["https://elsewhere.example", "http://localhost:8080", "null"] {
            assert!(
                !allowed("127.0.0.1:5", "/", &[("host", "127.0.0.1:8080"), ("origin", origin)]),
                "{origin}"
            );
        }
    }
}
