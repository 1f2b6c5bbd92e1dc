//! Where the lines of a file end.

use std::io;
use std::sync::Arc;

use memchr::{memchr_iter, memrchr};

use super::generation::ANCHOR;
use crate::scan::{GrowingLog, MOST_READ, ScanError, anchor};
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
    let mut buffer = vec![0; usize::try_from(MOST_READ.min(to - from)).unwrap_or_default()];
    let mut end = to;
    while end > from {
        let start = from.max(end.saturating_sub(MOST_READ));
        // In a hole no line ends.
        if file.data_behind(start)? >= end {
            end = start;
            continue;
        }
        let read = file.read_at(start, &mut buffer[..(end - start) as usize])?;
        if let Some(newline) = memrchr(b'\n', &buffer[..read]) {
            return Ok(start + newline as u64 + 1);
        }
        end = start;
    }
    Ok(from)
}

/// Counts on over a stretch, where the line ends before it were counted.
pub(super) fn lines_behind(
    log: &GrowingLog,
    before: Option<u64>,
    from: u64,
    to: u64,
) -> Result<Option<u64>, ScanError> {
    let Some(mut lines) = before else { return Ok(None) };
    let mut buffer = vec![0; MOST_READ.min(to - from) as usize];
    let mut at = from;
    while at < to {
        let wanted = MOST_READ.min(to - at) as usize;
        let read = log.file().read_at(at, &mut buffer[..wanted]).map_err(|error| log.fault(error))?;
        if read == 0 {
            return Err(ScanError::Truncated { file: log.name().to_owned() });
        }
        lines += memchr_iter(b'\n', &buffer[..read]).count() as u64;
        at += read as u64;
    }
    Ok(Some(lines))
}
