//! Begins a subscription: which files it follows, and from where on.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::generation::Generation;
use super::hub::{Followed, Shared};
use super::request::{FollowError, Past, Request};
use super::session::{Place, Session, TOO_MANY, TOO_MANY_IN_ALL};
use super::signal::{Listener, Signal};

use super::tail::{Name, Resumed, Tail};
use crate::entry::Position;
use crate::query::is_glob;
use crate::scan::{FileGlob, GrowingLog, Scan, ScanError, live_of};
use crate::source::{SourceError, is_plain_name};

/// A compressed file is taken for a copy of a followed one only where it begins with as many bytes.
const TELLING: u32 = 64;

/// A subscription may name so many files that are not there yet; they are looked for again and again.
const MOST_AWAITED: usize = 64;

/// What a subscription follows.
#[derive(Default)]
struct Wanted {
    names: BTreeSet<String>,
    globs: Vec<FileGlob>,
}

/// Begins a subscription.
pub(super) fn subscribe(shared: &Arc<Shared>, request: Request) -> Result<Session, FollowError> {
    let session = begin(shared, request);
    if matches!(session, Err(FollowError::Full { .. })) {
        shared.count_refusal();
    }
    session
}

fn begin(shared: &Arc<Shared>, request: Request) -> Result<Session, FollowError> {
    let wanted = Wanted::of(shared, &request)?;
    let limit = shared.settings.limits.files;
    if wanted.names.len() > limit {
        let remedy = "narrow file=, or raise --max-follow-files";
        return Err(FollowError::Full { what: "files of one subscription", limit, remedy });
    }
    let signal = Arc::new(Signal::default());
    let mut session = Session::new(request, shared.clone(), signal.clone(), wanted.globs);
    let format = session.request().query.log_format.clone();
    let follow = |name: &String| shared.follow(name, format.as_deref());
    let followed = wanted.names.iter().map(follow).collect::<Result<Vec<_>, _>>()?;
    match session.request().past.clone() {
        Past::Since(positions) => session.resume(followed, positions)?,
        past => session.begin(shared, followed, matches!(past, Past::Query))?,
    }
    if session.takes_in() {
        shared.tell_of_files(&signal);
    }
    session.count();
    Ok(session)
}

impl Wanted {
    fn of(shared: &Shared, request: &Request) -> Result<Wanted, FollowError> {
        let source = shared.scanner.source();
        let (mut wanted, mut awaited) = (Wanted::default(), 0);
        for file in &request.query.files {
            let opened = if request.shows(file) { source.open(file) } else { Err(SourceError::NotFound) };
            match opened {
                Ok(_) => drop(wanted.names.insert(file.clone())),
                Err(SourceError::NotFound) if is_glob(file) => wanted.globs.push(FileGlob::new(file)?),
                Err(SourceError::NotFound) if Wanted::may_come(shared, request, file) => {
                    awaited += 1;
                    wanted.names.insert(file.clone());
                }
                Err(error) => return Err(error.into()),
            }
        }
        if request.query.files.is_empty() {
            wanted.globs.push(FileGlob::new("**")?);
        }
        if awaited > MOST_AWAITED {
            let (what, remedy) = ("files of one subscription that are not there yet", "name some of them by a glob");
            return Err(FollowError::Full { what, limit: MOST_AWAITED, remedy });
        }
        if !wanted.globs.is_empty() {
            let names = matching(shared, &wanted.globs, &[])?.into_iter();
            wanted.names.extend(names.filter(|name| request.shows(name)));
        }
        Ok(wanted)
    }

    /// Tells whether a name that leads nowhere is followed all the same.
    fn may_come(shared: &Shared, request: &Request, name: &str) -> bool {
        // Between two steps of a rotation a name leads nowhere.
        let is_expected = request.create || shared.has_been(name);
        is_expected && request.shows(name) && is_plain_name(name)
    }
}

/// Returns the files that globs take in. A rotated sibling of a file that is written stands in that file's past, and what is
/// compressed does not grow.
fn matching(shared: &Shared, globs: &[FileGlob], followed: &[&str]) -> Result<Vec<String>, FollowError> {
    let listed = shared.listing()?;
    // Between two steps of a rotation the file that is written has no name; its siblings are not new for that.
    let followed = followed.iter().map(|name| (*name).to_owned());
    let names: Vec<String> = listed.iter().map(|listed| listed.name.clone()).chain(followed).collect();
    let wanted = listed.iter().filter(|listed| listed.compression.is_none());
    let wanted = wanted.filter(|listed| globs.iter().any(|glob| glob.is_match(&listed.name)));
    Ok(wanted.filter(|listed| live_of(&listed.name, &names) == listed.name).map(|listed| listed.name.clone()).collect())
}

impl Session {
    /// Begins where the files end now; what comes before is history.
    fn begin(&mut self, shared: &Shared, followed: Vec<Followed>, with_history: bool) -> Result<(), FollowError> {
        let mut ends = Vec::new();
        for followed in followed {
            let (listener, chain) = self.listen(&followed);
            // Rotated files are history, but for what is written to them from now on.
            let places: Vec<Place> = chain.into_iter().map(Place::end).collect();
            ends.extend(places.last().map(|newest| (newest.generation.log(), newest.offset())));
            self.add(followed, listener, places);
        }
        if with_history {
            let ends: Vec<(&GrowingLog, u64)> = ends.iter().map(|(log, end)| (log.as_ref(), *end)).collect();
            let mut history = Scan::until(&shared.scanner, &self.request().query, &ends)?;
            let offsets = if self.request().query.tail.is_some() { history.seek() } else { Ok(Vec::new()) };
            match offsets {
                Ok(offsets) => {
                    self.set_history(history);
                    return Ok(self.begin_at(&offsets)?);
                }
                Err(ScanError::Truncated { file }) => self.miss_history(file),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(self.begin_at(&[])?)
    }

    /// Begins where other sessions ended.
    fn resume(&mut self, followed: Vec<Followed>, mut positions: Vec<Position>) -> Result<(), FollowError> {
        let tails: Vec<Arc<Tail>> = followed.iter().map(|followed| followed.tail.clone()).collect();
        for followed in followed {
            // What comes in the place of a file while it is searched for a position is heard of.
            let (listener, _) = self.listen(&followed);
            self.add(followed, listener, Vec::new());
        }
        let mut found: Vec<Option<Resumed>> = tails.iter().map(|_| None).collect();
        // A file that is found comes before one that is likely the one, and that before one that is given up.
        for name in [Name::Open, Name::Likely] {
            for (tail, found) in tails.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
                *found = tail.resume_any(&positions, name)?.map(|(index, resumed)| {
                    positions.remove(index);
                    resumed
                });
            }
        }
        let mut given_up = positions.into_iter();
        for (index, (tail, found)) in tails.iter().zip(found).enumerate() {
            let resumed = match found {
                Some(resumed) => resumed,
                None => match given_up.next() {
                    Some(position) => tail.resume(&position)?,
                    None => Resumed::from_the_start(tail),
                },
            };
            if resumed.lost {
                self.miss(&tail.name);
            }
            self.go_to(index, resumed.places);
        }
        Ok(self.begin_at(&[])?)
    }

    fn listen(&self, followed: &Followed) -> (Listener, Vec<Arc<Generation>>) {
        let listener = Listener::new(self.signal().clone(), self.len());
        let chain = followed.tail.listen(listener.clone());
        (listener, chain.into())
    }

    /// Takes in files that have appeared and that a glob asks for, from their start.
    pub(super) fn take_in(&mut self, shared: &Arc<Shared>, globs: &[FileGlob]) -> Result<(), FollowError> {
        let format = self.request().query.log_format.clone();
        // Where descriptors are short for a while, it is looked again later.
        let Ok(names) = matching(shared, globs, &self.names()) else { return Ok(()) };
        let mut is_full = false;
        for name in names {
            if self.knows(&name) || !self.request().shows(&name) {
                continue;
            }
            if self.len() >= shared.settings.limits.files {
                self.leave_out(&name, TOO_MANY);
                continue;
            }
            if is_full {
                self.leave_out(&name, TOO_MANY_IN_ALL);
                continue;
            }
            let followed = match shared.follow(&name, format.as_deref()) {
                Ok(followed) => followed,
                Err(FollowError::Full { .. }) => {
                    is_full = true;
                    self.leave_out(&name, TOO_MANY_IN_ALL);
                    continue;
                }
                // It may be gone again.
                Err(_) => continue,
            };
            let (listener, chain) = self.listen(&followed);
            // A rotation of a followed file under a new name is read there; that name may lead to another file later.
            let unread = chain.into_iter().filter(|generation| !self.has_read(generation));
            let places: Vec<Place> = unread.map(Place::start).collect();
            if !places.is_empty() {
                self.join(&name);
            }
            self.add(followed, listener, places);
        }
        Ok(())
    }

    /// Tells whether this session has read a file under another name, by what the file is or what it holds.
    fn has_read(&self, generation: &Generation) -> bool {
        let log = generation.log();
        self.reads(self.len(), generation)
            || self.positions().iter().any(|(_, position)| {
                position.at.head.length >= TELLING && log.holds(&position.at) && position.at.offset > 0
            })
    }
}
