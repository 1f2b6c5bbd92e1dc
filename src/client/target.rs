//! Where a server is, read from an address as people type it or copy it from a browser.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use thiserror::Error;

/// A server and what its address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    is_secure: bool,
    /// Host and port as they were typed.
    authority: String,
    /// The path in front of every address, without a slash at its end.
    base: String,
    /// What the `Authorization` of each request says.
    authorization: Option<String>,
    /// Names and values of the query, decoded.
    pub parameters: Vec<(String, String)>,
}

/// Why an address leads to no server.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TargetError {
    /// It begins with no scheme that is known.
    #[error("{0:?} is no address; it begins with http:// or https://, as http://127.0.0.1:7474/")]
    Scheme(String),
    /// It names no host, or a port that is no number.
    #[error("{0:?} names no host and port, as http://127.0.0.1:7474/ does")]
    Authority(String),
    /// Its query is not well encoded.
    #[error("the address has a parameter {0:?} that is not well encoded; copy it from the browser's address bar")]
    Encoding(String),
}

/// The addresses of a server that people copy, the longest first; what stands before them is the base path.
const KNOWN: [&str; 3] = ["/api/logs/follow", "/api/logs/stream", "/view"];

const FOLLOW: &str = "/api/logs/follow";
const CHANNELS: &str = "/api/channels/";
const LOGS: &str = "/logs";

/// What stands for itself in an address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

impl Target {
    /// Reads an address: that of a server, of its page or of a stream.
    ///
    /// # Errors
    /// A [`TargetError`] that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Target, TargetError> {
        let (scheme, rest) = text.split_once("://").ok_or_else(|| TargetError::Scheme(text.to_owned()))?;
        let is_secure = match scheme.to_ascii_lowercase().as_str() {
            "http" | "ws" => false,
            "https" | "wss" => true,
            _ => return Err(TargetError::Scheme(text.to_owned())),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = place.split_at(place.find('/').unwrap_or(place.len()));
        let (user, authority) = match authority.rsplit_once('@') {
            Some((user, authority)) => (Some(user), authority),
            None => (None, authority),
        };
        if !is_authority(authority) {
            return Err(TargetError::Authority(text.to_owned()));
        }
        let base = KNOWN.iter().find_map(|known| path.strip_suffix(known)).unwrap_or(path);
        Ok(Target {
            is_secure,
            authority: authority.to_owned(),
            base: base.trim_end_matches('/').to_owned(),
            authorization: user.map(basic),
            parameters: parameters(query)?,
        })
    }

    /// Tells whether a text is meant as an address, and not as a path.
    pub fn is_meant(text: &str) -> bool {
        text.split_once("://").is_some_and(|(scheme, _)| scheme.chars().all(|letter| letter.is_ascii_alphabetic()))
    }

    /// Lets each request carry a token.
    pub fn authorize(&mut self, token: &str) {
        self.authorization = Some(format!("Bearer {token}"));
    }

    /// Returns what the `Authorization` of each request says.
    pub fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref()
    }

    /// Tells whether the server is spoken to by TLS.
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// Returns the host without its port, in the form that a resolver takes.
    pub fn host(&self) -> &str {
        let host = split_port(&self.authority).0;
        host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        let default = if self.is_secure { 443 } else { 80 };
        split_port(&self.authority).1.and_then(|port| port.parse().ok()).unwrap_or(default)
    }

    /// Returns the server's own address, as one opens it in a browser.
    pub fn url(&self) -> String {
        let scheme = if self.is_secure { "https" } else { "http" };
        format!("{scheme}://{}{}/", self.authority, self.base)
    }

    /// Returns the address of the WebSocket.
    pub fn socket(&self) -> String {
        let scheme = if self.is_secure { "wss" } else { "ws" };
        format!("{scheme}://{}{}{FOLLOW}", self.authority, self.base)
    }

    /// Returns the address to which the entries of a channel are posted.
    pub fn channel(&self, name: &str) -> String {
        format!("{}{}{}{LOGS}", self.url().trim_end_matches('/'), CHANNELS, utf8_percent_encode(name, PLAIN))
    }
}

/// Splits a port off; an IPv6 address has colons of its own, within brackets.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn is_authority(authority: &str) -> bool {
    let (host, port) = split_port(authority);
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._[]:%".contains(letter);
    !host.is_empty() && host.chars().all(is_plain) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn basic(user: &str) -> String {
    let decoded: Vec<u8> = percent_decode_str(user).collect();
    format!("Basic {}", STANDARD.encode(decoded))
}

fn parameters(query: &str) -> Result<Vec<(String, String)>, TargetError> {
    let decode = |text: &str| {
        let decoded = percent_decode_str(&text.replace('+', " ")).decode_utf8().map(|text| text.into_owned());
        decoded.map_err(|_| TargetError::Encoding(text.to_owned()))
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| Ok((decode(name)?, decode(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, socket: &str, parameters: &[(&str, &str)]) -> Target {
        let target = Target::parse(text).unwrap();
        assert_eq!(target.socket(), socket, "{text}");
        let expected: Vec<_> = parameters.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        assert_eq!(target.parameters, expected, "{text}");
        target
    }

    #[test]
    fn addresses_are_read_as_they_are_copied() {
        check("http://127.0.0.1:7474", "ws://127.0.0.1:7474/api/logs/follow", &[]);
        check("HTTP://localhost:7474/", "ws://localhost:7474/api/logs/follow", &[]);
        check("https://logs.example/base/", "wss://logs.example/base/api/logs/follow", &[]);
        check("ws://[::1]:80/api/logs/follow?file=a", "ws://[::1]:80/api/logs/follow", &[("file", "a")]);
        check(
            "https://h/x/y/view?file=shop%2F*&q=a+b%2B&level=error#live=1",
            "wss://h/x/y/api/logs/follow",
            &[("file", "shop/*"), ("q", "a b+"), ("level", "error")],
        );
        check("http://h/logs/api/logs/stream?follow=true", "ws://h/logs/api/logs/follow", &[("follow", "true")]);
    }

    #[test]
    fn hosts_ports_and_names_are_taken_apart() {
        let target = check("https://me:p%40ss@[::1]:8443/x", "wss://[::1]:8443/x/api/logs/follow", &[]);
        assert_eq!((target.host(), target.port(), target.url().as_str()), ("::1", 8443, "https://[::1]:8443/x/"));
        assert_eq!(target.authorization(), Some("Basic bWU6cEBzcw=="));
        let mut target = Target::parse("https://example.com").unwrap();
        assert_eq!((target.host(), target.port(), target.is_secure()), ("example.com", 443, true));
        target.authorize("secret");
        assert_eq!(target.authorization(), Some("Bearer secret"));
        assert_eq!(Target::parse("http://[::1]").unwrap().port(), 80);
        assert_eq!(target.channel("tasks/1 ü"), "https://example.com/api/channels/tasks/1%20%C3%BC/logs");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in
            ["", "app.log", "ftp://h/", "http://", "http:///view", "http://h:port/", "http://a b/", "http://h:99999"]
        {
            assert!(Target::parse(wrong).is_err(), "{wrong}");
        }
        assert!(matches!(Target::parse("http://h/view?q=%ff"), Err(TargetError::Encoding(_))));
        assert!(Target::is_meant("http://h") && !Target::is_meant("/var/log/a://b") && !Target::is_meant("app.log"));
    }
}
