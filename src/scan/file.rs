//! Scans one file: hands out its blocks to the workers, a few ahead, and takes their results in order.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, sync_channel};

use super::ScanError;
use super::block::{Batch, Block, BlockUse, Plan, scan_block};
use super::facts::Listed;
use super::lines::{LineChain, Lines};
use super::log::{Log, UNKNOWN_SIZE};
use super::record::FileText;
use super::workers::{Ahead, Workers};
use crate::query::Order;

mod pass;

/// The scan of one file, which goes on as its batches are taken.
pub(super) struct FileScan {
    pub(super) log: Arc<Log>,
    pub(super) text: Arc<FileText>,
    pub(super) plan: Arc<Plan>,
    workers: Arc<Workers>,
    range: Range,
    /// Which stripe of the range is handed out.
    stripe: u64,
    /// What of it is still to be handed out.
    left: Range,
    /// The number of the first line of the range, where it is known.
    first_line: Option<u64>,
    /// Hands on the line ends of blocks without facts.
    chain: Option<Arc<LineChain>>,
    block_bytes: u64,
    largest_block: u64,
    part: Part,
    running: VecDeque<Running>,
    /// The result of the block before those, where it was there already.
    ready: Option<Result<Batch, ScanError>>,
    /// Why nothing behind the last batch can be read.
    fault: Option<ScanError>,
    /// Whether no entry started in the last block: then a hole may be there.
    is_bare: bool,
    ahead: usize,
    most_ahead: usize,
    most: u64,
    /// How many bytes have been handed out.
    pub(super) scanned: u64,
}

/// A block that is being scanned, or was.
struct Running {
    batch: Receiver<Result<Batch, ScanError>>,
    _ahead: Option<Ahead>,
}

/// The part of a file that a scan covers; an entry starts at each end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) from: u64,
    pub(super) to: u64,
}

/// The first block is small, so that the first matches come at once: at most so many bytes, and fewer where few are wanted.
const FIRST_BLOCK: u64 = 64 << 10;

/// How many bytes of the first block there are for each match that is wanted, and at least in all.
const FIRST_BLOCK_EACH: u64 = 512;
const LEAST_FIRST_BLOCK: u64 = 8 << 10;

/// The largest block: large enough that handing it out costs nothing, small enough to stay in cache.
pub(super) const LARGEST_BLOCK: u64 = 1 << 20;

/// What is read again around a block for its first and last entry, in bytes; rarely more.
const AROUND_BLOCK: u64 = 128 << 10;

/// What is held of a packed file that is read backwards, in bytes: the more, the less of it is unpacked again.
const BACKWARDS: u64 = 8 << 20;

/// Where only known entries are read, a worker takes those of so many bytes at once.
const LISTED_BYTES: u64 = 4 << 20;

/// What a scan of a file is made of.
pub(super) struct Parts {
    pub(super) log: Arc<Log>,
    pub(super) plan: Arc<Plan>,
    pub(super) workers: Arc<Workers>,
    pub(super) range: Range,
    /// The number of the first line of the range, where it is known.
    pub(super) first_line: Option<u64>,
    pub(super) most: u64,
    /// How many bytes a block may have.
    pub(super) largest_block: u64,
    pub(super) part: Part,
}

/// Which stripes of a file are scanned: every so many, beginning with one of the first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) number: u64,
    pub(super) of: u64,
}

impl Part {
    pub(super) const WHOLE: Part = Part { number: 0, of: 1 };

    /// Returns one of the stripes of a range that belong to this part; the whole range is one stripe. `None` behind the last.
    fn stripe(self, range: Range, index: u64, length: u64) -> Option<Range> {
        if self.of == 1 {
            return Some(range).filter(|_| index == 0);
        }
        let from = range.from.saturating_add((index * self.of + self.number).saturating_mul(length));
        Some(Range { from, to: range.to.min(from.saturating_add(length)) }).filter(|_| from < range.to)
    }
}

/// Returns how many bytes the first block has.
fn first_block(most: u64) -> u64 {
    most.saturating_mul(FIRST_BLOCK_EACH).clamp(LEAST_FIRST_BLOCK, FIRST_BLOCK)
}

/// Returns how many blocks may be under way at once.
fn most_ahead(plan: &Plan, workers: &Workers, most: u64) -> usize {
    // Which match is the last, behind which all context is wanted, is known only once those before are counted.
    let counts_on = plan.around.is_wanted() && most < u64::MAX;
    match (counts_on, plan.merges) {
        (true, _) => 1,
        (false, true) => 2,
        // Enough that the workers go on while a client is woken and written to.
        (false, false) => 4 * workers.pool().current_num_threads(),
    }
}

/// Returns how many bytes behind the furthest block that was read others may still be read.
fn read_again(plan: &Plan, workers: &Workers, largest_block: u64) -> u64 {
    let blocks = match (plan.order, plan.merges) {
        (Order::Descending, false) => BACKWARDS,
        (Order::Descending, true) => (16 * largest_block).min(BACKWARDS),
        (Order::Ascending, false) => (workers.pool().current_num_threads() as u64 + 1) * largest_block,
        (Order::Ascending, true) => 3 * largest_block,
    };
    blocks + AROUND_BLOCK
}

/// Returns why what stands behind a range cannot be read, where that is known.
fn fault_behind(log: &Log, range: Range, plan: &Plan) -> Option<ScanError> {
    let ends_there = range.to == log.size && !plan.places_only;
    log.file.fault().filter(|_| ends_there).map(|error| log.fault(error))
}

impl FileScan {
    pub(super) fn new(parts: Parts) -> FileScan {
        let Parts { log, plan, workers, range, first_line, most, largest_block, part } = parts;
        let fault = fault_behind(&log, range, &plan);
        log.file.hold(read_again(&plan, &workers, largest_block));
        FileScan {
            text: Arc::new(FileText::new(&log.name, log.channel.as_deref(), log.head)),
            first_line,
            chain: None,
            most_ahead: most_ahead(&plan, &workers, most),
            log,
            workers,
            range,
            left: part.stripe(range, 0, largest_block).unwrap_or(Range { from: range.to, to: range.to }),
            stripe: 0,
            block_bytes: first_block(most).min(largest_block),
            largest_block,
            part,
            running: VecDeque::new(),
            ready: None,
            fault,
            is_bare: false,
            ahead: 1,
            plan,
            most,
            scanned: 0,
        }
    }

    /// Waits for the matches of the next block; `None` behind the last.
    pub(super) fn next_batch(&mut self) -> Result<Option<Batch>, ScanError> {
        while self.running.len() < self.ahead {
            // What is waited for now is always scanned.
            let ahead = if self.running.is_empty() { None } else { self.workers.ahead() };
            if ahead.is_none() && !self.running.is_empty() {
                break;
            }
            let Some(block) = self.next_block() else { break };
            let running = Running { batch: self.hand_out(block), _ahead: ahead };
            self.running.push_back(running);
        }
        let mut batch = match (self.ready.take(), self.running.pop_front()) {
            (Some(ready), next) => {
                next.into_iter().for_each(|next| self.running.push_front(next));
                ready?
            }
            // A worker that panicked has said so; its answer is missing.
            (None, Some(running)) => running.batch.recv().map_err(|_| ScanError::Internal)??,
            (None, None) => {
                self.log.file.hold(0);
                return self.fault.take().map_or(Ok(None), Err);
            }
        };
        self.ahead = (self.ahead * 2).min(self.most_ahead);
        if let Some(end) = batch.end {
            self.end_at(end);
            self.fault = batch.fault.take();
        }
        self.is_bare = batch.searched_to.is_none() && batch.matches.is_empty() && batch.rest.is_none();
        if let Some(rest) = batch.rest.take() {
            let rest = Running { batch: self.hand_out(rest), _ahead: None };
            self.running.push_front(rest);
        }
        Ok(Some(batch))
    }

    /// Tells whether the next batch is there already, so that nothing is waited for.
    pub(super) fn is_next_ready(&mut self) -> bool {
        if self.ready.is_none()
            && let Some(ready) = self.running.front().and_then(|running| running.batch.try_recv().ok())
        {
            self.running.pop_front();
            self.ready = Some(ready);
        }
        matches!(self.ready, Some(Ok(_)))
    }

    /// Takes note of the end of a file whose size was not known.
    fn end_at(&mut self, end: u64) {
        self.running.clear();
        self.range.to = end;
        self.left = Range { from: end, to: end };
        self.scanned = end - self.range.from;
    }

    /// Returns how many bytes there are to be scanned; an estimate for a packed file whose end was not seen yet.
    pub(super) fn total(&self) -> u64 {
        match self.range.to {
            UNKNOWN_SIZE => self.scanned.max(self.log.stored_size),
            to => to - self.range.from,
        }
    }

    /// Returns the end of the range at which reading begins.
    pub(super) fn near_end(&self) -> u64 {
        match self.plan.order {
            Order::Ascending => self.range.from,
            Order::Descending => self.range.to,
        }
    }

    /// Returns the end of the range at which reading ends.
    pub(super) fn far_end(&self) -> u64 {
        match self.plan.order {
            Order::Ascending => self.range.to,
            Order::Descending => self.range.from,
        }
    }

    /// Returns why the newest entries cannot be read, where reading began behind them.
    pub(super) fn take_newer_fault(&mut self) -> Option<ScanError> {
        self.fault.take().filter(|_| self.plan.order == Order::Descending)
    }

    /// Sets how many more matches are wanted at most.
    pub(super) fn want(&mut self, most: u64) {
        self.most = most;
    }

    fn next_block(&mut self) -> Option<Block> {
        self.pass_over();
        while self.left.from >= self.left.to {
            if self.plan.stop.load(Ordering::Relaxed) {
                return None;
            }
            self.stripe += 1;
            self.left = self.part.stripe(self.range, self.stripe, self.largest_block)?;
            self.pass_over();
        }
        let Range { from, to } = self.left;
        let size = self.block_bytes;
        self.block_bytes = (size * 2).min(self.largest_block);
        let (start, end) = self.cut(size);
        self.left = match self.plan.order {
            Order::Ascending => Range { from: end, to },
            Order::Descending => Range { from, to: start },
        };
        self.scanned += end - start;
        let lines = self.lines_before(start);
        let starts_entry = start == self.range.from;
        let listed = self.listed(start, end);
        Some(Block { start, end, limit: self.range.to, starts_entry, lines, most: self.most, listed })
    }

    /// Returns where the next block starts and ends; with facts, it ends where theirs do and holds none that is passed over.
    fn cut(&self, size: u64) -> (u64, u64) {
        let Range { from, to } = self.left;
        let (start, end) = match self.plan.order {
            Order::Ascending => (from, to.min(from.saturating_add(size))),
            Order::Descending => (from.max(to.saturating_sub(size)), to),
        };
        let Some(facts) = self.log.facts.as_ref().filter(|facts| start < facts.end()) else { return (start, end) };
        if self.plan.order == Order::Descending {
            return (((end - 1) / facts.block * facts.block).max(from), end);
        }
        let is_listed = |place| facts.block_at(place).is_some_and(|block| self.plan.seeks_listed(block));
        let is_read = |place| facts.block_at(place).is_some_and(|block| self.plan.use_of(block) == BlockUse::Entries);
        let mut border = (start / facts.block + 1) * facts.block;
        let listed = is_listed(start);
        let end = if listed { start + LISTED_BYTES } else { end };
        while border < end && is_read(border) && is_listed(border) == listed {
            border += facts.block;
        }
        (start, border.min(to))
    }

    /// Returns the entries of a block that may match, where these are known.
    fn listed(&self, start: u64, end: u64) -> Option<Vec<Listed>> {
        let facts = self.log.facts.as_ref()?;
        facts.block_at(end - 1).filter(|block| self.plan.seeks_listed(block))?;
        facts.block_at(start).filter(|block| self.plan.seeks_listed(block))?;
        let mut listed = facts.listed(start, end, &self.plan.bounds);
        if self.plan.order == Order::Descending {
            listed.reverse();
        }
        Some(listed)
    }

    /// Tells how the lines before a block are counted.
    fn lines_before(&mut self, start: u64) -> Lines {
        if self.plan.places_only {
            return Lines::Uncounted;
        }
        if self.plan.order == Order::Descending {
            return self.log.line_number(start).map_or(Lines::Uncounted, |line| Lines::Known(line - 1));
        }
        let first = self.first_line.filter(|_| start == self.range.from).map(|line| line - 1);
        let facts = self.log.facts.as_ref();
        let known = first.or_else(|| facts.and_then(|facts| facts.lines_before(start)));
        if facts.is_some_and(|facts| start < facts.end()) {
            return known.map_or(Lines::Uncounted, Lines::Known);
        }
        self.chain = self.chain.take().or_else(|| known.map(|lines| Arc::new(LineChain::after(lines))));
        self.chain.as_ref().map_or(Lines::Uncounted, |chain| Lines::Chain(chain.clone(), chain.join()))
    }

    fn hand_out(&self, block: Block) -> Receiver<Result<Batch, ScanError>> {
        let (sender, receiver) = sync_channel(1);
        let (log, text, plan) = (self.log.clone(), self.text.clone(), self.plan.clone());
        // The receiver is gone where the scan was dropped.
        let work = move || drop(sender.send(scan_block(&log, &text, &plan, &block)));
        match self.ahead {
            // A single block is quicker done than handed over.
            1 => work(),
            _ => self.workers.pool().spawn_fifo(work),
        }
        receiver
    }
}
