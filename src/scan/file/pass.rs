//! What of a file need not be read: blocks that its facts rule out, and holes.

use super::{FileScan, Range};
use crate::query::Order;
use crate::scan::block::BlockUse;

impl FileScan {
    /// Passes over what need not be read of what is left.
    pub(super) fn pass_over(&mut self) {
        let before = self.left;
        self.pass_over_known();
        self.pass_over_hole();
        self.scanned += (before.to - before.from) - (self.left.to - self.left.from);
    }

    /// Passes over the blocks that the facts of the file rule out, and counts those that need not be read for it.
    fn pass_over_known(&mut self) {
        let Some(facts) = self.log.facts.clone() else { return };
        while self.left.from < self.left.to {
            let Range { from, to } = self.left;
            let place = if self.plan.order == Order::Ascending { from } else { to - 1 };
            let start = place / facts.block * facts.block;
            let end = start + facts.block;
            let Some(block) = facts.block_at(place) else { return };
            match self.plan.use_of(block) {
                BlockUse::Nothing => {}
                BlockUse::Facts(within) if from <= start && end <= to => self.plan.count_block(&within),
                BlockUse::Facts(_) | BlockUse::Entries => return,
            }
            match self.plan.order {
                Order::Ascending => self.left.from = end.min(to),
                Order::Descending => self.left.to = start.max(from),
            }
        }
    }

    /// Passes over a hole, in which no line ends and so none starts.
    fn pass_over_hole(&mut self) {
        let (Range { from, to }, log) = (self.left, &self.log);
        // Some file systems write out what is new before they tell where holes are: none is asked for that seems to be none.
        if !self.is_bare {
            return;
        }
        // The first block that is not known is read all the same: line ends are counted from it on.
        let known = log.facts.as_ref().map_or(0, |facts| facts.end());
        // What cannot be asked for is told when it is read.
        match self.plan.order {
            Order::Ascending if from > self.range.from.max(known) => {
                let data = log.file.data_behind(from - 1).unwrap_or(from);
                self.left.from = data.clamp(from, to.max(from));
            }
            // Behind the line end before a hole one does start.
            Order::Descending if from < to => {
                let hole = log.hole_before(to).unwrap_or(to);
                self.left.to = to.min((hole + 1).max(from));
            }
            Order::Ascending | Order::Descending => {}
        }
    }
}
