//! Finds the times that hold at a place of a log.

use std::io;
use std::sync::PoisonError;

use super::{Log, SHORT_LOOK_BACK};
use crate::entry::Timestamp;
use crate::format::Line;
use crate::scan::clean::clean;
use crate::scan::group::CHUNK;

/// A stretch behind an entry with a time, in which no further one starts.
#[derive(Clone, Copy)]
pub(super) struct Timeless {
    /// The start of the entry with a time; of the file, where there is none.
    from: u64,
    to: u64,
    time_before: Option<Timestamp>,
}

impl Log {
    /// Returns the time of the first entry with a time that starts soon behind an offset.
    pub(in crate::scan) fn time_behind(&self, offset: u64) -> io::Result<Option<Timestamp>> {
        let near = offset + SHORT_LOOK_BACK;
        let lines = self.lines_between(offset, near.min(self.size))?;
        // The last of these lines may be cut.
        let complete = lines.iter().filter(|(_, line)| line.ends_with(b"\n"));
        if let Some(time) = complete.into_iter().find_map(|(_, line)| self.time_of(line)) {
            return Ok(Some(time));
        }
        let far = self.size.min(offset + 2 * CHUNK);
        let end = self.next_newline(offset + CHUNK, far)?.map_or(far, |newline| newline + 1);
        Ok(self.lines_between(offset, end)?.iter().find_map(|(_, line)| self.time_of(line)))
    }

    /// Returns the time of the last entry with a time that starts before `offset`, the start of a line.
    pub(in crate::scan) fn time_before(&self, offset: u64) -> io::Result<Option<Timestamp>> {
        let mut to = offset;
        let mut reach = SHORT_LOOK_BACK;
        while to > 0 {
            if let Some(known) = self.known_timeless(to) {
                return Ok(self.remember_timeless(known.from, offset, known.time_before));
            }
            let near = to.saturating_sub(reach);
            for (at, line) in self.lines_between(near, to)?.iter().rev() {
                if let Some(time) = self.time_of(line) {
                    return Ok(self.remember_timeless(*at, offset, Some(time)));
                }
            }
            // The line across the border may be longer than what is kept of a line.
            to = self.line_start(near)?;
            let far = self.size.min(to + self.kept_line() as u64);
            let end = self.next_newline(near, far)?.map_or(far, |newline| newline + 1);
            if let Some(time) = self.time_of(&self.bytes(to, end)?) {
                return Ok(self.remember_timeless(to, offset, Some(time)));
            }
            self.patience.check()?;
            reach = CHUNK;
        }
        Ok(self.remember_timeless(0, offset, None))
    }

    fn time_of(&self, line: &[u8]) -> Option<Timestamp> {
        match self.reader.read(&clean(line, self.max_line).text) {
            Line::Head(_, entry) => entry.timestamp,
            Line::Continuation | Line::Loose => None,
        }
    }

    fn known_timeless(&self, offset: u64) -> Option<Timeless> {
        let known = *self.timeless.lock().unwrap_or_else(PoisonError::into_inner);
        known.filter(|known| known.from < offset && offset <= known.to)
    }

    fn remember_timeless(&self, from: u64, to: u64, time_before: Option<Timestamp>) -> Option<Timestamp> {
        *self.timeless.lock().unwrap_or_else(PoisonError::into_inner) = Some(Timeless { from, to, time_before });
        time_before
    }
}
