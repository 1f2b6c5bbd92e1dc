//! The contract in JSON: every object that is sent, except entries, which the engine writes itself.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::channel::Summary;
use crate::entry::Timestamp;
use crate::scan::LogInfo;
use crate::{facets, histogram};

pub(super) mod claims;
pub(super) mod live;

/// An error, as RFC 9457 has it.
#[derive(Debug, Serialize)]
pub(super) struct ProblemBody<'a> {
    /// Always `about:blank`: the status says what kind of problem it is.
    pub(super) r#type: &'static str,
    /// The status in words.
    pub(super) title: &'a str,
    /// The status as a number.
    pub(super) status: u16,
    /// What is wrong and what to do.
    pub(super) detail: &'a str,
    /// The parameter at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) param: Option<&'a str>,
    /// The column of `q` at fault, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) column: Option<usize>,
}

/// A record that tells of a fault in mid-stream.
#[derive(Debug, Serialize)]
pub(super) struct ErrorRecord<'a> {
    /// Always `error`.
    pub(super) r#type: &'static str,
    /// What kind of fault, for programs.
    pub(super) code: &'a str,
    /// What is wrong, for people.
    pub(super) message: &'a str,
}

/// The answer of `/api/logs`.
#[derive(Debug, Serialize)]
pub(super) struct Logs {
    /// The files, sorted by name.
    pub(super) logs: Vec<Log>,
}

/// One file of `/api/logs`.
#[derive(Debug, Serialize)]
pub(super) struct Log {
    file: String,
    size: u64,
    modified: String,
    format: &'static str,
    compression: Option<&'static str>,
    rotated: Vec<String>,
    channel: Option<String>,
}

impl From<LogInfo> for Log {
    fn from(info: LogInfo) -> Log {
        Log {
            file: info.file,
            size: info.size,
            modified: info.modified.to_string(),
            format: info.format.unwrap_or("plain"),
            compression: info.compression,
            rotated: info.rotated,
            channel: info.channel,
        }
    }
}

/// The answer of `/api/channels`.
#[derive(Debug, Serialize)]
pub(super) struct Channels {
    /// The channels, sorted by name.
    pub(super) channels: Vec<Channel>,
}

/// One channel of `/api/channels`.
#[derive(Debug, Serialize)]
pub(super) struct Channel {
    channel: String,
    file: String,
    entries: u64,
    size: u64,
    modified: String,
    expires: Option<String>,
}

impl From<Summary> for Channel {
    fn from(summary: Summary) -> Channel {
        Channel {
            file: summary.name.file(),
            channel: summary.name.to_string(),
            entries: summary.entries,
            size: summary.size,
            modified: summary.last_write.to_string(),
            expires: summary.expires.map(|expires| expires.to_string()),
        }
    }
}

/// The answer to a post: how many entries are written.
#[derive(Debug, Serialize)]
pub(super) struct Accepted {
    /// How many there are.
    pub(super) accepted: u64,
}

/// The answer of `/health`.
#[derive(Debug, Serialize)]
pub(super) struct Health {
    /// Always `healthy`: a server that is not does not answer.
    pub(super) status: &'static str,
    /// How many connections are open.
    pub(super) connections: usize,
    /// How many directories are watched.
    pub(super) watchers: usize,
    /// How many subscriptions are followed.
    pub(super) follows: usize,
    /// How many names they follow.
    pub(super) followed_files: usize,
    /// How many rotated files are still read.
    pub(super) draining: usize,
    /// How many directories are looked at regularly, because they cannot be watched.
    pub(super) polled: usize,
    /// How often everything was looked at, because too much had happened at once.
    pub(super) rescans: u64,
    /// How many were refused because a limit of following was reached.
    pub(super) refused: u64,
    /// Seconds since the start.
    pub(super) uptime_s: u64,
    /// The version of logbrook.
    pub(super) version: &'static str,
}

/// The answer of `/ready`.
#[derive(Debug, Serialize)]
pub(super) struct Ready {
    /// Always `ready`.
    pub(super) status: &'static str,
    /// How many files there are.
    pub(super) files: usize,
}

/// The answer of `/api/logs/histogram`.
#[derive(Debug, Serialize)]
pub(super) struct Histogram {
    since: Option<String>,
    until: Option<String>,
    step_ms: i64,
    exact: bool,
    total: u64,
    buckets: Vec<Bucket>,
}

#[derive(Debug, Serialize)]
struct Bucket {
    start: String,
    counts: BTreeMap<&'static str, u64>,
}

impl From<histogram::Histogram> for Histogram {
    fn from(counted: histogram::Histogram) -> Histogram {
        let text = |moment: Option<Timestamp>| moment.map(|moment| moment.to_string());
        let bucket = |bucket: histogram::Bucket| Bucket {
            start: bucket.start.to_string(),
            counts: bucket
                .counts
                .into_iter()
                .map(|(level, count)| (level.map_or("NONE", |level| level.name()), count))
                .collect(),
        };
        Histogram {
            since: text(counted.since),
            until: text(counted.until),
            step_ms: counted.step_ms,
            exact: counted.exact,
            total: counted.total,
            buckets: counted.buckets.into_iter().map(bucket).collect(),
        }
    }
}

/// The answer of `/api/logs/fields`.
#[derive(Debug, Serialize)]
pub(super) struct Facets {
    exact: bool,
    fields: Vec<Facet>,
}

#[derive(Debug, Serialize)]
struct Facet {
    name: String,
    count: u64,
    values: Vec<FacetValue>,
}

#[derive(Debug, Serialize)]
struct FacetValue {
    value: Box<RawValue>,
    count: u64,
}

impl From<facets::Facets> for Facets {
    fn from(counted: facets::Facets) -> Facets {
        let value = |(json, count)| Some(FacetValue { value: RawValue::from_string(json).ok()?, count });
        let facet = |facet: facets::Facet| Facet {
            name: facet.name,
            count: facet.count,
            values: facet.values.into_iter().filter_map(value).collect(),
        };
        Facets { exact: counted.exact, fields: counted.fields.into_iter().map(facet).collect() }
    }
}
