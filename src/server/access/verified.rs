//! Checking passwords, which is slow on purpose: never many at once, and not again for each request of the same client.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ring::digest::{Context, SHA256};
use ring::rand::{SecureRandom, SystemRandom};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::attempts::Attempts;
use crate::config::Passwords;

/// So long a password that was right needs not be checked again.
const MEMORY: Duration = Duration::from_secs(300);

/// More than these are not remembered.
const MOST: usize = 1_024;

/// How many are checked at once: each takes a core and, with Argon2, much memory.
const AT_ONCE: usize = 2;

/// Checks passwords, and remembers those that were right by a hash that means nothing outside of this process.
pub(super) struct Verified {
    salt: [u8; 32],
    known: Mutex<HashMap<[u8; 32], Instant>>,
    slots: Arc<Semaphore>,
}

impl Default for Verified {
    fn default() -> Verified {
        let mut salt = [0; 32];
        // Without random numbers hashes can still not be turned back.
        let _ = SystemRandom::new().fill(&mut salt);
        Verified { salt, known: Mutex::default(), slots: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Verified {
    /// Tells whether a password is right.
    ///
    /// # Errors
    /// How long an address has to wait, where too many of its attempts were wrong.
    pub(super) async fn check(
        &self,
        passwords: Passwords,
        (user, password): (&str, &str),
        attempts: &Attempts,
        address: Option<IpAddr>,
    ) -> Result<bool, Duration> {
        let _waiting = attempts.wait(address)?;
        let key = self.key(user, password);
        if self.is_known(&key) {
            return Ok(true);
        }
        let Ok(slot) = self.slots.clone().acquire_owned().await else { return Ok(false) };
        // Those that stood in line before it may have shown the same, or have been wrong too often.
        let attempt = attempts.begin(address)?;
        let (user, password) = (user.to_owned(), password.to_owned());
        let verify = move || {
            // Whoever leaves meanwhile does not make room for one more.
            let _slot = slot;
            passwords.verify(&user, &password)
        };
        let is_right = self.is_known(&key) || spawn_blocking(verify).await.unwrap_or(false);
        if is_right {
            attempt.was_right();
            self.remember(key);
        }
        Ok(is_right)
    }

    fn key(&self, user: &str, password: &str) -> [u8; 32] {
        let mut hash = Context::new(&SHA256);
        hash.update(&self.salt);
        hash.update(&(user.len() as u64).to_le_bytes());
        hash.update(user.as_bytes());
        hash.update(password.as_bytes());
        let mut key = [0; 32];
        key.copy_from_slice(hash.finish().as_ref());
        key
    }

    fn is_known(&self, key: &[u8; 32]) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).is_some_and(|since| since.elapsed() < MEMORY)
    }

    fn remember(&self, key: [u8; 32]) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, since| since.elapsed() < MEMORY);
        }
        if known.len() < MOST {
            known.insert(key, Instant::now());
        }
    }
}
