//! Lines that are longer than anybody wants to hold, or to read.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::*;
use crate::source::{Identity, Listed, LogFile, Source, SourceError};

const FIRST: &[u8] = b"2026-01-01T00:00:00Z INFO first\n";
const LAST: &[u8] = b"\n  at foo\n  at bar\n2026-01-01T00:00:01Z INFO needle\n";

/// A file with one very long line in its middle, made of the same byte; a hole, where that is NUL.
struct Long {
    filler: u8,
    length: u64,
    last: &'static [u8],
    /// How much was read at once at most, in bytes.
    largest: AtomicU64,
    /// How much was read in all, in bytes.
    read: AtomicU64,
}

impl Long {
    fn new(filler: u8, length: u64, last: &'static [u8]) -> (Arc<Long>, Scanner) {
        let file = Arc::new(Long { filler, length, last, largest: AtomicU64::default(), read: AtomicU64::default() });
        let settings = Settings { workers: 2, ..Settings::default() };
        let scanner = Scanner::new(Arc::new(Only(file.clone())), settings).unwrap();
        (file, scanner)
    }
}

impl LogFile for Long {
    fn size(&self) -> io::Result<u64> {
        Ok((FIRST.len() + self.last.len()) as u64 + self.length)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.largest.fetch_max(buffer.len() as u64, Relaxed);
        let left = self.size()?.saturating_sub(offset);
        let read = usize::try_from(left).unwrap().min(buffer.len());
        self.read.fetch_add(read as u64, Relaxed);
        buffer[..read].fill(self.filler);
        for (start, part) in [(0, FIRST), (FIRST.len() as u64 + self.length, self.last)] {
            let from = start.max(offset);
            let to = (start + part.len() as u64).min(offset + read as u64);
            if from < to {
                let wanted = &mut buffer[(from - offset) as usize..(to - offset) as usize];
                wanted.copy_from_slice(&part[(from - start) as usize..(to - start) as usize]);
            }
        }
        Ok(read)
    }

    fn data_behind(&self, offset: u64) -> io::Result<u64> {
        let hole = FIRST.len() as u64..FIRST.len() as u64 + self.length;
        Ok(if self.filler == 0 && hole.contains(&offset) { hole.end } else { offset })
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
        let (file, scanner) = Long::new(filler, 48 << 20, LAST);
        for (parameters, expected) in ASKED {
            assert_eq!(messages(&ask(&scanner, parameters)), expected, "{parameters}");
            let largest = file.largest.load(Relaxed);
            assert!(largest <= 2 << 20, "{parameters}: {largest} bytes at once");
        }
    }
}

/// How long a test waits for what must come soon.
const SOON: Duration = Duration::from_secs(20);

/// So long a line is never read to its end.
const ENDLESS: u64 = 1 << 44;

#[test]
fn a_hole_is_passed_over_wherever_it_stands() {
    for (parameters, expected) in ASKED {
        let (file, scanner) = Long::new(0, ENDLESS, LAST);
        assert_eq!(messages(&ask(&scanner, parameters)), expected, "{parameters}");
        let read = file.read.load(Relaxed);
        assert!(read < 64 << 20, "{parameters}: {read} bytes");
    }
}

/// What is looked for behind such a line, or before it.
const LOOKED_FOR: [&str; 4] =
    ["file=long.log&line=3", "q=absent", "q=bar&before=1&order=desc", "q=absent&since=2026-01-01T00:00:01Z"];

#[test]
fn an_answer_ends_in_time_whatever_it_looks_for() {
    let (_, scanner) = Long::new(b'x', ENDLESS, LAST);
    for parameters in LOOKED_FOR {
        let begun = Instant::now();
        let records = ask(&scanner, &format!("{parameters}&timeout=100ms"));
        assert_eq!(records.last().unwrap()["reason"], "timeout", "{parameters}");
        assert!(begun.elapsed() < SOON, "{parameters}");
    }
}

#[test]
fn a_line_without_end_is_given_up_once_nobody_waits() {
    let given_up = |look: &(dyn Fn(Stopper) + Sync)| {
        let (begun, stopper) = (Instant::now(), Stopper::default());
        std::thread::scope(|scope| {
            let looking = scope.spawn(|| look(stopper.clone()));
            std::thread::sleep(Duration::from_millis(50));
            stopper.stop();
            looking.join().unwrap();
        });
        assert!(begun.elapsed() < SOON);
    };
    let (_, scanner) = Long::new(b'x', ENDLESS, LAST);
    for parameters in LOOKED_FOR {
        given_up(&|stopper| {
            let mut scan = scanner.scan_unless_stopped(&query(&scanner, parameters), &stopper).unwrap();
            while scan.next_chunk().unwrap().is_some() {}
        });
    }
    let (_, unfinished) = Long::new(b'x', ENDLESS, b"");
    given_up(&|stopper| assert!(matches!(unfinished.survey("long.log", stopper), Err(ScanError::TimedOut))));
}

#[test]
fn the_end_of_a_compressed_file_is_given_up_once_nobody_waits() {
    let mut stored = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    std::io::Write::write_all(&mut stored, &numbered(0..1_000_000)).unwrap();
    let stored = stored.finish().unwrap();
    let source = Arc::new(MemorySource::new());
    source.put("long.gz", &stored);
    let scanner = Scanner::new(source.clone(), Settings::default()).unwrap();
    let stopper = Stopper::default();
    stopper.stop();
    let patience = Patience::new(&stopper, None);
    assert!(matches!(Log::open(&scanner, "long.gz", None, Some(&patience)), Err(ScanError::TimedOut)));
    assert!(source.bytes_read() < stored.len() as u64 / 2, "{} of {}", source.bytes_read(), stored.len());
}

#[test]
fn the_context_of_a_match_is_bounded_and_its_lines_are_counted_once() {
    const LENGTH: usize = 400_000;
    let line = |n: usize| format!("2026-01-01T00:00:00Z INFO {n} {}\n", "x".repeat(LENGTH));
    let mut text: String = (0..60).map(line).collect();
    text.push_str("2026-01-01T00:00:01Z INFO needle\n");
    text.extend((0..60).map(line));
    let source = Arc::new(MemorySource::new());
    source.put("a.log", text.as_bytes());
    let scanner = Scanner::new(source.clone(), Settings { workers: 1, ..Settings::default() }).unwrap();
    for order in ["asc", "desc"] {
        let before = source.bytes_read();
        let records = ask(&scanner, &format!("q=needle&before=50&after=50&order={order}&fields=line"));
        let lines: Vec<u64> = records.iter().filter_map(|record| record["line"].as_u64()).collect();
        let run: Vec<u64> = (50..=72).collect();
        let read = source.bytes_read() - before;
        assert!(read < 8 * text.len() as u64, "{read} bytes");
        if order == "asc" {
            assert_eq!(lines, run, "{order}");
        }
        assert!(records.len() < 30, "{}", records.len());
    }
    // What is in the next file is no context, either.
    source.put("b.log", text.as_bytes());
    source.put("b.log.1", text.as_bytes());
    for parameters in ["rotated=true&after=200", "rotated=true&before=200&order=desc"] {
        let records = ask(&scanner, &format!("file=b.log&q=needle&fields=file,message,context_of&{parameters}"));
        let files: Vec<_> = records.chunk_by(|one, next| one["file"] == next["file"]).map(<[_]>::len).collect();
        assert_eq!(files, [12, 12], "{parameters}");
    }
}
