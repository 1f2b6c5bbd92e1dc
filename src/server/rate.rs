//! How many requests a second one address makes.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Whoever was quiet may make up for so long a time at once.
const SAVED: Duration = Duration::from_secs(10);

/// Beyond so many addresses, those are forgotten that have been quiet long enough to begin anew.
const MOST_ADDRESSES: usize = 10_000;

/// Counts requests by when each address will have used up what it was given: of each, one moment is kept.
#[derive(Debug, Default)]
pub(super) struct Rate(Mutex<HashMap<Option<IpAddr>, Instant>>);

impl Rate {
    /// Takes note of a request.
    ///
    /// # Errors
    /// How long the address has to wait, where it has made more than `most` a second.
    pub(super) fn take(&self, address: Option<IpAddr>, most: usize, now: Instant) -> Result<(), Duration> {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() >= MOST_ADDRESSES {
            used.retain(|_, until| *until > now);
        }
        let until = used.entry(address).or_insert(now);
        let next = (*until).max(now) + Duration::from_secs(1) / u32::try_from(most).unwrap_or(u32::MAX).max(1);
        match next.checked_duration_since(now + SAVED) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => {
                *until = next;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_then_so_many_a_second() {
        let (rate, start) = (Rate::default(), Instant::now());
        let one = Some("192.0.2.1".parse().unwrap());
        let allowed = |address, second: u64| {
            let now = start + Duration::from_secs(second);
            (0..1_000).take_while(|_| rate.take(address, 5, now).is_ok()).count()
        };
        assert_eq!(allowed(one, 0), 50);
        assert_eq!(allowed(one, 1), 5);
        assert_eq!(allowed(Some("192.0.2.2".parse().unwrap()), 1), 50, "others have their own");
        assert_eq!(allowed(one, 3), 10);
        assert_eq!(allowed(one, 60), 50);
        let wait = rate.take(one, 5, start + Duration::from_secs(60)).unwrap_err();
        assert_eq!(wait, Duration::from_millis(200));
    }
}
