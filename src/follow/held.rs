//! A stretch of a file that is held in memory, so that all who follow it share one reading.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use memchr::memchr_iter;

use super::generation::ANCHOR;
use crate::entry::Timestamp;
use crate::scan::anchor;
use crate::source::{Identity, LogFile};

/// So many first bytes tell a file from others: see [`crate::entry::Head`].
const HEAD: u64 = 1_024;

/// The first bytes of a file are compared as a whole up to so many of them: lines may be equal, where a program has just started.
const MOST_COMPARED: usize = 64 << 10;

/// Reads from memory what is held, and everything else from the file.
pub(super) struct Held {
    file: Arc<dyn LogFile>,
    from: u64,
    bytes: Vec<u8>,
    /// Whether what stands before was read, too.
    was_passed: AtomicBool,
}

impl Held {
    /// Reads what stands between two offsets.
    pub(super) fn new(file: Arc<dyn LogFile>, from: u64, to: u64) -> io::Result<Held> {
        let mut bytes = vec![0; (to - from) as usize];
        let read = file.read_at(from, &mut bytes)?;
        bytes.truncate(read);
        Ok(Held { file, from, bytes, was_passed: AtomicBool::new(false) })
    }

    /// Tells whether the file still holds this: then it was not cut while it was read, or since.
    pub(super) fn is_there(&self) -> io::Result<bool> {
        let is_first = self.begins() && self.bytes.len() <= MOST_COMPARED;
        let shown = if is_first { self.bytes.len() } else { self.bytes.len().min(ANCHOR as usize) };
        let is_same = |from: usize, to: usize| {
            let mut now = vec![0; to - from];
            let read = self.file.read_at(self.from + from as u64, &mut now)?;
            Ok::<_, io::Error>(now[..read] == self.bytes[from..to])
        };
        Ok(is_same(0, shown)? && is_same(self.bytes.len() - shown, self.bytes.len())?)
    }

    /// Tells whether what was read through this is of the file that it was read from.
    pub(super) fn is_sound(&self) -> io::Result<bool> {
        Ok(!self.was_passed.load(Ordering::Relaxed) || self.is_there()?)
    }

    /// Tells whether it holds the first bytes of the file.
    pub(super) fn begins(&self) -> bool {
        self.from == 0
    }

    /// Tells whether it ends with a line.
    pub(super) fn ends_line(&self) -> bool {
        self.bytes.ends_with(b"\n")
    }

    /// Returns the first bytes of the file, up to `end`, as far as they tell it from others.
    pub(super) fn first_bytes(&self, end: u64) -> Arc<[u8]> {
        Arc::from(self.slice(0, end.min(HEAD)))
    }

    /// Returns what is held between two offsets.
    fn slice(&self, from: u64, to: u64) -> &[u8] {
        let index = |offset: u64| (offset.saturating_sub(self.from) as usize).min(self.bytes.len());
        &self.bytes[index(from)..index(to)]
    }

    /// Returns the offset behind what is held.
    pub(super) fn end(&self) -> u64 {
        self.from + self.bytes.len() as u64
    }

    /// Counts the line ends between two offsets.
    pub(super) fn count_lines(&self, from: u64, to: u64) -> u64 {
        memchr_iter(b'\n', self.slice(from, to)).count() as u64
    }

    /// Returns the hash by which the bytes before an offset are known again.
    pub(super) fn anchor_at(&self, offset: u64) -> u32 {
        anchor(self.slice(offset.saturating_sub(ANCHOR), offset))
    }
}

impl LogFile for Held {
    fn size(&self) -> io::Result<u64> {
        Ok(self.end())
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if offset < self.from {
            self.was_passed.store(true, Ordering::Relaxed);
            return self.file.read_at(offset, buffer);
        }
        let bytes = self.slice(offset, offset + buffer.len() as u64);
        buffer[..bytes.len()].copy_from_slice(bytes);
        Ok(bytes.len())
    }

    fn identity(&self) -> Identity {
        self.file.identity()
    }

    fn modified(&self) -> io::Result<Timestamp> {
        self.file.modified()
    }

    fn is_linked(&self) -> io::Result<bool> {
        self.file.is_linked()
    }

    fn is_decoded(&self) -> bool {
        self.file.is_decoded()
    }

    fn path(&self) -> Option<PathBuf> {
        self.file.path()
    }
}
