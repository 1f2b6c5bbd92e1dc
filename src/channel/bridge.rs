//! A bridge: what programs publish in Redis is written to channels of the same names.

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::redis::listener::{Heard, Listener, Message, is_pattern};
use super::{Channels, Foreign, Name, Post, WriteError};
use crate::source::redis::Redis;
use glob::matches;

mod glob;

/// What is bridged.
#[derive(Clone)]
pub struct Bridged {
    /// Where it is published.
    pub redis: Arc<Redis>,
    /// The topics: names, or patterns of Redis.
    pub topics: Vec<String>,
}

impl fmt::Debug for Bridged {
    /// Says nothing of the address, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bridged").field("topics", &self.topics).finish_non_exhaustive()
    }
}

/// Writes what is published until it is dropped.
pub struct Bridge {
    listener: Listener,
    connected: Arc<AtomicBool>,
    tally: Arc<Tally>,
}

/// What became of the messages.
#[derive(Default)]
struct Tally {
    written: AtomicU64,
    skipped: AtomicU64,
    lost: AtomicU64,
}

/// So many messages, and so many bytes of them, wait to be written at most; then Redis has to keep what comes.
const MOST_WAITING: Waiting = Waiting { messages: 1_024, bytes: 16 << 20 };

/// A message for which there is no room for so long is lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// While others fill the queue, it is tried again so often.
const AGAIN: Duration = Duration::from_millis(5);

/// So many topics are remembered of which it was said that they are no channels.
const MOST_WARNED: usize = 1_000;

impl Bridge {
    /// Begins to listen.
    ///
    /// # Errors
    /// The system may refuse to start a thread.
    pub fn start(bridged: Bridged, foreign: Foreign, writer: Arc<Channels>) -> io::Result<Bridge> {
        let Bridged { redis, topics } = bridged;
        let tally = Arc::new(Tally::default());
        let mut scribe = Scribe {
            topics: topics.clone(),
            foreign,
            writer,
            warned: HashSet::new(),
            shared: Arc::new(Shared { tally: tally.clone(), ..Shared::default() }),
        };
        let heard: Heard = Box::new(move |message| scribe.hear(&message));
        let listener = Listener::start(redis, topics, heard)?;
        Ok(Bridge { connected: listener.connected(), listener, tally })
    }

    /// Lets it end soon; it has ended once it is dropped.
    pub fn ask_to_stop(&self) {
        self.listener.ask_to_stop();
    }

    /// Tells whether it is connected.
    pub fn is_connected(&self) -> bool {
        self.connected.load(Ordering::Relaxed)
    }

    /// Returns how many messages were written, how many were skipped because they fit into no channel, and how many were lost because
    /// they could not be written.
    pub fn counts(&self) -> [(&'static str, u64); 3] {
        let Tally { written, skipped, lost } = &*self.tally;
        [("written", written), ("skipped", skipped), ("lost", lost)]
            .map(|(outcome, count)| (outcome, count.load(Ordering::Relaxed)))
    }
}

/// Writes messages.
struct Scribe {
    topics: Vec<String>,
    foreign: Foreign,
    writer: Arc<Channels>,
    warned: HashSet<String>,
    shared: Arc<Shared>,
}

/// What the thread that writes knows, too.
#[derive(Default)]
struct Shared {
    tally: Arc<Tally>,
    waiting: Mutex<Waiting>,
    less: Condvar,
    /// Whether the last message could not be written.
    failing: AtomicBool,
}

/// What waits to be written.
#[derive(Clone, Copy, Default)]
struct Waiting {
    messages: usize,
    bytes: usize,
}

impl Scribe {
    fn hear(&mut self, message: &Message<'_>) {
        if !self.is_first(message) {
            return;
        }
        let Ok(name) = Name::parse(message.topic) else {
            return self.skip(message.topic, "its name is none of a channel");
        };
        match self.foreign.published(message.payload) {
            Some(lines) => self.write(&Post { name, lines, count: 1, key: None }),
            None => self.skip(message.topic, "a message is longer than --max-line"),
        }
    }

    /// Tells whether this is the first time that this message comes: Redis sends it for its name, and for each pattern that it matches.
    fn is_first(&self, message: &Message<'_>) -> bool {
        let Some(pattern) = &message.pattern else { return true };
        let is_named = self.topics.iter().any(|topic| !is_pattern(topic) && topic == message.topic);
        let patterns = self.topics.iter().filter(|topic| is_pattern(topic));
        let first = patterns.into_iter().find(|topic| matches(topic.as_bytes(), message.topic.as_bytes()));
        // Where Redis and we do not agree, it had better come twice than not at all.
        !is_named && first.is_none_or(|first| first == pattern)
    }

    fn skip(&mut self, topic: &str, why: &str) {
        self.shared.tally.skipped.fetch_add(1, Ordering::Relaxed);
        if self.warned.len() < MOST_WARNED && self.warned.insert(topic.to_owned()) {
            tracing::warn!(topic, "what is published there is not bridged: {why}");
        }
    }

    fn write(&self, post: &Post) {
        let bytes = post.lines.len();
        self.shared.begin(bytes);
        let end = Instant::now() + PATIENCE;
        loop {
            let shared = self.shared.clone();
            match self.writer.write(post.clone(), move |outcome| shared.end(bytes, outcome.map(drop))) {
                Ok(()) => return,
                Err(_) if Instant::now() < end => std::thread::sleep(AGAIN),
                Err(error) => return self.shared.end(bytes, Err(error)),
            }
        }
    }
}

impl Shared {
    /// Waits until there is room.
    fn begin(&self, bytes: usize) {
        let is_full = |waiting: &mut Waiting| {
            waiting.messages > 0
                && (waiting.messages >= MOST_WAITING.messages || waiting.bytes + bytes > MOST_WAITING.bytes)
        };
        let mut waiting = self.less.wait_while(self.lock(), is_full).unwrap_or_else(PoisonError::into_inner);
        waiting.messages += 1;
        waiting.bytes += bytes;
    }

    fn end(&self, bytes: usize, outcome: Result<(), WriteError>) {
        let count = if outcome.is_ok() { &self.tally.written } else { &self.tally.lost };
        count.fetch_add(1, Ordering::Relaxed);
        let was_failing = self.failing.swap(outcome.is_err(), Ordering::Relaxed);
        if let Err(error) = outcome
            && !was_failing
        {
            tracing::warn!(%error, "messages from Redis are lost");
        }
        let mut waiting = self.lock();
        waiting.messages -= 1;
        waiting.bytes -= bytes;
        self.less.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
