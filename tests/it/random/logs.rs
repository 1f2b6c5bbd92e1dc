//! The files of which is asked: few and short, and of every kind.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::support::LogDir;

/// Names of files that are there, or could be, and globs.
pub(super) const FILES: &[&str] = &[
    "app.log",
    "pino.ndjson",
    "java.log",
    "rotated/app.log",
    "rotated/app.log.1",
    "rotated/app.log.2.gz",
    "packed.log.gz",
    "odd/ä b+c&d=e%41.log",
    "odd/[x].log",
    "odd/empty.log",
    "odd/bytes.log",
    "odd/utf16.log",
    "odd/numbers.ndjson",
    "channels/jobs.ndjson",
    "channels/tasks/42.ndjson",
    "*",
    "**",
    "*.log",
    "**/*.gz",
    "{app,java}.log",
    "odd/*",
    "[a-m]*.log",
    "missing.log",
    "odd",
    "channels",
    "rotated/",
    "./app.log",
    "../app.log",
    "/etc/passwd",
    "app.log/",
    ".state",
    "a//b",
];

/// Names of channels, and globs of them.
pub(super) const CHANNELS: &[&str] =
    &["jobs", "tasks/42", "tasks/**", "*", "**", "missing", "jobs,tasks/42", "größe", "."];

/// What is posted to the channels that are there.
pub(super) const POSTED: &str = r#"[{"level":"info","message":"begun"},{"level":"error","message":"failed","step":3}]"#;

/// Asks for the records of all files, and for the cursor behind them.
pub(super) const RECORDS: &str = "/api/logs/stream?progress=true";

/// Returns the cursors of records.
pub(super) fn cursors(records: &str) -> Vec<String> {
    let cursor = |line: &str| serde_json::from_str::<Value>(line).ok()?["cursor"].as_str().map(str::to_owned);
    records.lines().filter_map(cursor).collect()
}

/// Writes the files.
pub(super) fn logs() -> LogDir {
    let lines = |from: u32| (from..from + 20).map(line).collect::<String>();
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(lines(0).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let utf16: Vec<u8> = format!("\u{feff}{}", lines(0)).encode_utf16().flat_map(u16::to_le_bytes).collect();
    LogDir::new()
        .with("app.log", lines(60))
        .with("pino.ndjson", include_bytes!("../../../fuzz/seeds/formats/json-pino.log"))
        .with("java.log", include_bytes!("../../../fuzz/seeds/formats/java.log"))
        .with("rotated/app.log", lines(40))
        .with("rotated/app.log.1", lines(20))
        .with("rotated/app.log.2.gz", &packed)
        .with("packed.log.gz", &packed)
        .with("odd/ä b+c&d=e%41.log", lines(0))
        .with("odd/[x].log", "no time, no level, and no line end")
        .with("odd/empty.log", "")
        .with(
            "odd/bytes.log",
            b"\xff\xfe\x00 no text\n2026-01-23T10:15:00Z ERROR a: \xc3\x28\r\n\x00\n\n\x1b[31mred\x1b[0m\n",
        )
        .with("odd/utf16.log", utf16)
        .with("odd/numbers.ndjson", NUMBERS)
}

/// Lines of JSON that are at the edge of what JSON may say.
const NUMBERS: &str = r#"{"time":"2026-01-23T10:15:00Z","level":"info","msg":"a","n":1e300,"m":-0,"big":123456789012345678901234567890}
{"level":30,"time":1769163300123,"msg":"b","n":1,"n":2,"":{"":""},"context":{"level":"x","a.b":[1,{"c":null}]}}
{"ts":-1e300,"msg":"\ud83e\udd80 \u0000","error":{"stack":"a\n  at b"},"trace_id":"0af7651916cd43dd8448eb211c80319c"}
{"timestamp":"0001-01-01T00:00:00Z","message":"the first year"}
{"timestamp":"9999-12-31T23:59:59.999999999Z","message":"the last one","level":"NOTICE"}
"#;

fn line(number: u32) -> String {
    let level = ["DEBUG", "INFO", "WARN", "ERROR"][number as usize % 4];
    let trace = if number % 10 == 3 { "  at db.pool (pool.rs:12)\n  at main\n" } else { "" };
    format!(
        "2026-01-23T10:{:02}:{:02}.123Z {level} [db.pool] line {number} took={number}ms\n{trace}",
        number / 60,
        number % 60
    )
}
