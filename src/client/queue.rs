//! Lines that wait to be sent: no more than fit, and whoever adds one waits no longer than is said.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A bounded queue of one who adds and one who takes.
#[derive(Debug)]
pub struct Queue {
    /// How many bytes may wait.
    most: usize,
    /// How long one who adds may be made to wait, where nothing is taken meanwhile.
    patience: Duration,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    lines: VecDeque<String>,
    bytes: usize,
    /// Since when there is no room.
    full_since: Option<Instant>,
    dropped: u64,
    closed: bool,
}

/// A line that waits takes so many bytes besides its own.
const OVERHEAD: usize = 64;

impl Queue {
    /// Makes a queue in which so many bytes may wait.
    pub fn new(most: usize, patience: Duration) -> Queue {
        Queue { most, patience, state: Mutex::default(), changed: Condvar::new() }
    }

    /// Adds a line. Where there is no room it waits for some, and drops the line if none comes in time; further lines do not wait
    /// again until something was taken.
    pub fn add(&self, line: String) {
        let mut state = self.lock();
        while state.bytes + line.len() > self.most && state.bytes > 0 {
            let since = *state.full_since.get_or_insert_with(Instant::now);
            let left = self.patience.saturating_sub(since.elapsed());
            if left.is_zero() || state.closed {
                state.dropped += 1;
                return;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.full_since = None;
        state.bytes += line.len() + OVERHEAD;
        state.lines.push_back(line);
        self.changed.notify_all();
    }

    /// Says that nothing more is added.
    pub fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Takes lines: so many and so many bytes at most, as soon as these are there, or after a while what there is; empty where
    /// nothing is there and nothing comes.
    pub fn take(&self, lines: usize, bytes: usize, delay: Duration) -> Vec<String> {
        let mut state = self.lock();
        while state.lines.is_empty() && !state.closed {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let begun = Instant::now();
        while state.lines.len() < lines && state.bytes < bytes && !state.closed {
            let left = delay.saturating_sub(begun.elapsed());
            if left.is_zero() {
                break;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let mut taken = Vec::new();
        let mut room = bytes;
        while let Some(next) = state.lines.front() {
            if taken.len() >= lines || next.len() > room && !taken.is_empty() {
                break;
            }
            room = room.saturating_sub(next.len());
            taken.extend(state.lines.pop_front());
        }
        state.bytes -= taken.iter().map(|line| line.len() + OVERHEAD).sum::<usize>();
        self.changed.notify_all();
        taken
    }

    /// Tells whether nothing more is added.
    pub fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Waits for a while, or until nothing more is added.
    pub fn wait(&self, span: Duration) {
        let state = self.lock();
        if state.closed {
            drop(state);
            return std::thread::sleep(span);
        }
        drop(self.changed.wait_timeout_while(state, span, |state| !state.closed));
    }

    /// Returns how many lines were dropped since this was last asked.
    pub fn take_dropped(&self) -> u64 {
        std::mem::take(&mut self.lock().dropped)
    }

    /// Returns how many lines wait.
    pub fn len(&self) -> usize {
        self.lock().lines.len()
    }

    /// Tells whether no line waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn add(queue: &Queue, lines: &[&str]) {
        lines.iter().for_each(|line| queue.add((*line).to_owned()));
    }

    #[test]
    fn lines_are_taken_by_count_by_bytes_and_at_the_end() {
        let queue = Queue::new(10_000, LONG);
        add(&queue, &["a", "b", "c", "dddddddd", "e", "f"]);
        assert_eq!(queue.take(3, 1_000, LONG), ["a", "b", "c"]);
        assert_eq!(queue.take(3, 5, LONG), ["dddddddd"], "one that is longer than may be is taken alone");
        queue.close();
        assert_eq!(queue.take(3, 1_000, LONG), ["e", "f"]);
        assert!(queue.take(3, 1_000, LONG).is_empty());
    }

    #[test]
    fn what_is_there_is_taken_after_a_short_while() {
        let queue = Queue::new(10_000, LONG);
        add(&queue, &["a"]);
        assert_eq!(queue.take(100, 1_000, Duration::from_millis(1)), ["a"]);
    }

    #[test]
    fn one_who_adds_waits_once_and_then_drops_until_something_is_taken() {
        let queue = Queue::new(100, Duration::from_millis(50));
        add(&queue, &["x".repeat(100).as_str()]);
        let begun = Instant::now();
        (0..1_000).for_each(|_| add(&queue, &["y"]));
        assert!(begun.elapsed() >= Duration::from_millis(50) && begun.elapsed() < Duration::from_secs(40));
        assert_eq!((queue.take_dropped(), queue.take_dropped(), queue.len()), (1_000, 0, 1));
        assert_eq!(queue.take(1, 1, LONG).len(), 1);
        add(&queue, &["z"]);
        assert_eq!(queue.take_dropped(), 0);
    }

    #[test]
    fn room_that_is_made_in_time_drops_nothing() {
        let queue = Queue::new(100, LONG);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                (0..500).for_each(|number| queue.add(format!("line {number}")));
                queue.close();
            });
            let mut taken = Vec::new();
            while !(queue.is_closed() && queue.is_empty()) {
                taken.extend(queue.take(7, 50, Duration::from_millis(1)));
            }
            assert_eq!(taken, (0..500).map(|number| format!("line {number}")).collect::<Vec<_>>());
        });
        assert_eq!(queue.take_dropped(), 0);
    }
}
