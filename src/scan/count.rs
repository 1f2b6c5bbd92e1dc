//! Counts matching entries instead of sending them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::answer::{Stopper, in_time};
use super::block::{Around, BlockUse, Plan};
use super::facts::BlockFacts;
use super::file::{FileScan, Part, Parts};
use super::open::{self, Opened};
use super::patience::Patience;
use super::record::RecordWriter;
use super::{ScanError, Scanner};
use crate::entry::{Entry, Timestamp};
use crate::query::{Bounds, Matcher, Order, Prefilter, Query};

/// Counts the matching entries of a query; blocks are counted at the same time, each by a part of its own.
pub trait Counter: Send + Sync {
    /// Begins to count a block.
    fn begin(&self) -> Box<dyn BlockCounter + '_>;

    /// Tells whether nothing but the time and the level of entries is counted.
    fn is_brief(&self) -> bool {
        false
    }

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
    /// An even sample, or less where even that took too long.
    Sample {
        /// So many parts were counted,
        counted: u64,
        /// of so many.
        of: u64,
    },
}

impl Coverage {
    /// Estimates how many there are of what was counted so often.
    pub fn estimate(self, count: u64) -> u64 {
        match self {
            Coverage::Whole => count,
            Coverage::Sample { counted, of } => count * of / counted,
        }
    }
}

/// How far a part of a file was counted.
enum PartEnd {
    /// To its end.
    Counted,
    /// To where it is damaged.
    Unreadable,
    /// To where the time ran out.
    Late,
}

/// Up to so many bytes are counted in one go; more are counted in parts, each an even sample, while there is time.
const PART_BYTES: u64 = 128 << 20;

/// The most parts: no block is larger than a megabyte, so that a part of a file of this many gigabytes still has a block in each.
const MOST_PARTS: u64 = 1_024;

impl Scanner {
    /// Counts the entries that a query asks for: all of them, or an even sample where that would take longer than `budget`, or
    /// than the query's own `timeout`. A file that cannot be read to its end is counted as far as it can.
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
        let budget = query.timeout.map_or(budget, |timeout| timeout.min(budget));
        let patience = Patience::new(stopper, Some(budget));
        let Some(files) = in_time(self.chosen(query, &patience))? else {
            return Ok(Coverage::Sample { counted: 1, of: 1 });
        };
        let mut plan = plan(query, counter, stopper);
        let unread: u64 = files.iter().map(|opened| bytes_to_read(opened, &plan)).sum();
        let parts = unread.div_ceil(PART_BYTES).clamp(1, MOST_PARTS).next_power_of_two();
        // What facts tell is no sample.
        plan.uses_facts_of_matches = parts == 1;
        let (plan, begun) = (Arc::new(plan), Instant::now());
        let mut is_whole = true;
        for counted in 0..parts {
            // A part that is begun is counted to its end, but for the first: part of a part is no even sample.
            let is_time = counted == 0 || begun.elapsed().mul_f64((counted + 1) as f64 / counted as f64) < budget;
            if !is_time || stopper.is_stopped() {
                return Ok(Coverage::Sample { counted: counted.max(1), of: parts });
            }
            let part = Part { number: reverse_bits(counted, parts), of: parts };
            let deadline = Some(begun + budget).filter(|_| counted == 0);
            for opened in &files {
                match self.count_part(opened.clone(), &plan, part, deadline)? {
                    PartEnd::Counted => {}
                    PartEnd::Unreadable => is_whole = false,
                    PartEnd::Late => return Ok(Coverage::Sample { counted: counted + 1, of: parts }),
                }
            }
        }
        Ok(match (stopper.is_stopped(), is_whole) {
            (true, _) => Coverage::Sample { counted: 1, of: parts },
            (false, false) => Coverage::Sample { counted: parts, of: parts },
            (false, true) => Coverage::Whole,
        })
    }

    /// Returns what is known of the blocks in which entries match, of the matches alone; `None` where facts do not decide what
    /// matches, or leave much out.
    ///
    /// # Errors
    /// Those of [`Scanner::scan`].
    pub fn facts_of_matches(&self, query: &Query, stopper: &Stopper) -> Result<Option<Vec<BlockFacts>>, ScanError> {
        let bounds = Bounds::new(query);
        let is_part = query.tail.or(query.limit).or(query.line).is_some() || !query.cursors.is_empty();
        if !bounds.decide || is_part {
            return Ok(None);
        }
        let mut known = Vec::new();
        let patience = Patience::new(stopper, query.timeout);
        let Some(chains) = in_time(open::open(self, query, &patience))? else { return Ok(None) };
        for opened in chains.into_iter().flatten() {
            let Some(facts) = opened.log.facts.as_ref().filter(|_| opened.log.unknown() <= PART_BYTES) else {
                return Ok(None);
            };
            let matching = facts.blocks.iter().filter(|block| !block.is_ruled_out(&bounds));
            known.extend(matching.map(|block| block.within(&bounds)));
        }
        Ok(Some(known))
    }

    /// Counts a part of one file.
    fn count_part(
        &self,
        opened: Opened,
        plan: &Arc<Plan>,
        part: Part,
        deadline: Option<Instant>,
    ) -> Result<PartEnd, ScanError> {
        let Opened { log, range, .. } = opened;
        // What is damaged of a file concerns its end alone.
        let ends = (range.to >= log.size).then(|| log.clone());
        let (plan, workers, most) = (plan.clone(), self.workers.clone(), u64::MAX);
        let largest_block = self.settings.block;
        let mut scan = FileScan::new(Parts { log, plan, workers, range, first_line: None, most, largest_block, part });
        while deadline.is_none_or(|deadline| Instant::now() < deadline) {
            match scan.next_batch() {
                Ok(Some(_)) => {}
                Ok(None) if ends.is_none_or(|log| log.file.fault().is_none()) => return Ok(PartEnd::Counted),
                Err(ScanError::TimedOut) => return Ok(PartEnd::Late),
                Ok(None) | Err(ScanError::Read { .. }) => return Ok(PartEnd::Unreadable),
                Err(error) => return Err(error),
            }
        }
        Ok(PartEnd::Late)
    }
}

/// Returns how many stored bytes of a file must be read to count its matches.
fn bytes_to_read(opened: &Opened, plan: &Plan) -> u64 {
    let log = &opened.log;
    let Some(facts) = &log.facts else { return log.stored_size };
    let read = facts.blocks.iter().filter(|block| plan.use_of(block) == BlockUse::Entries).count() as u64;
    read * facts.block + log.unknown()
}

/// Orders parts so that any number of the first of them lie evenly.
fn reverse_bits(number: u64, of: u64) -> u64 {
    match of {
        1 => 0,
        _ => number.reverse_bits() >> (u64::BITS - of.trailing_zeros()),
    }
}

fn plan(query: &Query, counter: Arc<dyn Counter>, stopper: &Stopper) -> Plan {
    let bounds = Bounds::new(query);
    Plan {
        matcher: Matcher::new(query),
        prefilter: Prefilter::new(query),
        brief: bounds.decide && counter.is_brief(),
        bounds,
        writer: RecordWriter::new(query),
        around: Around::default(),
        counter: Some(counter),
        uses_facts_of_matches: true,
        order: Order::Ascending,
        merges: true,
        places_only: true,
        stop: stopper.flag(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_comes_once_and_the_first_ones_lie_evenly() {
        for of in [1, 2, 8, 64] {
            let mut parts: Vec<u64> = (0..of).map(|number| reverse_bits(number, of)).collect();
            assert_eq!(parts[0], 0);
            assert!(of < 2 || parts[1] == of / 2);
            parts.sort();
            assert!(parts.into_iter().eq(0..of));
        }
    }
}
