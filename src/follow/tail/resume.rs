//! Finds where a follower goes on that was at some place before, here or while another server ran.

use std::sync::Arc;

use super::beside::{Sibling, is_copy_so_far};
use super::{Began, Generation, Kind, Phase, Position, Tail};
use crate::entry::Cursor;
use crate::follow::session::Place;
use crate::scan::{GrowingLog, ScanError, begins_with};
use crate::source::Identity;

/// Where a follower goes on.
#[derive(Default)]
pub(in crate::follow) struct Resumed {
    /// The files in which there is something for it, oldest first, and from where on.
    pub(in crate::follow) places: Vec<Place>,
    /// Whether it is nowhere, so that what was unread of it is lost.
    pub(in crate::follow) lost: bool,
}

impl Resumed {
    /// Begins with the first byte of the file that is there now.
    pub(in crate::follow) fn from_the_start(tail: &Tail) -> Resumed {
        Resumed { places: tail.newest().map(Place::start).into_iter().collect(), ..Resumed::default() }
    }
}

/// Times of files are told in steps of up to so many microseconds: the tick of Linux at its slowest. Tests set them exactly.
const CLOCK_STEP: i64 = if cfg!(test) { 0 } else { 10_000 };

/// So many first bytes tell files apart that hold something else.
const TELLING: u32 = 64;

/// So often the files are looked at anew that change while a place is looked for.
const MOST_LOOKS: usize = 8;

/// Where a position was found.
enum Found {
    Followed(Resumed),
    Beside(Beside),
}

/// A place among the siblings.
struct Beside {
    /// Files of which something is unread, oldest first, and the last place that was read in each.
    files: Vec<(GrowingLog, Option<Cursor>)>,
    found: bool,
    lost: bool,
}

impl Tail {
    /// Finds where a follower goes on that was at a position; files that it needs are followed from now on.
    ///
    /// # Errors
    /// Reading may fail.
    pub(in crate::follow) fn resume(&self, position: &Position) -> Result<Resumed, ScanError> {
        let _work = self.lock_work();
        let (chain, found) = self.find(position);
        match found {
            Found::Followed(resumed) => Ok(resumed),
            Found::Beside(beside) => self.follow_beside(&chain, beside, position),
        }
    }

    /// Does the same where the position is in a file of this name; nothing where it is not.
    ///
    /// # Errors
    /// As [`Tail::resume`].
    pub(in crate::follow) fn resume_found(&self, position: &Position) -> Result<Option<Resumed>, ScanError> {
        let _work = self.lock_work();
        let (chain, found) = self.find(position);
        match found {
            Found::Followed(resumed) => Ok(Some(resumed)),
            Found::Beside(beside) if beside.found => self.follow_beside(&chain, beside, position).map(Some),
            Found::Beside(_) => Ok(None),
        }
    }

    /// Looks for a position until no file changes meanwhile.
    fn find(&self, position: &Position) -> (Vec<Arc<Generation>>, Found) {
        let mut looks = 0;
        loop {
            let chain: Vec<_> = self.chain().into();
            let found = match self.resume_in(&chain, position) {
                Some(resumed) => Found::Followed(resumed),
                None => Found::Beside(self.resume_beside(&chain, position)),
            };
            looks += 1;
            // A file that was cut meanwhile is looked for among copies, too.
            if looks == MOST_LOOKS || chain.iter().all(|generation| generation.is_whole()) {
                return (chain, found);
            }
            self.advance_now(true);
        }
    }

    /// Finds a position in the files that are followed.
    fn resume_in(&self, chain: &[Arc<Generation>], position: &Position) -> Option<Resumed> {
        let index = match position.at.offset {
            // Of a file of which nothing was read, copies may have been made before it was followed here.
            0 => {
                position.seen.filter(|seen| *seen >= self.opened).map(|seen| empty_place_in(chain, &position.at, seen))
            }
            _ => place_in(chain, &position.at),
        }?;
        let mut places = Vec::new();
        for cursor in position.older.iter().rev() {
            let found = place_in(&chain[..index], cursor);
            places.extend(found.map(|found| Place::at(chain[found].clone(), cursor)));
        }
        let mut newer = chain[index..].iter().cloned();
        // A file that begins behind the place is read whole.
        if position.at.offset > 0 {
            places.extend(newer.next().map(|generation| Place::at(generation, &position.at)));
        }
        places.extend(newer.map(Place::start));
        Some(Resumed { places, lost: false })
    }

    /// Finds a position among the siblings that are not followed.
    fn resume_beside(&self, chain: &[Arc<Generation>], position: &Position) -> Beside {
        let siblings = self.unknown_siblings(chain);
        let inode = |sibling: &Sibling| sibling.log.file().identity().inode;
        let is_later = |sibling: &Sibling| position.seen.is_some_and(|seen| sibling.modified + CLOCK_STEP > seen);
        let is_begun = position.at.offset > 0;
        let whole = place_among(&siblings, &position.at, inode, |sibling| sibling.log.holds(&position.at));
        // A copy may end before the place, where what was read last was written while it was made.
        let shorter =
            || siblings.iter().position(|sibling| is_later(sibling) && is_shorter_copy(&sibling.log, &position.at));
        let shorter = if whole.is_none() && is_begun { shorter() } else { None };
        let found = whole.or(shorter);
        let lost = found.is_none() && is_begun;
        let mut files = Vec::new();
        for (index, sibling) in siblings.into_iter().enumerate() {
            let unfinished = position.older.iter().find(|cursor| sibling.log.holds(cursor)).copied();
            let from = match found {
                Some(found) if index == found && shorter.is_some() => continue,
                Some(found) if index == found => Some(position.at),
                Some(found) if index > found => None,
                // Copies of a file of which nothing was read hold what was read of none.
                _ if (found.is_none() || !is_begun) && is_later(&sibling) => unfinished,
                _ if unfinished.is_some() => unfinished,
                _ => continue,
            };
            files.push((sibling.log, from));
        }
        // Of a file of which nothing was read, it may be the one that is followed.
        let found = found.is_some() || place_in(chain, &position.at).is_some();
        Beside { files, found, lost }
    }

    /// Follows what was found among the siblings, too.
    fn follow_beside(
        &self,
        chain: &[Arc<Generation>],
        beside: Beside,
        position: &Position,
    ) -> Result<Resumed, ScanError> {
        let mut places = self.adopt(beside.files)?;
        let is_later = |generation: &Arc<Generation>| {
            let step = if generation.since < self.opened { CLOCK_STEP } else { 0 };
            position.seen.is_none_or(|seen| generation.since + step > seen)
        };
        for generation in chain.iter().filter(|generation| is_later(generation)) {
            places.push(Place::start(generation.clone()));
        }
        Ok(Resumed { places, lost: beside.lost })
    }

    /// Returns the siblings that are none of the chain, oldest first; without copies of what is live that are being made.
    fn unknown_siblings(&self, chain: &[Arc<Generation>]) -> Vec<Sibling> {
        let live = chain.last().map(|live| live.log());
        // A copy that has just been begun is empty.
        let is_current = |Sibling { log, head, .. }: &Sibling| {
            head.length == 0 || live.as_ref().is_some_and(|live| is_copy_so_far(log, live))
        };
        let mut siblings = self.siblings();
        // What came behind a file that was live here is found when the name is looked at next.
        let own = chain.iter().filter(|generation| generation.since >= self.opened);
        let own: Vec<Identity> = own.map(|generation| generation.identity()).collect();
        let place = siblings.iter().position(|sibling| own.contains(&sibling.log.file().identity()));
        siblings.truncate(place.unwrap_or(siblings.len()));
        siblings.retain(|sibling| self.is_unknown(&sibling.log) && !is_current(sibling));
        siblings
    }

    /// Puts files before the chain, oldest first.
    fn adopt(&self, files: Vec<(GrowingLog, Option<Cursor>)>) -> Result<Vec<Place>, ScanError> {
        let first = self.lock_chain().front().map_or(0, |first| first.number);
        let mut adopted = Vec::new();
        for (number, (log, from)) in (first - files.len() as i64..).zip(files) {
            let phase = if log.is_packed() { Phase::Final } else { Phase::Draining };
            let since = log.stored().modified().map_or(0, |modified| modified.micros()).min(self.opened - 1);
            let generation = Arc::new(Generation::new((number, since), Began::Rotated, log, phase, Kind::Old)?);
            adopted.push(match from {
                Some(cursor) => Place::at(generation, &cursor),
                None => Place::start(generation),
            });
        }
        let mut chain = self.lock_chain();
        adopted.iter().rev().for_each(|place| chain.push_front(place.generation.clone()));
        Ok(adopted)
    }
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
    place_among(chain, cursor, inode, |generation| generation.holds(cursor))
}

/// Returns which file was empty when it was live and last seen; the one behind it where that was let go.
fn empty_place_in(chain: &[Arc<Generation>], cursor: &Cursor, seen: i64) -> usize {
    let is_it = |generation: &Arc<Generation>| generation.since == seen && generation.inode == cursor.head.inode;
    let is_later = |generation: &Arc<Generation>| generation.since > seen;
    let place = chain.iter().position(is_it).or_else(|| chain.iter().position(is_later));
    place.unwrap_or(chain.len())
}

/// Tells whether a file begins as that in which a place is, and ends before it.
fn is_shorter_copy(log: &GrowingLog, cursor: &Cursor) -> bool {
    let is_shorter = || log.file().size().is_ok_and(|size| size < cursor.offset);
    cursor.head.length >= TELLING
        && !log.is_packed()
        && begins_with(log.file().as_ref(), cursor.head).unwrap_or(false)
        && is_shorter()
}
