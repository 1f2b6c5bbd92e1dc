//! Who asks, and what they may see and do.
//!
//! 1. `credentials` takes what a request shows of its sender.
//! 2. [`Access`] holds that against what is configured, and gives a [`Grant`] or says why not.
//! 3. `middleware::access` lets no request pass without a grant; handlers see files only through it.

use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use jsonwebtoken::get_current_timestamp;
use ring::digest::{Context, SHA256};

use super::error::Problem;
use super::wire::claims::Claims;
use crate::config::{AccessConfig, Secret};
use crate::scan::{Scanner, Visible};
use attempts::Attempts;
use credentials::Credentials;
use secrets::{is_among, sign, verify};
use verified::Verified;

mod attempts;
pub(super) mod credentials;
mod hmac;
pub(super) mod secrets;
mod verified;

/// Who may ask, and what they may.
pub(super) struct Access {
    config: AccessConfig,
    /// Signs the cookies of those who have logged in; bound to every secret, so that a changed one ends all sessions.
    session_key: Secret,
    verified: Verified,
    attempts: Attempts,
}

/// What whoever asks may see and do.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    /// Who it is, where that is known.
    pub(super) name: Option<String>,
    /// Whether files may be read.
    pub(super) reads: bool,
    /// Whether channels may be written.
    pub(super) writes: bool,
    /// Whether it comes from a login, which can be ended.
    pub(super) is_session: bool,
    /// Until when it holds, in seconds since 1970.
    pub(super) until: Option<u64>,
    visible: Option<Arc<Visible>>,
}

/// Why nothing is granted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Denied {
    /// Nothing was shown.
    Unknown,
    /// What was shown is wrong, or holds no longer.
    Wrong,
    /// Too much that is wrong came from this address; it may try again after a while.
    TooManyAttempts(Duration),
}

/// How long a login holds.
const SESSION: Duration = Duration::from_secs(7 * 24 * 3_600);

impl Access {
    /// Makes what decides.
    pub(super) fn new(config: AccessConfig, failed_logins: usize) -> Access {
        let session_key = session_key(&config);
        Access { config, session_key, verified: Verified::default(), attempts: Attempts::new(failed_logins) }
    }

    /// Returns what is configured.
    pub(super) fn config(&self) -> &AccessConfig {
        &self.config
    }

    /// Finds out what whoever shows this may do.
    pub(super) async fn grant(&self, shown: &Credentials, address: Option<IpAddr>) -> Result<Grant, Denied> {
        let everybody = || Grant::everybody(self.config.write_tokens.is_empty());
        if !self.config.asks() && self.config.write_tokens.is_empty() {
            return Ok(everybody());
        }
        match shown {
            Credentials::Nothing if !self.config.asks() => Ok(everybody()),
            Credentials::Nothing => Err(Denied::Unknown),
            Credentials::User(name) => Ok(Grant::reader(Some(name.clone()))),
            // A cookie that holds no longer is as good as none.
            Credentials::Session(cookie) => match self.session(cookie) {
                Some(grant) => Ok(grant),
                None if !self.config.asks() => Ok(everybody()),
                None => Err(Denied::Unknown),
            },
            Credentials::Token(token) => match self.token(token) {
                // Those who guess lock out nobody who shares their address, as it is behind a proxy, and knows a token.
                Some(grant) if !Secret::can_be_guessed(token.as_bytes()) => Ok(grant),
                granted => self.attempt(granted, address),
            },
            Credentials::Password { user, password } => self.password(user, password, address).await,
            Credentials::Malformed => self.attempt(None, address),
        }
    }

    /// Makes the cookie of a login, which shows no more than what was granted.
    pub(super) fn begin_session(&self, grant: &Grant) -> Option<(String, Duration)> {
        let now = get_current_timestamp();
        let end = grant.until.unwrap_or(u64::MAX).min(now + SESSION.as_secs());
        let files = grant.visible.as_ref().map(|visible| visible.globs().map(str::to_owned).collect());
        let claims = Claims { sub: grant.name.clone(), iat: now, exp: end, files, scope: Some("read".to_owned()) };
        Some((sign(&claims, &self.session_key)?, Duration::from_secs(end.saturating_sub(now))))
    }

    fn session(&self, cookie: &str) -> Option<Grant> {
        // Where nobody can log in the key is made of nothing, and anybody could sign with it.
        let key = Some(&self.session_key).filter(|_| self.config.offers_login())?;
        let claims = verify(cookie, key)?;
        Some(Grant { is_session: true, ..Grant::of(claims)? })
    }

    fn token(&self, token: &str) -> Option<Grant> {
        // Both lists are looked through, so that the time tells nothing.
        let (reads, writes) = (is_among(token, &self.config.tokens), is_among(token, &self.config.write_tokens));
        match (reads, writes) {
            (true, _) => Some(Grant::reader(None)),
            (_, true) => Some(Grant { reads: !self.config.asks(), writes: true, ..Grant::reader(None) }),
            _ => Grant::of(verify(token, self.config.signing_key.as_ref()?)?),
        }
    }

    async fn password(&self, user: &str, password: &str, address: Option<IpAddr>) -> Result<Grant, Denied> {
        let Some(passwords) = self.config.passwords.clone() else { return self.attempt(None, address) };
        let is_right = self.verified.check(passwords, (user, password), &self.attempts, address).await?;
        is_right.then(|| Grant::reader(Some(user.to_owned()))).ok_or(Denied::Wrong)
    }

    /// Counts what grants nothing as wrong, and grants nothing where too much was.
    fn attempt(&self, granted: Option<Grant>, address: Option<IpAddr>) -> Result<Grant, Denied> {
        let attempt = self.attempts.begin(address)?;
        granted.inspect(|_| attempt.was_right()).ok_or(Denied::Wrong)
    }
}

impl From<Duration> for Denied {
    fn from(wait: Duration) -> Denied {
        Denied::TooManyAttempts(wait)
    }
}

impl Grant {
    /// What everybody may where nobody is asked who they are.
    fn everybody(writes: bool) -> Grant {
        Grant { writes, ..Grant::reader(None) }
    }

    fn reader(name: Option<String>) -> Grant {
        Grant { name, reads: true, writes: false, is_session: false, until: None, visible: None }
    }

    fn of(claims: Claims) -> Option<Grant> {
        let globs = claims.files.as_deref();
        let visible = globs.map(|globs| Visible::new(globs.iter().map(String::as_str))).transpose().ok()?;
        let may = |what| claims.scope.as_deref().is_some_and(|scope| scope.split(' ').any(|word| word == what));
        Some(Grant {
            reads: claims.scope.is_none() || may("read"),
            writes: may("write"),
            until: Some(claims.exp),
            visible: visible.map(Arc::new),
            ..Grant::reader(claims.sub)
        })
    }

    /// Returns which files may be seen; all where there is nothing.
    pub(super) fn visible(&self) -> Option<Arc<Visible>> {
        self.visible.clone()
    }

    /// Tells whether a file may be seen, or a channel written.
    pub(super) fn shows(&self, name: &str) -> bool {
        self.visible.as_ref().is_none_or(|visible| visible.shows(name))
    }

    /// Returns what finds entries in the files that may be seen, and knows of no others.
    pub(super) fn scanner(&self, all: &Arc<Scanner>) -> Arc<Scanner> {
        match &self.visible {
            Some(visible) => Arc::new(all.narrowed(visible.clone())),
            None => all.clone(),
        }
    }
}

impl FromRequest for Grant {
    type Error = Problem;
    type Future = Ready<Result<Grant, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // Without the authoriser nothing is granted.
        ready(request.extensions().get::<Grant>().cloned().ok_or_else(Problem::internal))
    }
}

/// Makes a key of all secrets: whoever has a cookie could otherwise keep it after a secret was changed.
fn session_key(config: &AccessConfig) -> Secret {
    let mut hash = Context::new(&SHA256);
    let mut add = |part: &[u8]| {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part);
    };
    add(b"logbrook session");
    config.tokens.iter().chain(&config.write_tokens).for_each(|token| add(token.bytes()));
    add(config.passwords.as_ref().map_or("", |passwords| passwords.text()).as_bytes());
    add(config.signing_key.as_ref().map_or(&b""[..], Secret::bytes));
    Secret::from(hash.finish().as_ref())
}

#[cfg(test)]
mod tests;
