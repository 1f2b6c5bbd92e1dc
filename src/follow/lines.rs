//! Where the lines of a file end.

use std::io;
use std::sync::Arc;

use super::generation::ANCHOR;
use crate::scan::{GrowingLog, ScanError, anchor, count_newlines, last_newline};
use crate::source::LogFile;

/// Where the last whole line of a file ends, and what tells that the file is still the same.
pub(super) struct LastLine {
    /// The place behind the last line end.
    pub(super) end: u64,
    /// The hash of what stands before it.
    pub(super) anchor: u32,
    /// How long the file is.
    pub(super) size: u64,
    /// What the file begins with, up to `end`.
    pub(super) bytes: Arc<[u8]>,
}

impl LastLine {
    /// Looks for it from the end of the file.
    pub(super) fn of(log: &GrowingLog) -> Result<LastLine, ScanError> {
        let fault = |error| log.fault(error);
        let size = log.file().size().map_err(fault)?;
        let end = last_line_end(log.file().as_ref(), 0, size).map_err(fault)?;
        Ok(LastLine { end, anchor: log.anchor_at(end)?, size, bytes: first_bytes(log, end)? })
    }

    /// Tells whether the file still holds what was found: then it was not cut while it was looked at.
    pub(super) fn is_there(&self, log: &GrowingLog) -> Result<bool, ScanError> {
        let mut before = [0; ANCHOR as usize];
        let from = self.end.saturating_sub(ANCHOR);
        let wanted = (self.end - from) as usize;
        let read = log.file().read_at(from, &mut before[..wanted]).map_err(|error| log.fault(error))?;
        let ends_line = self.end == 0 || before[..read].ends_with(b"\n");
        let is_same = ends_line && anchor(&before[..read]) == self.anchor && first_bytes(log, self.end)? == self.bytes;
        Ok(is_same && log.file().size().map_err(|error| log.fault(error))? >= self.size)
    }
}

/// Returns what a file begins with, as far as it tells it from others, and up to `end`.
pub(super) fn first_bytes(log: &GrowingLog, end: u64) -> Result<Arc<[u8]>, ScanError> {
    let bytes = log.first_bytes()?;
    match bytes.get(..usize::try_from(end).unwrap_or(usize::MAX)) {
        Some(before) => Ok(Arc::from(before)),
        None => Ok(bytes),
    }
}

/// Returns the place behind the last line end between two places; the first where there is none.
pub(super) fn last_line_end(file: &dyn LogFile, from: u64, to: u64) -> io::Result<u64> {
    Ok(last_newline(file, from, to, || Ok(()))?.map_or(from, |newline| newline + 1))
}

/// Counts on over a stretch, where the line ends before it were counted.
pub(super) fn lines_behind(
    log: &GrowingLog,
    before: Option<u64>,
    from: u64,
    to: u64,
) -> Result<Option<u64>, ScanError> {
    let Some(before) = before else { return Ok(None) };
    let counted = count_newlines(log.file().as_ref(), from, to, || Ok(()));
    match counted.map_err(|error| log.fault(error))? {
        (_, end) if end < to => Err(ScanError::Truncated { file: log.name().to_owned() }),
        (lines, _) => Ok(Some(before + lines)),
    }
}
