//! One subscription: where it is in each file, and what comes next.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::task::Waker;

use super::FollowError;
use super::batch::Batch;
use super::generation::{Began, Generation, Phase};
use super::hub::{Followed, Shared};
use super::request::Request;
use super::signal::{Listener, Signal};
use crate::entry::{Cursor, Position};
use crate::query::Output;
use crate::scan::{FileGlob, Reading, Records, Scan, ScanError, Stretch};

mod cursors;

/// One subscription to some files.
pub struct Session {
    shared: Arc<Shared>,
    request: Request,
    /// Files that match are taken in when they appear.
    globs: Vec<FileGlob>,
    reading: Reading,
    signal: Arc<Signal>,
    files: Vec<File>,
    by_name: HashMap<String, usize>,
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

/// Where a session is in one file.
struct Place {
    generation: Arc<Generation>,
    offset: u64,
    /// The hash of what stands before it.
    anchor: u32,
    /// The line ends before it, where they were counted.
    lines: Option<u64>,
    /// Whether it was said how this file began.
    announced: bool,
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

const TRUNCATED: &str = "the file was truncated before it was read";
const GONE: &str = "the file that was being read is gone; what of it was unread cannot be known";

impl Session {
    pub(super) fn new(request: Request, shared: Arc<Shared>, signal: Arc<Signal>, globs: Vec<FileGlob>) -> Session {
        shared.count_session(1);
        Session {
            shared,
            globs,
            reading: Reading::new(&request.query),
            request,
            signal,
            files: Vec::new(),
            by_name: HashMap::new(),
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
    pub(super) fn add(
        &mut self,
        followed: Followed,
        listener: Listener,
        places: Vec<(Arc<Generation>, u64)>,
    ) -> Result<(), ScanError> {
        let index = self.files.len();
        let mut known = Vec::new();
        for (generation, offset) in places {
            known.push(Place::new(generation, offset, true)?);
        }
        self.by_name.insert(followed.tail.name.clone(), index);
        self.files.push(File { followed, listener, places: known });
        self.pending.insert(index);
        Ok(())
    }

    pub(super) fn join(&mut self, name: &str) {
        self.told.push(News::Joined(name.to_owned()));
    }

    /// Says that the file in which the session was reading is gone.
    pub(super) fn miss(&mut self, name: &str) {
        self.told.push(News::Gap { file: name.to_owned(), reason: GONE, bytes: 0 });
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
            if !self.reads(index, &generation)
                && let Ok(place) = Place::new(generation, 0, false)
            {
                self.files[index].places.push(place);
            }
        }
        self.pending.extend(taken.touched);
        taken.listing
    }

    fn next_of(&mut self, index: usize, may_read: bool) -> Result<Next, FollowError> {
        let Session { files, reading, request, .. } = self;
        let file = &mut files[index];
        let mut at = 0;
        while at < file.places.len() {
            if let Some(news) = file.places[at].announce(&file.followed.tail.name) {
                return Ok(Next::News(news));
            }
            let step = file.places[at].step(reading, &file.followed, may_read)?;
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
                Step::Nothing => at += 1,
                Step::Over => drop(file.places.remove(at)),
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
        self.shared.count_session(-1);
    }
}

/// What reading on in one file has given.
enum Step {
    Records(Arc<Records>),
    MustRead,
    /// So many bytes are lost.
    Lost(u64),
    Nothing,
    /// Nothing will come any more.
    Over,
}

impl Place {
    fn new(generation: Arc<Generation>, offset: u64, announced: bool) -> Result<Place, ScanError> {
        let anchor = generation.log().anchor_at(offset)?;
        let lines = (offset == 0).then_some(0);
        Ok(Place { generation, offset, anchor, lines, announced })
    }

    /// Says once how the file came in the place of the one before it.
    fn announce(&mut self, name: &str) -> Option<News> {
        if std::mem::replace(&mut self.announced, true) {
            return None;
        }
        match self.generation.began {
            Began::First => None,
            Began::Rotated => Some(News::Rotated(name.to_owned())),
            Began::Truncated => Some(News::Truncated(name.to_owned())),
        }
    }

    fn step(&mut self, reading: &Reading, followed: &Followed, may_read: bool) -> Result<Step, FollowError> {
        if let Some(batch) = self.generation.batch_at(self.offset) {
            let records = match reading.is_plain() {
                true => batch.records.clone(),
                false => Arc::new(batch.read(&self.generation, reading)?),
            };
            self.pass(&batch);
            return Ok(Step::Records(records));
        }
        let (end, _) = self.generation.live_end();
        match self.generation.phase() {
            Phase::Lost(size) if self.offset < size => {
                let lost = size - self.offset;
                self.offset = size;
                Ok(Step::Lost(lost))
            }
            Phase::Lost(_) => Ok(Step::Over),
            Phase::Final if self.offset >= end => Ok(Step::Over),
            _ if self.offset >= end => Ok(Step::Nothing),
            _ if !may_read => Ok(Step::MustRead),
            _ => self.read(reading, followed, end),
        }
    }

    fn pass(&mut self, batch: &Batch) {
        (self.offset, self.anchor, self.lines) = (batch.to, batch.anchor, batch.lines_behind);
    }

    /// Reads on in the file itself, at this session's own pace.
    fn read(&mut self, reading: &Reading, followed: &Followed, end: u64) -> Result<Step, FollowError> {
        let place = Stretch { from: self.offset, to: end, lines_before: self.lines };
        match self.generation.read(reading, place, self.anchor) {
            Ok((records, anchor, lines)) => {
                (self.offset, self.anchor, self.lines) = (records.reached, anchor, lines);
                Ok(Step::Records(Arc::new(records)))
            }
            Err(ScanError::Truncated { .. }) => {
                // What has happened to it, the tail finds out; where it cannot be known, the rest is lost.
                followed.tail.advance(true);
                match self.generation.phase() {
                    Phase::Lost(_) => Ok(Step::Nothing),
                    _ if self.generation.log().anchor_at(self.offset)? == self.anchor => Ok(Step::Nothing),
                    _ => {
                        let (end, anchor) = self.generation.live_end();
                        let lost = end.saturating_sub(self.offset);
                        (self.offset, self.anchor) = (end, anchor);
                        Ok(Step::Lost(lost))
                    }
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    fn cursor(&self) -> Cursor {
        self.generation.cursor(self.offset, self.anchor)
    }
}
