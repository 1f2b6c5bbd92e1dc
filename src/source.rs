//! Where logs are kept: the trait of a place that lists and opens log files, and of a file that is read in place.

use std::io;
use std::sync::Arc;

use thiserror::Error;

use crate::entry::Timestamp;

/// A place that holds log files, known by names that are paths joined by `/`.
pub trait Source: Send + Sync {
    /// Lists every log file, sorted by name. What cannot be read is left out.
    fn list(&self) -> Result<Vec<Listed>, SourceError>;

    /// Opens a file by its name.
    ///
    /// # Errors
    /// [`SourceError::NotFound`] alike for what is missing, what is no regular file and what is forbidden.
    fn open(&self, name: &str) -> Result<Arc<dyn LogFile>, SourceError>;
}

/// A file as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its size as it is stored, in bytes.
    pub size: u64,
    /// When it was last written.
    pub modified: Timestamp,
}

/// One open file, read at any offset without moving a position, by several threads at once.
pub trait LogFile: Send + Sync {
    /// Returns the size in bytes at this moment, as it is stored.
    fn len(&self) -> io::Result<u64>;

    /// Reads up to `buffer.len()` bytes from `offset`; fewer only at the end, 0 behind it.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Returns what tells this file from others while it exists: device and inode.
    fn identity(&self) -> Identity;

    /// Returns when it was last written.
    fn modified(&self) -> io::Result<Timestamp>;
}

/// What tells one file from another in the same place, whatever its name. A deleted file's identity may be given out again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The device or place the file is on.
    pub device: u64,
    /// Its number there.
    pub inode: u64,
}

/// Why a source could not answer.
#[derive(Debug, Error)]
pub enum SourceError {
    /// Missing, no regular file, or forbidden: which of these is not told.
    #[error("there is no such log file")]
    NotFound,
    /// The name could not be that of a file.
    #[error("that is not a file name; names are paths below the roots, joined by /")]
    BadName,
    /// Reading failed.
    #[error("the log could not be read")]
    Io(#[from] io::Error),
}
