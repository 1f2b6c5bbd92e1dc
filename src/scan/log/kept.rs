//! Reads line after line, as far as lines are kept.

use std::io;

use memchr::memchr;

use super::Log;

/// The lines that start in a stretch, one behind the other; no more of the file is held than one of them.
pub(super) struct KeptLines<'l> {
    log: &'l Log,
    to: u64,
    /// The offset in the file of the first byte of the buffer.
    base: u64,
    buffer: Vec<u8>,
    /// Where in the buffer the next line starts.
    next: usize,
    /// Whether the last line goes on behind the buffer, and is not kept there.
    is_cut: bool,
}

/// How much is read at once, in bytes.
const PIECE: u64 = 16 << 10;

impl<'l> KeptLines<'l> {
    /// Begins with the line that starts at `from`; the last is the one that starts before `to`.
    pub(super) fn new(log: &'l Log, from: u64, to: u64) -> KeptLines<'l> {
        KeptLines { log, to, base: from, buffer: Vec::new(), next: 0, is_cut: false }
    }

    /// Returns the next line with its offset.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, &[u8])>> {
        if self.is_cut {
            self.skip()?;
        }
        let start = self.base + self.next as u64;
        if start >= self.to {
            return Ok(None);
        }
        let mut searched = self.next;
        let end = loop {
            if let Some(newline) = memchr(b'\n', &self.buffer[searched..]) {
                break searched + newline + 1;
            }
            self.is_cut = self.buffer.len() - self.next > self.log.kept_line();
            if self.is_cut || !self.grow()? {
                break self.buffer.len();
            }
            searched = self.buffer.len().saturating_sub(PIECE as usize);
        };
        let line = self.next..end;
        self.next = end;
        Ok(Some((start, &self.buffer[line])).filter(|(_, line)| !line.is_empty()))
    }

    /// Lets go of the lines before the next, and reads on; `false` at the end of the file.
    fn grow(&mut self) -> io::Result<bool> {
        self.buffer.drain(..self.next);
        self.base += self.next as u64;
        self.next = 0;
        let end = self.base + self.buffer.len() as u64;
        let bytes = self.log.bytes(end, self.log.size.min(end + PIECE))?;
        self.buffer.extend_from_slice(&bytes);
        Ok(!bytes.is_empty())
    }

    /// Passes over what is not kept of a line.
    fn skip(&mut self) -> io::Result<()> {
        let newline = self.log.next_newline(self.base + self.buffer.len() as u64, self.to)?;
        self.base = newline.map_or(self.to, |newline| newline + 1);
        self.buffer.clear();
        (self.next, self.is_cut) = (0, false);
        Ok(())
    }
}
