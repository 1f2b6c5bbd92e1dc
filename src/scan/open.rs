//! Finds the files of a query and where in each of them reading begins.

use std::collections::BTreeSet;
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};

use super::cursor::{anchor_at, begins_with};
use super::file::Range;
use super::live::GrowingLog;
use super::log::Log;
use super::narrow::{WIDEN, narrow};
use super::patience::Patience;
use super::{ScanError, Scanner, rotation};
use crate::entry::{Cursor, Position};
use crate::query::{Order, Query, QueryError, is_glob};
use crate::source::SourceError;

/// A file to be scanned and the part of it that is asked for.
#[derive(Clone)]
pub(super) struct Opened {
    pub(super) log: Arc<Log>,
    pub(super) range: Range,
    /// The number of the first line of the range, where it is known.
    pub(super) first_line: Option<u64>,
}

/// Where facts of a file are known but for so many bytes, times need not be looked for in it.
const MOST_UNKNOWN: u64 = 2 * WIDEN;

/// More files than this are not merged.
const MOST_FILES: usize = 1_000;

/// Opens the files of a query: a chain of files each, in the order of reading, sorted by name; once stopped, no more of them.
///
/// # Errors
/// Among others [`ScanError::TimedOut`], where nobody waits any longer for a place that is looked for in a file.
pub(super) fn open(scanner: &Scanner, query: &Query, patience: &Patience) -> Result<Vec<Vec<Opened>>, ScanError> {
    let mut names = names(scanner, query)?;
    let mut listed = Vec::new();
    if query.rotated || !query.cursors.is_empty() {
        listed = scanner.source.list()?.into_iter().map(|listed| listed.name).collect();
    }
    if query.rotated {
        let live: BTreeSet<String> = names.iter().map(|name| rotation::live_of(name, &listed)).collect();
        names = live;
    }
    if query.line.is_some() && names.len() > 1 {
        return Err(QueryError::new("line", "counts in one file; name it with file=").into());
    }
    if names.len() > MOST_FILES {
        return Err(QueryError::new("file", format!("names more than {MOST_FILES} files; narrow it")).into());
    }
    let opener = Opener { scanner, query, listed: &listed, patience };
    let mut chains = opener.unless_stopped(&names).map(|name| opener.chain(name)).collect::<Result<Vec<_>, _>>()?;
    opener.apply_cursors(&mut chains)?;
    Ok(chains)
}

/// Opens what a query asks for of some files that are followed: each up to an end, behind which its followers go on.
pub(super) fn until(
    scanner: &Scanner,
    query: &Query,
    ends: &[(&GrowingLog, u64)],
    patience: &Patience,
) -> Result<Vec<Vec<Opened>>, ScanError> {
    if query.line.is_some() && ends.len() > 1 {
        return Err(QueryError::new("line", "counts in one file; name it with file=").into());
    }
    let opener = Opener { scanner, query, listed: &[], patience };
    let chain = |(log, end): &(&GrowingLog, u64)| {
        let mut chain = Vec::new();
        if query.rotated && query.line.is_none() {
            let names = scanner.source.beside(log.name());
            let others =
                rotation::siblings_of(log.name(), &names).into_iter().filter_map(|name| opener.open(&name).ok());
            chain.extend(others.filter(|other| other.log.file.identity() != log.file().identity()));
        }
        let mut live = opener.part(log.up_to(*end))?;
        if let Some(line) = query.line {
            opener.start_at_line(&mut live, line).map_err(|error| live.log.fault(error))?;
        }
        chain.push(live);
        Ok(chain)
    };
    ends.iter().map(chain).collect()
}

/// Returns the names of the files that a query asks for.
fn names(scanner: &Scanner, query: &Query) -> Result<BTreeSet<String>, ScanError> {
    let mut names = BTreeSet::new();
    let mut globs = Vec::new();
    for file in &query.files {
        match scanner.source.open(file) {
            Ok(_) => drop(names.insert(file.clone())),
            Err(SourceError::NotFound) if is_glob(file) => globs.push(compile(file)?),
            Err(SourceError::NotFound) => return Err(ScanError::NotFound),
            Err(error) => return Err(error.into()),
        }
    }
    if globs.is_empty() && !query.files.is_empty() {
        return Ok(names);
    }
    let listed = scanner.source.list()?.into_iter().map(|listed| listed.name);
    let matching: Vec<String> =
        listed.filter(|name| globs.is_empty() || globs.iter().any(|glob| glob.is_match(name))).collect();
    if matching.is_empty() && !globs.is_empty() {
        return Err(ScanError::NotFound);
    }
    names.extend(matching);
    Ok(names)
}

/// A pattern of file names.
#[derive(Clone, Debug)]
pub struct FileGlob(GlobMatcher);

impl FileGlob {
    /// Reads a glob, in which `*` matches within one step of a path and `**` any steps.
    ///
    /// # Errors
    /// A text that is no glob.
    pub fn new(glob: &str) -> Result<FileGlob, ScanError> {
        compile(glob).map(FileGlob)
    }

    /// Returns the glob as it was read.
    pub fn text(&self) -> &str {
        self.0.glob().glob()
    }

    /// Tells whether a name matches.
    pub fn is_match(&self, name: &str) -> bool {
        self.0.is_match(name)
    }
}

/// More choices than these in one glob are refused: the library panics over many that are nested.
const MOST_CHOICES: usize = 32;

pub(super) fn compile(glob: &str) -> Result<GlobMatcher, ScanError> {
    if glob.matches('{').count() > MOST_CHOICES {
        return Err(
            QueryError::new("file", format!("has more than {MOST_CHOICES} braces; name the files one by one")).into()
        );
    }
    let glob = GlobBuilder::new(glob).literal_separator(true).build();
    let fault =
        |error: globset::Error| QueryError::new("file", format!("is not a file name or glob: {}", error.kind()));
    Ok(glob.map_err(fault)?.compile_matcher())
}

struct Opener<'a> {
    scanner: &'a Scanner,
    query: &'a Query,
    listed: &'a [String],
    patience: &'a Patience,
}

impl Opener<'_> {
    /// Yields things until it is stopped.
    fn unless_stopped<T>(&self, things: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        things.into_iter().take_while(|_| !self.patience.stopper().is_stopped())
    }

    /// Opens a file, or its whole rotated set, in the order of reading.
    fn chain(&self, name: &str) -> Result<Vec<Opened>, ScanError> {
        let mut chain = Vec::new();
        // What lies before a line is read only on the way back.
        if self.query.rotated && (self.query.line.is_none() || self.query.order == Order::Descending) {
            for rotated in self.unless_stopped(rotation::siblings_of(name, self.listed)) {
                // A file that was rotated away meanwhile is found under its next name.
                chain.extend(self.open(&rotated).ok());
            }
        }
        chain.push(self.open(name)?);
        if let (Some(line), Some(live)) = (self.query.line, chain.last_mut()) {
            self.start_at_line(live, line).map_err(|error| live.log.fault(error))?;
        }
        if self.query.order == Order::Descending {
            chain.reverse();
        }
        Ok(chain)
    }

    fn open(&self, name: &str) -> Result<Opened, ScanError> {
        let log_format = self.query.log_format.as_deref();
        let query = self.query;
        let looks_around = query.before > 0 || query.after > 0;
        let needs_size = query.order == Order::Descending || query.tail.is_some() || looks_around;
        self.part(Log::open(self.scanner, name, log_format, needs_size.then_some(self.patience))?)
    }

    /// Returns the part of a log that is asked for.
    fn part(&self, mut log: Log) -> Result<Opened, ScanError> {
        log.patience = self.patience.clone();
        log.look_up(self.scanner);
        self.note(&log);
        let range = self.range(&log).map_err(|error| log.fault(error))?;
        let counts = self.query.order == Order::Ascending && self.query.tail.is_none() && self.query.since.is_none();
        let first_line = Some(1).filter(|_| counts && range.from == 0).or_else(|| log.line_number(range.from));
        Ok(Opened { log: Arc::new(log), range, first_line })
    }

    /// Lets the catalogue know what it does not know of a file that is read in its own format.
    fn note(&self, log: &Log) {
        if let Some(catalogue) = self.scanner.catalogue.as_ref().filter(|_| self.query.log_format.is_none()) {
            catalogue.note(&log.name, log.file.identity(), log.unknown());
        }
    }

    /// Returns what of a file can hold the times of the query; where a place in it is given, reading begins there.
    fn range(&self, log: &Log) -> std::io::Result<Range> {
        let query = self.query;
        // Where facts tell which blocks to read, no others are.
        let is_known = log.facts.is_some() && log.unknown() <= MOST_UNKNOWN;
        match query.line.is_some() || !query.cursors.is_empty() || is_known {
            true => Ok(Range { from: 0, to: log.size }),
            false => narrow(log, query.since, query.until, WIDEN),
        }
    }

    /// Moves the start to the entry that holds a line; with `desc`, the end behind it.
    fn start_at_line(&self, opened: &mut Opened, line: u64) -> std::io::Result<()> {
        let log = &opened.log;
        let Some(place) = offset_of_line(log, line)? else {
            opened.range.from = opened.range.to;
            return Ok(());
        };
        let start = log.entry_start(place)?;
        match self.query.order {
            Order::Ascending => {
                opened.range.from = start;
                opened.first_line = Some(line - log.count_newlines(start, place)?.0);
            }
            Order::Descending => opened.range.to = log.entry_end(start)?,
        }
        Ok(())
    }

    /// Moves the start of each chain to its cursor; a chain without one begins at its beginning.
    fn apply_cursors(&self, chains: &mut [Vec<Opened>]) -> Result<(), ScanError> {
        let mut done = vec![false; chains.len()];
        for position in self.unless_stopped(&self.query.cursors) {
            let found = self.find(position, chains, &done)?.ok_or_else(|| {
                QueryError::new(
                    "cursor",
                    "names a place in none of these files: they were rewritten, or file= names others",
                )
            })?;
            let (chain, from_cursor) = found;
            done[chain] = true;
            chains[chain] = from_cursor;
        }
        Ok(())
    }

    /// Finds the chain that holds the place of a cursor, and what of it is behind that place.
    fn find(
        &self,
        position: &Position,
        chains: &[Vec<Opened>],
        done: &[bool],
    ) -> Result<Option<(usize, Vec<Opened>)>, ScanError> {
        // A file of the query itself comes before a sibling of one, and the same file before one that only begins alike.
        for (siblings, same_inode) in [(false, true), (false, false), (true, true), (true, false)] {
            for (index, chain) in chains.iter().enumerate().filter(|(index, _)| !done[*index]) {
                self.patience.check().map_err(|_| ScanError::TimedOut)?;
                let chain = if siblings { self.with_rotated(chain)? } else { chain.clone() };
                let fits = |opened: &Opened| self.fits(&position.at, opened, same_inode);
                let Some(at) = chain.iter().position(fits) else { continue };
                let older = self.unfinished(&position.older, &chains[index], &chain[at])?;
                return Ok(Some((index, [older, self.behind(&position.at, chain, at)].concat())));
            }
        }
        Ok(None)
    }

    /// Returns what is left of the files that a follower had not finished when they were rotated away.
    fn unfinished(&self, cursors: &[Cursor], chain: &[Opened], newest: &Opened) -> Result<Vec<Opened>, ScanError> {
        if cursors.is_empty() || self.query.order == Order::Descending {
            return Ok(Vec::new());
        }
        let others = |opened: &&Opened| opened.log.name != newest.log.name;
        let left = |opened: &Opened| {
            let fits = |cursor: &&Cursor| [true, false].iter().any(|inode| self.fits(cursor, opened, *inode));
            let from = cursors.iter().find(fits)?.offset;
            Some(Opened { range: Range { from, ..opened.range }, first_line: None, ..opened.clone() })
        };
        Ok(self.with_rotated(chain)?.iter().filter(others).filter_map(left).collect())
    }

    /// Returns a chain with the rotated siblings of its file: what a cursor stood in may have been rotated since.
    fn with_rotated(&self, chain: &[Opened]) -> Result<Vec<Opened>, ScanError> {
        let [live] = chain else { return Ok(chain.to_vec()) };
        if self.query.rotated {
            return Ok(chain.to_vec());
        }
        let siblings = self.unless_stopped(rotation::siblings_of(&live.log.name, self.listed));
        let mut whole: Vec<Opened> = siblings.filter_map(|name| self.open(&name).ok()).collect();
        whole.push(live.clone());
        if self.query.order == Order::Descending {
            whole.reverse();
        }
        Ok(whole)
    }

    fn fits(&self, cursor: &Cursor, opened: &Opened, same_inode: bool) -> bool {
        let file = opened.log.file.as_ref();
        (opened.log.head.inode == cursor.head.inode) == same_inode
            && cursor.offset <= opened.log.size
            && begins_with(file, cursor.head).unwrap_or(false)
            && anchor_at(file, cursor.offset).is_ok_and(|anchor| anchor == cursor.anchor)
    }

    /// Cuts a chain to what is read from a cursor on, which stands in its file `at`.
    fn behind(&self, cursor: &Cursor, chain: Vec<Opened>, at: usize) -> Vec<Opened> {
        let mut behind = chain;
        behind.drain(..at);
        if self.query.order == Order::Descending && !self.query.rotated {
            behind.truncate(1);
        }
        let first = &mut behind[0];
        match self.query.order {
            Order::Ascending => {
                first.range.from = cursor.offset;
                first.first_line = (cursor.offset == 0).then_some(1).or_else(|| first.log.line_number(cursor.offset));
            }
            Order::Descending => first.range.to = cursor.offset,
        }
        behind
    }
}

/// Returns the offset at which a line starts; `None` where the file has fewer lines.
fn offset_of_line(log: &Log, line: u64) -> std::io::Result<Option<u64>> {
    let (from, lines_before) = log.facts.as_ref().map_or((0, 0), |facts| facts.place_before_line(line));
    let start = match line - 1 - lines_before {
        0 => Some(from),
        left => log.newline_by_number(from, left)?.map(|newline| newline + 1),
    };
    Ok(start.filter(|start| *start < log.size))
}
