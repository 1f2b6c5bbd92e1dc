//! How many live answers there are, and how many there may be.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};

use crate::config::FollowLimits;
use crate::server::error::Problem;

/// Counts those who follow, in all and for each address.
#[derive(Debug, Default)]
pub(in crate::server) struct Followers {
    by_address: Mutex<HashMap<Option<IpAddr>, usize>>,
    refused: AtomicU64,
}

/// One who follows; counted until it is dropped.
#[derive(Debug)]
pub(in crate::server) struct Follower {
    followers: Arc<Followers>,
    address: Option<IpAddr>,
}

impl Followers {
    /// Admits one more.
    ///
    /// # Errors
    /// A refusal that names the limit.
    pub(in crate::server) fn admit(
        self: &Arc<Followers>,
        address: Option<IpAddr>,
        limits: FollowLimits,
    ) -> Result<Follower, Problem> {
        let mut counts = self.lock();
        if counts.values().sum::<usize>() >= limits.all {
            return Err(self.refusal(StatusCode::SERVICE_UNAVAILABLE, "--max-follows", limits.all));
        }
        let of_address = counts.entry(address).or_default();
        if *of_address >= limits.per_address {
            return Err(self.refusal(StatusCode::TOO_MANY_REQUESTS, "--max-follows-per-address", limits.per_address));
        }
        *of_address += 1;
        Ok(Follower { followers: self.clone(), address })
    }

    /// Returns how many were refused because a limit was reached.
    pub(in crate::server) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    fn refusal(&self, status: StatusCode, option: &str, limit: usize) -> Problem {
        self.refused.fetch_add(1, Ordering::Relaxed);
        let detail = format!("{limit} follow already; try again later, or raise {option}");
        Problem::new(status, detail).with(RETRY_AFTER, HeaderValue::from_static("5"))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Option<IpAddr>, usize>> {
        self.by_address.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let mut counts = self.followers.lock();
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}
