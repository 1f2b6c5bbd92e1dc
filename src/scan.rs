//! Blocks of files become entries.
//!
//! 1. A query's files are opened as `Log`s; of each, a range is scanned that begins and ends between entries.
//! 2. A `FileScan` cuts the range into blocks and hands them to the workers, a few ahead of what was taken.
//! 3. A worker loads a `Window`, finds the entries that start in its block, and keeps those that match.
//! 4. Their records are written into one buffer; a `Merge` takes the buffers in order.
//! 5. A [`Scan`] counts, limits and reports, as the caller takes chunk after chunk. Nothing runs ahead of a caller that waits.

use std::io;
use std::sync::Arc;

use encoding_rs::Encoding;
use jiff::tz::TimeZone;
use rayon::ThreadPool;
use thiserror::Error;

use self::facts::FACTS_BLOCK;
use self::file::LARGEST_BLOCK;
use crate::entry::Timestamp;
use crate::format::Formats;
use crate::query::{Context, Query, QueryError};
use crate::source::{Source, SourceError};

mod answer;
mod block;
mod border;
mod chosen;
mod clean;
mod count;
mod cursor;
mod describe;
mod explain;
mod facts;
mod file;
mod group;
mod lines;
mod live;
mod log;
mod merge;
mod narrow;
mod newlines;
mod open;
mod patience;
mod readers;
mod record;
mod rotation;
mod survey;
mod visible;
mod walk;
mod window;
mod workers;

#[cfg(test)]
mod tests;

pub use answer::{Scan, Stopper};
pub use count::{BlockCounter, Counter, Coverage};
pub use cursor::{anchor, begins_with};
pub use describe::LogInfo;
pub use explain::{Explained, Explanation};
pub use facts::{BlockFacts, Catalogue, Facts, Origin, Rare};
pub use live::{Beginning, GrowingLog, Reading, Records, Stretch};
pub(crate) use newlines::{count_newlines, last_newline};
pub use open::FileGlob;
pub use rotation::{is_packed_name, live_of, siblings_of};
pub use survey::Survey;
pub use visible::Visible;
use workers::Workers;

/// Runs queries over the files of one source.
#[derive(Clone)]
pub struct Scanner {
    source: Arc<dyn Source>,
    settings: Settings,
    workers: Arc<Workers>,
    catalogue: Option<Arc<dyn Catalogue>>,
    known_formats: Arc<describe::KnownFormats>,
    readers: Arc<readers::Readers>,
}

/// What holds for every scan.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The zone of times without one.
    pub zone: TimeZone,
    /// The encoding of files that are not UTF-8 and carry no byte order mark.
    pub encoding: Option<&'static Encoding>,
    /// The longest line that is kept whole, in bytes.
    pub max_line: usize,
    /// How many bytes of a compressed file are unpacked at most, where its own size does not decide.
    pub max_unpacked: Option<u64>,
    /// The formats that files may have.
    pub formats: Formats,
    /// How many threads scan at once.
    pub workers: usize,
    /// How much of a file a thread takes at once, in bytes.
    pub block: u64,
    /// How much of a file the facts of one block concern, in bytes.
    pub facts_block: u64,
}

impl Default for Settings {
    fn default() -> Settings {
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Settings {
            zone: TimeZone::UTC,
            encoding: None,
            max_line: 1 << 20,
            max_unpacked: None,
            formats: Formats::default(),
            workers,
            block: LARGEST_BLOCK,
            facts_block: FACTS_BLOCK,
        }
    }
}

/// Why a scan cannot begin or go on.
#[derive(Debug, Error)]
pub enum ScanError {
    /// The query asks for something that these files cannot give.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// No file has the name, or it may not be read.
    #[error("there is no such log file")]
    NotFound,
    /// Reading failed.
    #[error("{file} could not be read: {source}")]
    Read {
        /// The file's name.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The file became shorter while it was read.
    #[error("{file} was truncated while it was read; ask again")]
    Truncated {
        /// The file's name.
        file: String,
    },
    /// The time was up, in an output that has no record to say so; or whoever asked has left.
    #[error("the time given by timeout was up before the search ended")]
    TimedOut,
    /// The source failed.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The threads that scan cannot be started.
    #[error("the scanning threads could not be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// A part of logbrook failed; its message is in the server's log.
    #[error("an internal fault ended the search")]
    Internal,
}

impl Scanner {
    /// Makes a scanner over a source.
    ///
    /// # Errors
    /// The system may refuse to start the threads.
    pub fn new(source: Arc<dyn Source>, settings: Settings) -> Result<Scanner, ScanError> {
        let workers = Arc::new(Workers::start(settings.workers)?);
        Ok(Scanner {
            source,
            settings,
            workers,
            catalogue: None,
            known_formats: Arc::default(),
            readers: Arc::default(),
        })
    }

    /// Takes what is known of files' blocks from a catalogue from now on.
    #[must_use]
    pub fn with_catalogue(self, catalogue: Arc<dyn Catalogue>) -> Scanner {
        Scanner { catalogue: Some(catalogue), ..self }
    }

    /// Returns the threads that scan.
    pub fn pool(&self) -> &ThreadPool {
        self.workers.pool()
    }

    /// Returns what holds for every scan.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the source that is scanned.
    pub fn source(&self) -> &Arc<dyn Source> {
        &self.source
    }

    /// Returns what a query that arrives now is read against.
    pub fn context(&self) -> Context {
        let now = Timestamp::now();
        Context { zone: self.settings.zone.clone(), now, formats: self.settings.formats.clone() }
    }

    /// Describes the files of these names and those whose names match these globs; every file where there are none. Once it is
    /// stopped, the rest is left out.
    ///
    /// # Errors
    /// The source may fail to list its files, or a text be no glob.
    pub fn describe(&self, files: &[String], stopper: &Stopper) -> Result<Vec<LogInfo>, ScanError> {
        describe::describe(self, files, stopper)
    }

    /// Explains why a file is read as it is.
    ///
    /// # Errors
    /// A file that does not exist or cannot be read.
    pub fn explain(&self, file: &str) -> Result<Explanation, ScanError> {
        explain::explain(self, file)
    }

    /// Begins to answer a query. The work goes on only while chunks are taken.
    ///
    /// # Errors
    /// A file that does not exist, or a query that these files cannot answer.
    pub fn scan(&self, query: &Query) -> Result<Scan, ScanError> {
        self.scan_unless_stopped(query, &Stopper::default())
    }

    /// Does the same as [`Scanner::scan`], but opens no further file and looks for no place in one once it is stopped.
    ///
    /// # Errors
    /// Those of [`Scanner::scan`].
    pub fn scan_unless_stopped(&self, query: &Query, stopper: &Stopper) -> Result<Scan, ScanError> {
        Scan::begin(self, query, stopper)
    }
}
