//! What is written to a file: found, held, made into records, and handed to those who follow.

use std::sync::{Arc, LazyLock};
use std::time::Instant;

use super::{ANCHOR, Generation, MOST_HELD, Phase};
use crate::follow::batch::Batch;
use crate::follow::held::Held;
use crate::follow::lines::{first_bytes, last_line_end, lines_behind};
use crate::query::Query;
use crate::scan::{Beginning, GrowingLog, Reading, ScanError, Stretch, begins_with};

/// What a look at a file has shown.
pub(in crate::follow) enum Seen {
    Nothing,
    News,
    /// It is shorter than what was read of it, or that was written over.
    Rewritten,
    /// Its first lines, before which others may have been written and copied away.
    First(Found),
}

/// How long a file was at some moment.
pub(in crate::follow) struct Measured {
    log: Arc<GrowingLog>,
    size: u64,
}

/// A stretch that was read, all of it in the life of one file.
pub(in crate::follow) struct Found {
    log: Arc<GrowingLog>,
    stretch: Stretch,
    held: Held,
    beginning: Beginning,
}

/// Whole records of all entries.
static PLAIN: LazyLock<Reading> = LazyLock::new(|| Reading::new(&Query::default()));

/// A file shorter than this may not show its format yet.
const SHOWS_FORMAT: u64 = 16 << 10;

/// So much of a stretch that is too long to be held is read to know it again, in bytes.
const SHOWN: u64 = 4 << 10;

impl Found {
    /// Tells whether the file still holds what was read.
    pub(in crate::follow) fn is_there(&self) -> Result<bool, ScanError> {
        self.held.is_there().map_err(|error| self.log.fault(error))
    }
}

/// How much of a file a copy of it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::follow) enum Kept {
    /// All that was seen.
    All,
    /// What was seen last was written while the copy was made, and is not in it.
    Less,
}

/// What was seen of a file behind what was read of it.
#[derive(Clone)]
pub(super) struct Glimpse {
    /// The hash of what stood where the file ended.
    anchor: u32,
    /// How it began, where nothing was read of it.
    begins: Arc<[u8]>,
}

impl Glimpse {
    fn of(log: &GrowingLog, end: u64, size: u64) -> Result<Glimpse, ScanError> {
        let begins = if end == 0 { first_bytes(log, size)? } else { Arc::default() };
        Ok(Glimpse { anchor: log.anchor_at(size)?, begins })
    }
}

/// Tells whether a file begins with these bytes, or they with all of it.
pub(super) fn begins_alike(known: &[u8], other: &GrowingLog) -> bool {
    let is_alike = |bytes: Arc<[u8]>| !bytes.is_empty() && (known.starts_with(&bytes) || bytes.starts_with(known));
    !known.is_empty() && other.first_bytes().is_ok_and(is_alike)
}

/// A file, and its size; none where it is shorter than it was.
type Looked = (Arc<GrowingLog>, Option<u64>);

impl Generation {
    /// Measures the file.
    pub(in crate::follow) fn measure(&self) -> Result<Measured, ScanError> {
        let log = self.log();
        let size = log.file().size().map_err(|error| log.fault(error))?;
        Ok(Measured { log, size })
    }

    /// Reads what was written up to the size that was measured, and hands it to those who follow; but for the first lines, see [`Seen::First`].
    pub(in crate::follow) fn advance(&self, measured: &Measured) -> Result<Seen, ScanError> {
        let Some((log, size)) = self.look(measured)? else { return Ok(Seen::Nothing) };
        let (end, anchor, searched_to, lines_before, is_copy) = {
            let state = self.lock();
            (state.end, state.anchor, state.searched_to, state.lines, state.is_copy)
        };
        let Some(size) = size else { return Ok(Seen::Rewritten) };
        if !self.begins_as_found(&log)? || log.anchor_at(end)? != anchor || !self.holds_glimpse(&log)? {
            return Ok(Seen::Rewritten);
        }
        let glimpse = if size > end { Some(Glimpse::of(&log, end, size)?) } else { None };
        // What was read of a file that was cut meanwhile is of none that ever was.
        if log.file().size().map_err(|error| log.fault(error))? < size {
            return Ok(Seen::Rewritten);
        }
        {
            let mut state = self.lock();
            (state.size, state.glimpse) = (size, glimpse);
        }
        if size == searched_to {
            return Ok(Seen::Nothing);
        }
        let to = last_line_end(log.file().as_ref(), searched_to, size).map_err(|error| log.fault(error))?;
        if to == searched_to {
            self.lock().searched_to = size;
            return Ok(Seen::Nothing);
        }
        let log = self.with_format(&log, to)?;
        match self.find(&log, Stretch { from: end, to, lines_before }, anchor, true)? {
            None => Ok(Seen::Rewritten),
            Some(found) if end == 0 && !is_copy => Ok(Seen::First(found)),
            Some(found) => self.publish(found),
        }
    }

    /// Tells whether what was seen and not read is there still.
    fn holds_glimpse(&self, log: &GrowingLog) -> Result<bool, ScanError> {
        let (size, glimpse) = {
            let state = self.lock();
            (state.size, state.glimpse.clone())
        };
        glimpse.map_or(Ok(true), |glimpse| Ok(log.anchor_at(size)? == glimpse.anchor))
    }

    /// Tells whether a copy begins as it did when it was found.
    fn begins_as_found(&self, log: &GrowingLog) -> Result<bool, ScanError> {
        let begins = self.lock().begins;
        begins.map_or(Ok(true), |head| begins_with(log.file().as_ref(), head).map_err(|error| log.fault(error)))
    }

    /// Returns what a copy of a file of which nothing was read holds of what was seen of it; none where it is a copy of something else.
    pub(in crate::follow) fn seen_in(&self, copy: &GrowingLog) -> Option<Kept> {
        if self.holds_glimpse(copy).unwrap_or(false) {
            return Some(Kept::All);
        }
        let glimpse = self.lock().glimpse.clone()?;
        begins_alike(&glimpse.begins, copy).then_some(Kept::Less)
    }

    /// Returns the file and its size, none where it is shorter now; nothing where no more is read of it.
    fn look(&self, measured: &Measured) -> Result<Option<Looked>, ScanError> {
        let (log, end, last_size, format_size) = {
            let state = self.lock();
            if matches!(state.phase, Phase::Final | Phase::Lost { .. }) {
                return Ok(None);
            }
            (state.log.clone(), state.end, state.size, state.format_size)
        };
        // It may have been looked at since it was measured, or a copy may have taken its place.
        let is_newest = Arc::ptr_eq(&measured.log, &log) && measured.size >= last_size;
        let size = if is_newest { measured.size } else { log.file().size().map_err(|error| log.fault(error))? };
        if size < last_size {
            return Ok(Some((log, None)));
        }
        if size > last_size {
            self.lock().grew = Instant::now();
        }
        if end > 0 || size == format_size || !self.holds_glimpse(&log)? {
            return Ok(Some((log, Some(size))));
        }
        // Whether it is packed, in another encoding, or begins with a hole shows only once something stands in it.
        let again = Arc::new(log.anew()?);
        let size = again.file().size().map_err(|error| log.fault(error))?;
        let is_cut = log.file().size().map_err(|error| log.fault(error))? < last_size;
        if is_cut || !self.holds_glimpse(&log)? {
            return Ok(Some((log, None)));
        }
        let log = again;
        let mut state = self.lock();
        (state.log, state.format_size, state.searched_to, state.glimpse) = (log.clone(), size, 0, None);
        Ok(Some((log, Some(size))))
    }

    /// Takes a last line without an end for whole, because nobody seems to complete it.
    pub(in crate::follow) fn give_half_line(&self) -> Result<bool, ScanError> {
        let (log, stretch, anchor) = {
            let state = self.lock();
            if !matches!(state.phase, Phase::Live | Phase::Draining) {
                return Ok(false);
            }
            let stretch = Stretch { from: state.end, to: state.size, lines_before: state.lines };
            (state.log.clone(), stretch, state.anchor)
        };
        if stretch.from >= stretch.to {
            return Ok(false);
        }
        let found = self.find(&log, stretch, anchor, false)?;
        found.map_or(Ok(false), |found| Ok(matches!(self.publish(found)?, Seen::News)))
    }

    /// Holds a stretch; `anchor` is the hash of what must stand before it. Nothing where the file was cut meanwhile.
    fn find(
        &self,
        log: &Arc<GrowingLog>,
        stretch: Stretch,
        anchor: u32,
        is_whole: bool,
    ) -> Result<Option<Found>, ScanError> {
        let fault = |error| log.fault(error);
        let Stretch { from, to, .. } = stretch;
        let shown = if to - from > MOST_HELD { from + SHOWN } else { to };
        let held = Held::new(log.file().clone(), from.saturating_sub(ANCHOR), shown).map_err(fault)?;
        let beginning = self.begins(log, &held, to)?;
        let is_shorter = log.file().size().map_err(fault)? < self.lock().size;
        let is_cut = shown == to && is_whole && !held.ends_line();
        let is_one = held.end() == shown && held.anchor_at(from) == anchor && !is_shorter && !is_cut;
        // What was seen of it before must be of the same file, too.
        let is_same = is_one && self.holds_glimpse(log)? && self.begins_as_found(log)?;
        let is_there = is_same && held.is_there().map_err(fault)?;
        Ok(is_there.then(|| Found { log: log.clone(), stretch, held, beginning }))
    }

    /// Returns how the file begins, as far as it was read up to a place.
    fn begins(&self, log: &GrowingLog, held: &Held, to: u64) -> Result<Beginning, ScanError> {
        let known = self.beginning();
        if known.is_whole() || known.bytes.len() as u64 >= to {
            return Ok(known);
        }
        let bytes = if held.begins() { held.first_bytes(to) } else { first_bytes(log, to)? };
        Ok(Beginning::new(bytes, known.head.inode, self.since))
    }

    /// Makes batches of what was found.
    pub(in crate::follow) fn publish(&self, found: Found) -> Result<Seen, ScanError> {
        let Found { log, stretch, held, beginning } = found;
        let Stretch { mut from, to, lines_before: mut lines } = stretch;
        if held.end() < to {
            return self.skip(&log, stretch, &held, beginning);
        }
        let held = Arc::new(held);
        let mut batches = Vec::new();
        while from < to {
            let piece = Stretch { from, to, lines_before: lines };
            let records = log.read(&PLAIN, piece, Some(held.clone()), &beginning)?;
            let (reached, anchor) = (records.reached, held.anchor_at(records.reached));
            let lines_behind = lines.map(|before| before + held.count_lines(from, reached));
            let (held, records) = (held.clone(), Arc::new(records));
            batches.push(Batch { from, to: reached, anchor, lines_before: lines, lines_behind, held, records });
            (from, lines) = (reached, lines_behind);
        }
        // What stands before may have been read for the records, too.
        if !held.is_there().map_err(|error| log.fault(error))? {
            return Ok(Seen::Rewritten);
        }
        let mut state = self.lock();
        state.beginning = beginning;
        batches.into_iter().for_each(|batch| state.add(Arc::new(batch)));
        Ok(Seen::News)
    }

    /// Takes note of a stretch too long to be held: followers read it faster by themselves.
    fn skip(&self, log: &GrowingLog, stretch: Stretch, held: &Held, beginning: Beginning) -> Result<Seen, ScanError> {
        let Stretch { from, to, lines_before } = stretch;
        let lines = lines_behind(log, lines_before, from, to)?;
        let anchor_behind = log.anchor_at(to)?;
        if !held.is_there().map_err(|error| log.fault(error))? {
            return Ok(Seen::Rewritten);
        }
        let mut state = self.lock();
        state.beginning = beginning;
        state.let_go();
        (state.end, state.anchor, state.lines, state.searched_to) = (to, anchor_behind, lines, to);
        Ok(Seen::News)
    }

    /// Finds the format of a file anew while it is short.
    fn with_format(&self, log: &Arc<GrowingLog>, to: u64) -> Result<Arc<GrowingLog>, ScanError> {
        let known = self.lock().format_size;
        if known >= SHOWS_FORMAT || to < 2 * known || to == known {
            return Ok(log.clone());
        }
        let again = Arc::new(log.with_format_of_now()?);
        let mut state = self.lock();
        (state.format_size, state.log) = (to, again.clone());
        Ok(again)
    }
}
