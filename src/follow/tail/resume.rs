//! Finds among the files around a name what came between a known place and now.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use super::{Began, Generation, Phase, Position, Tail};
use crate::entry::{Cursor, Head};
use crate::scan::{GrowingLog, ScanError, begins_with};
use crate::source::{Identity, LogFile};

/// Where a follower goes on.
#[derive(Default)]
pub(in crate::follow) struct Resumed {
    /// The files in which there is something for it, oldest first, and from where on.
    pub(in crate::follow) places: Vec<(Arc<Generation>, u64)>,
    /// Whether the file in which it was reading is there.
    pub(in crate::follow) found: bool,
    /// Whether it is nowhere, so that what was unread of it is lost.
    pub(in crate::follow) lost: bool,
}

impl Resumed {
    /// Begins with the first byte of the file that is there now.
    pub(in crate::follow) fn from_the_start(tail: &Tail) -> Resumed {
        Resumed { places: tail.newest().map(|newest| (newest, 0)).into_iter().collect(), ..Resumed::default() }
    }
}

/// A rotated file that is none of the chain.
struct Sibling {
    log: GrowingLog,
    /// When it was last written, in microseconds since 1970.
    modified: i64,
}

/// What stood beside a name: by what each file is and how it begins.
#[derive(Default)]
pub(super) struct Beside {
    /// When it was last taken for known.
    known: HashMap<Identity, Head>,
    /// When it was last looked at.
    looked_at: HashMap<Identity, Head>,
}

/// Times of files are told in steps of up to so many microseconds: the tick of Linux at its slowest.
const CLOCK_STEP: i64 = 10_000;

/// So often siblings are looked at anew that are being renamed.
const MOST_LOOKS: usize = 8;

impl Tail {
    /// Opens the siblings of the name, oldest first, and takes note of them: see [`Tail::remember_siblings`].
    fn opened_siblings(&self) -> Vec<GrowingLog> {
        let siblings: Vec<GrowingLog> = self.sibling_files().into_iter().filter_map(|file| self.log_of(file)).collect();
        let head = |log: &GrowingLog| Some((log.file().identity(), log.head().ok()?));
        self.lock_beside().looked_at = siblings.iter().filter_map(head).collect();
        siblings
    }

    /// Returns the files that came between the one that was live and now, oldest first.
    pub(super) fn missed(&self, live: &Generation) -> Vec<Arc<dyn LogFile>> {
        let siblings = self.opened_siblings();
        let (end, anchor) = live.live_end();
        let cursor = live.cursor(end, anchor);
        let is_live = |log: &GrowingLog| is_same(log, live) || end > 0 && log.holds(&cursor);
        match siblings.iter().rposition(is_live) {
            Some(index) => self.unknown(&siblings[index + 1..]),
            None => self.new_among(&siblings),
        }
    }

    /// Finds a copy of what a file held before it was truncated, and what came behind that copy, oldest first; where there is no
    /// copy, whatever came since the name was last looked at.
    pub(super) fn copy_of(&self, truncated: &Generation) -> (Option<GrowingLog>, Vec<Arc<dyn LogFile>>) {
        let mut siblings = self.opened_siblings();
        siblings.truncate(place_of(truncated, &siblings).unwrap_or(siblings.len()));
        self.leave_out_current(&mut siblings, truncated);
        let (end, anchor) = truncated.live_end();
        let cursor = truncated.cursor(end, anchor);
        let is_other = |log: &GrowingLog| !is_itself(log, truncated) && self.is_none_but(log, Some(truncated));
        let is_copy = |log: &GrowingLog| end > 0 && is_other(log) && log.holds(&cursor);
        match siblings.iter().rposition(is_copy) {
            Some(index) => {
                let newer = self.unknown(&siblings[index + 1..]);
                (Some(siblings.swap_remove(index)), newer)
            }
            None => {
                // A copy that ends before what was read of it has nothing to tell.
                siblings.retain(|log| end == 0 || !truncated.began_as(log));
                (None, self.new_among(&siblings))
            }
        }
    }

    /// Returns what was copied from a file before it was truncated, while nothing was read of it; oldest first.
    pub(super) fn copies_before(&self, unread: &Generation) -> Vec<Arc<dyn LogFile>> {
        let log = unread.log();
        let mut siblings = self.opened_siblings();
        let is_gone = !log.file().is_linked().unwrap_or(true);
        siblings.truncate(place_of(unread, &siblings).unwrap_or(if is_gone { 0 } else { siblings.len() }));
        self.leave_out_current(&mut siblings, unread);
        self.new_among(&siblings)
    }

    /// Leaves out copies of what a file holds now: they are being made just now, and will be new if it is truncated.
    fn leave_out_current(&self, siblings: &mut Vec<GrowingLog>, generation: &Generation) {
        let log = generation.log();
        let mut beside = self.lock_beside();
        siblings.retain(|copy| {
            let is_current = copy.head().is_ok_and(|head| begins_with(log.file().as_ref(), head).unwrap_or(true));
            if is_current {
                beside.looked_at.remove(&copy.file().identity());
            }
            !is_current
        });
    }

    /// Returns those that were not there when the name was last looked at.
    fn new_among(&self, siblings: &[GrowingLog]) -> Vec<Arc<dyn LogFile>> {
        let beside = self.lock_beside();
        let known = &beside.known;
        let is_there = |identity: &Identity| siblings.iter().any(|log| log.file().identity() == *identity);
        let is_known = |log: &GrowingLog| {
            // The number of an empty file that is gone may be that of another now.
            let is_empty = log.head().is_ok_and(|head| head.length == 0);
            let begins = |head: &Head| {
                (head.length == 0) == is_empty && begins_with(log.file().as_ref(), *head).unwrap_or(false)
            };
            // One that was compressed since is the same file under another name.
            let mut gone = known.iter().filter(|(identity, head)| head.length > 0 && !is_there(identity));
            known.get(&log.file().identity()).is_some_and(begins)
                || log.is_packed() && gone.any(|(_, head)| begins(head))
        };
        let new: Vec<&GrowingLog> = siblings.iter().filter(|log| !is_known(log)).collect();
        self.unknown(new)
    }

    /// Returns those that are none of the chain.
    fn unknown<'a>(&self, siblings: impl IntoIterator<Item = &'a GrowingLog>) -> Vec<Arc<dyn LogFile>> {
        siblings.into_iter().filter(|log| self.is_unknown(log)).map(|log| log.stored().clone()).collect()
    }

    fn is_unknown(&self, log: &GrowingLog) -> bool {
        self.is_none_but(log, None)
    }

    /// Tells whether a sibling is none of the chain, one file of which does not count.
    fn is_none_but(&self, log: &GrowingLog, other: Option<&Generation>) -> bool {
        let counts = |generation: &&Arc<Generation>| other.is_none_or(|other| other.number != generation.number);
        !self.chain().iter().filter(counts).any(|generation| is_same(log, generation))
    }

    /// Opens the siblings, oldest first, when none of them was renamed meanwhile: what moves from one name to the next while it is
    /// looked for would be seen twice, or not at all.
    fn sibling_files(&self) -> Vec<Arc<dyn LogFile>> {
        let open = || -> Vec<Arc<dyn LogFile>> {
            let names = self.siblings();
            names.iter().rev().filter_map(|name| self.scanner.source().open(name).ok()).collect()
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

    /// Takes what was last looked at for known; what came since then is new.
    pub(super) fn remember_siblings(&self) {
        let mut beside = self.lock_beside();
        beside.known = std::mem::take(&mut beside.looked_at);
    }

    /// Takes note of what stands beside a name that begins to be followed.
    pub(super) fn look_beside(&self) {
        self.opened_siblings();
        self.remember_siblings();
    }

    fn lock_beside(&self) -> MutexGuard<'_, Beside> {
        self.beside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Finds where a follower goes on that was at a position; files that it needs are followed from now on.
    ///
    /// # Errors
    /// Reading may fail.
    pub(in crate::follow) fn resume(&self, position: &Position) -> Result<Resumed, ScanError> {
        let _work = self.work.lock();
        let chain: Vec<_> = self.chain().into();
        let mut older = Vec::new();
        let is_begun = position.at.offset > 0;
        let index = match is_begun {
            true => place_in(&chain, &position.at),
            // Of a file of which nothing was read, copies may have been made before it was followed here.
            false => {
                position.seen.filter(|seen| *seen >= self.opened).map(|seen| empty_place_in(&chain, &position.at, seen))
            }
        };
        if let Some(index) = index {
            for cursor in position.older.iter().rev() {
                older.extend(place_in(&chain[..index], cursor).map(|index| (chain[index].clone(), cursor.offset)));
            }
            // A file that begins behind the place is read whole.
            let from = |at: usize| if at == index { position.at.offset } else { 0 };
            older.extend((index..chain.len()).map(|at| (chain[at].clone(), from(at))));
            return Ok(Resumed { places: older, found: true, lost: false });
        }
        let siblings = self.unknown_siblings();
        let inode = |sibling: &Sibling| sibling.log.file().identity().inode;
        let found = place_among(&siblings, &position.at, inode, |sibling| sibling.log.holds(&position.at));
        let lost = found.is_none() && is_begun;
        let begins_later = |sibling: &Sibling| position.seen.is_some_and(|seen| sibling.modified + CLOCK_STEP > seen);
        let mut places = Vec::new();
        for (index, sibling) in siblings.into_iter().enumerate() {
            let unfinished = position.older.iter().find(|cursor| sibling.log.holds(cursor)).map(|cursor| cursor.offset);
            let from = match found {
                Some(found) if index == found => Some(position.at.offset),
                Some(found) if index > found => Some(0),
                // Copies of a file of which nothing was read hold what was read of none.
                _ if (found.is_none() || !is_begun) && begins_later(&sibling) => unfinished.or(Some(0)),
                _ => unfinished,
            };
            if let Some(from) = from {
                places.push((sibling.log, from));
            }
        }
        let mut places = self.adopt(places)?;
        places.extend(chain.iter().map(|generation| (generation.clone(), 0)));
        Ok(Resumed { places, found: found.is_some() || place_in(&chain, &position.at).is_some(), lost })
    }

    /// Returns the siblings that are none of the chain, oldest first.
    fn unknown_siblings(&self) -> Vec<Sibling> {
        let dated = |log: GrowingLog| Some(Sibling { modified: log.stored().modified().ok()?.micros(), log });
        self.opened_siblings().into_iter().filter(|log| self.is_unknown(log)).filter_map(dated).collect()
    }

    /// Puts files before the chain, oldest first.
    fn adopt(&self, files: Vec<(GrowingLog, u64)>) -> Result<Vec<(Arc<Generation>, u64)>, ScanError> {
        let first = self.lock_chain().front().map_or(0, |first| first.number);
        let mut adopted = Vec::new();
        for (number, (log, from)) in (first - files.len() as i64..).zip(files) {
            let phase = if log.is_packed() { Phase::Final } else { Phase::Draining };
            let since = log.stored().modified().map_or(0, |modified| modified.micros()).min(self.opened - 1);
            adopted.push((Arc::new(Generation::new((number, since), Began::Rotated, log, phase, false)?), from));
        }
        let mut chain = self.lock_chain();
        adopted.iter().rev().for_each(|(generation, _)| chain.push_front(generation.clone()));
        Ok(adopted)
    }
}

/// Tells whether a sibling is a file of the chain, or a compressed copy of what was read of it.
fn is_same(log: &GrowingLog, generation: &Generation) -> bool {
    let (end, anchor) = generation.live_end();
    match end {
        0 => holds_now(log, generation),
        _ => is_itself(log, generation) || log.is_packed() && log.holds(&generation.cursor(end, anchor)),
    }
}

/// Tells whether a sibling is a file of the chain, or a compressed copy of what it holds now.
fn holds_now(log: &GrowingLog, generation: &Generation) -> bool {
    let begins = |head: Head| head.length > 0 && begins_with(generation.log().file().as_ref(), head).unwrap_or(false);
    is_itself(log, generation) || log.is_packed() && log.head().is_ok_and(begins)
}

fn is_itself(log: &GrowingLog, generation: &Generation) -> bool {
    log.file().identity() == generation.identity()
}

/// Returns which of some files, oldest first, holds a place: the same file before one that only begins alike, and a newer before
/// an older one.
fn place_among<T>(
    files: &[T],
    cursor: &Cursor,
    inode: impl Fn(&T) -> u64,
    holds: impl Fn(&T) -> bool,
) -> Option<usize> {
    let is_empty = cursor.head.length == 0;
    files
        .iter()
        .rposition(|file| inode(file) == cursor.head.inode && holds(file))
        .or_else(|| files.iter().rposition(|file| !is_empty && holds(file)))
}

fn place_in(chain: &[Arc<Generation>], cursor: &Cursor) -> Option<usize> {
    let inode = |generation: &Arc<Generation>| generation.identity().inode;
    place_among(chain, cursor, inode, |generation| generation.log().holds(cursor))
}

/// Returns which file was empty when it was live and last seen; the one behind it where that was let go.
fn empty_place_in(chain: &[Arc<Generation>], cursor: &Cursor, seen: i64) -> usize {
    let is_it = |generation: &Arc<Generation>| generation.since == seen && generation.inode == cursor.head.inode;
    let is_later = |generation: &Arc<Generation>| generation.since > seen;
    let place = chain.iter().position(is_it).or_else(|| chain.iter().position(is_later));
    place.unwrap_or(chain.len())
}

/// Returns where a file, or its compressed copy, stands among the siblings of its name.
fn place_of(generation: &Generation, siblings: &[GrowingLog]) -> Option<usize> {
    siblings.iter().position(|sibling| holds_now(sibling, generation))
}
