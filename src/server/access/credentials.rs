//! What a request shows of its sender: a header, a token in its address, a cookie, or the word of a proxy.

use std::net::IpAddr;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{AUTHORIZATION, COOKIE, HOST, HeaderMap};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Access;
use crate::config::AccessConfig;

/// What a request shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::server) enum Credentials {
    /// Nothing at all.
    Nothing,
    /// The name that a trusted proxy gives.
    User(String),
    /// The cookie of a login.
    Session(String),
    /// A token.
    Token(String),
    /// A name and a password.
    Password {
        /// Who it says it is.
        user: String,
        /// What proves it.
        password: String,
    },
    /// Something that is none of these.
    Malformed,
}

impl Credentials {
    /// Takes what counts most: the header, the address, the proxy, the cookie.
    pub(in crate::server) fn of(
        access: &Access,
        headers: &HeaderMap,
        in_address: Option<&str>,
        peer: Option<IpAddr>,
    ) -> Credentials {
        if let Some(header) = headers.get(AUTHORIZATION) {
            return header.to_str().ok().and_then(of_header).unwrap_or(Credentials::Malformed);
        }
        if let Some(token) = in_address {
            return Credentials::Token(token.to_owned());
        }
        if let Some(user) = user_of_proxy(access.config(), headers, peer) {
            return Credentials::User(user);
        }
        match cookie(headers, &cookie_name(headers)) {
            Some(cookie) => Credentials::Session(cookie.to_owned()),
            None => Credentials::Nothing,
        }
    }
}

fn of_header(header: &str) -> Option<Credentials> {
    let (scheme, rest) = header.split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Credentials::Token(rest.to_owned()));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some(Credentials::Password { user: user.to_owned(), password: password.to_owned() })
}

/// Returns the user whom a proxy names. From anyone else the header says nothing; sent twice it says nothing either.
fn user_of_proxy(config: &AccessConfig, headers: &HeaderMap, peer: Option<IpAddr>) -> Option<String> {
    let name = config.user_header.as_deref()?;
    if !is_proxy(config, peer?) {
        return None;
    }
    let mut values = headers.get_all(name);
    let (value, None) = (values.next()?, values.next()) else { return None };
    let user = value.to_str().ok()?.trim();
    (!user.is_empty()).then(|| user.to_owned())
}

/// Tells whether an address is that of a trusted proxy.
pub(in crate::server) fn is_proxy(config: &AccessConfig, address: IpAddr) -> bool {
    let address = address.to_canonical();
    config.proxies.iter().any(|network| network.contains(&address))
}

/// Returns the name of the cookie of a login, by the port that the client asks: servers on other ports of one machine are kept apart
/// by nothing else. It is told to anybody, and so says nothing of the secrets.
pub(in crate::server) fn cookie_name(headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let port = host.rsplit_once(':').map(|(_, port)| port).filter(|port| port.parse::<u16>().is_ok());
    port.map_or_else(|| "logbrook".to_owned(), |port| format!("logbrook_{port}"))
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers.get_all(COOKIE).filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(given, _)| *given == name).map(|(_, value)| value)
}

/// Takes `token=` out of an address; returns it, decoded, and the address without it.
pub(in crate::server) fn token_in(request: &ServiceRequest) -> Option<(String, String)> {
    let (mut token, mut rest) = (None, Vec::new());
    for pair in request.query_string().split('&') {
        match named(pair, "token") {
            Some(value) => token = Some(value),
            None => rest.push(pair),
        }
    }
    let query = rest.join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    token.map(|token| (token, format!("{}{mark}{query}", request.path())))
}

/// Returns the value of a pair of a query, decoded, where it has this name in whatever spelling.
pub(in crate::server) fn named(pair: &str, name: &str) -> Option<String> {
    let (given, value) = pair.split_once('=')?;
    let decode = |text| percent_encoding::percent_decode_str(text).decode_utf8_lossy();
    (decode(given) == name).then(|| decode(value).into_owned())
}
