//! One file in the life of a followed name: from its first byte to the last that anybody writes to it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::batch::Batch;
use super::lines::{LastLine, lines_behind};
use super::tail::Sibling;
use crate::entry::{Cursor, Head};
use crate::scan::{Beginning, GrowingLog, Reading, Records, ScanError, Stretch, anchor};
use crate::source::Identity;

mod growth;

pub(super) use growth::{Found, Kept, Measured, Seen};
use growth::{Glimpse, begins_alike};

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

/// What a file is when it begins to be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It was read up to its last whole line.
    Known,
    /// Nothing was read of it. What it held before it was cut may stand in copies.
    Unread,
    /// Nothing was read of it, and it is a copy of a file that was cut, which begins so: nobody writes to it.
    Copy(Head),
    /// It was read up to its last whole line, and may be such a copy.
    Old,
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
    /// What it held was destroyed.
    Lost {
        /// So many bytes of it were seen.
        seen: u64,
        /// Up to here a copy holds it.
        kept: u64,
        /// The hash of what stands before that.
        anchor: u32,
    },
}

struct State {
    log: Arc<GrowingLog>,
    identity: Identity,
    beginning: Beginning,
    phase: Phase,
    is_copy: bool,
    /// How a copy began when it was found: another may be made in its place before it is read.
    begins: Option<Head>,
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
    /// What stood there then, where more stood there than was read.
    glimpse: Option<Glimpse>,
    /// How long it was when its encoding and its format were found.
    format_size: u64,
    /// When it was last seen to grow.
    grew: Instant,
    /// The newest batches, one behind the other up to `end`.
    batches: VecDeque<Arc<Batch>>,
    /// How much memory they take, in bytes.
    held: u64,
}

/// So much is read to be held at once, in bytes; of what was read last, as much is kept for followers at the live end, with its
/// records.
const MOST_HELD: u64 = 1 << 20;

/// How many bytes before a place tell that a file was written over.
pub(super) const ANCHOR: u64 = 64;

/// So often a file that is cut while it is looked at for the first time is looked at anew.
const MOST_LOOKS: usize = 8;

impl Generation {
    /// Begins with a file.
    pub(super) fn new(
        (number, since): (i64, i64),
        began: Began,
        log: GrowingLog,
        phase: Phase,
        kind: Kind,
    ) -> Result<Generation, ScanError> {
        let identity = log.file().identity();
        let size = log.file().size().map_err(|error| log.fault(error))?;
        let unread = Beginning::new(Arc::default(), identity.inode, since);
        let mut state = State {
            identity,
            beginning: unread,
            phase,
            is_copy: matches!(kind, Kind::Copy(_) | Kind::Old),
            begins: if let Kind::Copy(head) = kind { Some(head) } else { None },
            end: 0,
            anchor: anchor(&[]),
            lines: Some(0),
            searched_to: 0,
            size,
            glimpse: None,
            format_size: size,
            grew: Instant::now(),
            batches: VecDeque::new(),
            held: 0,
            log: Arc::new(log),
        };
        if matches!(kind, Kind::Known | Kind::Old) {
            state.go_to_end(since)?;
        }
        Ok(Generation { number, began, since, inode: identity.inode, state: Mutex::new(state) })
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

    /// Tells whether nothing was read of it, so that it may have been copied and cut unseen.
    pub(super) fn is_unread(&self) -> bool {
        let state = self.lock();
        state.end == 0 && !state.is_copy && matches!(state.phase, Phase::Live | Phase::Draining)
    }

    /// Tells whether it is a copy of a file that was cut.
    pub(super) fn is_copy(&self) -> bool {
        self.lock().is_copy
    }

    /// Tells whether what it held was destroyed.
    pub(super) fn is_lost(&self) -> bool {
        matches!(self.lock().phase, Phase::Lost { .. })
    }

    /// Tells whether nothing of what it held can be read.
    pub(super) fn is_gone(&self) -> bool {
        matches!(self.lock().phase, Phase::Lost { kept: 0, .. })
    }

    /// Returns up to where the file, or the copy in its place, holds what was read, and the hash of what stands before that.
    pub(super) fn held_end(&self) -> (u64, u32) {
        let state = self.lock();
        match state.phase {
            Phase::Lost { kept, anchor, .. } => (kept, anchor),
            Phase::Live | Phase::Draining | Phase::Final => (state.end, state.anchor),
        }
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
        if !matches!(state.phase, Phase::Lost { .. }) {
            state.phase = Phase::Final;
        }
    }

    /// Says that what it held is gone, so that what was not read of it is lost, but for what is held in memory.
    pub(super) fn lose(&self) {
        let mut state = self.lock();
        state.phase = Phase::Lost { seen: state.size, kept: 0, anchor: anchor(&[]) };
    }

    /// Goes on with a copy of the same content. Where the copy is shorter than what was read, what it does not hold is lost, but
    /// for what is held in memory.
    pub(super) fn continue_in(&self, copy: Sibling, kept: Kept) -> Result<(), ScanError> {
        let Sibling { log: copy, head, .. } = copy;
        let last = if kept == Kept::Less { Some(LastLine::of(&copy)?) } else { None };
        let mut state = self.lock();
        state.identity = copy.file().identity();
        state.beginning.head.inode = state.identity.inode;
        state.log = Arc::new(copy);
        state.is_copy = true;
        // Of an unread file, what was seen of it is lost.
        let seen = if state.end == 0 { state.size } else { state.end };
        state.phase = match last {
            Some(LastLine { end: kept, anchor, .. }) => Phase::Lost { seen, kept, anchor },
            None => Phase::Draining,
        };
        state.searched_to = state.end;
        state.begins = Some(head);
        (state.size, state.glimpse, state.format_size) = (state.end.max(head.length.into()), None, state.end);
        Ok(())
    }

    /// Tells whether the file still holds what was read of it.
    pub(super) fn is_whole(&self) -> bool {
        let (log, (end, anchor), size) = {
            let state = self.lock();
            if !matches!(state.phase, Phase::Live | Phase::Draining) {
                return true;
            }
            (state.log.clone(), (state.end, state.anchor), state.size)
        };
        log.anchor_at(end).is_ok_and(|now| now == anchor) && log.file().size().is_ok_and(|now| now >= size)
    }

    /// Tells whether what is there of what was read is there still.
    pub(super) fn is_kept(&self) -> bool {
        let (end, anchor) = self.held_end();
        self.is_whole() && self.log().anchor_at(end).is_ok_and(|now| now == anchor)
    }

    /// Tells whether what stands before a place is there still, and what was read, as far as it is kept.
    pub(super) fn still_holds(&self, offset: u64, anchor: u32) -> Result<bool, ScanError> {
        let (end, end_anchor) = self.held_end();
        let log = self.log();
        Ok(offset <= end && log.anchor_at(offset)? == anchor && log.anchor_at(end)? == end_anchor)
    }

    /// Tells whether a file begins as this one did when it was read.
    pub(super) fn began_as(&self, other: &GrowingLog) -> bool {
        let known = self.lock().beginning.bytes.clone();
        begins_alike(&known, other)
    }

    /// Tells whether the place that a cursor names is in this file, or was before it was destroyed.
    pub(super) fn holds(&self, cursor: &Cursor) -> bool {
        let state = self.lock();
        if !matches!(state.phase, Phase::Lost { .. }) {
            let log = state.log.clone();
            drop(state);
            return log.holds(cursor);
        }
        let is_it = |offset: u64, anchor: u32| (offset, anchor) == (cursor.offset, cursor.anchor);
        let is_held = |batch: &Arc<Batch>| is_it(batch.from, batch.anchor_before()) || is_it(batch.to, batch.anchor);
        state.beginning.is_of(cursor.head) && (is_it(state.end, state.anchor) || state.batches.iter().any(is_held))
    }

    /// Holds nothing of it in memory any more, unless it is held nowhere else: who still wants something reads the file.
    pub(super) fn let_go(&self) {
        let mut state = self.lock();
        if !matches!(state.phase, Phase::Lost { .. }) {
            state.let_go();
        }
    }

    /// Returns the batch in which a place is, if it is held.
    pub(super) fn batch_at(&self, offset: u64) -> Option<Arc<Batch>> {
        let state = self.lock();
        let index = state.batches.partition_point(|batch| batch.to <= offset);
        state.batches.get(index).filter(|batch| batch.from <= offset).cloned()
    }

    /// Returns where what is held begins behind a place.
    pub(super) fn held_behind(&self, offset: u64) -> Option<(u64, u32)> {
        let state = self.lock();
        let batch = state.batches.iter().find(|batch| batch.from > offset)?;
        Some((batch.from, batch.anchor_before()))
    }

    /// Returns how the file begins, as cursors tell.
    pub(super) fn beginning(&self) -> Beginning {
        self.lock().beginning.clone()
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
        let (end, end_anchor) = self.held_end();
        let (log, beginning) = (self.log(), self.beginning());
        let destroyed = || ScanError::Truncated { file: log.name().to_owned() };
        let is_whole = || Ok::<_, ScanError>(log.anchor_at(place.from)? == anchor && log.anchor_at(end)? == end_anchor);
        if place.to > end || !is_whole()? {
            return Err(destroyed());
        }
        let records = log.read(reading, place, None, &beginning)?;
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
        let head = match offset {
            // Which file was empty, its number and its time tell.
            0 => Head { inode: self.inode, ..self.lock().beginning.head_at(0) },
            _ => self.lock().beginning.head_at(offset),
        };
        Cursor { head, offset, anchor }
    }
}

impl State {
    /// Goes behind the last whole line without reading what stands before it.
    fn go_to_end(&mut self, since: i64) -> Result<(), ScanError> {
        for _ in 0..MOST_LOOKS {
            let place = LastLine::of(&self.log)?;
            self.beginning = Beginning::new(place.bytes.clone(), self.identity.inode, since);
            (self.end, self.anchor, self.searched_to) = (place.end, place.anchor, place.end);
            (self.size, self.format_size) = (place.size, place.size);
            self.lines = (place.end == 0).then_some(0);
            // A file that is cut at this moment is looked at anew.
            if place.is_there(&self.log)? {
                break;
            }
        }
        Ok(())
    }

    fn add(&mut self, batch: Arc<Batch>) {
        (self.end, self.anchor, self.lines, self.searched_to) = (batch.to, batch.anchor, batch.lines_behind, batch.to);
        if self.batches.back().is_some_and(|last| last.to != batch.from) {
            self.let_go();
        }
        self.held += batch.memory();
        self.batches.push_back(batch);
        while self.batches.len() > 1
            && self.held > MOST_HELD
            && let Some(oldest) = self.batches.pop_front()
        {
            self.held -= oldest.memory();
        }
    }

    /// Holds nothing in memory any more.
    fn let_go(&mut self) {
        (self.batches, self.held) = (VecDeque::new(), 0);
    }
}
