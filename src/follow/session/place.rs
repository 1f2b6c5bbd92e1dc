//! Where a session is in one file, and how it reads on.

use std::sync::Arc;

use super::News;
use crate::entry::Cursor;
use crate::follow::FollowError;
use crate::follow::batch::Batch;
use crate::follow::generation::{Began, Generation, Phase};
use crate::follow::hub::Followed;
use crate::scan::{Reading, Records, ScanError, Stretch, anchor};

/// Where a session is in one file.
pub(in crate::follow) struct Place {
    pub(in crate::follow) generation: Arc<Generation>,
    pub(super) offset: u64,
    /// The hash of what stands before it.
    pub(super) anchor: u32,
    /// The line ends before it, where they were counted.
    pub(super) lines: Option<u64>,
    /// Whether it was said how this file began.
    pub(super) announced: bool,
}

/// What reading on in one file has given.
pub(super) enum Step {
    Records(Arc<Records>),
    MustRead,
    /// So many bytes are lost.
    Lost(u64),
    /// The file is another now.
    Again,
    Nothing,
    /// Nothing will come any more.
    Over,
}

impl Place {
    /// Begins at the first byte.
    pub(in crate::follow) fn start(generation: Arc<Generation>) -> Place {
        Place { generation, offset: 0, anchor: anchor(&[]), lines: Some(0), announced: true }
    }

    /// Begins behind the last line that is known.
    pub(in crate::follow) fn end(generation: Arc<Generation>) -> Place {
        let (offset, anchor) = generation.live_end();
        Place { offset, anchor, lines: (offset == 0).then_some(0), ..Place::start(generation) }
    }

    /// Begins at a boundary.
    pub(in crate::follow) fn at(generation: Arc<Generation>, cursor: &Cursor) -> Place {
        let Cursor { offset, anchor, .. } = *cursor;
        Place { offset, anchor, lines: (offset == 0).then_some(0), ..Place::start(generation) }
    }

    pub(in crate::follow) fn offset(&self) -> u64 {
        self.offset
    }

    /// Says once how the file came in the place of the one before it.
    pub(super) fn announce(&mut self, name: &str) -> Option<News> {
        if std::mem::replace(&mut self.announced, true) {
            return None;
        }
        match self.generation.began {
            Began::First => None,
            Began::Rotated => Some(News::Rotated(name.to_owned())),
            Began::Truncated => Some(News::Truncated(name.to_owned())),
        }
    }

    /// Reads on, no further than to `most`.
    pub(super) fn step(
        &mut self,
        reading: &Reading,
        followed: &Followed,
        most: u64,
        may_read: bool,
    ) -> Result<Step, FollowError> {
        if self.offset < most
            && let Some(batch) = self.generation.batch_at(self.offset)
            && let Some(records) = batch.read(&self.generation, reading, self.offset)?
        {
            self.pass(&batch);
            return Ok(Step::Records(records));
        }
        let (end, _) = self.generation.live_end();
        let end = match self.generation.phase() {
            Phase::Lost { kept, .. } if self.offset < kept => kept,
            Phase::Lost { seen, .. } if self.offset < seen => return Ok(self.lose(seen)),
            Phase::Lost { .. } => return Ok(Step::Over),
            Phase::Final if self.offset >= end => return Ok(Step::Over),
            _ if self.offset >= end.min(most) => return Ok(Step::Nothing),
            _ => end.min(most),
        };
        if may_read { self.read(reading, followed, end) } else { Ok(Step::MustRead) }
    }

    fn pass(&mut self, batch: &Batch) {
        (self.offset, self.anchor, self.lines) = (batch.to, batch.anchor, batch.lines_behind);
    }

    /// Goes on behind what is lost, which is before what is held and before `seen`.
    fn lose(&mut self, seen: u64) -> Step {
        let (end, anchor) = self.generation.live_end();
        let (next, anchor) = self.generation.held_behind(self.offset).unwrap_or((seen.max(end), anchor));
        let lost = next.saturating_sub(self.offset);
        (self.offset, self.anchor, self.lines) = (next, anchor, None);
        Step::Lost(lost)
    }

    /// Reads on in the file itself, at this session's own pace.
    fn read(&mut self, reading: &Reading, followed: &Followed, end: u64) -> Result<Step, FollowError> {
        let place = Stretch { from: self.offset, to: end, lines_before: self.lines };
        match self.generation.read(reading, place, self.anchor) {
            Ok((records, anchor, lines)) => {
                (self.offset, self.anchor, self.lines) = (records.reached, anchor, lines);
                Ok(Step::Records(Arc::new(records)))
            }
            Err(ScanError::Truncated { .. }) => {
                // What has happened to it, the tail finds out; where it cannot be known, the rest is lost.
                followed.tail.advance(true);
                let is_there = self.generation.still_holds(self.offset, self.anchor)?;
                // A file that was cut once more since is looked at again.
                let is_settled = self.generation.is_whole();
                Ok(if is_there || !is_settled { Step::Again } else { self.lose(end) })
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn cursor(&self) -> Cursor {
        self.generation.cursor(self.offset, self.anchor)
    }
}
