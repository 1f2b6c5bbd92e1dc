//! Where the lines of a file end.

use std::io;

use memchr::{memchr_iter, memrchr};

use crate::scan::{GrowingLog, MOST_READ, ScanError};
use crate::source::LogFile;

/// Returns the place behind the last line end between two places; the first where there is none.
pub(super) fn last_line_end(file: &dyn LogFile, from: u64, to: u64) -> io::Result<u64> {
    let mut buffer = vec![0; usize::try_from(MOST_READ.min(to - from)).unwrap_or_default()];
    let mut end = to;
    while end > from {
        let start = from.max(end.saturating_sub(MOST_READ));
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
