//! Learns the facts of a file's blocks.

use std::io;

use memchr::memchr_iter;
use rayon::prelude::*;

use super::block::{Block, TimeBefore, entries_of};
use super::facts::{BlockFacts, Facts, MOST_RARE, Origin, Rare, anchor_of, reading_of};
use super::lines::{LineCounter, Lines};
use super::log::Log;
use super::patience::Patience;
use super::walk::Walk;
use super::window::Window;
use super::{ScanError, Scanner, Stopper};

/// A file of which more is learnt step by step.
pub struct Survey {
    log: Log,
    facts: Facts,
    /// Where the file was complete when the survey began: behind its last whole line.
    limit: u64,
    known: u64,
    stopper: Stopper,
}

/// What was learnt of one block.
struct Surveyed {
    block: BlockFacts,
    /// How many lines end in it.
    lines: u64,
    rare: Vec<Rare>,
}

/// How many blocks are surveyed in one step.
const STEP: u64 = 128;

/// Of a longer file no more blocks are surveyed: what is known of one takes some 75 bytes.
const MOST_BLOCKS: u64 = 1 << 20;

impl Scanner {
    /// Begins to learn more of a file than is known, until it is stopped; `None` of one that is not read as it is stored.
    ///
    /// # Errors
    /// A file that does not exist or cannot be read.
    pub fn survey(&self, name: &str, stopper: Stopper) -> Result<Option<Survey>, ScanError> {
        let mut log = Log::open(self, name, None, None)?;
        log.look_up(self);
        log.patience = Patience::new(&stopper, None);
        if !log.is_plain {
            return Ok(None);
        }
        let facts = match &log.facts {
            Some(known) => Facts::clone(known),
            None => Facts::none(self.origin(&log).map_err(|source| log.fault(source))?, self.settings.facts_block),
        };
        let limit = log.line_start(log.size).map_err(|source| log.fault(source))?;
        Ok(Some(Survey { known: facts.end(), log, facts, limit, stopper }))
    }

    /// Returns what facts of nothing are made of.
    fn origin(&self, log: &Log) -> io::Result<Origin> {
        let file = log.file.as_ref();
        let (reading, guess) = (reading_of(&log.reader, &self.settings), log.reader.clock().guess());
        Ok(Origin { identity: file.identity(), head: log.head, anchor: anchor_of(file, 0)?, reading, guess })
    }
}

impl Survey {
    /// Learns the next blocks, on as many threads as the pool that this runs in has; `false` where there is nothing more to learn.
    ///
    /// # Errors
    /// A file that cannot be read, or was truncated.
    pub fn step(&mut self) -> Result<bool, ScanError> {
        let first = self.facts.blocks.len() as u64;
        let last = (first + STEP).min(self.limit / self.facts.block).min(MOST_BLOCKS);
        let blocks: Vec<Option<Surveyed>> =
            (first..last).into_par_iter().map(|index| self.block(index)).collect::<Result<_, _>>()?;
        // What stands behind the last whole entry may still grow.
        for Surveyed { mut block, lines, rare } in blocks.into_iter().map_while(|block| block) {
            block.lines_before = self.facts.lines;
            block.rare_before = self.facts.rare.len() as u64;
            self.facts.lines += lines;
            self.facts.blocks.push(block);
            self.facts.rare.extend(rare);
        }
        let end = self.facts.end();
        self.facts.origin.anchor = anchor_of(self.log.file.as_ref(), end).map_err(|source| self.log.fault(source))?;
        self.facts.origin.guess = self.facts.origin.guess.max(self.log.reader.clock().guess());
        Ok(self.facts.blocks.len() as u64 > first)
    }

    /// Returns what is known now.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Returns what is known at the end.
    pub fn into_facts(self) -> Facts {
        self.facts
    }

    /// Returns how many bytes this survey has covered.
    pub fn covered(&self) -> u64 {
        self.facts.end() - self.known
    }

    /// Learns the facts of a block; `None` where its last entry may go on, and once stopped.
    fn block(&self, index: u64) -> Result<Option<Surveyed>, ScanError> {
        if self.stopper.is_stopped() {
            return Ok(None);
        }
        let (start, end) = (index * self.facts.block, (index + 1) * self.facts.block);
        let mut window = Window::load(&self.log, start, end, self.limit)?;
        let lines = memchr_iter(b'\n', window.slice(start, end)).count() as u64;
        let block = Block {
            start,
            end,
            limit: self.limit,
            starts_entry: start == 0,
            lines: Lines::Uncounted,
            most: u64::MAX,
            listed: None,
        };
        let mut found = Surveyed { block: BlockFacts::empty(), lines, rare: Vec::new() };
        let Some((first, behind)) = entries_of(&mut window, &block)? else { return Ok(Some(found)) };
        if behind >= self.limit {
            return Ok(None);
        }
        let bytes = window.slice(first, behind);
        let mut walk = Walk::new(&self.log, bytes, first, false).brief();
        let mut before = TimeBefore::default();
        let mut counter = LineCounter { counted_to: start, lines: 0 };
        while let Some(span) = walk.next() {
            let place = (first + span.start as u64, first + span.end as u64);
            span.with_item(&self.log, bytes, |item| {
                let own = item.entry.timestamp;
                let time = if own.is_some() { before.set(place, own) } else { before.get(&self.log, place)? };
                found.block.add(item.entry.level, time);
                if let Some(level) = item.entry.level.filter(|level| found.block.levels[*level as usize] <= MOST_RARE) {
                    let lines = counter.count_to(&window, place.0) as u32;
                    found.rare.push(Rare { start: (place.0 - start) as u32, lines, level: level as u8 });
                }
                Ok::<(), ScanError>(())
            })?;
        }
        found.block.choose_listed(MOST_RARE);
        found.rare.retain(|rare| found.block.listed >> rare.level & 1 == 1);
        Ok(Some(found))
    }
}
