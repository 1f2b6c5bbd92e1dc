//! A program that writes its log at a steady pace.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::latencies::now;

/// How lines are written.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    /// So many lines a second.
    pub(crate) rate: usize,
    /// So many of them at once.
    pub(crate) at_once: usize,
    /// So many in all.
    pub(crate) lines: usize,
    /// Each of them is so long, in bytes.
    pub(crate) length: usize,
}

/// Appends lines, which carry their number, from `first` on, and their moment.
pub(crate) fn write(path: &Path, first: usize, pace: Pace) {
    let mut file = File::options().create(true).append(true).open(path).unwrap();
    let began = Instant::now();
    let mut text = Vec::new();
    let mut written = 0;
    while written < pace.lines {
        let due = began + Duration::from_secs_f64(written as f64 / pace.rate as f64);
        sleep(due.saturating_duration_since(Instant::now()));
        text.clear();
        let at_once = pace.at_once.min(pace.lines - written);
        for number in written..written + at_once {
            let start = text.len();
            write!(text, "2026-01-23T10:15:00.123Z INFO bench: n={} t={} ", first + number, now()).unwrap();
            text.resize((start + pace.length - 1).max(text.len()), b'x');
            text.push(b'\n');
        }
        file.write_all(&text).unwrap();
        written += at_once;
    }
}
