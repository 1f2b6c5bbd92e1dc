//! How long somebody waits, for loops that may read very much of a file before they find anything.

use std::io;
use std::time::{Duration, Instant};

use thiserror::Error;

use super::Stopper;

/// Until when, and unless what, it is read on.
#[derive(Clone, Debug, Default)]
pub(super) struct Patience {
    stopper: Stopper,
    deadline: Option<Instant>,
}

/// Reading was given up.
#[derive(Debug, Error)]
#[error("nobody waits any longer")]
struct Over;

impl Patience {
    /// Begins to wait, until it is stopped or, where a span is given, for that long.
    pub(super) fn new(stopper: &Stopper, span: Option<Duration>) -> Patience {
        Patience { stopper: stopper.clone(), deadline: span.map(|span| Instant::now() + span) }
    }

    /// Returns what ends it before its time.
    pub(super) fn stopper(&self) -> &Stopper {
        &self.stopper
    }

    /// Tells whether its time is up.
    pub(super) fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Fails once nobody waits any longer, with an error that [`is_over`] knows again.
    pub(super) fn check(&self) -> io::Result<()> {
        match self.stopper.is_stopped() || self.is_late() {
            true => Err(io::Error::other(Over)),
            false => Ok(()),
        }
    }
}

/// Tells whether an error says no more than that reading was given up.
pub(super) fn is_over(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Over>())
}
