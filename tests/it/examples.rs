//! The programs in `examples/`, run as they are against a real server.

mod clients;
mod python;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Client, LogDir, Process};

/// A real server with an empty directory, and one for channels.
struct Place {
    directory: LogDir,
}

impl Place {
    fn new() -> Place {
        Place { directory: LogDir::new().with("logs/app.log", "") }
    }

    fn serve(&self) -> Process {
        self.serve_at("127.0.0.1:0")
    }

    fn serve_at(&self, address: &str) -> Process {
        Process::serve_with(&self.directory.join("logs"), |command| {
            command.env("LOGBROOK_BIND", address).arg("--state-dir").arg(self.directory.join("state"));
        })
    }
}

fn url(server: &Process) -> String {
    format!("http://{}", server.address())
}

fn example(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

/// Prepares a program; `None` where it is missing, which is said loudly, and is a failure where `CI` is set.
fn program(name: &str) -> Option<Command> {
    let found = Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let mut command = Command::new(name);
    // The repository stays as it is.
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    match found.is_ok_and(|status| status.success()) {
        true => Some(command),
        false => left_out(&format!("{name} is missing")),
    }
}

#[expect(clippy::explicit_write, reason = "what is printed otherwise is not shown of a test that passes")]
fn left_out<T>(why: &str) -> Option<T> {
    assert!(std::env::var_os("CI").is_none(), "{why}");
    writeln!(std::io::stderr(), "\n!!! NOT RUN: {why}\n").unwrap();
    None
}

/// Returns the records that an address answers with.
#[track_caller]
fn records(server: &Process, target: &str) -> Vec<Value> {
    let mut client = Client::connect(server.address());
    client.ask("GET", target, &[]);
    let answer = client.answer().unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn texts(records: &[Value]) -> Vec<&str> {
    records.iter().map(|record| record["message"].as_str().unwrap()).collect()
}

fn health(server: &Process, key: &str) -> u64 {
    records(server, "/health")[0][key].as_u64().unwrap()
}
