//! Counts lines: across blocks that are scanned at the same time, and within one.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use memchr::memchr_iter;

use super::window::Window;

/// How the lines before a block are counted.
pub(super) enum Lines {
    /// They are not.
    Uncounted,
    /// So many line ends stand before its start.
    Known(u64),
    /// The blocks of a scan hand their sums on.
    Chain(Arc<LineChain>, usize),
}

/// The sums of line ends before each block of a scan.
pub(super) struct LineChain {
    /// The line ends before the first block.
    before: u64,
    counts: Mutex<Vec<Option<u64>>>,
    counted: Condvar,
}

impl LineChain {
    /// Begins a chain behind so many line ends.
    pub(super) fn after(before: u64) -> LineChain {
        LineChain { before, counts: Mutex::default(), counted: Condvar::new() }
    }

    /// Takes the next place in the chain.
    pub(super) fn join(&self) -> usize {
        let mut counts = self.lock();
        counts.push(None);
        counts.len() - 1
    }

    fn set(&self, place: usize, count: u64) {
        self.lock()[place] = Some(count);
        self.counted.notify_all();
    }

    /// Waits until all blocks before a place are counted. They were started earlier and count before they do anything else.
    fn sum_before(&self, place: usize) -> u64 {
        let mut counts = self.lock();
        loop {
            let sum = counts[..place].iter().copied().sum::<Option<u64>>();
            match sum {
                Some(sum) => return self.before + sum,
                None => counts = self.counted.wait(counts).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Option<u64>>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lines {
    /// Counts the line ends of the block and returns how many stand before it.
    pub(super) fn count(&self, block: &[u8]) -> Option<u64> {
        match self {
            Lines::Uncounted => None,
            Lines::Known(before) => Some(*before),
            Lines::Chain(chain, place) => {
                chain.set(*place, memchr_iter(b'\n', block).count() as u64);
                Some(chain.sum_before(*place))
            }
        }
    }

    /// Lets the blocks behind this one go on; the answer ends before theirs.
    pub(super) fn give_up(&self) {
        if let Lines::Chain(chain, place) = self {
            chain.set(*place, 0);
        }
    }
}

/// Counts line ends up to places in a window that only move on.
pub(super) struct LineCounter {
    pub(super) counted_to: u64,
    pub(super) lines: u64,
}

impl LineCounter {
    /// Steps over an entry of so many lines, if all before it were counted.
    pub(super) fn step_over(&mut self, (start, end): (u64, u64), lines: u64) {
        if self.counted_to == start {
            self.lines += lines;
            self.counted_to = end;
        }
    }

    /// Returns how many line ends stand before an offset.
    pub(super) fn count_to(&mut self, window: &Window<'_>, offset: u64) -> u64 {
        self.lines += memchr_iter(b'\n', window.slice(self.counted_to, offset)).count() as u64;
        self.counted_to = offset;
        self.lines
    }
}
