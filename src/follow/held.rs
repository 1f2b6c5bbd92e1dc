//! A stretch of a file that is held in memory, so that all who follow it share one reading.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use memchr::memchr_iter;

use super::generation::ANCHOR;
use crate::entry::Timestamp;
use crate::scan::anchor;
use crate::source::{Identity, LogFile};

/// Reads from memory what is held, and everything else from the file.
pub(super) struct Held {
    file: Arc<dyn LogFile>,
    from: u64,
    bytes: Vec<u8>,
}

impl Held {
    /// Reads what stands between two offsets.
    pub(super) fn new(file: Arc<dyn LogFile>, from: u64, to: u64) -> io::Result<Held> {
        let mut bytes = vec![0; (to - from) as usize];
        let read = file.read_at(from, &mut bytes)?;
        bytes.truncate(read);
        Ok(Held { file, from, bytes })
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
