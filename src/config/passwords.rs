//! Users and their passwords, from a file such as `htpasswd` writes.

use std::collections::HashMap;
use std::path::Path;
use std::str::FromStr;

use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, Params};
use bcrypt::HashParts;

use super::{ConfigError, file};

/// Users and the hashes of their passwords.
#[derive(Clone, PartialEq, Eq)]
pub struct Passwords {
    users: HashMap<String, Hash>,
    /// The one that takes longest: an unknown user is checked against it, so that nobody learns from the time who is known.
    slowest: Hash,
    /// All of the file, by which sessions are bound to it.
    text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hash {
    Bcrypt(String),
    Argon2(String),
}

impl Passwords {
    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read, or a line that is no user with a hash of a kind that is safe.
    pub fn read(path: &Path) -> Result<Passwords, ConfigError> {
        let text = file::read(path)?;
        Passwords::parse(&text).map_err(|detail| ConfigError::Malformed { path: path.to_owned(), detail })
    }

    /// Reads lines of the form `user:hash`; what begins with `#` is passed over.
    ///
    /// # Errors
    /// The line at fault, and what is wrong with it.
    pub fn parse(text: &str) -> Result<Passwords, String> {
        let mut users = HashMap::new();
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        for (number, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let (user, hash) = line
                .split_once(':')
                .filter(|(user, _)| !user.is_empty())
                .ok_or_else(|| format!("line {number} is not of the form USER:HASH"))?;
            let hash = Hash::parse(hash).ok_or_else(|| {
                format!("line {number}: the hash of {user} is neither bcrypt nor Argon2; make one with `htpasswd -B`")
            })?;
            if users.insert(user.to_owned(), hash).is_some() {
                return Err(format!("line {number}: the user {user} stands there twice"));
            }
        }
        let slowest = users.values().max_by_key(|hash| hash.cost()).cloned();
        let slowest = slowest.ok_or_else(|| "holds no user; add one with `htpasswd -B`".to_owned())?;
        Ok(Passwords { users, slowest, text: text.to_owned() })
    }

    /// Tells whether a password is that of a user. This takes as long as whoever made the hash wanted: tenths of a second.
    pub fn verify(&self, user: &str, password: &str) -> bool {
        let known = self.users.get(user);
        let is_right = known.unwrap_or(&self.slowest).verify(password);
        is_right && known.is_some()
    }

    /// Returns all that the file holds.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Hash {
    fn parse(text: &str) -> Option<Hash> {
        if text.starts_with("$argon2") {
            return PasswordHash::new(text).is_ok().then(|| Hash::Argon2(text.to_owned()));
        }
        let is_bcrypt = ["$2a$", "$2b$", "$2x$", "$2y$"].iter().any(|kind| text.starts_with(kind));
        (is_bcrypt && HashParts::from_str(text).is_ok()).then(|| Hash::Bcrypt(text.to_owned()))
    }

    fn verify(&self, password: &str) -> bool {
        match self {
            Hash::Bcrypt(hash) => bcrypt::verify(password, hash).unwrap_or(false),
            Hash::Argon2(hash) => PasswordHash::new(hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()),
        }
    }

    /// Returns about how many microseconds it takes to check one.
    fn cost(&self) -> u64 {
        match self {
            Hash::Bcrypt(hash) => HashParts::from_str(hash).map_or(0, |parts| 60 << parts.get_cost()),
            Hash::Argon2(hash) => PasswordHash::new(hash)
                .ok()
                .and_then(|hash| Params::try_from(&hash).ok())
                .map_or(0, |params| u64::from(params.m_cost()) * u64::from(params.t_cost())),
        }
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} users", self.users.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The passwords are "s3cret" and "hunter2", at the lowest cost.
    const BCRYPT: &str = "$2y$04$HFP46KCCVYr4agNAkXOysu4fpRhEQmrFnlii8yh4iUirP8m4KCfzi";
    const ARGON2: &str = "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$M0iJfWwX0/61FSBvCvLjOh4BKZDGk3svXNX+KnPuDno";

    #[test]
    fn bcrypt_and_argon2_are_verified() {
        let passwords = Passwords::parse(&format!("# ours\nanna:{BCRYPT}\n\nben:{ARGON2}\n")).unwrap();
        assert!(passwords.verify("anna", "s3cret") && passwords.verify("ben", "hunter2"));
        for (user, password) in [("anna", "hunter2"), ("ben", ""), ("carl", "s3cret"), ("", ""), ("# ours", "")] {
            assert!(!passwords.verify(user, password), "{user}");
        }
    }

    #[test]
    fn an_unknown_user_takes_as_long_as_the_slowest_hash_of_the_file() {
        let slow = BCRYPT.replace("$04$", "$05$");
        let other = ARGON2.replace("m=64,t=1", "m=64,t=2");
        let many = ARGON2.replace("m=64,t=1", "m=19456,t=2");
        for (hashes, slowest) in [
            (vec![BCRYPT], BCRYPT),
            (vec![BCRYPT, &slow], &slow),
            (vec![ARGON2, &other], &other),
            (vec![BCRYPT, &slow, &many], &many),
        ] {
            let lines: Vec<_> = hashes.iter().enumerate().map(|(n, hash)| format!("user{n}:{hash}")).collect();
            let passwords = Passwords::parse(&lines.join("\n")).unwrap();
            assert_eq!(Some(&passwords.slowest), Hash::parse(slowest).as_ref(), "{lines:?}");
            assert!(!passwords.verify("nobody", "s3cret") && !passwords.verify("nobody", "hunter2"));
        }
    }

    #[test]
    fn what_is_not_safe_or_not_understood_is_refused() {
        for (text, part) in [
            ("", "holds no user"),
            ("anna", "line 1 is not"),
            ("\n:x", "line 2 is not"),
            ("anna:s3cret", "neither bcrypt nor Argon2"),
            ("anna:$apr1$x$y", "neither bcrypt nor Argon2"),
            ("anna:{SHA}x", "neither bcrypt nor Argon2"),
            ("anna:$2y$05$short", "neither bcrypt nor Argon2"),
            ("anna:$argon2id$v=19$", "neither bcrypt nor Argon2"),
        ] {
            let fault = Passwords::parse(text).unwrap_err();
            assert!(fault.contains(part) && !fault.contains("s3cret"), "{text}: {fault}");
        }
        assert!(Passwords::parse(&format!("a:{BCRYPT}\na:{BCRYPT}")).unwrap_err().contains("twice"));
    }
}
