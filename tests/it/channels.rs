//! Channels: what clients write through the server, and how it is read back.

mod bridge;
mod faults;
mod read;
mod redis;
mod write;

use std::path::PathBuf;

use logbrook::config::ServerConfig;
use serde_json::{Value, json};

use crate::support::{Answer, LogDir, TestServer, get, post};

/// A directory with a log file, and one for channels.
struct Place {
    directory: LogDir,
}

impl Place {
    fn new() -> Place {
        Place { directory: LogDir::new().with("logs/app.log", "2026-01-23T10:15:00Z INFO app: a line\n") }
    }

    fn server(&self) -> TestServer {
        self.server_with(|_| {})
    }

    fn server_with(&self, change: impl FnOnce(&mut ServerConfig)) -> TestServer {
        TestServer::with_channels(&self.directory.join("logs"), &self.state(), change)
    }

    fn state(&self) -> PathBuf {
        self.directory.join("state")
    }
}

/// Posts entries that must be accepted; returns how many were.
#[track_caller]
fn accepted(server: &TestServer, channel: &str, body: impl AsRef<[u8]>) -> u64 {
    let answer = write(server, channel, &[], body);
    assert_eq!(answer.status, 202, "{}", answer.text());
    answer.json()["accepted"].as_u64().unwrap()
}

#[track_caller]
fn write(server: &TestServer, channel: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Answer {
    post(server, &format!("/api/channels/{channel}/logs"), headers, body)
}

fn entry(message: &str) -> String {
    json!({"level": "info", "message": message}).to_string()
}

/// Returns the records that an address answers with.
#[track_caller]
fn records(server: &TestServer, target: &str) -> Vec<Value> {
    let answer = get(server, target);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[track_caller]
fn messages(server: &TestServer, target: &str) -> Vec<String> {
    records(server, target).into_iter().map(|record| record["message"].as_str().unwrap().to_owned()).collect()
}
