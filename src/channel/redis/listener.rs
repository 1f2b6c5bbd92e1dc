//! A thread that hears what is published, and connects again whenever it is cut off.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use redis::RedisResult;

use crate::source::redis::Redis;

/// Hears what is published until it is dropped.
pub(in crate::channel) struct Listener {
    stop: Arc<AtomicBool>,
    connected: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What was published.
pub(in crate::channel) struct Message<'a> {
    /// Where.
    pub(in crate::channel) topic: &'a str,
    /// The pattern because of which it comes; `None` where its topic was asked for by name.
    pub(in crate::channel) pattern: Option<String>,
    /// Its bytes.
    pub(in crate::channel) payload: &'a [u8],
}

/// Is told what was published.
pub(in crate::channel) type Heard = Box<dyn FnMut(Message<'_>) + Send>;

/// So often it is looked whether to stop; a lost connection is made anew after so long, and each time after twice as long.
const BREATH: Duration = Duration::from_millis(200);

/// No longer than this is waited before the next try.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(2);

/// After so long a silence it is asked whether the other side is still there.
const SILENCE: Duration = Duration::from_secs(15);

impl Listener {
    /// Begins to listen to topics: each is a name, or a pattern of Redis.
    ///
    /// # Errors
    /// The system may refuse to start a thread.
    pub(in crate::channel) fn start(redis: Arc<Redis>, topics: Vec<String>, heard: Heard) -> io::Result<Listener> {
        let (stop, connected) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let mut ear = Ear { redis, topics, heard, stop: stop.clone(), connected: connected.clone() };
        let thread = std::thread::Builder::new().name("redis".to_owned()).spawn(move || ear.run())?;
        Ok(Listener { stop, connected, thread: Some(thread) })
    }

    /// Lets it end soon, without waiting for that.
    pub(in crate::channel) fn ask_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Tells, now and later, whether it is connected.
    pub(in crate::channel) fn connected(&self) -> Arc<AtomicBool> {
        self.connected.clone()
    }
}

/// Tells whether a topic is a pattern.
pub(in crate::channel) fn is_pattern(topic: &str) -> bool {
    topic.contains(['*', '?', '[', '\\'])
}

struct Ear {
    redis: Arc<Redis>,
    topics: Vec<String>,
    heard: Heard,
    stop: Arc<AtomicBool>,
    connected: Arc<AtomicBool>,
}

impl Ear {
    fn run(&mut self) {
        let mut wait = BREATH;
        while !self.is_stopped() {
            let outcome = self.listen();
            let was_connected = self.connected.swap(false, Ordering::Relaxed);
            let Err(error) = outcome else { return };
            if was_connected {
                wait = BREATH;
            }
            // Of many tries in vain, only the first is worth a word.
            match wait == BREATH {
                true => tracing::warn!(%error, "nothing is heard of Redis; it is tried again"),
                false => tracing::debug!(%error, "nothing is heard of Redis yet"),
            }
            self.rest(wait);
            wait = LONGEST_WAIT.min(wait * 2);
        }
    }

    /// Listens until it is stopped, or the connection is lost.
    fn listen(&mut self) -> RedisResult<()> {
        let mut connection = self.redis.listener()?;
        let mut messages = connection.as_pubsub();
        messages.set_read_timeout(Some(ANSWER))?;
        for topic in &self.topics {
            match is_pattern(topic) {
                true => messages.psubscribe(topic)?,
                false => messages.subscribe(topic)?,
            }
        }
        messages.set_read_timeout(Some(BREATH))?;
        self.connected.store(true, Ordering::Relaxed);
        let mut last_sign = Instant::now();
        while !self.is_stopped() {
            match messages.get_message() {
                Ok(message) => {
                    let (topic, payload) = (message.get_channel_name(), message.get_payload_bytes());
                    (self.heard)(Message { topic, pattern: message.get_pattern()?, payload });
                    last_sign = Instant::now();
                }
                Err(error) if error.is_timeout() && last_sign.elapsed() < SILENCE => {}
                Err(error) if error.is_timeout() => {
                    messages.set_read_timeout(Some(ANSWER))?;
                    let _: redis::Value = messages.ping()?;
                    messages.set_read_timeout(Some(BREATH))?;
                    last_sign = Instant::now();
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Waits, but not beyond the stop.
    fn rest(&self, span: Duration) {
        let end = Instant::now() + span;
        while !self.is_stopped() && Instant::now() < end {
            std::thread::sleep(BREATH.min(end.saturating_duration_since(Instant::now())));
        }
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.ask_to_stop();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so.
            drop(thread.join());
        }
    }
}
