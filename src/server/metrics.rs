//! What is counted and measured, for Prometheus: names and units as its conventions have them.

use std::fmt;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::state::State;

mod condition;
mod process;
mod text;

/// Everything that is counted.
pub(super) struct Metrics {
    requests: Family<Request, Counter>,
    first_byte: Family<Route, Histogram>,
    duration: Family<Route, Histogram>,
    sent: Counter,
    connections: Counter,
    scanned: Counter,
    matched: Counter,
    followed: Counter,
    gaps: Counter,
    refusals: Family<Refusal, Counter>,
    /// All of them.
    refused: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    route: String,
    method: &'static str,
    code: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refusal {
    reason: &'static str,
}

/// From an answer out of the cache to a search of a minute, in seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 15.0, 60.0];

fn seconds() -> Histogram {
    Histogram::new(SECONDS)
}

/// What is known of an answer once its last byte is sent, or its client gone.
pub(super) struct Answered<'a> {
    /// The pattern of its address.
    pub(super) route: &'a str,
    /// How it was asked for.
    pub(super) method: &'static str,
    /// Its status.
    pub(super) code: u16,
    /// When its first byte was there, counted from the request.
    pub(super) first_byte: Duration,
    /// When its last byte was there.
    pub(super) total: Duration,
    /// How many bytes its body had.
    pub(super) bytes: u64,
}

impl Metrics {
    /// Begins at nothing.
    pub(super) fn new() -> Metrics {
        Metrics {
            requests: Family::default(),
            first_byte: Family::new_with_constructor(seconds),
            duration: Family::new_with_constructor(seconds),
            sent: Counter::default(),
            connections: Counter::default(),
            scanned: Counter::default(),
            matched: Counter::default(),
            followed: Counter::default(),
            gaps: Counter::default(),
            refusals: Family::default(),
            refused: Counter::default(),
        }
    }

    /// Counts a refusal; the reason is the option or the rule behind it.
    pub(super) fn refuse(&self, reason: &'static str) {
        self.refusals.get_or_create(&Refusal { reason }).inc();
        self.refused.inc();
    }

    /// Returns how many were refused.
    pub(super) fn refused(&self) -> u64 {
        self.refused.get()
    }

    /// Counts a connection.
    pub(super) fn connected(&self) {
        self.connections.inc();
    }

    /// Counts what a search did since it was last counted.
    pub(super) fn searched(&self, scanned_bytes: u64, matched: u64) {
        self.scanned.inc_by(scanned_bytes);
        self.matched.inc_by(matched);
    }

    /// Counts entries that followers were sent.
    pub(super) fn followed(&self, entries: usize) {
        self.followed.inc_by(entries as u64);
    }

    /// Counts a gap of which a follower was told.
    pub(super) fn gap(&self) {
        self.gaps.inc();
    }

    /// Counts and measures an answer.
    pub(super) fn answered(&self, answer: &Answered<'_>) {
        let route = Route { route: answer.route.to_owned() };
        let request = Request { route: route.route.clone(), method: answer.method, code: answer.code };
        self.requests.get_or_create(&request).inc();
        self.first_byte.get_or_create(&route).observe(answer.first_byte.as_secs_f64());
        self.duration.get_or_create(&route).observe(answer.total.as_secs_f64());
        self.sent.inc_by(answer.bytes);
    }

    fn registry(&self) -> Registry {
        let mut registry = Registry::with_prefix("logbrook");
        registry.register("http_requests", "Requests that were answered", self.requests.clone());
        let (first, total) =
            ("From a request to the first byte of its answer", "From a request to the last byte of its answer");
        registry.register_with_unit("http_first_byte", first, Unit::Seconds, self.first_byte.clone());
        registry.register_with_unit("http_request_duration", total, Unit::Seconds, self.duration.clone());
        registry.register_with_unit(
            "http_sent",
            "Bodies of answers, compressed where they are",
            Unit::Bytes,
            self.sent.clone(),
        );
        registry.register("http_connections", "Connections that were accepted", self.connections.clone());
        registry.register_with_unit(
            "scanned",
            "What searches read of the files, unpacked",
            Unit::Bytes,
            self.scanned.clone(),
        );
        registry.register("matched_entries", "Entries that searches found", self.matched.clone());
        registry.register(
            "followed_entries",
            "Entries that followers were sent as they were written",
            self.followed.clone(),
        );
        registry.register("follow_gaps", "Gaps of which followers were told", self.gaps.clone());
        registry.register(
            "refusals",
            "Requests that were refused, by the limit or rule behind it",
            self.refusals.clone(),
        );
        registry
    }
}

/// Returns everything in the text format of Prometheus.
///
/// # Errors
/// Writing to a text does not fail.
pub(super) fn text(state: &State) -> Result<String, fmt::Error> {
    let mut registry = state.metrics.registry();
    condition::register(&mut registry, state);
    let mut text = String::new();
    prometheus_client::encoding::text::encode(&mut text, &registry)?;
    let mut process = Registry::with_prefix("process");
    process::register(&mut process, state);
    prometheus_client::encoding::text::encode(&mut text, &process)?;
    Ok(text::plain(&text))
}
