//! A model of writers, rotations, restarts and clients: whatever happens, each line that stays on disk is told exactly once, and in
//! order. It happens between two looks of the server, or in the midst of them: between any two of its calls of the system, but not
//! more than one writing or rotation begins in the course of one look. `FOLLOW_TRACE=1` shows what happened in a world with a fault.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::{Hub, News, Next, Past, Request, Session, Settings};
use crate::entry::Position;
use crate::query::Query;
use crate::scan::Scanner;
use acts::{Act, Scheme};
use disk::{Disk, number_of};
use interrupted::Interrupted;

mod acts;
#[expect(clippy::disallowed_methods, reason = "the test writes and reads its own files")]
mod disk;
mod interrupted;
mod worlds;

/// Something that happens to a file or to those who look at it.
#[derive(Clone, Debug)]
enum Event {
    /// Something begins in the directory; it goes on while others look.
    Begin(Act),
    /// All that has begun there is done.
    Finish,
    /// The server looks at its files.
    Look,
    /// The client takes at most so many messages; then it pauses.
    Take(u8),
    /// The client is cut off and comes back with the last cursor it has.
    Cut,
    /// The client is gone, and comes back when it takes something.
    Leave,
    /// The server is stopped and started again.
    Restart,
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => (1..6u8).prop_map(Act::Lines),
        1 => Just(Act::Half),
        3 => (0..3u8).prop_map(Act::Rename),
        5 => (0..3u8, 0..3u8).prop_map(|(during, behind)| Act::CopyTruncate(during, behind)),
        1 => Just(Act::CopyOver),
        1 => (0..9u8).prop_map(Act::Truncate),
        1 => Just(Act::Recreate),
        2 => Just(Act::Gzip),
        1 => Just(Act::Forget),
    ]
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        16 => any_act().prop_map(Event::Begin),
        4 => Just(Event::Finish),
        7 => Just(Event::Look),
        6 => prop_oneof![Just(u8::MAX), 0..4u8].prop_map(Event::Take),
        2 => Just(Event::Cut),
        1 => Just(Event::Leave),
    ]
}

fn any_scheme() -> impl Strategy<Value = Scheme> {
    prop_oneof![4 => Just(Scheme::Numbered), 2 => Just(Scheme::Dated), 1 => Just(Scheme::Linked)]
}

/// A log directory with its server and its client.
struct World {
    disk: Arc<Mutex<Disk>>,
    hub: Hub,
    session: Option<Session>,
    /// What the client goes on from.
    cursor: String,
    told: Vec<u32>,
    /// Gaps that say how much is lost, or that came without a restart.
    gaps: u64,
    /// Gaps of which nobody can know how much is lost, behind a restart.
    doubts: u64,
    restarted: bool,
    truncated: u32,
}

fn hub(disk: &Arc<Mutex<Disk>>) -> Hub {
    let source = Arc::new(Interrupted::new(disk));
    let scanner = Scanner::new(source, crate::scan::Settings { workers: 1, ..Default::default() }).unwrap();
    let never = Duration::from_secs(3_600);
    let settings = Settings { events: false, poll: never, safety: never, ..Settings::default() };
    Hub::start(Arc::new(scanner), settings).unwrap()
}

impl World {
    fn new(scheme: Scheme, gaps: Vec<u8>) -> World {
        let disk = Arc::new(Mutex::new(Disk::new(scheme, gaps)));
        let hub = hub(&disk);
        let mut world = World {
            disk,
            hub,
            session: None,
            cursor: String::new(),
            told: Vec::new(),
            gaps: 0,
            doubts: 0,
            restarted: false,
            truncated: 0,
        };
        world.connect();
        world
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap()
    }

    fn connect(&mut self) {
        let past = match self.cursor.as_str() {
            "" => Past::Nothing,
            cursor => Past::Since(Position::parse_all(cursor).unwrap()),
        };
        let query = Query { files: vec!["app.log".to_owned()], ..Query::default() };
        let session = self.hub.subscribe(Request { query, past, create: true, visible: None }).unwrap();
        if self.cursor.is_empty() {
            self.cursor = cursor_of(&session);
        }
        self.session = Some(session);
    }

    fn happen(&mut self, event: &Event) {
        self.disk().note(|| format!("{event:?}"));
        self.disk().allow_one();
        match event {
            Event::Begin(act) => self.disk().plan(act.clone()),
            Event::Finish => self.disk().finish(false),
            Event::Look => self.look(),
            Event::Take(most) => self.take((*most).into()),
            Event::Cut => {
                self.session = None;
                self.connect();
            }
            Event::Leave => self.session = None,
            Event::Restart => {
                self.session = None;
                // What a server that ran before had seen, the next does not know.
                self.disk().forget();
                self.restarted = true;
                self.hub = hub(&self.disk);
                self.connect();
            }
        }
    }

    fn look(&mut self) {
        let before = self.disk().done;
        self.hub.look();
        let mut disk = self.disk();
        // What is found only by the rotated files while the name leads nowhere is looked for later.
        if disk.done == before && disk.is_live() {
            disk.looked_at = disk.written;
        }
    }

    fn take(&mut self, most: usize) {
        if self.session.is_none() {
            self.connect();
        }
        let mut session = self.session.take().unwrap();
        for _ in 0..most {
            match session.next(true).unwrap() {
                Next::Nothing => break,
                Next::MustRead => panic!("it may read"),
                Next::News(News::Records(records)) => records.iter().for_each(|record| self.apply(record)),
                Next::News(News::Gap { bytes, reason, .. }) => {
                    self.disk().note(|| format!("  gap of {bytes}: {reason}"));
                    match bytes == 0 && self.restarted {
                        true => self.doubts += 1,
                        false => self.gaps += bytes.max(1),
                    }
                }
                Next::News(News::Truncated(_)) => self.truncated += 1,
                Next::News(News::Rotated(_) | News::Joined(_)) => {}
            }
        }
        self.session = Some(session);
    }

    fn apply(&mut self, record: &[u8]) {
        let record: serde_json::Value = serde_json::from_slice(record).unwrap();
        let message = record["message"].as_str().unwrap();
        self.told.extend(message.lines().map(|line| number_of(line).unwrap_or_else(|| panic!("{line:?} is no line"))));
        self.cursor = record["cursor"].as_str().unwrap().to_owned();
        self.disk().note(|| format!("  told: {message}"));
    }
}

impl World {
    /// Tells what is wrong, if anything.
    fn verdict(&self) -> Result<(), String> {
        let (disk, told) = (self.disk(), &self.told);
        let check = |is_right: bool, wrong: String| if is_right { Ok(()) } else { Err(wrong) };
        check(told.windows(2).all(|pair| pair[0] < pair[1]), format!("twice or out of order: {told:?}"))?;
        let missing: Vec<u32> = disk.on_disk().into_iter().filter(|line| !told.contains(line)).collect();
        // Where the file that was being read is gone after a restart, a gap says that more may be lost.
        check(
            missing.is_empty() || self.doubts > 0,
            format!("on the disk and not told: {missing:?} of {told:?}, gaps: {}", self.gaps),
        )?;
        let lost: Vec<&u32> = disk.destroyed.iter().filter(|line| !told.contains(line)).collect();
        check(lost.is_empty() || self.gaps + self.doubts > 0, format!("destroyed without a gap: {lost:?}"))?;
        let is_all_told = told.len() == disk.written as usize;
        // What changes in the midst of a look may be taken for more than it is.
        check(self.gaps == 0 || !is_all_told || disk.is_interrupting(), "a gap, and all is told".to_owned())?;
        let (announced, all) = (self.truncated, disk.truncations);
        // A file that was renamed unseen may be taken for a copy.
        check(!disk.are_copies || announced <= all, format!("{announced} of {all} truncations"))
    }
}

fn cursor_of(session: &Session) -> String {
    let mut text = Vec::new();
    session.positions()[0].1.write(&mut text);
    String::from_utf8(text).unwrap()
}

fn check(scheme: Scheme, gaps: &[u8], events: &[Event]) -> Result<(), TestCaseError> {
    let mut world = World::new(scheme, gaps.to_vec());
    for event in events {
        world.happen(event);
    }
    world.disk().finish(true);
    for _ in 0..2 {
        world.look();
        world.take(usize::MAX);
    }
    let verdict = world.verdict();
    prop_assert!(verdict.is_ok(), "{}\n{}", verdict.unwrap_err(), world.disk().trace.join("\n"));
    Ok(())
}

/// Tries random worlds: always the same where no number of them is asked for.
fn try_worlds(gaps: impl Strategy<Value = Vec<u8>>, event: impl Strategy<Value = Event>) {
    let asked: Option<u32> = std::env::var("FOLLOW_CASES").ok().and_then(|cases| cases.parse().ok());
    let cases = asked.unwrap_or(1_000);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = match asked {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let worlds = (any_scheme(), gaps, prop::collection::vec(event, 1..40));
    let tried = runner.run(&worlds, |(scheme, gaps, events)| check(scheme, &gaps, &events));
    assert!(tried.is_ok(), "{}", tried.map_or_else(|error| error.to_string(), |()| String::new()));
}

#[test]
fn every_line_is_told_once_and_in_order() {
    try_worlds(Just(Vec::new()), prop_oneof![30 => any_event(), 1 => Just(Event::Restart)]);
}

/// Of what happens at the very moment of a restart, see ARCHITECTURE.md.
#[test]
fn every_line_is_told_once_whatever_happens_while_files_are_looked_at() {
    try_worlds(prop::collection::vec(prop_oneof![1..6u8, 1..40u8], 1..12), any_event());
}

#[test]
fn every_line_is_told_where_it_once_was_not() {
    let faults: Vec<String> = worlds::faulty()
        .into_iter()
        .filter_map(|(gaps, events)| {
            Some(format!("{} in {gaps:?} {events:?}", check(Scheme::Numbered, gaps, &events).err()?))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
