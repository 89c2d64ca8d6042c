//! Who may use a hook that has no secret: this machine alone, and nobody who might have come through a proxy on it.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, Uri, header};

/// Whether a request comes from this machine and from nowhere behind it.
///
/// A proxy on this machine would make the whole world look like this machine. So a header of a proxy is refused, and a `Host` that is not
/// this machine's own (which also keeps a browser's page of another site away).
#[must_use]
pub fn is_from_this_machine(peer: SocketAddr, uri: &Uri, headers: &HeaderMap) -> bool {
    let is_forwarded = headers.keys().any(|name| {
        let name = name.as_str();
        name == "forwarded" || name.starts_with("x-forwarded")
    });
    let host = match headers.get_all(header::HOST).iter().collect::<Vec<_>>().as_slice() {
        [one] => one.to_str().ok(),
        [] | [_, _, ..] => None,
    };
    let named_in_uri = uri.authority().is_none_or(|authority| is_loopback_name(authority.as_str()));
    peer.ip().to_canonical().is_loopback()
        && !is_forwarded
        && named_in_uri
        && host.is_some_and(is_loopback_name)
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
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        is_from_this_machine(peer.parse().unwrap(), &uri.parse().unwrap(), &map)
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
        for header in ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"] {
            assert!(
                !allowed("127.0.0.1:5", "/", &[("host", "localhost"), (header, "127.0.0.1")]),
                "{header}"
            );
        }
    }
}
