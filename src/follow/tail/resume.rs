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

/// What was found of some positions.
struct Look {
    /// The siblings that are not followed, oldest first; none where they were not needed.
    siblings: Vec<Sibling>,
    hit: Option<Hit>,
}

/// The position that was found.
struct Hit {
    index: usize,
    place: At,
}

enum At {
    /// In a file that is followed.
    Chain(Resumed),
    /// Among the siblings, or behind them.
    Siblings(Option<Spot>),
}

/// Whether a position in a file that is gone, and of which nothing was read, is taken to be of a name.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::follow) enum Name {
    /// It may be that of another.
    Open,
    /// It is, if the name was followed then.
    Likely,
}

/// Which of the siblings a position stands in.
#[derive(Clone, Copy)]
struct Spot {
    sibling: usize,
    /// Whether that is a copy which ends before the position.
    is_shorter: bool,
}

impl Tail {
    /// Finds where a follower goes on that was at a position under this name; files that it needs are followed from now on. From the
    /// start, where nothing of this name ever came behind that.
    ///
    /// # Errors
    /// Reading may fail.
    pub(in crate::follow) fn resume(&self, position: &Position) -> Result<Resumed, ScanError> {
        let _work = self.lock_work();
        let (chain, Look { siblings, hit }) = self.look_for(std::slice::from_ref(position), Name::Likely);
        let resumed = match hit.map(|hit| hit.place) {
            Some(At::Chain(resumed)) => return Ok(resumed),
            Some(At::Siblings(spot)) => return self.follow_beside(&chain, siblings, spot, position),
            None => self.follow_beside(&chain, siblings, None, position)?,
        };
        Ok(if resumed.lost || !resumed.places.is_empty() { resumed } else { Resumed::from_the_start(self) })
    }

    /// Does the same for the first of some positions that is in a file of this name, and says which; nothing where none is.
    ///
    /// # Errors
    /// As [`Tail::resume`].
    pub(in crate::follow) fn resume_any(
        &self,
        positions: &[Position],
        name: Name,
    ) -> Result<Option<(usize, Resumed)>, ScanError> {
        let _work = self.lock_work();
        let (chain, Look { siblings, hit }) = self.look_for(positions, name);
        let Some(Hit { index, place }) = hit else { return Ok(None) };
        let resumed = match place {
            At::Chain(resumed) => resumed,
            At::Siblings(spot) => self.follow_beside(&chain, siblings, spot, &positions[index])?,
        };
        Ok(Some((index, resumed)))
    }

    /// Looks for positions until no file changes meanwhile.
    fn look_for(&self, positions: &[Position], name: Name) -> (Vec<Arc<Generation>>, Look) {
        let mut looks = 0;
        loop {
            let chain: Vec<_> = self.chain().into();
            let look = self.look_once(&chain, positions, name);
            looks += 1;
            // A file that was cut meanwhile is looked for among copies, too.
            if looks == MOST_LOOKS || chain.iter().all(|generation| generation.is_whole()) {
                return (chain, look);
            }
            self.advance_now(true);
        }
    }

    /// Looks for positions, those first that name a file of the chain; the siblings are listed once, and only where they are needed.
    fn look_once(&self, chain: &[Arc<Generation>], positions: &[Position], name: Name) -> Look {
        let names =
            |generation: &Arc<Generation>, position: &Position| generation.identity().inode == position.at.head.inode;
        let mut order: Vec<usize> = (0..positions.len()).collect();
        order.sort_by_key(|&index| !chain.iter().any(|generation| names(generation, &positions[index])));
        let mut siblings = None;
        let place = |index: usize| {
            let position = &positions[index];
            let resumed = self.resume_in(chain, position, name);
            // Of a file of which nothing was read, copies may have been made before it was followed here, but not since.
            if resumed.is_some() || self.has_followed_empty(position) {
                return resumed.map(|resumed| Hit { index, place: At::Chain(resumed) });
            }
            let siblings: &Vec<_> = siblings.get_or_insert_with(|| self.unknown_siblings(chain));
            let spot = Spot::of(siblings, position);
            // Of a file of which nothing was read, it may be the one that is followed.
            let is_found = spot.is_some() || place_in(chain, &position.at).is_some();
            is_found.then_some(Hit { index, place: At::Siblings(spot) })
        };
        let hit = order.into_iter().find_map(place);
        Look { siblings: siblings.unwrap_or_default(), hit }
    }

    /// Tells whether a position is in a file of which nothing was read, and which was empty while this name was followed here.
    fn has_followed_empty(&self, position: &Position) -> bool {
        position.at.offset == 0 && position.seen.is_some_and(|seen| seen >= self.opened)
    }

    /// Finds a position in the files that are followed.
    fn resume_in(&self, chain: &[Arc<Generation>], position: &Position, name: Name) -> Option<Resumed> {
        let index = match position.seen.filter(|_| self.has_followed_empty(position)) {
            Some(seen) => empty_place_in(chain, &position.at, seen, name),
            None if position.at.offset == 0 => None,
            None => place_in(chain, &position.at),
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

    /// Follows the siblings of which something is unread, too.
    fn follow_beside(
        &self,
        chain: &[Arc<Generation>],
        siblings: Vec<Sibling>,
        spot: Option<Spot>,
        position: &Position,
    ) -> Result<Resumed, ScanError> {
        let is_begun = position.at.offset > 0;
        let mut unread = Vec::new();
        for (index, sibling) in siblings.into_iter().enumerate() {
            let unfinished = position.older.iter().find(|cursor| sibling.log.holds(cursor)).copied();
            let from = match spot {
                Some(spot) if index == spot.sibling && spot.is_shorter => continue,
                Some(spot) if index == spot.sibling => Some(position.at),
                Some(spot) if index > spot.sibling => None,
                // Copies of a file of which nothing was read hold what was read of none.
                _ if (spot.is_none() || !is_begun) && sibling.is_later(position) => unfinished,
                _ if unfinished.is_some() => unfinished,
                _ => continue,
            };
            unread.push((sibling.log, from));
        }
        let mut places = self.adopt(unread)?;
        let is_later = |generation: &Arc<Generation>| {
            let step = if generation.since < self.opened { CLOCK_STEP } else { 0 };
            position.seen.is_none_or(|seen| generation.since + step > seen)
        };
        for generation in chain.iter().filter(|generation| is_later(generation)) {
            places.push(Place::start(generation.clone()));
        }
        Ok(Resumed { places, lost: spot.is_none() && is_begun })
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

impl Sibling {
    /// Tells whether it was written to since a follower was at a position.
    fn is_later(&self, position: &Position) -> bool {
        position.seen.is_some_and(|seen| self.modified + CLOCK_STEP > seen)
    }
}

impl Spot {
    /// Finds the sibling that a position stands in.
    fn of(siblings: &[Sibling], position: &Position) -> Option<Spot> {
        let inode = |sibling: &Sibling| sibling.log.file().identity().inode;
        let whole = place_among(siblings, &position.at, inode, |sibling| sibling.log.holds(&position.at));
        // A copy may end before the place, where what was read last was written while it was made.
        let is_copy = |sibling: &Sibling| sibling.is_later(position) && is_shorter_copy(&sibling.log, &position.at);
        let shorter = || siblings.iter().position(is_copy).filter(|_| position.at.offset > 0);
        let (is_shorter, found) = (whole.is_none(), whole.or_else(shorter));
        found.map(|sibling| Spot { sibling, is_shorter })
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

/// Returns which file was empty when it was live and last seen; where it likely had this name, and was let go, the one behind it.
fn empty_place_in(chain: &[Arc<Generation>], cursor: &Cursor, seen: i64, name: Name) -> Option<usize> {
    let is_it = |generation: &Arc<Generation>| generation.since == seen && generation.inode == cursor.head.inode;
    let is_later = |generation: &Arc<Generation>| generation.since > seen;
    let behind = || chain.iter().position(is_later).or(chain.is_empty().then_some(0));
    chain.iter().position(is_it).or_else(|| if name == Name::Likely { behind() } else { None })
}

/// Tells whether a file begins as that in which a place is, and ends before it.
fn is_shorter_copy(log: &GrowingLog, cursor: &Cursor) -> bool {
    let is_shorter = || log.file().size().is_ok_and(|size| size < cursor.offset);
    cursor.head.length >= TELLING
        && !log.is_packed()
        && begins_with(log.file().as_ref(), cursor.head).unwrap_or(false)
        && is_shorter()
}
