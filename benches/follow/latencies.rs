//! Spans, counted by how long they are to within a percent or so.

use std::fmt;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// When the benchmark began; every line carries its moment since then.
static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// So many steps double a span.
const STEPS: f64 = 64.0;

/// Returns the nanoseconds since the benchmark began.
pub(crate) fn now() -> u64 {
    BEGAN.elapsed().as_nanos() as u64
}

/// How often spans of each length were seen.
#[derive(Clone, Default)]
pub(crate) struct Latencies {
    counts: Vec<u64>,
    pub(crate) total: u64,
}

impl Latencies {
    /// Counts a span of nanoseconds.
    pub(crate) fn add(&mut self, span: u64) {
        let step = ((span.max(1) as f64).log2() * STEPS) as usize;
        if self.counts.len() <= step {
            self.counts.resize(step + 1, 0);
        }
        self.counts[step] += 1;
        self.total += 1;
    }

    /// Counts what others counted.
    pub(crate) fn merge(&mut self, other: &Latencies) {
        self.counts.resize(self.counts.len().max(other.counts.len()), 0);
        self.counts.iter_mut().zip(&other.counts).for_each(|(own, other)| *own += other);
        self.total += other.total;
    }

    /// Returns the span that a share of all is not longer than.
    pub(crate) fn at(&self, share: f64) -> Duration {
        let wanted = (self.total as f64 * share).ceil() as u64;
        let mut seen = 0;
        let step = self.counts.iter().position(|count| {
            seen += count;
            seen >= wanted
        });
        Duration::from_nanos(2f64.powf((step.unwrap_or(0) + 1) as f64 / STEPS) as u64)
    }
}

impl fmt::Display for Latencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = |share| self.at(share).as_secs_f64() * 1_000.0;
        write!(f, "p50 {:.2} ms, p99 {:.2} ms, longest {:.2} ms", millis(0.5), millis(0.99), millis(1.0))
    }
}
