//! Passes over the hole of NULs that a truncation leaves before what a writer goes on to write at its old place.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Identity, LogFile};
use crate::entry::Timestamp;

/// A file without the NULs that it begins with.
pub struct BehindHole {
    file: Arc<dyn LogFile>,
    hole: u64,
}

/// How much of a hole that takes room on the disk is read at once, in bytes.
const PIECE: usize = 256 << 10;

impl BehindHole {
    /// Returns a file as it is, or without its hole where it begins with one.
    ///
    /// # Errors
    /// The file may not be readable.
    pub fn of(file: Arc<dyn LogFile>) -> io::Result<Arc<dyn LogFile>> {
        match hole(file.as_ref())? {
            0 => Ok(file),
            hole => Ok(Arc::new(BehindHole { file, hole })),
        }
    }
}

/// Returns how many NULs a file begins with.
fn hole(file: &dyn LogFile) -> io::Result<u64> {
    let mut first = [0];
    if file.read_at(0, &mut first)? == 0 || first != [0] {
        return Ok(0);
    }
    let mut at = 0;
    let mut buffer = vec![0; PIECE];
    loop {
        at = file.data_behind(at)?;
        let read = file.read_at(at, &mut buffer)?;
        let text = buffer[..read].iter().position(|byte| *byte != 0);
        at += text.unwrap_or(read) as u64;
        if text.is_some() || read == 0 {
            return Ok(at);
        }
    }
}

impl LogFile for BehindHole {
    fn size(&self) -> io::Result<u64> {
        Ok(self.file.size()?.saturating_sub(self.hole))
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read_at(self.hole.saturating_add(offset), buffer)
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

    fn path(&self) -> Option<PathBuf> {
        self.file.path()
    }

    fn is_packed(&self) -> bool {
        self.file.is_packed()
    }

    fn data_behind(&self, offset: u64) -> io::Result<u64> {
        Ok(self.file.data_behind(self.hole.saturating_add(offset))?.saturating_sub(self.hole))
    }

    fn is_decoded(&self) -> bool {
        self.file.is_decoded()
    }

    fn hold(&self, bytes: u64) {
        self.file.hold(bytes);
    }

    fn fault(&self) -> Option<io::Error> {
        self.file.fault()
    }

    fn is_size_known(&self) -> bool {
        self.file.is_size_known()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MemorySource, Source};
    use super::*;

    #[test]
    fn a_file_begins_behind_its_hole() {
        for hole in [0, 1, 1_000, PIECE - 1, PIECE, 3 * PIECE + 7] {
            for text in [&b"text\n"[..], b"\n\0text", b""] {
                let source = MemorySource::new();
                source.put("a", &[&vec![0; hole][..], text].concat());
                let file = BehindHole::of(source.open("a").unwrap()).unwrap();
                let mut buffer = [1; 10];
                let read = file.read_at(0, &mut buffer).unwrap();
                assert_eq!((&buffer[..read], file.size().unwrap()), (text, text.len() as u64), "behind {hole}");
            }
        }
    }
}
