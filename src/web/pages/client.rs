//! From which address somebody asks: the peer's own, or, where a proxy of ours sends the request on, the one that it names. Tries are counted by it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::App;
use super::wrong::Wrong;
use crate::config::Network;

/// Whoever asks, as tries are counted: the address, of which a whole IPv6 network of one customer (64 bits) counts as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client(String);

impl Client {
    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromRequestParts<Arc<App>> for Client {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Wrong> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().ok_or(Wrong::Fault)?.0.ip();
        Ok(Self(counted(address(&app.pages.proxies, peer, &parts.headers))))
    }
}

/// The last address in `X-Forwarded-For` that is not a proxy of ours: what stands before it, anybody may have written.
fn address(proxies: &[Network], peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let is_ours = |address: IpAddr| {
        address.to_canonical().is_loopback() || proxies.iter().any(|network| network.has(address))
    };
    let named = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let named: Vec<IpAddr> =
        named.flat_map(|list| list.split(',')).map_while(|one| one.trim().parse().ok()).collect();
    let mut address = peer;
    for before in named.into_iter().rev() {
        if !is_ours(address) {
            break;
        }
        address = before;
    }
    address
}

fn counted(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, named: &[&str], proxies: &[&str]) -> String {
        let proxies: Vec<_> = proxies.iter().map(|network| Network::read(network).unwrap()).collect();
        let mut headers = HeaderMap::new();
        for list in named {
            headers.append("x-forwarded-for", list.parse().unwrap());
        }
        counted(address(&proxies, peer.parse().unwrap(), &headers))
    }

    #[test]
    fn only_a_proxy_of_ours_is_believed() {
        assert_eq!(of("192.0.2.7", &[], &[]), "192.0.2.7");
        assert_eq!(of("192.0.2.7", &["198.51.100.1"], &[]), "192.0.2.7", "whoever says so themselves");
        assert_eq!(of("127.0.0.1", &["198.51.100.1"], &[]), "198.51.100.1");
        assert_eq!(of("10.0.0.9", &["6.6.6.6, 198.51.100.1"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(of("10.0.0.9", &["6.6.6.6", "198.51.100.1, 10.1.1.1"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(of("127.0.0.1", &["pippo"], &[]), "127.0.0.1");
    }

    #[test]
    fn a_customers_whole_network_counts_as_one() {
        assert_eq!(of("2001:db8:1:2:3::4", &[], &[]), of("2001:db8:1:2:ffff::1", &[], &[]));
        assert_eq!(of("::ffff:192.0.2.7", &[], &[]), "192.0.2.7");
    }
}
