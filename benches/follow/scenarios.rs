//! What is measured.

use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use super::latencies::Latencies;
use super::others::Tail;
use super::readers::{Blocking, Crowd, Seen};
use super::server::{Held, Server};
use super::writer::{Pace, write};

/// How lines look that people read: some 120 bytes.
const LENGTH: usize = 120;

/// The rate of a busy program.
const BUSY: Pace = Pace { rate: 1_000, at_once: 1, lines: 5_000, length: LENGTH };

/// How often the latency is measured.
const RUNS: usize = 5;

const ALL: &str = "file=app.log&backfill=0";

/// A directory with an empty log, and a server on it.
struct Place {
    directory: tempfile::TempDir,
    server: Server,
}

impl Place {
    fn new() -> Place {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("app.log"), "").unwrap();
        let server = Server::start(directory.path());
        Place { directory, server }
    }

    fn log(&self) -> PathBuf {
        self.directory.path().join("app.log")
    }

    /// Writes on a thread of its own.
    fn write(&self, first: usize, pace: Pace) -> thread::JoinHandle<()> {
        let log = self.log();
        thread::spawn(move || write(&log, first, pace))
    }
}

/// Returns the median of some spans, in milliseconds.
fn median(spans: &[Latencies], share: f64) -> f64 {
    let mut spans: Vec<_> = spans.iter().map(|latencies| latencies.at(share)).collect();
    spans.sort();
    spans[spans.len() / 2].as_secs_f64() * 1_000.0
}

fn together(seen: &[Seen]) -> Latencies {
    let mut all = Latencies::default();
    seen.iter().for_each(|seen| all.merge(&seen.latencies));
    all
}

/// From `write()` to the client's message.
pub(crate) fn latency() {
    let (mut own, mut tails) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let place = Place::new();
        let mut follower = Blocking::connect(place.server.address, "file=app.log&backfill=0");
        follower.read_until(0);
        let writing = place.write(0, BUSY);
        follower.read_until(BUSY.lines);
        writing.join().unwrap();
        own.push(follower.seen.latencies);
        let place = Place::new();
        let tail = Tail::start(&place.log());
        thread::sleep(Duration::from_millis(300));
        let writing = place.write(0, BUSY);
        tails.push(tail.read_until(BUSY.lines).latencies);
        writing.join().unwrap();
    }
    println!("latency at 1,000 lines/s, median of {RUNS} runs:");
    for (name, runs) in [("logbrook, WebSocket", &own), ("tail -F, pipe", &tails)] {
        println!("  {name}: p50 {:.2} ms, p99 {:.2} ms", median(runs, 0.5), median(runs, 0.99));
    }
}

/// 50,000 lines a second to 10 followers.
pub(crate) fn fast() {
    let place = Place::new();
    let pace = Pace { rate: 50_000, at_once: 50, lines: 500_000, length: LENGTH };
    let mut crowd = Crowd::connect(place.server.address, 10, 0..pace.lines, |_| format!("{ALL}&batch=true"));
    let writing = place.write(0, pace);
    let seen = crowd.finish();
    writing.join().unwrap();
    println!("50,000 lines/s to 10 followers, 10 s: all lines to all; {}", together(&seen));
}

/// 1,000 lines a second to 1,000 followers.
pub(crate) fn many() {
    let place = Place::new();
    let pace = Pace { lines: 10_000, ..BUSY };
    let mut crowd = Crowd::connect(place.server.address, 1_000, 0..pace.lines, |_| format!("{ALL}&batch=true"));
    let writing = place.write(0, pace);
    let seen = crowd.finish();
    writing.join().unwrap();
    println!("1,000 lines/s to 1,000 followers in batches, 10 s: all lines to all; {}", together(&seen));
}

/// 10,000 followers of files to which nobody writes.
pub(crate) fn idle() {
    const FOLLOWERS: usize = 10_000;
    let place = Place::new();
    for number in 0..10 {
        std::fs::write(place.directory.path().join(format!("{number}.log")), "2026-01-23T10:15:00Z INFO idle\n")
            .unwrap();
    }
    let file = |number: usize| format!("file={}.log&backfill=0", number % 10);
    // One who comes and goes warms up what is made once.
    Crowd::connect(place.server.address, 10, 0..usize::MAX, file).leave();
    thread::sleep(Duration::from_secs(2));
    let before = place.server.held();
    let crowd = Crowd::connect(place.server.address, FOLLOWERS, 0..usize::MAX, file);
    // Threads that have looked for the files are kept for 10 s.
    crowd.wait(Duration::from_secs(15));
    let during = place.server.held();
    crowd.leave();
    let left = Instant::now();
    // Files are kept open for 30 s, for those who come back, and threads that read are kept for 10 s.
    let is_held = |held: Held| held.descriptors > before.descriptors || held.threads > before.threads;
    while is_held(place.server.held()) && left.elapsed() < Duration::from_secs(60) {
        thread::sleep(Duration::from_millis(200));
    }
    let after = place.server.held();
    let each = (during.memory - before.memory) as f64 / FOLLOWERS as f64 / 1_024.0;
    println!("10,000 idle followers of 10 files: {each:.1} KB each, {} watches", during.watches);
    for (when, held) in [("before", before), ("during", during), ("after", after)] {
        let (descriptors, threads, memory) = (held.descriptors, held.threads, held.memory >> 20);
        println!("  {when}: {descriptors} descriptors, {} watches, {threads} threads, {memory} MB", held.watches);
    }
}

/// One reader that stops while 200 MB are written, and 20 others.
pub(crate) fn stalled() {
    const SPAN: usize = 60;
    const OTHERS: usize = 20;
    let place = Place::new();
    // 200 MB in 60 s, in lines of 1,000 bytes.
    let pace = Pace { rate: 200_000 / SPAN, at_once: 10, lines: 200_000, length: 1_000 };
    let quiet = Pace { lines: 10 * pace.rate, ..pace };
    let others = |lines: std::ops::Range<usize>| {
        let address = place.server.address;
        Crowd::connect(address, OTHERS, lines, |_| format!("{ALL}&batch=true"))
    };
    let mut crowd = others(0..quiet.lines);
    let writing = place.write(0, quiet);
    let alone = together(&crowd.finish());
    writing.join().unwrap();
    let mut slow = Blocking::connect(place.server.address, "file=app.log&backfill=0&batch=true");
    slow.keep(64 << 10);
    slow.read_until(0);
    slow.seen.next = quiet.lines;
    let mut crowd = others(quiet.lines..quiet.lines + pace.lines);
    let before = place.server.memory();
    let writing = place.write(quiet.lines, pace);
    let seen = crowd.finish();
    writing.join().unwrap();
    let grown = place.server.memory() as f64 - before as f64;
    slow.read_until(quiet.lines + pace.lines);
    println!("one reader stalls for {SPAN} s while 200 MB are written:");
    println!("  memory of the server: {:+.1} MB; the reader then got all lines, once", grown / f64::from(1 << 20));
    println!("  {OTHERS} others: {}; without it: {alone}", together(&seen));
}
