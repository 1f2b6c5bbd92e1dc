//! What stands beside a followed name: rotated files, and copies of what it held before it was cut.
//!
//! A copy is whole before the file is cut, and the file is cut before anything else is written to it. So whoever reads first what a
//! file holds, and looks for copies only then, finds every copy of what was there before.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use super::{Generation, Tail};
use crate::entry::Head;
use crate::follow::generation::{Found, Kept};
use crate::scan::{GrowingLog, ScanError, begins_with, is_packed_name, siblings_of};
use crate::source::{Identity, LogFile};

/// The siblings whose content is told or was there before following began, by what each file is and how it begins.
#[derive(Default)]
pub(super) struct Beside {
    known: HashMap<Identity, Head>,
}

/// A file beside a followed name.
pub(in crate::follow) struct Sibling {
    pub(in crate::follow) log: GrowingLog,
    /// How it began when it was looked for: it may be a copy that grows while it is looked at.
    pub(in crate::follow) head: Head,
    /// When it had last been written then, in microseconds since 1970.
    pub(super) modified: i64,
}

/// What stood in a file before its first lines.
pub(super) enum Before {
    /// Copies of it, oldest first.
    Copies(Vec<Sibling>),
    /// The file was cut meanwhile.
    Changed,
}

/// So many rotated siblings are looked at, the newest.
const MOST_SIBLINGS: usize = 64;

/// Of more siblings than these those are forgotten that are gone.
const MOST_KNOWN: usize = 4 * MOST_SIBLINGS;

/// So often siblings are looked at anew that are being renamed.
const MOST_LOOKS: usize = 8;

impl Tail {
    /// Opens the siblings of the name, oldest first.
    pub(super) fn siblings(&self) -> Vec<Sibling> {
        let sibling = |file| {
            let log = self.new_log(file).ok()?;
            Some(Sibling { head: log.head().ok()?, modified: modified(&log)?, log })
        };
        self.sibling_files().into_iter().filter_map(sibling).collect()
    }

    /// Opens the siblings when none of them was renamed meanwhile: what moves from one name to the next while it is looked for would
    /// be seen twice, or not at all.
    fn sibling_files(&self) -> Vec<Arc<dyn LogFile>> {
        let open = || -> Vec<Arc<dyn LogFile>> {
            let names = self.sibling_names();
            names.iter().filter_map(|name| self.scanner.source().open(name).ok()).collect()
        };
        let identities = |files: &[Arc<dyn LogFile>]| files.iter().map(|file| file.identity()).collect::<Vec<_>>();
        let mut files = open();
        for _ in 0..MOST_LOOKS {
            let again = open();
            if identities(&again) == identities(&files) {
                break;
            }
            files = again;
        }
        files
    }

    /// Returns the names of the newest siblings, oldest first. A file that is being compressed is there still, and stands for itself.
    fn sibling_names(&self) -> Vec<String> {
        let mut names = siblings_of(&self.name, &self.scanner.source().beside(&self.name));
        let all = names.clone();
        names.retain(|name| !all.iter().any(|plain| is_packed_name(name, plain)));
        names.split_off(names.len().saturating_sub(MOST_SIBLINGS))
    }

    /// Takes what stands beside a name that begins to be followed for known, but for copies that are being made of what it holds.
    pub(super) fn begin_beside(&self, siblings: &[Sibling]) {
        let newest = self.newest();
        let is_current =
            |sibling: &&Sibling| newest.as_ref().is_some_and(|live| is_copy_so_far(&sibling.log, &live.log()));
        self.know(siblings.iter().filter(|sibling| !is_current(sibling)));
    }

    /// Returns what came between a file that was live and another that the name leads to now, oldest first.
    pub(super) fn missed(&self, last: &Generation, now: &GrowingLog) -> Result<Vec<GrowingLog>, ScanError> {
        let mut siblings = self.siblings();
        leave_what_is_older(&mut siblings, now)?;
        let (end, anchor) = last.live_end();
        let cursor = last.cursor(end, anchor);
        let is_last = |sibling: &Sibling| is_same(&sibling.log, last) || end > 0 && sibling.log.holds(&cursor);
        let place = siblings.iter().rposition(is_last);
        let is_new: Vec<bool> = match place {
            Some(place) => (0..siblings.len()).map(|index| index > place).collect(),
            None => siblings.iter().map(|sibling| self.is_new(sibling, &siblings)).collect(),
        };
        let is_current = |log: &GrowingLog| is_itself(log, now.file().identity()) || is_copy_so_far(log, now);
        let current = siblings.iter().zip(&is_new).position(|(sibling, is_new)| *is_new && is_current(&sibling.log));
        siblings.truncate(current.unwrap_or(siblings.len()));
        // A copy that has just been begun is empty.
        siblings.pop_if(|newest| newest.head.length == 0);
        self.know(&siblings);
        Ok(self.unknown(siblings, &is_new).into_iter().map(|missed| missed.log).collect())
    }

    /// Finds a copy of what was read of a file before it was cut, and how much of that it holds.
    pub(super) fn copy_of(&self, cut: &Generation) -> Option<(Sibling, Kept)> {
        let mut siblings = self.siblings();
        siblings.truncate(place_of(cut, &siblings).unwrap_or(siblings.len()));
        let (end, anchor) = cut.live_end();
        if end == 0 {
            return None;
        }
        let cursor = cut.cursor(end, anchor);
        let is_other =
            |Sibling { log, .. }: &Sibling| !is_itself(log, cut.identity()) && self.is_none_but(log, Some(cut));
        let whole = siblings.iter().rposition(|sibling| is_other(sibling) && sibling.log.holds(&cursor));
        // One that is being made of what stands in the file now begins alike at first; it is whole before that is cut, too.
        let is_copy = |log: &GrowingLog| !is_copy_so_far(log, &cut.log()) && cut.began_as(log);
        // The first copy that came since holds the most of what was read.
        let is_shorter =
            |sibling: &Sibling| is_other(sibling) && self.is_new(sibling, &siblings) && is_copy(&sibling.log);
        let place = whole.or_else(|| siblings.iter().position(is_shorter))?;
        self.know(&siblings[..=place]);
        let copy = siblings.swap_remove(place);
        Some((copy, if whole.is_some() { Kept::All } else { Kept::Less }))
    }

    /// Finds what stood in a file before its first lines, which were `found` or are still to come.
    pub(super) fn before(&self, unread: &Generation, found: Option<&Found>) -> Result<Before, ScanError> {
        let log = unread.log();
        let size = log.file().size().map_err(|error| log.fault(error))?;
        let mut siblings = self.siblings();
        match place_of(unread, &siblings) {
            Some(place) => siblings.truncate(place),
            None => leave_what_is_older(&mut siblings, &log)?,
        }
        let is_new: Vec<bool> = siblings.iter().map(|sibling| self.is_new(sibling, &siblings)).collect();
        let is_current = |sibling: &Sibling| is_copy_so_far(&sibling.log, &log);
        let current = siblings.iter().zip(&is_new).position(|(sibling, is_new)| *is_new && is_current(sibling));
        siblings.truncate(current.unwrap_or(siblings.len()));
        // Only while the file stays the same it is known what is a copy of it.
        let is_there = match found {
            Some(found) => found.is_there()?,
            None => log.file().size().map_err(|error| log.fault(error))? == size,
        };
        if !is_there {
            return Ok(Before::Changed);
        }
        self.know(&siblings);
        Ok(Before::Copies(self.unknown(siblings, &is_new)))
    }

    /// Returns those of the siblings that are new and none of the chain.
    fn unknown(&self, siblings: Vec<Sibling>, is_new: &[bool]) -> Vec<Sibling> {
        let new = siblings.into_iter().zip(is_new).filter_map(|(sibling, is_new)| is_new.then_some(sibling));
        new.filter(|sibling| self.is_unknown(&sibling.log)).collect()
    }

    /// Tells whether a sibling holds something that came since following began and was not told.
    fn is_new(&self, sibling: &Sibling, siblings: &[Sibling]) -> bool {
        let Sibling { log, head, .. } = sibling;
        let known = self.lock_beside();
        // One that was compressed since is the same file under another name; the number of the plain one may be that of another.
        let is_there = |(identity, head): (&Identity, &Head)| {
            siblings.iter().any(|sibling| is_itself(&sibling.log, *identity) && begins(&sibling.log, *head))
        };
        let mut gone = known.known.iter().filter(|known| !is_there(*known));
        let was_known = known.known.get(&log.file().identity()).is_some_and(|head| begins(log, *head))
            || log.is_packed() && gone.any(|(_, head)| begins(log, *head));
        !was_known && head.length > 0 && self.is_unknown(log)
    }

    /// Takes what these siblings hold for known, too.
    fn know<'a>(&self, siblings: impl IntoIterator<Item = &'a Sibling>) {
        let mut beside = self.lock_beside();
        if beside.known.len() > MOST_KNOWN {
            beside.known.clear();
        }
        let begun = siblings.into_iter().filter(|sibling| sibling.head.length > 0);
        beside.known.extend(begun.map(|sibling| (sibling.log.file().identity(), sibling.head)));
    }

    /// Tells whether a sibling is none of the chain.
    pub(super) fn is_unknown(&self, log: &GrowingLog) -> bool {
        self.is_none_but(log, None)
    }

    /// Tells whether a sibling is none of the chain, one file of which does not count.
    fn is_none_but(&self, log: &GrowingLog, other: Option<&Generation>) -> bool {
        let is_other = |generation: &Generation| other.is_none_or(|other| other.number != generation.number);
        let counts = |generation: &&Arc<Generation>| is_other(generation) && !generation.is_gone();
        !self.chain().iter().filter(counts).any(|generation| is_same(log, generation))
    }

    fn lock_beside(&self) -> MutexGuard<'_, Beside> {
        self.beside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells whether a sibling is a file of the chain, or a compressed copy of what was read of it.
fn is_same(log: &GrowingLog, generation: &Generation) -> bool {
    let (end, anchor) = generation.held_end();
    if generation.is_copy() && is_itself(log, generation.identity()) {
        // The next copy may have been made in the place of the last.
        return generation.is_kept();
    }
    match end {
        0 => holds_now(log, generation),
        _ => is_itself(log, generation.identity()) || log.is_packed() && log.holds(&generation.cursor(end, anchor)),
    }
}

/// Tells whether a sibling is a file of the chain, or a compressed copy of what it holds now.
fn holds_now(log: &GrowingLog, generation: &Generation) -> bool {
    let is_packed_of_it = |head: Head| begins(&generation.log(), head);
    is_itself(log, generation.identity()) || log.is_packed() && log.head().is_ok_and(is_packed_of_it)
}

/// Tells whether a file begins as a head says, and holds something.
fn begins(log: &GrowingLog, head: Head) -> bool {
    head.length > 0 && begins_with(log.file().as_ref(), head).unwrap_or(false)
}

fn is_itself(log: &GrowingLog, identity: Identity) -> bool {
    log.file().identity() == identity
}

/// Returns where a file, or its compressed copy, stands among the siblings of its name.
fn place_of(generation: &Generation, siblings: &[Sibling]) -> Option<usize> {
    siblings.iter().position(|sibling| holds_now(&sibling.log, generation))
}

/// Where a file has no name any more, leaves out siblings that came in its place: of what stood before it, none was written later.
fn leave_what_is_older(siblings: &mut Vec<Sibling>, log: &GrowingLog) -> Result<(), ScanError> {
    if !log.file().is_linked().map_err(|error| log.fault(error))? {
        let last_written = modified(log).unwrap_or_default();
        siblings.retain(|sibling| sibling.modified <= last_written);
    }
    Ok(())
}

/// Returns when a file was last written, in microseconds since 1970.
fn modified(log: &GrowingLog) -> Option<i64> {
    log.stored().modified().ok().map(|modified| modified.micros())
}

/// Tells whether a sibling holds what a file begins with, so that it may be a copy of it that is being made.
pub(super) fn is_copy_so_far(sibling: &GrowingLog, log: &GrowingLog) -> bool {
    let begins = sibling
        .first_bytes()
        .is_ok_and(|bytes| !bytes.is_empty() && log.first_bytes().is_ok_and(|first| first.starts_with(&bytes)));
    let ends = || {
        let size = sibling.file().size().ok()?;
        (size <= log.file().size().ok()?).then_some(())?;
        Some(sibling.anchor_at(size).ok()? == log.anchor_at(size).ok()?)
    };
    begins && (sibling.is_packed() || ends() == Some(true))
}
