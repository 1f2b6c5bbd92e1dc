//! How many may do something at once: in all, and from one address, so that nobody takes the place of all others.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};

use super::error::Problem;
use super::metrics::Metrics;

/// Counts those who do one thing.
#[derive(Debug, Default)]
pub(super) struct Admission(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    by_address: HashMap<Option<IpAddr>, usize>,
}

/// One who does it; counted until it is dropped.
#[derive(Debug)]
pub(super) struct Admitted {
    admission: Arc<Admission>,
    address: Option<IpAddr>,
    /// How much of what is counted it takes.
    amount: usize,
}

/// What there is too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// All together.
    InAll,
    /// What comes from the address.
    OfAddress,
}

/// How many there may be, and which options say so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// What is done, as it reads behind a number.
    pub(super) what: &'static str,
    /// How many may do it, and the option that says so.
    pub(super) all: (usize, &'static str),
    /// How many of one address, and the option that says so.
    pub(super) per_address: (usize, &'static str),
}

impl Admission {
    /// Admits one more.
    ///
    /// # Errors
    /// A refusal that names the limit; it is counted.
    pub(super) fn admit(
        self: &Arc<Admission>,
        address: Option<IpAddr>,
        bounds: Bounds,
        metrics: &Metrics,
    ) -> Result<Admitted, Problem> {
        self.admit_amount(1, address, bounds, metrics)
    }

    /// Admits one that takes more than others do.
    ///
    /// # Errors
    /// As [`Admission::admit`].
    pub(super) fn admit_amount(
        self: &Arc<Admission>,
        amount: usize,
        address: Option<IpAddr>,
        bounds: Bounds,
        metrics: &Metrics,
    ) -> Result<Admitted, Problem> {
        let refuse = |status, (most, option): (usize, &'static str)| {
            metrics.refuse(option.trim_start_matches("--"));
            let detail = format!("{most} {} already; try again later, or raise {option}", bounds.what);
            Err(Problem::new(status, detail).with(RETRY_AFTER, HeaderValue::from_static("5")))
        };
        let mut admitted = self.begin(address);
        match admitted.grow(amount, (bounds.all.0, bounds.per_address.0)) {
            Ok(()) => Ok(admitted),
            Err(Full::InAll) => refuse(StatusCode::SERVICE_UNAVAILABLE, bounds.all),
            Err(Full::OfAddress) => refuse(StatusCode::TOO_MANY_REQUESTS, bounds.per_address),
        }
    }

    /// Admits one that takes nothing yet.
    pub(super) fn begin(self: &Arc<Admission>, address: Option<IpAddr>) -> Admitted {
        Admitted { admission: self.clone(), address, amount: 0 }
    }

    /// Returns how many there are.
    pub(super) fn count(&self) -> usize {
        self.lock().all
    }

    /// Returns of how many addresses there are any.
    #[cfg(test)]
    pub(super) fn addresses(&self) -> usize {
        self.lock().by_address.len()
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Admitted {
    /// Takes so much more, if there is then no more than this in all and of its address.
    ///
    /// # Errors
    /// Which of them there would be too much of; nothing is taken then.
    pub(super) fn grow(&mut self, by: usize, (all, per_address): (usize, usize)) -> Result<(), Full> {
        let mut counts = self.admission.lock();
        let of_address = counts.by_address.get(&self.address).copied().unwrap_or_default();
        if counts.all + by > all {
            return Err(Full::InAll);
        }
        if of_address + by > per_address {
            return Err(Full::OfAddress);
        }
        counts.all += by;
        counts.by_address.insert(self.address, of_address + by);
        self.amount += by;
        Ok(())
    }

    /// Returns who was admitted.
    pub(super) fn address(&self) -> Option<IpAddr> {
        self.address
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut counts = self.admission.lock();
        counts.all -= self.amount;
        if let Some(count) = counts.by_address.get_mut(&self.address) {
            *count -= self.amount;
            if *count == 0 {
                counts.by_address.remove(&self.address);
            }
        }
    }
}
