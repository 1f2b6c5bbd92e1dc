//! Lines that are longer than anybody wants to hold, or to read.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::*;
use crate::source::{Identity, Listed, LogFile, Source, SourceError};

const FIRST: &[u8] = b"2026-01-01T00:00:00Z INFO first\n";
const LAST: &[u8] = b"\n  at foo\n  at bar\n2026-01-01T00:00:01Z INFO needle\n";

/// A file with one very long line in its middle, made of the same byte.
struct Long {
    filler: u8,
    length: u64,
    /// How much was read at once at most, in bytes.
    largest: AtomicU64,
}

impl Long {
    fn new(filler: u8, length: u64) -> (Arc<Long>, Scanner) {
        let file = Arc::new(Long { filler, length, largest: AtomicU64::new(0) });
        let settings = Settings { workers: 2, ..Settings::default() };
        let scanner = Scanner::new(Arc::new(Only(file.clone())), settings).unwrap();
        (file, scanner)
    }
}

impl LogFile for Long {
    fn size(&self) -> io::Result<u64> {
        Ok((FIRST.len() + LAST.len()) as u64 + self.length)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.largest.fetch_max(buffer.len() as u64, Relaxed);
        let left = self.size()?.saturating_sub(offset);
        let read = usize::try_from(left).unwrap().min(buffer.len());
        buffer[..read].fill(self.filler);
        for (start, part) in [(0, FIRST), (FIRST.len() as u64 + self.length, LAST)] {
            let from = start.max(offset);
            let to = (start + part.len() as u64).min(offset + read as u64);
            if from < to {
                let wanted = &mut buffer[(from - offset) as usize..(to - offset) as usize];
                wanted.copy_from_slice(&part[(from - start) as usize..(to - start) as usize]);
            }
        }
        Ok(read)
    }

    fn identity(&self) -> Identity {
        Identity { device: 1, inode: 1 }
    }

    fn modified(&self) -> io::Result<Timestamp> {
        Ok(Timestamp::from_seconds(1_800_000_000))
    }

    fn is_linked(&self) -> io::Result<bool> {
        Ok(true)
    }
}

/// A source of one file.
struct Only(Arc<Long>);

impl Source for Only {
    fn list(&self) -> Result<Vec<Listed>, SourceError> {
        let (size, modified) = (self.0.size()?, self.0.modified()?);
        Ok(vec![Listed { name: "long.log".to_owned(), size, modified, compression: None }])
    }

    fn open(&self, _name: &str) -> Result<Arc<dyn LogFile>, SourceError> {
        Ok(self.0.clone())
    }

    fn beside(&self, _name: &str) -> Vec<String> {
        Vec::new()
    }

    fn paths(&self, _name: &str, _file: Option<&dyn LogFile>) -> Vec<PathBuf> {
        Vec::new()
    }
}

/// What is asked of such a file, and what comes.
const ASKED: [(&str, &[&str]); 6] = [
    ("file=long.log&line=3", &["  at foo\n  at bar", "needle"]),
    ("file=long.log&line=3&order=desc&limit=1", &["  at foo\n  at bar"]),
    ("q=needle&before=1", &["  at foo\n  at bar", "needle"]),
    ("q=needle&before=1&order=desc", &["needle", "  at foo\n  at bar"]),
    ("q=bar&after=1&order=desc", &["needle", "  at foo\n  at bar"]),
    ("q=needle&since=2026-01-01T00:00:01Z", &["needle"]),
];

#[test]
fn of_a_line_that_is_too_long_no_more_than_a_piece_is_held() {
    for filler in *b"x\0" {
        let (file, scanner) = Long::new(filler, 48 << 20);
        for (parameters, expected) in ASKED {
            assert_eq!(messages(&ask(&scanner, parameters)), expected, "{parameters}");
            let largest = file.largest.load(Relaxed);
            assert!(largest <= 2 << 20, "{parameters}: {largest} bytes at once");
        }
    }
}
