//! One query being answered: what the caller takes, chunk by chunk.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::block::{Around, Plan};
use super::file::{FileScan, Part, Parts, Range};
use super::live::GrowingLog;
use super::merge::{Merge, Piece};
use super::open::{self, Opened};
use super::patience::Patience;
use super::record::{RecordWriter, write_end, write_progress};
use super::workers::Workers;
use super::{ScanError, Scanner};
use crate::query::{Bounds, Matcher, Order, Output, Prefilter, Query};

/// One query being answered, chunk by chunk.
pub struct Scan {
    query: Query,
    patience: Patience,
    workers: Arc<Workers>,
    /// The largest block, in bytes.
    block: u64,
    plan: Arc<Plan>,
    state: State,
    matched: u64,
    /// How many bytes were scanned when all was done.
    scanned: u64,
    next_progress: Instant,
}

enum State {
    /// Nothing was read yet.
    Begun(Vec<Vec<Opened>>),
    /// The last matches are being looked for, from the end.
    SeekingTail(Merge, u64),
    Reading(Merge),
    Ended,
}

/// Stops a scan or a survey from another thread.
#[derive(Clone, Debug, Default)]
pub struct Stopper(Arc<AtomicBool>);

/// Why an answer ended, as its last record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Eof,
    Limit,
    Timeout,
}

/// Progress is told so often at most.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);

/// What the blocks of all merged files may hold together, in bytes.
const MERGE_BYTES: u64 = 4 << 20;

/// The largest block of a merged file is no smaller than this.
const SMALLEST_BLOCK: u64 = 16 << 10;

impl Scan {
    pub(super) fn begin(scanner: &Scanner, query: &Query, stopper: &Stopper) -> Result<Scan, ScanError> {
        let patience = Patience::new(stopper, query.timeout);
        let chains = match open::open(scanner, query, &patience) {
            // The answer says that its time was up, and nothing else.
            Err(ScanError::TimedOut) => Vec::new(),
            chains => chains?,
        };
        Ok(Scan::over(scanner, query, chains, patience))
    }

    /// Begins to answer a query over files that are followed, each up to an end.
    ///
    /// # Errors
    /// A query that these files cannot answer.
    pub fn until(scanner: &Scanner, query: &Query, ends: &[(&GrowingLog, u64)]) -> Result<Scan, ScanError> {
        let patience = Patience::new(&Stopper::default(), query.timeout);
        Ok(Scan::over(scanner, query, open::until(scanner, query, ends, &patience)?, patience))
    }

    fn over(scanner: &Scanner, query: &Query, chains: Vec<Vec<Opened>>, patience: Patience) -> Scan {
        Scan {
            plan: Arc::new(plan(query, query.order, chains.len() > 1, false, patience.stopper())),
            query: query.clone(),
            patience,
            workers: scanner.workers.clone(),
            block: scanner.settings.block,
            state: State::Begun(chains),
            matched: 0,
            scanned: 0,
            next_progress: Instant::now() + PROGRESS_INTERVAL,
        }
    }

    /// Waits for the next piece of the answer; `None` at its end. A piece holds whole records.
    ///
    /// # Errors
    /// Reading may fail, or a file may be truncated while it is read; then nothing comes any more.
    pub fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, ScanError> {
        loop {
            let chunk = self.step();
            match chunk {
                Ok(Some(chunk)) if chunk.is_empty() => {}
                Ok(None) | Err(_) => {
                    self.scanned = self.scanned_bytes();
                    self.state = State::Ended;
                    return chunk;
                }
                Ok(_) => return chunk,
            }
        }
    }

    /// Looks for the last matches, where these are asked for; returns in which files there are any, and where the first begins.
    ///
    /// # Errors
    /// Reading may fail.
    pub fn seek(&mut self) -> Result<Vec<(String, u64)>, ScanError> {
        while matches!(self.state, State::Begun(_) | State::SeekingTail(..)) {
            self.step()?;
        }
        match &self.state {
            State::Reading(merge) => Ok(merge.starts()),
            State::Begun(_) | State::SeekingTail(..) | State::Ended => Ok(Vec::new()),
        }
    }

    /// Returns how many entries have matched so far.
    pub fn matched(&self) -> u64 {
        self.matched
    }

    /// Returns how many bytes were scanned so far.
    pub fn scanned_bytes(&self) -> u64 {
        match &self.state {
            State::Begun(_) => 0,
            State::SeekingTail(merge, _) | State::Reading(merge) => merge.scanned(),
            State::Ended => self.scanned,
        }
    }

    /// Returns a handle that stops this scan; dropping the scan stops it too.
    pub fn stopper(&self) -> Stopper {
        self.patience.stopper().clone()
    }

    fn step(&mut self) -> Result<Option<Vec<u8>>, ScanError> {
        if self.patience.stopper().is_stopped() {
            return Ok(None);
        }
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Begun(chains) => {
                self.state = self.first_state(chains);
                Ok(Some(self.plan.writer.header()))
            }
            State::SeekingTail(merge, left) => self.seek_tail(merge, left).map(Some),
            State::Reading(merge) => self.read(merge),
            State::Ended => Ok(None),
        }
    }

    fn first_state(&self, chains: Vec<Vec<Opened>>) -> State {
        match self.query.tail {
            None => State::Reading(self.merge(chains, &self.plan, self.query.limit.unwrap_or(u64::MAX))),
            Some(tail) => {
                let stopper = self.patience.stopper();
                let plan = Arc::new(plan(&self.query, Order::Descending, chains.len() > 1, true, stopper));
                let newest_first = chains.into_iter().map(|chain| chain.into_iter().rev().collect()).collect();
                State::SeekingTail(self.merge(newest_first, &plan, tail), tail)
            }
        }
    }

    /// Looks further back for the last matches; once they are found, reading begins at the first of them.
    fn seek_tail(&mut self, mut merge: Merge, left: u64) -> Result<Vec<u8>, ScanError> {
        if left > 0
            && !self.patience.is_late()
            && let Some(piece) = in_time(merge.next_piece(left))?.flatten()
        {
            self.state = State::SeekingTail(merge, left - piece.matches);
            return Ok(Vec::new());
        }
        let chain = |scans: Vec<(FileScan, Option<u64>)>| {
            let opened = |(scan, start): (FileScan, Option<u64>)| {
                // Of a file before the first match no more than context is read.
                let range = start.map_or(Range { from: 0, to: 0 }, |from| Range { from, to: scan.near_end() });
                let first_line = scan.log.line_number(range.from);
                Opened { log: scan.log.clone(), range, first_line }
            };
            scans.into_iter().rev().map(opened).collect::<Vec<_>>()
        };
        let has_match = |scans: &Vec<(FileScan, Option<u64>)>| scans.iter().any(|(_, start)| start.is_some());
        let chains = merge.into_reached().into_iter().filter(has_match).map(chain).collect();
        self.state = State::Reading(self.merge(chains, &self.plan, self.query.limit.unwrap_or(u64::MAX)));
        Ok(Vec::new())
    }

    fn read(&mut self, mut merge: Merge) -> Result<Option<Vec<u8>>, ScanError> {
        let left = self.query.limit.map_or(u64::MAX, |limit| limit - self.matched);
        let end = match (left, self.patience.is_late()) {
            (0, _) => End::Limit,
            (_, true) => End::Timeout,
            _ => match in_time(merge.next_piece(left))? {
                None if self.patience.stopper().is_stopped() => return Ok(None),
                None => End::Timeout,
                Some(None) => End::Eof,
                Some(Some(Piece { mut bytes, matches })) => {
                    self.matched += matches;
                    self.add_progress(&mut bytes, &merge);
                    self.state = State::Reading(merge);
                    return Ok(Some(bytes));
                }
            },
        };
        match merge.take_newer_fault() {
            Some(fault) => Err(fault),
            None => self.last_record(&merge, end),
        }
    }

    fn add_progress(&mut self, bytes: &mut Vec<u8>, merge: &Merge) {
        let now = Instant::now();
        if self.query.progress && now >= self.next_progress {
            self.next_progress = now + PROGRESS_INTERVAL;
            write_progress(bytes, merge.scanned(), merge.total(), self.matched);
        }
    }

    fn last_record(&self, merge: &Merge, end: End) -> Result<Option<Vec<u8>>, ScanError> {
        if end == End::Timeout && self.query.output != Output::Ndjson {
            return Err(ScanError::TimedOut);
        }
        let says_so = self.query.progress || end == End::Timeout;
        if !says_so || self.query.output != Output::Ndjson {
            return Ok(None);
        }
        let mut record = Vec::new();
        let cursors = merge.cursors()?;
        write_end(&mut record, end, (merge.scanned(), merge.total(), self.matched), &cursors);
        Ok(Some(record))
    }

    fn merge(&self, chains: Vec<Vec<Opened>>, plan: &Arc<Plan>, most: u64) -> Merge {
        merge(&self.workers, self.block, chains, plan, most)
    }
}

/// Returns what was read; `None` where it was given up because nobody waits any longer.
pub(super) fn in_time<T>(read: Result<T, ScanError>) -> Result<Option<T>, ScanError> {
    match read {
        Err(ScanError::TimedOut) => Ok(None),
        read => read.map(Some),
    }
}

/// Begins to scan chains of files, joined by time.
pub(super) fn merge(
    workers: &Arc<Workers>,
    block: u64,
    chains: Vec<Vec<Opened>>,
    plan: &Arc<Plan>,
    most: u64,
) -> Merge {
    let share = MERGE_BYTES / (2 * chains.len().max(1) as u64);
    let largest_block = share.max(SMALLEST_BLOCK).min(block);
    let scan = |opened: Opened| {
        let Opened { log, range, first_line } = opened;
        let (plan, workers) = (plan.clone(), workers.clone());
        FileScan::new(Parts { log, plan, workers, range, first_line, most, largest_block, part: Part::WHOLE })
    };
    let chains = chains.into_iter().map(|chain| chain.into_iter().map(scan).collect()).collect();
    Merge::new(plan.order, chains)
}

pub(super) fn plan(query: &Query, order: Order, merges: bool, places_only: bool, stopper: &Stopper) -> Plan {
    let matcher = Matcher::new(query);
    let prefilter = Prefilter::new(query);
    let writer = RecordWriter::new(query);
    let around = Around { before: query.before, after: query.after };
    let (bounds, stop) = (Bounds::new(query), stopper.flag());
    let (counter, uses_facts_of_matches) = (None, false);
    Plan {
        brief: false,
        matcher,
        prefilter,
        bounds,
        writer,
        around,
        counter,
        uses_facts_of_matches,
        order,
        merges,
        places_only,
        stop,
    }
}

impl Drop for Scan {
    fn drop(&mut self) {
        self.patience.stopper().stop();
    }
}

impl Stopper {
    /// Stops the scan within one block; its next chunk is then the end.
    pub fn stop(&self) {
        self.0.store(true, Relaxed);
    }

    /// Returns what the workers look at.
    pub(super) fn flag(&self) -> Arc<AtomicBool> {
        self.0.clone()
    }

    /// Tells whether it was stopped.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Relaxed)
    }
}
