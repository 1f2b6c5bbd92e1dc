//! The threads that scan, and how much they may have ready that nobody has taken yet.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// The threads of a scanner.
#[derive(Debug)]
pub(super) struct Workers {
    pool: ThreadPool,
    /// How many blocks are scanned before they are asked for, or were and are not yet taken.
    ahead: AtomicUsize,
}

/// A place among the blocks that are scanned before they are asked for.
pub(super) struct Ahead(Arc<Workers>);

/// More blocks than these are not scanned before they are asked for, by all scans together: clients that stand still hold so much
/// memory at most beyond what they are being sent. A block has up to some two megabytes of records.
const MOST_AHEAD: usize = 64;

impl Workers {
    /// Starts so many threads.
    ///
    /// # Errors
    /// None may be had.
    pub(super) fn start(threads: usize) -> Result<Workers, ThreadPoolBuildError> {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|index| format!("scan-{index}"))
            .panic_handler(|_| tracing::error!("a scanning thread panicked"))
            .build()?;
        Ok(Workers { pool, ahead: AtomicUsize::new(0) })
    }

    /// Returns the threads themselves.
    pub(super) fn pool(&self) -> &ThreadPool {
        &self.pool
    }

    /// Takes a place among the blocks that are scanned before they are asked for, if one is free.
    pub(super) fn ahead(self: &Arc<Workers>) -> Option<Ahead> {
        let free = |ahead: usize| (ahead < MOST_AHEAD).then_some(ahead + 1);
        self.ahead.fetch_update(Relaxed, Relaxed, free).ok().map(|_| Ahead(self.clone()))
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.0.ahead.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_back() {
        let workers = Arc::new(Workers::start(1).unwrap());
        for _ in 0..2 {
            let taken: Vec<Ahead> = std::iter::from_fn(|| workers.ahead()).collect();
            assert_eq!(taken.len(), MOST_AHEAD);
        }
        assert!(workers.ahead().is_some());
    }
}
