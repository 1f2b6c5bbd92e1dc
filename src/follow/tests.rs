//! A model of writers, rotations, restarts and clients: whatever happens, each line that stays on disk is told exactly once.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::{Hub, News, Next, Past, Request, Session, Settings};
use crate::entry::Position;
use crate::query::Query;
use crate::scan::Scanner;
use crate::source::FileSource;

/// Something that happens to a file or to those who look at it.
#[derive(Clone, Debug)]
enum Act {
    /// So many whole lines are written.
    Write(u8),
    /// Half a line is written; the next write completes it.
    WriteHalf,
    /// The file is renamed, and a new one made.
    Rename,
    /// The file is renamed, the writer goes on in it, and opens a new one only then.
    RenameLate(u8),
    /// The file is copied, and cut to nothing.
    CopyTruncate,
    /// The newest rotated file is compressed.
    Gzip,
    /// The server looks at its files.
    Look,
    /// The client takes all that is there.
    Take,
    /// The client takes at most so many messages, and is cut off and comes back with the last cursor it has.
    Cut(u8),
    /// The server is stopped and started again.
    Restart,
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (1..6u8).prop_map(Act::Write),
        1 => Just(Act::WriteHalf),
        2 => Just(Act::Rename),
        1 => (1..4u8).prop_map(Act::RenameLate),
        2 => Just(Act::CopyTruncate),
        1 => Just(Act::Gzip),
        5 => Just(Act::Look),
        3 => Just(Act::Take),
        3 => (0..4u8).prop_map(Act::Cut),
        1 => Just(Act::Restart),
    ]
}

/// One log directory with its writer, server and client.
struct World {
    directory: tempfile::TempDir,
    writer: File,
    written: u32,
    half: bool,
    rotations: u32,
    hub: Hub,
    session: Option<Session>,
    /// What the client goes on from.
    cursor: String,
    told: Vec<String>,
    gaps: u64,
}

fn hub(directory: &std::path::Path) -> Hub {
    let source = FileSource::new(&[directory.to_owned()]).unwrap();
    let scanner = Scanner::new(Arc::new(source), crate::scan::Settings { workers: 1, ..Default::default() }).unwrap();
    let never = Duration::from_secs(3_600);
    let settings = Settings { events: false, poll: never, safety: never, ..Settings::default() };
    Hub::start(Arc::new(scanner), settings).unwrap()
}

impl World {
    fn new() -> World {
        let directory = tempfile::tempdir().unwrap();
        let writer = append(&directory.path().join("app.log"));
        let hub = hub(directory.path());
        let mut world = World {
            directory,
            writer,
            written: 0,
            half: false,
            rotations: 0,
            hub,
            session: None,
            cursor: String::new(),
            told: Vec::new(),
            gaps: 0,
        };
        world.connect();
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn connect(&mut self) {
        let past = match self.cursor.as_str() {
            "" => Past::Nothing,
            cursor => Past::Since(Position::parse_all(cursor).unwrap()),
        };
        let query = Query { files: vec!["app.log".to_owned()], ..Query::default() };
        let session = self.hub.subscribe(Request { query, past, create: false, visible: None }).unwrap();
        if self.cursor.is_empty() {
            self.cursor = cursor_of(&session);
        }
        self.session = Some(session);
    }

    fn write(&mut self, lines: u8) {
        let mut text = String::new();
        for _ in 0..lines {
            match std::mem::take(&mut self.half) {
                true => text.push_str("second half\n"),
                false => text.push_str(&format!("{}\n", self.next_line())),
            }
        }
        self.writer.write_all(text.as_bytes()).unwrap();
    }

    fn next_line(&mut self) -> String {
        self.written += 1;
        format!("2026-01-23T10:00:{:02}Z INFO line {}", self.written % 60, self.written)
    }

    fn write_half(&mut self) {
        if !self.half {
            let line = self.next_line();
            self.writer.write_all(line.as_bytes()).unwrap();
            self.half = true;
        }
    }

    /// Moves `app.log.1` to `app.log.2` and so on.
    fn shift(&mut self) {
        self.rotations += 1;
        for number in (1..self.rotations).rev() {
            for ending in ["", ".gz"] {
                let from = self.path(&format!("app.log.{number}{ending}"));
                if from.exists() {
                    fs::rename(from, self.path(&format!("app.log.{}{ending}", number + 1))).unwrap();
                }
            }
        }
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Write(lines) => self.write(*lines),
            Act::WriteHalf => self.write_half(),
            Act::Rename | Act::RenameLate(_) => {
                if self.half {
                    self.write(1);
                }
                self.shift();
                fs::rename(self.path("app.log"), self.path("app.log.1")).unwrap();
                if let Act::RenameLate(lines) = act {
                    self.write(*lines);
                }
                self.writer = append(&self.path("app.log"));
            }
            Act::CopyTruncate => {
                if self.half {
                    self.write(1);
                }
                self.shift();
                fs::copy(self.path("app.log"), self.path("app.log.1")).unwrap();
                self.writer.set_len(0).unwrap();
            }
            Act::Gzip => {
                let path = self.path("app.log.1");
                if path.exists() {
                    gzip(&path);
                }
            }
            Act::Look => self.hub.look(),
            Act::Take => self.take(usize::MAX),
            Act::Cut(messages) => {
                self.take((*messages).into());
                self.session = None;
                self.connect();
            }
            Act::Restart => {
                self.session = None;
                self.hub = hub(self.directory.path());
                self.connect();
            }
        }
    }

    fn take(&mut self, most: usize) {
        let mut session = self.session.take().unwrap();
        for _ in 0..most {
            match session.next(true).unwrap() {
                Next::Nothing => break,
                Next::MustRead => panic!("it may read"),
                Next::News(News::Records(records)) => {
                    for record in records.iter() {
                        self.apply(record);
                    }
                }
                Next::News(News::Gap { bytes, .. }) => self.gaps += bytes.max(1),
                Next::News(_) => {}
            }
        }
        self.session = Some(session);
    }

    fn apply(&mut self, record: &[u8]) {
        let record: serde_json::Value = serde_json::from_slice(record).unwrap();
        let message = record["message"].as_str().unwrap();
        self.told.extend(message.lines().map(str::to_owned));
        self.cursor = record["cursor"].as_str().unwrap().to_owned();
    }
}

fn cursor_of(session: &Session) -> String {
    let mut text = Vec::new();
    session.positions()[0].1.write(&mut text);
    String::from_utf8(text).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the test writes its own files")]
fn append(path: &std::path::Path) -> File {
    OpenOptions::new().create(true).append(true).open(path).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the test compresses its own files")]
fn gzip(path: &std::path::Path) {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&fs::read(path).unwrap()).unwrap();
    let packed_path = PathBuf::from(format!("{}.gz", path.display()));
    fs::write(&packed_path, packed.finish().unwrap()).unwrap();
    let modified = fs::metadata(path).unwrap().modified().unwrap();
    File::options().append(true).open(&packed_path).unwrap().set_modified(modified).unwrap();
    fs::remove_file(path).unwrap();
}

fn check(acts: &[Act]) -> Result<(), TestCaseError> {
    let mut world = World::new();
    for act in acts {
        world.act(act);
    }
    if world.half {
        world.write(1);
    }
    world.hub.look();
    world.take(usize::MAX);
    let expected: Vec<String> = (1..=world.written).map(|number| format!("line {number}")).collect();
    let told: Vec<String> = world.told.iter().map(|line| line.trim_end_matches("second half").to_owned()).collect();
    let mut counts = BTreeMap::new();
    told.iter().for_each(|line| *counts.entry(line.clone()).or_insert(0) += 1);
    prop_assert_eq!(told, expected, "gaps: {}", world.gaps);
    prop_assert_eq!(world.gaps, 0);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]
    #[test]
    fn every_line_is_told_once_and_in_order(acts in prop::collection::vec(any_act(), 1..40)) {
        check(&acts)?;
    }
}

/// Returns how many random worlds are tried: `FOLLOW_CASES`, or some that take a few seconds.
fn cases() -> u32 {
    std::env::var("FOLLOW_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1_000)
}
