//! Checking passwords, which is slow on purpose: never many at once, and not again for each request of the same client.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use ring::digest::{Context, SHA256};
use ring::rand::{SecureRandom, SystemRandom};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

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
    slots: Semaphore,
}

impl Default for Verified {
    fn default() -> Verified {
        let mut salt = [0; 32];
        // Without random numbers hashes can still not be turned back.
        let _ = SystemRandom::new().fill(&mut salt);
        Verified { salt, known: Mutex::default(), slots: Semaphore::new(AT_ONCE) }
    }
}

impl Verified {
    /// Tells whether a password is right.
    pub(super) async fn check(&self, passwords: Passwords, user: &str, password: &str) -> bool {
        let key = self.key(user, password);
        if self.is_known(&key) {
            return true;
        }
        let Ok(_slot) = self.slots.acquire().await else { return false };
        let (user, password) = (user.to_owned(), password.to_owned());
        let is_right = spawn_blocking(move || passwords.verify(&user, &password)).await.unwrap_or(false);
        if is_right {
            self.remember(key);
        }
        is_right
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
