//! A followed name: the files that it has led to, one behind the other.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::generation::{Began, Generation, Phase, Seen, now_micros};
use super::signal::Listener;
use crate::entry::Position;
use crate::scan::{GrowingLog, ScanError, Scanner, siblings_of};
use crate::source::{LogFile, SourceError};

mod resume;

use resume::Beside;
pub(super) use resume::Resumed;

/// A name that is followed by one session or many.
pub(super) struct Tail {
    pub(super) name: String,
    log_format: Option<String>,
    scanner: Arc<Scanner>,
    /// Since when the name has been followed: microseconds since 1970.
    opened: i64,
    /// Held while files are looked at, so that two threads never advance one chain.
    work: Mutex<()>,
    chain: Mutex<VecDeque<Arc<Generation>>>,
    beside: Mutex<Beside>,
    listeners: Mutex<Vec<Listener>>,
}

/// A file nobody has written to for so long, and that no name leads to, ends where it ends, even within a line.
const HALF_LINE_AFTER: Duration = Duration::from_secs(2);

/// A rotated file nobody has written to for so long may be let go.
const QUIET: Duration = Duration::from_secs(60);

/// So many rotated files stay open as long as their name is followed, however quiet they are.
const KEPT_OPEN: usize = 4;

/// More rotated files than these do not stay open: a name that is rotated faster is let go of sooner.
const MOST_OPEN: usize = 64;

/// So many rotated siblings are looked at, the newest.
const MOST_SIBLINGS: usize = 64;

impl Tail {
    /// Begins to follow a name; it need not lead to a file yet.
    ///
    /// # Errors
    /// Reading may fail.
    pub(super) fn open(scanner: &Arc<Scanner>, name: &str, log_format: Option<&str>) -> Result<Tail, ScanError> {
        // Cursors of a server that ran before are older than that.
        let opened = now_micros() + 1;
        let tail = Tail {
            name: name.to_owned(),
            log_format: log_format.map(str::to_owned),
            scanner: scanner.clone(),
            opened,
            work: Mutex::default(),
            chain: Mutex::default(),
            beside: Mutex::default(),
            listeners: Mutex::default(),
        };
        match scanner.source().open(name) {
            Ok(file) => tail.append(Began::First, file, Phase::Live, false)?,
            Err(SourceError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
        tail.look_beside();
        Ok(tail)
    }

    /// Returns the files, oldest first.
    pub(super) fn chain(&self) -> VecDeque<Arc<Generation>> {
        self.lock_chain().clone()
    }

    /// Returns the file that the name leads to, or led to last.
    pub(super) fn newest(&self) -> Option<Arc<Generation>> {
        let chain = self.lock_chain();
        chain.iter().rev().find(|generation| generation.phase() == Phase::Live).or(chain.back()).cloned()
    }

    /// Tells whether a file other than the newest may still be written to: directory watches may not see it.
    pub(super) fn is_draining(&self) -> bool {
        self.lock_chain().len() > 1
    }

    /// Adds a follower, who is told of everything from now on; returns the files as they are now.
    pub(super) fn listen(&self, listener: Listener) -> VecDeque<Arc<Generation>> {
        // No file may come between the list and the listener.
        let chain = self.lock_chain();
        self.lock_listeners().push(listener);
        chain.clone()
    }

    /// Removes a follower.
    pub(super) fn unlisten(&self, listener: &Listener) {
        self.lock_listeners().retain(|other| !other.is(listener));
    }

    /// Returns how many follow.
    pub(super) fn followers(&self) -> usize {
        self.lock_listeners().len()
    }

    /// Looks at the files; where `resolve` is set, at the name too. Tells followers what is new, and whether anything was.
    pub(super) fn advance(&self, resolve: bool) -> bool {
        let _work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        let mut news = self.unread_copies().unwrap_or_else(|error| self.log_fault(&error));
        if resolve {
            news |= self.resolve().unwrap_or_else(|error| self.log_fault(&error));
        }
        let chain = self.chain();
        // What one writer writes to the older file first and then to the newer must come in this order: so the newer file is
        // measured before the older is read.
        let mut sizes: Vec<_> = chain.iter().rev().map(|generation| generation.size()).collect();
        sizes.reverse();
        for (generation, size) in chain.iter().zip(sizes) {
            let seen = size.and_then(|size| generation.advance(size));
            news |= match seen {
                Ok(Seen::Nothing) => false,
                Ok(Seen::News) => true,
                Ok(Seen::Rewritten) => self.rewritten(generation).unwrap_or_else(|error| self.log_fault(&error)),
                Err(error) => self.log_fault(&error),
            };
        }
        if resolve {
            news |= self.retire().unwrap_or_else(|error| self.log_fault(&error));
        }
        if news {
            self.lock_listeners().iter().for_each(Listener::touch);
        }
        news
    }

    fn log_fault(&self, error: &ScanError) -> bool {
        tracing::debug!(%error, file = self.name, "a followed file could not be read; it is tried again");
        false
    }

    /// Looks where the name leads now.
    fn resolve(&self) -> Result<bool, ScanError> {
        let file = match self.scanner.source().open(&self.name) {
            Ok(file) => file,
            // The open file goes on, whether its name is gone or we may not open it any more.
            Err(SourceError::NotFound) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        if self.newest().is_none() {
            self.append(Began::First, file, Phase::Live, true)?;
            return Ok(true);
        }
        let same = self.chain().iter().any(|generation| generation.identity() == file.identity());
        if !same {
            self.rotate(file)?;
        }
        Ok(!same)
    }

    /// Goes on with another file, behind what came in between.
    fn rotate(&self, file: Arc<dyn LogFile>) -> Result<(), ScanError> {
        if let Some(last) = self.newest() {
            // The more was read of it, the surer it is known again.
            if last.advance(last.size()?)? == Seen::Rewritten {
                self.rewritten(&last)?;
            }
        }
        if let Some(last) = self.newest() {
            last.drain();
            for missed in self.missed(&last) {
                self.append(Began::Rotated, missed, Phase::Draining, true)?;
            }
        }
        self.append(Began::Rotated, file, Phase::Live, true)?;
        self.remember_siblings();
        Ok(())
    }

    /// Goes on behind a file that was truncated or written over: first what a copy of it kept, then the file anew.
    fn rewritten(&self, generation: &Generation) -> Result<bool, ScanError> {
        let phase = generation.phase();
        let again = generation.log().anew()?;
        let (copy, mut newer) = self.copy_of(generation);
        match copy {
            Some(copy) => generation.continue_in(copy),
            // Of what nothing was read, the first copy is one.
            None if generation.live_end().0 == 0 && !newer.is_empty() => {
                generation.continue_in(self.new_log(newer.remove(0))?);
            }
            None => generation.lose(),
        }
        self.begin_anew(newer, again, phase)?;
        // What the copy and the new beginning hold is read at once.
        for generation in self.chain() {
            generation.advance(generation.size()?)?;
        }
        Ok(true)
    }

    /// Goes on with the same file from its start, behind what was copied from it before.
    fn begin_anew(&self, copies: Vec<Arc<dyn LogFile>>, log: GrowingLog, phase: Phase) -> Result<(), ScanError> {
        for copy in copies {
            self.append(Began::Truncated, copy, Phase::Draining, true)?;
        }
        self.push(Generation::new(self.next(), Began::Truncated, log, phase, true)?);
        self.remember_siblings();
        Ok(())
    }

    /// A file of which nothing was read may have been copied and truncated, and look as it did before: its copies tell.
    fn unread_copies(&self) -> Result<bool, ScanError> {
        let Some(live) = self.newest().filter(|live| live.phase() == Phase::Live && live.live_end().0 == 0) else {
            return Ok(false);
        };
        let mut copies = self.copies_before(&live);
        if copies.is_empty() {
            return Ok(false);
        }
        let again = live.log().anew()?;
        live.continue_in(self.new_log(copies.remove(0))?);
        self.begin_anew(copies, again, Phase::Live)?;
        Ok(true)
    }

    /// Lets go of files to which nobody writes any more.
    fn retire(&self) -> Result<bool, ScanError> {
        let mut news = false;
        let chain = self.chain();
        for (index, generation) in chain.iter().enumerate() {
            let newer = chain.len() - 1 - index;
            let quiet = generation.quiet();
            let log = generation.log();
            let is_gone = !log.file().is_linked().map_err(|error| log.fault(error))?;
            let is_over = newer > 0 && (is_gone || newer > KEPT_OPEN) && quiet > QUIET || newer > MOST_OPEN;
            if is_over || is_gone && quiet > HALF_LINE_AFTER {
                news |= generation.give_half_line()? == Seen::News;
            }
            if is_over || matches!(generation.phase(), Phase::Lost(_)) {
                generation.finish();
                self.lock_chain().retain(|other| other.number != generation.number);
            }
        }
        Ok(news)
    }

    fn append(&self, began: Began, file: Arc<dyn LogFile>, phase: Phase, unread: bool) -> Result<(), ScanError> {
        let log = self.new_log(file)?;
        self.push(Generation::new(self.next(), began, log, phase, unread)?);
        Ok(())
    }

    /// Returns the number of the next file, and from when on it is followed.
    fn next(&self) -> (i64, i64) {
        let last = self.lock_chain().back().cloned();
        match last {
            Some(last) => (last.number + 1, now_micros().max(last.since + 1)),
            None => (0, self.opened),
        }
    }

    fn push(&self, generation: Generation) {
        let generation = Arc::new(generation);
        let mut chain = self.lock_chain();
        chain.push_back(generation.clone());
        self.lock_listeners().iter().for_each(|listener| listener.begin(generation.clone()));
    }

    /// Returns the names of the rotated siblings, newest first.
    fn siblings(&self) -> Vec<String> {
        let mut siblings = siblings_of(&self.name, &self.scanner.source().beside(&self.name));
        siblings.reverse();
        siblings.truncate(MOST_SIBLINGS);
        siblings
    }

    fn new_log(&self, file: Arc<dyn LogFile>) -> Result<GrowingLog, ScanError> {
        GrowingLog::new(&self.scanner, &self.name, file, self.log_format.as_deref())
    }

    fn log_of(&self, file: Arc<dyn LogFile>) -> Option<GrowingLog> {
        self.new_log(file).ok()
    }

    fn lock_chain(&self) -> MutexGuard<'_, VecDeque<Arc<Generation>>> {
        self.chain.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_listeners(&self) -> MutexGuard<'_, Vec<Listener>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
