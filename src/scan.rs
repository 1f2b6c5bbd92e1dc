//! Blocks of files become entries.

use std::io;
use std::sync::Arc;

use jiff::tz::TimeZone;
use thiserror::Error;

use crate::entry::Timestamp;
use crate::query::{Context, Query, QueryError};
use crate::source::{Source, SourceError};

mod cursor;

pub use cursor::Cursor;

/// Runs queries over the files of one source.
pub struct Scanner {
    source: Arc<dyn Source>,
    settings: Settings,
}

/// What holds for every scan.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The zone of times without one.
    pub zone: TimeZone,
    /// The longest line that is kept whole, in bytes.
    pub max_line: usize,
    /// How many threads scan at once.
    pub workers: usize,
}

/// What is known of a file without reading all of it.
#[derive(Clone, Debug)]
pub struct LogInfo {
    /// The file's name.
    pub file: String,
    /// Its size as it is stored, in bytes.
    pub size: u64,
    /// When it was last written.
    pub modified: Timestamp,
    /// The format that explains most of its lines; `None` for plain text.
    pub format: Option<&'static str>,
    /// How it is compressed, by its magic number.
    pub compression: Option<&'static str>,
    /// Its rotated siblings, oldest first.
    pub rotated: Vec<String>,
}

/// One query being answered, chunk by chunk.
pub struct Scan {}

/// Stops a scan from another thread.
#[derive(Clone, Debug, Default)]
pub struct Stopper {}

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
    /// The source failed.
    #[error(transparent)]
    Source(#[from] SourceError),
}

impl Scanner {
    /// Makes a scanner over a source.
    pub fn new(source: Arc<dyn Source>, settings: Settings) -> Scanner {
        Scanner { source, settings }
    }

    /// Returns the source that is scanned.
    pub fn source(&self) -> &Arc<dyn Source> {
        &self.source
    }

    /// Returns what a query that arrives now is read against.
    pub fn context(&self) -> Context {
        Context {
            zone: self.settings.zone.clone(),
            now: Timestamp::from_millis(jiff::Timestamp::now().as_millisecond()),
        }
    }

    /// Describes every file whose name matches the glob.
    pub fn describe(&self, glob: Option<&str>) -> Result<Vec<LogInfo>, ScanError> {
        let _ = glob;
        Ok(Vec::new())
    }

    /// Begins to answer a query. The work goes on only while chunks are taken.
    pub fn scan(&self, query: &Query) -> Result<Scan, ScanError> {
        let _ = query;
        Ok(Scan {})
    }
}

impl Scan {
    /// Waits for the next piece of the answer; `None` at its end. A piece holds whole records.
    pub fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, ScanError> {
        Ok(None)
    }

    /// Returns how many entries have matched so far.
    pub fn matched(&self) -> u64 {
        0
    }

    /// Returns a handle that stops this scan; dropping the scan stops it too.
    pub fn stopper(&self) -> Stopper {
        Stopper {}
    }
}

impl Stopper {
    /// Stops the scan within one block; its next chunk is then the end.
    pub fn stop(&self) {}
}
