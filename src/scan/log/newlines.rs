//! Finds line ends, however far away they are: holds no more than a piece of the file meanwhile, passes over holes without reading
//! them, and gives up once nobody waits any longer.

use std::io;

use memchr::{memchr, memchr_iter, memrchr};

use super::Log;

/// How much is read at first, in bytes: most line ends are near.
const FIRST_READ: u64 = 16 << 10;

/// How much is read at once further on, in bytes.
const FURTHER_READ: u64 = 256 << 10;

impl Log {
    /// Returns where the first line end between two offsets stands.
    pub(in crate::scan) fn next_newline(&self, from: u64, to: u64) -> io::Result<Option<u64>> {
        self.look_through(from, to, |at, bytes| memchr(b'\n', bytes).map(|newline| at + newline as u64))
    }

    /// Returns where the last line end before an offset stands.
    pub(in crate::scan) fn last_newline(&self, before: u64) -> io::Result<Option<u64>> {
        let (mut to, mut length) = (before, FIRST_READ);
        while to > 0 {
            let from = to.saturating_sub(length);
            if let Some(newline) = memrchr(b'\n', &self.bytes(from, to)?) {
                return Ok(Some(from + newline as u64));
            }
            self.patience.check()?;
            (to, length) = (self.hole_before(from)?, FURTHER_READ);
        }
        Ok(None)
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

    /// Counts the line ends between two offsets, as far as the file goes.
    pub(in crate::scan) fn count_newlines(&self, from: u64, to: u64) -> io::Result<u64> {
        let mut newlines = 0;
        self.look_through(from, to, |_, bytes| {
            newlines += memchr_iter(b'\n', bytes).count() as u64;
            None::<()>
        })?;
        Ok(newlines)
    }

    /// Returns the start of the line that holds the byte at `offset`.
    pub(in crate::scan) fn line_start(&self, offset: u64) -> io::Result<u64> {
        Ok(self.last_newline(offset)?.map_or(0, |newline| newline + 1))
    }

    /// Returns a place before an offset from which on nothing but a hole stands before that; the offset itself where none is known.
    pub(in crate::scan) fn hole_before(&self, offset: u64) -> io::Result<u64> {
        let (mut from, mut reach) = (offset, FIRST_READ);
        while from > 0 {
            let further = offset.saturating_sub(reach);
            if self.file.data_behind(further)? < offset {
                break;
            }
            (from, reach) = (further, reach.saturating_mul(2));
        }
        Ok(from)
    }

    /// Shows the pieces of a stretch with their offsets to `look`, one by one, until it finds something; holes are left out.
    fn look_through<T>(
        &self,
        from: u64,
        to: u64,
        mut look: impl FnMut(u64, &[u8]) -> Option<T>,
    ) -> io::Result<Option<T>> {
        let (mut at, mut buffer) = (from, vec![0; FIRST_READ as usize]);
        while at < to {
            let wanted = usize::try_from(to - at).unwrap_or(usize::MAX).min(buffer.len());
            let read = self.file.read_at(at, &mut buffer[..wanted])?;
            if let Some(found) = look(at, &buffer[..read]) {
                return Ok(Some(found));
            }
            if read == 0 {
                break;
            }
            self.patience.check()?;
            at += read as u64;
            at = self.file.data_behind(at)?.max(at);
            buffer.resize(FURTHER_READ as usize, 0);
        }
        Ok(None)
    }
}
