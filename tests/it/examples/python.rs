//! What Python programs log.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Place, example, left_out, program, records, texts, url};
use crate::support::{Follower, LogDir};

/// Runs a script of a Python program that finds the handler; returns what it prints.
#[track_caller]
fn run(mut python: Command, script: &str, url: &str) -> String {
    let output = python.args(["-c", script, url]).env("PYTHONPATH", example("python")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Finds a Python that has structlog, or gives it to one of the tests' own.
fn with_structlog(home: &LogDir) -> Option<Command> {
    let found = program("python3")?.args(["-c", "import structlog"]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return program("python3");
    }
    let own = home.join("venv");
    let made = program("python3")?.args(["-m", "venv"]).arg(&own).output();
    let python: PathBuf = own.join("bin/python3");
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "structlog"];
    let got = made.and_then(|_| Command::new(&python).args(pip).output());
    match got.is_ok_and(|output| output.status.success()) {
        true => Some(Command::new(python)),
        false => left_out("structlog is missing and cannot be installed"),
    }
}

#[test]
fn a_python_program_with_structlog_appears_live_in_a_follow_session() {
    let place = Place::new();
    let Some(python) = with_structlog(&place.directory) else { return };
    let server = place.serve();
    let mut follower = Follower::connect(server.address(), "channels=tasks/42&create=true");
    follower.next_of("subscribed");
    let script = r#"
import sys, structlog
from logbrook_handler import LogbrookProcessor
structlog.configure(processors=[
    structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.processors.format_exc_info,
    LogbrookProcessor(sys.argv[1], "tasks/42"), structlog.processors.JSONRenderer()])
log = structlog.get_logger(source="worker").bind(task="42")
log.info("step done", step=1, price=1.5, tags=["a", "<b>"], odd=float("nan"))
try:
    1 / 0
except ZeroDivisionError:
    log.exception("step failed", step=2)
"#;
    let printed = run(python, script, &url(&server));
    assert!(printed.contains(r#""event": "step done""#), "the next processor has it, too: {printed}");
    let entry = follower.next_of("log");
    assert_eq!(
        (&entry["type"], &entry["level"], &entry["source"], &entry["message"]),
        (&json!("log"), &json!("INFO"), &json!("worker"), &json!("step done"))
    );
    let context = json!({"task": "42", "step": 1, "price": 1.5, "tags": ["a", "<b>"], "odd": "nan"});
    assert_eq!(entry["context"], context, "what has no JSON is text");
    assert!(entry["timestamp"].as_str().unwrap().ends_with('Z'));
    let entry = follower.next_of("log");
    assert_eq!((&entry["level"], &entry["context"]), (&json!("ERROR"), &json!({"task": "42", "step": 2})));
    let message = entry["message"].as_str().unwrap();
    assert!(message.starts_with("step failed\nTraceback") && message.ends_with("ZeroDivisionError: division by zero"));
}

#[test]
fn what_a_python_program_logs_is_sent_to_its_end() {
    let Some(python) = program("python3") else { return };
    let place = Place::new();
    let server = place.serve();
    let script = r#"
import logging, sys
from logbrook_handler import LogbrookHandler
logging.basicConfig(level=logging.DEBUG, handlers=[LogbrookHandler(sys.argv[1], "jobs")])
log = logging.getLogger("worker.db")
for number in range(2000):
    log.debug("line %d", number, extra={"number": number})
try:
    {}["missing"]
except KeyError:
    log.critical("broken", exc_info=True)
"#;
    run(python, script, &url(&server));
    let records = records(&server, "/api/logs/stream?file=channels/jobs.ndjson");
    let expected: Vec<String> = (0..2_000).map(|number| format!("line {number}")).collect();
    assert_eq!(texts(&records[..2_000]), expected);
    let (first, last) = (&records[7], &records[2_000]);
    assert_eq!((&first["level"], &first["source"]), (&json!("DEBUG"), &json!("worker.db")));
    assert_eq!(first["context"], json!({"number": 7}));
    assert_eq!((&last["level"], last["context"].as_object().unwrap().len()), (&json!("CRITICAL"), 0));
    assert!(last["message"].as_str().unwrap().ends_with("KeyError: 'missing'"));
    assert_eq!(records.len(), 2_001);
}

#[test]
fn a_python_program_never_waits_and_counts_what_is_dropped() {
    let Some(python) = program("python3") else { return };
    let begun = Instant::now();
    let script = r#"
import sys, time
from logbrook_handler import Sender
sender = Sender(sys.argv[1], "jobs", capacity=100, timeout=1)
begun = time.monotonic()
for number in range(1000):
    sender.put("info", "line")
took = time.monotonic() - begun
sender.close()
print(took < 2, sender.dropped)
"#;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(run(python, script, &format!("http://{free}")), "True 1000\n");
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_python_program_says_in_the_channel_what_was_dropped_before() {
    let Some(python) = program("python3") else { return };
    let place = Place::new();
    let server = place.serve();
    let script = r#"
import sys
from logbrook_handler import Sender
sender = Sender(sys.argv[1], "jobs")
sender.put("info", "x" * (2 << 20))
sender.put("info", "short")
sender.close()
print(sender.dropped)
"#;
    assert_eq!(run(python, script, &url(&server)), "1\n");
    let records = records(&server, "/api/logs/stream?file=channels/jobs.ndjson");
    let mut told = texts(&records);
    told.sort_unstable();
    assert_eq!(told, ["1 message was dropped before this one", "short"]);
}
