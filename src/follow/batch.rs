//! What is read of a file in one go.

use std::sync::Arc;

use super::generation::Generation;
use super::held::Held;
use crate::scan::{Reading, Records, ScanError, Stretch};

/// What was read in one go, shared by all who follow.
pub(super) struct Batch {
    /// Where it begins.
    pub(super) from: u64,
    /// Where it ends.
    pub(super) to: u64,
    /// The hash of what stands before its end.
    pub(super) anchor: u32,
    pub(super) lines_before: Option<u64>,
    /// The line ends before its end, where they were counted.
    pub(super) lines_behind: Option<u64>,
    /// Its bytes, with some before them.
    pub(super) held: Arc<Held>,
    /// Every entry's record, for those who take all.
    pub(super) records: Arc<Records>,
}

impl Batch {
    /// Returns how much memory it takes, in bytes; what several batches share counts for each as far as it is its own.
    pub(super) fn memory(&self) -> u64 {
        let records = self.records.bytes.capacity() + size_of_val(&*self.records.ends);
        self.to - self.from + (size_of::<Batch>() + records) as u64
    }

    /// Returns the hash of what stands before its beginning.
    pub(super) fn anchor_before(&self) -> u32 {
        self.held.anchor_at(self.from)
    }

    /// Returns the records that one follower wants of it, behind a place; nothing where what stands before the batch was needed
    /// and is gone.
    pub(super) fn read(
        &self,
        generation: &Generation,
        reading: &Reading,
        from: u64,
    ) -> Result<Option<Arc<Records>>, ScanError> {
        if reading.is_plain() && from == self.from {
            return Ok(Some(self.records.clone()));
        }
        let (log, beginning) = (generation.log(), generation.beginning());
        let mut all = Records::default();
        let mut from = from;
        let mut lines_before = self.lines_before.map(|before| before + self.held.count_lines(self.from, from));
        while from < self.to {
            let stretch = Stretch { from, to: self.to, lines_before };
            let records = match log.read(reading, stretch, Some(self.held.clone()), &beginning) {
                Err(ScanError::Truncated { .. }) => return Ok(None),
                read => read?,
            };
            lines_before = lines_before.map(|before| before + self.held.count_lines(from, records.reached));
            from = records.reached;
            all.append(records);
        }
        let is_sound = self.held.is_sound().map_err(|error| log.fault(error))?;
        Ok(is_sound.then(|| Arc::new(all)))
    }
}
