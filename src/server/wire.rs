//! The contract in JSON: every object that is sent, except entries, which the engine writes itself.

use serde::Serialize;

use crate::scan::LogInfo;

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
            channel: None,
        }
    }
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
    /// Seconds since the start.
    pub(super) uptime_s: u64,
    /// The version of logbrook.
    pub(super) version: &'static str,
}
