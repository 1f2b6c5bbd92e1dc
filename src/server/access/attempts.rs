//! Wrong passwords and tokens, counted for each address, so that none can be guessed.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// So long a wrong attempt counts.
const MEMORY: Duration = Duration::from_secs(60);

/// More addresses than these are not remembered: the oldest are forgotten.
const MOST_ADDRESSES: usize = 10_000;

/// So many of one address may wait until their passwords are checked.
const MOST_WAITING: usize = 256;

/// When one more of those may come.
const TURN: Duration = Duration::from_secs(1);

/// Counts what was wrong.
pub(super) struct Attempts {
    most: usize,
    counts: Mutex<HashMap<Option<IpAddr>, Count>>,
}

/// What is known of an address.
struct Count {
    began: Instant,
    wrong: usize,
    waiting: usize,
}

/// An attempt, which counts as wrong unless it was right.
#[must_use]
pub(super) struct Attempt<'a> {
    attempts: &'a Attempts,
    address: Option<IpAddr>,
}

/// One who waits to make an attempt, until it is dropped.
#[must_use]
pub(super) struct Waiting<'a> {
    attempts: &'a Attempts,
    address: Option<IpAddr>,
}

impl Attempts {
    /// Allows so many wrong attempts in a minute.
    pub(super) fn new(most: usize) -> Attempts {
        Attempts { most, counts: Mutex::default() }
    }

    /// Counts an attempt before anything is known of it: of those that are made at the same time, no more than allowed can be wrong.
    ///
    /// # Errors
    /// How long an address has to wait, where it has made too many.
    pub(super) fn begin(&self, address: Option<IpAddr>) -> Result<Attempt<'_>, Duration> {
        self.allow(address, |count| count.wrong += 1)?;
        Ok(Attempt { attempts: self, address })
    }

    /// Lets one wait for its turn.
    ///
    /// # Errors
    /// How long an address has to stay away, where it has made too many attempts, or too many of it wait.
    pub(super) fn wait(&self, address: Option<IpAddr>) -> Result<Waiting<'_>, Duration> {
        let waiting = self.allow(address, |count| {
            count.waiting += 1;
            count.waiting
        })?;
        let place = Waiting { attempts: self, address };
        if waiting > MOST_WAITING { Err(TURN) } else { Ok(place) }
    }

    fn allow<T>(&self, address: Option<IpAddr>, note: impl FnOnce(&mut Count) -> T) -> Result<T, Duration> {
        let mut counts = self.lock();
        if counts.len() >= MOST_ADDRESSES && !counts.contains_key(&address) {
            let oldest = counts.iter().min_by_key(|(_, count)| count.began).map(|(address, _)| *address);
            oldest.map(|oldest| counts.remove(&oldest));
        }
        let count = counts.entry(address).or_insert_with(|| Count { began: Instant::now(), wrong: 0, waiting: 0 });
        let left = MEMORY.saturating_sub(count.began.elapsed());
        if left.is_zero() || count.wrong == 0 {
            (count.began, count.wrong) = (Instant::now(), 0);
        }
        if count.wrong >= self.most { Err(left) } else { Ok(note(count)) }
    }

    fn change(&self, address: Option<IpAddr>, change: impl FnOnce(&mut Count)) {
        if let Some(count) = self.lock().get_mut(&address) {
            change(count);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Option<IpAddr>, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt<'_> {
    /// Counts it no longer.
    pub(super) fn was_right(self) {
        self.attempts.change(self.address, |count| count.wrong = count.wrong.saturating_sub(1));
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.attempts.change(self.address, |count| count.waiting = count.waiting.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_too_many_addresses_the_oldest_is_forgotten() {
        let attempts = Attempts::new(1);
        let wrong = |number: usize| attempts.begin(Some(IpAddr::from((number as u32).to_be_bytes()))).is_ok();
        assert!((1..=MOST_ADDRESSES).all(wrong));
        assert!(!wrong(1), "it is known still");
        assert!(wrong(MOST_ADDRESSES + 1));
        assert_eq!([2, MOST_ADDRESSES, 1].map(wrong), [false, false, true]);
    }

    #[test]
    fn only_so_many_of_one_address_wait() {
        let attempts = Attempts::new(1);
        let (one, other) = (Some([192, 0, 2, 1].into()), Some([192, 0, 2, 2].into()));
        let mut line: Vec<_> = (0..MOST_WAITING).map(|_| attempts.wait(one).unwrap()).collect();
        assert!(attempts.wait(one).is_err() && attempts.wait(other).is_ok());
        line.pop();
        assert!(attempts.wait(one).is_ok(), "a place is free again");
    }
}
