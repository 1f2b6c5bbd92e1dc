//! Tests that concern all formats alike.

use std::path::PathBuf;

use super::*;
use crate::entry::{Level, Timestamp};

mod loghub;

/// The clock for which samples are written: UTC, last write 2026-01-31T00:00:00Z.
fn sample_clock() -> Clock {
    Clock::utc(Timestamp::from_seconds(1_769_817_600))
}

/// Writes an entry as the compact JSON of a sample.
fn record(entry: &Entry) -> String {
    let json = |text: &str| serde_json::Value::from(text).to_string();
    let value = |value: &Value| match value {
        Value::Json(raw) => raw.to_string(),
        Value::Text(text) => json(text),
    };
    let context: Vec<String> = entry.context.iter().map(|(name, v)| format!("{}:{}", json(name), value(v))).collect();
    let optional = |text: Option<String>| text.map_or("null".to_owned(), |text| json(&text));
    format!(
        r#"{{"timestamp":{},"level":{},"source":{},"message":{},"context":{{{}}}}}"#,
        optional(entry.timestamp.map(|timestamp| timestamp.to_string())),
        optional(entry.level.map(|level| level.to_string())),
        optional(entry.source.as_ref().map(ToString::to_string)),
        json(&entry.message),
        context.join(",")
    )
}

/// Groups the lines of a text into entries, as the engine does.
fn entries<'a>(text: &'a str, reader: &Reader) -> Vec<(Option<&'static str>, Entry<'a>)> {
    let mut entries: Vec<(Option<&'static dyn Format>, Entry<'a>)> = Vec::new();
    for line in text.lines() {
        match (reader.read(line), entries.last_mut()) {
            (Line::Head(format, entry), _) => entries.push((Some(format), entry)),
            (Line::Continuation, Some((_, entry))) => continue_with(entry, line),
            (Line::Loose, Some((Some(format), entry))) if format.keeps_loose_lines() => continue_with(entry, line),
            (Line::Loose | Line::Continuation, _) => {
                entries.push((None, Entry { message: line.into(), ..Entry::default() }));
            }
        }
    }
    entries.into_iter().map(|(format, entry)| (format.map(Format::name), entry)).collect()
}

fn continue_with(entry: &mut Entry, line: &str) {
    let message = entry.message.to_mut();
    message.push('\n');
    message.push_str(line);
}

/// Returns the directory of the LogHub samples, where they are at hand.
fn loghub() -> Option<PathBuf> {
    let shared = std::env::var_os("LOGBROOK_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    Some(shared.join("loghub")).filter(|path| path.is_dir())
}

#[test]
#[ignore = "prints the entries of the file in DUMP as records"]
#[expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a tool for whoever works on formats")]
fn dump() {
    let text = std::fs::read(std::env::var_os("DUMP").unwrap()).unwrap();
    let text = String::from_utf8_lossy(&text);
    let reader = Reader::detect(text.lines().take(500), sample_clock());
    for (format, entry) in entries(&text, &reader) {
        println!(">{}\t{}", format.unwrap_or("-"), record(&entry));
    }
}
