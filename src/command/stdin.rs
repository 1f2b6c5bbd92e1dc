//! `… | logbrook -`: standard input as a channel.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, ErrorKind, Read};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use super::{CommandError, say};
use crate::channel::{Channels, Foreign, Name, Post, WriteError};
use crate::config::ServerConfig;
use crate::server::Application;

/// What stands for standard input among the paths.
const DASH: &str = "-";

/// The channel.
const CHANNEL: &str = "stdin";

/// So much is read at once, and written as one post.
const PIECE: usize = 64 << 10;

/// Where too much is written already, it is tried again after so long.
const BUSY: Duration = Duration::from_millis(10);

/// Where nothing can be written, it is tried again after so long.
const AGAIN: Duration = Duration::from_secs(1);

/// Tells whether standard input is asked for, and leaves the other paths.
pub(super) fn is_asked(paths: &mut Vec<PathBuf>) -> bool {
    let all = paths.len();
    paths.retain(|path| path != Path::new(DASH));
    paths.len() < all
}

/// Finds a place for the channel, where none is named: one that is gone when it is dropped.
///
/// # Errors
/// There may be no place for temporary files.
pub(super) fn find_place(server: &mut ServerConfig) -> io::Result<Option<Temporary>> {
    let channels = &mut server.channels;
    if channels.is_named || channels.redis.is_some() {
        return Ok(None);
    }
    let temporary = Temporary::new()?;
    (channels.directory, channels.is_named) = (Some(temporary.0.clone()), true);
    Ok(Some(temporary))
}

/// Listens at the usual address, or at a free port where another program has that.
///
/// # Errors
/// Neither can be bound.
pub(super) fn listen(usual: SocketAddr) -> io::Result<TcpListener> {
    match TcpListener::bind(usual) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => TcpListener::bind((usual.ip(), 0)),
        bound => bound,
    }
}

/// Begins to read, and says where it is shown.
///
/// # Errors
/// Channels cannot be written, or the system refuses to start a thread.
pub(super) fn start(application: &Application, server: &ServerConfig) -> Result<(), CommandError> {
    let Some((writer, foreign)) = application.writer() else {
        return Err(CommandError::Usage("standard input needs a place for channels: name one with --state-dir".into()));
    };
    let name = Name::parse(CHANNEL).map_err(|error| CommandError::Usage(format!("{CHANNEL} {error}")))?;
    let page = application.page_of(&name.file());
    // Where the answer of a Redis is lost, only a key tells whether a post was written.
    let keys = server.channels.redis.is_some().then(|| RandomState::new().hash_one(std::process::id()));
    let longest = foreign.longest();
    let mut scribe = Scribe { writer, foreign, name, keys, longest, posts: 0 };
    let read = move || {
        // The page finds a channel that has begun.
        scribe.write(Vec::new(), 0);
        match scribe.copy(io::stdin().lock()) {
            Ok(()) => say("standard input has ended; it is shown until Ctrl-C"),
            Err(error) => say(&format!("standard input cannot be read: {error}")),
        }
    };
    std::thread::Builder::new().name("stdin".to_owned()).spawn(read)?;
    say(&format!("standard input is shown at {page}"));
    Ok(())
}

/// Writes what it reads, in its order, and reads no more before that is written.
struct Scribe {
    writer: Arc<Channels>,
    foreign: Foreign,
    name: Name,
    /// What the keys of posts begin with, where they have any.
    keys: Option<u64>,
    /// A line that is longer than so many bytes becomes several.
    longest: usize,
    posts: u64,
}

impl Scribe {
    fn copy(&mut self, mut input: impl Read) -> io::Result<()> {
        let (mut buffer, mut line) = (vec![0; PIECE], Vec::new());
        loop {
            let read = match input.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let (mut lines, mut count) = (Vec::new(), 0);
            for part in buffer[..read].split_inclusive(|byte| *byte == b'\n') {
                let whole = part.strip_suffix(b"\n");
                line.extend_from_slice(whole.unwrap_or(part));
                if whole.is_some() || line.len() >= self.longest {
                    count += self.add(&mut lines, &line);
                    line.clear();
                }
            }
            if count > 0 {
                self.write(lines, count);
            }
        }
        let mut last = Vec::new();
        if !line.is_empty() && self.add(&mut last, &line) > 0 {
            self.write(last, 1);
        }
        Ok(())
    }

    /// Adds a line; returns how many there are more.
    fn add(&mut self, lines: &mut Vec<u8>, line: &[u8]) -> u64 {
        match self.foreign.printed(line) {
            Some(line) => {
                lines.extend_from_slice(&line);
                1
            }
            None => 0,
        }
    }

    /// Writes lines, however long it takes until they can be.
    fn write(&mut self, lines: Vec<u8>, count: u64) {
        self.posts += 1;
        let key = self.keys.map(|keys| u128::from(keys) << 64 | u128::from(self.posts));
        let post = Post { name: self.name.clone(), lines, count, key };
        let mut has_failed = false;
        loop {
            match self.post(post.clone()) {
                Ok(_) => break,
                Err(WriteError::Busy) => std::thread::sleep(BUSY),
                Err(error) => {
                    if !has_failed {
                        say(&format!("what comes is not written for now: {error}"));
                    }
                    has_failed = true;
                    std::thread::sleep(AGAIN);
                }
            }
        }
        if has_failed {
            say("what comes is written again; nothing is lost");
        }
    }

    fn post(&self, post: Post) -> Result<u64, WriteError> {
        let (sender, written) = sync_channel(1);
        self.writer.write(post, move |outcome| drop(sender.send(outcome)))?;
        written.recv().unwrap_or(Err(WriteError::Busy))
    }
}

/// A directory that is removed with all that is in it when this is dropped.
pub(super) struct Temporary(PathBuf);

impl Temporary {
    fn new() -> io::Result<Temporary> {
        let number = RandomState::new().hash_one(std::process::id());
        let path = std::env::temp_dir().join(format!("logbrook-{number:016x}"));
        // One that is there already is somebody else's.
        std::fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Temporary(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // What cannot be removed is left to those who tidy up temporary files.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::channel::{Notice, Rules, Store};
    use crate::format::Formats;

    /// A place that is full for a while.
    struct Full {
        times: usize,
        written: Arc<Mutex<Vec<u8>>>,
    }

    impl Store for Full {
        fn write(&mut self, posts: &[Post]) -> Vec<Result<u64, WriteError>> {
            let write = |post: &Post| {
                if self.times > 0 {
                    self.times -= 1;
                    return Err(WriteError::DiskFull);
                }
                self.written.lock().unwrap().extend_from_slice(&post.lines);
                Ok(post.count)
            };
            posts.iter().map(write).collect()
        }

        fn tidy(&mut self) {}

        fn on_write(&mut self, _notice: Notice) {}
    }

    /// Gives its text in pieces of odd sizes.
    struct Pieces<'t>(&'t [u8]);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.0.len().min(1 + self.0.len() % 13).min(buffer.len());
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    #[test]
    fn no_line_is_lost_while_the_disk_is_full_and_a_long_one_becomes_several() {
        let written = Arc::new(Mutex::new(Vec::new()));
        let store = Full { times: 1, written: written.clone() };
        let foreign = Foreign::new(&Rules { zone: TimeZone::UTC, longest: 100 }, &Formats::default());
        let mut scribe = Scribe {
            writer: Arc::new(Channels::start(Box::new(store)).unwrap()),
            longest: foreign.longest(),
            foreign,
            name: Name::parse(CHANNEL).unwrap(),
            keys: None,
            posts: 0,
        };
        let timed: String = (0..200).map(|number| format!("2026-01-23T10:15:00Z INFO app: {number}\n")).collect();
        let text = format!("{timed}{}\n\nend", "x".repeat(250));
        scribe.copy(Pieces(text.as_bytes())).unwrap();
        let lines = String::from_utf8(written.lock().unwrap().clone()).unwrap();
        let (before, long) = lines.split_at(timed.len());
        assert_eq!(before, timed);
        assert_eq!(long.replace('\n', ""), text[timed.len()..].replace('\n', ""), "every byte is there");
        assert!(long.lines().all(|line| line.len() < 120) && long.ends_with("\n\nend\n"), "{long}");
    }

    #[test]
    fn a_dash_among_the_paths_is_taken_out() {
        let mut paths = vec!["logs".into(), "-".into(), "./-".into()];
        assert!(is_asked(&mut paths) && !is_asked(&mut paths.clone()));
        assert_eq!(paths, [PathBuf::from("logs"), PathBuf::from("./-")]);
    }
}
