//! How long to wait before the next try.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

/// The wait before the first further try is no longer than this.
const SOONEST: Duration = Duration::from_millis(500);

/// No wait is longer than this.
const LATEST: Duration = Duration::from_secs(30);

/// Waits that double, each shortened at random, so that many clients do not come back at once.
#[derive(Debug, Default)]
pub struct Backoff {
    tries: u32,
}

impl Backoff {
    /// Returns how long to wait now.
    pub fn next_wait(&mut self) -> Duration {
        let longest = LATEST.min(SOONEST * 2_u32.saturating_pow(self.tries).min(1 << 16));
        self.tries = self.tries.saturating_add(1);
        longest.mul_f64(0.5 + random() / 2.0)
    }

    /// Begins anew: what was tried has succeeded.
    pub fn reset(&mut self) {
        self.tries = 0;
    }
}

/// Returns a number from 0 to 1; each hasher of the standard library begins with random keys.
fn random() -> f64 {
    (RandomState::new().build_hasher().finish() >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_their_most_and_differ() {
        let mut backoff = Backoff::default();
        let waits: Vec<f64> = (0..12).map(|_| backoff.next_wait().as_secs_f64()).collect();
        for (tries, wait) in waits.iter().enumerate() {
            let longest = (0.5 * 2_f64.powi(i32::try_from(tries).unwrap())).min(30.0);
            assert!((longest / 2.0..=longest).contains(wait), "{tries}: {wait}");
        }
        backoff.reset();
        let firsts: std::collections::BTreeSet<_> = (0..50)
            .map(|_| {
                backoff.reset();
                backoff.next_wait()
            })
            .collect();
        assert!(firsts.len() > 10 && firsts.iter().all(|wait| *wait <= SOONEST));
    }
}
