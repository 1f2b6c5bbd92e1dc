//! Programs that write logs and rotate them.

use std::fs::{File, OpenOptions, rename};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How many files are written.
pub(crate) const FILES: usize = 20;

/// A file is rotated when it has so many lines; four rotated ones are kept.
const LINES: u64 = 20_000;
const KEPT: u64 = 4;

/// How many lines all files get a second.
const RATE: usize = 5_000;

/// Writes until it is stopped.
pub(crate) struct Writer {
    stop: Arc<AtomicBool>,
    written: Arc<AtomicU64>,
    thread: JoinHandle<()>,
}

impl Writer {
    /// Begins to write below a directory.
    pub(crate) fn start(directory: &Path) -> Writer {
        let logs = directory.join("logs");
        std::fs::create_dir_all(&logs).unwrap();
        let (stop, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let mut files: Vec<Log> =
            (0..FILES).map(|number| Log::new(logs.join(format!("app{number}.log")), number)).collect();
        let thread = std::thread::spawn({
            let (stop, written) = (stop.clone(), written.clone());
            move || {
                while !stop.load(Ordering::Relaxed) {
                    for log in &mut files {
                        log.write(RATE / FILES / 20);
                    }
                    written.fetch_add((RATE / 20) as u64, Ordering::Relaxed);
                    std::thread::sleep(Duration::from_millis(50));
                }
            }
        });
        Writer { stop, written, thread }
    }

    /// Stops, and returns how many lines were written.
    pub(crate) fn stop(self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap();
        self.written.load(Ordering::Relaxed)
    }
}

struct Log {
    path: PathBuf,
    file: File,
    lines: u64,
    number: usize,
}

impl Log {
    fn new(path: PathBuf, number: usize) -> Log {
        // Files are rotated at different times.
        Log { file: open(&path), path, lines: LINES * number as u64 / FILES as u64, number }
    }

    fn write(&mut self, lines: usize) {
        let text: String = (0..lines)
            .map(|line| {
                let (number, level) = (self.lines + line as u64, if line % 10 == 0 { "ERROR" } else { "INFO" });
                format!(
                    "2026-01-23T10:15:{:02}.{:03}Z {level} [soak] line {number} of a log\n",
                    number / 1_000 % 60,
                    number % 1_000
                )
            })
            .collect();
        self.file.write_all(text.as_bytes()).unwrap();
        self.lines += lines as u64;
        if self.lines >= LINES {
            self.lines = 0;
            self.rotate();
        }
    }

    /// Every other file is renamed, the others are copied and truncated.
    fn rotate(&mut self) {
        let old = |age: u64| PathBuf::from(format!("{}.{age}", self.path.display()));
        for age in (1..KEPT).rev() {
            // Not all of them are there yet.
            drop(rename(old(age), old(age + 1)));
        }
        if self.number.is_multiple_of(2) {
            rename(&self.path, old(1)).unwrap();
            self.file = open(&self.path);
        } else {
            std::fs::copy(&self.path, old(1)).unwrap();
            self.file.set_len(0).unwrap();
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark writes its own files")]
fn open(path: &Path) -> File {
    OpenOptions::new().create(true).append(true).open(path).unwrap()
}
