//! Keeps what is known of long files, so that less of them is read: in memory, and in a directory from one run to the next.
//!
//! 1. A scan asks for the [facts](Facts) of a file, and notes how much of it they leave out.
//! 2. A [`Builder`] surveys, behind the scenes, what was noted; facts grow at their end, as files do.
//! 3. A `Store` keeps them on disk under the identity of their file.
//!
//! Facts are believed only where the file still is what they were made of, so all of this may be deleted at any time.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::scan::{Catalogue, Facts, Stopper};
use crate::source::Identity;

mod build;
mod store;

pub use build::{Builder, build_all};
use store::Store;

/// The facts of files.
pub struct Index {
    store: Option<Store>,
    /// A file with fewer bytes is not surveyed.
    worth: u64,
    shelf: Mutex<Shelf>,
    wanted: Condvar,
    surveyed: AtomicU64,
    stopper: Stopper,
}

#[derive(Default)]
struct Shelf {
    /// The facts in memory, each with the turn of its last use; `None` where there are none.
    known: HashMap<Identity, (Option<Arc<Facts>>, u64)>,
    turn: u64,
    /// How much memory the facts take, in bytes.
    bytes: usize,
    /// The names of files to be surveyed.
    queue: VecDeque<(String, Identity)>,
    /// How far files were covered by the last survey.
    covered: HashMap<Identity, u64>,
}

/// A file with fewer bytes is read in a few hundredths of a second.
const WORTH: u64 = 16 << 20;

/// Facts are made to grow once a file has grown by this part of what is worth a survey.
const GROWN_PART: u64 = 16;

/// How much memory facts may take, in bytes: those of some 10 GB of logs. The facts of one file may take more.
const MOST_BYTES: usize = 16 << 20;

/// The most files that are remembered, with or without facts.
const MOST_FILES: usize = 10_000;

impl Index {
    /// Makes an index that keeps its facts in a directory, which is made where it is missing; without one, in memory alone.
    pub fn new(directory: Option<PathBuf>) -> Index {
        Index::for_files_of(WORTH, directory)
    }

    /// Makes an index of files that have at least so many bytes.
    pub(crate) fn for_files_of(worth: u64, directory: Option<PathBuf>) -> Index {
        Index {
            store: directory.map(Store::new),
            worth,
            shelf: Mutex::default(),
            wanted: Condvar::new(),
            surveyed: AtomicU64::new(0),
            stopper: Stopper::default(),
        }
    }

    /// Returns how many bytes of files were surveyed in this run.
    pub fn surveyed_bytes(&self) -> u64 {
        self.surveyed.load(Ordering::Relaxed)
    }

    /// Returns how many files wait to be surveyed.
    pub fn waiting(&self) -> usize {
        self.lock().queue.len()
    }

    /// Takes what was learnt of a file.
    fn publish(&self, facts: Facts) {
        let mut shelf = self.lock();
        shelf.remember_covered(facts.origin.identity, facts.end());
        shelf.put(facts.origin.identity, Some(Arc::new(facts)));
    }

    /// Waits for a file that should be surveyed; `None` once the index is closed.
    fn next_wanted(&self) -> Option<String> {
        let mut shelf = self.lock();
        loop {
            if self.stopper.is_stopped() {
                return None;
            }
            if let Some((name, _)) = shelf.queue.pop_front() {
                return Some(name);
            }
            shelf = self.wanted.wait(shelf).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Ends all surveys.
    fn close(&self) {
        self.stopper.stop();
        // Whoever looked before must be waiting by now.
        drop(self.lock());
        self.wanted.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Catalogue for Index {
    fn facts(&self, identity: Identity) -> Option<Arc<Facts>> {
        if let Some(known) = self.lock().get(identity) {
            return known;
        }
        let stored = self.store.as_ref().and_then(|store| store.read(identity)).map(Arc::new);
        self.lock().put(identity, stored.clone());
        stored
    }

    fn note(&self, name: &str, identity: Identity, unknown: u64) {
        let mut shelf = self.lock();
        if shelf.is_worth_it(identity, unknown, self.worth) && shelf.queue.len() < MOST_FILES {
            shelf.queue.push_back((name.to_owned(), identity));
            self.wanted.notify_one();
        }
    }
}

impl Shelf {
    fn get(&mut self, identity: Identity) -> Option<Option<Arc<Facts>>> {
        self.turn += 1;
        let (facts, used) = self.known.get_mut(&identity)?;
        *used = self.turn;
        Some(facts.clone())
    }

    fn put(&mut self, identity: Identity, facts: Option<Arc<Facts>>) {
        self.turn += 1;
        let size = |facts: &Option<Arc<Facts>>| facts.as_ref().map_or(0, |facts| facts.memory());
        self.bytes += size(&facts);
        if let Some((last, _)) = self.known.insert(identity, (facts, self.turn)) {
            self.bytes -= size(&last);
        }
        while self.known.len() > 1 && (self.bytes > MOST_BYTES || self.known.len() > MOST_FILES) {
            let oldest = self.known.iter().min_by_key(|(_, (_, used))| *used).map(|(identity, _)| *identity);
            let Some((gone, _)) = oldest.and_then(|oldest| self.known.remove(&oldest)) else { return };
            self.bytes -= size(&gone);
        }
    }

    fn remember_covered(&mut self, identity: Identity, end: u64) {
        if self.covered.len() >= MOST_FILES {
            self.covered.clear();
        }
        self.covered.insert(identity, end);
    }

    /// Tells whether a file of which so much is unknown should be surveyed now.
    fn is_worth_it(&self, identity: Identity, unknown: u64, worth: u64) -> bool {
        let is_queued = self.queue.iter().any(|(_, queued)| *queued == identity);
        let least = match self.covered.get(&identity) {
            // What was learnt is not believed any more: other samples of the file let it be read in another way. That may go on.
            Some(covered) if unknown > *covered => covered + covered / 10,
            _ if self.known.get(&identity).is_some_and(|(facts, _)| facts.is_some()) => worth / GROWN_PART,
            _ => worth,
        };
        !is_queued && unknown >= least.max(worth / GROWN_PART)
    }
}

#[cfg(test)]
mod tests;
