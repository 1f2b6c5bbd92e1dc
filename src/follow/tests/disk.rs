//! A log directory and the programs that write, rotate, copy and compress in it, one step at a time.

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::time::SystemTime;

use super::acts::{Act, Scheme, Step};

/// The directory.
pub(super) struct Disk {
    directory: tempfile::TempDir,
    scheme: Scheme,
    writer: File,
    pub(super) written: u32,
    half: bool,
    rotations: u32,
    /// Whether every rotated file is a copy.
    pub(super) are_copies: bool,
    acts: VecDeque<Act>,
    steps: VecDeque<Step>,
    /// How many looks of others at files come between two steps, in turn; where there are none, no step is done while others look.
    gaps: Vec<u8>,
    next_gap: usize,
    looks: u8,
    /// How often something was cut to nothing.
    pub(super) truncations: u32,
    /// How many steps were done.
    pub(super) done: u32,
    /// How many lines were written before whoever follows looked last, while nothing else happened.
    pub(super) looked_at: u32,
    /// The last of those that were destroyed after they had been looked at.
    pub(super) destroyed: Vec<u32>,
    /// What has happened, step by step.
    pub(super) trace: Vec<String>,
    is_traced: bool,
    /// Whether something may begin while others look.
    may_begin: bool,
}

const LIVE: &str = "app.log";

impl Disk {
    pub(super) fn new(scheme: Scheme, gaps: Vec<u8>) -> Disk {
        let directory = tempfile::tempdir().unwrap();
        if scheme == Scheme::Linked {
            fs::write(directory.path().join(dated_target(0)), "").unwrap();
            std::os::unix::fs::symlink(dated_target(0), directory.path().join(LIVE)).unwrap();
        }
        let writer = append(&directory.path().join(LIVE));
        Disk {
            directory,
            scheme,
            writer,
            written: 0,
            half: false,
            rotations: 0,
            are_copies: true,
            acts: VecDeque::new(),
            steps: VecDeque::new(),
            gaps,
            next_gap: 0,
            looks: 0,
            truncations: 0,
            done: 0,
            looked_at: 0,
            destroyed: Vec::new(),
            trace: Vec::new(),
            may_begin: true,
            is_traced: std::env::var_os("FOLLOW_TRACE").is_some(),
        }
    }

    pub(super) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Lets something happen when its turn has come.
    pub(super) fn plan(&mut self, act: Act) {
        self.acts.push_back(act);
    }

    /// Tells whether the name leads to a file.
    pub(super) fn is_live(&self) -> bool {
        self.directory().join(LIVE).exists()
    }

    /// Tells whether anything happens while others look.
    pub(super) fn is_interrupting(&self) -> bool {
        !self.gaps.is_empty()
    }

    /// Keeps what happens, where it is asked for.
    pub(super) fn note(&mut self, what: impl FnOnce() -> String) {
        if self.is_traced {
            self.trace.push(what());
        }
    }

    /// Lets one thing begin while others look.
    pub(super) fn allow_one(&mut self) {
        self.may_begin = true;
    }

    /// Somebody looks at a file: between two looks a step may be done.
    pub(super) fn tick(&mut self, how: impl FnOnce() -> String) {
        self.note(how);
        self.looks = self.looks.saturating_add(1);
        let is_due = self.gaps.get(self.next_gap).is_some_and(|gap| self.looks >= *gap);
        if !is_due {
            return;
        }
        self.looks = 0;
        self.next_gap = (self.next_gap + 1) % self.gaps.len();
        if !self.steps.is_empty() || std::mem::take(&mut self.may_begin) {
            self.step();
        }
    }

    /// Forgets what was looked at: a server that begins knows nothing of it.
    pub(super) fn forget(&mut self) {
        self.looked_at = 0;
        self.destroyed.clear();
    }

    /// Does all that is planned, and completes the last line where this is the end.
    pub(super) fn finish(&mut self, is_end: bool) {
        while self.step() {}
        if is_end && self.half {
            self.lines(1);
        }
    }

    fn step(&mut self) -> bool {
        if self.steps.is_empty() {
            let Some(act) = self.acts.pop_front() else { return false };
            self.steps = self.steps_of(&act).into();
        }
        if let Some(step) = self.steps.pop_front() {
            self.done += 1;
            self.do_step(&step);
        }
        true
    }

    fn steps_of(&mut self, act: &Act) -> Vec<Step> {
        let whole = if self.half { vec![Step::Lines(1)] } else { Vec::new() };
        let with = |steps: Vec<Step>| [whole.clone(), steps].concat();
        match *act {
            Act::Lines(lines) => vec![Step::Lines(lines)],
            Act::Half => vec![Step::Half],
            Act::Rename(late) if self.scheme == Scheme::Linked => {
                self.are_copies = false;
                self.rotations += 1;
                with(vec![Step::Link(dated_target(self.rotations)), Step::Lines(late), Step::Reopen])
            }
            Act::Rename(late) => {
                self.are_copies = false;
                let (mut steps, to) = self.shift();
                steps.extend([Step::Rename(LIVE.to_owned(), to), Step::Lines(late), Step::Reopen]);
                with(steps)
            }
            // Nobody copies what a link leads to.
            Act::CopyTruncate(..) | Act::CopyOver | Act::Recreate if self.scheme == Scheme::Linked => Vec::new(),
            Act::CopyTruncate(during, behind) => {
                let (mut steps, to) = self.shift();
                steps.extend(copy(to, during, behind));
                with(steps)
            }
            // Who copies over the last copy renames nothing.
            Act::CopyOver if !self.are_copies => Vec::new(),
            Act::CopyOver => match self.rotated().last().filter(|last| !last.ends_with(".gz")).cloned() {
                Some(newest) => with(copy(newest, 0, 0)),
                None => Vec::new(),
            },
            Act::Truncate(lines) => with(vec![Step::Truncate, Step::Lines(lines)]),
            Act::Recreate => {
                self.are_copies = false;
                with(vec![Step::Remove(LIVE.to_owned()), Step::Reopen])
            }
            Act::Gzip => match self.rotated().last().filter(|last| !last.ends_with(".gz")).cloned() {
                Some(name) => {
                    let packed = format!("{name}.gz");
                    let steps = [Step::Begin(packed), Step::PackHalf(name.clone()), Step::PackRest(name.clone())];
                    [&steps[..], &[Step::Remove(name)]].concat()
                }
                None => Vec::new(),
            },
            Act::Forget => self.rotated().first().map(|oldest| Step::Remove(oldest.clone())).into_iter().collect(),
        }
    }

    /// Returns how room is made for the next rotated file, and its name.
    fn shift(&mut self) -> (Vec<Step>, String) {
        self.rotations += 1;
        if self.scheme == Scheme::Dated {
            return (Vec::new(), format!("app.log-{}", 20_260_000 + self.rotations));
        }
        let moved = |name: &String| {
            let number: u32 = name.split('.').nth(2).unwrap().parse().unwrap();
            let packed = if name.ends_with(".gz") { ".gz" } else { "" };
            Step::Rename(name.clone(), format!("app.log.{}{packed}", number + 1))
        };
        (self.rotated().iter().map(moved).collect(), "app.log.1".to_owned())
    }

    /// Returns the names of the rotated files, oldest first.
    fn rotated(&self) -> Vec<String> {
        let entries = fs::read_dir(self.directory()).unwrap();
        let names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        let mut rotated = crate::scan::siblings_of(LIVE, &names);
        if self.scheme == Scheme::Linked {
            rotated.retain(|name| *name != dated_target(self.rotations));
        }
        rotated
    }

    fn do_step(&mut self, step: &Step) {
        self.note(|| format!("    {step:?}"));
        let directory = self.directory().to_owned();
        let path = |name: &str| directory.join(name);
        match step {
            Step::Lines(lines) => self.lines(*lines),
            Step::Half if !self.half => {
                let line = self.next_line();
                self.put(line.as_bytes());
                self.half = true;
            }
            Step::Half => {}
            Step::Rename(from, to) => fs::rename(path(from), path(to)).unwrap(),
            Step::Reopen => self.writer = append(&path(LIVE)),
            Step::Link(target) => {
                fs::write(path(target), "").unwrap();
                std::os::unix::fs::symlink(target, path("next")).unwrap();
                fs::rename(path("next"), path(LIVE)).unwrap();
            }
            Step::Begin(name) => {
                self.destroy(name);
                fs::write(path(name), "").unwrap();
            }
            Step::CopyHalf(name) => self.copy(name, true),
            Step::CopyRest(name) => self.copy(name, false),
            Step::Truncate => {
                self.destroy(LIVE);
                self.writer.set_len(0).unwrap();
                self.writer.set_modified(SystemTime::now()).unwrap();
                self.truncations += 1;
            }
            Step::Remove(name) => {
                if !path(&format!("{name}.gz")).exists() {
                    self.destroy(name);
                }
                fs::remove_file(path(name)).unwrap();
            }
            Step::PackHalf(name) => {
                let packed = gzip(&fs::read(path(name)).unwrap());
                fs::write(path(&format!("{name}.gz")), &packed[..packed.len() / 2]).unwrap();
            }
            Step::PackRest(name) => {
                let packed = path(&format!("{name}.gz"));
                fs::write(&packed, gzip(&fs::read(path(name)).unwrap())).unwrap();
                let modified = fs::metadata(path(name)).unwrap().modified().unwrap();
                append(&packed).set_modified(modified).unwrap();
            }
        }
    }

    fn lines(&mut self, lines: u8) {
        let mut text = String::new();
        for _ in 0..lines {
            match std::mem::take(&mut self.half) {
                true => text.push_str(" whole\n"),
                false => text.push_str(&format!("{}\n", self.next_line())),
            }
        }
        if lines > 0 {
            self.put(text.as_bytes());
        }
    }

    fn next_line(&mut self) -> String {
        self.written += 1;
        format!("2026-01-23T10:00:{:02}Z INFO line {}", self.written % 60, self.written)
    }

    /// Writes, at a moment that is told more exactly than some systems do.
    fn put(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).unwrap();
        self.writer.set_modified(SystemTime::now()).unwrap();
    }

    fn copy(&self, name: &str, half: bool) {
        let from = fs::read(self.directory().join(LIVE)).unwrap();
        let to = self.directory().join(name);
        let done = fs::metadata(&to).unwrap().len() as usize;
        let end = if half { done + (from.len() - done) / 2 } else { from.len() };
        let mut copy = append(&to);
        copy.write_all(&from[done..end]).unwrap();
        copy.set_modified(SystemTime::now()).unwrap();
    }

    /// Takes note of the lines that stand in a file alone, which is about to be cut or removed.
    fn destroy(&mut self, name: &str) {
        let mut others = Vec::new();
        for other in self.names().iter().filter(|other| *other != name) {
            others.extend(self.numbers_in(other));
        }
        let looked_at = self.looked_at;
        let seen = self.numbers_in(name).into_iter().filter(|line| *line <= looked_at && !others.contains(line));
        self.destroyed.extend(seen);
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.directory()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| self.scheme != Scheme::Linked || name != LIVE).collect()
    }

    /// Returns the numbers of the lines that are on the disk.
    pub(super) fn on_disk(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.names().iter().flat_map(|name| self.numbers_in(name)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    fn numbers_in(&self, name: &str) -> Vec<u32> {
        let Ok(bytes) = fs::read(self.directory().join(name)) else { return Vec::new() };
        let mut text = Vec::new();
        if name.ends_with(".gz") {
            // What is being packed is cut off.
            drop(flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut text));
        } else {
            text = bytes;
        }
        String::from_utf8(text).unwrap().lines().filter_map(number_of).collect()
    }
}

/// Returns the number of a line, whatever stands before it.
pub(super) fn number_of(line: &str) -> Option<u32> {
    line.split("line ").nth(1)?.trim_end_matches(" whole").parse().ok()
}

fn copy(to: String, during: u8, behind: u8) -> Vec<Step> {
    vec![
        Step::Begin(to.clone()),
        Step::CopyHalf(to.clone()),
        Step::Lines(during),
        Step::CopyRest(to),
        Step::Lines(behind),
        Step::Truncate,
    ]
}

fn dated_target(rotation: u32) -> String {
    format!("app-{}.log", 20_260_000 + rotation)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn append(path: &Path) -> File {
    OpenOptions::new().create(true).append(true).open(path).unwrap()
}
