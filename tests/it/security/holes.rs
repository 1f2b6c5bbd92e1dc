//! Files that are long but take no room: a hole of a terabyte is made in a moment.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::support::{Client, LogDir, Process, append};

/// How long a file with a hole is, in bytes.
const LENGTH: u64 = 1 << 40;

/// What an answer or an end may take at most.
const SOON: Duration = Duration::from_secs(10);

/// How much memory the server may take at most, in bytes.
const MOST_MEMORY: u64 = 200 << 20;

fn with_hole(home: &LogDir, name: &str, first: &str, last: &str) {
    let mut file = append(&home.join(name));
    file.write_all(first.as_bytes()).unwrap();
    file.set_len(LENGTH).unwrap();
    file.write_all(last.as_bytes()).unwrap();
}

#[test]
fn a_hole_takes_neither_time_nor_memory() {
    let home = LogDir::new();
    with_hole(&home, "open.log", "x\n", "");
    let last = "\n  at foo\n  at bar\n2026-01-01T00:00:01Z INFO needle\n";
    with_hole(&home, "long.log", "2026-01-01T00:00:00Z INFO first\n", last);
    let server = Process::serve(home.path());
    let ask = |target: &str| {
        let begun = Instant::now();
        let mut client = Client::connect(server.address());
        client.ask("GET", target, &[]);
        let answer = client.answer().unwrap();
        assert!(begun.elapsed() < SOON, "{target}: {:?}", begun.elapsed());
        assert!(server.peak() < MOST_MEMORY, "{target}: {} bytes", server.peak());
        answer.text().to_owned()
    };
    for parameters in ["q=absent", "", "order=desc", "tail=2", "line=2", "q=x&after=1", "since=2026-01-01T00:00:00Z"] {
        let text = ask(&format!("/api/logs/stream?file=open.log&progress=true&{parameters}"));
        assert!(text.contains(r#""reason":"eof""#), "{parameters}: {text}");
    }
    for parameters in ["line=3&limit=1", "q=bar", "q=needle&before=1", "order=desc&limit=2"] {
        let text = ask(&format!("/api/logs/stream?file=long.log&{parameters}"));
        assert!(text.contains(r#""message":"  at foo\n  at bar""#), "{parameters}: {text}");
    }
    assert!(ask("/api/logs/histogram?file=long.log").contains("INFO"));
    let begun = Instant::now();
    server.end();
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
}
