//! Where logs are kept: the trait of a place that lists and opens log files, and of a file that is read in place.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use crate::entry::Timestamp;

mod channels;
mod compression;
mod file;
mod hole;
mod memory;
#[cfg(feature = "redis")]
pub mod redis;
#[cfg(test)]
#[cfg(feature = "redis")]
pub(crate) mod redis_server;
mod sniff;
mod unpack;

pub use channels::{CHANNELS, WithChannels, channel_of_file, file_of_channel};
pub use compression::Compression;
pub use file::{FileSource, RootError, StateDirectory, StateError, reserve};
pub use hole::BehindHole;
pub use memory::MemorySource;
pub use unpack::Unpacked;

/// A place that holds log files, known by names that are paths joined by `/`.
pub trait Source: Send + Sync {
    /// Lists every log file, sorted by name. What cannot be read and what is no log (binaries, hidden files) is left out.
    fn list(&self) -> Result<Vec<Listed>, SourceError>;

    /// Opens a file by its name.
    ///
    /// # Errors
    /// [`SourceError::NotFound`] alike for a name that is no name, and for what is missing, no regular file, or forbidden.
    fn open(&self, name: &str) -> Result<Arc<dyn LogFile>, SourceError>;

    /// Returns the names of what stands beside a file, in no order and without a look at what it holds.
    fn beside(&self, name: &str) -> Vec<String>;

    /// Returns the paths at which changes of a file are seen: that of its name, and that which `file` has where this leads
    /// elsewhere.
    fn paths(&self, name: &str, file: Option<&dyn LogFile>) -> Vec<PathBuf>;

    /// Returns the channel that a file belongs to, where clients write it through the server.
    fn channel(&self, _name: &str) -> Option<String> {
        None
    }
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
    /// How it is compressed.
    pub compression: Option<Compression>,
}

/// One open file, read at any offset without moving a position, by several threads at once.
pub trait LogFile: Send + Sync {
    /// Returns the size in bytes at this moment.
    fn size(&self) -> io::Result<u64>;

    /// Reads up to `buffer.len()` bytes from `offset`; fewer only at the end, 0 behind it.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Returns what tells this file from others while it exists.
    fn identity(&self) -> Identity;

    /// Returns when it was last written.
    fn modified(&self) -> io::Result<Timestamp>;

    /// Tells whether any name leads to the file still; one without a name is gone once it is closed.
    fn is_linked(&self) -> io::Result<bool>;

    /// Returns where the file stands now, where that can be told.
    fn path(&self) -> Option<PathBuf> {
        None
    }

    /// Tells whether the file is compressed, and so does not grow.
    fn is_packed(&self) -> bool {
        false
    }

    /// Returns the first offset at or behind another one where a byte may be other than NUL: a hole may be known without reading it.
    fn data_behind(&self, offset: u64) -> io::Result<u64> {
        Ok(offset)
    }

    /// Tells whether its bytes were decoded from another encoding, with U+FFFD in place of what could not be.
    fn is_decoded(&self) -> bool {
        false
    }

    /// Tells how many bytes behind the furthest that was read will be read again; of what is unpacked, no more is held in memory.
    fn hold(&self, _bytes: u64) {}

    /// Returns why what stands behind the end cannot be read; known once the end was reached.
    fn fault(&self) -> Option<io::Error> {
        None
    }

    /// Tells whether the size can be told without reading the file.
    fn is_size_known(&self) -> bool {
        true
    }
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
    /// The process or the system has no file descriptor left.
    #[error("too many files are open; try again, or narrow file=")]
    TooManyOpen,
    /// Reading failed.
    #[error("the log could not be read")]
    Io(#[from] io::Error),
}

/// Tells whether a name can be that of a log file: a relative path of visible, plain steps joined by `/`.
pub(crate) fn is_plain_name(name: &str) -> bool {
    let plain = |step: &str| !step.is_empty() && !step.starts_with('.') && !step.contains(['\\', '\0']);
    name.len() <= 4_096 && name.split('/').all(plain)
}

/// The conformance suite: what every source must do alike.
#[cfg(test)]
mod conformance {
    use super::*;

    /// A source under test, and how to put a file into it.
    pub(super) trait Subject {
        fn source(&self) -> &dyn Source;
        fn put(&self, name: &str, content: &[u8]);
        fn append(&self, name: &str, content: &[u8]);
        fn rename(&self, from: &str, to: &str);
    }

    pub(super) fn check(subject: &dyn Subject) {
        lists_by_name(subject);
        reads_at_any_offset(subject);
        refuses_alike(subject);
        keeps_a_renamed_file_open(subject);
        tells_what_stands_beside_a_file(subject);
    }

    fn lists_by_name(subject: &dyn Subject) {
        for (name, content) in [("b.log", "two\n"), ("a/x.log", "one\n"), (".hidden", "no\n"), ("bin", "\0\u{1}\u{2}")]
        {
            subject.put(name, content.as_bytes());
        }
        let listed = subject.source().list().unwrap();
        let names: Vec<_> = listed.iter().map(|listed| (listed.name.as_str(), listed.size)).collect();
        assert_eq!(names, [("a/x.log", 4), ("b.log", 4)]);
    }

    fn reads_at_any_offset(subject: &dyn Subject) {
        subject.put("read.log", b"0123456789");
        let file = subject.source().open("read.log").unwrap();
        let mut buffer = [0; 4];
        for (offset, expected) in [(0, &b"0123"[..]), (8, b"89"), (10, b""), (99, b"")] {
            let read = file.read_at(offset, &mut buffer).unwrap();
            assert_eq!(&buffer[..read], expected, "at {offset}");
        }
        subject.append("read.log", b"ab");
        assert_eq!(file.size().unwrap(), 12);
        assert_eq!(file.read_at(10, &mut buffer).unwrap(), 2);
    }

    fn refuses_alike(subject: &dyn Subject) {
        for name in
            ["missing", "", ".", "..", "../b.log", "a/../b.log", "/etc/passwd", "a//x.log", "a", "b.log/", "a\\x", "\0"]
        {
            assert!(matches!(subject.source().open(name), Err(SourceError::NotFound)), "{name:?}");
        }
    }

    fn keeps_a_renamed_file_open(subject: &dyn Subject) {
        subject.put("live.log", b"old");
        let old = subject.source().open("live.log").unwrap();
        subject.rename("live.log", "live.log.1");
        subject.put("live.log", b"new");
        let new = subject.source().open("live.log").unwrap();
        let mut buffer = [0; 3];
        old.read_at(0, &mut buffer).unwrap();
        assert_eq!(&buffer, b"old");
        assert_ne!(old.identity(), new.identity());
        assert_eq!(old.identity(), subject.source().open("live.log.1").unwrap().identity());
        assert!(old.is_linked().unwrap());
        subject.put("other.log", b"");
        subject.rename("other.log", "live.log.1");
        assert!(!old.is_linked().unwrap() && new.is_linked().unwrap());
    }

    fn tells_what_stands_beside_a_file(subject: &dyn Subject) {
        for name in ["x/here.log", "x/here.log.1", "x/below/there.log", "y/there.log"] {
            subject.put(name, b"text\n");
        }
        let mut names = subject.source().beside("x/missing.log");
        names.sort();
        assert_eq!(names, ["x/here.log", "x/here.log.1"]);
        let path = &subject.source().paths("x/here.log", None)[0];
        assert!(path.ends_with("x/here.log"), "{path:?}");
    }
}
