//! Counts matching entries instead of sending them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::answer::Stopper;
use super::block::{Around, Plan};
use super::facts::BlockFacts;
use super::file::{FileScan, Parts};
use super::open::{self, Opened};
use super::record::RecordWriter;
use super::{ScanError, Scanner};
use crate::entry::{Entry, Timestamp};
use crate::query::{Bounds, Matcher, Order, Prefilter, Query};

/// Counts the matching entries of a query; blocks are counted at the same time, each by a part of its own.
pub trait Counter: Send + Sync {
    /// Begins to count a block.
    fn begin(&self) -> Box<dyn BlockCounter + '_>;

    /// Tells whether these facts of the matches of a block are all that is wanted of it.
    fn takes(&self, _block: &BlockFacts) -> bool {
        false
    }

    /// Counts a block by the facts of its matches.
    fn take(&self, _block: &BlockFacts) {}
}

/// Counts the matching entries of one block.
pub trait BlockCounter {
    /// Counts an entry; `time` is its own or that of the entry before it.
    fn add(&mut self, entry: &Entry<'_>, file: &str, time: Option<Timestamp>);

    /// Adds what was counted to the whole.
    fn finish(self: Box<Self>);
}

/// How much of the files was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Every entry.
    Whole,
    /// About one entry in so many, evenly over the files; or less, where the time ran out.
    Sample {
        /// How many entries stand for one that was counted.
        stride: u64,
    },
}

/// Up to so many bytes every entry is counted; of more, as many blocks are, spread evenly.
const COUNTED_BYTES: u64 = 128 << 20;

impl Scanner {
    /// Counts the entries that match a query: all of them, or where there are too many to be read at once, an even sample.
    ///
    /// # Errors
    /// Those of [`Scanner::scan`], and those of reading.
    pub fn count(
        &self,
        query: &Query,
        counter: Arc<dyn Counter>,
        budget: Duration,
        stopper: &Stopper,
    ) -> Result<Coverage, ScanError> {
        let chains = open::open(self, query)?;
        let total: u64 = chains.iter().flatten().map(|opened| opened.log.stored_size).sum();
        let stride = total.div_ceil(COUNTED_BYTES).max(1);
        let deadline = Instant::now() + budget;
        let plan = Arc::new(plan(query, counter, stopper));
        let mut is_whole = stride == 1;
        for opened in chains.into_iter().flatten() {
            is_whole &= self.count_file(opened, &plan, stride, deadline)?;
        }
        Ok(if is_whole { Coverage::Whole } else { Coverage::Sample { stride } })
    }

    /// Counts in one file; `false` where the time ran out.
    fn count_file(&self, opened: Opened, plan: &Arc<Plan>, stride: u64, deadline: Instant) -> Result<bool, ScanError> {
        let Opened { log, range, .. } = opened;
        let (plan, pool, most) = (plan.clone(), self.pool.clone(), u64::MAX);
        let largest_block = self.settings.block;
        let mut scan = FileScan::new(Parts { log, plan, pool, range, first_line: None, most, largest_block, stride });
        while Instant::now() < deadline {
            if scan.next_batch()?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn plan(query: &Query, counter: Arc<dyn Counter>, stopper: &Stopper) -> Plan {
    Plan {
        matcher: Matcher::new(query),
        prefilter: Prefilter::new(query),
        bounds: Bounds::new(query),
        writer: RecordWriter::new(query),
        around: Around::default(),
        counter: Some(counter),
        order: Order::Ascending,
        merges: true,
        places_only: true,
        stop: stopper.flag(),
    }
}
