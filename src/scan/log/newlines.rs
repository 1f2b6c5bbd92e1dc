//! Finds line ends in a log, and gives up once nobody waits any longer.

use std::io;

use memchr::{memchr, memchr_iter};

use super::Log;
use crate::scan::newlines;

impl Log {
    /// Returns where the first line end between two offsets stands.
    pub(in crate::scan) fn next_newline(&self, from: u64, to: u64) -> io::Result<Option<u64>> {
        self.look_through(from, to, |at, bytes| memchr(b'\n', bytes).map(|newline| at + newline as u64))
    }

    /// Returns where the last line end before an offset stands.
    pub(in crate::scan) fn last_newline(&self, before: u64) -> io::Result<Option<u64>> {
        newlines::last_newline(self.file.as_ref(), 0, before, || self.patience.check())
    }

    /// Returns where the line end stands that is the `number`th behind an offset, counted from one.
    pub(in crate::scan) fn newline_by_number(&self, from: u64, number: u64) -> io::Result<Option<u64>> {
        let mut left = number;
        self.look_through(from, self.size, |at, bytes| {
            let newlines = memchr_iter(b'\n', bytes).count() as u64;
            if newlines < left {
                left -= newlines;
                return None;
            }
            memchr_iter(b'\n', bytes).nth(left as usize - 1).map(|newline| at + newline as u64)
        })
    }

    /// Counts the line ends between two offsets, as far as the file goes; returns where that is, too.
    pub(in crate::scan) fn count_newlines(&self, from: u64, to: u64) -> io::Result<(u64, u64)> {
        newlines::count_newlines(self.file.as_ref(), from, to, || self.patience.check())
    }

    /// Returns the start of the line that holds the byte at `offset`.
    pub(in crate::scan) fn line_start(&self, offset: u64) -> io::Result<u64> {
        Ok(self.last_newline(offset)?.map_or(0, |newline| newline + 1))
    }

    /// Returns a place before an offset from which on nothing but a hole stands before that; the offset itself where none is known.
    pub(in crate::scan) fn hole_before(&self, offset: u64) -> io::Result<u64> {
        newlines::hole_before(self.file.as_ref(), 0, offset)
    }

    fn look_through<T>(&self, from: u64, to: u64, look: impl FnMut(u64, &[u8]) -> Option<T>) -> io::Result<Option<T>> {
        newlines::look_through(self.file.as_ref(), from, to, || self.patience.check(), look)
    }
}
