//! Wrong passwords and tokens, counted for each address, so that none can be guessed.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// So long a wrong attempt counts.
const MEMORY: Duration = Duration::from_secs(60);

/// More addresses than these are not remembered: the oldest are forgotten.
const MOST_ADDRESSES: usize = 10_000;

/// Counts what was wrong.
pub(super) struct Attempts {
    most: usize,
    counts: Mutex<HashMap<Option<IpAddr>, (Instant, usize)>>,
}

impl Attempts {
    /// Allows so many wrong attempts in a minute.
    pub(super) fn new(most: usize) -> Attempts {
        Attempts { most, counts: Mutex::default() }
    }

    /// Returns how long an address has to wait, where it has made too many.
    pub(super) fn wait(&self, address: Option<IpAddr>) -> Option<Duration> {
        let (began, count) = *self.lock().get(&address)?;
        let left = MEMORY.checked_sub(began.elapsed())?;
        (count >= self.most).then_some(left)
    }

    /// Counts a wrong attempt.
    pub(super) fn note(&self, address: Option<IpAddr>) {
        let mut counts = self.lock();
        if counts.len() >= MOST_ADDRESSES {
            counts.retain(|_, (began, _)| began.elapsed() < MEMORY);
            if counts.len() >= MOST_ADDRESSES {
                counts.clear();
            }
        }
        let (began, count) = counts.entry(address).or_insert_with(|| (Instant::now(), 0));
        if began.elapsed() >= MEMORY {
            (*began, *count) = (Instant::now(), 0);
        }
        *count += 1;
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Option<IpAddr>, (Instant, usize)>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
