//! What is known of the blocks of a long file, so that those that cannot match need not be read.
//!
//! Facts are kept elsewhere, in a [`Catalogue`]; here they are checked against the file, and used.

use std::io;
use std::sync::Arc;

use memchr::memchr_iter;
use xxhash_rust::xxh3::xxh3_64;

use super::Settings;
use super::cursor::begins_with;
use super::log::Log;
use crate::entry::{Head, Timestamp};
use crate::format::{Guess, Reader};
use crate::query::Bounds;
use crate::source::{Identity, LogFile};

/// How much of a file the facts of one block concern by default, in bytes: the blocks at the edges of a histogram's 120 buckets are
/// read in a few hundredths of a second, and the facts of a gigabyte take half a megabyte.
pub(super) const FACTS_BLOCK: u64 = 128 << 10;

/// What is known of a file from its start to the end of the last of some blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What they were made of.
    pub origin: Origin,
    /// How many bytes a block has.
    pub block: u64,
    /// The blocks, one behind the other.
    pub blocks: Vec<BlockFacts>,
    /// How many line ends stand in them.
    pub lines: u64,
    /// The entries of rare levels, in the order of the file.
    pub rare: Vec<Rare>,
}

/// An entry of a level that few entries of its block have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rare {
    /// Where it starts in its block, in bytes.
    pub start: u32,
    /// How many line ends stand between the start of the block and its own.
    pub lines: u32,
    /// The number of its level in [`crate::entry::Level::ALL`].
    pub level: u8,
}

/// Where a rare entry stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) start: u64,
    /// How many line ends stand before it.
    pub(super) lines_before: u64,
}

/// What facts were made of: they are believed only where it is still so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub identity: Identity,
    /// What it begins with.
    pub head: Head,
    /// The hash of what stands in some places of the blocks, their end among them.
    pub anchor: u64,
    /// By which formats and settings its lines were read: a hash.
    pub reading: u64,
    /// What its times owe to the time of its last write.
    pub guess: Guess,
}

/// What is known of the entries that start in one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockFacts {
    /// How many line ends stand in the file before it.
    pub lines_before: u64,
    /// How many entries have each level, in the order of [`crate::entry::Level::ALL`], and how many none.
    pub levels: [u32; 8],
    /// How many entries have no time, and none before them has.
    pub timeless: u32,
    /// The earliest time, in milliseconds since 1970, rounded down; an entry without a time has that of the one before it.
    pub earliest: i64,
    /// The latest time; less than the earliest where no entry has one.
    pub latest: i64,
    /// How many entries of earlier blocks are listed as rare.
    pub rare_before: u64,
    /// The levels of which every entry is listed, a bit each.
    pub listed: u8,
}

/// Keeps the facts of files, and learns which files should have some.
pub trait Catalogue: Send + Sync {
    /// Returns what is known of a file, which may be out of date.
    fn facts(&self, identity: Identity) -> Option<Arc<Facts>>;

    /// Takes note that `unknown` bytes of a file were not covered by facts when it was opened.
    fn note(&self, name: &str, identity: Identity, unknown: u64);
}

/// In so many places a file is compared with what it was.
const ANCHORS: u64 = 16;

/// How much is compared in each of them, in bytes.
const ANCHOR_BYTES: u64 = 1 << 10;

/// So many entries of a block are listed at most: fewer than one in twenty.
pub(super) const MOST_RARE: u32 = 16;

/// As many bytes behind the facts are counted through for the number of a line.
const MOST_COUNTED: u64 = 4 << 20;

impl Facts {
    /// Returns facts of nothing.
    pub(super) fn none(origin: Origin, block: u64) -> Facts {
        Facts { origin, block, blocks: Vec::new(), lines: 0, rare: Vec::new() }
    }

    /// Returns how much memory they take, in bytes.
    pub fn memory(&self) -> usize {
        size_of_val(&*self.blocks) + size_of_val(&*self.rare)
    }

    /// Returns where the last block ends.
    pub fn end(&self) -> u64 {
        self.blocks.len() as u64 * self.block
    }

    /// Tells whether a file is still what these facts were made of, and read in the same way.
    pub(super) fn hold(&self, log: &Log, settings: &Settings) -> bool {
        let Origin { identity, head, anchor, reading, guess } = self.origin;
        let file = log.file.as_ref();
        self.block == settings.facts_block
            && identity == file.identity()
            && self.end() <= log.size
            && reading == reading_of(&log.reader, settings)
            && self
                .range()
                .is_none_or(|(earliest, latest)| guess.holds(earliest, latest, log.reader.clock().last_write()))
            && begins_with(file, head).unwrap_or(false)
            && anchor_of(file, self.end()).is_ok_and(|found| found == anchor)
    }

    /// Returns the earliest and the latest time.
    fn range(&self) -> Option<(Timestamp, Timestamp)> {
        let timed = || self.blocks.iter().filter(|block| block.is_timed());
        let earliest = timed().map(|block| block.earliest).min()?;
        let latest = timed().map(|block| block.latest).max()?;
        Some((Timestamp::from_millis(earliest), Timestamp::from_millis(latest.saturating_add(1))))
    }

    /// Returns how many line ends stand before the start of a block or the end of the last.
    pub(super) fn lines_before(&self, offset: u64) -> Option<u64> {
        if !offset.is_multiple_of(self.block) || offset > self.end() {
            return None;
        }
        Some(self.blocks.get((offset / self.block) as usize).map_or(self.lines, |block| block.lines_before))
    }

    /// Returns where to begin to look for a line, at most a block before it or behind all blocks, and how many lines end before.
    pub(super) fn place_before_line(&self, line: u64) -> (u64, u64) {
        if self.lines < line - 1 {
            return (self.end(), self.lines);
        }
        // The line starts behind the last line end before it, which may stand anywhere before the block that it starts in.
        let index = self.blocks.partition_point(|block| block.lines_before < line - 1).saturating_sub(1);
        (index as u64 * self.block, self.blocks.get(index).map_or(0, |block| block.lines_before))
    }

    /// Returns the block that holds an offset.
    pub(super) fn block_at(&self, offset: u64) -> Option<&BlockFacts> {
        self.blocks.get(usize::try_from(offset / self.block).ok()?)
    }

    /// Returns the entries between two offsets that are listed and have a level that is asked for.
    pub(super) fn listed(&self, from: u64, to: u64, bounds: &Bounds) -> Vec<Listed> {
        let first = from / self.block;
        let blocks =
            (first..to.div_ceil(self.block)).filter_map(|index| Some((index, self.block_at(index * self.block)?)));
        let rare = blocks.flat_map(|(index, block)| {
            let next = self.blocks.get(index as usize + 1).map_or(self.rare.len(), |next| next.rare_before as usize);
            let rare = self.rare.get(block.rare_before as usize..next).unwrap_or_default();
            rare.iter().filter(|rare| bounds.levels.contains(rare.level.into())).map(move |rare| Listed {
                start: index * self.block + u64::from(rare.start),
                lines_before: block.lines_before + u64::from(rare.lines),
            })
        });
        rare.filter(|listed| (from..to).contains(&listed.start)).collect()
    }

    /// Returns the number of the line at an offset, where it is known or quickly counted.
    pub(super) fn line_at(&self, log: &Log, offset: u64) -> io::Result<Option<u64>> {
        let known = (offset / self.block * self.block).min(self.end());
        let lines = self.lines_before(known).filter(|_| offset - known <= MOST_COUNTED);
        let Some(lines) = lines else { return Ok(None) };
        let behind = memchr_iter(b'\n', &log.bytes(known, offset)?).count() as u64;
        Ok(Some(lines + behind + 1))
    }
}

impl BlockFacts {
    /// Returns what is known of a block without entries.
    pub(super) fn empty() -> BlockFacts {
        BlockFacts {
            lines_before: 0,
            levels: [0; 8],
            timeless: 0,
            earliest: i64::MAX,
            latest: i64::MIN,
            rare_before: 0,
            listed: 0,
        }
    }

    /// Tells whether an entry has a time.
    pub fn is_timed(&self) -> bool {
        self.earliest <= self.latest
    }

    /// Tells whether no entry can match.
    pub(super) fn is_ruled_out(&self, bounds: &Bounds) -> bool {
        let early = |since: Timestamp| self.latest < since.millis();
        let late = |until: Timestamp| Timestamp::from_millis(self.earliest) >= until;
        self.within(bounds).levels.iter().all(|count| *count == 0)
            || bounds.concern_time() && !self.is_timed()
            || bounds.since.is_some_and(early)
            || bounds.until.is_some_and(late)
    }

    /// Tells whether every entry with a level that is asked for is listed.
    pub(super) fn lists(&self, bounds: &Bounds) -> bool {
        let wanted = self.within(bounds).levels;
        (0..wanted.len()).all(|number| wanted[number] == 0 || self.listed >> number & 1 == 1)
    }

    /// Chooses the levels whose entries are listed: the most severe, as long as they have no more than so many together.
    pub(super) fn choose_listed(&mut self, most: u32) {
        let mut sum = 0;
        for level in crate::entry::Level::ALL.into_iter().rev() {
            sum += self.levels[level as usize];
            if sum > most {
                break;
            }
            self.listed |= 1 << level as u8;
        }
    }

    /// Tells whether every entry is within the times that are asked for.
    pub(super) fn is_within_times(&self, bounds: &Bounds) -> bool {
        let since = bounds.since.is_none_or(|since| Timestamp::from_millis(self.earliest) >= since);
        let until = bounds.until.is_none_or(|until| self.latest < until.millis());
        !bounds.concern_time() || self.timeless == 0 && since && until
    }

    /// Returns the same for the entries of the levels that are asked for alone.
    pub(super) fn within(&self, bounds: &Bounds) -> BlockFacts {
        let mut within = *self;
        for (number, count) in within.levels.iter_mut().enumerate() {
            *count *= u32::from(bounds.levels.contains(number));
        }
        within
    }

    /// Adds an entry; `time` is its own or that of the entry before it.
    pub(super) fn add(&mut self, level: Option<crate::entry::Level>, time: Option<Timestamp>) {
        self.levels[level.map_or(7, |level| level as usize)] += 1;
        match time.map(Timestamp::millis) {
            Some(millis) => {
                self.earliest = self.earliest.min(millis);
                self.latest = self.latest.max(millis);
            }
            None => self.timeless += 1,
        }
    }
}

/// Returns the hash of what stands in some places before an offset, by which a file that was rewritten is noticed.
pub(super) fn anchor_of(file: &dyn LogFile, end: u64) -> io::Result<u64> {
    let mut bytes = [0; (ANCHORS * ANCHOR_BYTES) as usize];
    let mut filled = 0;
    for place in (1..=ANCHORS).map(|part| end / ANCHORS * part + end % ANCHORS * part / ANCHORS) {
        let length = place.min(ANCHOR_BYTES) as usize;
        filled += file.read_at(place - length as u64, &mut bytes[filled..filled + length])?;
    }
    Ok(xxh3_64(&bytes[..filled]))
}

/// Returns a hash of how lines are read, but for the time of the last write.
pub(super) fn reading_of(reader: &Reader, settings: &Settings) -> u64 {
    let Settings { zone, encoding, max_line, formats, .. } = settings;
    let parts = (reader.fingerprint(), formats.fingerprint(), zone, encoding.map(|encoding| encoding.name()), max_line);
    xxh3_64(format!("{} {parts:?}", env!("CARGO_PKG_VERSION")).as_bytes())
}
