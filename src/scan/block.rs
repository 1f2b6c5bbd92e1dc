//! The work on one block of a file: find the entries that start in it, keep those that match, write their records.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ScanError;
use super::count::Counter;
use super::cursor::{ANCHOR_BYTES, anchor, anchor_at};
use super::facts::Listed;
use super::lines::{LineCounter, Lines};
use super::log::Log;
use super::record::{self, Boundary, FileText, RecordWriter};
use super::walk::{Item, Span, Walk, with_item};
use super::window::Window;
use crate::entry::Timestamp;
use crate::query::{Bounds, Candidate, Candidates, Matcher, Order, Prefilter};

mod around;
mod known;

pub(super) use around::{Beyond, context_beyond};
pub(super) use known::BlockUse;
use known::scan_listed;

/// What is the same for all blocks of a scan.
pub(super) struct Plan {
    pub(super) matcher: Matcher,
    pub(super) prefilter: Option<Prefilter>,
    /// By which blocks whose facts are known are passed over.
    pub(super) bounds: Bounds,
    pub(super) writer: RecordWriter,
    pub(super) order: Order,
    pub(super) around: Around,
    /// Counts the matches instead of keeping them.
    pub(super) counter: Option<Arc<dyn Counter>>,
    /// Whether nothing but times and levels is asked of entries.
    pub(super) brief: bool,
    /// Whether blocks whose matches are known are counted unread.
    pub(super) uses_facts_of_matches: bool,
    /// Whether results carry the times by which files are merged.
    pub(super) merges: bool,
    /// Whether only the places of matches are wanted.
    pub(super) places_only: bool,
    /// Set when nobody waits for the answer any more.
    pub(super) stop: Arc<AtomicBool>,
}

/// How many entries are wanted around each match.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    pub(super) before: u64,
    pub(super) after: u64,
}

/// Why an entry is among the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Match,
    /// It stands before a match.
    Before,
    /// It stands behind a match.
    After,
}

/// A block to be scanned.
pub(super) struct Block {
    pub(super) start: u64,
    pub(super) end: u64,
    /// The offset at which the scan of this file ends.
    pub(super) limit: u64,
    /// Whether an entry is known to start at `start`.
    pub(super) starts_entry: bool,
    pub(super) lines: Lines,
    /// How many matches are wanted at most.
    pub(super) most: u64,
    /// The only entries that may match, in the order of reading, where these are known.
    pub(super) listed: Option<Vec<Listed>>,
}

/// The matches of a block.
#[derive(Default)]
pub(super) struct Batch {
    /// The records, whole ones only.
    pub(super) bytes: Vec<u8>,
    pub(super) matches: Vec<Match>,
    /// How many of these are no context.
    pub(super) found: u64,
    /// The boundary to which the block was searched; unknown where part of it is left or no entry starts in it.
    pub(super) searched_to: Option<u64>,
    /// The end of the file, where it was seen only now.
    pub(super) end: Option<u64>,
    /// Why nothing behind this block can be read.
    pub(super) fault: Option<ScanError>,
    /// What is left of the block, where its records grew too large to be held at once.
    pub(super) rest: Option<Block>,
}

/// Where a record and its entry stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    /// Where its record ends among the bytes of the batch.
    pub(super) record_end: usize,
    pub(super) start: u64,
    pub(super) end: u64,
    /// Its own time or that of the entry before it; only where files are merged.
    pub(super) time: Option<Timestamp>,
    pub(super) role: Role,
}

/// An entry that is to be added.
struct Place {
    start: u64,
    end: u64,
    line: Option<u64>,
    time: Option<Timestamp>,
    role: Role,
}

/// A batch is handed over when its records have grown to so many bytes: short lines grow a hundredfold as records.
const MOST_BATCH_BYTES: usize = 2 << 20;

/// The most matches that are remembered while a block is read whose last ones come first.
const MOST_BATCH_MATCHES: usize = 16 << 10;

impl Plan {
    /// Returns on which side of a match its context is read before it.
    pub(super) fn role_ahead(&self) -> Role {
        if self.order == Order::Ascending { Role::Before } else { Role::After }
    }

    /// Returns on which side of a match its context is read behind it.
    pub(super) fn role_behind(&self) -> Role {
        if self.order == Order::Ascending { Role::After } else { Role::Before }
    }
}

impl Batch {
    /// Puts bytes before the first record, which then counts them as its own.
    pub(super) fn behind(mut self, bytes: &[u8]) -> Batch {
        if !bytes.is_empty() {
            self.bytes.splice(..0, bytes.iter().copied());
            self.matches.iter_mut().for_each(|one| one.record_end += bytes.len());
        }
        self
    }
}

/// Scans one block.
pub(super) fn scan_block(log: &Log, file: &FileText, plan: &Plan, block: &Block) -> Result<Batch, ScanError> {
    if plan.stop.load(Ordering::Relaxed) {
        block.lines.give_up();
        return Ok(Batch::default());
    }
    if let Some(listed) = &block.listed {
        return scan_listed(log, file, plan, block, listed);
    }
    let loaded = Window::load(log, block.start, block.end, block.limit);
    let mut window = match loaded {
        Ok(window) => window,
        Err(error) => {
            block.lines.give_up();
            return Err(error);
        }
    };
    let lines_before = block.lines.count(window.slice(block.start, block.end));
    let entries = entries_of(&mut window, block)?;
    let fault = window.take_fault();
    let end_of_file = Some(window.limit()).filter(|limit| *limit < block.limit);
    let Some((begin, end)) = entries else { return Ok(Batch { end: end_of_file, fault, ..Batch::default() }) };
    let work = Work { log, file, plan, window: &window, begin, end, bytes: window.slice(begin, end), lines_before };
    let batch = match plan.order {
        Order::Ascending => work.ascending(block),
        Order::Descending => work.descending(block),
    }?;
    let border = if plan.order == Order::Ascending { end } else { begin };
    let searched_to = Some(border).filter(|_| batch.rest.is_none() && batch.found < block.most);
    Ok(Batch { end: end_of_file, fault, searched_to, ..batch })
}

/// Returns where the entries that start in a block begin and end; `None` where none does.
pub(super) fn entries_of(window: &mut Window<'_>, block: &Block) -> Result<Option<(u64, u64)>, ScanError> {
    let begin = match block.starts_entry {
        true => Some(block.start),
        false => match window.first_line(block.start, block.end) {
            Some(line) => window.first_entry(line, block.end)?,
            None => None,
        },
    };
    match begin.filter(|begin| *begin < block.end.min(window.limit())) {
        Some(begin) => Ok(Some((begin, window.entries_end(block.end)?))),
        None => Ok(None),
    }
}

/// A block whose entries are in memory.
struct Work<'w> {
    log: &'w Log,
    file: &'w FileText,
    plan: &'w Plan,
    window: &'w Window<'w>,
    /// The offset of the first entry.
    begin: u64,
    /// The offset behind the last.
    end: u64,
    /// The entries, but for what is not kept of a line that is too long; nothing comes behind such a line.
    bytes: &'w [u8],
    /// The line ends before the block.
    lines_before: Option<u64>,
}

impl<'w> Work<'w> {
    /// Returns the offset in the file of a place between entries.
    fn offset(&self, index: usize) -> u64 {
        if index == self.bytes.len() { self.end } else { self.begin + index as u64 }
    }

    fn ascending(&self, block: &Block) -> Result<Batch, ScanError> {
        let mut batch = Batch::default();
        let mut counter = self.lines_before.map(|lines| LineCounter { counted_to: block.start, lines });
        let mut time = TimeBefore::default();
        let mut entries = Entries::new(self);
        let mut counting = self.plan.counter.as_ref().map(|counter| counter.begin());
        while batch.found < block.most
            && let Some(span) = entries.next()?
        {
            let (start, next) = (self.offset(span.start), self.offset(span.end));
            if batch.bytes.len() >= MOST_BATCH_BYTES {
                let lines = match counter.as_mut() {
                    Some(counter) => Lines::Known(counter.count_to(self.window, start)),
                    None => Lines::Uncounted,
                };
                let most = block.most - batch.found;
                batch.rest = Some(Block { start, starts_entry: true, lines, most, listed: None, ..*block });
                break;
            }
            let lines = span.lines;
            span.with_item(self.log, self.bytes, |item| {
                if let Some(time) = self.judge(item, (start, next), &mut time)? {
                    if let Some(counting) = &mut counting {
                        counting.add(&item.entry, &self.log.name, time);
                        return Ok(());
                    }
                    let line = counter.as_mut().map(|counter| counter.count_to(self.window, start) + 1);
                    let found = Place { start, end: next, line, time, role: Role::Match };
                    return self.add_with_context(&mut batch, item, &found, block.most);
                }
                Ok(())
            })?;
            if let Some(counter) = &mut counter {
                counter.step_over((start, next), lines);
            }
        }
        if let Some(counting) = counting {
            counting.finish();
        }
        Ok(batch)
    }

    fn descending(&self, block: &Block) -> Result<Batch, ScanError> {
        let mut matches = VecDeque::new();
        let mut counter = self.lines_before.map(|lines| LineCounter { counted_to: block.start, lines });
        let mut time = TimeBefore::default();
        let mut entries = Entries::new(self);
        let mut left = None;
        while let Some(span) = entries.next()? {
            let place = (self.offset(span.start), self.offset(span.end));
            let judged = span.with_item(self.log, self.bytes, |item| self.judge(item, place, &mut time))?;
            matches.extend(judged.map(|time| {
                let line = counter.as_mut().map(|counter| counter.count_to(self.window, place.0) + 1);
                Place { start: place.0, end: place.1, line, time, role: Role::Match }
            }));
            if matches.len() > MOST_BATCH_MATCHES {
                left = matches.pop_front();
            }
        }
        let mut batch = Batch::default();
        while batch.found < block.most
            && let Some(found) = matches.pop_back()
        {
            if batch.bytes.len() >= MOST_BATCH_BYTES {
                left = Some(found);
                break;
            }
            let bytes = self.window.slice(found.start, found.end);
            with_item(self.log, bytes, |item| self.add_with_context(&mut batch, item, &found, block.most))?;
        }
        let most = block.most - batch.found;
        batch.rest = left.map(|left| {
            let lines = self.lines_before.map_or(Lines::Uncounted, Lines::Known);
            Block { end: left.start + 1, lines, most, listed: None, ..*block }
        });
        Ok(batch)
    }

    /// Returns the time of an entry that matches; `None` where it does not match.
    fn judge(
        &self,
        item: &Item<'_>,
        place: (u64, u64),
        before: &mut TimeBefore,
    ) -> Result<Option<Option<Timestamp>>, ScanError> {
        let wants_time = self.plan.merges || self.plan.matcher.needs_time();
        let time = match item.entry.timestamp {
            None if wants_time => before.get(self.log, place)?,
            own => before.set(place, own),
        };
        let candidate = Candidate { entry: &item.entry, text: item.text, time, file: &self.log.name };
        Ok(self.plan.matcher.matches(candidate).then_some(time))
    }

    /// Adds one record; `context_of` is the match that it surrounds.
    fn add(&self, batch: &mut Batch, item: &Item<'_>, place: &Place, context_of: Option<Boundary<'_>>) {
        if !self.plan.places_only {
            let Boundary { offset, anchor, .. } = self.boundary(place);
            let not_kept = self.not_kept(place, item.raw.len() as u64);
            let (file, line) = (self.file, place.line);
            let stands = record::Place { file, line, offset, anchor, not_kept, context_of, continues: None };
            self.plan.writer.write(&mut batch.bytes, item, &stands);
        }
        batch.found += u64::from(place.role == Role::Match);
        let Place { start, end, time, role, .. } = *place;
        batch.matches.push(Match { record_end: batch.bytes.len(), start, end, time, role });
    }

    /// Returns how many bytes of an entry's last line were too many to be kept, without its line end.
    fn not_kept(&self, place: &Place, kept: u64) -> u64 {
        match place.end - place.start - kept {
            0 => 0,
            missing => {
                let last = self.log.bytes(place.end - 1, place.end).unwrap_or_default();
                missing - u64::from(last == b"\n")
            }
        }
    }

    /// Returns the boundary at which reading goes on after an entry, and the hash of what stands before it.
    fn boundary(&self, place: &Place) -> Boundary<'w> {
        let offset = if self.plan.order == Order::Ascending { place.end } else { place.start };
        let from = offset.saturating_sub(ANCHOR_BYTES);
        let before = self.window.slice(from, offset);
        let anchor = match before.len() as u64 == offset - from {
            true => anchor(before),
            // Context and what follows a line that was cut stand outside the window; unreadable, they fit no cursor.
            false => anchor_at(self.log.file.as_ref(), offset).unwrap_or_default(),
        };
        Boundary { file: self.file, offset, anchor }
    }
}

/// The entries of a block that may match: all of them, or those around what the prefilter finds.
struct Entries<'w> {
    walk: Walk<'w>,
    candidates: Option<Candidates<'w>>,
}

impl<'w> Entries<'w> {
    fn new(work: &Work<'w>) -> Entries<'w> {
        let prefilter = work.plan.prefilter.as_ref();
        let candidates = prefilter.and_then(|prefilter| prefilter.candidates(work.bytes, &work.log.reader));
        let walk = Walk::new(work.log, work.bytes, work.begin, candidates.is_some());
        Entries { walk: if work.plan.brief { walk.brief() } else { walk }, candidates }
    }

    fn next(&mut self) -> Result<Option<Span<'w>>, ScanError> {
        if let Some(candidates) = &mut self.candidates {
            let Some(place) = candidates.next(self.walk.position()) else { return Ok(None) };
            self.walk.seek(place).map_err(|error| self.walk.log().fault(error))?;
        }
        Ok(self.walk.next())
    }
}

/// The time of the last entry, so that one without a time need not look for it.
#[derive(Default)]
pub(super) struct TimeBefore {
    /// Where the last judged entry ends, and the time it has or takes.
    last: Option<(u64, Option<Timestamp>)>,
}

impl TimeBefore {
    pub(super) fn set(&mut self, (_, end): (u64, u64), time: Option<Timestamp>) -> Option<Timestamp> {
        self.last = Some((end, time));
        time
    }

    pub(super) fn get(&mut self, log: &Log, (start, end): (u64, u64)) -> Result<Option<Timestamp>, ScanError> {
        let time = match self.last {
            Some((last_end, time)) if last_end == start => time,
            _ => log.time_before(start).map_err(|error| log.fault(error))?,
        };
        Ok(self.set((start, end), time))
    }
}
