//! One subscription: where it is in each file, and what comes next.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::task::Waker;

use super::FollowError;
use super::generation::Generation;
use super::hub::{Followed, Shared};
use super::request::Request;
use super::signal::{Listener, Signal};
use crate::entry::Position;
use crate::query::Output;
use crate::scan::{FileGlob, Reading, Records, Scan, ScanError};

mod cursors;
mod place;

pub(super) use place::Place;
use place::Step;

/// One subscription to some files.
pub struct Session {
    shared: Arc<Shared>,
    /// Whether it has begun, and is among the sessions of the hub.
    is_counted: bool,
    request: Request,
    /// Files that match are taken in when they appear.
    globs: Vec<FileGlob>,
    reading: Reading,
    signal: Arc<Signal>,
    files: Vec<File>,
    by_name: HashMap<String, usize>,
    /// Files that have appeared and are too many.
    left_out: HashSet<String>,
    /// Which files may have something.
    pending: BTreeSet<usize>,
    /// What is to be told before anything else.
    told: Vec<News>,
    history: Option<Scan>,
    /// Where what is told begins, by file.
    starts: Vec<(String, Position)>,
}

/// One followed name, and where this session is in the files that it led to.
struct File {
    followed: Followed,
    listener: Listener,
    /// Oldest first.
    places: Vec<Place>,
}

/// What a session has to tell.
#[derive(Debug)]
pub enum News {
    /// Entries, in their order.
    Records(Arc<Records>),
    /// The name leads to another file now.
    Rotated(String),
    /// The file begins anew.
    Truncated(String),
    /// Something was destroyed before it could be read.
    Gap {
        /// The file.
        file: String,
        /// What happened.
        reason: &'static str,
        /// How many bytes are known to be lost; 0 where that cannot be known.
        bytes: u64,
    },
    /// A file appeared that the session takes in.
    Joined(String),
}

/// What asking for news has given.
#[derive(Debug)]
pub enum Next {
    /// Something to tell.
    News(News),
    /// There is more, for which files must be read: ask again where waiting does no harm.
    MustRead,
    /// Nothing for now.
    Nothing,
}

const HISTORY: &str = "the file was truncated while its past was read";
const TRUNCATED: &str = "the file was truncated before it was read";
pub(super) const TOO_MANY: &str =
    "the subscription has as many files as it may; narrow file=, or raise --max-follow-files";
pub(super) const TOO_MANY_IN_ALL: &str =
    "as many files are followed as may be; raise --max-follow-files-in-all and --max-open-files";
const GONE: &str = "the file that was being read is gone; what of it was unread cannot be known";

impl News {
    /// Says that a file was cut while what it held before was read.
    pub(crate) fn history_lost(file: String) -> News {
        News::Gap { file, reason: HISTORY, bytes: 0 }
    }
}

impl Session {
    /// Says that it has begun: whatever is written from now on is told.
    pub(super) fn count(&mut self) {
        self.is_counted = true;
        self.shared.count_session(1);
    }

    pub(super) fn new(request: Request, shared: Arc<Shared>, signal: Arc<Signal>, globs: Vec<FileGlob>) -> Session {
        Session {
            shared,
            is_counted: false,
            globs,
            reading: Reading::new(&request.query),
            request,
            signal,
            files: Vec::new(),
            by_name: HashMap::new(),
            left_out: HashSet::new(),
            pending: BTreeSet::new(),
            told: Vec::new(),
            history: None,
            starts: Vec::new(),
        }
    }

    /// Returns what the session asked for.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Returns the names of the files that are followed now, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// Returns what stands before the first record: the names of the columns, in CSV.
    pub fn header(&self) -> Vec<u8> {
        self.reading.header()
    }

    /// Takes the search for what was there before; it comes before all news, and ends where these begin.
    pub fn take_history(&mut self) -> Option<Scan> {
        self.history.take()
    }

    pub(super) fn set_history(&mut self, history: Scan) {
        self.history = Some(history);
    }

    /// Returns where what is told begins, by file: before the history.
    pub fn starts(&self) -> &[(String, Position)] {
        &self.starts
    }

    /// Takes note of where what is told begins: at these offsets of the files that have some, and where the session is elsewhere.
    pub(super) fn begin_at(&mut self, offsets: &[(String, u64)]) -> Result<(), ScanError> {
        let mut starts: Vec<_> =
            self.positions().into_iter().map(|(name, position)| (name.to_owned(), position)).collect();
        for (name, position) in &mut starts {
            let offset = offsets.iter().find(|(other, _)| other == name).map(|(_, offset)| *offset);
            let file = self.by_name.get(name).map(|index| &self.files[*index]);
            if let (Some(offset), Some(place)) = (offset, file.and_then(|file| file.places.last())) {
                position.at = place.generation.cursor(offset, place.generation.log().anchor_at(offset)?);
            }
        }
        self.starts = starts;
        Ok(())
    }

    pub(super) fn signal(&self) -> &Arc<Signal> {
        &self.signal
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Tells whether files are taken in as they appear.
    pub(super) fn takes_in(&self) -> bool {
        !self.globs.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Tells whether a file is one that this session reads already under a name other than that of `index`.
    pub(super) fn reads(&self, index: usize, generation: &Generation) -> bool {
        let identity = generation.identity();
        let others = self.files.iter().enumerate().filter(|(other, _)| *other != index);
        others.flat_map(|(_, file)| &file.places).any(|place| place.generation.identity() == identity)
    }

    /// Adds a file, which is read from these places on.
    pub(super) fn add(&mut self, followed: Followed, listener: Listener, places: Vec<Place>) {
        let index = self.files.len();
        self.by_name.insert(followed.tail.name.clone(), index);
        self.files.push(File { followed, listener, places });
        self.pending.insert(index);
    }

    /// Goes on from these places in a file that was added.
    pub(super) fn go_to(&mut self, index: usize, places: Vec<Place>) {
        self.files[index].places = places;
    }

    pub(super) fn join(&mut self, name: &str) {
        self.told.push(News::Joined(name.to_owned()));
    }

    /// Says once that a file is not taken in, because there are as many as there may be.
    pub(super) fn leave_out(&mut self, name: &str, reason: &'static str) {
        if self.left_out.insert(name.to_owned()) {
            self.told.push(News::Gap { file: name.to_owned(), reason, bytes: 0 });
        }
    }

    /// Says that the file in which the session was reading is gone.
    pub(super) fn miss(&mut self, name: &str) {
        self.told.push(News::Gap { file: name.to_owned(), reason: GONE, bytes: 0 });
    }

    /// Says that there is no history, because a file was cut while it was looked for.
    pub(super) fn miss_history(&mut self, file: String) {
        self.told.push(News::history_lost(file));
    }

    /// Tells whether there may be news; if not, keeps whom to wake.
    pub fn poll(&self, waker: &Waker) -> bool {
        !self.pending.is_empty() || !self.told.is_empty() || self.signal.poll(waker)
    }

    /// Returns what comes next. Where `may_read` is set, files are read for it, which may wait for the disk.
    ///
    /// # Errors
    /// Reading may fail for good.
    pub fn next(&mut self, may_read: bool) -> Result<Next, FollowError> {
        if !self.told.is_empty() {
            return Ok(Next::News(self.told.remove(0)));
        }
        if self.look() {
            return match may_read {
                true => {
                    let globs = std::mem::take(&mut self.globs);
                    let taken_in = self.take_in(&self.shared.clone(), &globs);
                    self.globs = globs;
                    taken_in.and_then(|()| self.next(may_read))
                }
                false => {
                    self.signal.list();
                    Ok(Next::MustRead)
                }
            };
        }
        while let Some(index) = self.pending.first().copied() {
            match self.next_of(index, may_read)? {
                Next::Nothing => drop(self.pending.remove(&index)),
                next => return Ok(next),
            }
        }
        Ok(Next::Nothing)
    }

    /// Takes what was signalled; tells whether files may have appeared.
    fn look(&mut self) -> bool {
        let taken = self.signal.take();
        for (index, generation) in taken.begun {
            self.pending.insert(index);
            // A file that was renamed to a name that is followed, too, is read where it was.
            let places = &self.files[index].places;
            let is_known = places.iter().any(|place| Arc::ptr_eq(&place.generation, &generation));
            if !is_known && !self.reads(index, &generation) {
                self.files[index].places.push(Place { announced: false, ..Place::start(generation) });
            }
        }
        self.pending.extend(taken.touched);
        taken.listing
    }

    fn next_of(&mut self, index: usize, may_read: bool) -> Result<Next, FollowError> {
        let Session { files, reading, request, .. } = self;
        let file = &mut files[index];
        // What is written to a newer file comes behind what was written to an older one before: so the newer is measured first.
        let mut ends: Vec<u64> = file.places.iter().rev().map(|place| place.generation.live_end().0).collect();
        let mut at = 0;
        while at < file.places.len() {
            if let Some(news) = file.places[at].announce(&file.followed.tail.name) {
                return Ok(Next::News(news));
            }
            let most = ends[ends.len() - 1];
            let step = file.places[at].step(reading, &file.followed, most, may_read)?;
            match step {
                Step::Records(records) => {
                    let records = match request.query.output {
                        Output::Ndjson => cursors::complete(records, &file.places, at),
                        Output::Text | Output::Csv => records,
                    };
                    if !records.bytes.is_empty() {
                        return Ok(Next::News(News::Records(records)));
                    }
                }
                Step::MustRead => return Ok(Next::MustRead),
                Step::Lost(bytes) => {
                    let file = file.followed.tail.name.clone();
                    return Ok(Next::News(News::Gap { file, reason: TRUNCATED, bytes }));
                }
                Step::Again => {}
                Step::Nothing => {
                    ends.pop();
                    at += 1;
                }
                Step::Over => {
                    ends.pop();
                    file.places.remove(at);
                }
            }
        }
        Ok(Next::Nothing)
    }

    /// Returns where the session is in each file, by name: behind everything that it has told.
    pub fn positions(&self) -> Vec<(&str, Position)> {
        let position = |file: &File| cursors::position(&file.places);
        let mut positions: Vec<_> =
            self.files.iter().filter_map(|file| Some((file.followed.tail.name.as_str(), position(file)?))).collect();
        positions.sort_by_key(|(name, _)| *name);
        positions
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        for file in &self.files {
            file.followed.tail.unlisten(&file.listener);
        }
        if self.is_counted {
            self.shared.count_session(-1);
        }
    }
}
