//! What clients may write, and how much of it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};

use super::admission::{Admission, Admitted};
use super::error::Problem;
use crate::channel::{Bridge, Channels, Overview, Rules};

/// What there is of channels.
pub(super) struct ChannelState {
    pub(super) overview: Overview,
    pub(super) ttl: Option<Duration>,
    /// What is published elsewhere and written to channels; none once the server has stopped.
    pub(super) bridges: Mutex<Vec<Bridge>>,
    /// `None` where nothing can be written.
    pub(super) ingest: Option<Arc<Ingest>>,
}

/// What takes in what clients write.
pub(super) struct Ingest {
    pub(super) rules: Rules,
    pub(super) writer: Arc<Channels>,
    pub(super) rates: Rates,
    /// How long a body may be, in bytes, as it comes and unpacked.
    pub(super) most_body: usize,
    /// How long a client may be silent in the middle of a body.
    pub(super) patience: Duration,
    /// Counts the bytes of the bodies that are being received.
    held: Arc<Admission>,
}

/// Bodies that are being received have so many bytes together at most, and those of one address half of it; but one post, as it came
/// and unpacked, always has room.
const MOST_HELD: usize = 256 << 20;

impl ChannelState {
    /// Returns what is bridged.
    pub(super) fn bridges(&self) -> MutexGuard<'_, Vec<Bridge>> {
        self.bridges.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what takes in posts.
    pub(super) fn ingest(&self) -> Result<Arc<Ingest>, Problem> {
        self.ingest.clone().ok_or_else(|| {
            let detail = "nothing can be written here: the server's log says why, and --state-dir names a place";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).with(RETRY_AFTER, HeaderValue::from_static("60"))
        })
    }
}

impl Ingest {
    /// Begins with nothing being received.
    pub(super) fn new(
        rules: Rules,
        writer: Arc<Channels>,
        rates: Rates,
        most_body: usize,
        patience: Duration,
    ) -> Ingest {
        Ingest { rules, writer, rates, most_body, patience, held: Arc::default() }
    }

    /// Returns what counts the bytes of a body that comes from an address.
    pub(super) fn hold(&self, address: Option<IpAddr>) -> Held {
        let most = (MOST_HELD.max(4 * self.most_body), (MOST_HELD / 2).max(2 * self.most_body));
        Held { bytes: self.held.begin(address), most }
    }
}

/// How many bytes of a body are held; none once it is dropped.
pub(super) struct Held {
    bytes: Admitted,
    /// How many there may be in all, and of the address.
    most: (usize, usize),
}

impl Held {
    /// Tells whether there is room for so many more bytes, and takes it.
    pub(super) fn grow(&mut self, by: usize) -> bool {
        self.bytes.grow(by, self.most).is_ok()
    }
}

/// How many entries of each client are accepted in a second.
pub(super) struct Rates {
    most: f64,
    buckets: Mutex<HashMap<Option<IpAddr>, Bucket>>,
}

/// What a client may still write: it fills up within a second.
struct Bucket {
    left: f64,
    at: Instant,
}

/// Full buckets are forgotten when there are so many.
const MANY_BUCKETS: usize = 10_000;

impl Rates {
    /// Accepts so many entries a second of each client.
    pub(super) fn new(most: u32) -> Rates {
        Rates { most: f64::from(most), buckets: Mutex::default() }
    }

    /// Refuses a client that has written too much; one post may go beyond what is left, and is made up for by waiting.
    pub(super) fn admit(&self, client: Option<IpAddr>) -> Result<(), Problem> {
        let mut buckets = self.lock();
        let left = buckets.get_mut(&client).map_or(self.most, |bucket| bucket.fill(self.most));
        if left > 0.0 {
            return Ok(());
        }
        let seconds = 1 + (-left / self.most) as u64;
        let detail = format!(
            "{} entries a second are accepted of one client; wait {seconds} s, or raise --max-post-rate",
            self.most
        );
        let after = HeaderValue::from(seconds);
        Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, detail).with(RETRY_AFTER, after))
    }

    /// Counts entries of a client.
    pub(super) fn count(&self, client: Option<IpAddr>, entries: u64) {
        let mut buckets = self.lock();
        if buckets.len() >= MANY_BUCKETS {
            buckets.retain(|_, bucket| bucket.fill(self.most) < self.most);
        }
        let bucket = buckets.entry(client).or_insert_with(|| Bucket { left: self.most, at: Instant::now() });
        bucket.fill(self.most);
        bucket.left -= entries as f64;
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Option<IpAddr>, Bucket>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bucket {
    fn fill(&mut self, most: f64) -> f64 {
        let now = Instant::now();
        self.left = most.min(self.left + most * (now - self.at).as_secs_f64());
        self.at = now;
        self.left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_writes_too_much_waits_and_others_do_not() {
        let rates = Rates::new(100);
        let (one, other) = (Some([127, 0, 0, 1].into()), Some([127, 0, 0, 2].into()));
        assert!(rates.admit(one).is_ok());
        rates.count(one, 1_000_000);
        assert!(rates.admit(one).is_err());
        assert!(rates.admit(other).is_ok() && rates.admit(None).is_ok());
    }

    #[test]
    fn room_for_bodies_is_given_back() {
        let all = Arc::<Admission>::default();
        let of = |last| Held { bytes: all.begin(Some([127, 0, 0, last].into())), most: (20, 10) };
        let (mut one, mut same, mut other, mut third) = (of(1), of(1), of(2), of(3));
        assert!(one.grow(10) && !same.grow(1), "nobody takes the room of all");
        assert!(other.grow(10) && !third.grow(1));
        drop((one, other));
        assert_eq!((all.count(), all.addresses()), (0, 0));
    }
}
