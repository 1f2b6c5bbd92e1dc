//! What the facts of a block spare a scan.

use super::{Batch, Block, MOST_BATCH_BYTES, Match, Plan, scan_block};
use crate::query::Levels;
use crate::scan::ScanError;
use crate::scan::facts::{BlockFacts, Listed};
use crate::scan::lines::Lines;
use crate::scan::log::Log;
use crate::scan::record::FileText;

/// What a block whose facts are known is to a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scan) enum BlockUse {
    /// None of its entries matches.
    Nothing,
    /// All that is wanted of it is known: these facts of its matches.
    Facts(BlockFacts),
    /// Its entries must be read.
    Entries,
}

impl Plan {
    /// Tells what a block is to this scan.
    pub(in crate::scan) fn use_of(&self, block: &BlockFacts) -> BlockUse {
        if block.is_ruled_out(&self.bounds) {
            return BlockUse::Nothing;
        }
        let within = block.within(&self.bounds);
        let decided = self.uses_facts_of_matches && self.bounds.decide && block.is_within_times(&self.bounds);
        match &self.counter {
            Some(counter) if decided && counter.takes(&within) => BlockUse::Facts(within),
            _ => BlockUse::Entries,
        }
    }

    /// Tells whether of a block only the entries that are listed need be read; with context they are not looked at one by one.
    pub(in crate::scan) fn seeks_listed(&self, block: &BlockFacts) -> bool {
        !self.around.is_wanted() && self.bounds.levels != Levels::ALL && block.lists(&self.bounds)
    }

    /// Counts a block by the facts of its matches.
    pub(in crate::scan) fn count_block(&self, within: &BlockFacts) {
        if let Some(counter) = &self.counter {
            counter.take(within);
        }
    }
}

/// Scans the entries of a block that may match, each by itself.
pub(super) fn scan_listed(
    log: &Log,
    file: &FileText,
    plan: &Plan,
    block: &Block,
    listed: &[Listed],
) -> Result<Batch, ScanError> {
    let mut whole = Batch::default();
    for (index, Listed { start, lines_before }) in listed.iter().copied().enumerate() {
        if whole.found >= block.most {
            break;
        }
        let most = block.most - whole.found;
        if whole.bytes.len() >= MOST_BATCH_BYTES {
            let (lines, listed) = (Lines::Uncounted, Some(listed[index..].to_vec()));
            whole.rest = Some(Block { lines, most, listed, ..*block });
            break;
        }
        let lines = Lines::Known(lines_before);
        let one = Block { start, end: start + 1, limit: block.limit, starts_entry: true, lines, most, listed: None };
        whole.append(scan_block(log, file, plan, &one)?);
    }
    Ok(whole)
}

impl Batch {
    /// Adds what was found behind this.
    pub(in crate::scan) fn append(&mut self, next: Batch) {
        let before = self.bytes.len();
        self.bytes.extend(next.bytes);
        self.matches.extend(next.matches.into_iter().map(|one| Match { record_end: before + one.record_end, ..one }));
        self.found += next.found;
        self.searched_to = next.searched_to;
    }
}
