//! A thread that hears what is published, and connects again whenever it is cut off.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use redis::RedisResult;

use crate::source::redis::Redis;

/// Hears what is published until it is dropped.
pub(in crate::channel) struct Listener {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Is told the topic, and what was published there.
pub(in crate::channel) type Heard = Box<dyn Fn(&str, &[u8]) + Send>;

/// So often it is looked whether to stop, and a lost connection is made anew.
const BREATH: Duration = Duration::from_millis(200);

impl Listener {
    /// Begins to listen to the topics that match any of these patterns.
    ///
    /// # Errors
    /// The system may refuse to start a thread.
    pub(in crate::channel) fn start(redis: Arc<Redis>, patterns: Vec<String>, heard: Heard) -> io::Result<Listener> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let listen = move || {
            while !stopped.load(Ordering::Relaxed) {
                if let Err(error) = listen(&redis, &patterns, &heard, &stopped) {
                    tracing::warn!(%error, "nothing is heard of Redis; it is tried again");
                    std::thread::sleep(BREATH);
                }
            }
        };
        let thread = std::thread::Builder::new().name("redis".to_owned()).spawn(listen)?;
        Ok(Listener { stop, thread: Some(thread) })
    }
}

/// Listens until the connection is lost.
fn listen(redis: &Redis, patterns: &[String], heard: &Heard, stopped: &AtomicBool) -> RedisResult<()> {
    let mut connection = redis.listener()?;
    let mut messages = connection.as_pubsub();
    for pattern in patterns {
        messages.psubscribe(pattern)?;
    }
    messages.set_read_timeout(Some(BREATH))?;
    while !stopped.load(Ordering::Relaxed) {
        match messages.get_message() {
            Ok(message) => heard(message.get_channel_name(), message.get_payload_bytes()),
            Err(error) if error.is_timeout() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so.
            drop(thread.join());
        }
    }
}
