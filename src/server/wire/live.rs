//! The messages of a live connection, other than entries.

use std::time::Duration;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::entry::Position;
use crate::query::MAX_CURSORS;

/// Positions by file.
#[derive(Debug)]
pub(in crate::server) struct Positions<'a>(&'a [(String, Position)]);

impl<'a> Positions<'a> {
    /// Takes positions.
    pub(in crate::server) fn of(positions: &'a [(String, Position)]) -> Positions<'a> {
        Positions(positions)
    }
}

impl Serialize for Positions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, position) in self.0 {
            map.serialize_entry(name, &position.to_string())?;
        }
        map.end()
    }
}

/// That a subscription began.
#[derive(Debug, Serialize)]
pub(in crate::server) struct Subscribed<'a> {
    pub(in crate::server) r#type: &'static str,
    pub(in crate::server) id: &'a str,
    pub(in crate::server) files: Vec<&'a str>,
    pub(in crate::server) channels: &'a [String],
    pub(in crate::server) cursors: Positions<'a>,
}

/// That the server lives, and where every subscription is.
#[derive(Debug, Serialize)]
pub(in crate::server) struct Heartbeat<'a> {
    r#type: &'static str,
    ts: i64,
    data: HeartbeatData<'a>,
}

#[derive(Debug, Serialize)]
struct HeartbeatData<'a> {
    latency_ms: Option<f64>,
    interval_s: u64,
    cursors: Positions<'a>,
    #[serde(skip_serializing_if = "Subscriptions::is_empty")]
    subscriptions: Subscriptions<'a>,
}

#[derive(Debug)]
struct Subscriptions<'a>(Vec<(&'a str, Positions<'a>)>);

impl Subscriptions<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Subscriptions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(id, positions)| (id, positions)))
    }
}

impl<'a> Heartbeat<'a> {
    /// Makes a heartbeat of this moment; the subscription without an id is that of the address.
    pub(in crate::server) fn new(
        latency_ms: Option<f64>,
        interval: Duration,
        subscriptions: impl Iterator<Item = (Option<&'a str>, &'a [(String, Position)])>,
    ) -> Heartbeat<'a> {
        let mut cursors = Positions(&[]);
        let mut others = Vec::new();
        for (id, positions) in subscriptions {
            match id {
                Some(id) => others.push((id, Positions(positions))),
                None => cursors = Positions(positions),
            }
        }
        let interval_s = interval.as_secs();
        let data = HeartbeatData { latency_ms, interval_s, cursors, subscriptions: Subscriptions(others) };
        Heartbeat { r#type: "heartbeat", ts: now_millis(), data }
    }
}

/// The answer to a client's ping.
#[derive(Debug, Serialize)]
pub(in crate::server) struct Pong {
    r#type: &'static str,
    ts: i64,
}

impl Pong {
    /// Makes an answer of this moment.
    pub(in crate::server) fn now() -> Pong {
        Pong { r#type: "pong", ts: now_millis() }
    }
}

/// That something was done that was asked for.
#[derive(Debug, Serialize)]
pub(in crate::server) struct Notice {
    pub(in crate::server) r#type: &'static str,
}

/// The same of one subscription.
#[derive(Debug, Serialize)]
pub(in crate::server) struct Named<'a> {
    pub(in crate::server) r#type: &'static str,
    pub(in crate::server) id: &'a str,
}

/// That a client was not understood.
#[derive(Debug, Serialize)]
pub(in crate::server) struct ErrorMessage<'a> {
    pub(in crate::server) r#type: &'static str,
    pub(in crate::server) code: &'a str,
    pub(in crate::server) message: &'a str,
}

/// That a file changed under a subscription.
#[derive(Debug, Serialize)]
pub(in crate::server) struct Change<'a> {
    r#type: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
}

impl<'a> Change<'a> {
    /// Makes the message of a kind.
    pub(in crate::server) fn new(r#type: &'static str, file: &'a str, id: Option<&'a str>) -> Change<'a> {
        Change { r#type, file, id }
    }
}

/// That something was destroyed before it could be read.
#[derive(Debug, Serialize)]
pub(in crate::server) struct Gap<'a> {
    r#type: &'static str,
    file: &'a str,
    reason: &'a str,
    bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
}

impl<'a> Gap<'a> {
    /// Makes the message.
    pub(in crate::server) fn new(file: &'a str, reason: &'a str, bytes: u64, id: Option<&'a str>) -> Gap<'a> {
        Gap { r#type: "gap", file, reason, bytes, id }
    }
}

/// That entries were left out, as the client asked for.
#[derive(Debug, Serialize)]
pub(in crate::server) struct Sampled<'a> {
    r#type: &'static str,
    dropped: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
}

impl<'a> Sampled<'a> {
    /// Makes the message.
    pub(in crate::server) fn new(dropped: u64, id: Option<&'a str>) -> Sampled<'a> {
        Sampled { r#type: "sampled", dropped, id }
    }
}

/// That a stream ends which was followed, and where to go on.
#[derive(Debug, Serialize)]
pub(in crate::server) struct End {
    r#type: &'static str,
    reason: &'static str,
    scanned_bytes: u64,
    total_bytes: u64,
    matched: u64,
    cursor: Option<String>,
}

impl End {
    /// Makes the record of a stream that was read up to these positions.
    pub(in crate::server) fn new(reason: &'static str, matched: u64, positions: &[Position]) -> End {
        let bytes = positions.iter().map(|position| position.at.offset).sum();
        let is_told = (1..=MAX_CURSORS).contains(&positions.len());
        let cursor = is_told.then(|| positions.iter().map(Position::to_string).collect::<Vec<_>>().join("~"));
        End { r#type: "end", reason, scanned_bytes: bytes, total_bytes: bytes, matched, cursor }
    }
}

fn now_millis() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
