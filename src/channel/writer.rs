//! The thread that writes: all posts that wait are one group.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use thiserror::Error;

use super::Name;

/// Entries that a client wants written.
#[derive(Clone, Debug)]
pub struct Post {
    /// The channel.
    pub name: Name,
    /// Whole lines, each with its end.
    pub lines: Vec<u8>,
    /// How many there are.
    pub count: u64,
    /// What the client calls this post, so that it can repeat it: a hash that takes in the channel.
    pub key: Option<u128>,
}

/// Where channels are kept.
pub trait Store: Send {
    /// Writes posts, and tells of each how many entries were accepted: all of them, or as many as when it was first written, where it
    /// is repeated. A post is written whole or not at all.
    fn write(&mut self, posts: &[Post]) -> Vec<Result<u64, WriteError>>;

    /// Lets go of what is over; called about once a second.
    fn tidy(&mut self);

    /// Calls `notice` whenever something was written.
    fn on_write(&mut self, notice: Notice);
}

/// Is told the name of a file that was written to, and whether it is a new one.
pub type Notice = Box<dyn Fn(&str, bool) + Send>;

/// Why nothing of a post was written.
#[derive(Clone, Debug, Error)]
pub enum WriteError {
    /// More posts wait than may.
    #[error("more is being written than can be; try again")]
    Busy,
    /// There are as many channels as may be.
    #[error("there are {0} channels, and no more may be: write to one of them, or raise --max-channels")]
    TooManyChannels(usize),
    /// As many posts have keys as can be remembered.
    #[error("the keys of {0} posts are remembered, and no more can be; try again later, or without a key")]
    TooManyKeys(usize),
    /// The disk is full.
    #[error("the disk is full; nothing of this was written")]
    DiskFull,
    /// The place where channels are kept does not answer.
    #[error(
        "the channels cannot be reached; nothing of this is known to be written: try again with the same Idempotency-Key"
    )]
    Unreachable,
    /// The system could not write.
    #[error("it could not be written: {0}")]
    Io(Arc<io::Error>),
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> WriteError {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                WriteError::DiskFull
            }
            _ => WriteError::Io(Arc::new(error)),
        }
    }
}

/// Writes to channels.
pub struct Channels {
    /// `None` once it is stopped.
    posts: Mutex<Option<SyncSender<Job>>>,
    waiting: Arc<AtomicUsize>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What is called when a post was written, or not.
type Done = Box<dyn FnOnce(Result<u64, WriteError>) + Send>;

struct Job {
    post: Post,
    done: Done,
}

/// So many posts may wait; beyond it clients are told to come back.
const MOST_WAITING: usize = 4_096;

/// So many bytes of posts may wait.
const MOST_WAITING_BYTES: usize = 64 << 20;

/// A group takes no further posts once it has so many bytes.
const MOST_IN_GROUP: usize = 8 << 20;

/// How often what is over is let go of.
const TIDY: Duration = Duration::from_secs(1);

impl Channels {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system may refuse to start one.
    pub fn start(store: Box<dyn Store>) -> io::Result<Channels> {
        let (posts, receiver) = sync_channel(MOST_WAITING);
        let waiting = Arc::new(AtomicUsize::new(0));
        let writer = Writer { store, posts: receiver, waiting: waiting.clone(), next_tidy: Instant::now() };
        let thread = std::thread::Builder::new().name("channels".to_owned()).spawn(move || writer.run())?;
        Ok(Channels { posts: Mutex::new(Some(posts)), waiting, thread: Mutex::new(Some(thread)) })
    }

    /// Lets a post be written; `done` is called once it is, or cannot be, on the thread that writes.
    ///
    /// # Errors
    /// Too much waits already.
    pub fn write(
        &self,
        post: Post,
        done: impl FnOnce(Result<u64, WriteError>) + Send + 'static,
    ) -> Result<(), WriteError> {
        let bytes = post.lines.len();
        let before = self.waiting.fetch_add(bytes, Ordering::Relaxed);
        let job = Job { post, done: Box::new(done) };
        let sent = match lock(&self.posts).as_ref() {
            Some(posts) if before + bytes <= MOST_WAITING_BYTES || before == 0 => posts.try_send(job),
            _ => Err(TrySendError::Full(job)),
        };
        sent.map_err(|_| {
            self.waiting.fetch_sub(bytes, Ordering::Relaxed);
            WriteError::Busy
        })
    }

    /// Writes what waits, and lets go of the store; nothing is written any more.
    pub fn stop(&self) {
        drop(lock(&self.posts).take());
        if let Some(thread) = lock(&self.thread).take() {
            // A thread that panicked has said so.
            drop(thread.join());
        }
    }
}

impl Drop for Channels {
    fn drop(&mut self) {
        self.stop();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Writer {
    store: Box<dyn Store>,
    posts: Receiver<Job>,
    waiting: Arc<AtomicUsize>,
    next_tidy: Instant,
}

impl Writer {
    fn run(mut self) {
        loop {
            let left = self.next_tidy.saturating_duration_since(Instant::now());
            match self.posts.recv_timeout(left) {
                Ok(first) => self.group(first),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if Instant::now() >= self.next_tidy {
                self.store.tidy();
                self.next_tidy = Instant::now() + TIDY;
            }
        }
    }

    /// Writes a post and all that wait behind it.
    fn group(&mut self, first: Job) {
        let mut bytes = first.post.lines.len();
        let (mut posts, mut dones) = (vec![first.post], vec![first.done]);
        while bytes < MOST_IN_GROUP
            && let Ok(Job { post, done }) = self.posts.try_recv()
        {
            bytes += post.lines.len();
            posts.push(post);
            dones.push(done);
        }
        let outcomes = self.store.write(&posts);
        self.waiting.fetch_sub(bytes, Ordering::Relaxed);
        for (done, outcome) in dones.into_iter().zip(outcomes) {
            done(outcome);
        }
    }
}
