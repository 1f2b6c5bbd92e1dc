//! The thread that looks at every followed file, and the directories that are watched for it.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::request::{FollowError, Request};
use super::session::Session;
use super::signal::Signal;
use super::subscribe;
use super::tail::Tail;
use super::watch::{Events, Hint, Hints, Watcher};
use crate::scan::{Scanner, siblings_of};
use crate::source::Listed;
use watches::Watches;
use worker::Worker;

mod watches;
mod worker;

/// Follows files for any number of sessions.
pub struct Hub {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// How files are followed.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether the events of the file system are used where it gives any; otherwise files are looked at regularly.
    pub events: bool,
    /// How often files are looked at that give no events.
    pub poll: Duration,
    /// How often all files are looked at, whatever the events say.
    pub safety: Duration,
    /// How long a file that nobody follows any more is kept open, so that whoever comes back loses nothing.
    pub linger: Duration,
    /// What there may be.
    pub limits: Limits,
}

/// How much may be followed at once.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many files one subscription may take in.
    pub files: usize,
    /// How many files all subscriptions together may follow, in all formats, with those that are not there yet.
    pub files_in_all: usize,
    /// How many directories are watched; files in others are looked at regularly.
    pub watches: usize,
    /// How many hints are kept apart; beyond it everything is looked at.
    pub hints: usize,
}

/// How busy a hub is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Directories that are watched.
    pub watches: usize,
    /// Directories with followed files that cannot be watched, and are looked at regularly.
    pub polled: usize,
    /// Names that are followed.
    pub files: usize,
    /// Rotated files that are still read.
    pub draining: usize,
    /// Subscriptions.
    pub sessions: usize,
    /// How often hints were lost, so that everything was looked at.
    pub rescans: u64,
    /// Subscriptions that were refused because a limit was reached.
    pub refused: u64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            events: true,
            poll: Duration::from_millis(250),
            safety: Duration::from_secs(1),
            linger: Duration::from_secs(30),
            limits: Limits { files: 1_000, files_in_all: 16_384, watches: 4_096, hints: 16_384 },
        }
    }
}

/// What to do where more files would be followed than may be.
const FEWER: &str = "follow fewer, or raise --max-follow-files-in-all and --max-open-files";

/// A list of files is used for so many times what it took to make.
const LISTING_SHARE: u32 = 20;

pub(super) struct Shared {
    pub(super) scanner: Arc<Scanner>,
    pub(super) settings: Settings,
    hints: Arc<Hints>,
    pool: Mutex<Pool>,
    listing: Mutex<Listing>,
}

/// What there was when files were last listed, and until when that is good enough.
#[derive(Default)]
struct Listing {
    files: Arc<Vec<Listed>>,
    until: Option<Instant>,
}

/// What a name is followed as: its name, and the format it is read in.
type Key = (String, Option<String>);

#[derive(Default)]
struct Pool {
    tails: HashMap<Key, Used>,
    /// Whose files stand at a path.
    by_path: HashMap<PathBuf, HashSet<Key>>,
    watches: Watches,
    /// Sessions that take in files as they appear.
    listing: Vec<Weak<Signal>>,
    sessions: usize,
    rescans: u64,
    refused: u64,
    stopping: bool,
}

struct Used {
    tail: Arc<Tail>,
    users: usize,
    unused_since: Instant,
    paths: Vec<PathBuf>,
}

/// A session's hold on a tail: the file is followed as long as there is one.
pub(super) struct Followed {
    pub(super) tail: Arc<Tail>,
    key: Key,
    shared: Arc<Shared>,
}

impl Hub {
    /// Starts the thread; it listens to the events of the file system where the settings allow it.
    ///
    /// # Errors
    /// The system may refuse to start a thread.
    pub fn start(scanner: Arc<Scanner>, settings: Settings) -> std::io::Result<Hub> {
        let hints = Arc::new(Hints::new(settings.limits.hints));
        let watcher: Option<Box<dyn Watcher>> = match settings.events.then(|| Events::listen(hints.clone())) {
            Some(Ok(events)) => Some(Box::new(events)),
            Some(Err(error)) => {
                tracing::warn!(%error, "the system gives no events of files; they are looked at regularly");
                None
            }
            None => None,
        };
        Hub::start_with(scanner, settings, hints, watcher)
    }

    /// Starts the thread with a watcher of one's own.
    ///
    /// # Errors
    /// The system may refuse to start a thread.
    pub fn start_with(
        scanner: Arc<Scanner>,
        settings: Settings,
        hints: Arc<Hints>,
        watcher: Option<Box<dyn Watcher>>,
    ) -> std::io::Result<Hub> {
        let pool = Pool { watches: Watches::new(watcher, settings.limits.watches), ..Pool::default() };
        let shared = Arc::new(Shared { scanner, settings, hints, pool: Mutex::new(pool), listing: Mutex::default() });
        let worker = Worker::new(shared.clone());
        let thread = std::thread::Builder::new().name("follow".to_owned()).spawn(move || worker.run())?;
        Ok(Hub { shared, thread: Some(thread) })
    }

    /// Begins a subscription. Files are read for it, so it may wait for the disk.
    ///
    /// # Errors
    /// A file that does not exist, a limit that is reached, or a fault in reading.
    pub fn subscribe(&self, request: Request) -> Result<Session, FollowError> {
        subscribe::subscribe(&self.shared, request)
    }

    /// Looks at every followed file, and at its name, now.
    pub fn look(&self) {
        let tails: Vec<_> = self.shared.lock().tails.values().map(|used| used.tail.clone()).collect();
        for tail in tails {
            tail.advance(true);
        }
    }

    /// Says that a file was written to, or that its name leads to another one now: whoever follows it is told without waiting for
    /// an event of the file system.
    pub fn hint(&self, name: &str, is_new: bool) {
        let hint = if is_new { Hint::Renamed } else { Hint::Written };
        for path in self.shared.scanner.source().paths(name, None) {
            self.shared.hints.add(path, hint);
        }
    }

    /// Counts the files there are, by a list that is made no more often than is cheap.
    ///
    /// # Errors
    /// Listing may fail.
    pub fn count_files(&self) -> Result<usize, FollowError> {
        Ok(self.shared.listing()?.len())
    }

    /// Returns how busy the hub is.
    pub fn numbers(&self) -> Numbers {
        let pool = self.shared.lock();
        let draining = pool.tails.values().map(|used| used.tail.chain().len().saturating_sub(1)).sum();
        Numbers {
            watches: pool.watches.watched(),
            polled: pool.watches.polled(),
            files: pool.tails.len(),
            draining,
            sessions: pool.sessions,
            rescans: pool.rescans,
            refused: pool.refused,
        }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.shared.lock().stopping = true;
        self.shared.hints.wake();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so.
            drop(thread.join());
        }
    }
}

impl Shared {
    /// Returns the tail of a name, which is made where nobody follows it yet.
    pub(super) fn follow(self: &Arc<Shared>, name: &str, log_format: Option<&str>) -> Result<Followed, FollowError> {
        let key = (name.to_owned(), log_format.map(str::to_owned));
        let known = self.lock().hold(&key);
        let tail = match known {
            Some(tail) => tail,
            None => self.open(&key)?,
        };
        let followed = Followed { tail: tail.clone(), key, shared: self.clone() };
        // What was written before now is history.
        tail.advance(true);
        Ok(followed)
    }

    /// Tells whether a name that is missing led to a file before: it is followed, or has rotated siblings. One that is there, but
    /// may not be read, is not missing.
    pub(super) fn has_been(&self, name: &str) -> bool {
        let beside = self.scanner.source().beside(name);
        let is_known = || self.lock().tails.keys().any(|(other, _)| other == name);
        !beside.iter().any(|other| other == name) && (is_known() || !siblings_of(name, &beside).is_empty())
    }

    fn open(&self, key: &Key) -> Result<Arc<Tail>, FollowError> {
        let most = self.settings.limits.files_in_all;
        // Nothing is opened in vain.
        self.lock().make_room(most)?;
        let tail = Arc::new(Tail::open(&self.scanner, &key.0, key.1.as_deref())?);
        let paths = self.paths(&tail);
        let mut pool = self.lock();
        if let Some(tail) = pool.hold(key) {
            return Ok(tail);
        }
        pool.make_room(most)?;
        pool.watch(key, &paths);
        let used = Used { tail: tail.clone(), users: 1, unused_since: Instant::now(), paths };
        pool.tails.insert(key.clone(), used);
        Ok(tail)
    }

    fn paths(&self, tail: &Tail) -> Vec<PathBuf> {
        let newest = tail.newest().map(|generation| generation.log());
        self.scanner.source().paths(&tail.name, newest.as_ref().map(|log| log.file().as_ref()))
    }

    /// Returns the files there are, by a list shared among sessions; of many files none is made more often than is cheap.
    pub(super) fn listing(&self) -> Result<Arc<Vec<Listed>>, FollowError> {
        let mut listing = self.listing.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = Instant::now();
        if listing.until.is_none_or(|until| until <= begun) {
            listing.files = Arc::new(self.scanner.source().list()?);
            listing.until = Some(Instant::now() + LISTING_SHARE * begun.elapsed());
        }
        Ok(listing.files.clone())
    }

    /// Lets a session know when files appear.
    pub(super) fn tell_of_files(&self, signal: &Arc<Signal>) {
        self.lock().listing.push(Arc::downgrade(signal));
    }

    pub(super) fn count_session(&self, change: isize) {
        let mut pool = self.lock();
        pool.sessions = pool.sessions.saturating_add_signed(change);
    }

    pub(super) fn count_refusal(&self) {
        self.lock().refused += 1;
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pool {
    fn hold(&mut self, key: &Key) -> Option<Arc<Tail>> {
        let used = self.tails.get_mut(key)?;
        used.users += 1;
        Some(used.tail.clone())
    }

    fn watch(&mut self, key: &Key, paths: &[PathBuf]) {
        for path in paths {
            self.watches.add(directory(path));
            self.by_path.entry(path.clone()).or_default().insert(key.clone());
        }
    }

    fn unwatch(&mut self, key: &Key, paths: &[PathBuf]) {
        for path in paths {
            self.watches.remove(directory(path));
            if let Some(keys) = self.by_path.get_mut(path) {
                keys.remove(key);
                if keys.is_empty() {
                    self.by_path.remove(path);
                }
            }
        }
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        let mut pool = self.shared.lock();
        if let Some(used) = pool.tails.get_mut(&self.key) {
            used.users -= 1;
            used.unused_since = Instant::now();
        }
    }
}

fn directory(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

impl Pool {
    /// Lets sessions look for files that have appeared.
    fn tell_listing(&mut self) {
        self.listing.retain(|signal| match signal.upgrade() {
            Some(signal) => {
                signal.list();
                true
            }
            None => false,
        });
    }

    /// Sees that one more file may be followed; what nobody uses any more gives way to it.
    fn make_room(&mut self, most: usize) -> Result<(), FollowError> {
        if self.tails.len() >= most {
            self.let_go(Duration::ZERO);
        }
        match self.tails.len() < most {
            true => Ok(()),
            false => Err(FollowError::Full { what: "files of all subscriptions", limit: most, remedy: FEWER }),
        }
    }

    /// Lets go of what nobody has used for a while, and sees that watches are where they should be.
    fn tidy(&mut self, linger: Duration) {
        self.let_go(linger);
        self.watches.check();
    }

    fn let_go(&mut self, linger: Duration) {
        let is_over = |used: &Used| used.users == 0 && used.unused_since.elapsed() >= linger;
        let over: Vec<Key> = self.tails.iter().filter(|(_, used)| is_over(used)).map(|(key, _)| key.clone()).collect();
        for key in over {
            if let Some(used) = self.tails.remove(&key) {
                self.unwatch(&key, &used.paths);
            }
        }
    }
}
