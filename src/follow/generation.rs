//! One file in the life of a followed name: from its first byte to the last that anybody writes to it.

use std::collections::VecDeque;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::batch::Batch;
use super::held::Held;
use super::lines::{last_line_end, lines_behind};
use crate::entry::{Cursor, Head};
use crate::query::Query;
use crate::scan::{GrowingLog, Reading, Records, ScanError, Stretch};
use crate::source::Identity;

/// One file that a followed name leads to, or led to.
pub(super) struct Generation {
    /// Rises along the life of a name.
    pub(super) number: i64,
    /// What ended the file before it.
    pub(super) began: Began,
    /// From when on cursors may be in it: microseconds since 1970, later than what is seen in all cursors of before.
    pub(super) since: i64,
    /// The number of the file with which it began; a copy may have taken its place.
    pub(super) inode: u64,
    state: Mutex<State>,
}

/// How a file came in the place of the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Began {
    /// It was there when following began, or there was none before.
    First,
    /// The name leads to another file.
    Rotated,
    /// The same file begins anew.
    Truncated,
}

/// Where a file is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The name leads to it.
    Live,
    /// The name leads elsewhere, but somebody may still write to it.
    Draining,
    /// Nothing comes any more.
    Final,
    /// What it held was destroyed; so many bytes of it were seen.
    Lost(u64),
}

struct State {
    log: Arc<GrowingLog>,
    identity: Identity,
    head: Head,
    /// What the file begins with, as far as the head reaches.
    first: Arc<[u8]>,
    phase: Phase,
    /// Behind the last whole line that was seen.
    end: u64,
    /// The hash of what stands before `end`.
    anchor: u32,
    /// The line ends before `end`, where they were counted.
    lines: Option<u64>,
    /// Up to here no line end was found behind `end`.
    searched_to: u64,
    /// How long the file was when it was last looked at.
    size: u64,
    /// How long it was when its format was found.
    format_size: u64,
    /// When it was last seen to grow.
    grew: Instant,
    /// The newest batches, one behind the other up to `end`.
    batches: VecDeque<Arc<Batch>>,
}

/// What a look at a file has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Nothing,
    News,
    /// It is shorter than what was read of it, or that was written over.
    Rewritten,
}

/// So much of what was read last is kept for followers at the live end, in bytes.
const MOST_HELD: u64 = 1 << 20;

/// How many bytes before a place tell that a file was written over.
pub(super) const ANCHOR: u64 = 64;

/// Whole records of all entries.
static PLAIN: LazyLock<Reading> = LazyLock::new(|| Reading::new(&Query::default()));

/// A file shorter than this may not show its format yet.
const SHOWS_FORMAT: u64 = 16 << 10;

impl Generation {
    /// Begins with a file that was read up to its last whole line, or to its start where it is `unread`.
    pub(super) fn new(
        (number, since): (i64, i64),
        began: Began,
        log: GrowingLog,
        phase: Phase,
        unread: bool,
    ) -> Result<Generation, ScanError> {
        let file = log.file().clone();
        let size = file.size().map_err(|error| log.fault(error))?;
        let end = if unread { 0 } else { last_line_end(file.as_ref(), 0, size).map_err(|error| log.fault(error))? };
        let state = State {
            identity: file.identity(),
            head: log.head()?,
            first: log.first_bytes()?,
            phase,
            end,
            anchor: log.anchor_at(end)?,
            lines: (end == 0).then_some(0),
            searched_to: end,
            size,
            format_size: size,
            grew: Instant::now(),
            batches: VecDeque::new(),
            log: Arc::new(log),
        };
        let inode = state.identity.inode;
        Ok(Generation { number, began, since, inode, state: Mutex::new(state) })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn phase(&self) -> Phase {
        self.lock().phase
    }

    pub(super) fn identity(&self) -> Identity {
        self.lock().identity
    }

    pub(super) fn log(&self) -> Arc<GrowingLog> {
        self.lock().log.clone()
    }

    /// Returns the place behind the last whole line, and the hash of what stands before it.
    pub(super) fn live_end(&self) -> (u64, u32) {
        let state = self.lock();
        (state.end, state.anchor)
    }

    /// Returns how long nobody has written to it.
    pub(super) fn quiet(&self) -> Duration {
        self.lock().grew.elapsed()
    }

    /// Says that the name leads elsewhere.
    pub(super) fn drain(&self) {
        let mut state = self.lock();
        if state.phase == Phase::Live {
            state.phase = Phase::Draining;
        }
    }

    /// Says that nothing comes any more; a last line without an end counts as whole.
    pub(super) fn finish(&self) {
        let mut state = self.lock();
        if !matches!(state.phase, Phase::Lost(_)) {
            state.phase = Phase::Final;
        }
    }

    /// Takes a last line without an end for whole, because nobody seems to complete it.
    pub(super) fn give_half_line(&self) -> Result<Seen, ScanError> {
        let (log, from, to, lines_before, anchor) = {
            let state = self.lock();
            (state.log.clone(), state.end, state.size, state.lines, state.anchor)
        };
        if from == to {
            return Ok(Seen::Nothing);
        }
        self.publish(&log, Stretch { from, to, lines_before }, anchor)
    }

    /// Says that what it held is gone, so that what was not read of it is lost, but for what is held in memory.
    pub(super) fn lose(&self) {
        let mut state = self.lock();
        state.phase = Phase::Lost(state.size);
    }

    /// Goes on with a copy of the same content.
    pub(super) fn continue_in(&self, copy: GrowingLog) {
        let mut state = self.lock();
        state.identity = copy.file().identity();
        state.log = Arc::new(copy);
        state.phase = Phase::Draining;
        state.searched_to = state.end;
        state.size = state.end;
    }

    /// Returns the size of the file at this moment.
    pub(super) fn size(&self) -> Result<u64, ScanError> {
        let log = self.log();
        log.file().size().map_err(|error| log.fault(error))
    }

    /// Reads what was written up to `size`, and hands it to those who follow.
    pub(super) fn advance(&self, size: u64) -> Result<Seen, ScanError> {
        let (log, end, anchor, searched_to, lines) = {
            let mut state = self.lock();
            if matches!(state.phase, Phase::Final | Phase::Lost(_)) {
                return Ok(Seen::Nothing);
            }
            if size > state.size {
                state.grew = Instant::now();
            }
            if size < state.size {
                return Ok(Seen::Rewritten);
            }
            (state.log.clone(), state.end, state.anchor, state.searched_to, state.lines)
        };
        let fault = |error| log.fault(error);
        if log.anchor_at(end)? != anchor {
            return Ok(Seen::Rewritten);
        }
        self.lock().size = size;
        if size == searched_to {
            return Ok(Seen::Nothing);
        }
        let to = last_line_end(log.file().as_ref(), searched_to, size).map_err(fault)?;
        if to == searched_to {
            self.lock().searched_to = size;
            return Ok(Seen::Nothing);
        }
        self.publish(&log, Stretch { from: end, to, lines_before: lines }, anchor)
    }

    /// Makes batches of a stretch; `anchor` is the hash of what must stand before it.
    fn publish(&self, log: &Arc<GrowingLog>, stretch: Stretch, anchor: u32) -> Result<Seen, ScanError> {
        let log = self.with_format(log, stretch.to)?;
        let Stretch { mut from, to, lines_before: mut lines } = stretch;
        if to - from > MOST_HELD {
            return self.skip(&log, stretch, anchor);
        }
        let held = Held::new(log.file().clone(), from.saturating_sub(ANCHOR), to).map_err(|error| log.fault(error))?;
        // Nothing stands before a first reading by which a truncation in between would be noticed; its size tells.
        let is_shorter = log.file().size().map_err(|error| log.fault(error))? < self.lock().size;
        if held.anchor_at(from) != anchor || held.end() != to || is_shorter {
            return Ok(Seen::Rewritten);
        }
        self.know(&log)?;
        let held = Arc::new(held);
        while from < to {
            let piece = Stretch { from, to, lines_before: lines };
            let records = log.read(&PLAIN, piece, Some(held.clone()), self.since)?;
            let (reached, anchor) = (records.reached, held.anchor_at(records.reached));
            let lines_behind = lines.map(|before| before + held.count_lines(from, reached));
            let (held, records) = (held.clone(), Arc::new(records));
            let batch = Batch { from, to: reached, anchor, lines_before: lines, lines_behind, held, records };
            (from, lines) = (reached, lines_behind);
            self.lock().add(Arc::new(batch));
        }
        Ok(Seen::News)
    }

    /// Takes note of a stretch too long to be held: followers read it faster by themselves.
    fn skip(&self, log: &GrowingLog, stretch: Stretch, anchor: u32) -> Result<Seen, ScanError> {
        let Stretch { from, to, lines_before } = stretch;
        let lines = lines_behind(log, lines_before, from, to)?;
        let anchor_behind = log.anchor_at(to)?;
        if log.anchor_at(from)? != anchor {
            return Ok(Seen::Rewritten);
        }
        self.know(log)?;
        let mut state = self.lock();
        state.batches.clear();
        (state.end, state.anchor, state.lines, state.searched_to) = (to, anchor_behind, lines, to);
        Ok(Seen::News)
    }

    /// Takes note of how the file begins, while it is short.
    fn know(&self, log: &GrowingLog) -> Result<(), ScanError> {
        let head = log.head()?;
        if head == self.lock().head {
            return Ok(());
        }
        let first = log.first_bytes()?;
        let mut state = self.lock();
        (state.head, state.first) = (head, first);
        Ok(())
    }

    /// Tells whether a file begins as this one did when it was read.
    pub(super) fn began_as(&self, other: &GrowingLog) -> bool {
        let first = self.lock().first.clone();
        other.first_bytes().is_ok_and(|bytes| !bytes.is_empty() && first.starts_with(&bytes))
    }

    /// Finds the format of a file anew while it is short.
    fn with_format(&self, log: &Arc<GrowingLog>, to: u64) -> Result<Arc<GrowingLog>, ScanError> {
        let known = self.lock().format_size;
        if known >= SHOWS_FORMAT || to < 2 * known {
            return Ok(log.clone());
        }
        let again = Arc::new(log.with_format_of_now()?);
        let mut state = self.lock();
        (state.format_size, state.log) = (to, again.clone());
        Ok(again)
    }

    /// Returns the batch that begins at a place, if it is held.
    pub(super) fn batch_at(&self, offset: u64) -> Option<Arc<Batch>> {
        let state = self.lock();
        let index = state.batches.binary_search_by_key(&offset, |batch| batch.from).ok()?;
        state.batches.get(index).cloned()
    }

    /// Reads on from a place in the file itself; returns the records, the hash of what stands where they end, and the line ends
    /// before that, where they are counted.
    ///
    /// # Errors
    /// Reading may fail, or the place may be gone.
    pub(super) fn read(
        &self,
        reading: &Reading,
        place: Stretch,
        anchor: u32,
    ) -> Result<(Records, u32, Option<u64>), ScanError> {
        let (log, (end, end_anchor)) = (self.log(), self.live_end());
        let destroyed = || ScanError::Truncated { file: log.name().to_owned() };
        let is_whole = || Ok::<_, ScanError>(log.anchor_at(place.from)? == anchor && log.anchor_at(end)? == end_anchor);
        if !is_whole()? {
            return Err(destroyed());
        }
        let records = log.read(reading, place, None, self.since)?;
        let anchor_behind = log.anchor_at(records.reached)?;
        let lines = lines_behind(&log, place.lines_before, place.from, records.reached)?;
        // What was written over while it was read may be of two files.
        if !is_whole()? {
            return Err(destroyed());
        }
        Ok((records, anchor_behind, lines))
    }

    /// Returns the cursor of a place whose anchor is known.
    pub(super) fn cursor(&self, offset: u64, anchor: u32) -> Cursor {
        Cursor { head: self.lock().head, offset, anchor }
    }
}

impl State {
    fn add(&mut self, batch: Arc<Batch>) {
        (self.end, self.anchor, self.lines, self.searched_to) = (batch.to, batch.anchor, batch.lines_behind, batch.to);
        if self.batches.back().is_some_and(|last| last.to != batch.from) {
            self.batches.clear();
        }
        self.batches.push_back(batch);
        while self.batches.len() > 1 && self.batches.front().is_some_and(|first| self.end - first.to > MOST_HELD) {
            self.batches.pop_front();
        }
    }
}

/// Returns the moment that stands in cursors.
pub(super) fn now_micros() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}
