//! The bytes of a block with what lies around it, as far as its last entry reaches.

use std::cell::RefCell;

use memchr::{memchr, memrchr};

use super::ScanError;
use super::cursor::ANCHOR_BYTES;
use super::group::Kind;
use super::log::{Log, UNKNOWN_SIZE};

/// A growing piece of a file in memory.
pub(super) struct Window<'l> {
    log: &'l Log,
    /// The offset in the file of the first byte.
    base: u64,
    buffer: Vec<u8>,
    filled: usize,
    /// The offset at which the scan ends; the end of the file, once it was seen.
    limit: u64,
    /// Why nothing behind the limit can be read.
    fault: Option<ScanError>,
    /// Where the line that is too long to be kept ends, once it was skipped.
    skipped_to: Option<u64>,
}

/// How much a window grows at once while it looks for the end of its last entry.
const GROWTH: usize = 64 << 10;

thread_local! {
    /// Buffers of finished windows, so that none is allocated and zeroed for each block.
    static SPARE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl<'l> Window<'l> {
    /// Reads from a little before `start` to a little behind `end`, but never behind `limit`.
    pub(super) fn load(log: &'l Log, start: u64, end: u64, limit: u64) -> Result<Window<'l>, ScanError> {
        let base = start.saturating_sub(ANCHOR_BYTES);
        let mut window = Window { log, base, buffer: SPARE.take(), filled: 0, limit, fault: None, skipped_to: None };
        // Most blocks find the end of their last entry here, and read only once.
        window.grow((end.min(limit) - base) as usize + (GROWTH >> 4))?;
        Ok(window)
    }

    /// Returns the offset at which the scan ends; the end of the file, where it was seen.
    pub(super) fn limit(&self) -> u64 {
        self.limit
    }

    /// Returns why nothing behind the limit can be read, if that is so.
    pub(super) fn take_fault(&mut self) -> Option<ScanError> {
        self.fault.take()
    }

    /// Returns the bytes between two offsets, as far as they were read.
    pub(super) fn slice(&self, from: u64, to: u64) -> &[u8] {
        let index = |offset: u64| (offset.saturating_sub(self.base) as usize).min(self.filled);
        &self.buffer[index(from)..index(to)]
    }

    /// Returns the start of the first line that starts between two offsets, both of which were read.
    pub(super) fn first_line(&self, from: u64, to: u64) -> Option<u64> {
        if from == 0 {
            return Some(0);
        }
        let newline = memchr(b'\n', self.slice(from - 1, to.saturating_sub(1).min(self.end())))?;
        Some(from + newline as u64)
    }

    /// Returns the start of the first entry at or behind the line that starts at `line`, which is less than `before`, if any.
    pub(super) fn first_entry(&mut self, line: u64, before: u64) -> Result<Option<u64>, ScanError> {
        let mut line = line;
        if self.skipped_to == Some(line) || self.kind(line)?.surely_starts() {
            return Ok(Some(line));
        }
        let mut grouping = self.log.grouping_at(line).map_err(|error| self.log.fault(error))?;
        while line < before.min(self.limit) {
            let kind = self.kind(line)?;
            if grouping.starts(line, kind) {
                return Ok(Some(line));
            }
            line = self.next_line(line)?;
            if self.skipped_to == Some(line) {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    /// Returns where the entries end that start before `border`: the first entry start at or behind it, or the limit.
    pub(super) fn entries_end(&mut self, border: u64) -> Result<u64, ScanError> {
        if border >= self.limit {
            self.finish_last_line()?;
            return Ok(self.limit);
        }
        let line = match self.slice(border - 1, border) {
            [b'\n'] => border,
            _ => self.next_line(border)?,
        };
        Ok(self.first_entry(line, u64::MAX)?.unwrap_or(self.limit))
    }

    /// Returns the start of the line behind the one that holds the byte at `offset`; what is too long is not kept.
    pub(super) fn next_line(&mut self, offset: u64) -> Result<u64, ScanError> {
        let from = (offset - self.base) as usize;
        let mut searched = from;
        loop {
            if let Some(newline) = memchr(b'\n', &self.buffer[searched.min(self.filled)..self.filled]) {
                return Ok(self.base + (searched + newline) as u64 + 1);
            }
            searched = self.filled;
            if self.end() >= self.limit {
                return Ok(self.limit);
            }
            if self.filled - from > self.log.kept_line() {
                return self.skip_line();
            }
            self.grow(self.filled + GROWTH)?;
        }
    }

    fn skip_line(&mut self) -> Result<u64, ScanError> {
        let newline = self.log.next_newline(self.end(), self.limit).map_err(|error| self.log.fault(error))?;
        let at = match newline {
            Some(newline) => newline + 1,
            None => {
                let end = self.log.file.size().map_err(|error| self.log.fault(error))?.min(self.limit);
                if end < self.limit {
                    self.check_end()?;
                }
                end
            }
        };
        self.skipped_to = Some(at);
        Ok(at)
    }

    /// Reads the last line of the file, as far as it is kept.
    fn finish_last_line(&mut self) -> Result<(), ScanError> {
        while self.end() < self.limit {
            let line = memrchr(b'\n', &self.buffer[..self.filled]).map_or(0, |newline| newline + 1);
            if self.filled - line > self.log.kept_line() {
                break;
            }
            self.grow(self.filled + GROWTH)?;
        }
        Ok(())
    }

    fn kind(&mut self, line: u64) -> Result<Kind, ScanError> {
        let end = self.next_line(line)?;
        Ok(self.log.kind(self.slice(line, end)))
    }

    fn end(&self) -> u64 {
        self.base + self.filled as u64
    }

    fn grow(&mut self, length: usize) -> Result<(), ScanError> {
        let length = length.min(usize::try_from(self.limit - self.base).unwrap_or(usize::MAX));
        if self.buffer.len() < length {
            self.buffer.resize(length, 0);
        }
        let wanted = &mut self.buffer[self.filled..length];
        let read = self.log.file.read_at(self.base + self.filled as u64, wanted);
        self.filled += read.map_err(|error| self.log.fault(error))?;
        if self.filled < length {
            self.check_end()?;
        }
        Ok(())
    }

    /// Learns why less was read than was wanted: the end of a file of unknown size, a fault behind here, or a truncation.
    fn check_end(&mut self) -> Result<(), ScanError> {
        if self.log.size != UNKNOWN_SIZE {
            return Err(ScanError::Truncated { file: self.log.name.clone() });
        }
        self.limit = self.end();
        self.fault = self.log.file.fault().map(|error| self.log.fault(error));
        Ok(())
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        SPARE.set(std::mem::take(&mut self.buffer));
    }
}
