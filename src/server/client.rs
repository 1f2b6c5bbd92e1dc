//! Who is at the other end: the address of the connection, or the one that a trusted proxy tells.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, X_FORWARDED_FOR, X_FORWARDED_PROTO};

use super::access::credentials::is_proxy;
use crate::config::AccessConfig;

/// The address of whoever asks, and whether the way there is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Client {
    /// Its address, where it is known.
    pub(super) address: Option<IpAddr>,
    /// Whether nobody can listen on the way.
    pub(super) is_encrypted: bool,
}

impl Client {
    /// Looks behind trusted proxies: the last address that none of them has is that of the client.
    pub(super) fn of(config: &AccessConfig, headers: &HeaderMap, peer: Option<IpAddr>, is_encrypted: bool) -> Client {
        let Some(peer) = peer.map(|peer| peer.to_canonical()) else {
            return Client { address: None, is_encrypted };
        };
        if !is_proxy(config, peer) {
            return Client { address: Some(peer), is_encrypted };
        }
        let list =
            headers.get_all(X_FORWARDED_FOR).filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",");
        let hops = list.rsplit(',').map_while(|hop| hop.trim().parse::<IpAddr>().ok());
        let client = hops.map(|hop| hop.to_canonical()).find(|hop| !is_proxy(config, *hop));
        let is_https = headers.get(X_FORWARDED_PROTO).is_some_and(|scheme| scheme == "https");
        Client { address: Some(client.unwrap_or(peer)), is_encrypted: is_encrypted || is_https }
    }
}

/// Returns the address by which whoever asks is counted where something is limited.
pub(super) fn address(request: &impl HttpMessage) -> Option<IpAddr> {
    of(request).address.map(network)
}

/// Returns what all addresses of one client have in common: whoever has one of IPv6 has 2^64, and whoever is on this machine
/// has 127.0.0.0/8.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) if address.is_loopback() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

/// Returns who asks; known once the request has passed `middleware::client`.
pub(super) fn of(request: &impl HttpMessage) -> Client {
    request.extensions().get::<Client>().copied().unwrap_or_default()
}

/// Notes who asks, for all that comes behind.
pub(super) fn note(config: &AccessConfig, request: &ServiceRequest, is_encrypted: bool) {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let client = Client::of(config, request.headers(), peer, is_encrypted);
    request.extensions_mut().insert(client);
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let config = AccessConfig { proxies: vec!["10.0.0.0/8".parse().unwrap()], ..AccessConfig::default() };
        for (peer, forwarded, client) in [
            ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
            ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
            ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
            ("10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
            ("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("10.0.0.1", "unknown", "10.0.0.1"),
            ("10.0.0.1", "203.0.113.9, nonsense", "10.0.0.1"),
            ("10.0.0.1", "10.0.0.3", "10.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(X_FORWARDED_FOR, HeaderValue::from_static(forwarded));
            let found = Client::of(&config, &headers, Some(peer.parse().unwrap()), false);
            assert_eq!(found.address, Some(client.parse().unwrap()), "{peer} {forwarded}");
        }
    }

    #[test]
    fn addresses_that_one_client_has_count_as_one() {
        for (one, other, is_same) in [
            ("127.0.0.1", "127.9.8.7", true),
            ("127.0.0.1", "126.0.0.1", false),
            ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::", true),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
        ] {
            let [one, other] = [one, other].map(|address| network(address.parse().unwrap()));
            assert_eq!(one == other, is_same, "{one} {other}");
        }
    }
}
