//! The thread that looks at followed files where a hint says so, and at all of them now and then.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Key, Shared};
use crate::follow::tail::Tail;
use crate::follow::watch::{Hint, Taken};

/// A file is read again after so long for each of its followers: delivering to them takes about as much.
const PACE: Duration = Duration::from_micros(50);

/// And after so long at most.
const SLOWEST_PACE: Duration = Duration::from_millis(100);

/// What the thread does.
pub(super) struct Worker {
    shared: Arc<Shared>,
    /// Files with news that are not read again before their time.
    waiting: HashMap<Key, (Instant, bool)>,
    /// When a file may be read again.
    rest_until: HashMap<Key, Instant>,
    next_poll: Instant,
    next_safety: Instant,
}

impl Worker {
    pub(super) fn new(shared: Arc<Shared>) -> Worker {
        let now = Instant::now();
        let (next_poll, next_safety) = (now + shared.settings.poll, now + shared.settings.safety);
        Worker { shared, waiting: HashMap::new(), rest_until: HashMap::new(), next_poll, next_safety }
    }

    pub(super) fn run(mut self) {
        while !self.shared.lock().stopping {
            let due = self.waiting.values().map(|(due, _)| *due).min();
            let until = due.into_iter().chain([self.next_poll, self.next_safety]).min().unwrap_or(self.next_poll);
            let taken = self.shared.hints.take(until);
            self.note(&taken);
            let now = Instant::now();
            let due: Vec<Key> =
                self.waiting.iter().filter(|(_, (due, _))| *due <= now).map(|(key, _)| key.clone()).collect();
            for key in due {
                self.look_at(&key);
            }
        }
    }

    /// Takes note of what must be looked at.
    fn note(&mut self, taken: &Taken) {
        let now = Instant::now();
        let shared = self.shared.clone();
        let mut pool = shared.lock();
        let is_safety = now >= self.next_safety;
        let is_poll = now >= self.next_poll;
        if taken.anything {
            pool.rescans += 1;
        }
        for (path, hint) in &taken.paths {
            for key in pool.by_path.get(path).into_iter().flatten() {
                self.wait(key, *hint == Hint::Renamed, now);
            }
        }
        if is_safety || is_poll || taken.anything {
            for (key, used) in &pool.tails {
                let is_polled = is_poll && (used.tail.is_draining() || pool.watches.is_polled(&used.paths));
                if is_safety || taken.anything || is_polled {
                    self.wait(key, true, now);
                }
            }
        }
        let names_changed = taken.paths.values().any(|hint| *hint == Hint::Renamed);
        if is_safety || taken.anything || names_changed {
            pool.tell_listing();
        }
        if is_safety {
            self.next_safety = now + self.shared.settings.safety;
            pool.tidy(self.shared.settings.linger);
            self.rest_until.retain(|_, until| *until > now);
        }
        if is_poll {
            self.next_poll = now + self.shared.settings.poll;
        }
    }

    /// Lets a file be looked at as soon as its time has come.
    fn wait(&mut self, key: &Key, resolve: bool, now: Instant) {
        let due = self.rest_until.get(key).copied().unwrap_or(now);
        let waiting = self.waiting.entry(key.clone()).or_insert((due, false));
        waiting.1 |= resolve;
    }

    fn look_at(&mut self, key: &Key) {
        let Some((_, resolve)) = self.waiting.remove(key) else { return };
        let tail = self.shared.lock().tails.get(key).map(|used| used.tail.clone());
        let Some(tail) = tail else { return };
        if tail.advance(resolve) {
            let pause = PACE.saturating_mul(tail.followers() as u32).min(SLOWEST_PACE);
            self.rest_until.insert(key.clone(), Instant::now() + pause);
        }
        if resolve {
            self.watch_anew(key, &tail);
        }
    }

    /// Watches where a file stands now.
    fn watch_anew(&self, key: &Key, tail: &Tail) {
        let paths = self.shared.paths(tail);
        let mut pool = self.shared.lock();
        let Some(used) = pool.tails.get_mut(key).filter(|used| used.paths != paths) else { return };
        let before = std::mem::replace(&mut used.paths, paths.clone());
        pool.watch(key, &paths);
        pool.unwatch(key, &before);
    }
}
