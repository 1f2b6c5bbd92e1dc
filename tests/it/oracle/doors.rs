//! The ways to ask: the engine itself, the stream, the page's own requests, the command line.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use logbrook::query::Query;
use logbrook::scan::{Scanner, Settings};
use logbrook::source::FileSource;
use serde_json::Value;

use super::ask::Ask;
use crate::support::{TestServer, get};

/// The records of an answer, or why there is none.
pub(super) type Records = Result<Vec<Value>, String>;

/// Parameters as they are sent.
pub(super) type Parameters = [(&'static str, String)];

/// Asks the engine, which takes so many bytes of a file at once.
pub(super) fn engine(root: &Path, parameters: &Parameters, block: u64) -> Records {
    let source = FileSource::new(&[root.to_path_buf()]).unwrap();
    let scanner = Scanner::new(Arc::new(source), Settings { workers: 2, block, ..Settings::default() }).unwrap();
    let pairs = parameters.iter().map(|(name, value)| (*name, value.as_str()));
    let query = Query::parse(pairs, &scanner.context()).map_err(|error| error.to_string())?;
    let mut scan = scanner.scan(&query).map_err(|error| error.to_string())?;
    let mut text = Vec::new();
    while let Some(chunk) = scan.next_chunk().map_err(|error| error.to_string())? {
        text.extend(chunk);
    }
    records(&text)
}

/// Serves a directory.
pub(super) fn server(root: &Path) -> TestServer {
    TestServer::over(Arc::new(FileSource::new(&[root.to_path_buf()]).unwrap()))
}

/// Asks `/api/logs/stream`.
pub(super) fn stream(server: &TestServer, parameters: &Parameters) -> Records {
    let pairs = parameters.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
    let answer = get(server, &format!("/api/logs/stream?{}", pairs.collect::<Vec<_>>().join("&")));
    match answer.status == 200 && answer.complete {
        true => records(&answer.body),
        false => Err(format!("status {}: {}", answer.status, answer.text())),
    }
}

/// Asks as the page does: some rows at a time, each time from the cursor at which the last answer ended.
pub(super) fn page(server: &TestServer, ask: &Ask, total: usize) -> Records {
    let mut parameters = ask.parameters.clone();
    let wanted = |name| {
        ask.parameters.iter().find(|(given, _)| *given == name).map(|(_, value)| value.parse::<usize>().unwrap())
    };
    let tail = wanted("tail");
    let limit = tail.or(wanted("limit")).unwrap_or(usize::MAX);
    parameters.retain(|(name, _)| !matches!(*name, "tail" | "limit" | "raw"));
    parameters.extend([("raw", "true".to_owned()), ("progress", "true".to_owned())]);
    parameters.extend(tail.map(|_| ("order", "desc".to_owned())));
    let rows = total / 3 + 1;
    let mut found = Vec::new();
    while found.len() < limit {
        let mut page = parameters.clone();
        page.push(("limit", rows.min(limit - found.len()).to_string()));
        let mut records = stream(server, &page)?;
        let end = records.pop().filter(|end| end["type"] == "end").ok_or("there is no end record")?;
        found.extend(records.into_iter().filter(|record| record["type"] == "log"));
        if end["reason"] == "eof" {
            break;
        }
        let cursor = end["cursor"].as_str().ok_or(format!("the end record has no cursor: {end}"))?;
        parameters.retain(|(name, _)| !matches!(*name, "line" | "cursor"));
        parameters.push(("cursor", cursor.to_owned()));
    }
    if tail.is_some() {
        found.reverse();
    }
    Ok(found)
}

/// Asks `logbrook query`.
pub(super) fn command(root: &Path, parameters: &Parameters) -> Records {
    let flags = parameters.iter().map(|(name, value)| format!("--{}={value}", name.replace('_', "-")));
    let mut command = Command::new(env!("CARGO_BIN_EXE_logbrook"));
    let output = command.arg("query").arg(root).args(flags).env_clear().output().unwrap();
    match (output.status.code(), output.stdout.is_empty()) {
        (Some(0), false) | (Some(1), true) => records(&output.stdout),
        _ => Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr))),
    }
}

fn records(bytes: &[u8]) -> Records {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    text.lines().map(|line| serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))).collect()
}

/// Escapes whatever is no letter or digit, as an address wants it.
fn escaped(value: &str) -> String {
    value
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
