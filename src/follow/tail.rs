//! A followed name: the files that it has led to, one behind the other.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::generation::{Began, Generation, Kept, Kind, Measured, Phase, Seen};
use super::signal::Listener;
use crate::entry::Position;
use crate::scan::{GrowingLog, ScanError, Scanner};
use crate::source::{LogFile, SourceError};

mod beside;
mod resume;

pub(super) use beside::Sibling;
use beside::{Before, Beside};
pub(super) use resume::{Name, Resumed};

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
        // What stands beside it before it is opened is history, but for copies of it that are being made.
        let siblings = tail.siblings();
        match scanner.source().open(name) {
            Ok(file) => tail.append(Began::First, tail.new_log(file)?, Phase::Live, Kind::Known)?,
            Err(SourceError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
        tail.begin_beside(&siblings);
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
        let _work = self.lock_work();
        self.advance_now(resolve)
    }

    fn advance_now(&self, resolve: bool) -> bool {
        let mut news = resolve && self.resolve().unwrap_or_else(|error| self.log_fault(&error));
        let chain = self.chain();
        // What one writer writes to the older file first and then to the newer must come in this order: so the newer file is
        // measured before the older is read.
        let mut measured: Vec<_> = chain.iter().rev().map(|generation| generation.measure()).collect();
        measured.reverse();
        for (generation, measured) in chain.iter().zip(measured) {
            let read = measured.and_then(|measured| self.read_on(generation, &measured));
            news |= read.unwrap_or_else(|error| self.log_fault(&error));
        }
        if resolve {
            news |= self.retire().unwrap_or_else(|error| self.log_fault(&error));
        }
        if news {
            self.lock_listeners().iter().for_each(Listener::touch);
        }
        news
    }

    /// Reads what was written to a file up to the size that was measured; before its first lines, what was copied away before they
    /// came.
    fn read_on(&self, generation: &Generation, measured: &Measured) -> Result<bool, ScanError> {
        let seen = generation.advance(measured)?;
        let found = match seen {
            Seen::News => return Ok(true),
            Seen::Rewritten => return self.rewritten(generation),
            Seen::Nothing if !generation.is_unread() => return Ok(false),
            Seen::Nothing => None,
            Seen::First(found) => Some(found),
        };
        match self.before(generation, found.as_ref())? {
            Before::Changed if found.is_some() => self.rewritten(generation),
            // It is looked at again.
            Before::Changed => Ok(false),
            Before::Copies(copies) if copies.is_empty() => match found.map(|found| generation.publish(found)) {
                None => Ok(false),
                Some(seen) => match seen? {
                    Seen::Rewritten => self.rewritten(generation),
                    Seen::Nothing | Seen::News | Seen::First(_) => Ok(true),
                },
            },
            Before::Copies(copies) => self.go_behind(generation, copies, Kept::All),
        }
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
            self.append(Began::First, self.new_log(file)?, Phase::Live, Kind::Unread)?;
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
            self.read_on(&last, &last.measure()?)?;
        }
        let log = self.new_log(file)?;
        if let Some(last) = self.newest() {
            last.drain();
            for missed in self.missed(&last, &log)? {
                self.append(Began::Rotated, missed, Phase::Draining, Kind::Unread)?;
            }
        }
        self.append(Began::Rotated, log, Phase::Live, Kind::Unread)
    }

    /// Goes on behind a file that was cut or written over: first what a copy of it kept, then the file anew.
    fn rewritten(&self, generation: &Generation) -> Result<bool, ScanError> {
        if generation.is_copy() {
            // The next copy was made in its place.
            generation.lose();
            return Ok(true);
        }
        let phase = generation.phase();
        let again = generation.log().anew()?;
        match self.copy_of(generation) {
            Some((copy, kept)) => generation.continue_in(copy, kept)?,
            None if generation.is_unread() => match self.before(generation, None)? {
                Before::Copies(copies) => {
                    let seen: Vec<_> = copies.iter().map(|copy| generation.seen_in(&copy.log)).collect();
                    if seen.iter().any(Option::is_some) {
                        return self.go_behind(generation, copies, seen[0].unwrap_or(Kept::All));
                    }
                    generation.lose();
                    return self.begin_anew(generation, copies, again, phase);
                }
                // It is looked at again.
                Before::Changed => return Ok(false),
            },
            None => generation.lose(),
        }
        self.begin_anew(generation, Vec::new(), again, phase)
    }

    /// Reads copies of what stood in a file before its first lines, and then these.
    fn go_behind(&self, generation: &Generation, mut copies: Vec<Sibling>, first: Kept) -> Result<bool, ScanError> {
        let phase = generation.phase();
        let again = generation.log().anew()?;
        generation.continue_in(copies.remove(0), first)?;
        self.begin_anew(generation, copies, again, phase)
    }

    /// Goes on with the same file from its start, behind what was copied from it before.
    fn begin_anew(
        &self,
        generation: &Generation,
        copies: Vec<Sibling>,
        log: GrowingLog,
        phase: Phase,
    ) -> Result<bool, ScanError> {
        for copy in copies {
            self.append(Began::Truncated, copy.log, Phase::Draining, Kind::Copy(copy.head))?;
        }
        self.append(Began::Truncated, log, phase, Kind::Unread)?;
        // What the copy and the new beginning hold is read at once.
        let newer = self.chain().into_iter().filter(|other| other.number >= generation.number);
        for generation in newer {
            self.read_on(&generation, &generation.measure()?)?;
        }
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
            let is_needless = is_gone || generation.is_lost() || newer > KEPT_OPEN;
            let is_over = newer > 0 && is_needless && quiet > QUIET || newer > MOST_OPEN;
            // To a copy nobody writes.
            let is_complete = is_gone || newer > 0 && generation.is_copy();
            if is_over || is_complete && quiet > HALF_LINE_AFTER {
                news |= generation.give_half_line()?;
            }
            if quiet > if newer > 0 { HALF_LINE_AFTER } else { QUIET } {
                generation.let_go();
            }
            if is_over {
                generation.finish();
                self.lock_chain().retain(|other| other.number != generation.number);
            }
        }
        Ok(news)
    }

    fn append(&self, began: Began, log: GrowingLog, phase: Phase, kind: Kind) -> Result<(), ScanError> {
        let generation = Arc::new(Generation::new(self.next(), began, log, phase, kind)?);
        let mut chain = self.lock_chain();
        chain.push_back(generation.clone());
        self.lock_listeners().iter().for_each(|listener| listener.begin(generation.clone()));
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

    fn new_log(&self, file: Arc<dyn LogFile>) -> Result<GrowingLog, ScanError> {
        GrowingLog::new(&self.scanner, &self.name, file, self.log_format.as_deref())
    }

    fn lock_work(&self) -> MutexGuard<'_, ()> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_chain(&self) -> MutexGuard<'_, VecDeque<Arc<Generation>>> {
        self.chain.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_listeners(&self) -> MutexGuard<'_, Vec<Listener>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the moment that stands in cursors.
fn now_micros() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}
