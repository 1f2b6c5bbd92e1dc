//! Sends what waits in a queue, batch by batch, each until it is acknowledged.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

use super::backoff::Backoff;
use super::post::{Posted, Poster};
use super::queue::Queue;

/// Takes note of what happens to what is sent.
pub trait Report {
    /// Says something once.
    fn say(&mut self, text: &str);
}

/// Sends lines to a channel.
#[derive(Debug)]
pub struct Sender {
    poster: Poster,
    /// Begins the key of every batch, so that no other program has the same.
    run: String,
    batches: u64,
    /// How long it goes on when nothing more comes.
    patience: Duration,
    backoff: Backoff,
    sent: Sent,
    /// Whether it was said that nothing gets through.
    is_stuck: bool,
}

/// What became of the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// How many are in the channel.
    pub accepted: u64,
    /// How many the server would not have.
    pub refused: u64,
    /// How many were not sent: there was no room for them, or no time.
    pub dropped: u64,
}

/// A batch has no more entries than these, and bytes but for a single entry.
const MOST: (usize, usize) = (500, 256 << 10);

/// What comes one by one is sent together if it comes within so long.
const DELAY: Duration = Duration::from_millis(50);

/// Nothing further can be sent: the server will have nothing from us, or there is no time left.
struct End;

impl Sent {
    /// Tells whether all is in the channel.
    pub fn is_all(self) -> bool {
        self.refused == 0 && self.dropped == 0
    }
}

impl Sender {
    /// Sends by a poster; when nothing more comes, it goes on for as long as `patience` allows.
    pub fn new(poster: Poster, patience: Duration) -> Sender {
        let random = || RandomState::new().build_hasher().finish();
        let run = format!("{:016x}{:016x}", random(), random());
        let (backoff, sent) = (Backoff::default(), Sent::default());
        Sender { poster, run, batches: 0, patience, backoff, sent, is_stuck: false }
    }

    /// Sends until the queue is closed and empty; then returns what became of the lines.
    pub fn run(mut self, queue: &Queue, report: &mut impl Report) -> Sent {
        let mut deadline = None;
        let mut ended = None;
        loop {
            let batch = queue.take(MOST.0, MOST.1, DELAY);
            self.count_dropped(queue, report);
            if batch.is_empty() {
                return self.sent;
            }
            match ended {
                None => ended = self.send(&batch, queue, &mut deadline, report).err(),
                // Whoever writes to us goes on, and is not made to wait for it.
                Some(End) => self.sent.dropped += batch.len() as u64,
            }
        }
    }

    /// Sends a batch; parts of it where the server will not have it as a whole.
    fn send(
        &mut self,
        batch: &[String],
        queue: &Queue,
        deadline: &mut Option<Instant>,
        report: &mut impl Report,
    ) -> Result<(), End> {
        self.batches += 1;
        let key = format!("{}-{}", self.run, self.batches);
        loop {
            let left = self.left(queue, deadline);
            let posted = match left {
                Some(left) if left.is_zero() => {
                    self.sent.dropped += batch.len() as u64;
                    return Err(End);
                }
                left => self.poster.post(batch, &key, left.unwrap_or(Duration::MAX)),
            };
            match posted {
                Posted::Accepted => {
                    self.succeed(batch.len(), report);
                    return Ok(());
                }
                Posted::Unfit(_) if batch.len() > 1 => {
                    let (first, second) = batch.split_at(batch.len() / 2);
                    if let Err(End) = self.send(first, queue, deadline, report) {
                        self.sent.dropped += second.len() as u64;
                        return Err(End);
                    }
                    return self.send(second, queue, deadline, report);
                }
                Posted::Unfit(why) => {
                    self.sent.refused += 1;
                    report.say(&why);
                    return Ok(());
                }
                Posted::Refused(why) => {
                    self.sent.dropped += batch.len() as u64;
                    report.say(&why);
                    return Err(End);
                }
                Posted::Again(why, at_least) => self.wait(&why, at_least, queue, deadline, report),
            }
            self.count_dropped(queue, report);
        }
    }

    fn succeed(&mut self, entries: usize, report: &mut impl Report) {
        self.sent.accepted += entries as u64;
        self.backoff.reset();
        if std::mem::take(&mut self.is_stuck) {
            report.say("sends again");
        }
    }

    fn wait(
        &mut self,
        why: &str,
        at_least: Option<Duration>,
        queue: &Queue,
        deadline: &mut Option<Instant>,
        report: &mut impl Report,
    ) {
        let wait = self.backoff.next_wait().max(at_least.unwrap_or_default());
        if !std::mem::replace(&mut self.is_stuck, true) {
            report.say(&format!("{why}; tries again, next in {:.1} s", wait.as_secs_f64()));
        }
        let left = self.left(queue, deadline).unwrap_or(wait);
        queue.wait(wait.min(left));
    }

    /// Returns how much time is left; without an end as long as more may come.
    fn left(&self, queue: &Queue, deadline: &mut Option<Instant>) -> Option<Duration> {
        if !queue.is_closed() {
            return None;
        }
        let end = *deadline.get_or_insert_with(|| Instant::now() + self.patience);
        Some(end.saturating_duration_since(Instant::now()))
    }

    fn count_dropped(&mut self, queue: &Queue, report: &mut impl Report) {
        let dropped = queue.take_dropped();
        if dropped > 0 {
            self.sent.dropped += dropped;
            report.say(&format!("{dropped} lines dropped: nothing gets through, and no more can be held"));
        }
    }
}
