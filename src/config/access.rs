//! Who may ask the server, from where, and under which names.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;

use ipnet::IpNet;

use super::passwords::Passwords;
use super::{ConfigError, file, value};
use crate::cli::AccessOptions;

/// Who may ask. Where nothing is set, everybody on this machine may.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccessConfig {
    /// Who knows one of these may read.
    pub tokens: Vec<Secret>,
    /// Who knows one of these may write to channels, and nothing else.
    pub write_tokens: Vec<Secret>,
    /// Users with passwords, who may read.
    pub passwords: Option<Passwords>,
    /// What signs tokens that say themselves what they allow.
    pub signing_key: Option<Secret>,
    /// The header in which a trusted proxy names the user, in lower case.
    pub user_header: Option<String>,
    /// Proxies that are believed.
    pub proxies: Vec<IpNet>,
    /// Further names under which the server may be asked.
    pub hosts: Vec<HostPattern>,
    /// Further origins whose pages may ask.
    pub origins: Vec<String>,
}

/// What must not be told; compared in constant time by whoever uses it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

/// A host name, or `*.` with all names below one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPattern(String);

/// As many bytes as the hash has that signs with them: a shorter key is easier to guess than the hash.
const SHORTEST_KEY: usize = 32;

impl AccessConfig {
    /// Reads the options, and the files that they name.
    ///
    /// # Errors
    /// A [`ConfigError`] that names the option or the file.
    pub fn read(typed: &AccessOptions) -> Result<AccessConfig, ConfigError> {
        let tokens = tokens(["--token", "--token-file"], typed.token.as_deref(), typed.token_file.as_deref())?;
        let (write_token, file) = (typed.write_token.as_deref(), typed.write_token_file.as_deref());
        let write_tokens = self::tokens(["--write-token", "--write-token-file"], write_token, file)?;
        if let Some(both) = tokens.iter().find(|token| write_tokens.contains(token)) {
            let detail = "must be another than --token: who may read may not write for that";
            return Err(value::wrong("--write-token", detail, &format!("{both:?}")));
        }
        if typed.auth_header.is_some() && typed.trust_proxy.is_empty() {
            let detail = "needs --trust-proxy: from anybody else the header means nothing";
            return Err(value::wrong("--auth-header", detail, typed.auth_header.as_deref().unwrap_or_default()));
        }
        Ok(AccessConfig {
            tokens,
            write_tokens,
            passwords: typed.htpasswd.as_deref().map(Passwords::read).transpose()?,
            signing_key: typed.jwt_key.as_deref().map(signing_key).transpose()?,
            user_header: typed.auth_header.as_deref().map(header_name).transpose()?,
            proxies: typed.trust_proxy.iter().map(|text| network(text)).collect::<Result<_, _>>()?,
            hosts: typed.allow_host.iter().map(|text| HostPattern::parse(text)).collect::<Result<_, _>>()?,
            origins: typed.allow_origin.iter().map(|text| origin(text)).collect::<Result<_, _>>()?,
        })
    }

    /// Tells whether whoever wants to read is asked who they are.
    pub fn asks(&self) -> bool {
        self.offers_login() || self.user_header.is_some()
    }

    /// Tells whether there is anything that can be typed into a form to be let in.
    pub fn offers_login(&self) -> bool {
        !self.tokens.is_empty() || self.passwords.is_some() || self.signing_key.is_some()
    }

    /// Tells whether what is granted under another configuration is granted under this one, too: neither the secrets differ
    /// nor who is believed.
    pub fn grants_as(&self, other: &AccessConfig) -> bool {
        let who = |config: &AccessConfig| AccessConfig { hosts: Vec::new(), origins: Vec::new(), ..config.clone() };
        who(self) == who(other)
    }
}

/// Returns the tokens of an option and of the file beside it; both count.
fn tokens(options: [&'static str; 2], typed: Option<&str>, path: Option<&Path>) -> Result<Vec<Secret>, ConfigError> {
    let typed = typed.map(|text| Secret::token(options[0], text)).transpose()?;
    let read = |path| Secret::token(options[1], file::read(path)?.trim());
    let read = path.map(read).transpose()?;
    Ok(typed.into_iter().chain(read).collect())
}

/// Reads a key that signs.
///
/// # Errors
/// A file that cannot be read, or a key that is too short.
pub fn signing_key(path: &Path) -> Result<Secret, ConfigError> {
    let text = file::read(path)?;
    let key = text.trim();
    if key.len() < SHORTEST_KEY {
        let detail =
            format!("the key has {} bytes and needs {SHORTEST_KEY}; make one with `openssl rand -hex 32`", key.len());
        return Err(ConfigError::Malformed { path: path.to_owned(), detail });
    }
    Ok(Secret(key.as_bytes().to_vec()))
}

fn header_name(text: &str) -> Result<String, ConfigError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    match !text.is_empty() && text.bytes().all(plain) {
        true => Ok(text.to_ascii_lowercase()),
        false => Err(value::wrong("--auth-header", "must be the name of a header, such as X-Forwarded-User", text)),
    }
}

fn network(text: &str) -> Result<IpNet, ConfigError> {
    let address = text.parse::<IpAddr>().map(IpNet::from).ok();
    let network = address.or_else(|| text.parse::<IpNet>().ok());
    network.ok_or_else(|| {
        value::wrong("--trust-proxy", "must be an address or a network, such as 10.0.0.5 or 10.0.0.0/8", text)
    })
}

fn origin(text: &str) -> Result<String, ConfigError> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_[]:".contains(&byte);
    match rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(plain)) {
        true => Ok(text.to_ascii_lowercase()),
        false => {
            let detail = "must be a scheme and a host without a path, such as https://dashboard.example";
            Err(value::wrong("--allow-origin", detail, text))
        }
    }
}

impl Secret {
    /// Reads a token: what fits into a header.
    fn token(option: &'static str, text: &str) -> Result<Secret, ConfigError> {
        match !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => Ok(Secret(text.as_bytes().to_vec())),
            false => {
                let detail = "must be letters, digits and signs without spaces; make one with `openssl rand -hex 32`";
                let hidden = format!("{} bytes long", text.len());
                Err(value::wrong(option, detail, &hidden))
            }
        }
    }

    /// Tells whether a text is so short that, as a token, it could be guessed.
    pub fn can_be_guessed(text: &[u8]) -> bool {
        text.len() < 16
    }

    /// Returns what must not be told.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl<B: AsRef<[u8]> + ?Sized> From<&B> for Secret {
    fn from(bytes: &B) -> Secret {
        Secret(bytes.as_ref().to_vec())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl HostPattern {
    /// Reads a host name, without a port.
    ///
    /// # Errors
    /// A [`ConfigError::Value`] for what is none.
    pub fn parse(text: &str) -> Result<HostPattern, ConfigError> {
        let name = text.strip_prefix("*.").unwrap_or(text);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_[]:".contains(&byte);
        match !name.is_empty() && name.bytes().all(plain) {
            true => Ok(HostPattern(text.to_ascii_lowercase())),
            false => {
                let detail = "must be a name without port, such as logs.example or *.example";
                Err(value::wrong("--allow-host", detail, text))
            }
        }
    }

    /// Tells whether a name, in lower case and without a port, is meant.
    pub fn is_match(&self, name: &str) -> bool {
        match self.0.strip_prefix('*') {
            Some(end) => name.len() > end.len() && name.ends_with(end),
            None => name == self.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hosts_and_origins_are_read_strictly() {
        for good in ["10.0.0.5", "10.0.0.0/8", "::1", "fd00::/8"] {
            assert!(network(good).is_ok(), "{good}");
        }
        for bad in ["", "proxy", "10.0.0.0/40", "10.0.0"] {
            assert!(network(bad).is_err(), "{bad}");
        }
        for good in ["https://a.example", "http://localhost:3000", "https://[::1]:8"] {
            assert!(origin(good).is_ok(), "{good}");
        }
        for bad in ["", "*", "a.example", "https://", "https://a.example/", "ftp://a.example", "null"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
        for bad in ["", "*", "a b", "a/b", "https://a"] {
            assert!(HostPattern::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_star_stands_for_names_below_and_for_nothing_else() {
        let pattern = HostPattern::parse("*.Example").unwrap();
        assert!(pattern.is_match("logs.example") && pattern.is_match("a.b.example"));
        assert!(!pattern.is_match("example") && !pattern.is_match("badexample") && !pattern.is_match(".example"));
        assert!(HostPattern::parse("logs.example").unwrap().is_match("logs.example"));
    }

    #[test]
    fn secrets_are_not_shown() {
        assert_eq!(format!("{:?}", Secret::from("open sesame")), "Secret");
        assert!(!Secret::token("--token", "a b").unwrap_err().to_string().contains("a b"));
    }
}
